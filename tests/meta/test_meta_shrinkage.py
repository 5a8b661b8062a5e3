"""Predictions of the true values in the studies (BLUPs), information criteria and R2 of a result."""

import numpy as np
import pytest
from scipy import special, stats

from livingreview.meta import (
    freeman_tukey,
    leave_one_out,
    pool_estimates,
    pool_proportions,
    pool_two_arm,
    subgroups,
)

EVENTS, N = np.array([25, 73, 0, 12, 9]), np.array([43, 86, 9, 20, 9])
DOSES = [1.0, 2.0, 1.0, 3.0, 4.0]


def over_logits(x, n, eta, tau):
    """Logits on an even grid, with the joint density of each and the counts of one study."""
    theta = np.linspace(eta - 12 * tau, eta + 12 * tau, 20_001)
    counts = special.gammaln(n + 1) - special.gammaln(x + 1) - special.gammaln(n - x + 1)
    log = counts + x * theta - n * np.logaddexp(0, theta) - ((theta - eta) / tau) ** 2 / 2
    return theta, np.exp(log) / (tau * np.sqrt(2 * np.pi)) * (theta[1] - theta[0])


def moments(x, n, eta, tau):
    """Mean and variance of the logit of one study given its counts."""
    theta, density = over_logits(x, n, eta, tau)
    mean = density @ theta / density.sum()
    return mean, density @ (theta - mean) ** 2 / density.sum()


@pytest.mark.parametrize("moderators", [None, {"dose": DOSES}])
@pytest.mark.parametrize("test", ["z", "t"])
def test_predictions_of_the_glmm_are_moments_of_the_logit_given_the_counts(moderators, test):
    pooled = pool_proportions(EVENTS, N, moderators=moderators, test=test)
    assert pooled.tau2 > 0.1
    design = np.ones((5, 1)) if moderators is None else np.column_stack([np.ones(5), DOSES])
    coef = np.array([pooled.coef]) if moderators is None else pooled.moderators.coef
    vcov = np.array([[pooled.se**2]]) if moderators is None else pooled.moderators.vcov
    critical = stats.norm.ppf(0.975) if test == "z" else stats.t.ppf(0.975, pooled.df)
    found = pooled.blups()
    for i, row in enumerate(design):
        eta, tau = row @ coef, np.sqrt(pooled.tau2)
        mean, variance = moments(EVENTS[i], N[i], eta, tau)
        h = 1e-4  # how far the mean follows the fitted value
        share = (moments(EVENTS[i], N[i], eta + h, tau)[0] - moments(EVENTS[i], N[i], eta - h, tau)[0]) / (2 * h)
        half = critical * np.sqrt(variance + share**2 * (row @ vcov @ row))
        expected = special.expit([mean, mean - half, mean + half])
        assert [found.estimate[i], found.ci_low[i], found.ci_high[i]] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("model", ["glmm", "reml"])
def test_predictions_lie_between_the_study_and_the_pool(model):
    pooled = pool_proportions([25, 73, 12], [43, 86, 20], model=model)
    own, found = pooled.studies.estimate, pooled.blups().estimate
    assert ((found - own) * (pooled.estimate - own) > 0).all() and (
        np.abs(found - own) < np.abs(pooled.estimate - own)
    ).all()


@pytest.mark.parametrize("model", ["glmm", "reml", "common"])
def test_without_variance_between_studies_every_prediction_is_the_pool(model):
    pooled = pool_proportions([5, 10, 20], [10, 20, 40], model=model)
    assert pooled.tau2 == 0
    for name in ("estimate", "ci_low", "ci_high"):
        assert getattr(pooled.blups(), name) == pytest.approx([getattr(pooled, name)] * 3)


@pytest.mark.parametrize("model", ["glmm", "reml"])
def test_a_huge_study_keeps_its_own_estimate(model):
    events, n = np.array([30_000, 5, 8, 2]), np.array([100_000, 10, 9, 10])
    pooled = pool_proportions(events, n, model=model)
    one = pool_proportions(events[:1], n[:1], model="reml")
    found = pooled.blups()
    assert found.estimate[0] == pytest.approx(0.3, abs=1e-4)
    assert (found.ci_low[0], found.ci_high[0]) == pytest.approx((one.ci_low, one.ci_high), rel=1e-3)


