"""CM.EL and UM.FS: published results, independent likelihoods, exact conditional estimates, and their boundaries.

The comparison with metafor's results is in `livingreview.validation`, which test_meta_reference.py runs.
"""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.special import expit
from scipy.stats import binom, chi2, nchypergeom_fisher, norm, t
from scipy.stats.contingency import odds_ratio

from livingreview.meta import alternative_models, leave_one_out, pool_two_arm

REFERENCE = Path(__file__).parents[1] / "reference" / "rct_nielweise2007.json"
MODELS = ("cm.el", "um.fs")
RARE = [1, 6, 0, 3, 2, 9], [50, 60, 44, 90, 30, 70], [5, 3, 4, 2, 8, 10], [52, 61, 40, 88, 33, 75]
# Rebleeding under drugs against stomach acid, trials of Collins and Langman 1985: n and events, treated and control.
BLEEDING = """
    50 8 50 16, 56 11 53 12, 18 5 12 1, 14 2 15 6, 33 12 36 10, 40 9 48 11, 20 7 20 8, 46 5 47 12, 18 0 19 3,
    45 9 43 3, 21 10 19 8, 153 44 132 30, 14 0 14 0, 10 1 9 4, 24 4 24 5, 78 14 80 21, 259 50 260 51, 10 3 11 1,
    31 6 29 12, 51 16 54 15, 106 16 107 15, 33 6 39 7, 36 11 26 5, 34 3 31 13, 15 2 14 3
"""
ALIKE = [4, 8, 6], [20, 40, 31], [2, 5, 3], [20, 41, 30]


def arrays(arms):
    return [np.array(one, float) for one in arms]


def conditional(arms):
    """log-likelihood(mu, tau) of CM.EL by scipy's noncentral hypergeometric and 2,001 equal steps."""
    x1, n1, x2, n2 = (np.array(one)[:, None] for one in arms)

    def loglik(mu, tau):
        at = np.array([mu]) if tau == 0 else mu + tau * np.linspace(-9, 9, 2001)
        probability = nchypergeom_fisher.pmf(x1, n1 + n2, n1, x1 + x2, np.exp(at))
        if tau == 0:
            return float(np.log(probability[:, 0]).sum())
        return float(np.log(np.trapezoid(probability * norm.pdf(at, mu, tau), at, axis=1)).sum())

    return loglik


def unconditional(arms):
    """log-likelihood(mu, tau) of UM.FS: the best effect of each study by a search of its own, 2,001 equal steps."""

    def loglik(mu, tau):
        at = np.array([mu]) if tau == 0 else mu + tau * np.linspace(-9, 9, 2001)

        def study(a, x1, n1, x2, n2):
            value = binom.pmf(x1, n1, expit(a + at / 2)) * binom.pmf(x2, n2, expit(a - at / 2))
            return -np.log(value[0] if tau == 0 else np.trapezoid(value * norm.pdf(at, mu, tau), at))

        return -sum(
            minimize_scalar(study, args=one, bounds=(-12, 12), method="bounded", options={"xatol": 1e-9}).fun
            for one in zip(*arms, strict=True)
        )

    return loglik


LIKELIHOODS = {"cm.el": conditional, "um.fs": unconditional}


def test_published_result_of_catheter_infections():
    """Stijnen, Hamza and Ozdemir 2010, Table III: the hypergeometric-normal model."""
    data = json.loads(REFERENCE.read_text(encoding="utf-8"))["data"]
    pooled = pool_two_arm(data["ai"], data["n1i"], data["ci"], data["n2i"], model="cm.el")
    assert (round(pooled.coef, 3), round(pooled.se, 3), round(np.sqrt(pooled.tau2), 2)) == (-1.353, 0.351, 0.83)


def test_published_result_of_gastric_bleeding():
    """van Houwelingen, Zwinderman and Stijnen 1993, page 2277: control against treatment, conditional likelihood."""
    n_treated, treated, n_control, control = np.array([one.split() for one in BLEEDING.split(",")], int).T
    pooled = pool_two_arm(control, n_control, treated, n_treated, model="cm.el")
    assert (pooled.coef, pooled.se, pooled.tau2) == pytest.approx((0.174, 0.136, 0.119), abs=6e-4)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("arms", [RARE, ALIKE], ids=["heterogeneous", "alike"])
