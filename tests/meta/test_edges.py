"""Where formulas meet the edge of what they are for: certain outcomes, huge studies, priors of another form."""

import warnings

import numpy as np
import pytest
from scipy import stats

from livingreview.meta import (
    alternative_models,
    bayes_estimates,
    bayes_proportions,
    fisher_z,
    mean_difference,
    missing_outcomes,
    pool_proportions,
    pool_two_arm,
    trial_size,
    two_groups,
)


@pytest.mark.parametrize(
    "table, limit, right",
    [((1, 20, 20, 20), "ci_high", -0.7559), ((20, 20, 0, 17), "ci_low", 0.8072)],
)
def test_a_score_limit_of_an_arm_at_0_or_100_percent_loses_no_digits(table, limit, right):
    assert getattr(two_groups(*table, "RD", "miettinen-nurminen"), limit) == pytest.approx(right, abs=5e-5)


def test_risks_of_1_against_0_have_a_mantel_haenszel_interval_without_width_and_say_so():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pooled = pool_two_arm([21], [21], [0], [18], measure="RD", model="mh")
    assert (pooled.estimate, pooled.ci_low, pooled.ci_high) == pytest.approx((1, 1, 1))
    assert any("Every risk is 0 or 1" in note for note in pooled.notes)


def test_um_fs_counts_each_arm_as_an_observation():
    arms = [3, 8, 6, 7], [40, 50, 35, 60], [5, 9, 12, 9], [41, 52, 33, 61]
    pooled = pool_two_arm(*arms, model="um.fs")
    parameters = 6  # four control risks, the effect, tau2
    assert pooled.aic == pytest.approx(-2 * pooled.loglik + 2 * parameters)
    assert pooled.bic == pytest.approx(-2 * pooled.loglik + parameters * np.log(8))


def test_a_beta_binomial_study_that_is_too_large_is_refused_and_left_out_of_other_models():
    events, n = [12_000, 7], [40_000, 20]
    with pytest.raises(ValueError, match="20,000 participants"):
        pool_proportions(events, n, model="beta-binomial")
    assert not any("Beta-binomial" in name for name in alternative_models(events, n))
    assert any("Beta-binomial" in name for name in alternative_models([5, 7], [10, 20]))


@pytest.mark.parametrize(
    "tau", [0, 0.5, False, {}, "x", np.ma.masked, stats.norm(0, 1), stats.norm(-1, 1), stats.gamma(0.5)]
)
def test_what_is_no_prior_of_tau_is_refused(tau):
    with pytest.raises(ValueError, match=r"^tau must"):
        bayes_proportions([5, 6], [10, 12], tau=tau)


@pytest.mark.parametrize("mu", [0, stats.uniform(-3, 6), stats.beta(1, 1), stats.cauchy(0, 0.2), stats.t(3)])
def test_priors_of_mu_that_are_not_integrated_are_refused(mu):
    with pytest.raises(ValueError, match=r"^mu must"):
        bayes_estimates([4.11], [0.073], tau=stats.halfnorm(scale=0.5), mu=mu)


def test_chances_beyond_the_scale_are_0_or_1_and_nan_is_refused():
    mu = bayes_proportions([5, 6, 7], [10, 12, 14]).mu
    assert (mu.above(50), mu.above(-1), mu.below(np.inf), mu.below(0), mu.below(1)) == (0, 1, 1, 0, 1)
    with pytest.raises(ValueError, match="value must be a number"):
        mu.below(np.nan)


@pytest.mark.parametrize("sd", [None, True, "0.5", [0.5], -1, np.nan])
def test_an_sd_of_missing_outcomes_is_a_number(sd):
    with pytest.raises(ValueError, match="sd must be"):
        missing_outcomes([5, 6], [10, 12], [1, 2], sd=sd)


def test_a_power_that_nobody_needs_a_trial_for_is_refused():
    with pytest.raises(ValueError, match="power must be above alpha / 2"):
        trial_size(0.2, -0.25, power=0.02)
    with pytest.raises(ValueError, match="makes no difference"):
        trial_size(0.2, 1e-300)


def test_an_effect_of_which_something_is_not_known_is_nan():
    assert np.isnan(mean_difference([5, 5], 1, [np.nan, 9], 3, 1, 10).estimate).tolist() == [True, False]
    assert np.isnan(fisher_z([0.3, 0.3], [np.nan, 20]).estimate).tolist() == [True, False]
