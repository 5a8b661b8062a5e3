"""What an arm was given, in tables: each thing once, and what was not accessible."""

import pytest

from livingreview.render.table import plain
from livingreview.schema import Arm, ArmRole
from livingreview.subjects.exposure.model import exposures
from livingreview.subjects.exposure.table import exposure_rows
from livingreview.subjects.publications.table import _treatment
from livingreview.subjects.treatment import DOSE, LEVEL, missing, missing_words, named_words, treatment_words


@pytest.mark.parametrize(
    ("label", "regimen", "words"),
    [
        ("tea", None, "tea"),
        ("tea", "two cups of Tea daily", "two cups of Tea daily"),
        ("tea", "two cups daily", "tea: two cups daily"),
    ],
)
def test_an_arm_is_named_once(label, regimen, words):
    assert named_words(label, regimen) == words


def test_what_is_missing_in_words():
    assert missing_words([]) == ""
    assert missing_words([DOSE]) == "dose not accessible"
    assert missing_words([DOSE, LEVEL]) == "dose and level not accessible"


def arm(review, **given) -> Arm:
    whole = {"id": "tea", "label": "tea", "role": "intervention", "drugs": ["tea"], **given}
    return Arm.model_validate(whole, context={"vocabulary": review.vocabulary})


@pytest.mark.parametrize(
    ("regimen", "lacks"),
    [
        (None, [DOSE, LEVEL]),
        ("tea for six months", [DOSE, LEVEL]),
        ("tea, 2 cups (how often is not stated)", [LEVEL]),
        ("tea, 2 cups, strength 4.0-5.2 g/L", []),
    ],
)
def test_a_dose_in_the_text_of_a_regimen_is_not_missing(review, regimen, lacks):
    assert missing(review, arm(review, regimen=regimen), DOSE, LEVEL) == lacks


def test_a_dose_in_numbers_is_not_missing(review):
    given = arm(review, dose={"low": 1, "high": 2, "unit": "cups/day"}, source=1, at="Abstract")
    assert missing(review, given, DOSE) == []
    assert treatment_words(review, given) == "tea; dose 1 to 2 cups/day"
    assert treatment_words(review, arm(review)) == "tea; dose not accessible"
    assert treatment_words(review, arm(review), dose_missing=False) == "tea"


def test_a_cell_on_a_treatment_says_each_thing_once(review):
    cells = [row[2] for row in exposure_rows(exposures(review)).rows]
    assert any("not accessible" in cell for cell in cells)
    for cell in cells:
        assert cell.count("not accessible") <= 1, cell


def test_a_report_without_an_arm_of_the_treatment_alone_says_where_it_is(review):
    study = review.publications["adler2010"]
    assert _treatment(review, study).startswith(plain("tea: 2-4 cups a day"))
    mixed = study.model_copy(update={"arms": [study.arms[0].model_copy(update={"role": ArmRole.MIXED})]})
    assert "one of several treatments" in _treatment(review, mixed)
