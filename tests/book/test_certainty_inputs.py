"""Inputs of a rating at their thresholds, shares weighted by patients, and the evidence that they are computed from."""

from dataclasses import replace
from types import SimpleNamespace as Part

import numpy as np
import pandas as pd
import pytest

from helpers import change, in_one_cohort
from livingreview import load
from livingreview.evidence import exact_interval
from livingreview.meta import pool_proportions, pool_two_arm, precision_size, small_study, trial_size
from livingreview.schema import Domain, Evidence, Level, Thresholds
from livingreview.subjects.analysis import Analysis
from livingreview.subjects.certainty.body import Body, body_of
from livingreview.subjects.certainty.conflicts import Contradiction
from livingreview.subjects.certainty.domains import COMPUTED
from livingreview.subjects.certainty.inputs import Inputs, _further_drugs, inputs_of
from livingreview.subjects.certainty.model import DomainRating
from livingreview.subjects.certainty.table import information
from livingreview.subjects.results import Results
from livingreview.wording import percent
from trials import write_trials

NAN = float("nan")
LIMITS = Thresholds(
    unclear_bias=0.5, i2=40, prediction_width=0.5, time_not_stated=0.5, assumed=0.5, information=400, width=0.25,
    ratio_low=0.75, ratio_high=1.25, small_study_p=0.1, why="Invented.",
)  # fmt: skip
# Nothing here is a concern: each test moves one input.
FINE = Inputs(
    k=12, without_count=0, n=401, events=200, randomised=0, low=0.5, high=0.6, pi_low=0.4, pi_high=0.7,
    i2=10.0, tau2=0.1, abstracts=0.0, unclear_bias=0.0, high_bias=0.0, time_not_stated=0.0, assumed=0.0,
    small_study=Part(p=0.5), searches=2, searches_waiting=0,
)  # fmt: skip
NO_ROWS = pd.DataFrame({"events": [], "n": []})
GROUPS = Body(NO_ROWS, None, ratio=False, effect="", level=0.9)
RATIO = Body(NO_ROWS, None, ratio=True, effect="", level=0.9)


def computed(domain, body=GROUPS, **changes):
    return COMPUTED[Domain(domain)](replace(FINE, **changes), body, LIMITS)


@pytest.mark.parametrize("domain", list(Domain))
def test_an_input_within_every_threshold_is_no_concern(domain):
    assert computed(domain)[1] is False


@pytest.mark.parametrize(
    ("domain", "body", "at", "beyond"),
    [
        ("risk-of-bias", GROUPS, {"unclear_bias": 0.5}, {"unclear_bias": 0.51}),
        ("inconsistency", GROUPS, {"i2": 40.0}, {"i2": 40.1}),
        ("inconsistency", GROUPS, {"pi_low": 0.25, "pi_high": 0.75}, {"pi_low": 0.25, "pi_high": 0.76}),
        ("indirectness", GROUPS, {"assumed": 0.5}, {"assumed": 0.51}),
        ("indirectness", GROUPS, {"time_not_stated": 0.5}, {"time_not_stated": 0.51}),
        ("imprecision", GROUPS, {"n": 401}, {"n": 400}),  # "at or below"
        ("imprecision", GROUPS, {"low": 0.5, "high": 0.75}, {"low": 0.5, "high": 0.76}),
        ("imprecision", RATIO, {"low": 0.75, "high": 1.25}, {"low": 0.74, "high": 1.25}),
        ("imprecision", RATIO, {"low": 0.75, "high": 1.25}, {"low": 0.75, "high": 1.26}),
        ("publication-bias", GROUPS, {"searches_waiting": 0}, {"searches_waiting": 1}),
        ("publication-bias", GROUPS, {"small_study": Part(p=0.1)}, {"small_study": Part(p=0.09)}),
    ],
)
def test_a_concern_begins_beyond_its_threshold(domain, body, at, beyond):
    fine = {"low": 0.9, "high": 1.1} if body.ratio else {}
    assert computed(domain, body, **{**fine, **at})[1] is False
    assert computed(domain, body, **{**fine, **beyond})[1] is True


def test_a_prediction_interval_that_cannot_be_estimated_is_said_and_is_no_concern_by_itself():
    words, concern = computed("inconsistency", pi_low=NAN, pi_high=NAN)
    assert "prediction interval not estimable" in words and concern is False
    assert "prediction" not in computed("inconsistency", RATIO, pi_low=NAN, pi_high=NAN)[0]


