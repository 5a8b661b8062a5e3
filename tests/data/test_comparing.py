"""Two readings beside each other: rows of one datum are paired, and what differs is said by field."""

from collections import Counter
from datetime import date

import pytest
from second_readings import READING, write_reading

from livingreview import load
from livingreview.schema import EfficacyRow, Finding, SafetyRow
from livingreview.store.comparing import as_extract, compare
from livingreview.store.comparing.fields import is_same
from livingreview.store.comparing.pairing import paired

DAY = date(2024, 1, 31)


@pytest.fixture
def compared(review_copy):
    """Compares the second reading of adler2010, as changed, with what the review has."""

    def compared(*changes):
        text = READING
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        write_reading(review_copy, text)
        review = load(review_copy)
        second = review.readings["extractor 2"]["adler2010"]
        return compare(as_extract(review.publications["adler2010"], second.parts, DAY), second)

    return compared


def row(**fields):
    base = {"arm": "tea", "group": "all", "source": 1, "at": "p. 1"}
    return EfficacyRow.model_construct(**{name: None for name in EfficacyRow.model_fields} | base | fields)


def harm(**fields):
    base = {"arm": "tea", "group": "all", "severity": "any", "source": 1, "at": "p. 1"}
    return SafetyRow.model_construct(**{name: None for name in SafetyRow.model_fields} | base | fields)


def finding(words, **fields):
    base = {"axis": "nerve", "system": "cell-line", "disease": "hiccups", "perturbation": "tea", "direction": "up"}
    return Finding.model_construct(**{name: None for name in Finding.model_fields} | base | {"finding": words} | fields)


def test_every_row_of_either_reading_is_accounted_for_once(compared):
    found = compared()
    states = Counter((one.part, one.state) for one in found.rows)
    assert states == {
        ("population", "agrees"): 1, ("groups", "agrees"): 1, ("arms", "differs"): 1, ("safety", "agrees"): 1,
        ("efficacy", "agrees"): 3, ("efficacy", "differs"): 1, ("efficacy", "first only"): 3,
        ("efficacy", "not seen again"): 2,
    }  # fmt: skip
    for name in ("first", "second"):
        places = [getattr(one, name) for one in found.rows if one.part == "efficacy" and getattr(one, name)]
        count = len(getattr(found, name).efficacy)
        assert sorted(places) == sorted(f"efficacy[{i}]" for i in range(count))


def test_a_field_that_differs_says_by_how_much(compared):
    fields = {field.name: field for _, field in compared().differences() if field is not None}
    assert (fields["events"].first, fields["events"].second, fields["events"].by) == ("27", "28", 1)
    assert (fields["printed"].kind, fields["printed"].by) == ("percentage", 2)
    assert (fields["trough_target"].first, fields["trough_target"].second) == ("4–15 g/L", "")
    assert not fields["trough_target"].both


def test_readings_that_are_the_same_have_no_difference(review):
    for study in review.publications.values():
        parts = ("population", "groups", "arms", "efficacy", "safety", "findings")
        one = as_extract(study, parts, DAY)
        found = compare(one, one)
        assert not list(found.differences()), study.id
        assert all(row.first == row.second for row in found.rows)


def test_the_order_of_rows_does_not_matter(review):
    for study in review.publications.values():
        one = as_extract(study, ("efficacy", "safety", "findings"), DAY)
        other = one.model_copy(update={name: getattr(one, name)[::-1] for name in ("efficacy", "safety", "findings")})
        assert not list(compare(one, other).differences()), study.id


def test_a_count_that_the_first_reader_worked_out_need_not_be_read(compared):
    relief = "  - {arm: tea, group: all, outcome: relief, month: 12"
    found = compared((relief, f"{relief.replace('12', '3')}, printed: 85%, source: 1, at: Abstract}}\n{relief}"))
    (one,) = [one for one in found.rows if one.about == "relief, tea, all, month 3"]
    assert one.state == "agrees"
    assert {field.name for field in one.fields if field.derived} == {"events", "n"}


