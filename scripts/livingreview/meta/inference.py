"""Quantiles, P values, and the way from the model scale back to the natural scale."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import chdtrc, expit, ndtr, ndtri, stdtr, stdtrit

from .types import Measure, Scalar

NAN = float("nan")


def _from_logit(value: Scalar) -> Scalar:
    proportion: Scalar = expit(value)
    return proportion


def _from_log(value: Scalar) -> Scalar:
    ratio: Scalar = np.exp(value)
    return ratio


def _from_fisher_z(value: Scalar) -> Scalar:
    correlation: Scalar = np.tanh(value)
    return correlation


def _unchanged(value: Scalar) -> Scalar:
    return value


# From the model scale to the natural scale. The double arcsine needs a study size too: see `freeman_tukey`.
BACK_TRANSFORM: dict[Measure, Callable[[Scalar], Scalar]] = {
    "PLO": _from_logit,
    "OR": _from_log,
    "RR": _from_log,
    "HR": _from_log,
    "ZCOR": _from_fisher_z,
    "RD": _unchanged,
    "MD": _unchanged,
    "SMD": _unchanged,
    "GEN": _unchanged,
}


def critical(level: float, df: float) -> float:
    """The two-sided critical value: t with `df` degrees of freedom, normal where df is infinite."""
    upper = (1 + level) / 2
    return float(ndtri(upper) if np.isinf(df) else stdtrit(df, upper))


def two_sided_p(stat: Scalar, df: float) -> Scalar:
    """Two-sided P value of a z (df infinite) or t statistic."""
    lower = -np.abs(stat)
    tail: Any = ndtr(lower) if np.isinf(df) else stdtr(df, lower)
    p: Scalar = 2 * tail
    return p


def chi2_p(q: float, df: float) -> float:
    """Upper tail of the chi-squared distribution; 1 with no degrees of freedom, where nothing can deviate."""
    return float(chdtrc(df, max(q, 0.0))) if df > 0 else 1.0


def i2_h2(q: float, df: float) -> tuple[float, float]:
    """I2 in percent and H2 of a common-effect model, from Q (Higgins and Thompson 2002)."""
    if df <= 0:
        return 0.0, 1.0
    return max(0.0, 100 * (q - df) / q) if q else 0.0, q / df


def back_transformed(
    back: Callable[[Scalar], Scalar], coef: Scalar, se: Scalar, tau2: float, df: float, level: float
) -> tuple[Scalar, Scalar, Scalar, Scalar, Scalar]:
    """Natural-scale (estimate, ci_low, ci_high, pi_low, pi_high), `back` being the way back from the model scale.

    The prediction interval is coef -/+ c sqrt(se^2 + tau2) with the critical value c of the confidence interval:
    z for test "z", t with k - p degrees of freedom otherwise (metafor's `predict`; Riley 2011 uses k - 2).
    """
    half_ci = critical(level, df) * se
    half_pi = critical(level, df) * np.sqrt(se**2 + tau2)
    with np.errstate(over="ignore"):  # a ratio beyond all numbers is infinite
        return (
            back(coef),
            back(coef - half_ci),
            back(coef + half_ci),
            back(coef - half_pi),
            back(coef + half_pi),
        )
