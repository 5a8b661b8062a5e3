"""What must hold whatever the data are."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livingreview.meta import pool_proportions, pool_two_arm, study_interval

pytestmark = pytest.mark.slow

MODELS = ("glmm", "reml", "ml", "dl", "pm", "common")
# Both sides of each comparison maximise anew; a flat likelihood leaves tau2 the fewest digits.
SAME = {"rel": 1e-5, "abs": 1e-7}

study = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
studies = st.lists(study, min_size=2, max_size=7).map(lambda rows: tuple(np.array(rows).T))
few = settings(max_examples=25, deadline=None, derandomize=True)


def numbers(pooled):
    return [pooled.estimate, pooled.ci_low, pooled.ci_high, pooled.pi_low, pooled.pi_high]


@pytest.mark.parametrize("model", MODELS)
@few
@given(data=studies, seed=st.integers(0, 1000))
def test_order_of_studies_does_not_matter(model, data, seed):
    x, n = data
    order = np.random.default_rng(seed).permutation(len(n))
    one, other = pool_proportions(x, n, model=model), pool_proportions(x[order], n[order], model=model)
    assert numbers(one) == pytest.approx(numbers(other), nan_ok=True, **SAME)
    assert one.weights[order] == pytest.approx(other.weights, rel=1e-4)


@pytest.mark.parametrize("model", MODELS)
@few
@given(data=studies)
def test_swapping_events_and_non_events_mirrors_the_result(model, data):
    x, n = data
    one, other = pool_proportions(x, n, model=model), pool_proportions(n - x, n, model=model)
    mirrored = [1 - other.estimate, 1 - other.ci_high, 1 - other.ci_low, 1 - other.pi_high, 1 - other.pi_low]
    assert numbers(one) == pytest.approx(mirrored, nan_ok=True, **SAME)
    assert one.tau2 == pytest.approx(other.tau2, nan_ok=True, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("test", ["z", "t"])
@few
@given(data=studies)
def test_intervals_contain_the_estimate(model, test, data):
    pooled = pool_proportions(*data, model=model, test=test)
    assert 0 <= pooled.ci_low <= pooled.estimate <= pooled.ci_high <= 1
    assert pooled.weights.sum() == pytest.approx(100)
    assert pooled.notes or pooled.converged
    if np.isfinite(pooled.pi_low):
        assert pooled.pi_low <= pooled.ci_low and pooled.ci_high <= pooled.pi_high
    if model == "glmm" and np.isfinite(pooled.tau2_low):
        assert pooled.tau2_low <= pooled.tau2 <= pooled.tau2_high


@few
@given(data=studies)
def test_more_studies_never_widen_a_common_effect_interval(data):
    x, n = data
    assert pool_proportions(x, n, model="common").se <= pool_proportions(x[:-1], n[:-1], model="common").se


@few
@given(data=studies)
def test_every_study_twice_keeps_the_common_effect_and_halves_its_variance(data):
    one = pool_proportions(*data, model="common")
    twice = pool_proportions(*(np.tile(values, 2) for values in data), model="common")
    assert twice.coef == pytest.approx(one.coef, rel=1e-9, abs=1e-12)
    assert twice.se * np.sqrt(2) == pytest.approx(one.se, rel=1e-9)


@few
@given(cuts=st.lists(st.integers(1, 20), min_size=1, max_size=5), every=st.booleans())
def test_how_eventless_patients_are_split_into_studies_does_not_matter(cuts, every):
    n = np.array(cuts)
    split, whole = pool_proportions(n * every, n), pool_proportions([n.sum() * every], [n.sum()])
    assert numbers(split) == pytest.approx(numbers(whole), nan_ok=True)


@few
@given(data=studies)
def test_equal_proportions_give_tau2_of_zero(data):
    _, n = data
    pooled = pool_proportions(n, 3 * n)
    assert pooled.tau2 == 0 and pooled.estimate == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("model", "measure"),
    [*product(["mh", "reml", "dl", "common"], ["OR", "RR", "RD"]), *product(["peto", "cm.el", "um.fs"], ["OR"])],
)
@few
@given(first=studies, seed=st.integers(0, 1000))
def test_swapping_arms_mirrors_the_comparison(model, measure, first, seed):
    x1, n1 = first
    rng = np.random.default_rng(seed)
    n2 = rng.integers(1, 60, len(n1))
    x2 = rng.binomial(n2, 0.4)
    one = pool_two_arm(x1, n1, x2, n2, measure=measure, model=model)
    other = pool_two_arm(x2, n2, x1, n1, measure=measure, model=model)
    assert one.coef == pytest.approx(-other.coef, nan_ok=True, rel=1e-6, abs=1e-9)
    assert one.se == pytest.approx(other.se, nan_ok=True, rel=1e-6)
    if np.isfinite(one.estimate):
        assert one.ci_low <= one.estimate <= one.ci_high


@few
@given(data=study, method=st.sampled_from(["wilson", "clopper-pearson"]))
def test_study_intervals(data, method):
    x, n = data
    interval, mirror = study_interval(x, n, method), study_interval(n - x, n, method)
    assert 0 <= interval.ci_low[0] <= interval.estimate[0] <= interval.ci_high[0] <= 1
    assert interval.ci_low[0] == pytest.approx(1 - mirror.ci_high[0], abs=1e-12)
    wider = study_interval(x, n, method, level=0.99)
    assert wider.ci_low[0] <= interval.ci_low[0] and interval.ci_high[0] <= wider.ci_high[0]