def test_the_maximum_is_that_of_the_likelihood_computed_otherwise(model, arms):
    pooled, loglik = pool_two_arm(*arms, model=model), LIKELIHOODS[model](arms)
    mu, tau = pooled.coef, np.sqrt(pooled.tau2)
    top = loglik(mu, tau)
    assert pooled.loglik == pytest.approx(top, abs=1e-7)
    h = 1e-2
    around = {(i, j): loglik(mu + i * h, abs(tau + j * h)) for i in (-1, 0, 1) for j in (-1, 0, 1)}
    assert abs(around[1, 0] - around[-1, 0]) / (2 * h) < 1e-3  # the score is zero
    assert abs(around[0, 1] - around[0, -1]) / (2 * h) < 1e-3
    assert (tau == 0) == (arms is ALIKE) and max(around.values()) <= top + 1e-7
    if tau == 0:  # the second derivative in tau says that the likelihood falls from there
        assert around[0, 1] < top
        information = (2 * top - around[1, 0] - around[-1, 0]) / h**2
        assert pooled.se == pytest.approx(information**-0.5, rel=1e-3)
        return
    h_mm = (around[1, 0] - 2 * top + around[-1, 0]) / h**2
    h_tt = (around[0, 1] - 2 * top + around[0, -1]) / h**2
    h_mt = (around[1, 1] - around[1, -1] - around[-1, 1] + around[-1, -1]) / (4 * h**2)
    assert pooled.se == pytest.approx(np.linalg.inv(-np.array([[h_mm, h_mt], [h_mt, h_tt]]))[0, 0] ** 0.5, rel=1e-3)


@pytest.mark.parametrize("model", MODELS)
def test_no_other_tau_is_likelier(model):
    loglik = LIKELIHOODS[model](RARE)
    pooled = pool_two_arm(*RARE, model=model)
    for tau in (0.0, 0.2, 0.5, 1.0, 2.0, 4.0):
        best = minimize_scalar(lambda mu, tau=tau: -loglik(mu, tau), bounds=(-5, 5), method="bounded")
        assert -best.fun <= pooled.loglik + 1e-6


@pytest.mark.parametrize("model", MODELS)
def test_limits_of_tau2_are_those_of_the_profile_likelihood(model):
    loglik = LIKELIHOODS[model](RARE)
    pooled = pool_two_arm(*RARE, model=model, level=0.4)
    assert 0 < pooled.tau2_low < pooled.tau2 < pooled.tau2_high
    for limit in (pooled.tau2_low, pooled.tau2_high):
        best = minimize_scalar(
            lambda mu, tau=limit**0.5: -loglik(mu, tau), bounds=(-4, 4), method="bounded", options={"xatol": 1e-6}
        )
        assert 2 * (pooled.loglik + best.fun) == pytest.approx(chi2.ppf(0.4, 1), abs=1e-4)
    assert np.isnan(pool_two_arm(*RARE, model=model, tau2_interval=False).tau2_high)


def test_one_study_has_the_exact_conditional_estimate():
    pooled = pool_two_arm([3], [20], [9], [22], model="cm.el")
    exact = odds_ratio([[3, 17], [9, 13]], kind="conditional").statistic
    assert pooled.estimate == pytest.approx(exact, rel=1e-4) and pooled.tau2 == 0
    assert any("One informative study" in note for note in pooled.notes)
    sample = pool_two_arm([3], [20], [9], [22], model="um.fs")
    assert sample.estimate == pytest.approx(3 * 13 / (17 * 9), rel=1e-9)
    assert sample.se == pytest.approx(np.sqrt(1 / 3 + 1 / 17 + 1 / 9 + 1 / 13), rel=1e-6)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("arms", [RARE, ALIKE], ids=["heterogeneous", "alike"])
def test_swapped_arms_and_swapped_events_give_the_inverse(model, arms):
    x1, n1, x2, n2 = arrays(arms)
    one = pool_two_arm(x1, n1, x2, n2, model=model)
    for other in (
        pool_two_arm(x2, n2, x1, n1, model=model),
        pool_two_arm(n1 - x1, n1, n2 - x2, n2, model=model),
    ):
        assert other.coef == pytest.approx(-one.coef, rel=1e-6)
        assert (other.ci_low, other.ci_high) == pytest.approx((1 / one.ci_high, 1 / one.ci_low), rel=1e-6)
        numbers = (other.se, other.tau2, other.tau2_high, other.loglik, other.q_lrt)
        assert numbers == pytest.approx((one.se, one.tau2, one.tau2_high, one.loglik, one.q_lrt), rel=1e-5)


@pytest.mark.parametrize("model", MODELS)
def test_the_order_of_studies_does_not_matter(model):
    order = np.random.default_rng(1).permutation(len(RARE[0]))
    one = pool_two_arm(*RARE, model=model)
    other = pool_two_arm(*(np.array(values)[order] for values in RARE), model=model)
    assert (other.coef, other.se, other.tau2) == pytest.approx((one.coef, one.se, one.tau2), rel=1e-6)
    assert other.weights == pytest.approx(one.weights[order], rel=1e-5)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("test", ["z", "t"])