def test_a_declared_information_size_takes_the_place_of_the_fixed_number():
    declared = replace(GROUPS, needed=250)
    words, small = computed("imprecision", declared, n=249)
    assert small is True and "249 patients with a count (optimal information size: 250)" in words
    assert computed("imprecision", declared, n=250)[1] is False
    assert computed("imprecision", n=250)[1] is True  # none declared: the fixed number


PRECISION = "    min_patients: 2\n    information: {half_width: 0.2, why: Tea.}\n"
DETECTABLE = "    against: [water]\n    information: {control_risk: 0.4, relative_change: 0.5, why: Tea.}\n"


def test_the_information_size_of_a_pool_and_of_a_comparison_is_that_of_what_is_declared(tmp_path):
    root = write_trials(tmp_path, [(7, 10, 4, 12)])
    change(root / "data/review.yaml", "    min_patients: 2\n", PRECISION)
    change(root / "data/review.yaml", "    against: [water]\n", DETECTABLE)
    analysis = Analysis(load(root))
    assert body_of(analysis, Evidence(pool="relief")).needed == precision_size(0.2) == 25
    assert body_of(analysis, Evidence(comparison="relief-water")).needed == trial_size(0.4, 0.5)
    assert body_of(analysis, Evidence(comparison="relief-sugar")).needed is None
    results = Results(load(root))
    assert results["pools.relief.needed"].text == "25"
    assert results["comparisons.relief-sugar.needed"].text == "not declared"
    assert "how many patients one adequate study would need" in information(analysis).caption
    assert list(information(analysis).header) == [
        "Pool or comparison", "Declared", "Needed", "Available", "Why these numbers",
    ]  # fmt: skip
    assert {row[4] for row in information(analysis).rows} == {"Tea."}
    shown = {row[0]: row[1:4] for row in information(analysis).rows}
    assert shown["Relief near one month"] == [
        "50% expected; 20 percentage points to either side of it, at 95%",
        "25",
        "10 (40%)",
    ]
    assert list(shown.values())[1][1:] == [str(trial_size(0.4, 0.5)), f"22 ({22 / trial_size(0.4, 0.5):.0%})"]


def test_what_cannot_be_computed_is_neither_a_concern_nor_none():
    assert computed("risk-of-bias", unclear_bias=NAN)[1] is None
    assert computed("inconsistency", k=1) == ("One cohort with a count: consistency cannot be judged.", None)
    assert computed("indirectness", assumed=NAN)[1] is None
    assert computed("publication-bias", searches=0, k=0, small_study=None)[1] is None
    assert computed("publication-bias", searches=0)[1] is False
    assert computed("publication-bias", k=0, small_study=None)[1] is False


def test_without_a_count_the_evidence_is_imprecise():
    assert computed("imprecision", k=0, n=0)[1] is True


def test_the_words_give_each_interval_its_own_ends_and_level():
    assert computed("inconsistency")[0] == "I² 10%, tau² 0.10, 90% prediction interval 40% to 70%."
    assert computed("inconsistency", RATIO)[0] == "I² 10%, tau² 0.10."
    assert computed("inconsistency", RATIO, pi_low=0.1, pi_high=9.0)[1] is False  # its width is no share
    assert computed("imprecision")[0] == "401 patients with a count; 90% CI 50% to 60%."
    assert computed("imprecision", RATIO, low=0.8, high=1.2)[0].endswith("90% CI of the ratio 0.80 to 1.20.")
    assert computed("imprecision", low=NAN, high=NAN)[0].endswith("not pooled, so no common interval.")


def test_the_range_of_results_that_are_not_pooled():
    rows = pd.DataFrame({"events": [2, 9, None], "n": [10, 10, 5]}).astype("Int64")
    words, concern = computed("inconsistency", replace(GROUPS, rows=rows), i2=NAN)
    assert (words, concern) == ("Not pooled; proportions run from 20% to 90%.", None)


@pytest.mark.parametrize(("k", "words"), [(9, "not done: fewer than 10"), (10, "test: P 0.04")])
def test_the_small_study_test_is_done_from_ten_studies(k, words):
    found, concern = computed("publication-bias", k=k, small_study=Part(p=0.04))
    assert words in found
    assert concern is (k == 10)


