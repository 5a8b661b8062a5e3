"""Row plots by geometry: where artists are against the numbers; what must not touch; how a plot is split."""

import itertools
import json
import math

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Polygon, Rectangle

from helpers import assert_tidy, synthesis
from livingreview.evidence import METHOD
from livingreview.meta import study_interval
from livingreview.render import style
from livingreview.render.layout import TEXT_HEIGHT, TEXT_WIDTH, pieces
from livingreview.render.parts import read_manifest
from livingreview.render.rows import (
    Column,
    Diamond,
    Interval,
    Key,
    Marker,
    Note,
    Panel,
    Plot,
    Prediction,
    Row,
    Span,
    Square,
    Tick,
    categories,
    end_for,
    estimated,
    linear,
    logarithmic,
    proportions,
)
from livingreview.store import load
from livingreview.subjects.comparisons.plot import comparison_plot
from livingreview.subjects.pools.model import synthesise
from livingreview.subjects.pools.plot import forest
from livingreview.subjects.pools.variants import without_each
from livingreview.subjects.pools.variants_plot import leave_one_out_plot

from .test_efficacy_figures import compared, labelled

pytestmark = pytest.mark.slow

WIDTHS = (style.WIDE, style.NARROW)
COLUMNS = (
    Column("marks", "Marks", phone="label", quiet=True),
    Column("count", "Events/n", align="right"),
    Column("estimate", "% (95% CI)", side="right"),
    Column("weight", "Weight", "per cent", side="right", align="right", phone="none"),
)
AXES = {
    "proportions": (proportions(), (0.1, 0.4, 0.95)),
    "to a tenth": (proportions(0.1), (0.01, 0.04, 0.09)),
    "linear": (linear(-4, 4, (-4, -2, 0, 2, 4), str), (-3.5, 0.0, 2.0)),
    "logarithmic": (logarithmic([0.2, 7.0]), (0.3, 1.0, 5.0)),
}
ENDS = {"proportions": (0, 1), "to a tenth": (0, 0.1), "linear": (-4, 4)}
LABELS = {
    "short": "A 1",
    "wide": "A Long Corporate Author of a Registered Consortium for a Trial 2024a",
    "one word": "Mousavi-Hasanzadeh-Featherstonehaugh-Cholmondeley",
}


def drawn(plot, width=style.WIDE):
    with style.theme():
        return plot(width).axes[0]


def one_row(*marks, axis=None):
    return Plot([Panel([Row("Li 2013", marks=marks)], [axis or proportions()])])


def baseline(axes):
    """Left and right end of the (first) axis."""
    lines = [line for line in axes.lines if line.get_color() == style.INK and line.get_linewidth() == 0.8]
    return min(lines, key=lambda line: min(line.get_xdata())).get_xdata()


def at(axes, name, value):
    """Where a value of a proportional or linear axis of AXES belongs."""
    left, right = baseline(axes)
    low, high = ENDS[name]
    return left + (value - low) / (high - low) * (right - left)


def lines_of(axes, colour, width):
    return [one for one in axes.lines if (one.get_color(), one.get_linewidth()) == (colour, width)]


def ends_of(line):
    return tuple(float(x) for x in line.get_xdata())


def middle_of(square):
    return square.get_x() + square.get_width() / 2, square.get_y() + square.get_height() / 2


def squares(axes, colour=style.BLUE):
    return [p for p in axes.patches if type(p) is Rectangle and to_hex(p.get_facecolor()) == colour]


def diamonds(axes):
    return [patch for patch in axes.patches if type(patch) is Polygon]


def texts_of(axes):
    return {text.get_text(): text.get_position() for text in axes.texts}


# ---- marks against numbers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ENDS)
def test_an_interval_ends_where_its_numbers_say_and_the_square_is_at_the_estimate(name, width):
    axis, (low, middle, high) = AXES[name]
    axes = drawn(one_row(*estimated(middle, low, high), axis=axis), width)
    (line,), (square,) = lines_of(axes, style.INK, 1.1), squares(axes)
    assert ends_of(line) == pytest.approx((at(axes, name, low), at(axes, name, high)))
    assert middle_of(square) == pytest.approx((at(axes, name, middle), line.get_ydata()[0]))


