"""Effects in a single study of two groups: limits are where the score test turns, and agree with other programs."""

import math

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from statsmodels.stats.proportion import confint_proportions_2indep

from livingreview.meta import two_groups

Z = 1.959963984540054
STUDIES = [
    (0, 10, 5, 10),
    (10, 10, 5, 10),
    (53, 56, 0, 12),
    (2, 14, 1, 2),
    (2, 2, 15, 51),
    (30, 43, 41, 44),
    (1, 1, 0, 1),
]


def statistic(measure, effect, x1, n1, x2, n2):
    """The score test of Miettinen and Nurminen, the restricted estimates being searched on a fine grid."""
    first = (lambda p: p + effect) if measure == "RD" else (lambda p: p * effect)
    low, high = (max(0, -effect), min(1, 1 - effect)) if measure == "RD" else (0, min(1, 1 / effect))

    def minus_log_likelihood(p):
        a, b = (min(max(one, 1e-13), 1 - 1e-13) for one in (first(p), p))
        return -(x1 * math.log(a) + (n1 - x1) * math.log(1 - a) + x2 * math.log(b) + (n2 - x2) * math.log(1 - b))

    grid = np.linspace(low, high, 2001)
    best = int(np.argmin([minus_log_likelihood(p) for p in grid]))
    near = grid[max(best - 1, 0)], grid[min(best + 1, 2000)]
    p2 = minimize_scalar(minus_log_likelihood, bounds=near, method="bounded", options={"xatol": 1e-13}).x
    p1, slope = first(p2), 1 if measure == "RD" else effect
    variance = p1 * (1 - p1) / n1 + slope**2 * p2 * (1 - p2) / n2
    away = x1 / n1 - x2 / n2 - effect if measure == "RD" else x1 / n1 - effect * x2 / n2
    return away / math.sqrt(variance * (n1 + n2) / (n1 + n2 - 1))


@pytest.mark.parametrize("measure", ["RD", "RR"])
@pytest.mark.parametrize("study", STUDIES)
def test_the_score_test_turns_at_the_limits(study, measure):
    found = two_groups(*study, measure, "miettinen-nurminen")
    ends = {"RD": (-1, 1), "RR": (0, math.inf)}[measure]
    for limit, z in ((found.ci_low, Z), (found.ci_high, -Z)):
        if limit not in ends:
            assert statistic(measure, limit, *study) == pytest.approx(z, abs=2e-4)
    assert found.ci_low <= found.estimate <= found.ci_high or math.isnan(found.estimate)


# Newcombe 1998, Stat Med 17:873-890: the study, the score interval of Miettinen and Nurminen, Newcombe's own method 10.
PUBLISHED = [
    ((56, 70, 48, 80), (0.0528, 0.3382), (0.0524, 0.3339)),
    ((9, 10, 3, 10), (0.1700, 0.8406), (0.1705, 0.8090)),
    ((6, 7, 2, 7), (0.0342, 0.8534), (0.0582, 0.8062)),
    ((5, 56, 0, 29), (-0.0326, 0.1933), (-0.0381, 0.1926)),
    ((0, 10, 0, 20), (-0.1658, 0.2844), (-0.1611, 0.2775)),
    ((0, 10, 0, 10), (-0.2879, 0.2879), (-0.2775, 0.2775)),
    ((10, 10, 0, 20), (0.7156, 1.0), (0.6791, 1.0)),
    ((10, 10, 0, 10), (0.6636, 1.0), (0.6075, 1.0)),
]


@pytest.mark.parametrize(("study", "score", "newcombe"), PUBLISHED)
def test_published_intervals_are_found_again(study, score, newcombe):
    for method, (low, high) in (("miettinen-nurminen", score), ("newcombe", newcombe)):
        found = two_groups(*study, "RD", method)
        assert (found.ci_low, found.ci_high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("study", [(7, 34, 1, 34), (3, 9, 8, 20)])
def test_statsmodels_gives_the_same(study):
    """For Newcombe's intervals and the score intervals of odds ratios."""
    for found, how in (
        (two_groups(*study), {"compare": "diff", "method": "newcomb"}),
        (two_groups(*study, "OR"), {"compare": "odds-ratio", "method": "score", "correction": True}),
    ):
        limits = confint_proportions_2indep(*study, **how)
        assert (found.ci_low, found.ci_high) == pytest.approx(limits, rel=1e-5)


def test_nothing_is_added_to_empty_cells():
    assert two_groups(0, 10, 5, 10).estimate == -0.5
    assert two_groups(10, 10, 5, 10, "RR").estimate == 2.0
    assert two_groups(3, 10, 0, 10, "RR").estimate == two_groups(3, 10, 0, 10, "OR").estimate == math.inf
    assert two_groups(3, 10, 0, 10, "RR").ci_low > 0


def test_two_groups_without_events_say_nothing_of_their_ratio():
    found = two_groups(0, 10, 0, 12, "RR")
    assert math.isnan(found.estimate) and (found.ci_low, found.ci_high) == (0.0, math.inf)
    difference = two_groups(0, 10, 0, 12)
    assert difference.estimate == 0.0 and difference.ci_low < 0 < difference.ci_high


@pytest.mark.parametrize("study", STUDIES)
@pytest.mark.parametrize("method", ["newcombe", "miettinen-nurminen"])
def test_groups_exchanged_mirror_the_difference(study, method):
    one, other = (two_groups(*s, "RD", method) for s in (study, (*study[2:], *study[:2])))
    assert (other.estimate, -other.ci_high) == pytest.approx((-one.estimate, one.ci_low), abs=1e-6)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: two_groups(11, 10, 5, 10), "more than"),
        (lambda: two_groups(1, 10, 5, 10, "HR"), "measure"),
        (lambda: two_groups(1, 10, 5, 10, "RD", "wald"), "method"),
        (lambda: two_groups(1, 10, 5, 10, "RR", "newcombe"), "for risk differences"),
        (lambda: two_groups(1, 10, 5, 10, level=95), "between 0 and 1"),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
