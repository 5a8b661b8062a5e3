"""Intervals of single studies: of a proportion, and of any effect with its variance."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv

from .inference import BACK_TRANSFORM, critical
from .inputs import check_level, counts, one_of
from .records import Estimate
from .types import INTERVAL_METHODS, FloatArray, IntervalMethod, Measure


def study_interval(events: ArrayLike, n: ArrayLike, method: IntervalMethod = "wilson", level: float = 0.95) -> Estimate:
    """Proportion and confidence interval of each study.

    Parameters
    ----------
    events, n : array_like of int, scalars or shape (k,)
        Participants with the event, and all participants.
    method : {"wilson", "clopper-pearson"}
        The score interval without continuity correction, or the exact interval, whose coverage is never below the
        level.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        Arrays of shape (k,), proportions between 0 and 1.

    Raises
    ------
    ValueError
        For impossible or missing counts, an unknown method, or a level outside 0 and 1.

    References
    ----------
    - Clopper CJ, Pearson ES. Biometrika 1934;26:404-413.
    - Wilson EB. J Am Stat Assoc 1927;22:209-212.

    Examples
    --------
    >>> from livingreview.meta import study_interval
    >>> exact = study_interval([0, 7], [12, 12], "clopper-pearson")
    >>> exact.ci_low.round(3), exact.ci_high.round(3)
    (array([0.   , 0.277]), array([0.265, 0.848]))
    """
    one_of("method", method, INTERVAL_METHODS)
    check_level(level)
    x, n = counts(events, n)
    low, high = (_wilson if method == "wilson" else clopper_pearson)(x, n, level)
    return Estimate(x / n, low, high)


def _wilson(x: FloatArray, n: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    z2 = critical(level, np.inf) ** 2
    centre = (x + z2 / 2) / (n + z2)
    half = np.sqrt(z2) / (n + z2) * np.sqrt(x * (n - x) / n + z2 / 4)
    # The limits at 0 and n are exactly 0 and 1, which rounding would miss.
    return np.where(x == 0, 0.0, centre - half), np.where(x == n, 1.0, centre + half)


def clopper_pearson(x: FloatArray, n: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    """Limits of the exact interval for counts of shape (k,) that have been checked."""
    tail = (1 - level) / 2
    low = np.where(x == 0, 0.0, betaincinv(np.maximum(x, 1), n - x + 1, tail))
    high = np.where(x == n, 1.0, betaincinv(x + 1, np.maximum(n - x, 1), 1 - tail))
    return low, high


def own_proportions(x: FloatArray, n: FloatArray, level: float) -> Estimate:
    """The proportions of the studies with their exact intervals."""
    return Estimate(x / n, *clopper_pearson(x, n, level))


def own_effects(measure: Measure, effects: FloatArray, variances: FloatArray, level: float) -> Estimate:
    """The effects of the studies on the natural scale, with normal intervals from the model scale."""
    half, back = critical(level, np.inf) * np.sqrt(variances), BACK_TRANSFORM[measure]
    with np.errstate(over="ignore"):  # a ratio beyond all numbers is infinite
        return Estimate(back(effects), back(effects - half), back(effects + half))
