"""Pools of estimates with known variances: against metafor, and against what must hold whatever the data are."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from livingreview.meta import (
    fisher_z,
    mean_difference,
    pool_estimates,
    pool_proportions,
    pool_two_arm,
    standardised_mean_difference,
)
from livingreview.meta.effects import logit_proportion, two_arm

# Written by metafor_estimates.R: published data sets of metadat under metafor.
REFERENCE = json.loads((Path(__file__).parent / "metafor_estimates.json").read_text("utf-8"))
SETS = [name for name in REFERENCE if name != "software"]
MODELS = {"REML": "reml", "DL": "dl", "PM": "pm", "EE": "common"}
TESTS = {"z": "z", "knha": "t"}
Y, V = np.array([0.1, -0.4, 0.3, 0.25]), np.array([0.02, 0.05, 0.01, 0.1])


@pytest.fixture(params=[(name, key) for name in SETS for key in REFERENCE[name]["results"]], ids=".".join)
def pair(request):
    """One of our pools and the same by metafor."""
    name, key = request.param
    data, (kind, model, test) = REFERENCE[name], key.split(".")
    moderators = {kind: data[kind]} if kind != "pool" else None
    choices = {"measure": data["measure"], "model": MODELS[model], "test": TESTS[test]}
    return pool_estimates(data["yi"], data["vi"], moderators=moderators, **choices), data["results"][key]


def test_pools_of_estimates_are_those_of_metafor(pair):
    ours, theirs = pair
    coefficients = ours if ours.moderators is None else ours.moderators
    for name in ("coef", "se", "p"):
        assert np.ravel(getattr(coefficients, name)) == pytest.approx(np.ravel(theirs[name]), rel=1e-6), name
    assert ours.tau2 == pytest.approx(theirs["tau2"], rel=1e-6)
    assert (ours.i2, ours.h2) == pytest.approx((theirs["I2"], theirs["H2"]), rel=1e-6)
    assert (ours.q, ours.q_p) == pytest.approx((theirs["Q"], theirs["Q_p"]), rel=1e-6)
    if ours.moderators is not None:
        assert (ours.moderators.qm, ours.moderators.qm_p) == pytest.approx((theirs["QM"], theirs["QM_p"]), rel=1e-6)
    if theirs["tau2_ci"]:
        assert [ours.tau2_low, ours.tau2_high] == pytest.approx(theirs["tau2_ci"], rel=1e-6)


def test_fit_and_r2_are_those_of_metafor(pair):
    ours, theirs = pair
    for name in ("loglik", "aic", "bic", "aicc"):
        assert getattr(ours, name) == pytest.approx(theirs[name], rel=1e-6), name
    if ours.moderators is None or ours.model == "common":  # there metafor gives the R2 of a weighted regression
        assert np.isnan(ours.r2)
    else:
        assert ours.r2 == pytest.approx(theirs["R2"], rel=1e-5)


def test_predictions_of_the_studies_are_those_of_metafor(pair):
    ours, theirs = pair
    back = np.tanh if ours.measure == "ZCOR" else np.asarray
    found = ours.blups()
    for name, end in (("estimate", "blup"), ("ci_low", "blup_low"), ("ci_high", "blup_high")):
        assert getattr(found, name) == pytest.approx(back(theirs[end]), rel=1e-5, abs=1e-7), name


def test_the_effect_of_correlations_is_that_of_metafor():
    data = REFERENCE["molloy2014"]
    found = fisher_z(data["ri"], data["ni"])
    assert found.coef == pytest.approx(data["yi"], abs=1e-12) and found.variance == pytest.approx(data["vi"], abs=1e-12)
    assert found.estimate.tolist() == data["ri"] and np.tanh(found.coef) == pytest.approx(found.estimate)


@pytest.mark.parametrize(("function", "name"), [(standardised_mean_difference, "smd"), (mean_difference, "md")])
def test_effects_of_means_pool_as_they_are(function, name):
    from test_meta_means import NORMAND

    n1, m1, s1, n2, m2, s2, *_ = np.array(NORMAND, dtype=float).T
    found = function(m1, s1, n1, m2, s2, n2)
    data = REFERENCE[f"normand1999_{name}"]
    assert found.coef == pytest.approx(data["yi"], rel=1e-9) and found.variance == pytest.approx(data["vi"], rel=1e-9)


@pytest.mark.parametrize("model", ["reml", "dl", "pm", "common"])
@pytest.mark.parametrize("test", ["z", "t"])
def test_pools_of_counts_are_pools_of_their_effects(model, test):
    a, n1, c, n2 = np.array([[4, 9, 11, 3], [30, 40, 50, 21], [8, 9, 20, 5], [31, 38, 52, 20]], float)
    how = {"model": model, "test": test, "moderators": {"dose": [1, 2, 5, 3]}}
    for measure in ("OR", "RR", "RD"):
        of_counts = pool_two_arm(a, n1, c, n2, measure=measure, **how).to_dict()
        effects = pool_estimates(*two_arm(measure, a, n1, c, n2), n=n1 + n2, measure=measure, **how).to_dict()
        assert of_counts == effects
    logits = pool_estimates(*logit_proportion(a, n1), **how)
    assert logits.coef == pool_proportions(a, n1, **how).coef


def test_ratios_and_correlations_come_back_to_their_own_scale():
    plain = pool_estimates(Y, V)
    for measure, back in (("HR", np.exp), ("OR", np.exp), ("ZCOR", np.tanh), ("MD", np.asarray), ("SMD", np.asarray)):
        found = pool_estimates(Y, V, measure=measure)
        for name in ("estimate", "ci_low", "ci_high", "pi_low", "pi_high"):
            assert getattr(found, name) == pytest.approx(back(getattr(plain, name))), (measure, name)
        assert found.studies.estimate == pytest.approx(back(Y))
        assert found.studies.ci_high == pytest.approx(back(Y + stats.norm.ppf(0.975) * np.sqrt(V)))
        assert (found.coef, found.tau2) == (plain.coef, plain.tau2)


def test_standard_errors_stand_for_variances():
    assert pool_estimates(Y, ses=np.sqrt(V)).coef == pytest.approx(pool_estimates(Y, V).coef, rel=1e-12)


def test_another_unit_changes_only_the_unit():
    one, thousand = pool_estimates(Y, V, measure="MD"), pool_estimates(1000 * Y, 1e6 * V, measure="MD")
    assert thousand.estimate == pytest.approx(1000 * one.estimate) and thousand.tau2 == pytest.approx(1e6 * one.tau2)
    assert thousand.i2 == pytest.approx(one.i2) and thousand.p == pytest.approx(one.p)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"estimates": [0.1, np.nan, 0.2], "variances": [1, 1, 1]}, r"estimates\[1\] = nan is not finite"),
        ({"estimates": [0.1, None, 0.2], "variances": [1, 1, 1]}, "estimates must be numbers, not None"),
        (
            {"estimates": [0.1, 0.3, 0.2], "variances": [1, 0, -2]},
            r"variances\[1\] = 0 is not positive; variances\[2\]",
        ),
        ({"estimates": [0.1, 0.3, 0.2], "ses": [1, np.inf, 2]}, r"ses\[1\] = inf is not finite"),
        ({"estimates": [0.1, 0.3], "variances": [1, 1, 1]}, "same length, not 2 and 3"),
        ({"estimates": [], "variances": []}, "no study to pool"),
        ({"estimates": [0.1, 0.3]}, "either variances or ses"),
        ({"estimates": [0.1, 0.3], "variances": [1, 1], "ses": [1, 1]}, "either variances or ses"),
        ({"estimates": [0.1, 0.3], "variances": [1, 1], "n": [10, 2.5]}, r"whole numbers .* not n\[1\] = 2.5"),
        ({"estimates": [0.1, 0.3], "variances": [1, 1], "n": [10]}, "one number for each of the 2 studies"),
        ({"estimates": [0.1, 0.3], "variances": [1, 1], "measure": "PLO"}, "Unknown measure 'PLO'"),
        ({"estimates": [0.1, 0.3], "variances": [1, 1], "model": "glmm"}, "Unknown model 'glmm'"),
        ({"estimates": [0.1, 0.3], "variances": [1, 1], "moderators": [1, np.nan]}, "no finite value"),
    ],
)
def test_what_cannot_be_pooled_is_refused(given, message):
    with pytest.raises(ValueError, match=message):
        pool_estimates(**given)


@pytest.mark.parametrize(
    ("r", "n", "message"), [(1.0, 10, "between -1 and 1"), (0.5, 3, "4 or more"), (0.5, 9.5, "whole")]
)
def test_correlations_without_a_variance_are_refused(r, n, message):
    with pytest.raises(ValueError, match=message):
        fisher_z(r, n)


def test_a_summary_names_the_measure_and_counts_participants_where_they_are_known():
    assert pool_estimates(Y, V, measure="HR").summary().startswith("Hazard ratio, random-effects model")
    assert "\nk = 4\n" in pool_estimates(Y, V).summary()
    assert "\nk = 4, n = 100\n" in pool_estimates(Y, V, n=[10, 20, 30, 40]).summary()


@pytest.mark.parametrize("measure", ["GEN", "MD", "SMD", "ZCOR", "HR"])
def test_forest_plots_have_the_line_of_no_effect_where_there_is_one(measure):
    import matplotlib

    matplotlib.use("agg")
    axes = pool_estimates(100 + Y if measure == "GEN" else Y, V, measure=measure).plot()
    upright = [line.get_xdata()[0] for line in axes.lines if len({*np.atleast_1d(line.get_xdata())}) == 1]
    assert (1.0 if measure == "HR" else 0.0) in upright or measure == "GEN"
    left, right = axes.get_xlim()
    assert left > 90 if measure == "GEN" else left < (1 if measure == "HR" else 0) < right
