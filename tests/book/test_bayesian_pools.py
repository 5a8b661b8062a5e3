"""Declared pools under a Bayesian model: the table and the words are those of the posteriors."""

from dataclasses import replace

import pytest

from helpers import synthesis
from livingreview.subjects.pools.bayesian import PRIORS, bayesian, names, posteriors
from livingreview.wording import percent


def test_each_pool_is_shown_as_declared_and_under_each_prior():
    pool = synthesis(4, largest=40)
    rows = bayesian([pool]).rows
    assert [row[1] for row in rows] == ["as declared", *PRIORS]
    declared, *bayes = rows
    assert declared[2] == percent(pool.pooled.estimate) and declared[-2:] == ["", ""]
    for row, found in zip(bayes, posteriors(pool).values(), strict=True):
        assert row[2] == percent(found.estimate)
        assert row[-2:] == [percent(found.mu.above(0.5)), percent(found.new.above(0.5))]


def test_words_are_those_of_the_first_prior():
    pool = synthesis(3, largest=40)
    first = posteriors(pool)[next(iter(PRIORS))]
    said = names(pool)
    assert said["bayes-prior"] == next(iter(PRIORS))
    assert said["bayes-estimate"]() == percent(first.estimate)
    assert said["bayes-chance"]() == percent(first.new.above(0.5))


def test_the_widest_prediction_is_that_of_any_prior():
    pool = synthesis(3, largest=40)
    lowest = min(found.pi_low for found in posteriors(pool).values())
    assert names(pool)["bayes-widest-pi"]().startswith(percent(lowest))


def test_a_prior_that_leaves_tau_open_says_so():
    pool = synthesis(2, largest=40)
    all_or_none = pool.rows.assign(events=[0, 30], n=[30, 30])
    (row,) = [row for row in bayesian([replace(pool, rows=all_or_none)]).rows if row[1].startswith("half-Cauchy")]
    assert row[2:] == ["not estimable", "", "", "", "", ""]


@pytest.mark.parametrize("what", ["bayes-estimate", "bayes-ci", "bayes-pi", "bayes-widest-pi", "bayes-chance"])
def test_without_cohorts_nothing_is_estimated(what):
    assert names(synthesis(0))[what]() == "not estimable"
    assert bayesian([replace(synthesis(0), pooled=None)]).rows == []
