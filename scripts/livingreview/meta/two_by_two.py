"""Mantel-Haenszel and Peto: common-effect methods that pool the four cells without a continuity correction.

Cells of a study: a, b events and non-events of arm 1 (size m1); c, d of arm 2 (size m2); total t.
"""

from __future__ import annotations

import numpy as np

from .effects import is_double_zero, two_arm
from .fit import Fit
from .inference import NAN, chi2_p, i2_h2
from .types import FloatArray, TwoArmMeasure


def mantel_haenszel(measure: TwoArmMeasure, x1: FloatArray, n1: FloatArray, x2: FloatArray, n2: FloatArray) -> Fit:
    """Mantel and Haenszel 1959, for log OR, log RR or RD; all arrays of shape (k,).

    Variances: Robins, Breslow and Greenland 1986 (OR), Greenland and Robins 1985 (RR), Sato, Greenland and Robins
    1989 (RD). Q compares the study effects (with 1/2 added where a cell is empty) with the pooled one.
    """
    a, b, c, d = x1, n1 - x1, x2, n2 - x2
    t = n1 + n2
    if measure == "OR":
        for_1, for_2 = a * d / t, b * c / t
        r, s = for_1.sum(), for_2.sum()
        if r == 0 or s == 0:
            return _not_estimable(x1, n1, x2, n2)
        u, v = (a + d) / t, (b + c) / t
        coef = np.log(r / s)
        variance = (np.sum(u * for_1) / r**2 + np.sum(u * for_2 + v * for_1) / (r * s) + np.sum(v * for_2) / s**2) / 2
        weights = for_2
    elif measure == "RR":
        r, s = np.sum(a * n2 / t), np.sum(c * n1 / t)
        if r == 0 or s == 0:
            return _not_estimable(x1, n1, x2, n2)
        coef = np.log(r / s)
        variance = np.sum((n1 * n2 * (a + c) - a * c * t) / t**2) / (r * s)
        weights = c * n1 / t
    else:
        weights = n1 * n2 / t
        coef = np.sum(weights * (a / n1 - c / n2)) / weights.sum()
        p_term = np.sum(c * (n1 / t) ** 2 - a * (n2 / t) ** 2 + n1 * n2 * (n2 - n1) / t**2 / 2)
        q_term = np.sum((a * d + b * c) / t) / 2
        variance = (coef * p_term + q_term) / weights.sum() ** 2
    informative = ~is_double_zero(x1, n1, x2, n2)
    effects, variances = two_arm(measure, x1, n1, x2, n2)
    return _common(coef, variance, effects[informative], 1 / variances[informative], weights)


def peto(x1: FloatArray, n1: FloatArray, x2: FloatArray, n2: FloatArray) -> Fit:
    """Peto's one-step log odds ratio (Yusuf, Peto, Lewis et al. 1985): sum(O - E) / sum(V), V hypergeometric."""
    t, m = n1 + n2, x1 + x2
    difference = x1 - m * n1 / t
    v = n1 * n2 * (m / t) * ((t - m) / t) / np.maximum(t - 1, 1)
    if v.sum() == 0:
        return _not_estimable(x1, n1, x2, n2)
    informative = v > 0
    effects = difference[informative] / v[informative]
    return _common(difference.sum() / v.sum(), 1 / v.sum(), effects, v[informative], v)


def _common(coef: float, variance: float, effects: FloatArray, precision: FloatArray, weights: FloatArray) -> Fit:
    """The fit of a common-effect method, with Q of the informative studies about the pooled effect."""
    notes: tuple[str, ...] = ()
    if variance <= 0:  # by rounding also less
        variance = 0.0
        notes = ("Every risk is 0 or 1, of which the formula makes a variance of 0: the interval has no width.",)
    df = max(len(effects) - 1, 0)
    q = float(np.sum(precision * (effects - coef) ** 2)) if df > 0 else 0.0
    i2, h2 = i2_h2(q, df)
    return Fit(
        np.array([coef]),
        np.array([[variance]]),
        100 * weights / weights.sum(),
        tau2=0.0,
        i2=i2,
        h2=h2,
        q=q,
        q_df=df,
        q_p=chi2_p(q, df),
        notes=notes,
    )


def _not_estimable(x1: FloatArray, n1: FloatArray, x2: FloatArray, n2: FloatArray) -> Fit:
    note = (
        "The ratio cannot be estimated without a continuity correction: one arm saw no events (or nothing but "
        "events) in any informative study."
    )
    df = max(int((~is_double_zero(x1, n1, x2, n2)).sum()) - 1, 0)
    equal = np.full(len(n1), 100 / len(n1))
    return Fit(np.array([NAN]), np.array([[NAN]]), equal, q_df=df, converged=False, notes=(note,))
