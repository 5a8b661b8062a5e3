"""Which pair of arms and which time a trial gives to a comparison, and that each number is that of its own arm."""

import pytest

from helpers import change, in_one_cohort
from livingreview import load
from livingreview.meta import two_groups
from livingreview.subjects.analysis import Analysis
from livingreview.subjects.comparisons.model import awaited, by_arm, compare
from livingreview.subjects.comparisons.plot import comparison_plot
from livingreview.subjects.results import Results
from trials import write_trials

ADAM, BDAM = "data/studies/adam1990.yaml", "data/studies/bdam1991.yaml"
ROW = "  - {{arm: {}, group: {}, outcome: relief, {}, source: 1, at: Table 2}}\n"
WINDOW = "    window: {target: 1, first: 0, last: 2}\n    why: Water is at hand.\n"
GROUP = "{id: all, label: everybody, role: whole, condition: simple}"
COUNTS = ["events_1", "n_1", "events_2", "n_2"]


@pytest.fixture
def one(tmp_path):
    """One trial: 7 of 10 against 4 of 12."""
    return write_trials(tmp_path, [(7, 10, 4, 12)])


@pytest.fixture
def two(tmp_path):
    """Two trials: 7 of 10 against 4 of 12, and 20 of 40 against 10 of 40."""
    return write_trials(tmp_path, [(7, 10, 4, 12), (20, 40, 10, 40)])


LATER = """\
  relief-water-later:
    label: Relief after a year, against water
    outcome: relief
    against: [water]
    conditions: [simple]
    window: {target: 12, first: 9, last: 24}
    why: Some hiccups last.
"""


def test_comparisons_may_differ_in_their_time_alone(one):
    change(one / "data/review.yaml", "comparisons:\n", "comparisons:\n" + LATER)
    review = load(one)
    assert [len(compare(review, name).rows) for name in ("relief-water", "relief-water-later")] == [1, 0]


def rows_instead(root, *rows):
    text = (root / ADAM).read_text("utf-8")
    start = text.index("efficacy:\n")
    (root / ADAM).write_text(text[:start] + "efficacy:\n" + "".join(ROW.format(*row) for row in rows), "utf-8")


def entered(root):
    compared = compare(load(root), "relief-water")
    return [tuple(row) for row in compared.rows[COUNTS].to_numpy(int)], list(compared.left_out["reason"])


def pair(time, counts, group="all"):
    e1, n1, e2, n2 = counts
    arms = (("tea", e1, n1), ("water", e2, n2))
    return [(arm, group, f"{time}, events: {e}, n: {n}") for arm, e, n in arms]


def test_arms_of_two_groups_are_never_paired(one):
    change(one / ADAM, GROUP, GROUP + ", {id: simple, label: simple, role: subgroup, condition: simple}")
    rows_instead(one, ("tea", "all", "month: 1, events: 7, n: 10"), ("water", "simple", "month: 1, events: 4, n: 12"))
    assert entered(one) == ([], ["no count of the other arm at this time", "part of the patients"])


def test_arms_at_two_times_are_never_paired(one):
    rows_instead(one, ("tea", "all", "month: 1, events: 7, n: 10"), ("water", "all", "month: 2, events: 4, n: 12"))
    assert entered(one) == ([], ["no count of the other arm at this time"] * 2)


def test_a_time_before_the_target_is_as_far_as_one_after_it(one):
    rows_instead(one, *pair("month: 0", (1, 10, 2, 12)), *pair("month: 1.5", (3, 10, 4, 12)))
    found, reasons = entered(one)
    assert found == [(3, 10, 4, 12)]
    assert reasons == ["another time of the same report is nearer to the target"] * 2


def test_of_times_as_near_the_larger_pair_enters(one):
    rows_instead(one, *pair("month: 0.5", (1, 10, 2, 12)), *pair("month: 1.5", (3, 20, 4, 22)))
    found, reasons = entered(one)
    assert found == [(3, 20, 4, 22)]
    assert reasons == ["another pair of arms of the same report, as near to the target, has more patients"] * 2


