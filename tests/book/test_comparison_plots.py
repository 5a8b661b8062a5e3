"""Plots of comparisons: where each mark is against the counts worked out by hand, and what the words around it say.

Each plot is drawn once, for all tests of it.
"""

import math
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.colors import to_hex

from livingreview.meta import pool_two_arm, two_groups
from livingreview.render import style
from livingreview.render.rows import SHARE, Diamond, Interval, Prediction, Square
from livingreview.subjects.comparisons import plot as plots
from livingreview.subjects.comparisons.plot import comparison_plot, readings_plot

from .row_plots import diamonds, drawn, ends_of, height, lines_of, middle_of, predictions, read, squares

# By hand, from tests/review (see its README).
BAKER, GRANT = (24, 40, 27, 42), (30, 50, 20, 50)
MARKS = "Marks: A, from an abstract only; D, count derived, not printed; T, time of assessment not stated."


@pytest.fixture(scope="module")
def analysis(results):
    return results.analysis


@pytest.fixture(scope="module")
def sugar(analysis):
    return analysis.comparison("relief-sugar")


@pytest.fixture(scope="module")
def drawing(sugar):
    return comparison_plot(sugar, "tea")


@pytest.fixture(scope="module")
def plot(drawing):
    return drawn(drawing.draw)


@pytest.fixture(scope="module")
def foot(plot):
    """Where the first panel ends: the height of its title."""
    return height(plot, "Risk ratio (95% CI)")


def scale(axes, title, low, high):
    """Maps a value of a panel to inches, from two labels of ticks above its title: of numbers, or of their logarithms.

    `low` and `high` are the labels with their values.
    """
    y = height(axes, title)

    def x(label):
        above = [text.get_position() for text in axes.texts if text.get_text() == label and text.get_position()[1] < y]
        return max(above, key=lambda place: place[1])[0]

    (one, first), (other, last) = low, high
    a, b = x(one), x(other)
    return lambda value: a + (value - first) / (last - first) * (b - a)


@pytest.fixture(scope="module")
def ratio(plot):
    by_log = scale(plot, "Risk ratio (95% CI)", ("0.5", math.log(0.5)), ("2", math.log(2)))
    return lambda value: by_log(math.log(value))


@pytest.fixture(scope="module")
def difference(plot):
    return scale(plot, "Risk difference (95% CI), percentage points", ("−20", -0.2), ("20", 0.2))


def test_both_panels_read_as_tables(plot):
    sides = ["← favours comparator", "favours tea →"]
    assert read(plot) == [
        ["Trial", "Marks", "Tea", "Comparator", "RR (95% CI)"],
        ["Baker 2011", "ADT", "24/40", "27/42", "0.93 (0.65–1.32)"],
        ["tea + honey v sugar + honey"],
        ["Grant 2017", "30/50", "20/50", "1.50 (1.01–2.29)"],
        ["tea v sugar"],
        ["pooled", "54/90", "47/92", "1.17 (0.73–1.86)"],
        ["0.5", "1", "2"],
        sides,
        ["Risk ratio (95% CI)"],
        ["Trial", "Marks", "Tea", "Comparator", "RD (95% CI)"],
        ["Baker 2011", "ADT", "24/40", "27/42", "−4 (−25 to 17)"],
        ["tea + honey v sugar + honey"],
        ["Grant 2017", "30/50", "20/50", "20 (0.3 to 38)"],
        ["tea v sugar"],
        ["pooled", "54/90", "47/92", "8 (−16 to 32)"],
        ["−20", "0", "20"],
        sides,
        ["Risk difference (95% CI), percentage points"],
    ]


def test_on_a_phone_the_columns_are_at_the_end_of_the_label(drawing):
    assert read(drawn(drawing.draw, style.NARROW))[:6] == [
        ["Trial", "Marks · Tea · Comparator · RR (95% CI)"],
        ["Baker 2011", "ADT · 24/40 · 27/42 · 0.93 (0.65–1.32)"],
        ["tea + honey v sugar + honey"],
        ["Grant 2017", "30/50 · 20/50 · 1.50 (1.01–2.29)"],
        ["tea v sugar"],
        ["pooled", "54/90 · 47/92 · 1.17 (0.73–1.86)"],
    ]