def test_the_prediction_of_the_only_study_is_its_result():
    for pooled in (pool_proportions([3], [9]), pool_estimates([0.3], [0.1], measure="HR")):
        found = pooled.blups()
        assert (found.estimate[0], found.ci_low[0], found.ci_high[0]) == (
            pooled.estimate,
            pooled.ci_low,
            pooled.ci_high,
        )


def test_what_has_no_predictions_has_no_numbers():
    mantel = pool_two_arm([3, 5], [10, 20], [5, 9], [10, 22], model="mh")
    for pooled in (mantel, freeman_tukey(EVENTS, N), pool_proportions([0, 0], [9, 8])):
        assert np.isnan(pooled.blups().estimate).all() and len(pooled.blups().estimate) == pooled.k
        assert "BLUP" not in pooled.summary()
    assert mantel.to_dict()["blups"]["estimate"] == [None, None]


@pytest.mark.parametrize("model", ["glmm", "reml"])
def test_subgroups_with_a_common_tau2_predict_as_the_regression_does(model):
    groups = ["b", "a", "b", "a", "b"]
    found = subgroups(EVENTS, N, groups, tau2="common", model=model)
    whole = pool_proportions(EVENTS, N, moderators={"group": groups}, model=model).blups()
    for level, rows in (("a", [1, 3]), ("b", [0, 2, 4])):
        of_level = found.pools[level].blups()
        assert of_level.estimate == pytest.approx(whole.estimate[rows])
        assert of_level.ci_high == pytest.approx(whole.ci_high[rows])


def test_pools_of_some_of_the_studies_predict_those():
    without = leave_one_out(EVENTS, N)
    assert without[0].blups().estimate == pytest.approx(pool_proportions(EVENTS[1:], N[1:]).blups().estimate)


def test_criteria_of_the_glmm_are_those_of_its_definition():
    pooled = pool_proportions(EVENTS, N, moderators={"dose": DOSES})
    fitted, tau = np.column_stack([np.ones(5), DOSES]) @ pooled.moderators.coef, np.sqrt(pooled.tau2)
    studies = zip(EVENTS, N, fitted, strict=True)
    likelihood = sum(np.log(over_logits(x, n, eta, tau)[1].sum()) for x, n, eta in studies)
    assert pooled.loglik == pytest.approx(likelihood, rel=1e-8)
    assert pooled.aic == pytest.approx(-2 * likelihood + 6)
    assert pooled.bic == pytest.approx(-2 * likelihood + 3 * np.log(5))
    assert pooled.aicc == pytest.approx(-2 * likelihood + 2 * 3 * 5 / (5 - 3 - 1))


@pytest.mark.parametrize("model", ["glmm", "reml", "dl", "pm"])
def test_r2_is_the_share_by_which_moderators_lower_tau2(model):
    without, with_dose = (pool_proportions(EVENTS, N, model=model, moderators=m) for m in (None, {"dose": DOSES}))
    assert with_dose.r2 == pytest.approx(100 * max(0.0, 1 - with_dose.tau2 / without.tau2))
    assert np.isnan(without.r2)
    assert f"{with_dose.r2:.1f}% of tau²" in with_dose.summary()


def test_moderators_that_raise_tau2_explain_nothing():
    y, v, useless = [0.1, 0.5, 0.2, 0.9, -0.3], [0.05, 0.02, 0.1, 0.03, 0.04], [1, 5, 2, 1, 3]
    assert pool_estimates(y, v, moderators=useless).tau2 > pool_estimates(y, v).tau2
    assert pool_estimates(y, v, moderators=useless).r2 == 0
    agreeing = pool_estimates([0.1, 0.1, 0.12, 0.1], [0.1] * 4, moderators=[1, 2, 4, 3])
    assert np.isnan(agreeing.r2)  # there is no tau2 to lower


@pytest.mark.parametrize(
    "pooled", [pool_proportions([3], [9]), pool_proportions([0, 0], [9, 8]), pool_estimates([1], [1])]
)
def test_where_nothing_can_be_compared_there_are_no_criteria(pooled):
    assert np.isnan([pooled.aic, pooled.bic, pooled.aicc, pooled.r2]).all()
    assert "AIC" not in pooled.summary()
