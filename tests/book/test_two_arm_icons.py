"""Icon arrays of two arms: the circles are the shares of both arms, the words say which way is better."""

import re
from dataclasses import replace

import matplotlib as mpl
import pytest
from matplotlib.colors import same_color
from matplotlib.patches import Circle

from helpers import WIDTHS, assert_tidy
from livingreview import load
from livingreview.render import style
from livingreview.subjects.comparisons.icons import APPLIED, Of100, answer, icon_arrays, names, of_100_arms
from livingreview.subjects.comparisons.model import compare
from livingreview.subjects.comparisons.plot import small_comparison_plot
from livingreview.subjects.pools.icons import FACES
from trials import write_trials


@pytest.fixture
def compared(tmp_path):
    return compare(load(write_trials(tmp_path, [(8, 40, 20, 40), (6, 30, 11, 30)])), "relief-water")


def circles(drawing, width):
    """Circles of each kind, without those of the legend."""
    with mpl.rc_context(style.RC):
        (axes,) = drawing.draw(width).axes
        assert_tidy(drawing.draw(width))
    drawn = [patch for patch in axes.patches if isinstance(patch, Circle)]
    return [sum(same_color(one.get_facecolor(), face) for one in drawn) - 1 for face, _ in FACES]


@pytest.mark.parametrize("width", WIDTHS)
def test_circles_are_the_patients_of_both_arms(compared, width):
    ratio = compared.result("RR")
    share = 31 / 70  # of the comparator's arms, by hand
    low, middle, high = (round(100 * share * one) for one in (ratio.ci_low, ratio.estimate, ratio.ci_high))
    high = min(high, 100)
    assert of_100_arms(compared) == Of100(44, low, middle, high)
    drawing = icon_arrays(compared, "tea", "water")
    assert circles(drawing, width) == [44 + low, middle - low, high - middle, 56 + 100 - high]
    assert f"water: 44; tea: {middle} ({low} to {high})" in drawing.alt
    assert "31 of 70 in two randomised trials" in drawing.caption and "pooled risk ratio of" in drawing.caption


@pytest.mark.parametrize("better, words", [(True, "More is better."), (False, "Fewer is better."), (None, "")])
def test_the_caption_says_which_way_is_better(compared, better, words):
    caption = icon_arrays(replace(compared, higher_is_better=better), "tea", "water").caption
    assert re.findall(r"(?:More|Fewer) is better\.", caption) == ([words] if words else [])


def test_the_answer_names_both_arms(compared):
    found = of_100_arms(compared)
    assert answer(compared, "tea", "water") == (
        f"{compared.comparison.label}: of 100 such patients, about {found.middle} with tea (95% confidence interval "
        f"{found.low} to {found.high}) and 44 with water, in two randomised trials."
    )
    said = names(compared, "tea", "water")
    assert (said["of-100"], said["of-100-comparator"]) == (f"{found.middle} of 100", "44 of 100")


@pytest.mark.parametrize("trials, words", [([(0, 9, 0, 8)], "could not be estimated"), ([], "no randomised trial")])
def test_without_an_effect_nothing_is_drawn_and_the_answer_says_so(trials, words, tmp_path):
    compared = compare(load(write_trials(tmp_path, trials)), "relief-water")
    assert of_100_arms(compared) is None
    assert words in answer(compared, "tea", "water")
    assert names(compared, "tea", "water")["of-100"] == "not estimable"
    with pytest.raises(ValueError, match="nothing to draw"):
        icon_arrays(compared, "tea", "water")


def test_an_effect_is_applied_to_the_share_of_the_comparator():
    assert APPLIED["RR"](0.4, 0.5) == pytest.approx(0.2)
    assert APPLIED["RD"](0.4, -0.1) == pytest.approx(0.3)
    assert APPLIED["OR"](0.5, 3.0) == pytest.approx(0.75)
    assert APPLIED["OR"](1.0, 3.0) == 1.0


def test_the_plot_of_a_first_page_has_one_measure(compared):
    drawing = small_comparison_plot(compared, "tea")
    assert [panel.columns[-1].head for panel in drawing.draw.panels] == ["RR (95% CI)"]
    assert drawing.name == "comparison-relief-water-small"
    assert "risk difference" not in drawing.alt.lower()
