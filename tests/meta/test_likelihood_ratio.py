"""Likelihood-ratio intervals of mu, with Bartlett's correction and without, and the modified Hartung-Knapp test."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.special import expit, logit
from scipy.stats import binom, chi2, norm, t

from livingreview.meta import influence, leave_one_out, pool_proportions, pool_two_arm, subgroups
from livingreview.meta.effects import logit_proportion, two_arm
from livingreview.meta.inverse_variance import fit
from livingreview.meta.likelihood import Maximum
from livingreview.meta.likelihood_ratio import NormalSurface, likelihood_ratio

EVENTS, N = [25, 73, 12, 9], [43, 86, 20, 30]
TWO_MAXIMA = [276, 0, 1, 1, 1, 1, 5], [777, 6, 8, 5, 5, 3, 5]
TWO_ARMS = [4, 11, 2, 30], [40, 52, 33, 90], [9, 12, 8, 52], [41, 50, 30, 88]


def binomial_loglik(x, n):
    """By 4,001 equal steps over the range of the random effect: nothing in common with the engine's quadrature."""
    x, n = np.array(x)[:, None], np.array(n)[:, None]

    def loglik(mu, tau):
        if tau == 0:
            return float(binom.logpmf(x, n, expit(mu)).sum())
        b = mu + tau * np.linspace(-9, 9, 4001)
        return float(np.log(np.trapezoid(binom.pmf(x, n, expit(b)) * norm.pdf(b, mu, tau), b, axis=1)).sum())

    return loglik


def normal_loglik(y, v):
    return lambda mu, tau: float(norm.logpdf(y, mu, np.sqrt(v + tau**2)).sum())


def profiled(loglik, mu, grid):
    """The highest log-likelihood at mu, and its tau."""
    values = [loglik(mu, tau) for tau in grid]
    i = int(np.argmax(values))
    ends = grid[max(i - 1, 0)], grid[min(i + 1, len(grid) - 1)]
    found = minimize_scalar(lambda tau: -loglik(mu, tau), bounds=ends, method="bounded", options={"xatol": 1e-7})
    return max((-found.fun, found.x), (values[i], grid[i]))


def bartlett(v, tau):
    w = 1 / (v + tau**2)
    return 1 + 2 * (w**3).sum() / (w.sum() * (w**2).sum())


@pytest.mark.parametrize("test", ["profile", "bartlett"])
@pytest.mark.parametrize(
    ("events", "n"), [(EVENTS, N), ([3, 2, 4], [10, 8, 11]), TWO_MAXIMA], ids=["far", "near", "two"]
)
def test_the_likelihood_ratio_at_the_limits_of_the_glmm_is_that_of_the_definition(events, n, test):
    pooled = pool_proportions(events, n, test=test, level=0.9)
    loglik, (_, v) = binomial_loglik(events, n), logit_proportion(np.array(events, float), np.array(n, float))
    grid = np.append(0, np.geomspace(0.1, 6, 12))
    for limit in logit([pooled.ci_low, pooled.ci_high]):
        value, tau = profiled(loglik, limit, grid)
        factor = bartlett(v, tau) if test == "bartlett" else 1
        assert 2 * (pooled.loglik - value) / factor == pytest.approx(chi2.ppf(0.9, 1), rel=1e-5)
    value, tau = profiled(loglik, 0.0, grid)
    ratio = 2 * (pooled.loglik - value) / (bartlett(v, tau) if test == "bartlett" else 1)
    assert pooled.p == pytest.approx(chi2.sf(ratio, 1), rel=1e-4)


@pytest.mark.parametrize("test", ["profile", "bartlett"])
def test_the_likelihood_ratio_at_the_limits_of_normal_effects_is_that_of_the_definition(test):
    pooled = pool_two_arm(*TWO_ARMS, model="ml", test=test)
    y, v = two_arm("OR", *(np.array(one, float) for one in TWO_ARMS))
    loglik, grid = normal_loglik(y, v), np.append(0, np.geomspace(0.01, 20, 200))
    top = loglik(pooled.coef, np.sqrt(pooled.tau2))
    for limit in np.log([pooled.ci_low, pooled.ci_high]):
        value, tau = profiled(loglik, limit, grid)
        factor = bartlett(v, tau) if test == "bartlett" else 1
        assert 2 * (top - value) / factor == pytest.approx(chi2.ppf(0.95, 1), rel=1e-5)


