"""The effect in a single study of two groups: crude estimates and score intervals, nothing added to empty cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, inf, log, nan, sqrt

from scipy.optimize import brentq

from .inference import critical
from .inputs import check_level, counts, one_of
from .intervals import study_interval
from .types import TWO_ARM_MEASURES, TWO_GROUP_METHODS, TwoArmMeasure, TwoGroupMethod


@dataclass(frozen=True)
class TwoGroups:
    """The effect of group 1 against group 2 in one study.

    Attributes
    ----------
    estimate, ci_low, ci_high : float
        Natural scale. A ratio to a group without events is infinite; of two groups without events it is nan, with an
        interval from 0 to infinity.
    measure : {"RD", "RR", "OR"}
        Risk difference, risk ratio or odds ratio.
    method : {"newcombe", "miettinen-nurminen"}
        Of the interval.
    level : float
        Confidence level.

    Examples
    --------
    >>> from livingreview.meta import two_groups
    >>> found = two_groups(0, 10, 5, 10)
    >>> found.estimate, round(found.ci_low, 3), round(found.ci_high, 3)
    (-0.5, -0.763, -0.117)
    """

    estimate: float
    ci_low: float
    ci_high: float
    measure: TwoArmMeasure
    method: TwoGroupMethod
    level: float


def two_groups(
    events_1: int,
    n_1: int,
    events_2: int,
    n_2: int,
    measure: TwoArmMeasure = "RD",
    method: TwoGroupMethod | None = None,
    level: float = 0.95,
) -> TwoGroups:
    """Risk difference, risk ratio or odds ratio of one study.

    Parameters
    ----------
    events_1, n_1, events_2, n_2 : int
        Participants with the event, and all participants, of each group.
    measure : {"RD", "RR", "OR"}
        What is estimated.
    method : {"newcombe", "miettinen-nurminen"}, optional
        Newcombe's hybrid of the two Wilson intervals (his method 10; risk differences only, and their default), or
        the score interval of Miettinen and Nurminen (default of ratios).
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    TwoGroups

    Raises
    ------
    ValueError
        For impossible counts, an unknown measure or method, or a level outside 0 and 1.

    References
    ----------
    - Miettinen O, Nurminen M. Stat Med 1985;4:213-226.
    - Newcombe RG. Stat Med 1998;17:873-890.

    Examples
    --------
    >>> from livingreview.meta import two_groups
    >>> found = two_groups(10, 10, 5, 10, "RR")
    >>> found.estimate, round(found.ci_low, 2), round(found.ci_high, 2)
    (2.0, 1.24, 4.32)
    """
    one_of("measure", measure, TWO_ARM_MEASURES)
    method = method or ("newcombe" if measure == "RD" else "miettinen-nurminen")
    one_of("method", method, TWO_GROUP_METHODS)
    check_level(level)
    arms = counts(events_1, n_1, "events_1", "n_1"), counts(events_2, n_2, "events_2", "n_2")
    if any(len(sizes) != 1 for _, sizes in arms):
        raise ValueError("events_1, n_1, events_2 and n_2 must be single numbers: two_groups takes one study.")
    (x_1, size_1), (x_2, size_2) = arms
    groups = float(x_1[0]), float(size_1[0]), float(x_2[0]), float(size_2[0])
    if method == "miettinen-nurminen":
        return TwoGroups(_crude(*groups, measure), *_score(*groups, measure, level), measure, method, level)
    if measure != "RD":
        raise ValueError(f"The method 'newcombe' is for risk differences; choose 'miettinen-nurminen' for {measure}.")
    return TwoGroups(_crude(*groups, measure), *_newcombe(*groups, level), measure, method, level)


def _crude(x1: float, n1: float, x2: float, n2: float, measure: TwoArmMeasure) -> float:
    if measure == "RD":
        return x1 / n1 - x2 / n2
    above, below = (x1 * n2, x2 * n1) if measure == "RR" else (x1 * (n2 - x2), x2 * (n1 - x1))
    return above / below if below else inf if above else nan


def _newcombe(x1: float, n1: float, x2: float, n2: float, level: float) -> tuple[float, float]:
    wilson = study_interval([x1, x2], [n1, n2], "wilson", level)
    (p1, p2), (low1, low2), (high1, high2) = wilson.estimate, wilson.ci_low, wilson.ci_high
    difference = p1 - p2
    below, above = (sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2), sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2))
    return float(difference - below), float(difference + above)


def _score(x1: float, n1: float, x2: float, n2: float, measure: TwoArmMeasure, level: float) -> tuple[float, float]:
    """The values that a score test with the variance of Miettinen and Nurminen does not reject."""
    z, factor = critical(level, inf), (n1 + n2) / (n1 + n2 - 1)
    p1, p2 = x1 / n1, x2 / n2

    def score(at: float) -> float:
        """The statistic at a value of the effect (of its logarithm for ratios); it falls as the value rises."""
        effect = at if measure == "RD" else exp(at)
        r1, r2 = _restricted(x1, n1, x2, n2, measure, effect)
        if measure == "OR":
            away = (p1 - r1) / (r1 * (1 - r1)) - (p2 - r2) / (r2 * (1 - r2)) if 0 < r1 < 1 and 0 < r2 < 1 else 0.0
            variance = 1 / (n1 * r1 * (1 - r1)) + 1 / (n2 * r2 * (1 - r2)) if 0 < r1 < 1 and 0 < r2 < 1 else 0.0
        else:
            slope = 1.0 if measure == "RD" else effect
            away = p1 - p2 - effect if measure == "RD" else p1 - effect * p2
            variance = r1 * (1 - r1) / n1 + slope**2 * r2 * (1 - r2) / n2
        return away / sqrt(factor * variance) if variance > 0 else (inf if away > 0 else -inf if away < 0 else 0.0)

    if measure == "RD":
        edge, crude = (-1.0, 1.0), p1 - p2
        low = _limit(lambda at: score(at) - z, edge[0], crude) if crude > -1 else -1.0
        high = _limit(lambda at: score(at) + z, crude, edge[1]) if crude < 1 else 1.0
        return low, high
    crude = _crude(x1, n1, x2, n2, measure)
    if crude != crude:  # nothing known
        return 0.0, inf
    far = 25.0  # a ratio of 10^11
    centre = log(crude) if 0 < crude < inf else (-far if crude == 0 else far)
    low = 0.0 if crude == 0 else exp(_limit(lambda at: score(at) - z, -far, centre))
    high = inf if crude == inf else exp(_limit(lambda at: score(at) + z, centre, far))
    return low, high


def _restricted(
    x1: float, n1: float, x2: float, n2: float, measure: TwoArmMeasure, effect: float
) -> tuple[float, float]:
    """Maximum likelihood estimates of both risks where the effect has this value."""
    if measure == "RD":
        low, high = max(0.0, -effect), min(1.0, 1 - effect)

        def slope(p: float) -> float:
            return _slope(x1, n1, p + effect) + _slope(x2, n2, p)

        p2 = _limit(slope, low, high)
        return min(max(p2 + effect, 0.0), 1.0), p2
    if measure == "RR":  # a p2^2 + b p2 + c = 0
        a, b, c = (n1 + n2) * effect, -(n1 * effect + x1 + n2 + x2 * effect), x1 + x2
        p2 = (-b - sqrt(max(b * b - 4 * a * c, 0.0))) / (2 * a)
        return min(effect * p2, 1.0), min(p2, 1.0)
    a, b, c = n2 * (effect - 1), n1 * effect + n2 - (x1 + x2) * (effect - 1), -(x1 + x2)
    p2 = -c / b if abs(a) < 1e-12 else (-b + sqrt(max(b * b - 4 * a * c, 0.0))) / (2 * a)
    p2 = min(max(p2, 1e-15), 1 - 1e-15)
    return p2 * effect / (1 + p2 * (effect - 1)), p2


def _slope(x: float, n: float, p: float) -> float:
    """Of a binomial log-likelihood at p."""
    p = min(max(p, 1e-15), 1 - 1e-15)
    return x / p - (n - x) / (1 - p)  # as one fraction, it loses all digits where p is next to 0 or 1


def _limit(falling: Callable[[float], float], low: float, high: float) -> float:
    """Where a falling function is 0 between two values; the end that is nearer where it is not."""
    if falling(low) <= 0:
        return low
    if falling(high) >= 0:
        return high
    found: float = brentq(falling, low, high, xtol=1e-12)
    return found