@pytest.mark.parametrize("width", WIDTHS)
def test_the_tips_of_a_diamond_are_the_ends_of_its_interval_and_it_is_widest_at_the_estimate(width):
    axes = drawn(one_row(Diamond(0.7, 0.55, 0.8)), width)
    (diamond,) = diamonds(axes)
    x, y = diamond.get_xy()[:4].T
    ends = [at(axes, "proportions", value) for value in (0.55, 0.7, 0.8)]
    assert (x[np.argmin(x)], x[np.argmax(x)]) == pytest.approx((ends[0], ends[2]))
    assert y[np.argmin(x)] == pytest.approx(y[np.argmax(x)])
    assert x[np.argmin(y)] == pytest.approx(ends[1]) and x[np.argmax(y)] == pytest.approx(ends[1])
    assert y.max() - y.min() == pytest.approx(2 * Diamond(0, 0, 0).half)


def test_the_area_of_a_square_is_proportional_to_the_weight():
    shares = (1.0, 0.5, 0.25)
    areas = [box.get_width() * box.get_height() for share in shares
             for box in squares(drawn(one_row(Square(0.5, share))))]  # fmt: skip
    assert areas[0] / areas[1] == pytest.approx(2) and areas[0] / areas[2] == pytest.approx(4)
    (tiny,) = squares(drawn(one_row(Square(0.5, 0.0001))))
    assert tiny.get_width() > 0.03, "it can be seen"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", AXES)
def test_values_and_ticks_grow_from_left_to_right(name, width):
    axis, values = AXES[name]
    axes = drawn(one_row(*(Square(value) for value in values), axis=axis), width)
    x = [middle_of(square)[0] for square in squares(axes)]
    assert len(x) == 3 and x == sorted(x) and x[0] < x[2]
    places = texts_of(axes)
    ticks = [places[axis.words(tick)][0] for tick in sorted(axis.ticks) if axis.words(tick) in places]
    assert len(ticks) >= 2 and ticks == sorted(set(ticks))


def test_labels_of_ticks_stand_at_their_values():
    axes = drawn(one_row())
    places = texts_of(axes)
    for value, words in ((0, "0%"), (0.5, "50%"), (1, "100%")):
        assert places[words][0] == pytest.approx(at(axes, "proportions", value))


def test_a_ratio_and_its_reciprocal_are_as_far_from_one():
    axis = logarithmic([0.3, 2.0])
    axes = drawn(one_row(Square(0.5), Square(1.0), Square(2.0), axis=axis))
    half, one, double = (middle_of(square)[0] for square in squares(axes))
    assert one - half == pytest.approx(double - one) and one > half
    assert sum(baseline(axes)) / 2 == pytest.approx(one)


@pytest.mark.parametrize(("values", "reach"), [([1.1, 0.9], 2), ([0.2, 3.0], 5), ([1e-6, 2.0], 100), ([], 2)])
def test_a_log_axis_holds_its_values_up_to_a_limit(values, reach):
    axis = logarithmic(values)
    assert axis.place(1.0) == 0.5
    assert axis.place(reach) == pytest.approx(0.5 + math.log(reach) / math.log(reach * 1.05) / 2)
    assert min(axis.ticks) <= 1 <= max(axis.ticks) <= reach


@pytest.mark.parametrize(
    ("values", "end"),
    [
        ([0.3, 0.95], 1.0),
        ([0.019], 0.02),
        ([0.0011, math.nan], 0.002),
        ([2.1e-5, 1.8e-5], 4e-5),
        ([0.02, 1e-5], 1.0),
        ([0.0, 0.0], 1.0),
        ([], 1.0),
    ],
)
def test_an_axis_of_proportions_ends_near_the_largest_if_all_are_rare(values, end):
    assert end_for(values) == pytest.approx(end)


def test_the_reference_line_is_at_its_value_and_its_sides_beside_it():
    axis = linear(-1, 1, (-1, 0, 1), str, line=0.5, sides=("worse", "better"))
    axes = drawn(one_row(axis=axis))
    (line,) = lines_of(axes, style.INK, 0.9)
    left, right = baseline(axes)
    assert ends_of(line)[0] == ends_of(line)[1] == pytest.approx(left + 0.75 * (right - left))
    places = texts_of(axes)
    assert places["← worse"][0] < ends_of(line)[0] < places["better →"][0]