@pytest.mark.parametrize("measure", ["RR", "RD"])
def test_each_trial_is_at_its_effect_with_its_score_interval(plot, foot, ratio, difference, measure):
    at, first = (ratio, True) if measure == "RR" else (difference, False)
    of_panel = [box for box in squares(plot) if (middle_of(box)[1] < foot) == first]
    lines = [line for line in lines_of(plot, style.INK, 1.1) if (line.get_ydata()[0] < foot) == first]
    for counts, box, line in zip((BAKER, GRANT), of_panel, lines, strict=True):
        one = two_groups(*counts, measure, "miettinen-nurminen")
        assert middle_of(box)[0] == pytest.approx(at(one.estimate))
        assert ends_of(line) == pytest.approx([at(one.ci_low), at(one.ci_high)])
        assert line.get_ydata()[0] == pytest.approx(middle_of(box)[1]) and not line.is_dashed()
    assert middle_of(of_panel[0])[1] < middle_of(of_panel[1])[1]
    if measure == "RR":  # by hand: 24 x 42 / (40 x 27) and 30/50 over 20/50
        assert [middle_of(box)[0] for box in of_panel] == pytest.approx([ratio(0.9333333), ratio(1.5)])
    else:
        assert [middle_of(box)[0] for box in of_panel] == pytest.approx([difference(-0.0428571), difference(0.2)])


@pytest.mark.parametrize("measure", ["RR", "RD"])
def test_weights_pool_and_prediction_are_those_of_the_measure(plot, foot, ratio, difference, measure):
    at, first = (ratio, True) if measure == "RR" else (difference, False)
    counts = np.array([BAKER, GRANT]).T
    one = pool_two_arm(*counts, measure=measure)
    areas = [box.get_width() ** 2 for box in squares(plot) if (middle_of(box)[1] < foot) == first]
    assert areas[0] / areas[1] == pytest.approx(one.weights[0] / one.weights[1])
    assert max(areas) == pytest.approx(0.16**2)
    (diamond,) = [patch for patch in diamonds(plot) if (patch.get_xy()[0][1] < foot) == first]
    x, y = diamond.get_xy()[:4].T
    found = [x.min(), x[np.argmax(y)], x.max()]
    assert found == pytest.approx([at(one.ci_low), at(one.estimate), at(one.ci_high)])
    assert to_hex(diamond.get_facecolor()) == style.BLUE
    (low, high, level), *_ = [line for line in predictions(plot) if (line[2] < foot) == first]
    left, right = ends_of(
        next(line for line in lines_of(plot, style.INK, 0.8) if (line.get_ydata()[0] < foot) == first)
    )
    assert low == pytest.approx(max(at(one.pi_low), left)) and high == pytest.approx(min(at(one.pi_high), right))
    assert level == pytest.approx(diamond.get_xy()[0][1])


def test_an_upright_line_is_at_no_effect(plot, foot, ratio, difference):
    (first, second) = sorted(lines_of(plot, style.INK, 0.9), key=lambda line: max(line.get_ydata()))
    assert ends_of(first) == pytest.approx((ratio(1), ratio(1))) and max(first.get_ydata()) < foot
    assert ends_of(second) == pytest.approx((difference(0), difference(0))) and min(second.get_ydata()) > foot
    assert not first.is_dashed() and not second.is_dashed()


def test_the_words_of_a_comparison_are_its_numbers(drawing):
    assert drawing.name == "comparison-relief-sugar"
    assert drawing.caption == (
        "**Relief, against sugar**: two randomised trials, 182 patients. Counts are patients with the outcome of those "
        "in the arm, tea first. Squares are trials with crude effects and 95% score intervals; the upright line is no "
        "effect. Diamonds are pooled results; thin lines with end marks are 95% prediction intervals. " + MARKS
    )
    assert drawing.alt == (
        "Forest plot of relief, against sugar, 95% confidence intervals: Baker 2011, tea + honey 24 of 40 (60%), "
        "sugar + honey 27 of 42 (64%), risk ratio 0.93 (0.65 to 1.32) and risk difference −4 (−25 to 17) percentage "
        "points; Grant 2017, tea 30 of 50 (60%), sugar 20 of 50 (40%), risk ratio 1.50 (1.01 to 2.29) and risk "
        "difference 20 (0.3 to 38) percentage points. Pooled risk ratio 1.17 (0.73 to 1.86) and risk difference "
        "8 (−16 to 32) percentage points."
    )
    assert list(drawing.data["label"]) == ["Baker 2011", "Grant 2017"]


