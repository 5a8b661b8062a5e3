"""What a synthesis returns: plain frozen records of numbers, on the natural and on the model scale.

Vocabulary: the *model scale* is where the studies are pooled (logit of a proportion, log of a ratio, the risk
difference itself); the *natural scale* is what a reader sees (a proportion between 0 and 1, an odds ratio).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.special import chdtrc, expit, fdtrc, ndtr, ndtri, stdtr, stdtrit

NAN = float("nan")

# From the model scale back to the natural scale, by measure (names as in metafor's escalc; PETO is a log odds ratio).
BACK_TRANSFORM = {"PLO": expit, "OR": np.exp, "RR": np.exp, "RD": lambda value: value, "PETO": np.exp}


@dataclass(frozen=True, eq=False)
class Estimate:
    """Estimates with their intervals, one entry a study (arrays of one shape, natural scale)."""

    estimate: np.ndarray
    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True, eq=False)
class Prediction:
    """Fitted values at chosen moderator values: natural scale, arrays of shape (m,), with both kinds of interval."""

    estimate: np.ndarray
    ci_low: np.ndarray
    ci_high: np.ndarray
    pi_low: np.ndarray
    pi_high: np.ndarray
    coef: np.ndarray
    se: np.ndarray


@dataclass(frozen=True, eq=False)
class Moderators:
    """Coefficients of a meta-regression on the model scale (arrays of shape (p,), the intercept first).

    `qm` tests all coefficients but the intercept together: chi-squared with `qm_df[0]` degrees of freedom, or,
    where the fit uses t, the F statistic with `qm_df` = (p - 1, k - p). `vcov` has shape (p, p).
    """

    names: tuple[str, ...]
    coef: np.ndarray
    se: np.ndarray
    ci_low: np.ndarray
    ci_high: np.ndarray
    stat: np.ndarray
    p: np.ndarray
    qm: float
    qm_df: tuple[float, float]
    qm_p: float
    vcov: np.ndarray


@dataclass(frozen=True, eq=False)
class Pooled:
    """One synthesis. Absent numbers are nan.

    `estimate`, `ci_*`, `pi_*` are on the natural scale; `coef`, `se`, `tau2` on the model scale. `i2` is a
    percentage (0 to 100). `q` is Cochran's Q (for the GLMM its Wald form, and `q_lrt` the likelihood-ratio form).
    `weights` are percentages that sum to 100, in the order of the studies. `df` is infinite where z is used.
    `converged` is False where no finite maximum exists or a fit failed; `notes` name in plain sentences every
    correction, fall-back and boundary, and are meant to be printed.
    With moderators, `estimate` and `coef` belong to the intercept: all moderators zero, categories at their first
    level. `moderators` then holds the whole table and `at()` the fitted values elsewhere.
    """

    estimate: float
    ci_low: float
    ci_high: float
    pi_low: float = NAN
    pi_high: float = NAN
    coef: float = NAN
    se: float = NAN
    p: float = NAN
    df: float = NAN
    tau2: float = NAN
    tau2_low: float = NAN
    tau2_high: float = NAN
    i2: float = NAN
    h2: float = NAN
    q: float = NAN
    q_df: float = NAN
    q_p: float = NAN
    q_lrt: float = NAN
    q_lrt_p: float = NAN
    loglik: float = NAN
    k: int = 0
    n: int = 0
    model: str = ""
    measure: str = ""
    test: str = "z"
    level: float = 0.95
    converged: bool = True
    notes: tuple[str, ...] = ()
    weights: np.ndarray = field(default_factory=lambda: np.array([]))
    moderators: Moderators | None = None

    def at(self, values) -> Prediction:
        """Fitted values of a meta-regression.

        values: shape (m, p - 1), or (m,) for one moderator column; columns as in `moderators.names[1:]`, so a
        category is given by its 0/1 columns. Prediction intervals are as for the pooled estimate.
        """
        if self.moderators is None:
            raise ValueError("This synthesis has no moderators, so there is nothing to predict at.")
        p = len(self.moderators.names)
        rows = np.asarray(values, float).reshape(-1, p - 1)
        design = np.column_stack([np.ones(len(rows)), rows])
        coef = design @ self.moderators.coef
        se = np.sqrt(np.einsum("ij,jk,ik->i", design, self.moderators.vcov, design))
        tau2 = self.tau2 if np.isfinite(self.pi_low) else NAN
        back = BACK_TRANSFORM[self.measure]
        return Prediction(*back_transformed(back, coef, se, tau2, self.df, self.level), coef, se)


@dataclass(frozen=True, eq=False)
class Fit:
    """What the estimating modules hand over: coefficients on the model scale, before any presentation."""

    coef: np.ndarray
    vcov: np.ndarray
    tau2: float
    df: float = np.inf
    tau2_low: float = NAN
    tau2_high: float = NAN
    i2: float = NAN
    h2: float = NAN
    q: float = NAN
    q_df: float = NAN
    q_p: float = NAN
    q_lrt: float = NAN
    q_lrt_p: float = NAN
    loglik: float = NAN
    weights: np.ndarray = field(default_factory=lambda: np.array([]))
    converged: bool = True
    notes: tuple[str, ...] = ()


def critical(level: float, df: float) -> float:
    """The two-sided critical value: t with `df` degrees of freedom, normal where df is infinite."""
    upper = (1 + level) / 2
    return float(ndtri(upper) if np.isinf(df) else stdtrit(df, upper))


def two_sided_p(stat, df: float):
    """Two-sided P value of a z (df infinite) or t statistic."""
    return 2 * (ndtr(-np.abs(stat)) if np.isinf(df) else stdtr(df, -np.abs(stat)))


def chi2_p(q: float, df: float) -> float:
    """Upper tail of the chi-squared distribution; 1 with no degrees of freedom, where nothing can deviate."""
    return float(chdtrc(df, max(q, 0.0))) if df > 0 else 1.0


def i2_h2(q: float, df: float) -> tuple[float, float]:
    """I2 in percent and H2 of a common-effect model, from Q (Higgins and Thompson 2002)."""
    if df <= 0:
        return 0.0, 1.0
    return max(0.0, 100 * (q - df) / q) if q else 0.0, q / df


def back_transformed(back, coef, se, tau2, df, level):
    """Natural-scale (estimate, ci_low, ci_high, pi_low, pi_high), `back` being the way back from the model scale.

    The prediction interval is coef -/+ c sqrt(se^2 + tau2) with the critical value c of the confidence interval:
    z for test "z", t with k - p degrees of freedom otherwise (metafor's `predict`; Riley 2011 uses k - 2).
    """
    half_ci = critical(level, df) * se
    half_pi = critical(level, df) * np.sqrt(se**2 + tau2)
    with np.errstate(over="ignore"):  # a ratio beyond all numbers is infinite
        return tuple(map(back, (coef, coef - half_ci, coef + half_ci, coef - half_pi, coef + half_pi)))


def moderator_table(fit: Fit, names: tuple[str, ...], level: float) -> Moderators:
    """The coefficient table and the joint (omnibus) test of all coefficients but the intercept."""
    se = np.sqrt(np.diag(fit.vcov))
    stat = fit.coef / se
    c, m = critical(level, fit.df), len(names) - 1
    slopes = fit.coef[1:]
    qm = qm_p = NAN
    if np.isfinite(fit.vcov).all():
        qm = float(slopes @ np.linalg.solve(fit.vcov[1:, 1:], slopes))
        if np.isinf(fit.df):
            qm_p = chi2_p(qm, m)
        else:
            qm /= m
            qm_p = float(fdtrc(m, fit.df, qm))
    low, high = fit.coef - c * se, fit.coef + c * se
    p = two_sided_p(stat, fit.df)
    return Moderators(names, fit.coef, se, low, high, stat, p, qm, (m, fit.df), qm_p, fit.vcov)
