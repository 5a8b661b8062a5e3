"""Quantiles, P values, and the way from the model scale back to the natural scale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy.special import chdtrc, expit, ndtr, ndtri, stdtr, stdtrit

from .inputs import check_count, check_level, one_of
from .types import (
    HARTUNG_KNAPP,
    LIKELIHOOD_MODELS,
    LIKELIHOOD_RATIO,
    PREDICTIONS,
    TESTS,
    TWO_ARM_GLMMS,
    Measure,
    PredictionChoice,
    Scalar,
    Test,
)

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


class Interval(NamedTuple):
    """Limits of a coefficient (infinite where the data do not bound it), and the P value of the test that it is 0."""

    low: float
    high: float
    p: float


@dataclass(frozen=True)
class Intervals:
    """How the intervals of a pool are made, as `pool_proportions` describes it."""

    test: Test = "z"
    level: float = 0.95
    t_from: int = 2
    prediction: PredictionChoice = "as test"
    prediction_from: int = 2

    def __post_init__(self) -> None:
        """Raise a ValueError for a choice that does not exist."""
        one_of("test", self.test, TESTS)
        one_of("prediction", self.prediction, PREDICTIONS)
        check_level(self.level)
        check_count("t_from", self.t_from)
        check_count("prediction_from", self.prediction_from)

    def check(self, model: str, moderators: bool = False, nodes: bool = False) -> None:
        """Raise a ValueError for a test that is not offered for the model, for moderators or for a fixed quadrature."""
        if self.test == "adhoc" and model in ("glmm", "beta-binomial", *TWO_ARM_GLMMS):
            raise ValueError(f"test 'adhoc' corrects inverse-variance pools; with model {model!r} choose another test.")
        if moderators and model == "beta-binomial":
            raise ValueError("Model 'beta-binomial' takes no moderators, or groups that share tau².")
        if self.test not in LIKELIHOOD_RATIO:
            return
        if model not in LIKELIHOOD_MODELS:
            allowed = " or ".join(map(repr, LIKELIHOOD_MODELS))
            raise ValueError(
                f"test {self.test!r} needs a model fitted by maximum likelihood, {allowed}, not {model!r}."
            )
        if moderators:
            raise ValueError(f"test {self.test!r} is offered for pools without moderators, or groups that share tau².")
        if nodes:
            raise ValueError(f"test {self.test!r} takes no nodes: its likelihood is integrated exactly.")

    def test_for(self, k: int) -> tuple[Test, tuple[str, ...]]:
        """The test for k studies, and a note where it is not the one asked for."""
        if self.test in HARTUNG_KNAPP and 1 < k < self.t_from:
            return "z", (f"{k} studies: the confidence interval uses z; t is used from {self.t_from} studies on.",)
        return self.test, ()

    def pi_df(self, k: int, p: int, df: float) -> tuple[float, tuple[str, ...]]:
        """Degrees of freedom of the prediction interval of k studies and p coefficients, and a note where it has none.

        `df` is that of the confidence interval. "as test" takes it too, as metafor's ``predict`` does; "z" is infinite;
        "t(k-p)" is k - p; "t(k-p-1)" is k - p - 1, which without moderators is k - 2 (Higgins, Thompson and
        Spiegelhalter 2009; Riley, Higgins and Deeks 2011). nan below 1, and for fewer than `prediction_from` studies.
        """
        if k < self.prediction_from:
            return NAN, (f"{k} studies: a prediction interval is given from {self.prediction_from} studies on.",)
        found = {"as test": df, "z": np.inf, "t(k-p)": k - p, "t(k-p-1)": k - p - 1}[self.prediction]
        if self.test in LIKELIHOOD_RATIO and self.prediction == "as test":
            return NAN, ("A likelihood-ratio test has no prediction interval of its own: choose one by `prediction`.",)
        if found < 1:
            return NAN, (f"{k} studies leave no degrees of freedom for a prediction interval by {self.prediction}.",)
        return float(found), ()


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
    back: Callable[[Scalar], Scalar], coef: Scalar, se: Scalar, tau2: float, df: float, pi_df: float, level: float
) -> tuple[Scalar, Scalar, Scalar, Scalar, Scalar]:
    """Natural-scale (estimate, ci_low, ci_high, pi_low, pi_high), `back` being the way back from the model scale.

    The confidence interval is coef -/+ c(df) se, the prediction interval coef -/+ c(pi_df) sqrt(se^2 + tau²), with
    the critical value c of t, or of the normal distribution where the degrees of freedom are infinite. The prediction
    interval is nan where `pi_df` is (see `Intervals.pi_df`).
    """
    half_ci = critical(level, df) * se
    half_pi = critical(level, pi_df) * np.sqrt(se**2 + tau2)
    with np.errstate(over="ignore"):  # a ratio beyond all numbers is infinite
        return (
            back(coef),
            back(coef - half_ci),
            back(coef + half_ci),
            back(coef - half_pi),
            back(coef + half_pi),
        )