def test_the_level_is_the_declared_one(analysis):
    events = comparison_plot(analysis.comparison("events-sugar"), "tea")
    texts = [text for line in read(drawn(events.draw)) for text in line]
    assert {"RR (90% CI)", "RD (90% CI)", "Risk ratio (90% CI)", "Risk difference (90% CI), percentage points"} <= {
        *texts
    }
    assert "90% score intervals" in events.caption
    assert "prediction interval" not in events.caption  # the fixed-effect model has none
    assert "95% prediction intervals" in comparison_plot(analysis.comparison("relief-sugar"), "tea").caption
    assert ", 90% confidence intervals: " in events.alt
    assert texts.count("← favours tea") == texts.count("favours comparator →") == 2  # fewer events are better


def test_a_single_trial_has_no_pool(analysis):
    water = comparison_plot(analysis.comparison("relief-water"), "tea")
    axes = drawn(water.draw)
    assert diamonds(axes) == predictions(axes) == [] and len(squares(axes)) == 2
    assert [box.get_width() for box in squares(axes)] == pytest.approx([0.16 * math.sqrt(SHARE)] * 2)
    assert water.caption.endswith("the upright line is no effect. One trial: nothing is pooled.")
    assert "Pooled" not in water.alt and water.alt.endswith("24 (−0.6 to 46) percentage points.")


def test_a_comparison_without_a_trial_says_so(analysis):
    nothing = comparison_plot(analysis.comparison("return-sugar"), "tea")
    assert nothing.caption == "**Return of hiccups, against sugar.** No randomised trial gives counts of both arms."
    assert nothing.alt == (
        "Forest plot of return of hiccups, against sugar: no randomised trial gives counts of both arms."
    )
    axes = drawn(nothing.draw)
    assert read(axes).count(["no randomised trial with counts of both arms"]) == 2 and squares(axes) == []
    assert ["−10", "−5", "0", "5", "10"] in read(axes)


def test_neither_side_is_favoured_where_it_is_not_known_which_is_better(sugar):
    texts = read(drawn(comparison_plot(replace(sugar, higher_is_better=None), "tea").draw))
    assert texts.count(["← less with tea", "more with tea →"]) == 2


def test_a_result_that_is_not_known_has_no_mark(sugar):
    unknown = replace(sugar.pooled["RR"], estimate=np.nan, ci_low=np.nan, ci_high=np.nan, pi_low=np.nan, pi_high=np.nan)
    rows = plots._rows(replace(sugar, pooled={"RR": unknown}), "RR")
    assert rows[-1].marks == [] and rows[-1].cells["effect"] == "not estimable"
    assert rows[-1].kind == "pooled"
    alone = two_groups(0, 10, 0, 12, "RR")
    assert plots._marks(alone) == [] and plots._short(alone, "RR") == "not estimable"


# ---- readings of percentages -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def candidates(analysis):
    return [one for one in analysis.readings if one.reading.id == "lasting-relief"]


