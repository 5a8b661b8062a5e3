"""What a result offers beyond its numbers: labels, the studies as a table, plain types, a readable summary."""

import json
import subprocess
import sys

import numpy as np
import pytest

from livingreview.meta import (
    alternative_models,
    cumulative,
    exclusion_sets,
    freeman_tukey,
    influence,
    leave_one_out,
    pool_proportions,
    pool_two_arm,
    study_interval,
    subgroups,
)

EVENTS, N = np.array([25, 73, 0, 12]), np.array([43, 86, 9, 20])
OTHER_EVENTS, OTHER_N = np.array([20, 60, 3, 9]), np.array([40, 90, 11, 21])
LABELS = ["Ahn 2001", "Berg 2010", "Cho 2018", "Diaz 2020"]


@pytest.fixture(params=["glmm", "reml", "freeman-tukey", "mh"])
def pooled(request):
    if request.param == "freeman-tukey":
        return freeman_tukey(EVENTS, N, labels=LABELS)
    if request.param == "mh":
        return pool_two_arm(EVENTS, N, OTHER_EVENTS, OTHER_N, model="mh", labels=LABELS)
    return pool_proportions(EVENTS, N, model=request.param, labels=LABELS)


def test_studies_are_in_the_table_under_their_labels(pooled):
    frame = pooled.to_frame()
    assert list(frame.index) == LABELS and frame.index.name == "study"
    assert list(frame.columns) == ["estimate", "ci_low", "ci_high", "weight"]
    assert frame["weight"].to_numpy() == pytest.approx(pooled.weights)
    assert (frame["ci_low"] <= frame["estimate"]).all() and (frame["estimate"] <= frame["ci_high"]).all()


@pytest.mark.parametrize("model", ["glmm", "reml"])
def test_without_the_interval_of_tau2_all_else_is_the_same(model):
    usual = pool_proportions(EVENTS, N, model=model).to_dict()
    without = pool_proportions(EVENTS, N, model=model, tau2_interval=False).to_dict()
    assert usual["tau2_low"] <= usual["tau2"] <= usual["tau2_high"]
    assert {name for name in usual if usual[name] != without[name]} == {"tau2_low", "tau2_high"}
    assert without["tau2_low"] is None and without["tau2_high"] is None


@pytest.mark.parametrize("model", ["glmm", "reml"])
def test_a_changed_result_does_not_change_the_next_pool_of_the_same_data(model):
    first = pool_proportions(EVENTS, N, model=model)
    expected = first.to_dict()
    for values in (first.weights, first.studies.estimate):
        values[:] = 0
    assert pool_proportions(EVENTS, N, model=model).to_dict() == expected


@pytest.mark.parametrize("level", [0.9, 0.95])
def test_studies_of_proportions_have_exact_intervals_of_the_same_level(level):
    frame = pool_proportions(EVENTS, N, level=level).to_frame()
    exact = study_interval(EVENTS, N, method="clopper-pearson", level=level)
    assert frame["estimate"].to_numpy() == pytest.approx(EVENTS / N)
    assert frame["ci_low"].to_numpy() == pytest.approx(exact.ci_low)
    assert frame["ci_high"].to_numpy() == pytest.approx(exact.ci_high)


@pytest.mark.parametrize("measure", ["OR", "RR", "RD"])
@pytest.mark.parametrize("model", ["mh", "reml"])
def test_studies_of_two_arms_are_what_pooling_one_of_them_gives(measure, model):
    how = {"measure": measure, "level": 0.9}
    frame = pool_two_arm(EVENTS, N, OTHER_EVENTS, OTHER_N, model=model, **how).to_frame()
    for i, row in enumerate(frame.itertuples()):
        alone = (values[[i]] for values in (EVENTS, N, OTHER_EVENTS, OTHER_N))
        one = pool_two_arm(*alone, model="common", **how)
        assert row[1:4] == pytest.approx((one.estimate, one.ci_low, one.ci_high))


