"""Effect sizes of single studies on the model scale, with their sampling variances.

Continuity corrections are those of metafor's defaults: 1/2 is added to every cell of a study only where one of its
cells is zero (`add=1/2, to="only0"`), never to other studies.
"""

from __future__ import annotations

import numpy as np

from .types import BoolArray, FloatArray, TwoArmMeasure

CONTINUITY_CORRECTION = 0.5  # Gart and Zweifel 1967; the least biased constant for an empirical logit


def logit_proportion(x: FloatArray, n: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Logit of x / n and its variance 1/x + 1/(n - x), corrected where x = 0 or x = n. Shapes (k,)."""
    add = np.where((x == 0) | (x == n), CONTINUITY_CORRECTION, 0.0)
    events, others = x + add, n - x + add
    return np.log(events / others), 1 / events + 1 / others


def double_arcsine(x: FloatArray, n: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Freeman-Tukey double arcsine (Freeman and Tukey 1950), halved as in metafor, and its variance 1/(4n + 2)."""
    return (np.arcsin(np.sqrt(x / (n + 1))) + np.arcsin(np.sqrt((x + 1) / (n + 1)))) / 2, 1 / (4 * n + 2)


def inverse_double_arcsine(value: float, n: float) -> float:
    """The proportion whose double arcsine in a study of size n is `value` (Miller 1978), cut to 0 and 1 outside."""
    lowest, highest = double_arcsine(np.array([0.0, n]), np.array([n, n]))[0]
    if np.isnan(value):
        return float("nan")
    if value <= lowest:
        return 0.0
    if value >= highest:
        return 1.0
    sine = np.sin(2 * value)
    root = np.sqrt(max(0.0, 1 - (sine + (sine - 1 / sine) / n) ** 2))
    return float((1 - np.sign(np.cos(2 * value)) * root) / 2)


def two_arm(
    measure: TwoArmMeasure, x1: FloatArray, n1: FloatArray, x2: FloatArray, n2: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Log odds ratio, log risk ratio or risk difference of arm 1 against arm 2, and its variance. Shapes (k,)."""
    add = np.where(has_zero_cell(x1, n1, x2, n2), CONTINUITY_CORRECTION, 0.0)
    a, b, c, d = x1 + add, n1 - x1 + add, x2 + add, n2 - x2 + add
    m1, m2 = a + b, c + d
    if measure == "OR":
        return np.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d
    if measure == "RR":
        return np.log(a / m1) - np.log(c / m2), 1 / a - 1 / m1 + 1 / c - 1 / m2
    return a / m1 - c / m2, a * b / m1**3 + c * d / m2**3


def has_zero_cell(x1: FloatArray, n1: FloatArray, x2: FloatArray, n2: FloatArray) -> BoolArray:
    """Where one of the four cells is zero."""
    empty: BoolArray = (x1 == 0) | (x1 == n1) | (x2 == 0) | (x2 == n2)
    return empty


def is_double_zero(x1: FloatArray, n1: FloatArray, x2: FloatArray, n2: FloatArray) -> BoolArray:
    """Where neither arm, or both arms wholly, had events: no information on a relative effect."""
    double: BoolArray = ((x1 == 0) & (x2 == 0)) | ((x1 == n1) & (x2 == n2))
    return double