def test_a_month_is_preferred_to_a_time_in_words(one):
    change(one / "data/review.yaml", WINDOW, WINDOW.replace("last: 2}", "last: 2, also: [best, not-stated]}"))
    rows_instead(one, *pair("when: not-stated", (1, 100, 2, 120)), *pair("month: 2", (3, 20, 4, 22)))
    found, reasons = entered(one)
    assert found == [(3, 20, 4, 22)]
    assert reasons == ["another pair of arms of the same report gives a month"] * 2


def test_a_row_holds_both_arms_and_their_marks(one):
    rows_instead(
        one,
        ("tea", "all", "month: 1, events: 7, n: 10"),
        ("water", "all", "month: 1, events: 4, n: 12, derived: sum, how: 1 + 3"),
    )
    compared = compare(load(one), "relief-water")
    (row,) = compared.rows.to_dict("records")
    assert (row["n"], row["marks"]) == (22, "D")
    assert (row["figure_1"], row["figure_2"]) == ("7/10 (70%)", "4/12 (33%)")


def test_a_mark_of_the_first_arm_is_one_of_the_row(one):
    derived = "month: 1, events: 7, n: 10, derived: sum, how: 3 + 4"
    rows_instead(one, ("tea", "all", derived), ("water", "all", "month: 1, events: 4, n: 12"))
    assert list(compare(load(one), "relief-water").rows["marks"]) == ["D"]


def test_patients_who_were_randomised_are_known_where_both_arms_give_their_size(one):
    assert compare(load(one), "relief-water").rows["randomised"].isna().all()
    given = "role: {}, drugs: [{}], n: {}, source: 1, at: Text}}"
    change(one / ADAM, "role: intervention, drugs: [tea]}", given.format("intervention", "tea", 15))
    assert compare(load(one), "relief-water").rows["randomised"].isna().all()
    change(one / ADAM, "role: comparator, drugs: [water]}", given.format("comparator", "water", 14))
    assert list(compare(load(one), "relief-water").rows["randomised"]) == [29]


def test_results_of_the_trials_are_at_the_declared_level(two):
    change(two / "data/review.yaml", WINDOW, WINDOW + "    level: 0.8\n")
    compared = compare(load(two), "relief-water")
    for found, counts in zip(compared.effects["RR"], [(7, 10, 4, 12), (20, 40, 10, 40)], strict=True):
        direct = two_groups(*counts, "RR", level=0.8)
        assert (found.ci_low, found.ci_high) == pytest.approx((direct.ci_low, direct.ci_high))


def test_the_result_of_two_trials_is_their_pool_and_of_one_its_own(two):
    compared = compare(load(two), "relief-water")
    assert compared.result("RR") is compared.pooled["RR"]
    assert compared.result("RR").k == 2
    change(two / BDAM, "design: rct", "design: prospective-cohort")
    alone = compare(load(two), "relief-water")
    assert alone.pooled == {}
    assert alone.result("RR") is alone.effects["RR"][0]
    assert compare(load(two), "relief-sugar").result("RR") is None


@pytest.mark.parametrize(
    ("old", "new", "further"),
    [
        ("", "", ["bdam1991"]),
        ("design: rct", "design: prospective-cohort", []),
        ("role: whole", "role: subgroup", []),
        ("condition: simple", "condition: mixed", []),
        ("groups:", "cohort", []),
    ],
)
def test_a_trial_without_counts_answers_the_question_unless_it_is_of_another_kind(two, old, new, further):
    for arm, n in (("tea", 40), ("water", 40)):
        events = {"tea": 20, "water": 10}[arm]
        change(two / BDAM, f"arm: {arm}, group: all, outcome: relief, month: 1, events: {events}, n: {n}",
               f"arm: {arm}, group: all, outcome: relief, month: 1, printed: 50%")  # fmt: skip
    if new == "cohort":
        in_one_cohort(two, "adam1990", "bdam1991", before=old)
    elif old:
        change(two / BDAM, old, new)
    compared = compare(load(two), "relief-water")
    assert list(compared.rows["study"]) == ["adam1990"]
    assert list(dict.fromkeys(compared.uncounted["study"])) == further


def test_percentages_outside_the_window_answer_no_question(two):
    for arm, events in (("tea", 20), ("water", 10)):
        change(two / BDAM, f"arm: {arm}, group: all, outcome: relief, month: 1, events: {events}, n: 40",
               f"arm: {arm}, group: all, outcome: relief, month: 5, printed: 50%")  # fmt: skip
    assert compare(load(two), "relief-water").uncounted.empty


