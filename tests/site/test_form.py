"""What the style sheet does to code, to tables and to their titles, on small pages of their own."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

import livingreview.publish

pytestmark = [pytest.mark.slow, pytest.mark.site]

STYLE = (Path(livingreview.publish.__file__).parent / "theme" / "book.css").read_text("utf-8")
LONG = "tea " * 60


@pytest.fixture
def show(browser):
    """Show this in an article of a window of this width."""
    page = browser.new_page()

    def shown(text: str, width: int):
        page.set_viewport_size({"width": width, "height": 800})
        page.set_content(f"<!doctype html><style>{STYLE}</style><body style='margin:0'><article>{text}</article>")
        return page

    yield shown
    page.close()


def over(page, what: str) -> int:
    return page.locator(what).evaluate("one => one.scrollWidth - one.clientWidth")


@pytest.mark.parametrize("width", [390, 1440])
def test_code_is_as_wide_as_its_box(width, show):
    text = f"<div class='highlight-python'><pre style='overflow:auto'>{LONG}</pre></div>"
    assert over(show(text, width), "pre") == 0


@pytest.mark.parametrize(("width", "kept"), [(390, True), (1440, False)])
def test_columns_of_output_keep_their_lines_on_a_phone_only(width, kept, show):
    text = f"<div class='highlight-output'><pre style='overflow:auto'>{LONG}</pre></div>"
    assert (over(show(text, width), "pre") > 0) == kept


@pytest.mark.parametrize("width", [390, 1440])
def test_an_option_keeps_its_hyphens_and_a_path_breaks_where_it_may(width, show):
    code = "<p style='width:7rem'><code><span class='pre'>{}</span></code></p>"
    lines = "one => new Set([...one.getClientRects()].map(box => box.top)).size"
    page = show(code.format("--tea-or-coffee"), width)
    assert page.locator("code").evaluate(lines) == 1
    page = show(code.format("data/</span><wbr><span class='pre'>review-of-tea"), width)
    assert page.locator("code").evaluate(lines) == 2


def weights(page) -> list[int]:
    return page.locator("td > *").evaluate_all("all => all.map(one => Number(getComputedStyle(one).fontWeight))")


def test_bold_letters_keep_their_meaning_on_cards(show):
    table = "<table class='longtable stacked'><tr><td>{}</td></tr><tr><td><span>b</span></td></tr></table>"
    needed, other = weights(show(table.format("<strong>a</strong>"), 390))
    assert needed > 400 == other
    assert min(weights(show(table.format("<span>a</span>"), 390))) > 400


def test_the_link_of_a_title_does_not_widen_its_table(show):
    title = "<span class='caption-text'>Cups of tea</span><a class='headerlink' href='#t'>#</a>"
    table = f"<table class='longtable' style='width:100%'><caption>{title}</caption><tr><td>1</td></tr></table>"
    box = f"<div class='pst-scrollable-table-container' style='width:{{}}px'>{table}</div>"
    page = show(box.format(400), 1440)
    width = page.locator(".caption-text").evaluate("one => Math.ceil(one.getBoundingClientRect().width)")
    assert over(show(box.format(width + 2), 1440), ".pst-scrollable-table-container") == 0


def test_on_paper_a_table_of_many_columns_has_a_broad_sheet_and_no_other_has(show):
    head = "<table class='longtable wide table'><thead><tr>{}</tr></thead></table>"
    for columns, upright in ((8, True), (9, False)):
        page = show(f"<p>Tea</p>{head.format('<th>a</th>' * columns)}", 1440)
        box = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages[-1].mediabox
        assert (box.height > box.width) == upright


@pytest.mark.parametrize(("width", "lines"), [(390, 2), (768, 1)])
def test_a_result_in_a_table_breaks_on_a_phone_only(width, lines, show):
    said = "70% (95% confidence interval 54% to 83%), by a model of tea"
    text = f"<table><tr><td>Relief of hiccups</td><td><span class='result'>{said}</span></td></tr></table>"
    box = "one => new Set([...one.getClientRects()].map(box => box.top)).size"
    assert show(text, width).locator("span.result").evaluate(box) == lines
    assert over(show(text, width), "html") == 0


@pytest.mark.parametrize("cell", ["<a href='#'>A tea</a>", "<p><a href='#'>A tea</a></p>"])
def test_a_link_that_is_all_of_a_cell_is_as_high_as_a_fingertip(cell, show):
    page = show(f"<table><tr><td>{cell}</td></tr></table>", 390)
    assert page.locator("a").bounding_box()["height"] >= 23.5


def test_words_that_are_wider_than_a_phone_break(show):
    assert over(show(f"<p>{'tea/' * 30}</p>", 320), "html") == 0


def test_a_formula_that_is_wider_than_a_phone_can_be_scrolled(show):
    formula = "<div class='math' style='display:flex'><span style='flex:none;width:600px'>t</span></div>"
    page = show(formula, 320)
    assert over(page, "html") == 0
    assert page.locator("div.math").evaluate("one => (one.scrollLeft = 100) && one.scrollLeft") == 100
