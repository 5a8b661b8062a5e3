"""The built site in a real browser, at desktop and phone width."""

import re
from copy import copy
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from bs4 import BeautifulSoup

from livingreview import load
from livingreview.store import records
from livingreview.subjects.results import Results
from livingreview.wording import percent

pytestmark = [pytest.mark.slow, pytest.mark.site]

CONTENTS = yaml.safe_load((Path(__file__).parents[2] / "_toc.yml").read_text("utf-8"))
MAIN = [CONTENTS["root"], *(chapter["file"] for part in CONTENTS["parts"] for chapter in part["chapters"])]


def pages(site: Path) -> list[str]:
    return sorted(str(p.relative_to(site)) for p in (site / "chapters").rglob("*.html"))


@cache
def soup(site: Path, page: str) -> BeautifulSoup:
    return BeautifulSoup((site / page).read_text("utf-8"), "lxml")


# Titles of the pages before and after, which are cut off rather than too wide.
CUT_TITLES = """() => [...document.querySelectorAll('.prev-next-area a')]
  .filter((link) => link.scrollWidth > link.clientWidth).map((link) => link.textContent.trim())"""


def test_every_page_loads_on_a_phone_without_error_outside_request_or_sideways_scrolling(site, phone):
    too_wide, cut = [], []
    for page in pages(site):
        phone.open(page)
        for window in (320, 390):
            phone.page.set_viewport_size({"width": window, "height": 844})
            width = phone.page.evaluate("document.documentElement.scrollWidth")
            if width > window:
                too_wide.append(f"{page}: {width} in {window}")
        if page.removesuffix(".html") in MAIN:  # the name of a publication is as long as it is
            cut += [f"{page}: {title}" for title in phone.page.evaluate(CUT_TITLES)]
    assert too_wide == []
    assert cut == []
    assert phone.errors == []
    assert phone.outside == []


@pytest.mark.parametrize("page", MAIN)
def test_every_chapter_loads_on_a_desktop_without_error_or_outside_request(page, desktop):
    desktop.open(f"{page}.html").wait_for_load_state("networkidle")
    assert desktop.errors == []
    assert desktop.outside == []


def test_a_phone_shows_the_narrow_drawing_and_a_desktop_the_wide_one(desktop, phone):
    for visit, shown, hidden in ((desktop, "page-width", "phone-width"), (phone, "phone-width", "page-width")):
        figure = visit.open("chapters/efficacy/index.html").locator("figure:has(.drawing)").first
        assert figure.locator(f".drawing.{shown} svg").is_visible()
        assert not figure.locator(f".drawing.{hidden} svg").is_visible()


def test_words_of_figures_are_set_in_the_font_that_the_site_brings_along(desktop):
    page = desktop.open("chapters/efficacy/index.html")
    assert page.evaluate(
        "document.fonts.ready.then(() => [...document.fonts].some(f => f.family == 'Figures' && f.status == 'loaded'))"
    )
    text = page.locator("figure .page-width svg text").first
    assert "Figures" in text.evaluate("t => getComputedStyle(t).fontFamily")


@cache
def places(site: Path, page: str) -> set[str]:
    return {element["id"] for element in soup(site, page).find_all(id=True)}


def test_every_image_says_in_words_what_it_shows(site):
    silent = [
        f"{page}: {image.get('src')}"
        for page in pages(site)
        for image in soup(site, page).select("img, svg[aria-label]")
        if len((image.get("alt") or image.get("aria-label") or "").split()) < 3
    ]
    assert silent == []


def test_figures_are_on_the_pages_that_promise_them(site):
    for page, least in (("chapters/efficacy/index.html", 2), ("chapters/mechanisms/treg.html", 2)):
        assert len(soup(site, page).select("figure .page-width svg")) >= least, page


