"""Words for nobody, and severities in words: read alike in every file, as the review declares."""

import pytest

from helpers import change
from livingreview import DataError, load

ADLER = "data/studies/adler2010.yaml"  # says that events were few, without a count
CARTER = "data/studies/carter2012.yaml"  # has zeros with `derived: words`
AS_STATEMENT = 'severity: serious, says: "Said to be few by 6 months; no count printed.", as_printed'
AS_NOBODY = AS_STATEMENT.replace("few", "absent")
AS_ZERO = "severity: serious, events: 0, n: 60, derived: words, how: put for absent, as_printed"
ZERO, APART = "none_in_words: zero\n", "severity_as_printed: true\n"


def declare(root, old, new=""):
    change(root / "data" / "review.yaml", old, new)


def problems(root):
    with pytest.raises(DataError) as error:
        load(root)
    return [(one.file, one.field, one.message) for one in error.value.problems]


def test_without_a_declaration_words_may_be_zero_in_one_file_and_a_statement_in_another(review_copy):
    declare(review_copy, ZERO)
    change(review_copy / ADLER, AS_STATEMENT, AS_NOBODY)
    load(review_copy)


def test_words_for_nobody_without_a_count_are_refused_where_they_are_zeros(review_copy):
    change(review_copy / ADLER, AS_STATEMENT, AS_NOBODY)
    ((file, field, message),) = problems(review_copy)
    assert (file, field) == (ADLER, "safety[0].events")
    assert "'absent'" in message and "events: 0" in message and "derived: words" in message
    change(review_copy / ADLER, AS_NOBODY, AS_ZERO)
    assert load(review_copy).safety.query("study == 'adler2010'")["events"].tolist() == [0]


def test_zeros_put_for_words_are_refused_where_words_are_statements(review_copy):
    declare(review_copy, ZERO, "none_in_words: statement\n")
    found = problems(review_copy)
    assert [(file, field) for file, field, _ in found] == [
        (CARTER, "efficacy[4].events"),
        (CARTER, "safety[0].events"),
    ]
    assert "under `says`" in found[0][2]


def test_a_zero_put_for_words_has_everybody_as_its_denominator(review_copy):
    change(review_copy / ADLER, AS_STATEMENT, AS_ZERO.replace("n: 60, ", ""))
    ((file, field, message),) = problems(review_copy)
    assert (file, field) == (ADLER, "safety[0].n") and "`n: 60`" in message


@pytest.mark.parametrize(
    "says",
    ["No count was printed.", "No difference was found.", "Fewer than 5% each.", "Nonetheless well tolerated."],
)
def test_other_words_with_no_are_statements(review_copy, says):
    change(review_copy / ADLER, AS_STATEMENT, f'severity: serious, says: "{says}", as_printed')
    load(review_copy)


@pytest.mark.parametrize("says", ["No serious adverse events.", "None was seen.", "Nobody had one.", "No deaths"])
def test_each_usual_way_to_say_nobody_is_noticed(review_copy, says):
    change(review_copy / ADLER, AS_STATEMENT, f'severity: serious, says: "{says}", as_printed')
    assert [field for _, field, _ in problems(review_copy)] == ["safety[0].events"]


@pytest.mark.parametrize(("severity", "right"), [("severe", False), ("any", False), ("stopped", True)])
def test_severe_serious_and_major_stay_apart_if_declared(review_copy, severity, right):
    change(review_copy / ADLER, "severity: serious, says", f"severity: {severity}, says")
    if right:
        load(review_copy)
        return
    ((file, field, message),) = problems(review_copy)
    assert (file, field) == (ADLER, "safety[0].severity") and "`severity: serious`" in message
    declare(review_copy, APART)
    load(review_copy)


def test_major_is_a_severity_of_its_own(review_copy):
    change(review_copy / ADLER, AS_STATEMENT + ": serious", AS_ZERO.replace("serious", "major") + ": major")
    rows = load(review_copy).safety.query("study == 'adler2010'")
    assert rows["severity"].tolist() == ["major"]