@pytest.mark.parametrize("k", [3, 5, 20])
@pytest.mark.parametrize("size", [1e-3, 1.0, 1e4])
def test_equal_variances_have_a_closed_form(k, size):
    """Then the likelihood ratio is k log(1 + (mean - mu)^2 / variance), whatever the unit of the effects."""
    y, v = size * np.random.default_rng(k).normal(1, 2, k), np.full(k, size**2 * 0.01)
    spread = np.var(y)
    best = Maximum(np.array([y.mean()]), float(np.sqrt(spread - v[0])), 0.0, np.eye(2), True)
    surface = NormalSurface(y, v)
    best = Maximum(best.beta, best.tau, float(surface.at(best.beta, np.array([best.tau]))[0][0]), np.eye(2), True)
    for corrected, factor in ((False, 1), (True, 1 + 2 / k)):
        found = likelihood_ratio(surface, best, 0.95, corrected)
        half = np.sqrt(spread * np.expm1(chi2.ppf(0.95, 1) * factor / k))
        assert (found.low, found.high) == pytest.approx((y.mean() - half, y.mean() + half), rel=1e-7)
        ratio = k * np.log1p(y.mean() ** 2 / spread) / factor
        assert found.p == pytest.approx(chi2.sf(ratio, 1), rel=1e-6)


def test_the_corrected_interval_is_the_wider():
    for how in ({}, {"model": "ml"}):
        plain, corrected = (pool_proportions(EVENTS, N, test=test, **how) for test in ("profile", "bartlett"))
        assert corrected.ci_low < plain.ci_low < plain.ci_high < corrected.ci_high
        assert corrected.p > plain.p
        assert (corrected.estimate, corrected.se) == (plain.estimate, plain.se)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("test", ["profile", "bartlett"])
def test_order_and_complement(seed, test):
    rng = np.random.default_rng(seed)
    n = rng.integers(4, 40, 5)
    x = rng.binomial(n, expit(rng.normal(-1, [0, 0.4, 1.5][seed % 3], 5)))
    order = rng.permutation(5)
    one = pool_proportions(x, n, test=test)
    other = pool_proportions(x[order], n[order], test=test)
    mirror = pool_proportions(n - x, n, test=test)
    assert (other.ci_low, other.ci_high, other.p) == pytest.approx((one.ci_low, one.ci_high, one.p), rel=1e-6)
    assert (1 - mirror.ci_high, 1 - mirror.ci_low) == pytest.approx((one.ci_low, one.ci_high), rel=1e-6)


def test_both_maxima_of_the_likelihood_are_within_the_interval():
    pooled = pool_proportions(*TWO_MAXIMA, test="profile")
    assert pooled.other_maxima[0].loglik_below < chi2.ppf(0.95, 1) / 2
    assert pooled.ci_low < pooled.other_maxima[0].estimate < pooled.ci_high


def test_a_limit_that_the_data_do_not_bound_is_said():
    pooled = pool_proportions([0, 1, 10], [10, 10, 10], test="profile")
    assert (pooled.ci_low, pooled.ci_high) == (0, 1)
    assert any("where the search ends" in note for note in pooled.notes)


@pytest.mark.parametrize("test", ["profile", "bartlett"])
def test_few_data_fall_back_with_a_note(test):
    assert pool_proportions([5], [10], test=test).ci_low == pool_proportions([5], [10]).ci_low
    one = pool_proportions([5], [10], model="ml", test=test)
    assert one.ci_low == pool_proportions([5], [10], model="ml").ci_low and any("uses z" in note for note in one.notes)
    single = pool_proportions([1, 0, 1], [1, 1, 1], test=test)
    assert any("uses z" in note for note in single.notes)
    extremes = pool_proportions([0, 10], [10, 10], test=test)
    assert extremes.model == "ml" and not extremes.converged and extremes.ci_low < extremes.ci_high


