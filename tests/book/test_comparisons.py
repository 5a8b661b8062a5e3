"""Which figures make a comparison, that its numbers are right, and that nothing else is ever compared."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from helpers import change, in_one_cohort
from livingreview import load
from livingreview.meta import pool_two_arm, two_groups
from livingreview.store.review import write_schemas
from livingreview.subjects.comparisons.effects import effect, large_sample
from livingreview.subjects.comparisons.model import awaited, by_arm, compare, readings
from livingreview.subjects.results import UnknownResult
from trials import write_trials

REFERENCE = Path(__file__).parents[1] / "reference"
ADAM, BDAM = "data/studies/adam1990.yaml", "data/studies/bdam1991.yaml"
TEA = "  - {arm: tea, group: all, outcome: relief, month: 1, events: 7, n: 10, source: 1, at: Table 1}\n"
WATER = "  - {arm: water, group: all, outcome: relief, month: 1, events: 4, n: 12, source: 1, at: Table 1}\n"


@pytest.fixture
def one(tmp_path):
    """One trial: 7 of 10 against 4 of 12."""
    return write_trials(tmp_path, [(7, 10, 4, 12)])


def reference(name):
    return json.loads((REFERENCE / f"rct_{name}.json").read_text("utf-8"))


def counts_of(data):
    return [np.array(data[key], int) for key in ("ai", "n1i", "ci", "n2i")]


# ---- numbers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dataset", ["bcg", "collins1985b", "syn_zero_arm", "syn_k1"])
@pytest.mark.parametrize("measure", ["RR", "RD"])
def test_a_trial_s_own_effect_is_metafor_s(dataset, measure):
    file = reference(dataset)
    expected = file["results"][f"escalc.{measure}"]
    for i, counts in enumerate(zip(*counts_of(file["data"]), strict=True)):
        as_pooled, ours = (make(*map(int, counts), measure) for make in (large_sample, effect))
        assert as_pooled.coef == pytest.approx(expected["yi"][i], rel=1e-9, abs=1e-12)
        assert as_pooled.se**2 == pytest.approx(expected["vi"][i], rel=1e-9)
        a, n, c, m = counts
        if 0 < a < n and 0 < c < m:  # else metafor adds 1/2
            assert ours.estimate == pytest.approx(as_pooled.estimate, rel=1e-9, abs=1e-12)


def test_a_pool_of_trials_is_metafor_s(tmp_path):
    file = reference("bcg")
    arrays = counts_of(file["data"])
    review = load(write_trials(tmp_path, [tuple(map(int, c)) for c in zip(*arrays, strict=True)]))
    compared = compare(review, "relief-water")
    assert len(compared.rows) == len(arrays[0])
    for measure in ("RR", "RD"):
        expected = file["results"][f"rma.{measure}.REML.z"]
        assert compared.pooled[measure].coef == pytest.approx(expected["coef"]["estimate"][0], rel=1e-4)
        assert compared.pooled[measure].tau2 == pytest.approx(expected["tau2"], rel=1e-4)
        assert compared.result(measure) is compared.pooled[measure]


def test_large_sample_intervals_are_those_of_the_textbook():
    """Altman, Practical Statistics for Medical Research (1991), section 10.7 and 10.12: by hand."""
    rr, rd = (large_sample(7, 10, 4, 12, measure) for measure in ("RR", "RD"))
    p1, p2 = 7 / 10, 4 / 12
    se_log = np.sqrt(1 / 7 - 1 / 10 + 1 / 4 - 1 / 12)
    se_difference = np.sqrt(p1 * (1 - p1) / 10 + p2 * (1 - p2) / 12)
    assert rr.estimate == pytest.approx(p1 / p2)
    assert (rr.ci_low, rr.ci_high) == pytest.approx(p1 / p2 * np.exp([-1.959964 * se_log, 1.959964 * se_log]))
    assert rd.estimate == pytest.approx(p1 - p2)
    assert rd.ci_high - rd.ci_low == pytest.approx(2 * 1.959964 * se_difference)


def test_one_trial_is_shown_and_not_pooled(one):
    compared = compare(load(one), "relief-water")
    assert compared.pooled == {}
    assert compared.result("RR") is compared.effects["RR"][0]
    assert list(compared.rows["study"]) == ["adam1990"]
    assert compared.left_out.empty


def test_a_pool_of_trials_without_events_has_a_finite_result(tmp_path):
    compared = compare(load(write_trials(tmp_path, [(0, 10, 0, 12), (3, 10, 0, 12)])), "relief-water")
    for pooled in compared.pooled.values():
        assert np.isfinite([pooled.estimate, pooled.ci_low, pooled.ci_high]).all()
        assert any("1/2 was added" in note for note in pooled.notes)


def test_a_comparison_without_trials_has_no_result(one):
    compared = compare(load(one), "relief-sugar")
    assert compared.rows.empty and compared.left_out.empty
    assert compared.result("RR") is None


# ---- what enters -------------------------------------------------------------------------------------------------


def test_only_declared_comparisons_exist(one):
    with pytest.raises(KeyError, match=r"not declared in data/review\.yaml.*relief-water"):
        compare(load(one), "happiness-water")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("design: rct", "design: prospective-cohort", "not randomised: shown separately, never compared"),
        ("condition: simple", "condition: mixed", "mixed, not a pooled population"),
        ("role: whole", "role: subgroup", "part of the patients"),
        (WATER, WATER.replace("events: 4, n: 12", "printed: 33%"), "percentage or statement without a count"),
        (TEA, TEA.replace("month: 1", "month: 3"), "not assessed between 0 and 2 months"),
        (TEA, TEA.replace("month: 1", "when: best"), "not assessed between 0 and 2 months"),
        (TEA, TEA.replace("arm: tea", "arm: all"), "all arms together"),
        (TEA, TEA.replace("month: 1, events: 7, n: 10", "month: 1, versus: water, says: Better."),
         "a comparison in words, without counts of the arms"),
        (TEA, TEA.replace("month: 1", "month: 2"),
         "no count of the other arm at this time"),
    ],
)  # fmt: skip
def test_what_may_not_be_compared_is_left_out_with_its_reason(one, old, new, reason):
    change(one / ADAM, old, new)
    compared = compare(load(one), "relief-water")
    assert compared.rows.empty
    assert reason in set(compared.left_out["reason"])
    assert len(compared.left_out) == 2  # nothing is dropped silently: both values are listed


def test_the_time_nearest_to_the_target_enters_for_both_arms(one):
    later = TEA.replace("month: 1, events: 7", "month: 2, events: 9") + WATER.replace("month: 1", "month: 2")
    change(one / ADAM, TEA, TEA + later)
    compared = compare(load(one), "relief-water")
    assert list(compared.rows[["events_1", "n_1", "events_2", "n_2"]].iloc[0]) == [7, 10, 4, 12]
    assert list(compared.left_out["month"]) == [2, 2]
    assert set(compared.left_out["reason"]) == {"another time of the same report is nearer to the target"}


def test_a_trial_with_two_comparators_enters_once(one):
    arm = "  - {id: cold, label: cold water, role: comparator, drugs: [water]}\nefficacy:"
    change(one / ADAM, "efficacy:", arm)
    change(one / ADAM, WATER, WATER + WATER.replace("arm: water", "arm: cold").replace("n: 12", "n: 30"))
    compared = compare(load(one), "relief-water")
    assert list(compared.rows["versus"]) == ["cold water"]  # the larger pair
    assert list(compared.left_out["arm"]) == ["water"]
    (reason,) = compared.left_out["reason"]
    assert reason == "another pair of arms of the same report, as near to the target, has more patients"


def test_two_conditions_of_one_trial_both_enter_and_each_arm_counts_once(one):
    """A time that gives way is listed with the rule; a condition that is no other patients never gives way."""
    vocabulary, review = one / "data" / "vocabulary.yaml", one / "data" / "review.yaml"
    change(vocabulary, "sneezing., pooled: false", "sneezing., pooled: true")
    declared = "against: [water]\n    conditions: [simple"
    change(review, f"{declared}]", f"{declared}, mixed]")
    groups = "groups: [{id: all, label: everybody, role: whole, condition: simple}]"
    parts = ("{id: all, label: everybody, role: condition, condition: simple}",
             "{id: both, label: sneezers, role: condition, condition: mixed}")  # fmt: skip
    change(one / ADAM, groups, f"groups: [{', '.join(parts)}]")
    second = "".join(row.replace("group: all", "group: both").replace("n: 1", "n: 2") for row in (TEA, WATER))
    later = (TEA + WATER).replace("month: 1", "month: 2")
    change(one / ADAM, TEA + WATER, TEA + WATER + second + later)
    write_schemas(one)
    compared = compare(load(one), "relief-water")
    assert sorted(zip(compared.rows["n_1"], compared.rows["n_2"], strict=True)) == [(10, 12), (20, 22)]
    assert set(compared.rows["label"]) == {"Adam 1990 (everybody)", "Adam 1990 (sneezers)"}
    assert set(compared.left_out["reason"]) == {"another time of the same report is nearer to the target"}
    assert len(compared.left_out) == 2


def test_reports_that_share_patients_enter_once(tmp_path):
    root = write_trials(tmp_path, [(7, 10, 4, 12), (20, 40, 10, 40)])
    in_one_cohort(root, "adam1990", "bdam1991")
    compared = compare(load(root), "relief-water")
    assert list(compared.rows["study"]) == ["bdam1991"]
    assert set(compared.left_out["reason"]) == {"may include patients of Bdam 1991, which is larger"}
    assert len(compared.left_out) == 2


def test_events_are_compared_without_a_time_and_by_severity(one):
    rows = "".join(
        f"  - {{arm: {arm}, group: all, event: burn, severity: {severity}, "
        f"events: {events}, n: 10, source: 1, at: T2}}\n"
        for severity, counts in (("any", (4, 2)), ("severe", (1, 0)))
        for arm, events in zip(("tea", "water"), counts, strict=True)
    )
    with (one / ADAM).open("a") as file:
        file.write("safety:\n" + rows)
    compared = compare(load(one), "burns-water")
    assert list(compared.rows[["events_1", "events_2"]].iloc[0]) == [4, 2]
    assert compared.higher_is_better is False


def test_trials_without_any_figure_are_awaited(one):
    text = (one / ADAM).read_text("utf-8")
    (one / ADAM).write_text(text[: text.index("efficacy:")], "utf-8")
    review = load(one)
    assert compare(review, "relief-water").awaited == ("adam1990",)
    assert compare(review, "relief-sugar").awaited == ()
    assert list(awaited(review)) == ["adam1990"]


def test_arms_stand_side_by_side_and_randomised_ones_apart(one):
    review = load(one)
    (line,) = by_arm(review, randomised=True).to_dict("records")
    assert (line["one"]["events"], line["two"]["events"], line["both"]) == (7, 4, None)
    assert by_arm(review, randomised=False).empty
    change(one / ADAM, "design: rct", "design: prospective-cohort")
    review = load(one)
    assert by_arm(review, randomised=True).empty
    assert len(by_arm(review, randomised=False)) == 1


def test_of_studies_that_are_not_randomised_single_arms_are_no_comparison(one):
    change(one / ADAM, "design: rct", "design: prospective-cohort")
    change(one / ADAM, WATER, "")
    assert by_arm(load(one), randomised=False).empty


# ---- readings ----------------------------------------------------------------------------------------------------


def test_every_reading_of_the_review_reproduces_its_percentages_somewhere(results):
    found = results.analysis.readings
    assert len(found) == 4  # two readings, two candidates each
    for key in {(c.study, c.reading.id) for c in found}:
        candidates = [c for c in found if (c.study, c.reading.id) == key]
        assert any(c.reproduces for c in candidates), key
        for c in candidates:
            rounded = [
                f"{100 * events / n:.0f}%" == printed
                for events, n, printed in zip(c.events, c.n, c.reading.printed.values(), strict=True)
            ]
            assert all(rounded) == c.reproduces, key


def test_readings_are_neither_rows_nor_in_any_pool_or_comparison(review, results):
    for c in results.analysis.readings:
        rows = review.efficacy[
            (review.efficacy["study"] == c.study) & (review.efficacy["outcome"] == c.reading.outcome)
        ]
        assert rows["events"].isna().all()
        for name in review.config.comparisons:
            compared = results.analysis.comparison(name)
            if compared.comparison.outcome == c.reading.outcome:
                assert c.study not in set(compared.rows["study"])


READING = """\
readings:
  - id: lasting
    outcome: lasting-relief
    group: all
    month: 2
    source: 1
    at: Text
    printed: {tea: 71%, water: 25%}
    events: {tea: 5, water: 1}
    candidates: [{id: relieved, label: those with relief, of: relief}, {id: everybody, label: everybody}]
    how: The text does not say of whom.
