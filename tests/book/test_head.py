"""What search engines show of a page, from the text of the page and the data of the review."""

import json

import pytest
from docutils import nodes

from livingreview.publish.head import LONGEST, description, structured, write_site_files

SENTENCE = "Tea was given to people with hiccups in two studies of one group each."


def page(*paragraphs):
    document = nodes.document(None, None)
    document += [nodes.paragraph("", text) for text in paragraphs]
    return document


def test_a_description_is_the_first_paragraph_that_says_something():
    assert description(page("Draft.", SENTENCE, "More is said below, at length.")) == SENTENCE
    assert description(page("Draft.")) == ""


def test_a_long_paragraph_gives_the_sentences_that_fit():
    assert description(page(f"{SENTENCE} {SENTENCE} {SENTENCE}")) == f"{SENTENCE} {SENTENCE}"


def test_a_sentence_that_does_not_fit_is_cut_between_words():
    text = description(page(f"tea{' for hiccups' * 30}"))
    assert text.endswith(" hiccups…") or text.endswith(" for…")
    assert len(text) <= LONGEST + 1


def test_numbers_of_references_and_links_to_databases_are_no_part_of_a_description():
    document = page()
    cited = nodes.inline("", "[1]", classes=["bibtex-citation"])
    links = nodes.Text(" (DOI, PubMed)")
    document += nodes.paragraph("", "", nodes.Text("Tea for hiccups: a trial of sixty "), cited, links)
    assert description(document) == ""  # too short to say something
    document += nodes.paragraph("", "", nodes.Text(SENTENCE), nodes.Text(" "), cited.deepcopy(), links.copy())
    assert description(document) == SENTENCE


def test_the_review_is_an_article_and_a_dataset(review):
    article, data = structured(review)["@graph"]
    assert article["headline"] == review.config.stated_title and article["dateModified"] == str(review.config.date)
    assert data["@type"] == "Dataset" and data["license"] == article["license"]
    assert json.dumps(structured(review))


@pytest.fixture
def site(tmp_path):
    for name in ("index.html", "search.html", "chapters/index.html", "chapters/a&b.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("<html></html>", "utf-8")
    return tmp_path


def test_a_site_with_an_address_lists_its_pages_and_has_a_page_for_lost_addresses(site, review):
    config = review.config.model_copy(update={"address": "https://example.org/tea", "title": "Tea & <biscuits>"})
    write_site_files(site, config)
    listed = (site / "sitemap.xml").read_text("utf-8")
    assert listed.count("<loc>") == 2
    assert "<loc>https://example.org/tea/chapters/a&amp;b.html</loc>" in listed
    lost = (site / "404.html").read_text("utf-8")
    assert 'href="https://example.org/tea/"' in lost and "Tea &amp; &lt;biscuits&gt;" in lost


def test_without_an_address_neither_is_written(site, review):
    write_site_files(site, review.config.model_copy(update={"address": None}))
    assert not (site / "sitemap.xml").exists() and not (site / "404.html").exists()