FIRST = {  # what a reader types, and the page that a search shows first
    "side effects": "safety",
    "bleeding": "safety",
    "dose": "prescribing",
    "pregnancy": "prescribing",
    "relapse": "efficacy/durability",
    "platelet count": "efficacy/index",
    "risk of bias": "bias",
    "Treg": "mechanisms/treg",
    "li2013": "studies/li2013",
    "Li 2013": "studies/li2013",
    "how much does it cost": "prescribing",
    "pregnant": "prescribing",
    "sirolimus level": "prescribing",
    "kids": "efficacy/children",
    "pediatric": "efficacy/children",
    "lupus": "efficacy/secondary-itp",
    "anemia": "efficacy/secondary-itp",
    "hyperlipidemia": "safety",
    "mouth ulcer": "safety",
    "mortality": "safety",
    "how long does it last": "efficacy/durability",
    "IL6": "mechanisms/il-6",
    "regulatory T cells": "mechanisms/treg",
    "sirolimis": "index",  # a slip
    "雷帕霉素": "abstract-zh",
    "glossary": "glossary",
}


@pytest.mark.parametrize("query", FIRST)
def test_a_search_shows_the_page_on_it_first(query, desktop):
    page = desktop.open(f"search.html?q={query}")
    first = page.locator("#search-results li a").first
    first.wait_for()
    page.wait_for_function("!document.querySelector('#search-progress')?.textContent.includes('Preparing')")
    assert first.get_attribute("href").partition("?")[0].partition("#")[0] == f"chapters/{FIRST[query]}.html"
    assert desktop.errors == []
    assert desktop.outside == []


def test_no_sentence_ends_twice(site):
    found = []
    for page in pages(site):
        article = copy(soup(site, page).select_one("article"))
        for code in article.select("pre, code, script"):
            code.decompose()
        text = article.get_text()
        found += [f"{page}: {one[0]}" for one in re.finditer(r"[\w. ]*[a-z]\.\.(?!\.)", text)]
    assert found == []


def test_no_cell_is_printed_as_the_name_of_its_class(site):
    """As an output is for which the page has no form, such as an empty text."""
    assert [name for name in pages(site) if "&lt;IPython." in (site / name).read_text("utf-8")] == []


def test_every_internal_link_leads_somewhere(site):
    broken = []
    for page in pages(site):
        html = soup(site, page)
        for link in html.find_all("a", href=True):
            parts = urlsplit(link["href"])
            if parts.scheme or parts.netloc:
                continue
            target = (site / page).parent / unquote(parts.path) if parts.path else site / page
            if not target.is_file():
                broken.append(f"{page}: {link['href']}")
            elif parts.fragment and target.suffix == ".html":
                if unquote(parts.fragment) not in places(site, str(target.resolve().relative_to(site))):
                    broken.append(f"{page}: {link['href']} (no such place)")
    assert broken == []


def test_only_long_numbered_tables_are_interactive_and_only_their_pages_load_the_script(site):
    wrong = []
    for name in pages(site):
        html = soup(site, name)
        for table in html.select("article table[id^=tbl-]"):
            long = len(table.select("tbody tr")) > 8
            if long != ("interactive" in table["class"]):
                wrong.append(f"{name}: {table['id']}")
        if bool(html.select("table.interactive")) != bool(html.select("script[src*='tables.js']")):
            wrong.append(f"{name}: script")
    assert wrong == []


def test_no_page_refers_to_a_script_style_or_image_elsewhere(site):
    outside = [
        f"{page}: {element.get('src') or element.get('href')}"
        for page in pages(site)
        for element in soup(site, page).select("script[src], link[rel=stylesheet], img[src], iframe[src]")
        if urlsplit(element.get("src") or element.get("href")).netloc
    ]
    assert outside == []


def test_each_page_carries_version_date_and_state_of_the_searches(site):
    config = load(site.parents[1]).config
    for page in pages(site):
        text = soup(site, page).select_one(".bd-header-announcement").get_text(" ", strip=True)
        assert config.version in text, page
        assert str(config.date.year) in text, page
        assert "search" in text, page