@pytest.mark.parametrize(
    ("judgement", "concern", "departs"),
    [(0, False, False), (0, True, True), (0, None, False), (-1, True, False), (-1, False, True), (-2, True, False)],
)
def test_a_judgement_departs_where_it_goes_against_the_computed_input(judgement, concern, departs):
    assert DomainRating(Domain.IMPRECISION, Part(judgement=judgement), "", concern).departs is departs


# ---- inputs from rows: the studies are rated for bias in tests/review, the counts are made up

STUDIES = ["frost2016", "norris2021", "parker2022"]  # an item high; all low; not yet rated


def body(ratio=False, level=0.95, pooled=None, timed=True, **columns):
    rows = pd.DataFrame(
        {
            "study": STUDIES,
            "label": STUDIES,
            "events": [5, 10, 15],
            "n": [10, 30, 60],
            "size": [10, 30, 60],
            "marks": ["T", "A", ""],
            "assumed": ["assumed", None, None],
            **columns,
        }
    ).astype({"events": "Int64", "n": "Int64"})
    return Body(rows, pooled, ratio, "", level, timed)


def test_shares_are_of_patients_not_of_studies(review):
    found = inputs_of(review, body())
    assert found.time_not_stated == pytest.approx(10 / 100)
    assert found.abstracts == pytest.approx(30 / 100)
    assert found.assumed == pytest.approx(10 / 100)
    assert found.high_bias == pytest.approx(10 / 100)
    assert found.unclear_bias == pytest.approx((10 + 60) / 100)
    assert (found.k, found.without_count, found.n, found.events, found.randomised) == (3, 0, 100, 30, 0)


def test_a_secondary_source_counts_as_not_read(review):
    assert inputs_of(review, body(marks=["S", "", ""])).abstracts == pytest.approx(0.1)


def test_times_are_not_asked_of_data_without_times(review):
    assert np.isnan(inputs_of(review, body(timed=False)).time_not_stated)


def test_a_study_without_a_count_is_reported_and_not_counted(review):
    found = inputs_of(review, body(events=[5, None, 15]))
    assert (found.k, found.without_count, found.n, found.events) == (2, 1, 70, 20)


def test_the_interval_is_that_of_the_pool_and_the_prediction_interval_its_own(review):
    pooled = pool_proportions([5, 10, 15], [10, 30, 60], model="reml", test="t", level=0.8)
    found = inputs_of(review, body(pooled=pooled))
    assert (found.low, found.high) == (pooled.ci_low, pooled.ci_high)
    assert (found.pi_low, found.pi_high) == (pooled.pi_low, pooled.pi_high)
    assert pooled.pi_low < pooled.ci_low < pooled.ci_high < pooled.pi_high
    assert (found.i2, found.tau2) == (pooled.i2, pooled.tau2)


def test_one_study_has_its_exact_interval_at_the_level_of_the_evidence_and_no_heterogeneity(review):
    pooled = pool_proportions([5], [10], level=0.8)
    for given in (None, pooled):
        one = body(level=0.8, pooled=given, events=[5, None, None])
        found = inputs_of(review, one)
        assert (found.low, found.high) == pytest.approx(exact_interval(5, 10, 0.8))
        assert np.isnan(found.i2) and np.isnan(found.tau2)


def test_a_comparison_counts_both_arms_and_needs_both_counts(review):
    arms = {"events_2": [4, None, 20], "n_2": [12, 31, 58]}
    pooled = pool_two_arm([5, 15], [10, 60], [4, 20], [12, 58], measure="RR")
    found = inputs_of(review, body(ratio=True, pooled=pooled, **arms))
    assert (found.k, found.without_count) == (2, 1)
    assert (found.n, found.events) == (10 + 12 + 60 + 58, 5 + 4 + 15 + 20)
    assert found.randomised == 100
    assert found.i2 == pooled.i2


def test_a_single_trial_without_a_ratio_has_no_interval(review):
    one = body(ratio=True, events_2=[4, None, None], n_2=[12, None, None])
    assert np.isnan(inputs_of(review, one).low)