def test_a_prediction_interval_must_be_chosen():
    pooled = pool_proportions(EVENTS, N, test="bartlett")
    assert np.isnan(pooled.pi_low) and any("choose one by `prediction`" in note for note in pooled.notes)
    chosen, usual = (pool_proportions(EVENTS, N, test=test, prediction="t(k-p)") for test in ("bartlett", "z"))
    assert (chosen.pi_low, chosen.pi_high) == (usual.pi_low, usual.pi_high)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"model": "reml", "test": "profile"}, "fitted by maximum likelihood"),
        ({"model": "common", "test": "bartlett"}, "fitted by maximum likelihood"),
        ({"test": "bartlett", "moderators": [1, 2, 3, 4]}, "without moderators"),
        ({"test": "profile", "nodes": 7}, "takes no nodes"),
        ({"test": "adhoc"}, "inverse-variance"),
    ],
)
def test_a_test_that_the_model_does_not_have_is_refused(how, words):
    with pytest.raises(ValueError, match=words):
        pool_proportions(EVENTS, N, **how)


def test_subgroups_with_a_common_tau2_have_no_likelihood_ratio():
    assert np.isfinite(subgroups(EVENTS, N, list("aabb"), test="profile").p)
    with pytest.raises(ValueError, match="groups that share tau²"):
        subgroups(EVENTS, N, list("aabb"), test="profile", tau2="common")


def alike(k=5):
    """Studies that agree more closely than chance."""
    return [30, 31, 29, 61, 15][:k], [60, 60, 60, 120, 30][:k]


@pytest.mark.parametrize("model", ["reml", "ml", "dl", "pm"])
def test_modified_hartung_knapp_is_never_narrower_than_the_classical_standard_error(model):
    for events, n in (alike(), (EVENTS, N)):
        z, usual, modified = (pool_proportions(events, n, model=model, test=test) for test in ("z", "t", "adhoc"))
        assert modified.se == pytest.approx(max(z.se, usual.se), rel=1e-12)
        half = t.ppf(0.975, len(n) - 1) * modified.se
        assert (logit(modified.ci_low), logit(modified.ci_high)) == pytest.approx(
            (z.coef - half, z.coef + half), rel=1e-9
        )
    assert any("raised to 1" in note for note in pool_proportions(*alike(), model=model, test="adhoc").notes)


def test_the_bound_holds_wherever_the_variance_is_scaled():
    events, n = alike()
    groups = {"events": events, "n": n, "groups": list("aabbb"), "tau2": "common", "model": "reml"}
    assert subgroups(**groups, test="adhoc").p > subgroups(**groups, test="t").p
    without = leave_one_out(events, n, model="reml", test="adhoc")
    classical = leave_one_out(events, n, model="reml")
    assert [one.se for one in without] == pytest.approx([one.se for one in classical])
    modified, usual = (influence(events, n, model="reml", test=test) for test in ("adhoc", "z"))
    assert modified.rstudent == pytest.approx(usual.rstudent) and modified.dffits == pytest.approx(usual.dffits)


def test_studies_that_agree_exactly_keep_an_interval_by_t():
    pooled = pool_proportions([5, 5, 5], [10, 10, 10], model="reml", test="adhoc")
    assert pooled.df == 2 and pooled.ci_high - pooled.ci_low > 0.5


def test_models_without_random_effects_keep_z():
    for model in ("mh", "peto", "common"):
        modified, plain = (pool_two_arm(*TWO_ARMS, model=model, test=test) for test in ("adhoc", "z"))
        assert modified.ci_low == plain.ci_low and any("uses z" in note for note in modified.notes)


def test_maximum_likelihood_is_the_highest_of_all_maxima():
    rng = np.random.default_rng(4)
    for _ in range(30):
        k = int(rng.integers(2, 8))
        v = rng.choice([0.01, 0.1, 1.0], k)
        y = rng.normal(0, np.sqrt(v + rng.choice([0, 0.2, 2.0])), k)
        found = fit(y, v, np.ones((k, 1)), model="ml", test="z", level=0.95)
        loglik, grid = normal_loglik(y, v), np.append(0, np.geomspace(1e-3, 10, 300))
        on_grid = max(loglik(np.average(y, weights=1 / (v + tau**2)), tau) for tau in grid)
        assert loglik(found.coef[0], np.sqrt(found.tau2)) >= on_grid - 1e-12
