"""A rating of something declared is about the declared result, computed nowhere else."""

import pytest

from helpers import change, in_one_cohort
from livingreview import DataError, load
from livingreview.meta import pool_proportions
from livingreview.schema import Evidence
from livingreview.subjects.analysis import Analysis
from livingreview.subjects.certainty.body import body_of
from livingreview.subjects.certainty.inputs import inputs_of
from livingreview.subjects.harms.model import harms
from trials import write_trials

ADAM, BDAM, CDAM = (f"data/studies/{key}.yaml" for key in ("adam1990", "bdam1991", "cdam1992"))
COMPARED = Evidence(comparison="relief-water")
DECLARED = "    window: {target: 1, first: 0, last: 2}\n    why: Water is at hand.\n"
ROW = "  - {{arm: {arm}, group: all, outcome: relief, {said}, source: 1, at: Table 2}}\n"


def rows(**said):
    return "".join(ROW.format(arm=arm, said=text) for arm, text in said.items())


@pytest.fixture
def trials(tmp_path):
    """Three trials."""
    return write_trials(tmp_path, [(7, 10, 4, 12), (20, 40, 10, 40), (3, 20, 9, 20)])


def body(root, evidence=COMPARED):
    return body_of(Analysis(load(root)), evidence)


def test_a_rated_comparison_has_the_declared_model_and_level(trials):
    change(trials / "data/review.yaml", DECLARED, DECLARED + "    model: common\n    level: 0.8\n")
    analysis = Analysis(load(trials))
    found = body_of(analysis, COMPARED)
    declared = analysis.comparison("relief-water").result("RR")
    assert found.pooled is declared
    assert (declared.model, declared.level) == ("common", 0.8)
    inputs = inputs_of(analysis.review, found)
    assert (inputs.low, inputs.high, inputs.k) == (declared.ci_low, declared.ci_high, 3)
    assert "(80% CI " in found.effect


def test_a_rated_comparison_keeps_to_the_declared_window(trials):
    """Figures at five months come first in the file, but the window ends at two."""
    late = rows(tea="month: 5, events: 1, n: 10", water="month: 5, events: 11, n: 12")
    change(trials / ADAM, "efficacy:\n", "efficacy:\n" + late)
    found = body(trials).rows.set_index("study")
    assert list(found.loc["adam1990", ["events", "n", "events_2", "n_2"]]) == [7, 10, 4, 12]


def test_a_trial_without_a_count_of_each_arm_is_part_of_the_evidence(trials):
    text = (trials / BDAM).read_text("utf-8")
    start = text.index("efficacy:\n")
    percentages = rows(tea="month: 1, printed: 50%", water="month: 1, printed: 25%")
    (trials / BDAM).write_text(text[:start] + "efficacy:\n" + percentages, "utf-8")
    analysis = Analysis(load(trials))
    found = body_of(analysis, COMPARED)
    assert list(found.rows["study"]) == ["adam1990", "bdam1991", "cdam1992"]
    assert "50% (no count accessible) v 25% (no count accessible)" in found.effect
    inputs = inputs_of(analysis.review, found)
    assert (inputs.k, inputs.without_count) == (2, 1)
    assert found.pooled.k == 2


@pytest.mark.parametrize(
    ("arms", "enrolled", "size"),
    [
        ((40, 38), 99, 78),  # who was randomised to the two arms that are compared
        ((40, None), 99, 99),
        ((None, 38), 99, 99),
        ((None, None), 99, 99),
        ((40, 38), None, 78),
        ((None, None), None, 1),
    ],
)
def test_a_trial_without_a_count_weighs_as_many_patients_as_are_known(trials, arms, enrolled, size):
    text = (trials / BDAM).read_text("utf-8")
    text = text[: text.index("efficacy:\n")]
    text += "efficacy:\n" + rows(tea="month: 1, printed: 50%", water="month: 1, printed: 25%")
    for name, n in zip(("intervention, drugs: [tea]", "comparator, drugs: [water]"), arms, strict=True):
        if n is not None:
            text = text.replace(name, f"{name}, n: {n}, source: 1, at: Table 1")
    if enrolled is not None:
        text = text.replace("{age: adult}", f"{{age: adult, enrolled: {enrolled}, source: 1, at: Table 1}}")
    (trials / BDAM).write_text(text, "utf-8")
    assert body(trials).rows.set_index("study")["size"]["bdam1991"] == size


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("design: rct", "design: prospective-cohort"),
        ("condition: simple", "condition: mixed"),
        ("role: whole", "role: subgroup"),
        ("month: 1, events: 20, n: 40", "month: 5, printed: 50%"),
        ("drugs: [water]", "drugs: [sugar]"),
    ],
)
def test_what_does_not_answer_the_declared_question_is_no_evidence_on_it(trials, old, new):
    text = (trials / BDAM).read_text("utf-8")
    changed = text.replace(old, new).replace("month: 1, events: 10, n: 40", "month: 5, printed: 25%")
    (trials / BDAM).write_text(changed, "utf-8")
    assert list(body(trials).rows["study"]) == ["adam1990", "cdam1992"]


