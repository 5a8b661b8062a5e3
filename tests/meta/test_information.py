"""Sizes of one adequate study: against published numbers, statsmodels and the interval that they promise."""

import math

import pytest
from statsmodels.stats.power import NormalIndPower

from livingreview.meta import precision_size, study_interval, trial_size


def test_the_size_in_the_figure_of_grade_guidelines_6_is_found_again():
    """A control risk of 20 % and a relative reduction by 25 %: about 2,000 patients."""
    assert 1_700 < trial_size(0.2, -0.25) < 2_100


@pytest.mark.parametrize(("control", "change"), [(0.5, 0.25), (0.1, -0.3), (0.02, 0.5), (0.6, -0.2)])
@pytest.mark.parametrize(("alpha", "power"), [(0.05, 0.8), (0.01, 0.9)])
def test_a_trial_of_the_size_has_the_power(control, change, alpha, power):
    """Per arm, with the variance at both risks: statsmodels solves for the power of the same normal test."""
    treated = control * (1 + change)
    per_arm = trial_size(control, change, alpha=alpha, power=power) / 2
    sd = math.sqrt((control * (1 - control) + treated * (1 - treated)) / 2)
    powers = [NormalIndPower().power(abs(treated - control) / sd, n, alpha) for n in (per_arm, per_arm - 1)]
    assert powers[0] >= power - 1e-6
    assert powers[1] < power + 1e-6


def test_the_direction_of_a_change_counts():
    assert trial_size(0.5, 0.25) == trial_size(0.5, -0.25)  # symmetrical about one half
    assert trial_size(0.2, 0.25) != trial_size(0.2, -0.25)


@pytest.mark.parametrize("expected", [0.5, 0.3, 0.9])
@pytest.mark.parametrize("half_width", [0.05, 0.1])
def test_an_interval_of_the_size_is_as_narrow_as_asked(expected, half_width):
    n = precision_size(half_width, expected=expected)
    wald = 1.959964 * math.sqrt(expected * (1 - expected) / n)
    assert wald <= half_width < 1.959964 * math.sqrt(expected * (1 - expected) / (n - 1))
    found = study_interval([round(n * expected)], [n], "wilson")
    assert found.ci_high[0] - found.ci_low[0] == pytest.approx(2 * half_width, rel=0.1)


def test_a_size_that_is_whole_is_not_rounded_up():
    assert precision_size(0.1, expected=0.5, level=2 * 0.97724986805182079 - 1) == 100  # z = 2


@pytest.mark.parametrize(
    ("call", "what"),
    [
        (lambda: trial_size(1.0, -0.25), "control"),
        (lambda: trial_size(True, -0.25), "control"),
        (lambda: trial_size(0.5, 0.0), "change"),
        (lambda: trial_size(0.5, float("nan")), "change"),
        (lambda: trial_size(0.5, 1.0), "makes a risk of 1 from"),
        (lambda: trial_size(0.5, 0.25, alpha=5), "alpha"),
        (lambda: trial_size(0.5, 0.25, power=80), "power"),
        (lambda: precision_size(0), "half_width"),
        (lambda: precision_size(0.1, expected=50), "expected"),
        (lambda: precision_size(0.1, level=95), "level"),
    ],
)
def test_what_is_no_size_is_refused(call, what):
    with pytest.raises(ValueError, match=what):
        call()