def test_values_beyond_the_axis_end_in_an_arrow_at_its_end():
    def arrows(*marks):
        axes = drawn(one_row(*marks, axis=linear(-1, 1, (-1, 0, 1), str)))
        ends = dict(zip("<>", baseline(axes), strict=True))
        found = [one for one in axes.lines if one.get_marker() in ends]
        assert all(one.get_xdata()[0] == pytest.approx(ends[one.get_marker()]) for one in found)
        return sorted(one.get_marker() for one in found), axes

    for kind in (Interval, lambda low, high: Diamond(0, low, high), Prediction):
        assert arrows(kind(-1, 1))[0] == []
        assert arrows(kind(-5, 0.5))[0] == ["<"]
        assert arrows(kind(-0.5, 1.01))[0] == [">"]
        assert arrows(kind(-5, 5))[0] == ["<", ">"]
    for mark in (Square(3), Marker(3, "s")):
        found, axes = arrows(mark)
        assert found == [">"]
        assert not squares(axes) and not [one for one in axes.lines if one.get_marker() == "s"]
    assert arrows(Interval(0.0, 0.5))[1].texts


def test_a_ratio_of_zero_is_beyond_a_log_axis():
    axes = drawn(one_row(Interval(0.0, 1.0), axis=logarithmic([1.0])))
    assert [one.get_marker() for one in axes.lines if one.get_marker() in "<>"] == ["<"]


@pytest.mark.parametrize("bar", [True, False])
def test_a_prediction_interval_is_distinct_from_the_confidence_interval(bar):
    axes = drawn(one_row(Prediction(0.2, 0.9, bar=bar), *estimated(0.6, 0.5, 0.7)))
    whole = [one for one in axes.lines if one.get_color() == style.ORANGE and len(set(one.get_ydata())) == 1]
    assert [ends_of(one) for one in whole] == [pytest.approx([at(axes, "proportions", x) for x in (0.2, 0.9)])]
    (confidence,) = lines_of(axes, style.INK, 1.1)
    assert ends_of(confidence) == pytest.approx([at(axes, "proportions", x) for x in (0.5, 0.7)])
    ticks = [one for one in axes.lines if one.get_color() == style.ORANGE and len(set(one.get_xdata())) == 1]
    assert sorted(ends_of(one)[0] for one in ticks) == pytest.approx(list(ends_of(whole[0])))


def test_hollow_estimates_have_an_open_square_and_a_broken_line():
    axes = drawn(one_row(*estimated(0.5, 0.4, 0.6, hollow=True)))
    assert not squares(axes)
    (square,) = [p for p in squares(axes, "#ffffff") if to_hex(p.get_edgecolor()) == style.BLUE]
    assert middle_of(square)[0] == pytest.approx(at(axes, "proportions", 0.5))
    (line,) = lines_of(axes, style.INK, 1.1)
    assert line.is_dashed()


@pytest.mark.parametrize("ends", [(None, None), (math.nan, math.nan)])
def test_an_estimate_without_an_interval_is_a_square_alone(ends):
    axes = drawn(one_row(*estimated(0.5, *ends)))
    assert len(squares(axes)) == 1 and not lines_of(axes, style.INK, 1.1)


def test_a_missing_number_is_refused():
    with pytest.raises(ValueError, match="A mark needs a number, not nan"):
        drawn(one_row(Interval(math.nan, 0.5)))


def test_points_have_their_size_and_stand_aside_where_they_are_shifted():
    axes = drawn(one_row(Marker(0.5, "^", 4), Marker(0.5, "v", 9, shift=0.2)))
    up, down = (next(one for one in axes.lines if one.get_marker() == shape) for shape in "^v")
    assert (up.get_markersize(), down.get_markersize()) == (4, 9)
    assert down.get_xdata()[0] - up.get_xdata()[0] == pytest.approx(0.2)


