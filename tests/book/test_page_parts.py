"""Parts of a built page: cards, marks, drawings and its head, on one build of the tiny review."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from helpers import REPOSITORY
from livingreview.publish import extension
from livingreview.publish.cards import MOST, NOTHING
from livingreview.store.review import write_schemas

pytestmark = pytest.mark.slow

THEME = extension.THEME / "book.css"
REVIEW = Path(sys.executable).with_name("review")
ADDED = """
Other: {result}`datum.brown2002.tea.all.relief.1`.

```{code-cell}
book.protocol.searches()
```

```{code-cell}
book.versions.freshness()
```
"""
GLOSSARY = """
```{glossary}
relief
  Hiccups that stop.

bout
spell
  Hiccups from the first to the last.
```
"""
WORDS = "\nRelief of `relief`: relief in long spells, bouts and reliefs, not in disrelief.\n"
NUMBERED = "\n{numref}`tbl-cups`\n"
CUPS = "\n:::{table} Cups.\n:name: tbl-cups\n\n| Tea | Cups |\n| --- | --- |\n| green | 2 |\n:::\n"
LEGEND = "\n(marks)=\nMarks: {mark}`A` from an abstract only.\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    root = shutil.copytree(REPOSITORY / "tests" / "book" / "tiny", tmp_path_factory.mktemp("parts") / "tiny")
    write_schemas(root)
    for chapter, text in (
        ("index", ADDED + WORDS + NUMBERED),
        ("references", LEGEND + GLOSSARY + CUPS),
    ):
        with (root / "chapters" / f"{chapter}.md").open("a", encoding="utf-8") as file:
            file.write(text)
    with (root / "data" / "review.yaml").open("a", encoding="utf-8") as file:
        file.write("\naddress: https://example.org/tea\n")
    done = subprocess.run([REVIEW, "--root", root, "build"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "_build" / "html"


@pytest.fixture(scope="module")
def page(site):
    return BeautifulSoup((site / "chapters" / "index.html").read_text("utf-8"), "lxml")


def shared_looks(site, element):
    """The rules that all pages share of what an element looks like."""
    sheets = "".join(file.read_text("utf-8") for file in (site / "_static").glob("site-*.css"))
    names = [name for name in element.get("class", ()) if name.startswith("look-")]
    return "".join(re.findall("|".join(rf"\.{name}\.{name}\{{(.*)\}}" for name in names), sheets))


def test_each_cell_of_a_card_but_its_heading_says_of_which_column_it_is(page, site):
    tables = page.select("table.stacked")
    for table in tables:
        heads = [head.get_text(" ", strip=True) for head in table.select("thead th")]
        labels = re.findall(r'--column-(\d+):"([^"]*)"', table.get("style") or shared_looks(site, table))
        assert labels == [(str(i), head) for i, head in enumerate(heads, 1) if i > 1 and len(heads) > 2]
        for row in table.select("tbody tr"):
            for head, cell in zip(heads[1:], row.find_all("td")[1:], strict=True):
                full = not NOTHING.fullmatch(cell.get_text(strip=True))
                assert ("empty" in cell.get("class", [])) != full
                beside = full and len(heads) > 2 and len(f"{head} {cell.get_text(strip=True)}") <= 40
                assert ("short" in cell.get("class", [])) == beside, cell
    columns = {len(table.select("thead th")) for table in tables}
    assert 2 in columns and max(columns) > 2  # with and without labels


def test_the_style_sheet_labels_as_many_columns_as_cards_may_have():
    rules = re.findall(r"td:nth-child\((\d+)\)::before \{ content: var\(--column-(\d+)\)", THEME.read_text("utf-8"))
    assert rules == [(str(i), str(i)) for i in range(2, MOST + 1)]


def test_the_page_of_the_search_says_what_it_is_and_no_contents_list_the_first_page_twice(page, site):
    search = BeautifulSoup((site / "search.html").read_text("utf-8"), "lxml")
    assert search.select_one("meta[name=description]")["content"].startswith("Search every chapter and publication")
    first = [link for link in page.select(".bd-sidebar-primary a") if link["href"] in ("#", "index.html")]
    assert len(first) == 1


def test_marks_are_one_link_to_the_page_that_explains_them(page, site):
    (link,) = page.select("a.marks")
    assert link["href"] == "references.html#marks" and link.get_text() == "A"
    assert link["aria-label"] == "Marks A: A, from an abstract only"
    legend = BeautifulSoup((site / "chapters" / "references.html").read_text("utf-8"), "lxml")
    assert legend.select("#marks abbr.mark") and not legend.select("a.marks")


def test_the_first_use_of_a_word_of_the_glossary_links_to_it_and_has_its_meaning(page, site):
    words = page.select("article a.term")
    assert [(one.get_text().lower(), one["href"]) for one in words] == [
        ("relief", "references.html#term-relief"),
        ("spells", "references.html#term-spell"),
    ]
    assert [one["data-meaning"] for one in words] == ["Hiccups that stop.", "Hiccups from the first to the last."]
    assert not any(one.find_parent(["code", "table", "h1"]) for one in words)
    other = BeautifulSoup((site / "chapters" / "references.html").read_text("utf-8"), "lxml")
    assert other.select("#term-relief") and not other.select("a.term")


def test_the_list_of_references_leads_to_the_pages_of_publications(site):
    listed = BeautifulSoup((site / "chapters" / "references.html").read_text("utf-8"), "lxml")
    links = {one.get_text(): one["href"] for one in listed.select(".citation a") if one["href"].startswith("studies/")}
    assert links["Page of Adams 2001"] == "studies/adams2001.html"
    assert all((site / "chapters" / address).is_file() for address in links.values())


def test_a_figure_is_drawn_in_the_page_twice_with_the_same_words_for_readers_who_do_not_see_it(page):
    figures = page.select("figure")
    assert figures and not page.select("figure img")
    for figure in figures:
        wide, narrow = figure.select("div.drawing > svg[role=img]")
        assert [svg.parent["class"][-1] for svg in (wide, narrow)] == ["page-width", "phone-width"]
        assert wide["aria-label"] and wide["aria-label"] == narrow["aria-label"]
        assert wide.select("text") and narrow.select("text")


def test_a_page_with_figures_loads_their_font_and_others_do_not(page, site):
    def fonts(soup):
        sheets = [(site / "chapters" / link["href"]).resolve() for link in soup.select("link[rel=stylesheet]")]
        return [sheet for sheet in sheets if "@font-face{font-family:Figures" in sheet.read_text("utf-8")]

    assert len(fonts(page)) == 1
    other = BeautifulSoup((site / "chapters" / "references.html").read_text("utf-8"), "lxml")
    assert not other.select("figure") and not fonts(other)


def test_the_head_says_what_the_page_is_about(page, site):
    assert page.select_one("meta[name=description]")["content"].startswith("Relief in")
    assert page.select_one("link[rel=canonical]")["href"] == "https://example.org/tea/chapters/index.html"
    assert page.select_one("link[rel=icon]")
    article, data = json.loads(page.select_one("script[type='application/ld+json']").string)["@graph"]
    assert (article["@type"], data["@type"]) == ("ScholarlyArticle", "Dataset")
    other = (site / "chapters" / "references.html").read_text("utf-8")
    assert "ld+json" not in other and "canonical" in other
    assert (site / "sitemap.xml").is_file() and (site / "404.html").is_file()


def test_every_part_of_a_page_is_in_a_landmark_and_paper_says_title_and_version(page, site):
    assert page.select_one("nav[aria-label='First page'] a.navbar-brand")
    style = page.select_one("link[rel=stylesheet]")["href"]
    assert "@top-left{content:" in (site / "chapters" / style).read_text("utf-8")
    assert all(cell.get_text(strip=True) for cell in page.select("thead th"))


def test_tables_are_numbered_within_their_chapter_and_a_link_gives_the_same_number(page, site):
    first = [one.text.strip() for one in page.select("table .caption-number")]
    assert first == [f"Table {i}" for i in range(1, len(first) + 1)] and len(first) > 1
    second = BeautifulSoup((site / "chapters" / "references.html").read_text("utf-8"), "lxml")
    assert [one.text.strip() for one in second.select("table .caption-number")] == ["Table 1.1"]
    assert page.select_one('a[href="references.html#tbl-cups"]').text == "Table 1.1"


def test_below_each_figure_is_how_to_cite_it_and_what_to_take_along(page):
    figures = page.select("figure")
    assert figures
    for figure in figures:
        line = figure.find_next_sibling()
        assert line.name == "details" and line["class"] == ["reuse"] and not line.has_attr("open")
        number = figure.select_one(".caption-number").text.strip()
        assert line.summary.text == f"Cite or download {number}"
        cited = line.p.text
        assert cited.startswith(f"Contributors to the living review. {number}, \u201c") and ". In: " in cited
        assert f"https://example.org/tea/chapters/index.html#{figure['id']}. CC BY 4.0." in cited
        drawn = page.select_one(f'.drawing[data-name="{line["data-name"]}"] svg')
        table = page.select_one(f'[id="data-table-{line["data-name"]}"] table')
        assert drawn is not None
        assert line.get("data-rows") == (table.find_parent("details")["id"] if table else None)
        assert [one["value"] for one in line.select("button")] == ["svg", "png", *(["csv"] if table else [])]
    assert any(one.select("button[value=csv]") for one in page.select("details.reuse"))


def test_the_review_itself_can_be_taken_into_a_reference_manager(site):
    for kind, begins in (("bib", "@misc{"), ("ris", "TY  - ELEC\n")):
        text = (site / "tables" / f"cite-this-review.{kind}").read_text("utf-8")
        assert text.startswith(begins) and "https://example.org/tea" in text


def test_the_search_passes_over_drawings_and_how_to_cite_them(site):
    text = (site / "searchindex.js").read_text("utf-8")
    terms = json.loads(text[text.index("{") : text.rindex("}") + 1])["terms"]
    assert "viewbox" not in terms and "png" not in terms and "download" not in terms
