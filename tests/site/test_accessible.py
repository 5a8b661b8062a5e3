"""Pages for everyone: nothing that axe-core finds or leaves undecided, a visible focus, keys, and narrow windows.

One page of every kind, wide and light, narrow and dark; with EVERY_PAGE=1 (`make accessible`), all pages in all modes.
"""

import os
from pathlib import Path

import pytest
from accessible import MODES, Mode, faults
from playwright.sync_api import expect
from test_site import MAIN, pages, soup

from livingreview import load

pytestmark = [pytest.mark.slow, pytest.mark.site]

EVERY = os.environ.get("EVERY_PAGE") == "1"
SAMPLE = (
    "search.html",
    "search.html?q=dose",
    "chapters/index.html",
    "chapters/methods.html",  # with formulas
    "chapters/efficacy/index.html",
    "chapters/safety.html",
    "chapters/evidence-base.html",
    "chapters/certainty.html",
    "chapters/bias.html",
    "chapters/studies.html",
    "chapters/references.html",
    "chapters/mechanisms/index.html",
    "chapters/mechanisms/treg.html",
    "chapters/appendices/data.html",
    "chapters/appendices/api.html",
    "chapters/contributing/add-a-study.html",
    "chapters/contributing/example.html",  # with a marked row
)


def shown(site: Path) -> list[str]:
    """The pages to look at: of publications, the first with a cohort, a registered trial and a background text."""
    if EVERY:
        return ["search.html", *pages(site)]
    review = load(site.parents[1])
    kinds = (review.publications, review.registered)
    return [*SAMPLE, *(f"chapters/studies/{next(iter(kind))}.html" for kind in kinds if kind)]