def test_only_the_axes_and_parts_that_were_asked_for_are_compared(review):
    one = as_extract(review.publications["able1998"], ("population", "findings"), DAY)
    asked = one.model_copy(update={"parts": ["findings"], "axes": ["tone"], "findings": [one.findings[1]]})
    (found,) = compare(one, asked).rows
    assert (found.first, found.second, found.state) == ("findings[1]", "findings[0]", "agrees")


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        (row(outcome="full", month=3.0, events=9), row(outcome="full", month=3.0, events=7), True),
        (row(outcome="full", month=3.0, events=9), row(outcome="part", month=3.0, events=9), True),
        (row(outcome="full", month=3.0, events=9), row(outcome="full", month=6.0, events=9), True),
        (row(outcome="full", month=3.0, events=9), row(outcome="full", month=6.0, events=7), False),
        (row(outcome="full", month=3.0, events=9, n=20), row(outcome="part", month=3.0, events=7, n=20), False),
        (row(outcome="full", month=3.0, events=9), row(outcome="part", month=6.0, events=9), False),
        (row(outcome="full", month=3.0), row(outcome="full", month=3.0, arm="sugar"), False),
        (row(outcome="full", month=3.0), row(outcome="full", month=3.1), True),
        (row(outcome="full", month=3.0), row(outcome="full", when="best"), False),
        (harm(event="other", as_printed="acne", events=3), harm(event="other", as_printed="ulcer", events=5), False),
        (harm(event="other", as_printed="acne", events=3), harm(event="other", as_printed="pimples", events=3), True),
        (harm(event="other", as_printed="mild acne"), harm(event="other", as_printed="acne, mild"), True),
        (finding("the nerve fired more"), finding("more firing of the nerve"), True),
        (finding("the nerve fired more"), finding("a wholly different observation"), False),
        (finding("the nerve", value="60 v 40 mV"), finding("firing", value="60 and 40 mV", direction="down"), True),
        (finding("the nerve fired more"), finding("the nerve fired more", axis="tone"), False),
        (finding("the nerve", value="60"), finding("tone", value="60", axis="tone"), True),
    ],
)
def test_rows_are_paired_only_if_they_may_be_one_datum(first, second, together):
    part = {EfficacyRow: "efficacy", SafetyRow: "safety", Finding: "findings"}[type(first)]
    assert bool(paired(part, [first], [second])) is together
    assert bool(paired(part, [second], [first])) is together


def test_the_best_pairing_of_all_rows_is_found():
    """The first row fits both, the second only one: taking the best for the first alone would leave it over."""
    first = [row(outcome="full", month=3.0, events=9), row(outcome="full", month=3.0, events=7)]
    second = [row(outcome="full", month=3.0, events=7), row(outcome="part", month=3.0, events=9)]
    assert paired("efficacy", first, second) == [(0, 1), (1, 0)]


@pytest.mark.parametrize(
    ("kind", "one", "two", "same"),
    [
        ("count", 3, 3, True),
        ("count", 3, 4, False),
        ("percentage", "46.7%", "47%", True),
        ("percentage", "46.4%", "47%", False),
        ("percentage", "46.7%", "46.8%", False),
        ("time", 3.0, 2.8, True),
        ("time", 3.0, 4.0, False),
        ("time", "best", 3.0, False),
        ("P", "<0.05", "P < .05", True),
        ("P", "0.05", "<0.05", False),
        ("value", 8.9, 8.9, True),
        ("value", 8.9, 9.8, False),
        ("value", "60 ± 12 v 40 ± 10 mV", "40 ± 10 v 60 ± 12", True),
        ("label", ["tea", "honey"], ["honey", "tea"], True),
        ("label", ["tea"], ["tea", "honey"], False),
    ],
)
def test_the_tolerance_goes_with_the_kind(kind, one, two, same):
    assert is_same(kind, one, two) is same
