"""Intervals for the proportion of a single study."""

from __future__ import annotations

import numpy as np
from scipy.special import betaincinv

from .inputs import check_level, counts, one_of
from .result import Estimate, critical

METHODS = ("wilson", "clopper-pearson")


def study_interval(events, n, method: str = "wilson", level: float = 0.95) -> Estimate:
    """Proportion and interval of each study.

    events, n: whole numbers, scalars or shape (k,). Returns arrays of shape (k,), proportions between 0 and 1.
    "wilson" is the score interval (Wilson 1927; no continuity correction), "clopper-pearson" the exact one
    (Clopper and Pearson 1934), whose coverage is never below the level.
    Raises ValueError for impossible counts, an unknown method or level.
    """
    one_of("method", method, METHODS)
    check_level(level)
    x, n = counts(events, n)
    low, high = (_wilson if method == "wilson" else _clopper_pearson)(x, n, level)
    return Estimate(x / n, low, high)


def _wilson(x, n, level):
    z2 = critical(level, np.inf) ** 2
    centre = (x + z2 / 2) / (n + z2)
    half = np.sqrt(z2) / (n + z2) * np.sqrt(x * (n - x) / n + z2 / 4)
    # The limits at 0 and n are exactly 0 and 1; rounding would leave them beside.
    return np.where(x == 0, 0.0, centre - half), np.where(x == n, 1.0, centre + half)


def _clopper_pearson(x, n, level):
    tail = (1 - level) / 2
    low = np.where(x == 0, 0.0, betaincinv(np.maximum(x, 1), n - x + 1, tail))
    high = np.where(x == n, 1.0, betaincinv(x + 1, np.maximum(n - x, 1), 1 - tail))
    return low, high