def test_studies_without_events_add_nothing(model, test):
    added = [0, 12], [40, 12], [0, 15], [45, 15]  # no events, and nothing but events, in both arms
    more = [first + second for first, second in zip(map(list, RARE), added, strict=True)]
    one, other = (pool_two_arm(*arms, model=model, test=test) for arms in (RARE, more))
    names = ("coef", "se", "tau2", "tau2_low", "tau2_high", "ci_low", "ci_high", "pi_low", "pi_high", "df", "q_lrt")
    assert [getattr(other, name) for name in names] == pytest.approx([getattr(one, name) for name in names], rel=1e-9)
    assert other.k == 8 and other.weights[-2:].tolist() == [0, 0] and other.weights[:-2] == pytest.approx(one.weights)
    assert any("2 of 8 studies had no events, or nothing but events" in note for note in other.notes)
    if test == "t":
        half = t.ppf(0.975, 5) * one.se
        assert np.log([one.ci_low, one.ci_high]) == pytest.approx([one.coef - half, one.coef + half])


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    ("arms", "words"),
    [
        (([0, 0], [9, 8], [2, 3], [9, 9]), "one arm saw no events"),
        (([9, 8], [9, 8], [2, 3], [9, 9]), "one arm saw no events (or nothing but events)"),
        (([0, 0], [9, 8], [0, 0], [9, 9]), "no study has both events and non-events"),
        (([5, 0, 5], [5, 5, 5], [0, 5, 0], [5, 5, 5]), "no finite maximum"),
    ],
)
def test_what_cannot_be_estimated_is_said(model, arms, words):
    pooled = pool_two_arm(*arms, model=model)
    assert np.isnan([pooled.estimate, pooled.ci_low, pooled.pi_low]).all() and not pooled.converged
    assert any(words in note for note in pooled.notes) and pooled.weights.sum() == pytest.approx(100)


def test_a_likelihood_that_does_not_depend_on_tau2_leaves_it_at_0():
    pooled = pool_two_arm([2, 3], [3, 3], [1, 0], [1, 1], model="cm.el")  # two points of support in either study
    assert pooled.converged and pooled.tau2 == 0 and pooled.se == pytest.approx(np.sqrt(2))
    assert np.isinf(pooled.tau2_high) and any("hardly bound it" in note for note in pooled.notes)


def test_a_slope_of_unsure_sign_does_not_mislead_the_search():
    pooled = pool_two_arm(
        [11, 21, 2, 3, 3], [24, 25, 50, 34, 3], [21, 24, 10, 13, 11], [45, 50, 37, 35, 25], model="cm.el"
    )
    assert pooled.converged and pooled.ci_low < pooled.estimate < pooled.ci_high


def test_the_conditional_model_sums_large_supports():
    arms = [62, 33, 372], [13598, 5069, 30000], [248, 47, 499], [12867, 5808, 29000]
    pooled = pool_two_arm(*arms, model="cm.el")
    other = pool_two_arm(*arms, model="um.fs")
    assert pooled.coef == pytest.approx(other.coef, abs=0.02) and pooled.converged
    assert pooled.loglik == pytest.approx(conditional(arms)(pooled.coef, np.sqrt(pooled.tau2)), abs=1e-6)


@pytest.mark.parametrize("model", MODELS)
def test_what_the_models_do_not_offer_is_refused(model):
    for measure in ("RR", "RD"):
        with pytest.raises(ValueError, match="odds ratios only"):
            pool_two_arm(*RARE, model=model, measure=measure)
    with pytest.raises(ValueError, match="takes no moderators"):
        pool_two_arm(*RARE, model=model, moderators=range(6))
    for test in ("adhoc", "profile", "bartlett"):
        with pytest.raises(ValueError, match=f"test '{test}'"):
            pool_two_arm(*RARE, model=model, test=test)


def test_the_models_are_among_the_alternatives_for_odds_ratios():
    x1, n1, x2, n2 = RARE
    found = alternative_models(x1, n1, x2, n2)
    for name, model in (("CM.EL", "cm.el"), ("UM.FS", "um.fs")):
        assert found[name].coef == pool_two_arm(*RARE, model=model).coef
        assert name not in alternative_models(x1, n1, x2, n2, measure="RR")
        assert name not in alternative_models(x1, n1, x2, n2, moderators=[1, 2, 3, 4, 5, 7])
        assert name not in alternative_models(x1, n1)
    without = leave_one_out(x1, n1, x2, n2, model="cm.el")
    assert without[0].coef == pytest.approx(pool_two_arm(*(values[1:] for values in RARE), model="cm.el").coef)
