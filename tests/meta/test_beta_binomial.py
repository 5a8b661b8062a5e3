"""The beta-binomial model against scipy's distribution, a published fit, and what it must be at its boundaries."""

import numpy as np
import pytest
from scipy.optimize import minimize, minimize_scalar
from scipy.special import expit, logit
from scipy.stats import beta, betabinom, binom, chi2, norm, t

from livingreview.meta import (
    alternative_models,
    influence,
    leave_one_out,
    pool_proportions,
    study_interval,
    subgroups,
)

EVENTS, N = [25, 73, 12, 9], [43, 86, 20, 30]
# Boys among the 12 children of 6,115 families of Saxony (Geissler 1889), and the fit that is often cited for them.
BOYS = [3, 24, 104, 286, 670, 1033, 1343, 1112, 829, 478, 181, 45, 7]
ALPHA, BETA, LOGLIK = 34.09558, 31.5715, -12492.9


def pool(events, n, **how):
    return pool_proportions(events, n, model="beta-binomial", **how)


def directly(events, n):
    """The maximum by simplex search with scipy's distribution, from several starts."""
    starts = [np.log([0.5 * (1 - r) / r] * 2) for r in (0.02, 0.2, 0.6)]
    found = [
        minimize(
            lambda theta: -betabinom.logpmf(events, n, *np.exp(theta)).sum(),
            start,
            method="Nelder-Mead",
            options={"xatol": 1e-10, "fatol": 1e-13, "maxiter": 5000},
        )
        for start in starts
    ]
    best = min(found, key=lambda one: one.fun)
    a, b = np.exp(best.x)
    return a / (a + b), 1 / (a + b + 1), -best.fun


def profile(events, n, icc):
    """The highest log-likelihood at an intraclass correlation, by scipy."""
    size = (1 - icc) / icc
    found = minimize_scalar(
        lambda p: -betabinom.logpmf(events, n, p * size, (1 - p) * size).sum(),
        bounds=(1e-9, 1 - 1e-9),
        method="bounded",
        options={"xatol": 1e-12},
    )
    return -found.fun


def test_published_fit_of_the_sex_of_children():
    found = pool(np.repeat(np.arange(13), BOYS), np.full(sum(BOYS), 12))
    size = (1 - found.icc) / found.icc
    # The published numbers are those of an optimiser that stopped early: the likelihood here is not lower.
    assert (found.estimate * size, (1 - found.estimate) * size) == pytest.approx((ALPHA, BETA), rel=5e-4)
    assert found.loglik == pytest.approx(LOGLIK, abs=0.05)
    cited = float(betabinom.logpmf(np.arange(13), 12, ALPHA, BETA) @ BOYS)
    assert found.loglik >= cited


@pytest.mark.parametrize("seed", range(8))
def test_the_maximum_is_that_of_a_direct_search(seed):
    rng = np.random.default_rng(seed)
    k = int(rng.integers(3, 12))
    n = rng.integers(3, 90, k)
    events = rng.binomial(n, rng.beta(2, 1.5, k))
    found, (p, icc, loglik) = pool(events, n), directly(events, n)
    assert found.loglik == pytest.approx(loglik, abs=1e-8)
    assert (found.estimate, found.icc) == pytest.approx((p, icc), rel=1e-4)


def test_standard_error_and_intervals():
    found = pool(EVENTS, N, level=0.9)

    def loglik(theta):
        p, size = expit(theta[0]), (1 - theta[1]) / theta[1]
        return betabinom.logpmf(EVENTS, N, p * size, (1 - p) * size).sum()

    at, h = np.array([found.coef, found.icc]), np.array([1e-3, 1e-4])
    hessian = np.empty((2, 2))
    for i in range(2):
        for j in range(2):
            steps = [(a * h * np.eye(2)[i] + b * h * np.eye(2)[j], a * b) for a in (1, -1) for b in (1, -1)]
            hessian[i, j] = sum(sign * loglik(at + step) for step, sign in steps) / (4 * h[i] * h[j])
    assert found.se == pytest.approx(np.sqrt(np.linalg.inv(-hessian)[0, 0]), rel=1e-4)
    half = norm.ppf(0.95) * found.se
    assert (found.ci_low, found.ci_high) == pytest.approx((expit(found.coef - half), expit(found.coef + half)))
    for limit in (found.icc_low, found.icc_high):
        assert 2 * (found.loglik - profile(EVENTS, N, limit)) == pytest.approx(chi2.ppf(0.9, 1), rel=1e-5)
    by_t = pool(EVENTS, N, level=0.9, test="t")
    assert logit(by_t.ci_high) == pytest.approx(by_t.coef + t.ppf(0.95, 3) * by_t.se) and by_t.df == 3


def test_the_prediction_interval_adds_the_variance_of_the_mean():
    found = pool(EVENTS, N)
    p = found.estimate
    variance = p * (1 - p) * found.icc + (found.se * p * (1 - p)) ** 2
    size = p * (1 - p) / variance - 1
    expected = beta.ppf([0.025, 0.975], p * size, (1 - p) * size)
    assert (found.pi_low, found.pi_high) == pytest.approx(tuple(expected))
    later = pool(EVENTS, N, prediction_from=5)
    assert np.isnan(later.pi_low) and any("from 5 studies on" in note for note in later.notes)


