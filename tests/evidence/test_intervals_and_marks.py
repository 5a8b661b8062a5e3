"""Marks of a row, reasons at the border between two rules, and which of several reports of a cohort is kept."""

from types import SimpleNamespace as Part

import pandas as pd
import pytest

from helpers import change
from livingreview import DataError, load
from livingreview.evidence import (
    Selection,
    access_level,
    clusters,
    efficacy,
    exact_interval,
    has_count,
    in_window,
    marks,
    marks_sentence,
    of_treated,
    one_report_a_cohort,
    overlaps,
    passed_over,
)
from livingreview.schema import Window

ROW = {"source_kind": "full-text", "derived": None, "when": None, "conflict": None}


class Publications:
    """What of a review the choice between reports needs."""

    def __init__(self, *declared, cohorts=(), keys="abcd"):
        self.publications = {}
        for key in keys:
            others = [Part(study=two, extent="partial", why=f"{one}{two}") for one, two in declared if one == key]
            self.publications[key] = Part(cohort=Part(id=dict(cohorts).get(key, key), overlaps=others))


@pytest.mark.parametrize(
    ("given", "letters"),
    [
        ({}, ""),
        ({"source_kind": "abstract"}, "A"),
        ({"source_kind": "secondary"}, "S"),
        ({"derived": "30% of 20"}, "D"),
        ({"when": "not-stated"}, "T"),
        ({"when": "best"}, "T"),
        ({"when": "follow-up"}, ""),
        ({"conflict": "The text gives 8."}, "C"),
        ({"source_kind": "secondary", "derived": "x", "when": "not-stated", "conflict": "y"}, "SDTC"),
    ],
)
def test_each_mark_has_its_own_cause(given, letters):
    assert marks({**ROW, **given}) == letters


def test_captions_explain_each_mark_in_use_once():
    assert marks_sentence(["DA", "", "A"]) == "Marks: A, from an abstract only; D, count derived, not printed."
    assert marks_sentence(["", ""]) == marks_sentence([]) == ""


def test_a_count_needs_events_and_patients():
    rows = pd.DataFrame({"events": [1, None, 1, None], "n": [2, 2, None, None]}).astype("Int64")
    assert list(has_count(rows)) == [True, False, False, False]


def test_the_exact_interval_of_none_in_ten():
    """By hand: the upper limit of 0 in n at a level of 90% is 1 - 0.05 ** (1 / n)."""
    assert exact_interval(0, 10, 0.9) == pytest.approx((0, 1 - 0.05**0.1))
    assert exact_interval(0, 10) == pytest.approx((0, 1 - 0.025**0.1))


def test_treated_patients_are_not_those_of_a_mixed_arm():
    rows = pd.DataFrame(
        {"arm": ["a", "b", "c", "all"], "arm_role": ["intervention", "comparator", "mixed", None]}, index=[4, 5, 6, 7]
    )
    assert list(of_treated(rows).index) == [4, 7]


def test_a_window_without_words_accepts_no_time_in_words():
    rows = pd.DataFrame({"month": [1.0, 6.0, None], "when": [None, None, "not-stated"]})
    assert list(in_window(rows, Window(target=3, first=1, last=6))) == [True, True, False]


def test_best_and_not_stated_enter_a_window_alike():
    rows = pd.DataFrame({"month": [None, None], "when": ["best", "not-stated"]})
    for alone in ("best", "not-stated"):
        assert list(in_window(rows, Window(target=3, first=1, last=6, also=[alone]))) == [True, True]
    assert list(in_window(rows, Window(target=3, first=1, last=6, also=["follow-up"]))) == [False, False]


def test_a_review_that_does_not_ask_takes_a_count_beside_a_percentage_as_printed(review_copy):
    file = review_copy / "data" / "review.yaml"
    for study in (review_copy / "data" / "studies").glob("*.yaml"):
        study.write_text(study.read_text("utf-8").replace(", count_printed: true", ""), "utf-8")
    with pytest.raises(DataError, match="count_printed: is missing"):
        load(review_copy)
    change(file, "counts_say_origin: true", "counts_say_origin: false")
    load(review_copy)


def test_the_first_reason_is_kept():
    selection = Selection(pd.DataFrame({"n": [1, 2]}))
    selection.exclude(pd.Series([True, False]), "small")
    selection.exclude(pd.Series([True, True]), "late")
    selection.exclude_rows({0: "third", 1: "third"})
    assert list(selection.reasons) == ["small", "late"]


@pytest.mark.parametrize(
    ("distance", "n", "reason"),
    [
        (2.0, 50, "another time of the same report is nearer to the target"),
        (float("inf"), 50, "another row of the same report gives a month"),
        (1.0, 10, "another row of the same report, as near to the target, has more patients"),
        (1.0, 20, "another row of the same report, as near and as large, comes first in its file"),
    ],
)
def test_why_a_row_gave_way_to_one_a_month_from_the_target_with_twenty(distance, n, reason):
    assert passed_over(distance, n, (1.0, 20)) == reason


def test_overlaps_are_in_order_whichever_file_declares_them():
    found = overlaps(Publications(("c", "b"), ("d", "a")))
    assert [tuple(row) for row in found.to_numpy()] == [("a", "d", "partial", "da"), ("b", "c", "partial", "cb")]


def test_a_cluster_has_the_first_key_as_its_name():
    linked = Publications(("c", "b"), ("d", "c"), keys="abcde")
    assert clusters(linked) == {"a": "a", "b": "b", "c": "b", "d": "b", "e": "e"}


def reports(*rows):
    return pd.DataFrame([(key, key.upper(), n, year) for key, n, year in rows], columns=["study", "label", "n", "year"])


def test_of_one_cohort_the_largest_report_is_kept_then_the_earliest():
    same = Publications(cohorts=[("a", "town"), ("b", "town"), ("c", "town")])
    chosen, reasons = one_report_a_cohort(same, reports(("a", 10, 2001), ("b", 20, 2005), ("c", 20, 2003)))
    assert list(chosen["study"]) == ["c"]
    assert reasons == {
        0: "may include patients of C, which is larger",
        1: "may include patients of C, which is as large",
    }


def test_a_report_without_a_size_gives_way_to_one_with():
    rows = reports(("a", None, 2001), ("b", 20, 2005)).astype({"n": "Int64"})
    chosen, reasons = one_report_a_cohort(Publications(("a", "b")), rows)
    assert list(chosen["study"]) == ["b"]
    assert reasons == {0: "may include patients of B, which is larger"}


def test_a_registered_trial_has_an_access_level(review):
    assert access_level(review, "tea-0001") == "registry"


def test_a_condition_may_be_in_scope_and_not_pooled(review):
    rows = efficacy(review)
    mixed = rows[rows["study"] == "dalton2013"]
    assert len(mixed) and mixed["in_scope"].all() and not mixed["pooled_population"].any()


def test_patients_chosen_by_their_response_are_marked_in_their_rows_alone(review):
    rows = efficacy(review)
    chosen = rows[rows["selected_on_response"]]
    assert set(zip(chosen["study"], chosen["group"], strict=True)) <= {
        ("baker2011", "initial-full"),
        ("baker2011", "initial-part"),
        ("dalton2013", "relieved"),
        ("ellis2014", "relieved"),
    }
    assert 0 < len(chosen) < len(rows)
