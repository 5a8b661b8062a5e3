"""Impossible input is refused with a sentence that names the place and the value."""

import numpy as np
import pandas as pd
import pytest

from livingreview.meta import pool_proportions, pool_two_arm, small_study, study_interval, subgroups


@pytest.mark.parametrize(
    ("events", "n", "words"),
    [
        ([3, 9], [5, 8], r"events\[1\] = 9 is more than n\[1\] = 8"),
        ([-1], [5], r"events\[0\] = -1 is negative"),
        ([0], [0], r"n\[0\] = 0 is less than 1"),
        ([1.5], [5], r"events\[0\] = 1.5 is not a whole number"),
        ([np.nan], [5], r"events\[0\] = nan is not a whole number"),
        ([1, 2], [5], "must have the same length, not 2 and 1"),
        (["many"], [5], "events must be numbers"),
    ],
)
def test_impossible_counts(events, n, words):
    for function in (pool_proportions, study_interval):
        with pytest.raises(ValueError, match=words):
            function(events, n)


def test_every_impossible_entry_is_named_at_once():
    with pytest.raises(ValueError, match=r"events_2\[0\] = 7 .*; events_2\[1\] = -1"):
        pool_two_arm([1, 1], [5, 5], [7, -1], [6, 6])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: pool_proportions([1], [2], model="bayes"),
            "Unknown model 'bayes'; choose one of 'glmm', 'beta-binomial'",
        ),
        (lambda: pool_proportions([1], [2], test="f"), "Unknown test 'f'"),
        (lambda: pool_proportions([1], [2], level=95), "between 0 and 1"),
        (
            lambda: pool_two_arm([1], [2], [1], [2], measure="HR"),
            "Unknown measure 'HR'; choose one of 'OR', 'RR', 'RD'",
        ),
        (lambda: pool_two_arm([1], [2], [1], [2], measure="RR", model="peto"), "pools odds ratios only"),
        (lambda: pool_two_arm([1], [2], [1], [2], model="mh", moderators=[1]), "takes no moderators"),
        (lambda: pool_two_arm([1], [2], [1, 1], [2, 2]), "same number of studies, not 1 and 2"),
        (lambda: small_study([1] * 10, [2] * 10, [1] * 10), "The second arm needs both its events and its sizes"),
        (lambda: small_study([1] * 10, [2] * 10, [1] * 9, [2] * 9), "must have the same length, not 10, 10, 9, 9"),
        (lambda: small_study([1] * 3, [2] * 3, [3] * 3, [2] * 3), r"events_2\[0\] = 3 is more than n_2\[0\] = 2"),
        (lambda: study_interval(1, 2, method="wald"), "Unknown method 'wald'"),
        (lambda: pool_proportions([1, 1], [2, 2], moderators=[1, 2, 3]), "one value for each of the 2 studies"),
        (lambda: pool_proportions([1, 1], [2, 2], moderators={"dose": [1, np.nan]}), "'dose' has no finite value"),
        (lambda: subgroups([1, 1], [2, 2], ["a"]), "one label for each of the 2 studies"),
        (lambda: pool_proportions([1, 1], [2, 2]).at([1]), "no moderators"),
    ],
)
def test_unknown_choices_name_the_allowed_ones(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_moderators_may_come_in_any_of_their_forms():
    events, n, year = [3, 8, 4, 9, 2], [9, 10, 9, 20, 8], np.array([2000, 2004, 2009, 2010, 2015])
    drug = ["a", "b", "a", "b", "a"]
    named = pool_proportions(events, n, moderators={"year": year, "drug": drug})
    frame = pool_proportions(events, n, moderators=pd.DataFrame({"year": year, "drug": drug}))
    plain = pool_proportions(events, n, moderators=np.column_stack([year, [0, 1, 0, 1, 0]]))
    assert named.moderators.names == frame.moderators.names == ("intercept", "year", "drug: b")
    assert np.allclose(named.moderators.coef, plain.moderators.coef)
    assert np.allclose(named.moderators.coef, frame.moderators.coef)
    series = pool_proportions(events, n, moderators=pd.Series(drug))
    assert series.moderators.names == ("intercept", "moderator: b")


def test_a_pooled_result_cannot_be_changed():
    pooled = pool_proportions([1, 2], [5, 6])
    with pytest.raises(AttributeError):
        pooled.estimate = 1.0