@pytest.mark.parametrize("seed", range(5))
def test_order_and_complement(seed):
    rng = np.random.default_rng(seed)
    n = rng.integers(2, 50, 6)
    events = rng.binomial(n, rng.beta(1, 3, 6))
    order = rng.permutation(6)
    one, other, mirror = pool(events, n), pool(events[order], n[order]), pool(n - events, n)
    names = ("estimate", "ci_low", "ci_high", "pi_low", "pi_high", "icc", "icc_low", "icc_high", "loglik")
    first = [getattr(one, name) for name in names]
    assert [getattr(other, name) for name in names] == pytest.approx(first, rel=1e-7, abs=1e-9)
    mirrored = [1 - mirror.estimate, 1 - mirror.ci_high, 1 - mirror.ci_low, 1 - mirror.pi_high, 1 - mirror.pi_low]
    assert mirrored == pytest.approx(first[:5], rel=1e-7, abs=1e-9)
    assert (mirror.icc, mirror.icc_high) == pytest.approx((one.icc, one.icc_high), rel=1e-6, abs=1e-9)
    assert other.weights == pytest.approx(one.weights[order]) and one.weights.sum() == pytest.approx(100)


def test_without_overdispersion_it_is_the_plain_binomial_model():
    found = pool([5, 10, 15], [10, 20, 30])
    assert (found.icc, found.icc_low) == (0, 0) and found.estimate == pytest.approx(0.5)
    assert found.se == pytest.approx(np.sqrt(1 / (60 * 0.25)))
    assert found.loglik == pytest.approx(binom.logpmf([5, 10, 15], [10, 20, 30], 0.5).sum())
    assert any("intraclass correlation of 0" in note for note in found.notes)


def test_studies_that_are_all_or_none_count_as_participants():
    found = pool([0, 10, 8], [10, 10, 8])
    assert (found.icc, found.icc_high) == (1, 1) and found.estimate == pytest.approx(2 / 3)
    assert found.se == pytest.approx(np.sqrt(1 / (3 * 2 / 9)))
    assert np.isnan(found.pi_low) and any("each study counts as one participant" in note for note in found.notes)
    assert 2 * (found.loglik - profile([0, 10, 8], [10, 10, 8], found.icc_low)) == pytest.approx(
        chi2.ppf(0.95, 1), rel=1e-5
    )


@pytest.mark.parametrize(("events", "n"), [([5], [10]), ([0, 0], [4, 5]), ([4, 5], [4, 5])])
def test_one_study_and_no_variation_have_the_exact_interval(events, n):
    found, exact = pool(events, n), study_interval(sum(events), sum(n), "clopper-pearson")
    assert (found.ci_low, found.ci_high) == (exact.ci_low[0], exact.ci_high[0])
    assert found.model == "beta-binomial" and np.isnan([found.icc, found.tau2, found.pi_low]).all() and found.notes


def test_studies_of_one_participant_say_nothing_about_overdispersion():
    found = pool([1, 0, 1], [1, 1, 1])
    assert found.icc == 0 and np.isnan([found.icc_high, found.pi_low]).all()
    assert any("one participant each" in note for note in found.notes)


def test_what_the_model_does_not_offer_is_refused():
    for how in ({"moderators": [1, 2, 3, 4]}, {"test": "adhoc"}, {"test": "profile"}):
        with pytest.raises(ValueError, match="beta-binomial"):
            pool(EVENTS, N, **how)
    with pytest.raises(ValueError, match="Influence measures need tau²"):
        influence(EVENTS, N, model="beta-binomial")
    with pytest.raises(ValueError, match="groups that share tau²"):
        subgroups(EVENTS, N, list("aabb"), tau2="common", model="beta-binomial")
    with pytest.raises(ValueError, match="events"):
        pool([1, np.nan], [3, 3])


def test_sensitivity_analyses_take_the_model():
    without = leave_one_out(EVENTS, N, model="beta-binomial", labels=list("abcd"))
    assert without[0].labels == ("b", "c", "d")
    assert without[0].estimate == pytest.approx(pool(EVENTS[1:], N[1:]).estimate)
    separate = subgroups(EVENTS, N, list("aabb"), model="beta-binomial")
    assert separate.pools["a"].icc == pytest.approx(pool(EVENTS[:2], N[:2]).icc) and 0 <= separate.p <= 1
    assert alternative_models(EVENTS, N)["Beta-binomial, z"].estimate == pytest.approx(pool(EVENTS, N).estimate)
    assert "Beta-binomial, z" not in alternative_models(EVENTS, N, moderators=[1, 2, 3, 4])


def test_without_its_interval_the_correlation_is_the_same():
    found = pool(EVENTS, N, tau2_interval=False)
    assert found.icc == pool(EVENTS, N).icc and np.isnan(found.icc_low)
    assert "ICC" in found.summary() and "tau²" not in found.summary()