def test_a_trial_that_gives_counts_is_not_among_those_without(one):
    with (one / ADAM).open("a") as file:
        file.write(ROW.format("tea", "all", "month: 2, printed: 80%"))
    compared = compare(load(one), "relief-water")
    assert len(compared.rows) == 1
    assert compared.uncounted.empty


def test_registered_trials_are_awaited_in_the_condition_compared(review):
    assert list(awaited(review, review.config.comparisons["relief-water"])) == ["tea-0001"]
    other = review.config.comparisons["relief-water"].model_copy(update={"conditions": ["secondary"]})
    assert list(awaited(review, other)) == []
    assert "tea-0001" in set(awaited(review))


def test_a_value_of_one_arm_is_not_one_of_both(one):
    rows_instead(
        one,
        ("tea", "all", "month: 1, versus: water, events: 7, n: 10"),
        ("water", "all", "month: 1, events: 4, n: 12"),
        ("tea", "all", "month: 2, versus: water, says: Better."),
    )
    found = by_arm(load(one), randomised=True).to_dict("records")
    assert [line["both"] and line["both"]["says"] for line in found if line["both"]] == ["Better."]
    assert [line["one"]["events"] for line in found if line["one"]] == [7]


def test_the_words_of_a_comparison_are_those_of_each_arm(two):
    results = Results(load(two))
    assert results["comparisons.relief-water.intervention"].text == "27/50 (54%)"
    assert results["comparisons.relief-water.comparator"].text == "14/52 (27%)"
    assert results["comparisons.relief-water.n"].text == "102"
    pooled = Analysis(load(two)).comparison("relief-water").result("RR")
    limits = f"{pooled.ci_low:.2f} to {pooled.ci_high:.2f}"
    assert results["comparisons.relief-water.rr-ci"].text == limits
    expected = f"{pooled.estimate:.2f} (95% confidence interval {limits})"
    assert results["comparisons.relief-water.rr-result"].text == expected


def test_of_several_trials_the_marks_lead_to_no_single_study(results):
    found = results["comparisons.relief-sugar.intervention"]
    assert (found.marks, found.study) == ("ADT", None)
    assert results["comparisons.relief-sugar.left-out"].text == str(
        results.analysis.comparison("relief-sugar").left_out["study"].nunique()
    )


def test_candidates_of_a_reading_are_listed_by_whether_they_fit(results):
    readings = [one for one in results.analysis.readings if one.reading.id == "lasting-relief"]
    fitting = [one.of for one in readings if one.reproduces]
    assert 0 < len(fitting) < len(readings)
    text = results["readings.baker2011.lasting-relief.fitting"].text
    assert all(name in text for name in fitting)
    other = results["readings.baker2011.lasting-relief.not-fitting"].text
    assert text != other


def test_a_difference_includes_no_effect_where_its_interval_includes_zero(one):
    """By hand: 70% less 33% is 37 points, standard error 20."""
    results = Results(load(one))
    assert results["comparisons.relief-water.rd"].text == "37 percentage points"
    assert results["comparisons.relief-water.rd-no-effect"].text == "includes"


def test_the_arms_are_named_once_where_all_trials_have_the_same(two):
    found = comparison_plot(compare(load(two), "relief-water"), "tea")
    assert "Arms of every trial: tea v water." in found.caption
    assert [row.sub for row in found.draw.panels[0].rows[:2]] == ["", ""]


def test_the_arms_of_a_single_trial_are_named_with_it(one):
    found = comparison_plot(compare(load(one), "relief-water"), "tea")
    assert "Arms of every trial" not in found.caption
    assert found.draw.panels[0].rows[0].sub == "tea v water"


def test_the_arms_are_named_with_each_trial_where_they_differ(two):
    change(two / ADAM, "label: water", "label: cold water")
    found = comparison_plot(compare(load(two), "relief-water"), "tea")
    assert "Arms of every trial" not in found.caption
    assert [row.sub for row in found.draw.panels[0].rows[:2]] == ["tea v cold water", "tea v water"]
