"""Second peers in Python, where they are right: statsmodels, PyMetaAnalysis and PyMARE.

Each is compared only where it agreed with metafor in an earlier review of all of them; the closed forms to 1e-9, what
they solve by iteration to their own stopping rules.
"""

import warnings
from importlib import import_module
from types import ModuleType

import numpy as np
import pytest

from livingreview.meta import leave_one_out, pool_proportions, pool_two_arm, small_study, study_interval
from livingreview.meta.effects import logit_proportion

pytestmark = pytest.mark.slow

EVENTS = np.array([11, 24, 179, 82, 60, 11, 99, 9, 88, 17, 26, 23, 40])
N = np.array([29, 33, 326, 240, 110, 29, 244, 17, 215, 26, 138, 55, 54])
YEAR = np.array([2005, 2003, 2003, 2006, 1999, 2002, 2003, 2005, 2005, 2000, 2005, 2006, 2006])
LOGITS, VARIANCES = logit_proportion(EVENTS, N)
OTHER_EVENTS, OTHER_N = EVENTS[::-1], N[::-1]


def peer_module(name: str) -> ModuleType:
    """A peer, imported by the test that needs it: together they take as long as all other imports."""
    with warnings.catch_warnings():  # of their own dependencies
        warnings.simplefilter("ignore")
        return import_module(name)


def test_statsmodels_common_effect_and_paule_mandel():
    peer = peer_module("statsmodels.stats.meta_analysis").combine_effects(LOGITS, VARIANCES, method_re="iterated")
    common, pm = pool_proportions(EVENTS, N, model="common"), pool_proportions(EVENTS, N, model="pm")
    assert (common.coef, common.se) == pytest.approx((peer.mean_effect_fe, peer.sd_eff_w_fe), rel=1e-9)
    assert (pm.coef, pm.tau2, pm.se) == pytest.approx((peer.mean_effect_re, peer.tau2, peer.sd_eff_w_re), rel=1e-7)


def test_statsmodels_mantel_haenszel_odds_ratio():
    tables = [[[a, n - a], [c, m - c]] for a, n, c, m in zip(EVENTS, N, OTHER_EVENTS, OTHER_N, strict=True)]
    peer = peer_module("statsmodels.stats.contingency_tables").StratifiedTable(tables)
    ours = pool_two_arm(EVENTS, N, OTHER_EVENTS, OTHER_N, model="mh")
    assert ours.estimate == pytest.approx(peer.oddsratio_pooled, rel=1e-9)
    assert (ours.ci_low, ours.ci_high) == pytest.approx(peer.oddsratio_pooled_confint(), rel=1e-9)


@pytest.mark.parametrize(("ours", "peers"), [("wilson", "wilson"), ("clopper-pearson", "beta")])
def test_statsmodels_intervals_of_a_proportion(ours, peers):
    events, n = np.array([0, 3, 7, 12, 400]), np.array([5, 9, 12, 12, 1000])
    interval = study_interval(events, n, ours)
    peer = peer_module("statsmodels.stats.proportion").proportion_confint(events, n, method=peers)
    # At 0 and n statsmodels leaves nan or rounding where the limit is exact.
    assert interval.ci_low[1:] == pytest.approx(np.asarray(peer[0])[1:], rel=1e-9)
    assert interval.ci_high[[0, 1, 2, 4]] == pytest.approx(np.asarray(peer[1])[[0, 1, 2, 4]], rel=1e-9)


@pytest.mark.parametrize("method", ["DL", "REML", "PM"])
@pytest.mark.parametrize(("test", "interval"), [("z", "normal"), ("t", "hartung_knapp")])
def test_pymetaanalysis_random_effects(method, test, interval):
    peer = peer_module("meta_analyze").meta_analysis(
        effect=LOGITS, variance=VARIANCES, tau2_method=method, ci_method=interval
    )
    ours = pool_proportions(EVENTS, N, model=method.lower(), test=test)
    assert (ours.coef, ours.se, ours.tau2) == pytest.approx((peer.estimate, peer.standard_error, peer.tau2), rel=1e-7)
    assert ours.i2 == pytest.approx(100 * peer.i2, rel=1e-7)
    q_profile = peer.tau2_confidence_interval()
    assert (ours.tau2_low, ours.tau2_high) == pytest.approx((q_profile.ci_low, q_profile.ci_high), rel=1e-7)


def test_pymetaanalysis_leave_one_out_and_egger():
    peer = peer_module("meta_analyze").meta_analysis(effect=LOGITS, variance=VARIANCES, tau2_method="DL")
    ours = leave_one_out(EVENTS, N, model="dl")
    theirs = peer.leave_one_out().to_dataframe()
    assert [pooled.coef for pooled in ours] == pytest.approx(list(theirs["estimate"]), rel=1e-9)
    assert small_study(EVENTS, N, method="egger").p == pytest.approx(0.570419, abs=5e-7)


def test_pymare_reml_meta_regression():
    year = (YEAR - 2000.0)[:, None]
    pymare = peer_module("pymare")
    data = pymare.Dataset(LOGITS[:, None], v=VARIANCES[:, None], X=year, X_names=["year"], add_intercept=True)
    peer = pymare.estimators.VarianceBasedLikelihoodEstimator(method="REML").fit_dataset(data).summary()
    ours = pool_proportions(EVENTS, N, model="reml", moderators={"year": YEAR - 2000})
    assert ours.moderators.coef == pytest.approx(np.ravel(peer.fe_params), rel=1e-4)
    assert ours.tau2 == pytest.approx(float(np.squeeze(peer.tau2)), rel=1e-4)


def test_statsmodels_logistic_regression_is_our_model_without_tau2():
    # Proportions that lie on a logistic curve leave nothing to tau2.
    dose = np.arange(5.0)
    n = np.full(5, 200)
    events = np.round(n / (1 + np.exp(1 - 0.5 * dose))).astype(int)
    ours = pool_proportions(events, n, moderators={"dose": dose})
    sm = peer_module("statsmodels.api")
    family = sm.families.Binomial()
    peer = sm.GLM(np.column_stack([events, n - events]), sm.add_constant(dose), family=family).fit(tol=1e-12)
    assert ours.tau2 == 0
    assert ours.moderators.coef == pytest.approx(peer.params, rel=1e-8)
    assert ours.moderators.se == pytest.approx(peer.bse, rel=1e-6)
