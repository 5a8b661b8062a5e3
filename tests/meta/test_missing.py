"""Pools with missing outcomes: limits, doubt against simulation, and what is refused."""

import numpy as np
import pytest
from scipy.special import expit, logit

from livingreview.meta import missing_outcomes, pool_proportions

EVENTS, N, MISSING = [55, 12, 8, 20], [78, 20, 12, 50], [8, 0, 6, 10]
MODELS = ["glmm", "reml", "dl", "pm", "common"]


@pytest.mark.parametrize("model", MODELS)
def test_the_limits_are_pools_of_all_participants(model):
    found = missing_outcomes(EVENTS, N, MISSING, model=model)
    everybody = np.add(N, MISSING)
    assert found.failures.estimate == pool_proportions(EVENTS, everybody, model=model).estimate
    assert found.successes.estimate == pool_proportions(np.add(EVENTS, MISSING), everybody, model=model).estimate
    assert found.reported.estimate == pool_proportions(EVENTS, N, model=model).estimate
    assert found.failures.estimate < found.reported.estimate < found.successes.estimate
    assert (found.reported.n, found.failures.n, found.uncertain.n) == (160, 184, 160)


@pytest.mark.parametrize(("p", "n", "missing", "sd"), [(0.7, 400, 100, 0.5), (0.3, 200, 60, 0.7), (0.5, 900, 300, 0.4)])
def test_the_interval_with_doubt_is_that_of_simulated_studies(p, n, missing, sd):
    """Of all participants, the missing having odds that differ from those observed by a random factor."""
    rng = np.random.default_rng(1)
    observed = np.clip(rng.binomial(n, p, 200_000) / n, 1e-9, 1 - 1e-9)
    among_missing = expit(logit(observed) + rng.normal(0, sd, observed.size))
    share = missing / (n + missing)
    everybody = (1 - share) * observed + share * among_missing
    found = missing_outcomes([round(p * n)], [n], [missing], sd, model="common").uncertain
    low, high = np.quantile(logit(everybody), [0.025, 0.975])
    assert logit(found.ci_high) - logit(found.ci_low) == pytest.approx(high - low, rel=0.06)


def test_normal_intervals_add_the_variance_of_the_doubt():
    found = missing_outcomes(EVENTS, N, MISSING, sd=2, model="common")
    se = np.hypot(found.reported.se, 2 * found.share)
    expected = expit(found.reported.coef + np.array([-1.959964, 1.959964]) * se)
    assert (found.uncertain.ci_low, found.uncertain.ci_high) == pytest.approx(tuple(expected), abs=1e-6)
    weights = found.reported.weights / 100
    assert found.share == pytest.approx(sum(weights * np.array(MISSING) / np.add(N, MISSING)))


@pytest.mark.parametrize("options", [*({"model": model} for model in MODELS), {"test": "t"}])
def test_doubt_widens_every_interval_and_none_leaves_it(options):
    found = missing_outcomes(EVENTS, N, MISSING, **options)
    certain = missing_outcomes(EVENTS, N, MISSING, sd=0, **options)
    assert certain.uncertain is certain.reported
    much = missing_outcomes(EVENTS, N, MISSING, sd=3, **options).uncertain
    for low, high in (("ci_low", "ci_high"), ("pi_low", "pi_high")):
        widths = [getattr(one, high) - getattr(one, low) for one in (found.reported, found.uncertain, much)]
        assert np.isnan(widths).all() or widths[0] < widths[1] < widths[2]
    assert found.uncertain.estimate == found.reported.estimate


def test_where_nobody_is_missing_nothing_is_in_doubt():
    found = missing_outcomes(EVENTS, N, [0, 0, 0, 0])
    assert found.uncertain is found.reported
    assert found.share == 0
    assert found.failures.estimate == found.successes.estimate == found.reported.estimate


@pytest.mark.parametrize(("events", "n"), [([0, 0], [10, 12]), ([10, 12], [10, 12])])
def test_a_pool_of_nobody_or_everybody_stays_as_it_is(events, n):
    found = missing_outcomes(events, n, [5, 5])
    assert found.uncertain is found.reported


def test_options_reach_every_pool():
    found = missing_outcomes(EVENTS, N, MISSING, model="reml", test="t", level=0.9, labels=list("abcd"))
    for one in (found.reported, found.failures, found.successes, found.uncertain):
        assert (one.model, one.test, one.level, one.labels) == ("reml", "t", 0.9, ("a", "b", "c", "d"))


@pytest.mark.parametrize(
    ("missing", "sd", "what"),
    [
        ([1, 2], 1.0, "length"),
        ([1, 2, 3, -1], 1.0, "0 or more"),
        ([1, 2, 3, 0.5], 1.0, "whole"),
        ([1, 2, 3, None], 1.0, "missing"),
        (MISSING, -1.0, "sd"),
        (MISSING, float("nan"), "sd"),
        (MISSING, float("inf"), "sd"),
    ],
)
def test_what_cannot_be_is_refused(missing, sd, what):
    with pytest.raises(ValueError, match=what):
        missing_outcomes(EVENTS, N, missing, sd)
