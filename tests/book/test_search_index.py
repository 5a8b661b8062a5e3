"""The search of the site: declared words, names of publications and terms lead to their page first."""

import json
import shutil

import pytest
import yaml

from helpers import change
from livingreview import DataError, load
from livingreview.publish.search_index import entries
from livingreview.store.review import write_schemas

from .conftest import TINY, build

FOUND_BY = {
    "harms": {"words": ["side effects"], "terms": ["events"]},
    "cups": {"words": ["dose", "Relapse"]},
}
# The other page has each word in a title, which is what Sphinx would rank first.
OTHER = "# Sides of tea\n\n## Side effects\n\nSide effects of a dose, and relapse after it.\n\n## Dose\n\n## Relapse\n"
OTHER += "\n## IL-6 in tea\n\nZoë Müller randomised 龙井茶叶 to prevent haemorrhage, in a trial of time.\n"


def with_pages(root):
    """The tiny review with pages that words lead to, and one that has the words in its headings."""
    shutil.copytree(TINY, root)
    for name, text in {"harms": "# Harm\n\nTea is hot.\n", "cups": "# Cups\n\nTwo.\n", "other": OTHER}.items():
        (root / "chapters" / f"{name}.md").write_text(text, "utf-8")
    toc = root / "_toc.yml"
    toc.write_text(
        toc.read_text("utf-8") + "".join(f"  - file: chapters/{name}\n" for name in ("harms", "cups", "other")), "utf-8"
    )
    with (root / "data" / "review.yaml").open("a", encoding="utf-8") as file:
        file.write(yaml.safe_dump({"found_by": FOUND_BY}))
    write_schemas(root)
    return root


@pytest.fixture(scope="module")
def searched(tmp_path_factory):
    """The first page that the built site shows for a query, opened as a file, and the requests that it took."""
    root = with_pages(tmp_path_factory.mktemp("search") / "tiny")
    done = build(root)
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "_build" / "html"


def test_words_of_a_page_are_declared_once_and_terms_of_the_vocabulary_follow(tmp_path):
    review = load(with_pages(tmp_path / "tiny"))
    found = entries(review)
    assert found["chapters/harms"] == ["side effects", "burnt tongue"]
    assert found["chapters/cups"] == ["dose", "relapse"]
    assert found["chapters/mechanisms/diaphragm"] == ["diaphragm"]
    assert found["chapters/studies/adams2001"][0] == "adams2001"
    assert review.bibliography.label("adams2001").lower() in found["chapters/studies/adams2001"]


def test_words_lead_to_chapters_only_and_a_page_has_some(tmp_path):
    root = with_pages(tmp_path / "tiny")
    change(root / "data" / "review.yaml", "  cups:\n", "  cupz:\n")
    with pytest.raises(DataError, match=r"found_by\.cupz: 'cupz' is not a chapter"):
        load(root)


@pytest.mark.slow
@pytest.mark.parametrize(
    "query, page",
    [
        ("side effects", "chapters/harms.html"),
        ("side effect", "chapters/harms.html"),
        ("burnt tongue", "chapters/harms.html"),
        ("Dose", "chapters/cups.html"),
        ("relapse", "chapters/cups.html"),
        ("adams2001", "chapters/studies/adams2001.html"),
        ("sides", "chapters/other.html"),
        ("what is the dose?", "chapters/cups.html"),
        ('"side effects"', "chapters/harms.html"),
        ("side efects", "chapters/harms.html"),  # a slip
        ("relaspe", "chapters/cups.html"),
        ("randomized", "chapters/other.html"),
        ("hemorrhage", "chapters/other.html"),
        ("IL6", "chapters/other.html"),
        ("il 6", "chapters/other.html"),
        ("Zoe Muller", "chapters/other.html"),
        ("Muller", "chapters/other.html"),
        ("茶叶", "chapters/other.html"),
    ],
)
def test_the_right_page_is_first_and_few_files_are_loaded(browser, searched, query, page):
    """Opened as a file, without a server; no page that is found is loaded."""
    tab = browser.new_page()
    loaded = []
    tab.on("request", lambda request: loaded.append(request.url))
    tab.goto(f"{(searched / 'search.html').as_uri()}?q={query}")
    tab.wait_for_selector("#search-results li a")
    first = tab.locator("#search-results li a").first.get_attribute("href")
    tab.close()
    assert first.partition("?")[0].partition("#")[0] == page
    assert not [url for url in loaded if "/chapters/" in url]
    assert len(loaded) <= 12


