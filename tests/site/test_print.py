"""Pages on paper: title, version and state on every sheet, what was folded open, nothing cut, no sheet left empty."""

import io
import re

import pytest
from pypdf import PdfReader
from test_site import soup

from livingreview import load

pytestmark = [pytest.mark.slow, pytest.mark.site]

KINDS = (
    "chapters/index.html",
    "chapters/efficacy/index.html",
    "chapters/safety.html",
    "chapters/studies.html",
    "chapters/mechanisms/index.html",
    "chapters/appendices/search.html",
    "search.html",
)
# With the widest tables, some folded, on too many sheets to be read in a test.
WIDE = ("chapters/appendices/agreement.html", "chapters/efficacy/comparative.html", "chapters/evidence-base.html")
SHEET = 680  # pixels between the margins of A4
FEW = 8  # words of a sheet, besides those at its top and bottom


@pytest.fixture(scope="module")
def kinds(site):
    return [*KINDS, f"chapters/studies/{next(iter(load(site.parents[1]).publications))}.html"]


def sheets(page) -> list[str]:
    made = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    return [re.sub(r"\s+", " ", sheet.extract_text()) for sheet in made.pages]


def test_every_sheet_says_of_what_it_is_and_none_is_empty(kinds, site, desktop):
    config = load(site.parents[1]).config
    head = f"Version {config.version} ({config.status})"
    for name in kinds:
        made = sheets(desktop.open(name))
        for number, text in enumerate(made, 1):
            assert head in text and config.stated_title[:40] in text, (name, number)
            assert f"{number} / {len(made)}" in text, (name, number)
            words = len(text.split()) - len(f"{config.stated_title} {head}, data of 1 January 2000 1 / 1".split())
            least = FEW if number < len(made) else 1  # the last one may have the last words of a page
            assert words >= least or number == len(made) == 1, (name, number, text)


def test_the_head_of_a_table_that_can_be_sorted_is_on_every_sheet(desktop):
    made = sheets(desktop.open("chapters/studies.html"))
    assert len(made) > 2
    assert all("Title Evidence Design" in text for text in made)


def test_the_title_of_a_page_is_printed_and_its_folds_are_open(site, desktop):
    name = "chapters/efficacy/index.html"
    text = " ".join(sheets(desktop.open(name)))
    title = soup(site, name).select_one("article h1").find(string=True)
    assert text.count(f" {title} ") + text.startswith(title) >= 1
    folded = [
        fold.select_one("th").get_text(" ", strip=True) for fold in soup(site, name).select("article details table")
    ]
    assert folded and all(head in text for head in folded)


def test_nothing_is_wider_than_a_sheet(kinds, desktop):
    desktop.page.set_viewport_size({"width": SHEET, "height": 960})
    wide = {}
    for name in (*kinds, *WIDE):
        page = desktop.open(name)
        page.emulate_media(media="print")
        found = page.evaluate(
            "(most) => [...document.querySelectorAll('article :is(table, figure, pre, p, ul, dl)')]"
            ".filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > most + 1)"
            ".map((one) => one.outerHTML.slice(0, 120))",
            SHEET,
        )
        if found:
            wide[name] = found
    assert wide == {}


@pytest.mark.parametrize("name", ["chapters/appendices/tutorial.html", "chapters/contributing/updating.html"])
def test_code_is_not_cut_off_at_the_edge_of_a_sheet(name, desktop):
    desktop.page.set_viewport_size({"width": SHEET, "height": 960})
    page = desktop.open(name)
    page.emulate_media(media="print")
    widths = page.evaluate(
        "[...document.querySelectorAll('article pre')].map(one => [one.scrollWidth, one.clientWidth])"
    )
    assert widths
    assert [pair for pair in widths if pair[0] > pair[1]] == []


def test_paper_is_light_whatever_the_reader_chose(site, browser, address):
    context = browser.new_context(color_scheme="dark", viewport={"width": SHEET, "height": 960})
    page = context.new_page()
    page.goto(f"{address}/chapters/abstract.html")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    context.close()


def test_parts_of_high_drawings_refer_to_a_drawing_of_their_page(site):
    found = 0
    for file in sorted(site.rglob("*.html")):
        html = soup(site, str(file.relative_to(site)))
        for part in html.select(".sheets use"):
            assert len(html.select(f".drawing svg [id='{part['href'][1:]}']")) == 1, (file.name, part["href"])
            found += 1
    assert found, "no page has a drawing much higher than a sheet"


def test_a_caption_may_end_on_the_next_sheet_but_begins_below_its_drawing(desktop):
    page = desktop.open("chapters/efficacy/index.html")
    page.emulate_media(media="print")

    def styles(selector, name):
        script = "([one, name]) => [...document.querySelectorAll(one)].map((each) => getComputedStyle(each)[name])"
        return set(page.evaluate(script, [selector, name]))

    assert styles("figure", "breakInside") == styles("figure figcaption", "breakInside") == {"auto"}
    assert styles("figure figcaption p", "display") == {"block"}, "a box in a line is never broken"
    assert styles("figure div.drawing", "breakInside") == styles("figure div.drawing", "breakAfter") == {"avoid"}