def test_studies_without_labels_are_numbered():
    assert pool_proportions(EVENTS, N).labels == ("1", "2", "3", "4")
    assert pool_proportions(EVENTS, N, labels=[2001, 2010, 2018, 2020]).labels == ("2001", "2010", "2018", "2020")


@pytest.mark.parametrize("labels", [["one"], [["a", "b"], ["c", "d"]], "Ahn 2001"])
def test_labels_that_do_not_fit_are_refused(labels):
    for call in (
        lambda: pool_proportions(EVENTS, N, labels=labels),
        lambda: pool_two_arm(EVENTS, N, OTHER_EVENTS, OTHER_N, labels=labels),
        lambda: freeman_tukey(EVENTS, N, labels=labels),
        lambda: leave_one_out(EVENTS, N, labels=labels),
    ):
        with pytest.raises(ValueError, match="labels must have one name for each of the 4 studies"):
            call()


@pytest.mark.parametrize(("given", "names"), [({"labels": LABELS}, LABELS), ({}, ["1", "2", "3", "4"])])
def test_what_is_left_of_the_studies_keeps_its_labels(given, names):
    without = leave_one_out(EVENTS, N, model="reml", **given)
    assert [pooled.labels for pooled in without] == [tuple(n for n in names if n != left) for left in names]
    steps = cumulative(EVENTS, N, order=[4, 1, 3, 2], model="reml", **given)
    assert steps[-1].labels == tuple(names[i] for i in (1, 3, 2, 0))
    assert steps[1].to_frame()["estimate"].to_numpy() == pytest.approx((EVENTS / N)[[1, 3]])
    excluded = exclusion_sets(EVENTS, N, {"first": [True, False, False, False]}, model="reml", **given)
    assert excluded["first"].labels == tuple(names[1:])
    assert all(pooled.labels == tuple(names) for pooled in alternative_models(EVENTS, N, **given).values())
    frame = influence(EVENTS, N, model="reml", **given).to_frame()
    assert list(frame.index) == names and "cook_d" in frame and "labels" not in frame


@pytest.mark.parametrize("tau2", ["separate", "common"])
def test_subgroups_keep_the_studies_of_each_level(tau2):
    found = subgroups(EVENTS, N, ["b", "a", "b", "a"], tau2=tau2, model="reml", labels=LABELS)
    assert found.pools["a"].labels == ("Berg 2010", "Diaz 2020")
    assert found.pools["b"].to_frame()["estimate"].to_numpy() == pytest.approx((EVENTS / N)[[0, 2]])
    frame = found.to_frame()
    assert list(frame.index) == ["a", "b"] and list(frame["k"]) == [2, 2]
    assert list(frame["estimate"]) == [pooled.estimate for pooled in found.pools.values()]


def test_a_dictionary_holds_plain_types_and_none_for_what_does_not_exist():
    pooled = pool_proportions(EVENTS, N, model="common", test="t", moderators={"dose": [1, 2, 3, 4]}, labels=LABELS)
    plain = pooled.to_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert plain["estimate"] == pooled.estimate and plain["pi_low"] is None and plain["q_df"] == 2
    assert plain["labels"] == LABELS and plain["weights"] == pooled.weights.tolist()
    assert plain["studies"]["ci_low"] == pooled.studies.ci_low.tolist()
    assert plain["moderators"]["names"] == ["intercept", "dose"]
    assert plain["moderators"]["vcov"] == pooled.moderators.vcov.tolist()
    assert plain["blups"]["ci_low"] == pooled.blups().ci_low.tolist() and "observed" not in plain


def lines(text):
    """Lines of a summary by the word or words they begin with."""
    return {line.split("  ")[0]: line for line in text.splitlines()}