def test_the_small_study_test_takes_the_arms_in_their_order(review):
    counts = {
        "events": [5, 10, 15, 9, 12, 7, 3, 20, 18, 2],
        "n": [10, 30, 60, 20, 25, 40, 15, 50, 70, 12],
        "events_2": [4, 11, 20, 5, 9, 8, 6, 12, 20, 3],
        "n_2": [12, 31, 58, 22, 24, 41, 14, 55, 66, 11],
    }
    rows = pd.DataFrame({"study": ["frost2016"] * 10, "size": 1, "marks": "", "assumed": None, **counts})
    found = inputs_of(review, Body(rows, None, ratio=True, effect="", level=0.95)).small_study
    direct, swapped = (
        small_study(*(counts[name] for name in names))
        for names in (("events", "n", "events_2", "n_2"), ("events_2", "n_2", "events", "n"))
    )
    assert found.slope == pytest.approx(direct.slope)
    assert found.slope != pytest.approx(swapped.slope)


# ---- the body of evidence


def changed(review, **changes):
    """What is declared of the relief pool, with another confidence level or the like."""
    pools = {**review.config.pools, "relief": review.config.pools["relief"].model_copy(update=changes)}
    return Analysis(replace(review, config=review.config.model_copy(update={"pools": pools})))


def test_a_rated_pool_prints_its_confidence_interval_at_its_level(review):
    analysis = changed(review, level=0.8)
    found = body_of(analysis, Evidence(pool="relief"))
    pooled = analysis.pool("relief").pooled
    assert found.level == 0.8
    assert found.effect == f"{pooled.estimate:.0%} (80% CI {pooled.ci_low:.0%} to {pooled.ci_high:.0%})"


def test_a_rated_comparison_prints_the_interval_of_its_ratio(review):
    found = body_of(Analysis(review), Evidence(comparison="relief-sugar"))
    ratio = found.pooled
    limits = f"{ratio.ci_low:.2f} to {ratio.ci_high:.2f}"
    assert found.effect.endswith(f"risk ratio {ratio.estimate:.2f} (95% CI {limits})")


def side_by_side(root, outcome="lasting-relief"):
    evidence = Evidence.model_construct(pool=None, comparison=None, outcome=outcome, events=[], severities=[])
    return body_of(Analysis(load(root)), evidence)


LASTING = "  - {{arm: {}, group: {}, outcome: lasting-relief, {}, source: 1, at: Table 2}}\n"
WHOLE = "{id: all, label: everybody, role: whole, condition: simple}"


def add(root, key, *rows):
    change(root / f"data/studies/{key}.yaml", "efficacy:\n", "efficacy:\n" + "".join(LASTING.format(*r) for r in rows))


@pytest.fixture
def trials(tmp_path):
    return write_trials(tmp_path, [(7, 10, 4, 12), (20, 40, 10, 40), (3, 20, 9, 20)])


def test_of_one_study_the_count_of_most_treated_patients_is_rated(trials):
    part = WHOLE + ", {id: part, label: part, role: subgroup, condition: simple}"
    change(trials / "data/studies/adam1990.yaml", WHOLE, part)
    add(
        trials,
        "adam1990",
        ("tea", "all", "month: 9, n: 90, printed: 50%"),  # more patients, and no count
        ("tea", "all", "month: 3, events: 2, n: 8"),
        ("tea", "all", "month: 5, events: 3, n: 10"),
        ("tea", "part", "month: 5, events: 9, n: 30"),
        ("water", "all", "month: 5, events: 9, n: 40"),
    )
    found = side_by_side(trials)
    assert [tuple(row) for row in found.rows[["study", "events", "n", "size"]].to_numpy()] == [("adam1990", 3, 10, 10)]
    low, high = exact_interval(3, 10)
    assert found.effect == f"3/10 (95% CI {low:.0%} to {high:.0%})"


def test_without_a_denominator_a_report_has_the_size_of_its_arm(trials):
    file = trials / "data/studies/adam1990.yaml"
    change(file, "role: intervention, drugs: [tea]}", "role: intervention, drugs: [tea], n: 33, source: 1, at: Text}")
    add(trials, "adam1990", ("tea", "all", "month: 5, says: Most."))
    add(trials, "bdam1991", ("tea", "all", "month: 5, says: Some."))
    found = side_by_side(trials)
    assert list(found.rows["size"]) == [33, 1]
    assert found.effect == "No count; two reports without one"