def test_readings_are_hollow_and_broken(candidates):
    """By hand: 17 of 24 against 11 of 27, or of 40 against 42, for 71% against 41%."""
    shown = readings_plot(candidates, "tea", "Lasting relief", True)
    axes = drawn(shown.draw)
    assert read(axes)[:9] == [
        ["Reading", "Tea", "Comparator", "RR (95% CI)"],
        ["of people with relief", "17/24", "11/27", "1.74 (1.05–3.04)"],
        ["gives the printed percentages"],
        ["of everybody randomised", "17/40", "11/42", "1.62 (0.88–3.05)"],
        ["does not give them"],
        ["0.5", "1", "2"],
        ["← favours comparator", "favours tea →"],
        ["Risk ratio (95% CI)"],
        ["Reading", "Tea", "Comparator", "RD (95% CI)"],
    ]
    lines = lines_of(axes, style.INK, 1.1)
    assert len(lines) == 4 and all(line.is_dashed() for line in lines)
    assert squares(axes) == diamonds(axes) == []
    by_log = scale(axes, "Risk ratio (95% CI)", ("0.5", math.log(0.5)), ("2", math.log(2)))
    hollow = [box for box in axes.patches if to_hex(box.get_edgecolor()) == style.BLUE]
    found = [middle_of(box)[0] for box in hollow][:2]
    assert found == pytest.approx([by_log(math.log(17 * 27 / (24 * 11))), by_log(math.log(17 * 42 / (40 * 11)))])
    assert shown.name == "readings-baker2011-lasting-relief"
    assert shown.caption == (
        "**Lasting relief: two readings of one printed pair of percentages** (Baker 2011: 71% against 41%, "
        "denominators not printed). Hollow squares and broken lines: counts reconstructed from the percentages, "
        "not printed in any accessible source; they are not pooled. Lines are 95% score intervals."
    )
    assert shown.alt == (
        "Readings of 71% against 41% in Baker 2011, lasting relief: reconstructions, if of people with relief, 17 of "
        "24 against 11 of 27, risk ratio 1.74 (1.05 to 3.04) and risk difference 30 (2 to 53) percentage points; and "
        "everybody randomised, 17 of 40 against 11 of 42, risk ratio 1.62 (0.88 to 3.05) and risk difference "
        "16 (−4 to 36) percentage points."
    )
    assert shown.data.to_dict("list") == {
        "study": ["baker2011"] * 2, "of": ["people with relief", "everybody randomised"],
        "events_1": [17, 17], "n_1": [24, 40], "events_2": [11, 11], "n_2": [27, 42],
    }  # fmt: skip


def test_readings_favour_the_side_of_their_outcome(candidates):
    fewer = readings_plot(candidates, "tea", "Return", False)
    assert ["← favours tea", "favours comparator →"] in read(drawn(fewer.draw))


# ---- axes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (0.5, 2.0, (0.5, 2.0)),
        (0.5, math.inf, (0.5, 1.5)),  # an interval without end shows for three times its other end
        (0.0, 0.6, (0.6, 0.2)),
        (0.0, math.inf, (0.0, math.inf)),
        (-1.0, math.inf, (-1.0, math.inf)),
    ],
)
def test_an_interval_without_an_end_is_followed_for_a_part(low, high, shown):
    assert plots._reach(low, high) == pytest.approx(shown)


@pytest.mark.parametrize(
    ("values", "ticks", "end"),
    [
        ([], ["−10", "−5", "0", "5", "10"], 0.103),
        ([0.02, -0.1], ["−10", "−5", "0", "5", "10"], 0.103),
        ([-0.15], ["−10", "0", "10"], 0.1545),
        ([0.2], ["−20", "−10", "0", "10", "20"], 0.206),
        ([0.3, 0.1], ["−20", "0", "20"], 0.309),
        ([0.45], ["−25", "0", "25"], 0.4635),
        ([-0.7, 0.7], ["−50", "0", "50"], 0.721),
        ([1.0], ["−100", "−50", "0", "50", "100"], 1.03),
    ],
)
def test_an_axis_of_differences_is_symmetrical_and_holds_them(values, ticks, end):
    axis = plots._differences(values)
    assert [axis.words(tick) for tick in axis.ticks] == ticks
    assert (axis.place(-end), axis.place(0), axis.place(end)) == pytest.approx((0, 0.5, 1))


def test_only_intervals_set_the_length_of_an_axis():
    """The prediction interval, which can be wide, ends in arrows."""
    marks = [Interval(0.8, 1.25), Square(1.0), Prediction(0.01, 100), Diamond(1.0, 0.9, 1.1)]
    rows = [plots.Row("A 1", marks=marks)]
    (axis,) = plots._panel("RR", rows, 0.95, "tea", True).axes
    assert 0 < axis.place(0.6) and axis.place(0.3) < 0 and axis.line == 1.0
    (axis,) = plots._panel("RR", [plots.Row("A 1", marks=[Diamond(1, 0.2, 5)])], 0.95, "tea", True).axes
    assert 0 <= axis.place(0.2)
    (axis,) = plots._panel("RD", [plots.Row("A 1", marks=[Interval(0.0, 0.4)])], 0.95, "tea", True).axes
    assert axis.place(0.4) < 1 and axis.line == 0.0


def test_words_of_limits_without_end():
    one = replace(two_groups(3, 10, 1, 12, "RR"), ci_high=math.inf)
    assert plots._short(one, "RR").endswith("–∞)")
    low = two_groups(3, 10, 1, 12, "RD")
    assert " to " in plots._short(low, "RD") and "–" not in plots._short(low, "RD")
