"""`Pooled.plot`: everything lies where the numbers say."""

from dataclasses import replace

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure

from livingreview.meta import pool_proportions, pool_two_arm

NAMES = ["Ahn 2001", "Berg 2010", "Cho 2018"]
RARE = ([10, 14, 0], [40, 52, 12], [20, 22, 3], [41, 50, 14])


@pytest.fixture
def axes():
    return Figure().add_subplot()


@pytest.fixture
def pooled():
    return pool_proportions([25, 73, 12], [43, 86, 20], labels=NAMES)


def lines(axes):
    """Ends and height of every level line."""
    drawn = [(line.get_xdata(), line.get_ydata()) for line in axes.lines]
    return [(x[0], x[1], y[0]) for x, y in drawn if len(x) == 2 and y[0] == y[1]]


def test_squares_lie_at_the_estimates_with_areas_by_weight(pooled, axes):
    pooled.plot(axes)
    (squares,) = axes.collections
    np.testing.assert_allclose(squares.get_offsets(), np.column_stack([pooled.studies.estimate, range(3)]))
    np.testing.assert_allclose(squares.get_sizes() / squares.get_sizes().sum(), pooled.weights / 100)


def test_lines_end_where_the_intervals_end(pooled, axes):
    pooled.plot(axes)
    expected = [*zip(pooled.studies.ci_low, pooled.studies.ci_high, range(3), strict=True)]
    np.testing.assert_allclose(lines(axes), [*expected, (pooled.pi_low, pooled.pi_high, 4)])


def test_the_diamond_spans_the_pooled_interval(pooled, axes):
    pooled.plot(axes)
    (diamond,) = axes.patches
    x, y = diamond.get_xy().T
    assert (x.min(), x.max()) == pytest.approx((pooled.ci_low, pooled.ci_high))
    assert x[y == y.min()] == pytest.approx([pooled.estimate])
    assert (y.min() + y.max()) / 2 == pytest.approx(3)


def test_rows_are_named_and_told_from_top_to_bottom(pooled, axes):
    pooled.plot(axes)
    bottom, top = axes.get_ylim()
    assert bottom > 4 > 0 > top
    assert [label.get_text() for label in axes.get_yticklabels()] == [*NAMES, "Pooled", "95% prediction interval"]
    (right,) = axes.child_axes
    texts = [label.get_text() for label in right.get_yticklabels()]
    assert texts[0] == "0.58 (0.42 to 0.73)  35.4%"
    assert texts[3:] == ["0.71 (0.53 to 0.84)", "0.38 to 0.90"]


def test_the_level_is_that_of_the_result(axes):
    pool_two_arm(*RARE, measure="RD", level=0.9).plot(axes)
    assert axes.get_xlabel() == "Risk difference (90% CI)"
    assert axes.get_yticklabels()[-1].get_text() == "90% prediction interval"


def test_ratios_are_on_a_log_axis_about_no_effect(axes):
    result = pool_two_arm(*RARE, measure="RR")
    result.plot(axes)
    assert axes.get_xscale() == "log"
    assert any(list(line.get_xdata()) == [1.0, 1.0] for line in axes.lines)
    low, high = axes.get_xlim()
    assert low < result.studies.ci_low.min() and high > max(result.studies.ci_high.max(), 1)


def test_an_interval_without_end_is_cut_with_an_arrow(axes):
    result = pool_two_arm(*RARE, measure="RR")
    studies = replace(result.studies, ci_high=np.array([1.0, 1.1, np.inf]))
    replace(result, studies=studies).plot(axes)
    assert [line.get_marker() for line in axes.lines if line.get_marker() in "<>"] == [">"]
    assert np.isfinite(axes.get_xlim()).all()


def test_a_meta_regression_shows_its_studies_alone(axes):
    pool_proportions([3, 8, 4, 9], [9, 10, 9, 20], moderators={"dose": [1, 2, 1, 3]}).plot(axes)
    assert not axes.patches and len(lines(axes)) == 4
    assert [label.get_text() for label in axes.get_yticklabels()] == ["1", "2", "3", "4"]


def test_a_single_study_and_what_cannot_be_estimated_are_drawn(axes):
    pool_proportions([3], [9]).plot(axes)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["1", "Pooled"]
    nothing = pool_two_arm([0, 0], [9, 8], [2, 1], [9, 8], measure="RR", model="mh")
    nothing.plot(other := Figure().add_subplot())
    assert np.isnan(nothing.estimate) and not other.patches


def test_a_figure_of_its_own_is_as_high_as_its_rows():
    with mpl.rc_context({"backend": "agg"}):
        few = pool_proportions([3, 8], [9, 10]).plot().figure
        many = pool_proportions([3, 8] * 10, [9, 10] * 10).plot().figure
    assert many.get_figheight() > 2 * few.get_figheight()
    plt.close(few)
    plt.close(many)
