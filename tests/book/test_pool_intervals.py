"""Intervals that a pool, a rule of safety or a comparison declares: t from three studies on, z beside, and notes."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.special import expit

from livingreview.meta import pool_proportions, pool_two_arm
from livingreview.render.rows import Prediction
from livingreview.schema import Comparison, Pool
from livingreview.subjects.analysis import Analysis
from livingreview.subjects.comparisons import table as comparison_table
from livingreview.subjects.pooling import confidence_words, interval_note, pool_options, prediction_words
from livingreview.subjects.pools.model import pool_rows
from livingreview.subjects.pools.plot import forest
from livingreview.subjects.pools.variants import by_year, other_models, without_each
from livingreview.subjects.pools.variants_table import leave_one_out
from livingreview.subjects.pools.words import names
from livingreview.wording import interval

STUDENT = {"test": "t", "prediction_interval": "t(k-2)", "min_studies_for_prediction": 4}
POOL = Pool.model_construct(**STUDENT)
SPREAD = pd.DataFrame({"events": [5, 10, 15, 20, 30], "n": [10, 30, 60, 25, 40]})
ALIKE = pd.DataFrame({"events": [10, 20, 15, 31], "n": [20, 40, 30, 60]})  # tau2 is 0


def changed(synthesis, rows, **declared):
    """The synthesis of these rows of its own, with other declarations."""
    pool = synthesis.pool.model_copy(update=declared)
    rows = synthesis.rows.iloc[:rows].assign(weight=10.0)
    return replace(synthesis, pool=pool, rows=rows, pooled=pool_rows(rows, pool), subgroups=())


def test_three_cohorts_have_t_and_two_keep_z():
    three, two = pool_rows(SPREAD[:3], POOL), pool_rows(SPREAD[:2], POOL)
    assert three.ci_high == pytest.approx(expit(three.coef + stats.t(2).ppf(0.975) * three.se))
    assert two.ci_high == pytest.approx(expit(two.coef + stats.norm.ppf(0.975) * two.se))
    assert "two cohorts" in interval_note(two, POOL) and "(z)" in interval_note(two, POOL)
    assert "(z)" not in interval_note(three, POOL)
    assert "(z)" not in interval_note(two, Pool.model_construct(**{**STUDENT, "test": "z"}))


def test_the_prediction_interval_has_the_declared_degrees_of_freedom_and_smallest_number():
    for declared, df in (("as test", 4), ("z", np.inf), ("t(k-1)", 4), ("t(k-2)", 3)):
        five = pool_rows(SPREAD, Pool.model_construct(**{**STUDENT, "prediction_interval": declared}))
        half = stats.t(df).ppf(0.975) * np.sqrt(five.se**2 + five.tau2)
        assert five.pi_high == pytest.approx(expit(five.coef + half))
    three = pool_rows(SPREAD[:3], POOL)
    assert np.isnan(three.pi_low) and np.isfinite(pool_rows(SPREAD[:4], POOL).pi_low)
    assert "cannot be estimated" in interval_note(three, POOL) and "fewer than four cohorts" in interval_note(
        three, POOL
    )


def test_what_a_review_does_not_declare_is_metafors_default():
    found = pool_rows(SPREAD, Pool.model_construct())
    direct = pool_proportions(SPREAD["events"], SPREAD["n"])
    assert (found.ci_low, found.pi_low) == (direct.ci_low, direct.pi_low)


def test_that_an_interval_rests_on_no_variance_is_said():
    """With the same critical value both would coincide: there is none then. With another, it rests on the estimate."""
    alike = pool_rows(ALIKE, POOL)
    assert alike.tau2 == 0 and alike.pi_low < alike.ci_low
    note = interval_note(alike, POOL)
    assert "estimated as 0 (95% confidence interval 0 to" in note and "rests on this estimate" in note
    for same in ({"test": "z", "prediction_interval": "z"}, {"test": "t", "prediction_interval": "t(k-1)"}):
        pool = Pool.model_construct(**same)
        both = pool_rows(ALIKE, pool)
        assert np.isnan(both.pi_low) and np.isnan(both.pi_high) and np.isfinite(both.ci_low)
        note = interval_note(both, pool)
        assert note.startswith("A prediction interval cannot be estimated") and "would equal the confidence" in note
    assert interval_note(pool_rows(SPREAD, POOL), POOL) == ""
    assert interval_note(pool_rows(SPREAD[:1], POOL), POOL) == interval_note(None, POOL) == ""


def test_no_model_prints_the_same_interval_twice(review):
    """The beta-binomial model computes its two intervals in two ways; without a variance, both are of the mean."""
    relief = Analysis(review).pool("relief")

    def models(rows):
        made = replace(relief, rows=rows, pool=relief.pool.model_copy(update=STUDENT))
        return {one.name: one.pooled for one in other_models(made)}

    alike = models(ALIKE)
    none = alike["Beta-binomial, z"]
    assert none.icc == 0 and np.isnan(none.pi_low) and np.isnan(none.pi_high) and np.isfinite(none.ci_low)
    for one in alike.values():
        assert np.isnan(one.pi_low) or interval(one.pi_low, one.pi_high) != interval(one.ci_low, one.ci_high)
    spread = models(SPREAD)["Beta-binomial, z"]
    assert spread.icc > 0 and spread.pi_low < spread.ci_low


def test_the_words_for_methods_name_distribution_and_number():
    assert (confidence_words(POOL), prediction_words(POOL)) == ("t, k − 1 (two: z)", "t, k − 2; from four on")
    plain = Pool.model_construct()
    assert (confidence_words(plain), prediction_words(plain)) == ("normal (z)", "normal (z); from two on")
    as_test = Pool.model_construct(test="t")
    assert prediction_words(as_test) == "t, k − 1; from two on"


def test_a_common_effect_model_keeps_z_and_predicts_nothing(review):
    pool = Pool.model_construct(**{**STUDENT, "model": "common"})
    assert (confidence_words(pool), prediction_words(pool)) == ("normal (z)", "none (common effect)")
    assert interval_note(pool_rows(SPREAD[:3], pool), pool) == interval_note(pool_rows(SPREAD[:2], pool), pool) == ""
    few = changed(Analysis(review).pool("relief"), 3, **STUDENT, model="common")
    assert not [row for row in forest(few).draw.panels[0].rows if row.label == "prediction interval"]
    declared = review.config.comparisons
    table = comparison_table.declared(review)
    intervals = list(table.header).index("Intervals of a pool")
    rows = {row[0]: row[intervals] for row in table.rows}
    assert rows[declared["events-sugar"].label] == "confidence normal (z); prediction none (common effect)"
    assert rows[declared["relief-sugar"].label] == "confidence normal (z); prediction normal (z); from two on"


def test_prose_has_both_intervals_and_those_by_z(review):
    analysis = Analysis(review)
    made = changed(analysis.pool("relief"), 8, **STUDENT)
    analysis.pool = lambda name: made
    texts = names(analysis)["pools"]["relief"]
    student, normal = made.pooled, pool_rows(made.rows, Pool.model_construct())
    found = {name: texts[name]() for name in ("ci", "pi", "z-ci", "z-pi")}
    assert found == {
        "ci": f"{student.ci_low:.0%} to {student.ci_high:.0%}",
        "pi": f"{student.pi_low:.0%} to {student.pi_high:.0%}",
        "z-ci": f"{normal.ci_low:.0%} to {normal.ci_high:.0%}",
        "z-pi": f"{normal.pi_low:.0%} to {normal.pi_high:.0%}",
    }
    assert len(set(found.values())) == 4
    assert "wider than the confidence interval" in texts["interval-note"]()


def test_a_forest_plot_of_few_cohorts_says_that_there_is_no_prediction(review):
    relief = Analysis(review).pool("relief")

    def drawn(synthesis):
        rows = forest(synthesis).draw.panels[0].rows
        return [row for row in rows if row.label == "prediction interval"]

    few, enough = changed(relief, 3, **STUDENT), changed(relief, 4, **STUDENT)
    (row,) = drawn(few)
    assert row.cells["estimate"] == "not estimable" and not row.marks
    assert "cannot be estimated" in forest(few).caption and "the bar is" not in forest(few).caption
    (row,) = drawn(enough)
    assert any(isinstance(mark, Prediction) for mark in row.marks)
    assert "prediction interval for the proportion in a further, similar cohort" in forest(enough).caption
    assert "median cohort" in forest(enough).caption


def test_a_subgroup_of_two_cohorts_is_named_in_the_caption(review):
    relief = Analysis(review).pool("relief")
    pool = relief.pool.model_copy(update=STUDENT)
    part = replace(relief.subgroups[0], pooled=pool_rows(relief.rows.iloc[:2], pool))
    caption = forest(replace(relief, pool=pool, subgroups=(part,))).caption
    assert "Subgroups of two cohorts have z intervals." in caption
    part = replace(part, pooled=pool_rows(relief.rows.iloc[:3], pool))
    assert "z intervals" not in forest(replace(relief, pool=pool, subgroups=(part,))).caption


def test_variants_follow_the_declaration_and_models_keep_z(review):
    five = changed(Analysis(review).pool("relief"), 5, **STUDENT)
    assert {variant.pooled.pi_df for variant in without_each(five)} == {2}
    steps = [step.pooled for step in by_year(five)]
    assert {step.k: step.test for step in steps if step.k > 1} == {
        step.k: "z" if step.k == 2 else "t" for step in steps if step.k > 1
    }
    models = {model.name: model.pooled for model in other_models(five)}
    normal = pool_rows(five.rows, Pool.model_construct())
    assert (models["GLMM, z"].ci_low, models["GLMM, z"].pi_low) == pytest.approx((normal.ci_low, normal.pi_low))
    assert models["GLMM, t"].pi_df == 4
    four = changed(five, 4, **STUDENT)
    assert {row[4] for row in leave_one_out(four).rows} == {"none"}


def test_comparisons_of_trials_take_the_same_declaration():
    arms = [10, 14, 8, 5], [40, 52, 30, 33], [20, 22, 9, 15], [41, 50, 31, 30]
    comparison = Comparison.model_construct(**STUDENT)
    pooled = pool_two_arm(*arms, measure="RR", model="reml", **pool_options(comparison))
    assert (pooled.test, pooled.df, pooled.pi_df) == ("t", 3, 2)
    few = pool_two_arm(*(arm[:2] for arm in arms), measure="RR", model="reml", **pool_options(comparison))
    assert (few.test, few.df) == ("z", np.inf)
    assert "fewer than four trials" in interval_note(few, comparison, "trial")
