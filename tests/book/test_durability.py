"""Response in time: figures as printed, intervals only where there is a denominator, nothing from outside the scope."""

import numpy as np
import pytest

from helpers import change
from livingreview import load
from livingreview.store.review import write_schemas
from livingreview.subjects.course.lasting_plot import durability_plot, timing_plot, without_parts
from livingreview.subjects.course.model import courses, lasting, timing
from livingreview.subjects.course.words import lasting_sentence
from livingreview.subjects.results import Results, UnknownResult
from trials import write_trials

ADAM = "data/studies/adam1990.yaml"
STAY = "  stay: {label: stay, definition: Time in bed., aspect: timing}\n"
LAST = "  - {arm: water, group: all, outcome: relief, month: 1, events: 4, n: 12, source: 1, at: Table 1}\n"


def shown_in(drawing):
    """Every text of a drawing on a wide page, with its lines joined."""
    return " ".join(text.get_text() for axes in drawing.draw(7).axes for text in axes.texts).replace("\n", " ")


def row(text):
    return f"  - {{arm: tea, group: all, {text}, source: 1, at: Table 2}}\n"


@pytest.fixture
def one(tmp_path):
    return write_trials(tmp_path, [(7, 10, 4, 12)])


def added(root, *rows):
    change(root / ADAM, LAST, LAST + "".join(map(row, rows)))
    return load(root)


def test_what_lasts_is_reported_with_and_without_a_denominator(one):
    review = added(
        one,
        "outcome: lasting-relief, month: 6, events: 3, n: 10",
        "outcome: lasting-relief, month: 7, printed: 40%",
        "outcome: lasting-relief, month: 8, events: 2",
        "outcome: relief, when: follow-up, events: 5, n: 10",
        "outcome: relief, month: 12, events: 4, n: 10",
        "outcome: relief, month: 11, events: 4, n: 10",
    )
    rows = lasting(review)
    assert list(rows["figure"]) == [
        "3/10 (30%)", "40% (no count accessible)", "2 (denominator not accessible)", "5/10 (50%)", "4/10 (40%)",
    ]  # fmt: skip
    assert list(rows["ci_low"].notna()) == [True, False, False, True, True]
    assert rows["proportion"].iloc[1] == pytest.approx(0.4)
    assert np.isnan(rows["proportion"].iloc[2])


def test_counts_of_what_is_known_leave_out_comparators_and_tell_the_denominators(one):
    water = LAST.replace("outcome: relief, month: 1", "outcome: lasting-relief, month: 6")
    change(one / ADAM, LAST, LAST + water + row("outcome: lasting-relief, month: 6, printed: 40%"))
    results = Results(load(one))
    assert [results[f"course.all.{what}"].text for what in ("values", "counted", "counted-alone")] == ["1", "0", "0"]
    assert results["course.relief.values"].text == "0"
    with pytest.raises(UnknownResult, match="there is no 'laughter'"):
        results["course.laughter.values"]


def test_times_become_months_whatever_their_unit(one):
    review = added(
        one,
        "outcome: delay, when: not-stated, value: 8, stat: median, unit: weeks, low: 4, high: 12, spread: range",
        "outcome: delay, when: not-stated, says: Soon.",
    )
    rows = timing(review)
    assert rows["months"].iloc[0] == pytest.approx(8 * 7 / (365.2425 / 12))
    assert rows["low_months"].iloc[0] == pytest.approx(4 * 7 / (365.2425 / 12))
    assert list(rows["figure"])[1] == "Soon."
    assert np.isnan(rows["months"].iloc[1])
    assert set(rows["marks"]) == {""}


def test_times_of_the_same_patients_have_their_notes_beside_them(one):
    median = "outcome: delay, when: not-stated, stat: median, unit: weeks, spread: iqr"
    alone = added(one, f"{median}, value: 4, low: 3, high: 13, note: first cup")
    assert "first cup" not in shown_in(timing_plot(timing(alone), "hiccups"))
    both = added(one, f"{median}, value: 11, low: 4, high: 26, note: second cup")
    shown = shown_in(timing_plot(timing(both), "hiccups"))
    assert "first cup" in shown and "second cup" in shown
    assert "median and interquartile range" in shown
    assert "0.92 (0.69–3)" in shown and "2.5 (0.92–6)" in shown  # 4, 3, 13, 11, 4 and 26 weeks