"""
PERCENTAGES = (
    "  - {arm: tea, group: all, outcome: lasting-relief, month: 2, printed: 71%, source: 1, at: Text, p: '0.2'}\n"
    "  - {arm: water, group: all, outcome: lasting-relief, month: 2, printed: 25%, source: 1, at: Text}\n"
)


def with_reading(root):
    change(root / ADAM, "drugs: [tea]}", "drugs: [tea], n: 10, source: 1, at: T}")
    change(root / ADAM, "drugs: [water]}", "drugs: [water], n: 12, source: 1, at: T}")
    with (root / ADAM).open("a") as file:
        file.write(PERCENTAGES + READING)
    return root


def test_a_reading_is_set_over_every_candidate(one):
    relieved, everybody = readings(load(with_reading(one)))
    assert (relieved.events, relieved.n, relieved.reproduces) == ((5, 1), (7, 4), True)
    assert (everybody.events, everybody.n, everybody.reproduces) == ((5, 1), (10, 12), False)
    assert relieved.p == "0.2"
    assert everybody.effects["RR"].estimate == pytest.approx((5 / 10) / (1 / 12))


# ---- numbers for prose -------------------------------------------------------------------------------------------


def test_results_print_the_comparison(results):
    """By hand: 16 of 30 against 9 of 31."""
    a, n, b, m = 16, 30, 9, 31
    ratio, score = (a / n) / (b / m), two_groups(a, n, b, m, "RR")
    assert results["comparisons.relief-water.rr"].text == f"{ratio:.2f}"
    assert results["comparisons.relief-water.rr-ci"].text == f"{score.ci_low:.2f} to {score.ci_high:.2f}"
    assert results["comparisons.relief-water.norris2021.rr"].text == f"{ratio:.2f}"
    counts = results["comparisons.relief-water.intervention"]
    assert (counts.text, counts.marks, counts.study) == ("16/30 (53%)", "", None)  # nothing to explain
    reconstructed = results["comparisons.relief-sugar.baker2011.intervention"]
    assert (reconstructed.text, reconstructed.marks, reconstructed.study) == ("24/40 (60%)", "ADT", "baker2011")
    assert results["comparisons.relief-water.rd"].text == f"{100 * (a / n - b / m):.0f} percentage points"
    assert results["comparisons.relief-water.rr-no-effect"].text == "includes"
    assert results["comparisons.relief-water.rr-direction"].text == "fewer or more"
    assert results["comparisons.relief-water.rd-no-effect"].text == "includes"  # as of the ratio: one test for both


def test_a_reading_has_no_place_among_the_counts_of_its_trial(results):
    """By hand: 17 of 24 against 11 of 27, a reconstruction."""
    ratio, se = (17 / 24) / (11 / 27), math.sqrt(1 / 17 - 1 / 24 + 1 / 11 - 1 / 27)
    assert results["readings.baker2011.lasting-relief.relieved.rr"].text == f"{ratio:.2f}"
    assert ratio * math.exp(-1.959964 * se) > 1
    assert results["readings.baker2011.lasting-relief.relieved.rr-no-effect"].text == "excludes"
    assert results["readings.baker2011.lasting-relief.relieved.rr-direction"].text == "more"


def test_two_trials_are_pooled_and_a_report_in_words_is_listed(results):
    compared = results.analysis.comparison("relief-sugar")
    assert [list(row) for row in compared.rows[["study", "events_1", "n_1", "events_2", "n_2"]].values] == [
        ["baker2011", 24, 40, 27, 42],
        ["grant2017", 30, 50, 20, 50],
    ]
    direct = pool_two_arm([24, 30], [40, 50], [27, 20], [42, 50], measure="RR", model="reml")
    assert compared.pooled["RR"].estimate == pytest.approx(direct.estimate)
    assert "owens2021" in set(compared.left_out["study"])
    assert results.analysis.comparison("relief-water").awaited == ("tea-0001",)


def test_a_declared_model_and_level_are_those_that_are_used(results):
    compared = results.analysis.comparison("events-sugar")
    direct = pool_two_arm([4, 6], [40, 50], [5, 3], [42, 50], measure="RR", model="mh", level=0.9)
    found = compared.pooled["RR"]
    assert (found.estimate, found.ci_low, found.ci_high) == pytest.approx(
        (direct.estimate, direct.ci_low, direct.ci_high)
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("comparisons.relief-suger.rr", "Did you mean 'relief-sugar'"),
        ("comparisons.relief-sugar.or", "there is no 'or'"),
        ("comparisons.relief-sugar.adler2010.rr", "there is no 'adler2010'"),
        ("comparisons.relief-sugar", "There are: label"),
        ("readings.baker2011.lasting.printed", "Did you mean 'lasting-relief'"),
        ("readings.baker2011.lasting-relief.everybody.rr", "there is no 'everybody'"),
        ("readings.baker2011", "readings.STUDY.ID.WHAT"),
        ("datum.baker2011.tea.all.lasting.follow-up.source-9", "Allowed: source-1, source-4"),
    ],
)
def test_a_wrong_name_is_refused_with_what_there_is(results, name, message):
    with pytest.raises(UnknownResult) as refused:
        results[name]
    assert message in str(refused.value)
