"""Which critical value the two intervals of a pool have, and from how many studies on."""

import numpy as np
import pytest
from scipy import stats
from scipy.special import expit, logit

from livingreview.meta import (
    alternative_models,
    cumulative,
    exclusion_sets,
    freeman_tukey,
    leave_one_out,
    pool_proportions,
    pool_two_arm,
    subgroups,
)

EVENTS, N = [25, 73, 12, 30, 9], [43, 86, 20, 40, 30]
ARMS = [10, 14, 8, 5], [40, 52, 30, 33], [20, 22, 9, 15], [41, 50, 31, 30]


def halves(pooled, low, high, back):
    """Half the width of an interval on the model scale."""
    ends = back(np.array([low, high]))
    assert ends.mean() == pytest.approx(pooled.coef)
    return (ends[1] - ends[0]) / 2


@pytest.mark.parametrize(("prediction", "df"), [("as test", 4), ("z", np.inf), ("t(k-p)", 4), ("t(k-p-1)", 3)], ids=str)
def test_the_prediction_interval_has_degrees_of_freedom_of_its_own(prediction, df):
    for pooled in (
        pool_proportions(EVENTS, N, test="t", prediction=prediction),
        pool_proportions(EVENTS, N, model="reml", test="t", prediction=prediction),
    ):
        spread = np.sqrt(pooled.se**2 + pooled.tau2)
        assert halves(pooled, pooled.pi_low, pooled.pi_high, logit) == pytest.approx(stats.t(df).ppf(0.975) * spread)
        assert halves(pooled, pooled.ci_low, pooled.ci_high, logit) == pytest.approx(stats.t(4).ppf(0.975) * pooled.se)
        assert pooled.pi_df == df


def test_two_arms_have_the_same_choices():
    pooled = pool_two_arm(*ARMS, measure="RR", prediction="t(k-p-1)")
    spread = np.sqrt(pooled.se**2 + pooled.tau2)
    assert halves(pooled, pooled.pi_low, pooled.pi_high, np.log) == pytest.approx(stats.t(2).ppf(0.975) * spread)
    assert halves(pooled, pooled.ci_low, pooled.ci_high, np.log) == pytest.approx(stats.norm.ppf(0.975) * pooled.se)
    few = pool_two_arm(*(arm[:2] for arm in ARMS), model="reml", test="t", t_from=3)
    assert (few.test, few.df) == ("z", np.inf)
    assert few.ci_low == pool_two_arm(*(arm[:2] for arm in ARMS), model="reml").ci_low


def test_moderators_take_degrees_of_freedom_and_at_follows():
    pooled = pool_proportions(EVENTS, N, moderators={"year": [1, 2, 3, 4, 5]}, prediction="t(k-p-1)")
    assert (pooled.pi_df, pooled.df) == (2, np.inf)
    at = pooled.at([3])
    half = stats.t(2).ppf(0.975) * np.sqrt(at.se**2 + pooled.tau2)
    assert at.pi_high == pytest.approx(expit(at.coef + half))
    assert at.ci_high == pytest.approx(expit(at.coef + stats.norm.ppf(0.975) * at.se))


def test_without_degrees_of_freedom_there_is_no_prediction_interval():
    pooled = pool_proportions(EVENTS[:2], N[:2], prediction="t(k-p-1)")
    assert np.isnan([pooled.pi_low, pooled.pi_high, pooled.pi_df]).all()
    assert any("no degrees of freedom" in note for note in pooled.notes)
    assert np.isfinite(pool_proportions(EVENTS[:2], N[:2], prediction="t(k-p)").pi_low)


def test_below_the_stated_number_t_gives_way_to_z_and_no_prediction_is_made():
    choices = dict(test="t", t_from=3, prediction="t(k-p)", prediction_from=4)
    two, three, four = (pool_proportions(EVENTS[:k], N[:k], **choices) for k in (2, 3, 4))
    normal = pool_proportions(EVENTS[:2], N[:2])
    assert (two.test, two.ci_low, two.ci_high) == ("z", normal.ci_low, normal.ci_high)
    assert any("uses z" in note for note in two.notes)
    assert (three.test, three.df) == ("t", 2)
    assert np.isnan(three.pi_low) and any("from 4 studies on" in note for note in three.notes)
    assert four.pi_df == 3 and np.isfinite(four.pi_low) and not four.notes


def test_pools_of_parts_follow_the_same_choices():
    choices = dict(test="t", t_from=3, prediction="t(k-p-1)", prediction_from=4)
    without = leave_one_out(EVENTS, N, **choices)[0]
    again = pool_proportions(EVENTS[1:], N[1:], **choices)
    assert (without.ci_low, without.pi_low) == pytest.approx((again.ci_low, again.pi_low))
    assert [(step.test, step.pi_df) for step in cumulative(EVENTS, N, **choices)[1:]] == [
        ("z", pytest.approx(np.nan, nan_ok=True)),
        ("t", pytest.approx(np.nan, nan_ok=True)),
        ("t", 2),
        ("t", 3),
    ]
    sets = exclusion_sets(EVENTS, N, {"three": [True] * 3 + [False] * 2}, **choices)
    assert (sets["three"].test, sets["three"].df) == ("z", np.inf)
    parts = subgroups(EVENTS, N, list("aabbb"), **choices).pools
    assert (parts["a"].test, parts["b"].test) == ("z", "t") and np.isnan(parts["b"].pi_low)
    models = alternative_models(EVENTS, N, **choices)
    assert models["Freeman-Tukey"].pi_df == models["GLMM, t"].pi_df == 3
    together = subgroups(EVENTS, N, list("aabbb"), tau2="common", **choices).pools["a"]
    half = stats.t(2).ppf(0.975) * np.sqrt(together.se**2 + together.tau2)  # five studies, two coefficients
    assert together.pi_high == pytest.approx(expit(together.coef + half))


@pytest.mark.parametrize("pool", [pool_proportions, freeman_tukey], ids=lambda pool: pool.__name__)
@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ({"prediction": "t(k-2)"}, "'as test', 'z', 't(k-p)', 't(k-p-1)'"),
        ({"prediction": None}, "prediction None"),
        ({"prediction_from": 2.5}, "prediction_from must be a whole number"),
        ({"t_from": 0}, "t_from must be a whole number"),
    ],
    ids=str,
)
def test_choices_that_do_not_exist_are_refused(pool, choice, said):
    kept = {"model": "reml"} if pool is freeman_tukey else {}
    with pytest.raises(ValueError, match=said.replace("(", r"\(").replace(")", r"\)")):
        pool(EVENTS, N, **kept, **choice)