@pytest.mark.parametrize(
    "mode", MODES if EVERY else (MODES[0], MODES[-1]), ids=lambda mode: f"{mode.scheme} {mode.width}"
)
def test_axe_finds_nothing_and_leaves_nothing_undecided(mode: Mode, site, browser, address):
    context = browser.new_context(
        viewport={"width": mode.width, "height": 900}, color_scheme=mode.scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    found = {}
    for name in shown(site):
        page.goto(f"{address}/{name}")
        if wrong := faults(page):
            found[name] = wrong
    context.close()
    assert found == {}


@pytest.mark.parametrize("width", [320, 640], ids=["320 pixels", "1280 pixels at 200 %"])
def test_no_page_scrolls_sideways(width, site, browser, address):
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    wide = {}
    for name in ["search.html", *(f"{chapter}.html" for chapter in MAIN), *shown(site)]:
        page.goto(f"{address}/{name}")
        if (own := page.evaluate("document.documentElement.scrollWidth")) > width:
            wide[name] = own
    context.close()
    assert wide == {}


def test_letters_twice_as_large_do_not_widen_a_page(site, browser, address):
    """As readers set them in a browser, whose window stays as it is: words break, and fields give way."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    wide = {}
    for name in shown(site):
        if name.endswith("api.html"):  # code that is one word may be wider
            continue
        page.goto(f"{address}/{name}")
        page.add_style_tag(content="html { font-size: 200% !important }")
        if (own := page.evaluate("document.documentElement.scrollWidth")) > 390:
            wide[name] = own
    context.close()
    assert wide == {}


def test_a_button_is_named_by_what_it_opens(phone):
    page = phone.open("chapters/safety.html")
    for button in ("Contents of the review", "Contents of this page", "Search"):
        assert page.get_by_role("button", name=button, exact=True).first.is_visible()


FOCUS = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  const ring = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none';
  return {name: one.outerHTML.slice(0, 120), end: one === document.body, ring, seen: box.width > 0 && box.height > 0};
}"""


@pytest.mark.parametrize("name", ["chapters/index.html", "chapters/studies.html", "search.html"])
def test_the_focus_can_be_seen_wherever_the_keyboard_leads(name, desktop):
    page = desktop.open(name)
    hidden, steps = [], 0
    for _ in range(120):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus["end"]:
            break
        steps += 1
        if not (focus["ring"] and focus["seen"]):
            hidden.append(focus["name"])
    assert steps > 10
    assert hidden == []


def test_the_keyboard_alone_reads_searches_and_sorts(desktop):
    page = desktop.open("chapters/index.html")
    page.keyboard.press("Tab")
    assert "main-content" in page.evaluate("document.activeElement.hash")  # past the contents, to the text
    page.keyboard.press("Enter")
    page.keyboard.press("Control+k")
    page.keyboard.type("Treg")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=Treg")
    link = page.locator("#search-results li a").first
    link.wait_for()
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/chapters/**")
    desktop.open("chapters/studies.html")
    table = page.locator("table.interactive").first
    table.scroll_into_view_if_needed()
    page.wait_for_selector("table.with-tools")
    field = page.get_by_label("Search this table:")
    field.focus()
    page.keyboard.type("Evans")
    page.keyboard.press("Tab")
    page.wait_for_function("document.querySelectorAll('table.with-tools tbody tr').length < 100")
    table.get_by_role("columnheader").first.get_by_role("button").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("table.with-tools th[aria-sort=ascending]")


def test_a_fold_opens_by_key(desktop):
    page = desktop.open("chapters/efficacy/index.html")
    fold = page.locator("article details").first
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    assert fold.get_attribute("open") is not None


@pytest.mark.parametrize("button", ["search-button", "primary-toggle", "secondary-toggle"])
def test_escape_closes_what_a_button_opened_and_leads_back_to_it(button, phone):
    page = phone.open("chapters/safety.html")
    opener = page.locator(f"button[class*={button}]:visible").first
    opener.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.closest('dialog')")
    page.keyboard.press("Escape")
    page.wait_for_function("!document.querySelector('dialog[open]')")
    page.wait_for_function("button => button === document.activeElement", arg=opener.element_handle())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_without_scripts_pages_have_their_colours_and_say_their_version(scheme, browser, address):
    context = browser.new_context(java_script_enabled=False, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{address}/chapters/index.html")
    banner, link = page.locator(".bd-header-announcement"), page.locator("article p a:not(.term)").first
    colours = "one => { const s = getComputedStyle(one); return [s.color, s.backgroundColor]; }"
    text, ground = banner.evaluate(colours)
    assert text != ground and ground != "rgba(0, 0, 0, 0)"
    assert link.evaluate(colours)[0] != page.locator("article p").first.evaluate(colours)[0]
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_without_scripts_no_button_does_nothing_and_the_contents_are_in_the_page(width, browser, address):
    context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 844})
    page = context.new_page()
    page.goto(f"{address}/chapters/plain-summary.html")
    assert page.locator("button:visible").count() == 0
    contents = page.locator(".bd-sidebar-primary")
    assert contents.get_by_role("link", name="Is it safe?").is_visible()
    box = contents.bounding_box()
    assert 0 <= box["x"] and box["x"] + box["width"] <= width
    assert width > 991 or contents.evaluate("one => one.scrollHeight <= one.clientHeight + 1")  # the page scrolls alone
    context.close()


CITED = "a[href*='references.html#id']"


@pytest.mark.parametrize("kind", ["a.term", "a.marks", f"{CITED}[title]", f"{CITED}:not([title])"])
def test_a_tap_or_a_key_shows_what_a_word_a_mark_or_a_citation_means_and_escape_hides_it(kind, phone):
    page = phone.open("chapters/efficacy/index.html")
    link, note = page.locator(f"article {kind}:visible").first, page.locator("#meaning")
    link.scroll_into_view_if_needed()
    link = link.element_handle()  # a citation that is shown has a title from then on
    meaning = link.get_attribute("data-meaning") or link.get_attribute("title")
    if meaning is None:  # a reference is written out where the page cites it first
        meaning = page.locator(f"a[href='{link.get_attribute('href')}'][title]").get_attribute("title")
    assert not note.is_visible()
    link.click()
    assert meaning in note.inner_text()
    box = note.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390 and box["y"] >= 0 and box["y"] + box["height"] <= 844
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    assert link.evaluate("link => link === document.activeElement")  # the reader goes on where the word is
    page.keyboard.press("Enter")
    expect(note).to_be_visible()
    note.get_by_role("link").last.click()
    page.wait_for_url("**/chapters/*.html#*")
    assert phone.errors == []


def test_what_is_shown_of_a_word_or_a_citation_says_its_language(phone):
    page = phone.open("chapters/background.html")
    link = page.locator("article a[title*='\u4e2d']:visible").first
    link.click()
    text = "one => [...one.querySelectorAll('[lang=zh]')].map(part => part.textContent).join('')"
    whole = page.locator("#meaning").inner_text()
    spoken = page.locator("#meaning").evaluate(text)
    assert spoken == "".join(sign for sign in whole if "\u4e00" <= sign <= "\u9fff") != ""
    assert phone.errors == []


def test_titles_in_other_scripts_say_their_language(site):
    unmarked = []
    for name in pages(site):
        for text in soup(site, name).body.find_all(
            string=lambda text: any("\u4e00" <= sign <= "\u9fff" for sign in text)
        ):
            if text.parent.name != "script" and text.find_parent(attrs={"lang": True}).name == "html":
                unmarked.append(f"{name}: {text[:40]}")
    assert unmarked == []


PAGES_OF_HEADINGS = [f"chapters/mechanisms/{name}.html" for name in ("index", "mdsc", "synthesis")]


@pytest.mark.parametrize("name", PAGES_OF_HEADINGS)
@pytest.mark.parametrize("window", ["phone", "desktop"])
def test_no_heading_has_a_line_without_words(name, window, request):
    """The link behind a heading that fills its line would take one of its own, which nobody sees."""
    page = request.getfixturevalue(window).open(name)
    lines = page.evaluate("""() => [...document.querySelectorAll("article :is(h1, h2, h3, h4)")].map(heading => {
        const words = document.createRange();
        words.selectNodeContents(heading.firstChild);
        const tops = new Set([...words.getClientRects()].map(line => Math.round(line.top)));
        const tall = heading.clientHeight / parseFloat(getComputedStyle(heading).lineHeight);
        return [heading.textContent, tops.size, tall];
    })""")
    assert lines
    assert [text for text, filled, tall in lines if tall > filled + 0.5] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