def test_a_span_without_an_end_is_hatched_and_goes_on():
    def bar(low, high):
        axes = drawn(one_row(Span(low, high)))
        found = [p for p in axes.patches if to_hex(p.get_facecolor()) == style.ORANGE]
        return axes, [(p.get_x(), p.get_x() + p.get_width(), bool(p.get_hatch())) for p in found]

    axes, ((left, right, hatched),) = bar(0.2, 0.6)
    assert (left, right) == pytest.approx((at(axes, "proportions", 0.2), at(axes, "proportions", 0.6))) and not hatched
    axes, ((left, right, hatched),) = bar(0.2, None)
    assert right == pytest.approx(baseline(axes)[1]) and hatched
    assert [one.get_marker() for one in axes.lines if one.get_marker() == ">"]
    axes, ((left, right, hatched),) = bar(None, 0.6)
    assert left == pytest.approx(baseline(axes)[0]) and hatched
    axes, found = bar(0.4, 0.4)
    assert not found, "a single value is an upright line"
    (line,) = lines_of(axes, style.ORANGE, 3.0)
    assert ends_of(line)[0] == pytest.approx(at(axes, "proportions", 0.4))


def test_a_tick_is_at_its_value():
    axes = drawn(one_row(Tick(0.3)))
    (line,) = lines_of(axes, style.INK, 1.2)
    assert ends_of(line) == pytest.approx([at(axes, "proportions", 0.3)] * 2)


def test_categories_are_evenly_spaced_below_their_names():
    axis = categories(["down", "none", "up"])
    for width in WIDTHS:
        axes = drawn(one_row(*(Marker(i) for i in range(3)), axis=axis), width)
        x = [one.get_xdata()[0] for one in axes.lines if one.get_marker() == "o"]
        left, right = ends_of(lines_of(axes, style.RULE, 0.5)[0])
        assert x == pytest.approx([left + (right - left) * part for part in (1 / 6, 1 / 2, 5 / 6)])
        places = texts_of(axes)
        assert [places[name][0] for name in ("down", "none", "up")] == pytest.approx(x)
        assert max(places[name][1] for name in ("down", "none", "up")) < places["Li 2013"][1]


@pytest.mark.parametrize("width", WIDTHS)
def test_axes_side_by_side_have_their_own_marks_and_scale(width):
    axes_of = [linear(0, 10, (0, 5, 10), str, head="Dose", least=1), proportions(title="Response", least=1)]
    rows = [Row("Li 2013", marks=[Marker(5, "v", axis=0), Marker(0.5, "^", axis=1)]), Row("X", marks=[Note("none")])]
    axes = drawn(Plot([Panel(rows, axes_of)]), width)
    one, other = sorted(ends_of(line) for line in lines_of(axes, style.INK, 0.8))
    assert one[1] < other[0]
    x = {line.get_marker(): line.get_xdata()[0] for line in axes.lines if line.get_marker() in "^v"}
    assert (x["v"], x["^"]) == pytest.approx((sum(one) / 2, sum(other) / 2))
    places = texts_of(axes)
    assert places["Dose"][0] == places["none"][0] == pytest.approx(sum(one) / 2)


# ---- texts -------------------------------------------------------------------------------------------------------


def rows(k, label="Li 2013"):
    made = [Row("Adults", kind="heading")] if k else []
    for i in range(k):
        low, at, high = sorted(np.random.default_rng(i).random(3))
        cells = {"marks": "ADTC"[: i % 5], "count": f"{i}/{k}", "estimate": "50 (3–99.6)", "weight": f"{100 / k:.0f}%"}
        made.append(Row(label, cells, estimated(at, low, high), sub="all patients, follow-up" if i % 2 else ""))
        if i % 7 == 3:
            made.append(Row("Adults and children together, or the age is not stated", kind="heading"))
            made.append(Row(label, cells, instead="Statement: " + "no event was seen in any patient; " * (i % 3 + 1)))
    made.append(Row("pooled", {"count": "99/999", "estimate": "50 (40–60)"}, [Diamond(0.5, 0.4, 0.6)], kind="pooled"))
    return made if k else [Row("no study with a count", kind="gap")]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("k", [0, 1, 2, 15])
def test_no_text_is_cut_or_lies_on_another(k, label, width):
    title = "Overall response near 3 months (proportion of patients)"
    axis = proportions(title=title, line=0.5, sides=("less", "more"))
    key = [Key([Marker(0, "^")], "comparator arm"), Key([Marker(0)], "another drug, drawn like the first")]
    panels = [Panel(rows(k, LABELS[label]), [axis], COLUMNS, head="Study")]
    with style.theme():
        assert_tidy(Plot(panels, title="Not a ranking: patients and times differ from row to row.", key=key)(width))
        assert_tidy(Plot(panels * 2)(width))