def test_patients_of_another_condition_are_no_evidence_and_shared_patients_count_once(trials):
    change(trials / "data/studies/cdam1992.yaml", "condition: simple", "condition: mixed")
    in_one_cohort(trials, "adam1990", "bdam1991", before="kind: journal-article")
    for key, n in (("adam1990", 10), ("bdam1991", 20), ("cdam1992", 30)):
        add(trials, key, ("tea", "all", f"month: 5, events: 3, n: {n}"))
    assert list(side_by_side(trials).rows["study"]) == ["bdam1991"]


def test_a_rated_event_is_that_event_at_that_grade(review):
    """By hand, of tests/review: Grant and Lewis count severe insomnia; four publications count burns."""
    analysis = Analysis(review)

    def of(events, severities):
        evidence = Evidence.model_construct(
            pool=None, comparison=None, outcome=None, events=events, severities=severities
        )
        return body_of(analysis, evidence)

    assert list(of(["insomnia"], ["severe"]).rows["study"]) == ["grant2017", "lewis2019"]
    assert of(["insomnia"], ["severe"]).pooled is None
    assert of(["insomnia"], ["severe"]).effect == "2/50 in Grant 2017 and 1/24 in Lewis 2019"
    assert of(["burn"], ["any"]).pooled.k == 4
    assert of(["any-event"], ["any"]).pooled.k == 3


def test_one_rating_starts_where_its_kind_of_evidence_does(review):
    rated = {one.id: one for one in Analysis(review).ratings}
    assert rated["relief"].start is Level.LOW
    assert rated["relief-versus-water"].start is Level.HIGH
    assert rated["relief-versus-water"].alternative is None
    assert rated["full"].alternative == (Level.HIGH, Level.VERY_LOW)  # high, four down


def test_a_single_count_beside_others_has_the_interval_of_the_declared_level(review):
    """In tests/review only Norris counts an insomnia that ended treatment: 1 of 30."""
    rule = review.config.safety.model_copy(update={"level": 0.8})
    analysis = Analysis(replace(review, config=review.config.model_copy(update={"safety": rule})))
    evidence = Evidence.model_construct(
        pool=None, comparison=None, outcome=None, events=["insomnia"], severities=["stopped"]
    )
    low, high = exact_interval(1, 30, 0.8)
    assert body_of(analysis, evidence).effect == f"1/30 (80% CI {100 * low:.1f}% to {high:.0%})"


def test_searches_that_wait_are_those_not_run(review):
    run, waiting = review.config.searches
    config = review.config.model_copy(update={"searches": [run, run, waiting]})
    found = inputs_of(replace(review, config=config), body())
    assert (found.searches, found.searches_waiting) == (3, 1)


def test_one_trial_has_no_heterogeneity_in_words(results):
    assert results["certainty.relief-versus-water.i2"].text == "not estimable"


def test_heterogeneity_in_words_is_that_of_the_pool(results):
    assert results["certainty.relief.i2"].text == percent(results.analysis.pool("relief").pooled.i2 / 100)
    assert results["certainty.relief.i2"].text.endswith("%")


def test_the_level_from_another_start_is_named_for_single_groups_alone(results):
    assert results["certainty.full.alternative"].text == Level.VERY_LOW.label
    assert results["certainty.relief-versus-water.alternative"].text == "none"


def test_only_domains_that_were_lowered_are_reasons(results):
    """In tests/review, inconsistency of full relief was judged 0 and the other four domains -1."""
    expected = "lowered for risk of bias, indirectness, imprecision and publication bias"
    assert results["certainty.full.reasons"].text == expected


@pytest.mark.parametrize(
    ("what", "says", "words"),
    [
        ("", None, "3/43 (7%) in A 2000"),
        ("bleeding, serious", None, "bleeding, serious: 3/43 (7%) in A 2000"),
        ("", "The abstract gives 4.", "3/43 (7%) in A 2000, in conflict: The abstract gives 4"),
    ],
)
def test_a_contradiction_in_words(what, says, words):
    assert Contradiction("a", "A 2000", what, "3/43 (7%)", says).words == words


def test_a_study_without_a_treated_arm_had_no_drug_beside_it(review):
    baker = review.publications["baker2011"]
    others = [arm for arm in baker.arms if arm.role != "intervention"]
    assert _further_drugs(review, "baker2011") == ["honey"]
    without = Part(config=review.config, vocabulary=review.vocabulary,
                   publications={"a": Part(arms=others), "b": Part(arms=[])})  # fmt: skip
    assert _further_drugs(without, "a") == _further_drugs(without, "b") == []
