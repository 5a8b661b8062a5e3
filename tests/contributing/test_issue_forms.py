"""Issue forms ask for fields of the schema, offer its terms, and are what GitHub accepts."""

import re

import pytest
import yaml

from helpers import change
from livingreview.schema import Design, ReportKind, Vocabulary, issue_forms
from livingreview.schema.outcomes import EfficacyRow, SafetyRow
from livingreview.schema.screening import Record
from livingreview.schema.study import Study
from livingreview.schema.values import Source
from livingreview.store import DataError, load
from livingreview.store.review import write_schemas

MODELS = {"value.yml": (EfficacyRow, SafetyRow, Source), "study.yml": (Record, Study), "term.yml": (), "text.yml": ()}
# Questions on what is in the page or the form, not in a file: position, and what the sender thinks.
OWN = {
    "value.yml": {"file", "row", "now", "field"},
    "study.yml": set(),
    "term.yml": {"vocabulary", "label", "definition", "reported", "nearest"},
    "text.yml": {"page", "now", "better", "url"},
}


@pytest.fixture(scope="module")
def forms():
    return {name: yaml.safe_load(text) for name, text in issue_forms().items()}


def questions(form):
    return [one for one in form["body"] if one["type"] != "markdown"]


def options(form, name):
    return next(one for one in questions(form) if one["id"] == name)["attributes"]["options"]


@pytest.mark.parametrize("name", MODELS)
def test_every_question_is_a_field_of_the_schema(forms, name):
    fields = {field for model in MODELS[name] for field in model.model_fields} | OWN[name]
    assert {one["id"] for one in questions(forms[name])} <= fields


def test_choices_are_the_terms_of_the_schema(forms):
    study = forms["study.yml"]
    assert options(study, "kind") == [f"{term.value}: {term.definition}" for term in ReportKind]
    assert options(study, "design") == [f"{term.value}: {term.definition}" for term in Design]
    kinds = [one.partition(":")[0] for one in options(forms["term.yml"], "vocabulary")]
    assert kinds == list(Vocabulary.model_fields)


def test_what_is_wrong_is_a_field_of_a_row(forms):
    *fields, other = options(forms["value.yml"], "field")
    assert other == "something else"
    for option in fields:
        name, _, meaning = option.partition(": ")
        model = EfficacyRow if name in EfficacyRow.model_fields else SafetyRow
        assert model.model_fields[name].description == meaning


@pytest.mark.parametrize("name", MODELS)
def test_forms_have_what_github_asks_for(forms, name):
    form = forms[name]
    assert form["name"] and form["description"] and len(questions(form)) >= 1
    ids = [one["id"] for one in questions(form)]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", one) for one in ids)
    for one in questions(form):
        assert one["attributes"]["label"]
        offered = one["attributes"].get("options", [])
        assert (one["type"] == "dropdown") == bool(offered)
        assert len(set(offered)) == len(offered)
        assert all(isinstance(text, str) and text.casefold() != "none" for text in offered)


def test_a_review_without_github_needs_no_forms(review_copy):
    assert not [file for file in write_schemas(review_copy) if ".github" in file.parts]
    load(review_copy)


def test_a_form_that_was_edited_is_reported_and_written_again(review_copy):
    (review_copy / ".github").mkdir()
    write_schemas(review_copy)
    load(review_copy)
    form = review_copy / ".github" / "ISSUE_TEMPLATE" / "study.yml"
    before = form.read_text("utf-8")
    change(form, "rct:", "trial:")
    with pytest.raises(DataError, match=r"study.yml is out of date. Run `review schema`."):
        load(review_copy)
    write_schemas(review_copy)
    assert form.read_text("utf-8") == before