@pytest.mark.parametrize("width", WIDTHS)
def test_rows_keep_their_order_and_each_mark_its_row(width):
    names = ["c", "a", "b"]
    plot = Plot([Panel([Row(name, marks=[Square(0.1 * i)]) for i, name in enumerate(names, 1)], [proportions()])])
    axes = drawn(plot, width)
    places = texts_of(axes)
    labels = [places[name][1] for name in names]
    assert labels == sorted(labels)
    marks = [middle_of(square)[1] for square in squares(axes)]
    x = [middle_of(square)[0] for square in squares(axes)]
    assert x == sorted(x)
    if width == style.WIDE:
        assert marks == pytest.approx(labels)
    for mark, label, following in zip(marks, labels, [*labels[1:], math.inf], strict=True):
        assert label - 1e-9 <= mark < following


def test_columns_are_left_and_right_of_the_plot_and_as_wide_as_their_longest_entry():
    axes = drawn(Plot([Panel(rows(3), [proportions()], COLUMNS, head="Study")]))
    left, right = baseline(axes)
    places = texts_of(axes)
    assert places["Study"][0] < places["Marks"][0] < places["Events/n"][0] < left < right < places["% (95% CI)"][0]
    wide = max(style.text_width("50 (40–60)", weight="bold"), style.text_width("50 (3–99.6)"))
    assert places["Weight"][0] - style.text_width("per cent") - places["% (95% CI)"][0] == pytest.approx(0.14 + wide)


def test_a_column_may_be_limited_and_is_then_broken():
    words = "any adverse event that led to a change of the dose"
    columns = [Column("what", "What", widest=1.2)]
    axes = drawn(Plot([Panel([Row("Li 2013", {"what": words}), Row("X", {"what": "x"})], [proportions()], columns)]))
    lines = [text for text in texts_of(axes) if text in words and " " in text]
    assert len(lines) > 2 and max(map(style.text_width, lines)) <= 1.2
    assert " ".join(lines) in words


def test_at_phone_width_cells_follow_the_label_or_stand_at_the_right_or_below():
    cells = {"marks": "A", "count": "3/4", "estimate": "75 (19–99)", "bias": "L", "dose": "2 mg", "time": "6 mo"}
    columns = [
        Column("marks", "Marks", phone="label"),
        Column("time", "Time", phone="none"),
        Column("count", "Events/n"),
        Column("dose", "Dose", phone="under", pattern="dose {}"),
        Column("estimate", "%", side="right"),
        Column("bias", "Bias", side="right", phone="label", pattern="[{}]"),
    ]
    plot = Plot([Panel([Row("Li 2013", cells)], [proportions()], columns, head="Study")])
    places = texts_of(drawn(plot, style.NARROW))
    assert places["Study, marks, [bias]"][0] < places["Events/n  %"][0]
    label, counts, dose = (places[text][1] for text in ("Li 2013 A [L]", "3/4  75 (19–99)", "dose 2 mg"))
    assert label == counts < dose
    assert not [text for text in places if "6 mo" in text]


def test_the_otherwise_plot_is_drawn_where_labels_would_be_broken():
    def panel(label, under):
        column = Column("dose", "Dose", under=under)
        return Panel([Row(label, {"dose": "2 mg"})], [proportions(least=1.4)], [*COLUMNS, column])

    def heads(label):
        return texts_of(drawn(Plot([panel(label, False)], otherwise=Plot([panel(label, True)]))))

    assert "Dose" in heads("Li 2013")
    assert "Dose" not in heads(LABELS["wide"]) and "2 mg" in heads(LABELS["wide"])


def test_joined_rows_share_a_label_that_runs_on_beside_them():
    label = "Somebody 2020: patients with systemic lupus erythematosus"
    group = [Row(label, marks=[Square(0.1)]), *(Row(joined=True, marks=[Square(x)]) for x in (0.2, 0.3))]
    panel = Panel([*group, Row("Next", marks=[Square(0.9)])], [proportions()], COLUMNS, widest=1.2)
    axes = drawn(Plot([panel]))
    lines = [place[1] for text, place in texts_of(axes).items() if text in label]
    marks = [middle_of(square)[1] for square in squares(axes)]
    assert len(lines) > 2
    assert lines[0] == pytest.approx(marks[0]) and max(lines) < texts_of(axes)["Next"][1] == pytest.approx(marks[3])


