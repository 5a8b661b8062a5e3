"""Row plots by geometry: where artists are against the numbers; what must not touch; how a plot is split."""

import math

import numpy as np
import pytest
from matplotlib.colors import to_hex

from livingreview.render import style
from livingreview.render.rows import (
    Diamond,
    Interval,
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

from .row_plots import (
    ENDS,
    WIDTHS,
    at,
    baseline,
    diamonds,
    drawn,
    ends_of,
    lines_of,
    middle_of,
    squares,
    texts_of,
)

AXES = {
    "proportions": (proportions(), (0.1, 0.4, 0.95)),
    "to a tenth": (proportions(0.1), (0.01, 0.04, 0.09)),
    "linear": (linear(-4, 4, (-4, -2, 0, 2, 4), str), (-3.5, 0.0, 2.0)),
    "logarithmic": (logarithmic([0.2, 7.0]), (0.3, 1.0, 5.0)),
}


def one_row(*marks, axis=None):
    return Plot([Panel([Row("Li 2013", marks=marks)], [axis or proportions()])])


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