def test_prose_shows_the_pool_that_the_data_give_today(site):
    review = load(site.parents[1])
    pooled = Results(review).analysis.pool("overall-response").pooled
    wanted = (percent(pooled.estimate), percent(pooled.ci_low), percent(pooled.ci_high), str(pooled.n))
    for page in ("chapters/index.html", "chapters/abstract.html", "chapters/efficacy/index.html"):
        text = soup(site, page).select_one("article").get_text(" ", strip=True)
        for number in wanted:
            assert re.search(rf"(?<![\d.]){re.escape(number)}(?![\d])", text), f"{number} is not on {page}"


SHARE = re.compile(r"(?<![\d/.,])(\d[\d,]*/\d[\d,]*) \(([<>]?[\d.]+)%(?! CI)")


def test_a_count_has_one_percentage_on_a_page(site):
    """11/69 as 16% and 15% would be two results to a reader; 38% and 38.1%, in a table of what was printed, are one."""
    several = {}
    for page in pages(site):
        shares: dict[tuple[str, int], set[str]] = {}
        for count, share in SHARE.findall(soup(site, page).select_one("article").get_text(" ", strip=True)):
            decimals = len(share.partition(".")[2])
            shares.setdefault((count, decimals), set()).add(share)
        if twice := {count: sorted(found) for (count, _), found in shares.items() if len(found) > 1}:
            several[page] = twice
    assert several == {}


ANSWERS = {  # what a reader wants to know, and words of the answer: on the first page, or one click away
    "does it work": (None, "patients had a platelet response"),
    "how sure": (None, "The certainty is"),
    "how long": ("how long it lasts", "sustained"),
    "how safe": ("how often it harms", "Severe, serious and major events"),
    "what dose": ("Dose, monitoring", "mg/day"),
}


@pytest.mark.parametrize("question", ANSWERS)
def test_five_questions_are_answered_at_most_a_click_away(question, phone):
    link, words = ANSWERS[question]
    page = phone.open("chapters/index.html")
    if link is None:
        box = page.locator("article").get_by_text(words).first.bounding_box()
        assert box["y"] + box["height"] < 844, "not on the first screen"
        return
    found = page.locator("article").get_by_role("link", name=link).first
    box = found.bounding_box()
    assert box["y"] + box["height"] < 844, "not on the first screen"
    found.click()
    page.wait_for_load_state()
    assert page.locator("article").get_by_text(words).first.is_visible()


def test_a_row_of_the_forest_plot_leads_to_the_figure_with_its_place(site, desktop):
    review = load(site.parents[1])
    rows = Results(review).analysis.pool("overall-response").rows
    page = desktop.open("chapters/efficacy/index.html")
    page.locator("article summary", has_text="The data in this plot").first.click()
    for row in rows.itertuples():
        assert page.locator("article details[open] a", has_text=row.label).first.is_visible()
    row = records(rows)[0]
    page.locator("article details[open] a", has_text=row["label"]).first.click()
    page.wait_for_url(f"**/studies/{row['study']}.html")
    text = page.locator("article").inner_text()
    assert f"{row['events']}/{row['n']}" in text
    assert f"source {row['source']}, {row['at']}" in text
    assert (f"derived from {row['derived']}" in text) == (row["derived"] is not None)


def test_the_page_of_a_study_names_every_source_with_its_address(site):
    review = load(site.parents[1])
    for key, study in review.publications.items():
        html = soup(site, f"chapters/studies/{key}.html")
        links = {a["href"] for a in html.find_all("a", href=True)}
        for source in study.sources:
            if source.url and review.config.may_link(source.url):
                assert source.url in links, (key, source.id)
            else:
                assert (source.url or source.no_url.split()[0]) in html.get_text(), (key, source.id)
                assert source.url not in links, (key, source.id)


def test_every_file_of_the_open_data_can_be_downloaded(desktop):
    page = desktop.open("chapters/appendices/data.html")
    links = page.locator("article a[href*='/tables/']")
    assert {"efficacy.csv", "datapackage.json", "references.ris"} <= set(links.all_inner_texts())
    for link in links.all():
        answer = page.request.get(link.evaluate("a => a.href"))
        assert answer.ok
        assert len(answer.body()) > 20