def test_each_kind_of_time_has_an_axis_that_its_values_use(one):
    change(one / "data/vocabulary.yaml", "outcomes:\n", f"outcomes:\n{STAY}")
    write_schemas(one)
    review = added(
        one,
        "outcome: delay, when: not-stated, value: 8, stat: median, unit: weeks, low: 4, high: 12, spread: range",
        "outcome: stay, when: not-stated, value: 260, stat: median, unit: weeks, low: 52, high: 312, spread: range",
    )
    plot = timing_plot(timing(review), "hiccups").draw
    month = 365.2425 / 12 / 7  # weeks
    assert [panel.rows[0].label for panel in plot.panels] == ["Time to relief", "Stay"]
    reach = [(12 / month, 4), (312 / month, 96)]  # the longest value in months, and the end of the axis
    for panel, (longest, most) in zip(plot.panels, reach, strict=True):
        assert longest <= panel.axes[0].ticks[-1] <= most
        assert panel.axes[0].title.endswith(", months")


def test_a_course_holds_every_time_of_a_cohort_but_not_comparators_or_parts(one):
    review = added(
        one,
        "outcome: relief, month: 6, events: 6, n: 9",
        "outcome: relief, month: 12, printed: 50%",
        "outcome: relief, when: best, events: 9, n: 10",
        "outcome: relief, month: 9, events: 1, n: 1",
    )
    (rows,) = courses(review, review.config.pools).values()
    assert list(rows["counted"]) == [True, True, False, True]
    assert sorted(rows["month"].dropna()) == [1, 6, 12]
    assert set(rows["arm"]) == {"tea"}
    assert set(rows["number"]) == {1}


def test_cohorts_have_one_number_in_every_pool(review):
    found = courses(review, review.config.pools)
    numbers = {}
    for rows in found.values():
        for study, number in zip(rows["study"], rows["number"], strict=True):
            assert numbers.setdefault(study, number) == number
    assert sorted(numbers.values()) == list(range(1, len(numbers) + 1))


def test_the_figure_has_one_row_an_arm_and_time_and_a_note_on_its_sources(review):
    """Two sources of one trial give the same arm at the same time; its parts are in the table alone."""
    rows = lasting(review)
    numbered = rows[rows[["events", "printed"]].notna().any(axis=1)]
    drawing = durability_plot(rows, "hiccups")
    drawn = without_parts(numbered)
    assert len(drawn) < len(numbered), "the fixture has parts of patients"
    twice = drawn[drawn["one_row"].duplicated()]
    assert len(twice), "the fixture has a value that two sources give"
    assert f"in source {twice['source'].iloc[0]}" in drawing.caption
    assert "of parts of these patients" in drawing.caption
    figure = drawing.draw(7.0)
    words = [text.get_text() for axes in figure.axes for text in axes.texts]
    for arm in drawn["arm_label"].dropna().unique():
        assert any(arm in word for word in words), arm


def test_a_part_of_patients_stays_where_its_arm_has_no_value_for_all(one):
    whole = "{id: all, label: everybody, role: whole, condition: simple}"
    change(one / ADAM, whole, f"{whole}, {whole.replace('all', 'some').replace('role: whole', 'role: subgroup')}")
    value = row("outcome: lasting-relief, month: 6, events: 3, n: 5").replace("group: all", "group: some")
    change(one / ADAM, LAST, LAST + value)
    rows = lasting(load(one))
    assert len(without_parts(rows)) == len(rows) == 1
    change(one / ADAM, value, value + row("outcome: lasting-relief, month: 6, events: 5, n: 10"))
    assert list(without_parts(lasting(load(one)))["group"]) == ["all"]


def test_patients_outside_the_scope_are_not_listed(review_copy):
    assert "lewis2019" in set(lasting(load(review_copy))["study"])
    change(review_copy / "data/studies/lewis2019.yaml", "condition: simple", "condition: none")
    assert "lewis2019" not in set(lasting(load(review_copy))["study"])


@pytest.mark.parametrize(
    "values, both, text",
    [
        (0, 0, "No report gives a value on how long responses last."),
        (1, 0, "The one value on how long responses last has no denominator of patients with hiccups alone."),
        (1, 1, "The one value on how long responses last has a denominator of patients with hiccups alone."),
        (14, 0, "None of the 14 values"),
        (2, 0, "Neither of the two values"),
        (14, 1, "Of 14 values on how long responses last, one has a denominator"),
        (14, 3, "Of 14 values on how long responses last, three have a denominator"),
    ],
)
def test_the_sentence_on_lasting_responses_agrees_in_number(values, both, text):
    assert lasting_sentence(values, both, "hiccups").startswith(text)