@pytest.mark.parametrize("width", WIDTHS)
def test_words_instead_of_a_plot_hide_the_grid(width):
    axes = drawn(Plot([Panel([Row("Li 2013", instead="none seen")], [proportions()], COLUMNS)]), width)
    (grid, *_) = [one for one in axes.lines if one.get_color() == style.RULE]
    x, y = texts_of(axes)["none seen"]
    covers = [p for p in squares(axes, "#ffffff") if p.get_zorder() > grid.get_zorder()]
    assert any(p.get_x() <= x and p.get_y() < y < p.get_y() + p.get_height() for p in covers)


# ---- plots of pools and comparisons ------------------------------------------------------------------------------


def test_a_forest_plot_draws_the_intervals_weights_and_pools_of_its_synthesis():
    made = synthesis(7)
    axes = drawn(forest(made).draw)

    def x(*values):
        return pytest.approx([at(axes, "proportions", value) for value in values], abs=1e-6)

    order = [row for part in "ab" for row in made.rows[made.rows["subgroup"] == part].itertuples()]
    assert [ends_of(one) for one in lines_of(axes, style.INK, 1.1)] == [x(r.ci_low, r.ci_high) for r in order]
    boxes = squares(axes)
    assert [middle_of(box)[0] for box in boxes] == x(*(r.proportion for r in order))
    weights = [r.weight for r in order]
    assert [box.get_width() ** 2 / boxes[0].get_width() ** 2 for box in boxes] == pytest.approx(
        [weight / weights[0] for weight in weights], rel=1e-6
    )
    pooled = [part.pooled for part in made.subgroups if part.pooled is not None] + [made.pooled]
    for diamond, result in zip(diamonds(axes), pooled, strict=True):
        corners = diamond.get_xy()[:4, 0]
        assert sorted(corners) == x(result.ci_low, result.estimate, result.estimate, result.ci_high)
    (line,) = lines_of(axes, style.ORANGE, 3.0)
    assert ends_of(line) == x(made.pooled.pi_low, made.pooled.pi_high)
    (dashed,) = lines_of(axes, style.BLUE, 0.9)
    assert ends_of(dashed) == x(made.pooled.estimate, made.pooled.estimate)


def test_leaving_one_out_draws_each_pool_with_its_own_intervals():
    made = labelled(4)
    axes = drawn(leave_one_out_plot(made).draw)

    def x(*values):
        return pytest.approx([at(axes, "proportions", value) for value in values], abs=1e-6)

    pools = [variant.pooled for variant in without_each(made)]
    assert len(pools) == 4
    assert [ends_of(one) for one in lines_of(axes, style.INK, 1.1)] == [x(p.ci_low, p.ci_high) for p in pools]
    predictions = [one for one in lines_of(axes, style.ORANGE, 0.9)]
    assert [ends_of(one) for one in predictions] == [x(p.pi_low, p.pi_high) for p in (*pools, made.pooled)]


def test_a_comparison_draws_risk_ratios_on_a_log_axis_about_no_effect():
    made = compared(3)
    axes = drawn(Plot(comparison_plot(made, "treatment").draw.panels[:1]))
    panel = comparison_plot(made, "treatment").draw.panels[0]
    left, right = baseline(axes)
    effects, pooled = made.effects["RR"], made.pooled["RR"]

    def x(value):
        return left + min(max(panel.axes[0].place(value), 0), 1) * (right - left)

    assert panel.axes[0].place(1.0) == 0.5 and panel.axes[0].line == 1.0
    assert [ends_of(one) for one in lines_of(axes, style.INK, 1.1)] == [
        pytest.approx((x(own.ci_low), x(own.ci_high))) for own in effects
    ]
    (diamond,) = diamonds(axes)
    corners = sorted(diamond.get_xy()[:4, 0])
    assert corners == pytest.approx([x(pooled.ci_low), x(pooled.estimate), x(pooled.estimate), x(pooled.ci_high)])


