"""The form as a page of a built site: opened as a file, on a phone, in the dark, without scripts, on paper."""

import shutil
import warnings
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from form_filling import choose, go, results

from livingreview.publish.building import building
from livingreview.publish.printed.builder import read
from livingreview.publish.printed.write import Contents
from livingreview.publish.site import build_html
from livingreview.render.uses import Use
from livingreview.store.review import write_schemas

pytestmark = pytest.mark.slow

TESTS = Path(__file__).resolve().parents[1]
PAGE = Path("chapters") / "contributing" / "add-a-study.md"


def with_form(root: Path) -> Path:
    """A copy of the tiny review with the page of the form, to which its first chapter links."""
    shutil.copytree(TESTS / "book" / "tiny", root)
    (root / PAGE).parent.mkdir()
    shutil.copy(TESTS.parent / PAGE, root / PAGE)
    with (root / "_toc.yml").open("a") as contents:
        contents.write(f"  - file: {PAGE.with_suffix('').as_posix()}\n")
    with (root / "chapters" / "index.md").open("a") as chapter:
        chapter.write("\nWhoever reads this may [add a study](contributing/add-a-study.md).\n")
    write_schemas(root)
    return root


@pytest.fixture(scope="module")
def page_file(tmp_path_factory) -> Path:
    root = with_form(tmp_path_factory.mktemp("site") / "tiny")
    with warnings.catch_warnings(action="ignore"), building(root, Use.SITE) as build:
        build_html(build)
    return root / "_build" / "html" / PAGE.with_suffix(".html")


@pytest.fixture
def visit(browser, page_file):
    contexts = []

    def visit(**settings):
        contexts.append(browser.new_context(**settings))
        page = contexts[-1].new_page()
        page.requested = []
        page.on("request", lambda request: page.requested.append(request.url))
        page.goto(page_file.as_uri())
        return page

    yield visit
    for context in contexts:
        context.close()


def test_it_works_as_a_file_and_asks_for_nothing_outside(visit):
    page = visit()
    go(page, "Kind of report")
    choose(page, "Design", "case series")
    assert "design: case-series" in results(page)["The study"]
    assert [url for url in page.requested if not url.startswith(("file:", "data:", "blob:"))] == []


def test_without_scripts_the_page_says_what_to_do(page_file):
    # Chromium under test does not show this element, whether or not scripts run.
    page = BeautifulSoup(page_file.read_text("utf-8"), "lxml")
    assert "This form needs scripts" in page.select_one("article noscript").get_text()


def test_only_the_page_of_the_form_loads_its_script(page_file):
    other = page_file.parents[1] / "index.html"
    assert "study-form" in page_file.read_text("utf-8")
    assert "study-form" not in other.read_text("utf-8")


def test_no_step_scrolls_sideways_on_a_small_phone(visit):
    page = visit(viewport={"width": 360, "height": 740})
    go(page, "Kind of report")
    choose(page, "Design", "case series")
    page.get_by_label("I judge its risk of bias now").check()
    go(page, "Groups and arms")
    page.get_by_role("button", name="Add a group").click()
    page.get_by_role("button", name="Add an arm").click()
    page.locator("summary", has_text="More").filter(visible=True).last.click()
    go(page, "Effects of treatment")
    page.get_by_role("button", name="Add a value").click()
    go(page, "Risk of bias")
    page.get_by_role("button", name="Judge with").click()
    steps = page.get_by_role("navigation", name="Steps of the form").get_by_role("button").all_inner_texts()
    assert len(steps) > 7
    for step in steps:
        go(page, step.split(". ")[1].split(" (")[0])
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, step


CONTRAST = """element => {
  const parse = colour => colour.match(/[\\d.]+/g).map(Number);
  const linear = v => v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4;
  const light = c => 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
  let behind = [255, 255, 255];
  for (let box = element; box; box = box.parentElement) {
    const colour = parse(getComputedStyle(box).backgroundColor);
    if (colour.length < 4 || colour[3] > 0) { behind = colour; break; }
  }
  const [a, b] = [light(parse(getComputedStyle(element).color)), light(behind)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_of_the_form_can_be_read_in_both_themes(scheme, visit):
    page = visit(color_scheme=scheme)
    go(page, "Kind of report")
    choose(page, "Design", "case series")
    go(page, "Effects of treatment")
    page.get_by_role("button", name="Add a value").click()
    page.get_by_role("combobox", name="Outcome").click()
    weak = {}
    for part in ("label", ".help", "legend", "input", "button", "summary", ".required", ".state", "[role=option] span"):
        for element in page.locator(f"#study-form {part}").filter(visible=True).all():
            if (ratio := element.evaluate(CONTRAST)) < 4.5:
                weak[part] = ratio
    go(page, "Files")
    go(page, "Effects of treatment")
    messages = page.locator("#study-form .message").filter(visible=True)
    assert messages.count() > 3
    assert weak == {}
    assert min(one.evaluate(CONTRAST) for one in messages.all()) >= 4.5


def test_every_control_has_a_name_and_is_reached_by_the_keyboard(visit):
    page = visit()
    go(page, "Kind of report")
    page.get_by_role("combobox", name="Kind of report").focus()
    page.keyboard.type("journal")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.get_by_role("combobox", name="Design").input_value() == "single arm, prospective"
    nameless = """() => [...document.querySelectorAll('#study-form :is(input, select, textarea, button)')].filter(one =>
      !one.closest('[aria-hidden=true]') && !(one.labels || []).length && !one.getAttribute('aria-label')
      && !one.textContent.trim()).map(one => one.outerHTML.slice(0, 120))"""
    assert page.evaluate(nameless) == []
    doubled = """() => { const ids = [...document.querySelectorAll('[id]')].map(one => one.id);
      return ids.filter((id, i) => id.startsWith('study-form') && ids.indexOf(id) < i); }"""
    assert page.evaluate(doubled) == []


def test_on_paper_the_page_and_links_to_it_are_left_out(tmp_path):
    root = with_form(tmp_path / "tiny")
    with warnings.catch_warnings(action="ignore"), building(root, Use.PAPER) as build:
        folder = build.for_paper("not built")
        text = " ".join(read(folder, name).astext() for name in Contents.of(folder).chapters())
    assert "Whoever reads this may" in text
    assert "A form for entering a publication" not in text
