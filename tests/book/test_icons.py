"""The icon array: each circle is one of 100 patients, and the words count the circles."""

import re
from dataclasses import replace

import matplotlib as mpl
import pytest
from matplotlib.colors import same_color
from matplotlib.patches import Circle, Ellipse

from helpers import WIDTHS, assert_tidy, synthesis
from livingreview.meta import pool_proportions
from livingreview.render import style
from livingreview.subjects.pools.icons import FACES, icon_array, names
from livingreview.wording import percent


def counted(drawing, width):
    """How many circles there are of each kind, without those of the legend."""
    with mpl.rc_context(style.RC):
        (axes,) = drawing.draw(width).axes
    circles = [patch for patch in axes.patches if isinstance(patch, Circle)]
    return [sum(same_color(one.get_facecolor(), face) for one in circles) - 1 for face, _ in FACES]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("events", "n"), [([6, 7], [10, 10]), ([0, 0], [10, 12]), ([9, 30], [9, 30]), ([15], [24])])
def test_circles_are_the_limits_and_the_estimate_of_100(events, n, width):
    pooled = pool_proportions(events, n)
    pool = replace(synthesis(2), pooled=pooled)
    ends = (pooled.ci_low, pooled.estimate, pooled.ci_high)
    low, middle, high = (int(percent(share).rstrip("%")) for share in ends)  # 15 of 24 are 63% beside it, so 63
    drawing = icon_array(pool)
    assert counted(drawing, width) == [low, middle - low, high - middle, 100 - high]
    assert [int(number) for number in re.findall(r"(\d+) in all", drawing.alt)] == [middle, high]
    assert names(pool)["of-100"]() == f"{middle} of 100"
    assert names(pool)["of-100-ci"]() == f"{low} to {high}"
    with mpl.rc_context(style.RC):
        assert_tidy(drawing.draw(width))


def test_what_lies_between_limit_and_estimate_has_a_dot():
    pool = replace(synthesis(2), pooled=pool_proportions([6, 7], [10, 10]))
    with mpl.rc_context(style.RC):
        (axes,) = icon_array(pool).draw(WIDTHS[0]).axes
    dots = [patch for patch in axes.patches if type(patch) is Ellipse]
    between = [one for one in axes.patches if isinstance(one, Circle) and same_color(one.get_facecolor(), FACES[1][0])]
    assert [dot.center for dot in dots] == [one.center for one in between]
    assert dots and not same_color(dots[0].get_facecolor(), FACES[1][0])


def test_without_a_study_there_is_nothing_to_draw():
    nothing = synthesis(0)
    with pytest.raises(ValueError, match="no study with a count"):
        icon_array(nothing)
    assert names(nothing)["of-100"]() == "not estimable"