def test_patients_who_are_in_two_reports_count_once(trials):
    """The smaller of two reports of a cohort has counts of its own, a third report has percentages only."""
    in_one_cohort(trials, "adam1990", "bdam1991", "cdam1992")
    text = (trials / CDAM).read_text("utf-8").replace("events: 3, n: 20", "printed: 15%")
    (trials / CDAM).write_text(text.replace("events: 9, n: 20", "printed: 45%"), "utf-8")
    assert list(body(trials).rows["study"]) == ["bdam1991"]


def test_a_rated_comparison_needs_a_risk_ratio(trials):
    change(trials / "data/review.yaml", DECLARED, DECLARED + "    measures: [RD]\n")
    (trials / "data/certainty.yaml").write_text(CERTAINTY, "utf-8")
    with pytest.raises(DataError) as refused:
        load(trials)
    (problem,) = refused.value.problems
    assert problem.field == "outcomes.relief.evidence.comparison"
    assert "Add RR to its measures" in problem.message


def test_a_rated_pool_has_the_declared_level(trials):
    change(trials / "data/review.yaml", "    min_patients: 2\n", "    min_patients: 2\n    level: 0.8\n")
    analysis = Analysis(load(trials))
    found = body_of(analysis, Evidence(pool="relief"))
    assert found.pooled is analysis.pool("relief").pooled
    assert "(80% CI " in found.effect


RULE = "safety: {min_studies: 3, min_patients: 2, model: dl, test: t, level: 0.8, why: Agreed before.}\n"
HARM = "safety:\n  - {{arm: tea, group: all, event: burn, severity: severe, events: {}, n: 10, source: 1, at: T2}}\n"


@pytest.fixture
def burns(trials):
    """Severe burns in three trials, with a rule for harms that differs from the defaults in model, test and level."""
    with (trials / "data/review.yaml").open("a") as file:
        file.write(RULE)
    for name, events in ((ADAM, 4), (BDAM, 0), (CDAM, 2)):
        with (trials / name).open("a") as file:
            file.write(HARM.format(events))
    return trials


def test_harms_are_pooled_by_the_declared_model_test_and_level(burns):
    found = harms(load(burns))
    (pool,) = found.pools
    declared = pool_proportions([4, 0, 2], [10, 10, 10], model="dl", test="t", level=0.8)
    assert (pool.pooled.ci_low, pool.pooled.ci_high) == (declared.ci_low, declared.ci_high)
    assert (pool.pooled.model, pool.pooled.test, pool.pooled.level) == ("dl", "t", 0.8)
    none = found.figures.set_index("study").loc["bdam1991"]
    assert none["ci_high"] == pytest.approx(1 - 0.1 ** (1 / 10))  # exact, at 80 %
    assert "upper 80% confidence limit" in found.grave_sentence


def test_a_rated_adverse_event_has_the_pool_of_the_rule_where_there_is_one(burns):
    analysis = Analysis(load(burns))

    def rated(severities):
        given, context = {"events": ["burn"], "severities": severities}, {"vocabulary": analysis.review.vocabulary}
        return body_of(analysis, Evidence.model_validate(given, context=context))

    found = rated(["severe"])
    assert found.pooled is analysis.harms.pools[0].pooled
    assert list(found.rows["study"]) == ["adam1990", "bdam1991", "cdam1992"]
    assert not found.timed
    both = rated(["severe", "serious"])
    assert both.pooled is None
    assert "4/10 in Adam 1990" in both.effect


def test_a_rated_comparison_has_its_difference_and_what_was_assumed_of_each_group(results):
    found = body_of(results.analysis, Evidence(comparison="relief-sugar"))
    assert found.difference is results.analysis.comparison("relief-sugar").result("RD")
    assumed = found.rows.set_index("study")["assumed"]
    assert assumed["baker2011"].startswith("Simple hiccups are assumed")
    assert assumed.drop("baker2011").isna().all()


def test_a_conflict_of_an_outcome_is_that_of_a_treated_whole_group(results):
    """In tests/review, Frost 2016 and Carter 2012 differ on some patients, and Baker 2011 on lasting relief."""
    (one,) = body_of(results.analysis, Evidence(pool="relief")).contradictions
    assert (one.study, one.what, one.figure) == ("adler2010", "", "38/54 (70%, printed as 71%)")
    assert one.words.startswith("38/54 (70%, printed as 71%) in Adler 2010, in conflict: Printed as 71%")
    for other in (Evidence(pool="full"), Evidence(comparison="relief-sugar"), Evidence(comparison="relief-water")):
        assert body_of(results.analysis, other).contradictions == ()


CERTAINTY = """\
rated_by: [rater 1]
thresholds:
  {unclear_bias: 0.5, i2: 50, prediction_width: 0.5, time_not_stated: 0.5, assumed: 0.5, information: 400,
   width: 0.2, ratio_low: 0.75, ratio_high: 1.25, small_study_p: 0.1, why: For a test.}
starts: {randomised: high, single_group: low, why: For a test.}
outcomes:
  relief:
    label: Relief
    population: Everybody
    meaning: How many more.
    evidence: {comparison: relief-water}
    domains:
      risk-of-bias: {judgement: 0, reason: None.}
      inconsistency: {judgement: 0, reason: None.}
      indirectness: {judgement: 0, reason: None.}
      imprecision: {judgement: 0, reason: None.}
      publication-bias: {judgement: 0, reason: None.}
"""
