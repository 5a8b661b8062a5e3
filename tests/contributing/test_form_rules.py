"""The form judges a study as the engine does: it accepts what is valid, and finds what is wrong while one types."""

import pytest
from corruption import Corruption
from corruptions_of_mechanisms import OF_MECHANISMS
from corruptions_of_outcomes import OF_OUTCOMES
from corruptions_of_studies import OF_STUDIES
from test_notices import DOUBTS

from helpers import change
from livingreview.store import DataError
from livingreview.store.documents import Document
from livingreview.store.problems import field_name

pytestmark = pytest.mark.slow

FOLDER = "data/studies/"
# Damage that shows only beside other files, and blanks that the form cuts off.
BEYOND_THE_FORM = (
    "font",
    "publication year",
    "after the date of the data",
    "the same overlap",
    "does not mark",
    "name of the file",
    "is empty. Give a value",
)


def judged(form, study):
    return form.evaluate("study => livingreviewForm.check(study)", study)


def test_every_valid_study_is_accepted(form, pristine_review):
    files = sorted((pristine_review / FOLDER).glob("*.yaml"))
    found = {file.name: judged(form, Document(file, file.name).data) for file in files}
    assert len(found) > 25
    assert {name: problems for name, problems in found.items() if problems} == {}


def in_form(corruption: Corruption) -> bool:
    told = corruption.reported or corruption.file
    beyond = any(word in corruption.word for word in BEYOND_THE_FORM)
    return told.startswith(FOLDER) and corruption.file == told and not beyond


def damaged(root, corruption):
    """The damaged study as plain values, or None where it is not YAML that can be read."""
    file = root / corruption.file
    before = file.read_bytes()
    try:
        corruption.edit(file)
        return Document(file, corruption.file).data if file.is_file() else None
    except DataError:
        return None
    finally:
        file.write_bytes(before)


def test_what_the_engine_refuses_in_a_study_the_form_finds(form, review_copy):
    missed, tried = [], 0
    for corruption in (*OF_STUDIES, *OF_OUTCOMES, *OF_MECHANISMS):
        if not in_form(corruption):
            continue
        study = damaged(review_copy, corruption)
        if study is None:
            continue
        tried += 1
        if not judged(form, study):
            missed.append(f"{corruption.file} {corruption.name}: {corruption.field} {corruption.word}")
    assert tried > 200
    hint = "add a rule to rules.js; if only the whole repository shows it, a word to BEYOND_THE_FORM"
    assert not missed, "\n".join([hint, *missed])


def test_what_was_left_in_a_copy_is_named(form, review):
    other = next(key for key, study in review.publications.items() if study.registry)
    study = {"id": "smith2020", "cohort": {"id": other}, "registry": [review.publications[other].registry[0].lower()]}
    found = {".".join(map(str, one["path"])): one["message"] for one in judged(form, study)}
    assert f"is the cohort of {other}" in found["cohort.id"]
    assert f"is also the registration of {other}" in found["registry.0"]
    study["cohort"]["overlaps"] = [{"study": other, "extent": "same", "why": "One trial."}]
    found = {".".join(map(str, one["path"])) for one in judged(form, study)}
    assert found.isdisjoint({"cohort.id", "registry.0"})


def test_a_word_near_to_a_clinical_term_in_spelling_only_is_not_proposed(form):
    def said(event):
        study = {"id": "smith2020", "safety": [{"arm": "tea", "group": "all", "event": event, "says": "none"}]}
        (message,) = [one["message"] for one in judged(form, study) if one["path"] == ["safety", 0, "event"]]
        return message

    assert "near in spelling (not in meaning): sleepless night" in said("sleeplest nicht")
    assert "It is called sleepless night here." in said("Sleeplessness")
    assert "With this word: stained teeth" in said("teeth")
    assert "With a part of this word: sleepless night" in said("nightsleeplessnesses")
    assert not any("Did you mean" in said(word) for word in ("sleeplest nicht", "Sleeplessness", "teeth"))


@pytest.mark.parametrize("key, old, new, field, words", DOUBTS.values(), ids=list(DOUBTS))
def test_what_is_probably_wrong_the_form_doubts_and_does_not_refuse(form, review_copy, key, old, new, field, words):
    file = review_copy / FOLDER / f"{key}.yaml"
    change(file, old, new)
    study = Document(file, file.name).data
    found = form.evaluate("study => livingreviewForm.doubts(study)", study)
    assert field_name(tuple(found[0]["path"])) == field if field else not found
    assert judged(form, study) == []


def test_a_count_in_the_place_of_a_percentage_is_told_apart(form):
    rows = [{"arm": "tea", "group": "all", "outcome": "relief", "month": 3, "printed": "12 of 20"}]
    (said,) = [one["message"] for one in judged(form, {"id": "a2020", "efficacy": rows}) if "printed" in one["path"]]
    assert "enter 12 as patients with it, out of 20" in said


@pytest.mark.parametrize(
    ("months", "field", "words"),
    [
        (("May 2021", "2023-08"), "recruited_from", "Write 2021-05."),
        (("2021-05", "08/2023"), "recruited_to", "Write 2023-08."),
        (("2021-05", "3/4/2023"), "recruited_to", "2019 or 2019-03."),
    ],
)
def test_a_month_in_another_form_is_answered_with_the_form_alone(form, months, field, words):
    study = {"id": "a2020", "recruited_from": months[0], "recruited_to": months[1]}
    (said,) = [one["message"] for one in judged(form, study) if one["path"][0].startswith("recruited")]
    assert said.endswith(words) and "before" not in said and "after" not in said
    assert field in {one["path"][0] for one in judged(form, study)}


def test_a_count_with_its_denominator_is_told_where_each_goes(form):
    rows = [{"arm": "tea", "group": "all", "outcome": "relief", "month": 3, "events": "41/58"}]
    (said,) = [one["message"] for one in judged(form, {"id": "a2020", "efficacy": rows}) if "events" in one["path"]]
    assert "enter 41 here, and 58 as out of (n)" in said
