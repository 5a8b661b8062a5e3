"""Tables that sort, search, narrow and download in the built site, served and opened as a file."""

import csv
import io
import re

import pytest
from playwright.sync_api import expect
from test_site import soup

pytestmark = [pytest.mark.slow, pytest.mark.site]

PAGES = ("chapters/evidence-base.html", "chapters/studies.html", "chapters/appendices/data.html")
LIBRARY = "#tbl-library"
CHARACTERISTICS = "#tbl-characteristics"
BOX = ".pst-scrollable-table-container"


def rows(page, table):
    return page.locator(f"{table} tbody tr").count()


def cells(page, table, column):
    return [text.strip() for text in page.locator(f"{table} tbody td:nth-child({column})").all_inner_texts()]


def heading(page, table, name):
    """The button in a column's heading, found as a screen reader finds it."""
    return page.locator(table).get_by_role("columnheader", name=re.compile(f"^{name}")).get_by_role("button")


def all_interactive(page):
    """The page when the script has reached every table that is shown, each of which it reaches when it comes near."""
    for table in page.locator("table.interactive:visible").all():
        table.scroll_into_view_if_needed()
        expect(table).to_have_class(re.compile("with-tools"), timeout=60_000)  # ends when it is so
    page.evaluate("window.scrollTo(0, 0)")
    return page


@pytest.mark.parametrize("name", PAGES)
def test_every_long_table_becomes_interactive_without_error_or_outside_request(name, desktop):
    all_interactive(desktop.open(name))
    assert desktop.errors == []
    assert desktop.outside == []


def test_a_page_opened_as_a_file_has_them_too(site, browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    errors = []
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: errors.append(str(e)))
    for name in PAGES:
        page.goto((site / name).as_uri())
        all_interactive(page)
    assert errors == []
    context.close()


