"""The joined rows: names of columns, marks, intervals, the window, and that they are made once and cannot be spoilt."""

import gc

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from helpers import change
from livingreview import load
from livingreview.evidence import (
    access_level,
    efficacy,
    exact_interval,
    in_window,
    joined_marks,
    of_treated,
    once_a_review,
    printed_proportion,
    safety,
    with_exact_intervals,
)
from livingreview.schema import Window
from trials import write_trials

ADAM = "data/studies/adam1990.yaml"
OTHERS = """\
  - {arm: all, group: all, outcome: delay, when: not-stated, says: Soon., source: 1, at: Table 2}
safety:
  - {arm: tea, group: all, event: burn, severity: any, events: 1, n: 10, source: 1, at: Table 2}
"""


@pytest.fixture
def trial(tmp_path):
    """One trial: 7 of 10 against 4 of 12; a statement on both arms together, and a harm."""
    root = write_trials(tmp_path, [(7, 10, 4, 12)])
    with (root / ADAM).open("a") as file:
        file.write(OTHERS)
    return root


def test_rows_know_their_arm_group_and_study(trial):
    change(trial / ADAM, "role: intervention, drugs: [tea]",
           "role: intervention, drugs: [tea], n: 11, dose: {low: 2, unit: weeks}, source: 1, at: Methods")  # fmt: skip
    change(trial / ADAM, "condition: simple}", "condition: mixed, derived: Sneezing is assumed.}")
    rows = efficacy(load(trial))
    one = rows.iloc[0]
    assert [one[name] for name in ("arm_role", "arm_label", "arm_n", "dose", "trough_target")] == [
        "intervention", "tea", 11, "≥2 weeks", ""
    ]  # fmt: skip
    assert [one[name] for name in ("group_role", "group_label", "group_condition", "group_derived")] == [
        "whole", "everybody", "mixed", "Sneezing is assumed."
    ]  # fmt: skip
    assert [one[name] for name in ("label", "year", "age", "cohort", "design")] == [
        "Adam 1990", 1990, "adult", "adam1990", "rct"
    ]  # fmt: skip
    assert [one[name] for name in ("condition_label", "in_scope", "pooled_population", "outcome_label")] == [
        "mixed", True, False, "relief"
    ]  # fmt: skip
    assert list(rows["marks"]) == ["", "", "T"]
    assert list(rows["counted"]) == [True, True, False]


def test_only_arms_with_the_treatment_and_all_arms_together_are_of_treated_patients(trial):
    review = load(trial)
    assert list(of_treated(efficacy(review))["arm"]) == ["tea", "all"]
    assert list(of_treated(safety(review))["event"]) == ["burn"]


def test_the_rows_are_made_once_and_a_caller_cannot_change_those_of_another(trial, monkeypatch):
    review = load(trial)
    efficacy(review)
    monkeypatch.setattr("livingreview.evidence.frames._joined", lambda *_: pytest.fail("made twice"))
    rows = efficacy(review)
    rows["events"] = 0
    rows.loc[0, "marks"] = "spoilt"
    rows["more"] = 1
    again = efficacy(review)
    assert list(again["events"].dropna()) == [7, 4]
    assert again.loc[0, "marks"] == "" and "more" not in again


def test_what_is_kept_for_a_review_goes_with_it(trial):
    counted = []
    compute = once_a_review(lambda review: counted.append(review.config.version) or len(counted))
    one, other = load(trial), load(trial)
    assert [compute(one), compute(one), compute(other)] == [1, 1, 2]
    del one
    gc.collect()
    assert compute(load(trial)) == 3  # even if the new review has the address of the old one


def test_each_further_argument_has_its_own_result(trial):
    counted = []
    compute = once_a_review(lambda review, *words, last="": counted.append(words) or f"{words}{last}{len(counted)}")
    review = load(trial)
    first = [compute(review), compute(review, "a"), compute(review, "a", "b"), compute(review, "a", last="b")]
    assert len(set(first)) == len(counted) == 4
    assert [compute(review), compute(review, "a"), compute(review, "a", "b"), compute(review, "a", last="b")] == first


def test_intervals_are_clopper_pearson_s_at_the_level_asked_for():
    rows = pd.DataFrame({"events": [7, 0, None], "n": [10, 12, 12]}, index=[3, 1, 2]).astype("Int64")
    for level in (0.95, 0.8):
        found = with_exact_intervals(rows, level)
        for index, x, n in ((3, 7, 10), (1, 0, 12)):
            exact = stats.binomtest(x, n).proportion_ci(level, method="exact")
            assert tuple(found.loc[index, ["ci_low", "ci_high"]]) == pytest.approx((exact.low, exact.high))
            assert exact_interval(x, n, level) == pytest.approx((exact.low, exact.high))
            assert found.loc[index, "proportion"] == x / n
    assert found.loc[2, ["proportion", "ci_low", "ci_high"]].isna().all()
    assert list(rows) == ["events", "n"]


def test_printed_percentages_are_proportions():
    printed = printed_proportion(pd.DataFrame({"printed": ["58%", None, "0.5%"]}))
    assert np.array_equal(printed, [0.58, np.nan, 0.005], equal_nan=True)


def test_a_window_holds_its_ends_and_the_words_it_accepts():
    window = Window(target=3, first=1, last=6, also=["not-stated"])
    rows = pd.DataFrame(
        {"month": [1, 6, 0.9, 6.1, None, None], "when": [None, None, None, None, "not-stated", "follow-up"]}
    )
    assert list(in_window(rows, window)) == [True, True, False, False, True, False]


def test_marks_of_several_rows_come_once_and_in_order():
    assert joined_marks("CA", "DA", "") == "ADC"
    with pytest.raises(ValueError):
        joined_marks("X")


def test_the_access_level_is_that_of_the_deepest_source(trial):
    source = 'sources: [{id: 1, url: "https://example.org/adam1990", kind: full-text}]'
    two = source.replace("full-text}]", 'secondary}, {id: 2, url: "https://example.org/2", kind: abstract}]')
    change(trial / ADAM, source, two)
    review = load(trial)
    assert access_level(review, "adam1990") == "abstract"
    assert list(review.studies["access"]) == ["abstract"]
    with pytest.raises(KeyError, match="nobody1999"):
        access_level(review, "nobody1999")
