"""The form is made from the schema and the review, and reads records as the engine does."""

from dataclasses import replace

import pytest
from exports import BIBTEX, NBIB, PUBMED_ENDNOTE_RIS, SCOPUS_RIS, WOS_RIS
from form_filling import choose, fill, go, results, write_form
from pydantic import Field, create_model

from livingreview.publish.study_form import model
from livingreview.publish.study_form.page import html
from livingreview.records.reading import read_records
from livingreview.schema import EfficacyRow, Study

pytestmark = pytest.mark.slow


@pytest.fixture
def opened(browser, tmp_path):
    """Opens the form of a changed review."""
    contexts = []

    def opened(review):
        contexts.append(browser.new_context())
        page = contexts[-1].new_page()
        page.goto(write_form(review, tmp_path).as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()


def test_a_new_field_and_a_new_term_need_no_edit_of_the_page(opened, review, monkeypatch):
    row = create_model(
        "EfficacyRow", __base__=EfficacyRow, kettle=(str | None, Field(None, description="Which kettle."))
    )
    fields = {
        "efficacy": (list[row], []),
        "weather": (str | None, Field(default=None, description="The weather on the day.")),
    }
    monkeypatch.setattr(model, "Study", create_model("Study", __base__=Study, **fields))
    outcome = review.vocabulary.outcomes["relief"].model_copy(update={"label": "sudden silence"})
    words = review.vocabulary.model_copy(update={"outcomes": {**review.vocabulary.outcomes, "silence": outcome}})
    page = opened(replace(review, vocabulary=words))
    go(page, "Kind of report")
    choose(page, "Design", "case series")
    go(page, "Effects of treatment")
    page.get_by_role("button", name="Add a value").click()
    choose(page, "Outcome", "sudden")
    page.locator("summary").filter(visible=True).first.click()
    fill(page, "Kettle", "copper")
    go(page, "Limits")
    fill(page, "Weather", "rain")
    text = results(page)["The study"]
    assert "outcome: silence" in text and "kettle: copper" in text and "weather: rain" in text
    assert page.get_by_text("Which kettle.").count() == 1


def test_the_data_cannot_end_their_element(review):
    config = review.config.model_copy(update={"title": "</script><script>alert(1)</script><!-- &amp;"})
    text = html(replace(review, config=config))
    assert text.count("<script") == text.count("</script>") == 1
    assert "alert(1)" in text


def test_hostile_terms_are_shown_as_text(opened, review):
    hostile = "<img src=x onerror=alert(1)>"
    age = review.vocabulary.conditions["simple"].model_copy(update={"label": hostile, "definition": hostile})
    words = review.vocabulary.model_copy(update={"conditions": {**review.vocabulary.conditions, "simple": age}})
    page = opened(replace(review, vocabulary=words))
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    go(page, "Kind of report")
    choose(page, "Design", "case series")
    go(page, "Groups and arms")
    page.get_by_role("button", name="Add a group").click()
    choose(page, "Condition", hostile)
    fill(page, "In words", hostile)
    go(page, "Effects of treatment")
    page.get_by_role("button", name="Add a value").click()
    assert hostile in results(page)["The study"].replace("\\", "")
    assert page.locator("#study-form img").count() == 0
    assert asked == []


def test_an_absent_repository_leaves_no_link_and_a_declared_one_opens_the_editor(opened, review):
    page = opened(review)
    results(page)
    assert page.locator("#study-form a").count() == 0
    config = review.config.model_copy(update={"repository": "https://github.com/tea/hiccups/"})
    page = opened(replace(review, config=config))
    fill(page, "Key", "smith2020")
    results(page)
    addresses = [link.get_attribute("href") for link in page.locator("#study-form a").all()]
    new = "https://github.com/tea/hiccups/new/main?filename="
    assert addresses[0].startswith(f"{new}data%2Fstudies%2Fsmith2020.yaml&value=%23%20yaml-language-server")
    assert addresses[1] == "https://github.com/tea/hiccups/edit/main/references.bib"
    assert addresses[2].startswith(f"{new}data%2Fscreening%2Fadded%2Fsmith2020.csv&value=record%2Ctitle")
    go(page, "Limits")
    fill(page, "What could not be read", "x" * 9000)
    results(page)
    assert page.locator("#study-form a").first.get_attribute("href") == f"{new}data%2Fstudies%2Fsmith2020.yaml"


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.nbib", NBIB), ("a.bib", BIBTEX), ("a.ris", SCOPUS_RIS), ("b.ris", WOS_RIS), ("c.ris", PUBMED_ENDNOTE_RIS)],
)
def test_records_are_read_as_the_engine_reads_them(form, name, text):
    wanted = read_records(text.encode(), "x", name).references[0]
    found = form.evaluate("text => livingreviewForm.readReference(text)", text)["entry"]
    assert found["title"].strip(".[]") == wanted.title.strip(".[]")  # brackets mark a translation
    assert found["year"] == wanted.year
    assert found.get("doi", "").lower() == wanted.doi
    assert found.get("pmid", "") == wanted.pmid
    assert found.get("volume", "") == wanted.volume
    assert [one.split(",")[0] for one in found["author"].split("\n")] == [one.split(",")[0] for one in wanted.authors]


@pytest.mark.parametrize(
    ("typed", "field", "value"),
    [
        ("10.1000/tea.5", "doi", "10.1000/tea.5"),
        ("https://doi.org/10.1000/tea.5", "doi", "10.1000/tea.5"),
        ("PMID: 123456", "pmid", "123456"),
        ("https://pubmed.ncbi.nlm.nih.gov/123456/", "pmid", "123456"),
    ],
)
def test_a_number_alone_is_taken(form, typed, field, value):
    assert form.evaluate("text => livingreviewForm.readReference(text)", typed)["entry"] == {field: value}


def test_what_is_no_record_is_refused_and_nothing_is_changed(form):
    form.get_by_label("Paste a record").fill("Dear editors, please find attached")
    form.get_by_role("button", name="Read what I pasted").click()
    assert form.get_by_text("This is none of the formats.").is_visible()
    assert form.evaluate("Object.keys(livingreviewForm.draft().entry)") == ["kind"]