def results(browser, searched, query):
    tab = browser.new_page(viewport={"width": 390, "height": 844})
    tab.goto(f"{(searched / 'search.html').as_uri()}?q={query}")
    tab.wait_for_function("document.querySelector('.search-summary')?.textContent.length > 5")
    return tab


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("relaspe", "No page has \u201crelaspe\u201d: shown for \u201crelapse\u201d."),
        ("qqqqqqqq", "No page was found for \u201cqqqqqqqq\u201d."),
        ("%3Cb%3Eqqqq%3C/b%3E", "No page was found for \u201c<b>qqqq</b>\u201d."),
        ("+", "Type a word"),
    ],
)
def test_a_search_says_in_a_status_what_it_did_and_that_nothing_was_found(browser, searched, query, words):
    tab = results(browser, searched, query)
    assert words in tab.get_by_role("status").inner_text()
    tab.close()


@pytest.mark.slow
def test_a_result_says_what_its_page_is_about_and_leads_to_the_headings(browser, searched):
    tab = results(browser, searched, "relapse")
    first, second = tab.locator("#search-results li").all()[:2]
    assert first.locator("a").first.inner_text() == "Cups"
    assert "Side effects of a dose" in second.locator("p.context").inner_text()
    second.get_by_role("link", name="Relapse").click()
    tab.wait_for_url("**/chapters/other.html#relapse")
    tab.close()


@pytest.mark.slow
def test_the_page_that_is_opened_marks_the_words_and_no_letters_or_small_words(browser, searched):
    tab = results(browser, searched, "side effects of t cells")
    tab.goto((searched / "chapters" / "other.html").as_uri())  # not from the results: nothing is marked
    tab.wait_for_timeout(100)
    assert tab.locator("article .highlighted").count() == 0
    tab.go_back()
    tab.locator("#search-results li a[href*=other]").first.click()
    tab.wait_for_selector("article .highlighted")
    assert {one.lower() for one in tab.locator("article .highlighted").all_inner_texts()} == {"side", "effects"}
    tab.close()


@pytest.mark.slow
def test_many_results_are_shown_in_part_until_more_are_asked_for(browser, searched):
    tab = browser.new_page()
    tab.goto((searched / "search.html").as_uri())
    page = "Search._index.docnames.indexOf('chapters/other')"
    tab.evaluate(f"""() => {{
      const index = Search._index, file = {page};
      for (let i = 0; i < 30; i++) for (const part of ['docnames', 'titles', 'filenames', 'about'])
        index[part].push(index[part][file]);
      index.terms.many = [...Array(30).keys()].map(i => index.docnames.length - 1 - i);
      Search.performSearch('many');
    }}""")
    found = tab.locator("#search-results li")
    assert found.count() == 20
    tab.get_by_role("button", name="Show all 30 pages").press("Enter")
    assert found.count() == 30
    assert tab.evaluate("document.activeElement.closest('li') === document.querySelectorAll('#search-results li')[20]")
    tab.close()


@pytest.mark.slow
def test_sections_that_every_page_of_a_publication_has_are_no_titles_of_the_index(searched):
    text = (searched / "searchindex.js").read_text("utf-8")
    index = json.loads(text[text.index("(") + 1 : text.rindex(")")])
    places = [index["docnames"][page] for found in index["alltitles"].values() for page, _ in found]
    studies = [name for name in places if name.startswith("chapters/studies/")]
    assert studies and len(studies) == len(set(studies))  # the title of each page, once
    assert places.count("chapters/other") > 1


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1440])
def test_the_search_is_in_reach_at_the_end_of_a_page(browser, searched, width):
    tab = browser.new_page(viewport={"width": width, "height": 500})
    tab.goto((searched / "chapters" / "other.html").as_uri())
    tab.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    tab.wait_for_timeout(300)
    assert tab.get_by_role("button", name="Contents of the review", exact=True).count() == 1
    button = tab.locator(".article-header-buttons .search-button")
    assert button.is_visible()
    box = button.bounding_box()
    assert 0 <= box["y"] < 500
    button.click()
    tab.wait_for_selector(
        "dialog input[type=search], .search-button__search-container input[type=search]", state="visible"
    )
    tab.close()