def test_study_intervals_have_the_level_of_their_pool(tiny):
    file = tiny / "data" / "review.yaml"
    file.write_text(file.read_text("utf-8").replace("    min_patients: 2\n", "    min_patients: 2\n    level: 0.8\n"))
    made = synthesise(load(tiny), "relief")
    assert len(made.rows), "the tiny review has a pool"
    expected = study_interval(made.rows["events"], made.rows["n"], method=METHOD, level=0.8)
    axes = drawn(forest(made).draw)
    found = sorted(ends_of(one) for one in lines_of(axes, style.INK, 1.1))
    ends = sorted(zip(expected.ci_low, expected.ci_high, strict=True))
    assert np.array(found) == pytest.approx(np.array([[at(axes, "proportions", end) for end in pair] for pair in ends]))


# ---- splitting across pages --------------------------------------------------------------------------------------


def tall(k=70, joined=False):
    made = []
    for i in range(k):
        kind = "heading" if i % 5 == 0 else "row"
        is_joined = joined and i % 5 in (2, 3)
        made.append(Row(f"row{i:02}", {"count": f"{i}/99"}, estimated(0.5, 0.4, 0.6), kind=kind, joined=is_joined))
    return Plot([Panel(made, [proportions(title="SCALE")], COLUMNS, head="HEAD")], title="TITLE")


def saved(folder, plot, caption="Short."):
    style.Drawing("tall", plot, caption, "Rows.", pd.DataFrame()).save(folder, paper=True)
    return folder / "tall.pdf"


@pytest.mark.parametrize("joined", [True, False])
def test_the_manifest_adds_up(tmp_path, joined):
    plot = tall(joined=joined)
    made = read_manifest(saved(tmp_path, plot))
    with style.theme():
        assert (made.width, made.height) == pytest.approx(tuple(plot(style.WIDE).get_size_inches()))
    assert len(made.parts) > 1
    first, last = made.breaks[0], made.breaks[-1]
    assert list(made.breaks) == sorted(set(made.breaks)) and 0 < first < last < made.height
    assert [part.top for part in made.parts] == pytest.approx([first, *(part.bottom for part in made.parts[:-1])])
    assert made.parts[-1].bottom == last and all(part.bottom in made.breaks for part in made.parts)
    around = made.height - (last - first)
    for part in made.parts:
        assert part.height == pytest.approx(around + part.bottom - part.top)
        assert (tmp_path / part.file).is_file()
        assert part.height * TEXT_WIDTH / made.width < TEXT_HEIGHT
    assert [piece.file.name for piece in pieces(tmp_path / "tall.pdf", "Short.", "x")] == [p.file for p in made.parts]


def test_parts_hold_every_row_once_with_heads_and_scale(tmp_path):
    plot = tall(joined=True)
    breaks = plot.breaks(style.WIDE)
    shown = []
    with style.theme():
        whole = texts_of(plot(style.WIDE).axes[0])
        for (top, start), (bottom, stop) in itertools.pairwise(zip(breaks.at, breaks.rows, strict=True)):
            figure = plot.part(style.WIDE, start, stop)
            around = breaks.high - breaks.at[-1] + breaks.at[0]
            assert figure.get_size_inches()[1] == pytest.approx(around + bottom - top)
            places = texts_of(figure.axes[0])
            assert {"TITLE", "HEAD", "SCALE", "0%", "100%"} <= set(places)
            names = [text for text in places if text.startswith("row")]
            assert {places[name][0] for name in names} <= {whole[name][0] for name in names}, "columns keep their place"
            assert places[names[0]][1] - breaks.at[0] == pytest.approx(whole[names[0]][1] - top)
            last = int(names[-1].removeprefix("row"))
            assert last % 5 != 0, "no heading ends a page"
            assert last % 5 in (3, 4), "no page is broken before a joined row"
            shown += names
    assert shown == [f"row{i:02}" for i in range(70)]


def test_groups_end_before_a_heading_and_at_the_end():
    breaks = tall(12).breaks(style.WIDE)
    ends = dict(zip(breaks.at, breaks.rows, strict=True))
    assert [ends[y] for y in breaks.groups] == [5, 10, 12]


def test_a_plot_of_several_panels_or_one_that_fits_is_left_whole(tmp_path):
    assert Plot([tall().panels[0]] * 2).breaks(style.WIDE) is None
    made = json.loads((saved(tmp_path, tall(10)).parent / "tall.parts.json").read_text("utf-8"))
    assert made["parts"] == [] and len(made["breaks"]) > 2
