"""A page that is read after the day of the next search says so, without a new build."""

from pathlib import Path

import pytest

import livingreview.publish

SCRIPT = Path(livingreview.publish.__file__).parent / "theme" / "overdue.js"

pytestmark = pytest.mark.site


@pytest.mark.parametrize(("today", "shown"), [("2024-07-30", False), ("2024-07-31", False), ("2024-08-01", True)])
def test_the_mark_appears_the_day_after(browser, today, shown):
    page = browser.new_page()
    page.clock.set_fixed_time(f"{today}T12:00:00")
    page.set_content('<strong class="overdue" data-due="2024-07-31" hidden>Out of date.</strong>')
    page.add_script_tag(content=SCRIPT.read_text("utf-8"))
    assert page.get_by_text("Out of date.").is_visible() == shown
    page.close()