def test_without_scripts_everything_is_there(site, browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/chapters/studies.html")
    html = soup(site, "chapters/studies.html")
    assert rows(page, LIBRARY) == len(html.select(f"{LIBRARY} tbody tr"))
    assert page.locator(f"{LIBRARY} tbody a").first.is_visible()
    assert page.locator(f"{LIBRARY} tbody tr").last.is_visible()
    assert page.locator(".table-tools").count() == 0
    context.close()


def test_of_a_long_table_the_first_rows_are_shown_until_more_are_asked_for(desktop):
    page = all_interactive(desktop.open("chapters/studies.html"))
    every, shown = rows(page, LIBRARY), page.locator(f"{LIBRARY} tbody tr:visible")
    expect(shown).to_have_count(50)
    assert page.locator(".rows-shown").inner_text() == f"{every} rows, the first 50 shown"
    page.emulate_media(media="print")
    expect(shown).to_have_count(every)
    page.emulate_media(media="screen")
    more = page.get_by_role("button", name="Show all rows")
    more.focus()
    page.keyboard.press("Enter")
    expect(shown).to_have_count(every)
    expect(more).to_be_hidden()
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 51  # the first row that was not there


def test_of_many_cards_on_a_phone_the_first_are_shown_until_more_are_asked_for_or_a_link_leads_to_one(phone):
    page = all_interactive(phone.open("chapters/evidence-base.html"))
    every, shown = rows(page, CHARACTERISTICS), page.locator(f"{CHARACTERISTICS} tbody tr:visible")
    expect(shown).to_have_count(8)
    frame = page.locator("section", has=page.locator(CHARACTERISTICS)).last
    assert f"{every} rows, the first 8 shown" in frame.locator(".rows-shown").all_inner_texts()
    page.evaluate(
        f"document.querySelector('{CHARACTERISTICS} tbody').rows[{every} - 1].id = 'last'; location.hash = 'last'"
    )
    expect(shown).to_have_count(every)
    expect(shown.last).to_be_in_viewport()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(shown).to_have_count(every)


def test_a_short_table_is_shown_whole(desktop):
    page = all_interactive(desktop.open("chapters/evidence-base.html"))
    frame = page.locator("section", has=page.locator(CHARACTERISTICS)).last
    assert page.locator(f"{CHARACTERISTICS} tbody tr:visible").count() == rows(page, CHARACTERISTICS)
    assert frame.get_by_role("button", name="Show all rows").count() == 0


def test_the_keyboard_sorts_by_size_not_by_letters(desktop):
    page = all_interactive(desktop.open("chapters/evidence-base.html"))
    before = cells(page, CHARACTERISTICS, 1)
    button = heading(page, CHARACTERISTICS, "Enrolled")
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{CHARACTERISTICS} th[aria-sort=ascending]")
    up = [int(text) for text in cells(page, CHARACTERISTICS, 4) if text.isdigit()]
    assert up == sorted(up)
    assert len({len(str(n)) for n in up}) > 1, "one length of numbers cannot tell size from letters"
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{CHARACTERISTICS} th[aria-sort=descending]")
    assert [int(text) for text in cells(page, CHARACTERISTICS, 4) if text.isdigit()] == up[::-1]
    assert sorted(cells(page, CHARACTERISTICS, 1)) == sorted(before)


def test_where_rows_are_cards_a_list_sorts_them(phone, desktop):
    page = all_interactive(phone.open("chapters/studies.html"))
    listed = cells(page, LIBRARY, 1)
    order = page.get_by_label("Sort by")
    order.select_option(label="Year")
    expect(page.locator(f"{LIBRARY} th[aria-sort=ascending]")).to_have_count(1)
    years = [int(text) for text in cells(page, LIBRARY, 5) if text.isdigit()]
    assert years == sorted(years) and len(set(years)) > 1
    order.select_option(label="as listed")
    assert cells(page, LIBRARY, 1) == listed
    wide = all_interactive(desktop.open("chapters/studies.html"))
    assert not wide.get_by_label("Sort by").is_visible()


def test_search_narrows_and_says_how_far(desktop):
    page = all_interactive(desktop.open("chapters/studies.html"))
    every = rows(page, LIBRARY)
    page.get_by_label("Search this table:").fill("Evans syndrome")
    page.wait_for_function(f"document.querySelectorAll('{LIBRARY} tbody tr').length < {every}")
    left = rows(page, LIBRARY)
    assert 0 < left < every
    assert all("evans" in text.lower() for text in page.locator(f"{LIBRARY} tbody tr").all_inner_texts())
    assert page.locator(".rows-shown").inner_text() == f"{left} rows of {every}"
    page.get_by_label("Search this table:").fill("no such words anywhere")
    assert page.locator(f"{LIBRARY} tr.nothing").inner_text() == "Nothing matches."


def test_lists_narrow_by_a_column(desktop):
    page = all_interactive(desktop.open("chapters/studies.html"))
    page.get_by_role("combobox", name="Evidence").select_option(label="Registered trial")
    page.wait_for_function(f"document.querySelectorAll('{LIBRARY} tbody tr').length < 20")
    assert set(cells(page, LIBRARY, 3)) == {"Registered trial"}
    page.get_by_role("combobox", name="Evidence").select_option(label="all")
    page.wait_for_function(f"document.querySelectorAll('{LIBRARY} tbody tr').length > 20")


def test_a_download_is_what_is_shown_as_words(desktop):
    page = all_interactive(desktop.open("chapters/evidence-base.html"))
    frame = page.locator("section", has=page.locator(CHARACTERISTICS)).last
    frame.get_by_label("Search this table:").fill("China")
    heading(page, CHARACTERISTICS, "Study").click()
    with page.expect_download() as download:
        frame.get_by_role("button", name="Download (CSV)").click()
    assert download.value.suggested_filename == "characteristics.csv"
    text = download.value.path().read_bytes().decode("utf-8-sig")
    head, *body = csv.reader(io.StringIO(text))
    assert head[:4] == ["Study", "Design", "Patients", "Enrolled"]
    assert [row[0] for row in body] == cells(page, CHARACTERISTICS, 1)
    assert all(len(row) == len(head) for row in body)
    assert all("China" in " ".join(row) for row in body)
    assert "<" not in text.replace("<0", "")
    assert any("; " in row[1] for row in body)  # paragraphs of a cell stay apart


def test_links_of_a_row_survive_sorting(desktop):
    page = all_interactive(desktop.open("chapters/studies.html"))
    before = page.locator(f"{LIBRARY} tbody tr").first.inner_text()
    heading(page, LIBRARY, "Year").click()
    page.wait_for_function(  # sorting ends after the click has returned
        "([table, before]) => document.querySelector(`${table} tbody tr`).innerText !== before", arg=[LIBRARY, before]
    )
    link = page.locator(f"{LIBRARY} tbody tr").first.locator("a").first
    name = link.inner_text()
    link.click()
    page.wait_for_url("**/studies/*.html")
    assert name in page.locator("article h1").inner_text()


@pytest.mark.parametrize("name", PAGES)
def test_on_a_phone_the_table_scrolls_and_the_page_does_not(name, phone):
    page = all_interactive(phone.open(name))
    all_interactive(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for box in page.locator(BOX, has=page.locator("table.with-tools")).all():
        assert box.get_attribute("aria-label").startswith("Table: ")
        wider = box.evaluate("box => box.scrollWidth > box.clientWidth")
        assert box.get_attribute("tabindex") == ("0" if wider else "-1")


SCROLLED = """(table) => {
  const box = table.closest('.pst-scrollable-table-container'), cell = table.querySelector('tbody td');
  const before = cell.getBoundingClientRect().x;
  box.scrollLeft = 300;
  return {name: table.id, card: table.classList.contains('stacked'), by: box.scrollLeft,
          moved: before - cell.getBoundingClientRect().x};
}"""


def test_on_a_phone_a_row_is_a_card_as_wide_as_its_box_or_its_first_column_stays_in_sight(phone):
    page = all_interactive(phone.open("chapters/evidence-base.html"))
    found = [table.evaluate(SCROLLED) for table in page.locator("table.interactive:visible").all()]
    assert found
    for one in found:
        assert abs(one["moved"]) < 2, one
        assert not (one["card"] and one["by"]), one


MORE = "box => getComputedStyle(box, '::before').content"


@pytest.mark.parametrize(
    ("name", "table", "width", "cut"),
    [
        ("chapters/studies.html", LIBRARY, 390, False),  # its rows are cards
        ("chapters/evidence-base.html", CHARACTERISTICS, 390, False),  # its rows are cards
        ("chapters/evidence-base.html", CHARACTERISTICS, 1280, True),
        ("chapters/studies.html", LIBRARY, 1440, False),
    ],
)
def test_an_interactive_table_says_whether_it_has_more_columns(name, table, width, cut, browser, address):
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/{name}")
    all_interactive(page)
    box, marked = (page.locator(kind, has=page.locator(table)) for kind in (BOX, f"{BOX}[data-more]"))
    expect(marked).to_have_count(int(cut))
    assert ("More columns" in box.evaluate(MORE)) == cut
    box.evaluate("box => (box.scrollLeft = box.scrollWidth)")
    expect(marked).to_have_count(0)
    context.close()


@pytest.mark.parametrize("width", [1280, 1600])
def test_a_wide_table_uses_the_width_of_the_page_and_text_does_not(width, browser, address):
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/chapters/evidence-base.html")
    article = page.evaluate("""() => {
      const one = document.querySelector('article'), style = getComputedStyle(one);
      return one.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    }""")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".pst-scrollable-table-container", has=page.locator(CHARACTERISTICS)).bounding_box()[
        "width"
    ] == pytest.approx(article, abs=2)
    assert page.locator("article section > p").first.bounding_box()["width"] <= 54 * 16
    context.close()


CONTRAST = """element => {
  const parse = colour => colour.match(/[\\d.]+/g).map(Number);
  const linear = v => v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4;
  const light = c => 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
  let box = element, behind = [255, 255, 255];
  for (; box; box = box.parentElement) {
    const colour = parse(getComputedStyle(box).backgroundColor);
    if (colour.length < 4 || colour[3] > 0) { behind = colour; break; }
  }
  const [a, b] = [light(parse(getComputedStyle(element).color)), light(behind)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_tools_can_be_read_in_both_themes(scheme, browser, address):
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/chapters/studies.html")
    all_interactive(page)
    for part in (".table-search input", ".table-search", ".table-tools select", ".table-tools button", ".rows-shown"):
        assert page.locator(part).first.evaluate(CONTRAST) >= 4.5, part
    context.close()


def test_print_leaves_the_tools_out_and_the_rows_in(desktop):
    page = all_interactive(desktop.open("chapters/evidence-base.html"))
    page.emulate_media(media="print")
    assert not page.locator(".table-tools").first.is_visible()
    assert not page.locator(".table-rest").first.is_visible()
    assert page.locator(f"{CHARACTERISTICS} tbody tr").first.is_visible()


def test_the_flow_diagram_is_text_with_a_name(desktop, phone):
    for visit, shown in ((desktop, "page-width"), (phone, "phone-width")):
        page = visit.open("chapters/evidence-base.html")
        picture = page.locator(f".drawing.{shown} svg.diagram")
        assert picture.is_visible()
        assert page.get_by_role("img", name="PRISMA 2020 flow diagram").count() == 1  # the other one is hidden
        assert picture.locator("text.on", has_text="Records screened").is_visible()
        text = picture.locator("text.on", has_text="Records screened").bounding_box()
        box = picture.bounding_box()
        assert box["x"] <= text["x"] and text["x"] + text["width"] <= box["x"] + box["width"]
    page.locator("summary", has_text="The boxes as a list").click()
    assert page.locator("details[open] li", has_text="Records screened").first.is_visible()
