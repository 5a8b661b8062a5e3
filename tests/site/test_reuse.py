"""Below a figure: how to cite it, and downloads that the browser makes of what the page shows."""

import csv
import io
import struct
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.slow, pytest.mark.site]

PAGE = "chapters/efficacy/index.html"
LINE = "details.reuse"


def opened(page):
    """The first of these lines that offers data too, opened by key."""
    line = page.locator(LINE, has=page.locator("button[value=csv]")).first
    line.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(line.locator("button").first).to_be_visible()
    return line


def taken(page, line, kind):
    with page.expect_download() as download:
        line.locator(f"button[value={kind}]").click()
    name = line.get_attribute("data-name")
    assert download.value.suggested_filename == f"{name}.{kind}"
    return download.value.path().read_bytes()


def pictures(browser, address, scheme, width):
    """SVG and PNG of a figure from a page that is shown light or dark and this wide, and how many words it draws."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/{PAGE}")
    line = opened(page)
    found = taken(page, line, "svg").decode(), taken(page, line, "png")
    assert page.evaluate("document.documentElement.dataset.theme") == scheme
    name = line.get_attribute("data-name")
    words = page.locator(f'.drawing[data-name="{name}"] svg').evaluate("svg => svg.querySelectorAll('text').length")
    context.close()
    return *found, words


def test_a_picture_is_as_wide_as_a_page_and_as_on_paper_wherever_it_is_taken(browser, address):
    drawn, picture, words = pictures(browser, address, "light", 1280)
    assert pictures(browser, address, "dark", 390)[0] == drawn
    assert "var(" not in drawn and "class=" not in drawn and "@font-face" in drawn
    root = ElementTree.fromstring(drawn)
    assert sum(one.tag.endswith("}text") for one in root.iter()) == words > 0
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    sides = struct.unpack(">II", picture[16:24])
    assert sides == tuple(pytest.approx(3 * float(root.get(side)), abs=1) for side in ("width", "height"))


def test_the_data_are_the_rows_of_the_table_below_the_figure(desktop):
    page = desktop.open(PAGE)
    line = opened(page)
    rows = list(csv.reader(io.StringIO(taken(page, line, "csv").decode("utf-8-sig"))))
    table = page.locator(f'[id="data-table-{line.get_attribute("data-name")}"] table')
    assert len(rows) == table.evaluate("table => table.tHead.rows.length + table.tBodies[0].rows.length")
    assert rows[0] == [one.strip() for one in table.locator("thead th").all_text_contents()]
    assert desktop.errors == [] and desktop.outside == []


def test_each_says_of_which_figure_it_is_and_is_folded_and_not_on_paper(desktop):
    page = desktop.open(PAGE)
    lines = page.locator(LINE)
    names = lines.locator("summary").all_text_contents()
    assert len(names) == len(set(names)) == page.locator("figure").count()
    assert not page.locator(f"{LINE}[open]").count()
    page.emulate_media(media="print")
    assert not lines.first.is_visible()


def test_without_scripts_it_cites_and_links_to_the_data(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/{PAGE}")
    line = page.locator(LINE).first
    line.locator("summary").click()
    assert line.get_by_text("Contributors to the living review").is_visible()
    assert line.get_by_role("link", name="All data of the review").is_visible()
    assert not line.locator("button").first.is_visible()
    context.close()
