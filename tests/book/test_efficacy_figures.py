"""Figures of response, comparison and robustness: tidy from none to sixty rows, and their words tell their content."""

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

from helpers import assert_all_tidy, synthesis
from livingreview.meta import pool_two_arm
from livingreview.render import style
from livingreview.schema import Comparison
from livingreview.subjects.comparisons.model import Compared, effect, readings
from livingreview.subjects.comparisons.plot import comparison_plot, readings_plot
from livingreview.subjects.course.lasting_plot import durability_plot, timing_plot
from livingreview.subjects.course.model import courses, lasting, timing
from livingreview.subjects.course.plot import course_plot
from livingreview.subjects.pools.plot import forest
from livingreview.subjects.pools.variants import NO_YEAR, by_year
from livingreview.subjects.pools.variants_plot import cumulative_plot, leave_one_out_plot, sensitivity_plot

from .row_plots import baseline

LONG = ("Mousavi-Hasanzadeh 2020", "A Long Corporate Author of a Registered Consortium for a Trial 2024a", "Li 2013")
SIZES = (0, 1, 2, 60)


def labelled(k):
    """A synthesis with long labels and everything that sensitivity analyses need."""
    made = synthesis(k, largest=200)
    made.rows["label"] = [f"{LONG[i % 3]}" for i in range(k)]
    made.rows["arm"], made.rows["arm_n"] = "treated", made.rows["n"]
    made.rows["year"] = pd.array([2000 + i // 3 for i in range(k)], dtype="Int64")
    made.rows["age"] = "adult"
    made.rows["derived"] = [("percentage", None)[i % 2] for i in range(k)]
    return made


@pytest.mark.slow
@pytest.mark.parametrize("k", SIZES)
def test_a_forest_plot_with_dose_and_bias_is_tidy(k):
    made = labelled(k)
    made.rows["dose"] = [("2–4 mg/day", "", "0.5–1.25 mg/m²/day")[i % 3] for i in range(k)]
    made.rows["trough_target"] = [("5–15 ng/mL", "≤15 ng/mL", "")[i % 3] for i in range(k)]
    made.rows["bias"] = [("?", "h", "S")[i % 3] for i in range(k)]
    assert_all_tidy(forest(made, dose=True))


def test_doses_are_under_the_study_and_the_axis_has_a_third_of_the_width():
    made = synthesis(4, largest=50)
    made.rows["label"] = "Li 2013"
    made.rows["marks"] = "A"
    made.rows["dose"], made.rows["trough_target"], made.rows["bias"] = "2–4 mg/day", "5–15 ng/mL", "S"

    def axes(**options):
        with mpl.rc_context(style.RC):
            return forest(made, **options).draw(style.WIDE).axes[0]

    for label in ("Li 2013", LONG[1]):
        made.rows["label"] = label
        given = axes(dose=True)
        assert "2–4 mg/day; trough target 5–15 ng/mL" in [text.get_text() for text in given.texts]
        left, right = baseline(given)
        assert right - left >= 0.35 * style.WIDE - 0.01
    assert "2–4" not in " ".join(text.get_text() for text in axes().texts)


def test_letters_of_bias_are_explained_as_far_as_they_are_used():
    made = synthesis(3)
    made.rows["bias"] = ["L", "s", "?"]
    caption = forest(made).caption
    assert "L, low; S, some concerns; ?, not rated; small letters are drafts." in caption
    assert "H, high" not in caption
    assert "Risk of bias: ?, not rated." in forest(synthesis(3)).caption


@pytest.mark.slow
@pytest.mark.parametrize("k", SIZES)
def test_robustness_plots_are_tidy(k, review):
    made = labelled(k)
    for drawing in (cumulative_plot(made), leave_one_out_plot(made), sensitivity_plot(review, made)):
        assert_all_tidy(drawing)
    if k == 2:
        assert "2000, with " in cumulative_plot(made).alt
        assert "without Mousavi-Hasanzadeh 2020" in leave_one_out_plot(made).alt
        assert "Hartung-Knapp" in sensitivity_plot(review, made).alt


def compared(k, higher_is_better=True):
    rng = np.random.default_rng(k)
    n1, n2 = rng.integers(3, 200, (2, k)) if k else (np.empty(0, int), np.empty(0, int))
    e1, e2 = (rng.integers(0, n + 1) for n in (n1, n2))
    declared = Comparison.model_construct(label="Overall response, against another drug", level=0.95)
    rows = pd.DataFrame(
        {
            "study": [f"s{i}" for i in range(k)], "label": [LONG[i % 3] for i in range(k)],
            "arm": "treatment with something else given too", "versus": "comparator with something else given too",
            "events_1": e1, "n_1": n1, "events_2": e2, "n_2": n2, "month": None, "when": "not-stated", "p": None,
            "marks": [("ADTC", "")[i % 2] for i in range(k)],
        }
    )  # fmt: skip
    trials = list(zip(e1, n1, e2, n2, strict=True))
    effects = {m: tuple(effect(*map(int, counts), m) for counts in trials) for m in ("RR", "RD")}
    pooled = {m: pool_two_arm(e1, n1, e2, n2, measure=m) for m in effects} if k > 1 else {}
    return Compared("test", declared, higher_is_better, rows, rows.iloc[:0], rows.iloc[:0], effects, pooled, ())


@pytest.mark.slow
@pytest.mark.parametrize("k", SIZES)
def test_a_plot_of_two_arms_is_tidy(k):
    assert_all_tidy(comparison_plot(compared(k), "treatment"))


def sides(drawing):
    with mpl.rc_context(style.RC):
        texts = drawing.draw(style.WIDE).axes[0].texts
    found = {text.get_text(): text.get_position()[0] for text in texts}
    return [" ".join(word for word in text.split() if word not in "←→") for text in sorted(found, key=found.get)
            if "favours" in text or "with treatment" in text]  # fmt: skip


def test_the_sides_say_what_is_favoured():
    assert sides(comparison_plot(compared(1), "treatment")) == ["favours comparator", "favours treatment"]
    worse, neither = compared(1, higher_is_better=False), compared(1, higher_is_better=None)
    assert sides(comparison_plot(worse, "treatment")) == ["favours treatment", "favours comparator"]
    assert sides(comparison_plot(neither, "treatment")) == ["less with treatment", "more with treatment"]


def test_words_of_a_comparison_tell_counts_and_results():
    one = compared(1)
    alt = comparison_plot(one, "treatment").alt
    row = one.rows.iloc[0]
    assert f"{row['events_1']} of {row['n_1']}" in alt and f"{row['events_2']} of {row['n_2']}" in alt
    assert "risk ratio" in alt and "percentage points" in alt
    assert "One trial: nothing is pooled." in comparison_plot(one, "treatment").caption
    assert "Pooled risk ratio" in comparison_plot(compared(2), "treatment").alt
    assert "no randomised trial" in comparison_plot(compared(0), "treatment").alt


def test_readings_are_drawn_as_reconstructions(review):
    candidates = [c for c in readings(review) if c.reading.id == "lasting-relief"]
    drawing = readings_plot(candidates, "treatment", "Lasting relief", True)
    assert_all_tidy(drawing)
    assert "not printed in any accessible source" in drawing.caption and "reconstructions" in drawing.alt
    assert "17 of 24 against 11 of 27" in drawing.alt and "17 of 40 against 11 of 42" in drawing.alt


@pytest.mark.slow
def test_plots_of_the_course_are_tidy_and_tell_every_figure(review):
    pools = review.config.pools
    titles = {name: review.vocabulary.outcomes[pool.outcome].label for name, pool in pools.items()}
    rows = lasting(review)
    drawing = durability_plot(rows, "X")
    assert_all_tidy(drawing)
    shown = drawing.data[drawing.data["printed"].notna()]
    assert 0 < len(shown) < rows["printed"].notna().sum()  # parts of patients are in the table only
    for row in shown.itertuples():
        counted = pd.notna(row.events) and pd.notna(row.n)  # then the computed percentage stands for the printed one
        assert (f"{row.events}/{row.n}" if counted else row.printed) in drawing.alt
    assert_all_tidy(timing_plot(timing(review), "X"))
    drawing = course_plot(titles, courses(review, pools))
    assert_all_tidy(drawing)
    assert "denominator not accessible" in drawing.alt


@pytest.mark.slow
@pytest.mark.parametrize("k", SIZES)
def test_plots_of_time_are_tidy(k, review):
    lots = lasting(review)
    rows = pd.concat([lots.iloc[[2 * i % len(lots)]] for i in range(k)] or [lots.iloc[:0]], ignore_index=True)
    rows["label"] = [LONG[i % 3] for i in range(k)]
    assert_all_tidy(durability_plot(rows, "hiccups"))
    times = timing(review)
    rows = pd.concat([times.iloc[[i % len(times)]] for i in range(k)] or [times.iloc[:0]], ignore_index=True)
    assert_all_tidy(timing_plot(rows, "hiccups"))


@pytest.mark.slow
@pytest.mark.parametrize("k", [0, 1, 2, 15, 60])
@pytest.mark.parametrize("same", [True, False])
def test_a_course_plot_is_tidy_even_where_cohorts_agree(k, same):
    rng = np.random.default_rng(k)
    rows = pd.DataFrame(
        {
            "study": [f"s{i}" for i in range(k)], "label": [LONG[i % 3] for i in range(k)],
            "number": list(range(1, k + 1)), "events": pd.array([5] * k, dtype="Int64"),
            "n": pd.array([10] * k, dtype="Int64"), "counted": [i % 3 != 0 for i in range(k)],
            "proportion": 0.5 if same else rng.random(k), "marks": "ADTC",
            "month": pd.array([(None, 3.0, 6.0, 24.0)[i % (2 if same else 4)] for i in range(k)], dtype="Float64"),
            "when": [("not-stated", None, None, None)[i % (2 if same else 4)] for i in range(k)],
        }
    )  # fmt: skip
    assert_all_tidy(course_plot({"a": "overall response"}, {"a": rows}))


def test_reports_without_a_year_come_last_in_the_order_of_years():
    made = labelled(7)
    made.rows.loc[[0, 4], "year"] = pd.NA
    steps = by_year(made)
    assert [step.name for step in steps] == ["2000", "2001", "2002", NO_YEAR]
    assert steps[-1].studies == tuple(made.rows.loc[[0, 4], "label"]) and steps[-1].pooled.k == 7
    assert "not stated come last" in cumulative_plot(made).caption
    assert "not stated" not in cumulative_plot(labelled(7)).caption