def test_a_summary_names_the_pool_its_studies_and_its_notes():
    pooled = pool_proportions(EVENTS, N, model="reml", test="t", level=0.9, labels=LABELS)
    text = pooled.summary()
    assert str(pooled) == text
    assert text.startswith("Proportion, random-effects model, inverse variance (tau² by REML)\nk = 4, n = 158\n")
    shown = lines(text)
    interval = f"{pooled.estimate:.4f} (90% CI {pooled.ci_low:.4f} to {pooled.ci_high:.4f})"
    assert shown["Estimate"].endswith(interval)
    assert shown["90% prediction"].endswith(f"{pooled.pi_low:.4f} to {pooled.pi_high:.4f}")
    assert f"{pooled.coef:.4f} (SE {pooled.se:.4f}), t(df = 3) = {pooled.coef / pooled.se:.2f}" in shown["Logit"]
    assert shown["tau²"].endswith(f"{pooled.tau2:.4f} (90% CI {pooled.tau2_low:.4f} to {pooled.tau2_high:.4f})")
    assert shown["I², H²"].endswith(f"{pooled.i2:.1f}%, {pooled.h2:.2f}")
    assert f"{pooled.q:.2f} (df = 3)" in shown["Q"]
    assert f"AIC {pooled.aic:.2f}, BIC {pooled.bic:.2f}, AICc {pooled.aicc:.2f}" in shown["Log-likelihood"]
    for label, weight, blup in zip(LABELS, pooled.weights, pooled.blups().estimate, strict=True):
        assert shown[label].endswith(f"{weight:.1f}%  {blup:.4f}")
    assert pooled.notes and all(f"- {note}" in text for note in pooled.notes)


def test_a_summary_shows_moderators_and_what_a_model_does_not_have():
    pooled = pool_proportions(EVENTS, N, model="dl", moderators={"dose": [1, 2, 3, 4]})
    shown = lines(pooled.summary())
    assert "Estimate" not in shown and "at the intercept" in repr(pooled)
    table = pooled.moderators
    assert shown["dose"].split()[1:5] == [
        f"{column[1]:.4f}" for column in (table.coef, table.se, table.ci_low, table.ci_high)
    ]
    assert f"QM = {table.qm:.2f} (df = 1)" in shown["Moderators"]
    common = pool_two_arm(EVENTS, N, OTHER_EVENTS, OTHER_N, measure="RR", model="mh").summary()
    assert "tau²" not in common and "prediction" not in common and "likelihood ratio" not in common
    assert "Log risk ratio" in common


def test_a_result_that_does_not_exist_is_called_so():
    pooled = pool_two_arm([0, 0], [12, 25], [2, 1], [12, 24], model="mh")
    assert repr(pooled) == "<Pooled odds ratio: not estimable, k = 2, mh>"
    assert lines(pooled.summary())["Converged"].endswith("no")


def test_one_line_names_estimate_interval_and_studies(pooled):
    text = repr(pooled)
    assert f"{pooled.estimate:.4f} (95% CI {pooled.ci_low:.4f} to {pooled.ci_high:.4f})" in text
    assert f"k = 4, {pooled.model}" in text and "\n" not in text


def test_predictions_need_one_column_per_moderator():
    moderators = {"dose": [1, 2, 3, 4], "year": [2001, 2010, 2005, 2020]}
    pooled = pool_proportions(EVENTS, N, model="dl", moderators=moderators)
    assert pooled.at([[1, 2001], [2, 2010]]).estimate.shape == (2,)
    for values in ([1, 2001], [[1], [2]], 1.0):  # one row of two values was once taken for two rows of one
        with pytest.raises(ValueError, match="one column for each of dose, year"):
            pooled.at(values)
    single = pool_proportions(EVENTS, N, model="dl", moderators={"dose": [1, 2, 3, 4]})
    assert single.at(2).estimate == single.at([2]).estimate == single.at([[2]]).estimate


def test_numbers_and_their_summary_need_no_slow_import():
    code = (
        "import sys; from livingreview.meta import pool_proportions; "
        "print(pool_proportions([3, 8], [9, 10])); "
        "sys.exit(' '.join({'pandas', 'scipy.stats'} & {*sys.modules}) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, f"imported: {done.stderr}"
    assert done.stdout.startswith("Proportion, ")
