"""Inverse-variance pooling and meta-regression of effects y with known sampling variances v.

y_i = x_i' beta + N(0, tau²) + N(0, v_i). Weights 1 / (v_i + tau²); tau² by REML, maximum likelihood (ML),
DerSimonian-Laird (DL), Paule-Mandel (PM), or 0 for the common-effect model. Formulas as in Viechtbauer 2005 and 2010
(metafor).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtri

from .criteria import explained
from .fit import Fit
from .inference import NAN, Interval, chi2_p, i2_h2
from .inputs import orthonormal
from .likelihood import Maximum
from .likelihood_ratio import NormalSurface, likelihood_ratio
from .types import HARTUNG_KNAPP, LIKELIHOOD_RATIO, FloatArray, InverseVarianceModel, Test

GRID = 200  # points searched for sign changes of the REML score: the likelihood can have two maxima when k is small
TOGETHER = 2**21  # studies times values of tau2 computed at once: bounds the memory
CACHED = 2_000  # studies; the data of larger fits are not kept
EXACT_AGREEMENT = 1e-12  # Hartung-Knapp scale below which the studies agree exactly and its standard error is 0


class WeightedLeastSquares:
    """Quantities of the weighted regression for tau² values of shape (g,): all vectorised over tau²."""

    def __init__(self, y: FloatArray, v: FloatArray, design: FloatArray) -> None:
        self.y, self.v, self.design = y, v, design
        self.df = len(y) - design.shape[1]
        self.products = (design[:, :, None] * design[:, None, :]).reshape(len(y), -1)  # x_i x_i' in row i

    @cached_property
    def rss(self) -> float:
        """Residual sum of squares without weights. Q(tau²) <= rss / (tau² + min v) brackets every root below."""
        ordinary = self.y - self.design @ np.linalg.lstsq(self.design, self.y, rcond=None)[0]
        return float(ordinary @ ordinary)

    def solve(self, tau2: ArrayLike) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """Weights (g, k), (X'WX)^-1 (g, p, p), coefficients (g, p), residuals (g, k)."""
        p = self.design.shape[1]
        weights = 1 / (self.v + np.atleast_1d(tau2)[:, None])
        inverse = np.linalg.inv((weights @ self.products).reshape(-1, p, p))
        coef = np.matvec(inverse, (weights * self.y) @ self.design)
        return weights, inverse, coef, self.y - coef @ self.design.T

    def q(self, tau2: ArrayLike) -> FloatArray:
        """Generalised Q statistic: the weighted residual sum of squares, shape (g,)."""
        weights, _, _, residuals = self.solve(tau2)
        q: FloatArray = np.sum(weights * residuals**2, axis=1)
        return q

    @cached_property
    def without_tau2(self) -> tuple[float, float]:
        """Q and the trace of P at tau² = 0, the common-effect model."""
        weights, inverse, _, residuals = self.solve(0.0)
        return float(np.sum(weights * residuals**2)), float(self._trace_p(weights, inverse)[0])

    def _trace_p(self, weights: FloatArray, inverse: FloatArray) -> FloatArray:
        """Trace of P = W - W X (X'WX)^-1 X' W, shape (g,)."""
        removed = np.vecdot(inverse.reshape(len(inverse), -1), weights**2 @ self.products)
        trace: FloatArray = weights.sum(axis=1) - removed
        return trace

    def reml_loglik(self, tau2: ArrayLike) -> FloatArray:
        """Restricted log-likelihood up to a constant, shape (g,)."""
        weights, inverse, _, residuals = self.solve(tau2)
        log_det = np.linalg.slogdet(inverse)[1]
        loglik: FloatArray = (np.log(weights).sum(axis=1) + log_det - np.sum(weights * residuals**2, axis=1)) / 2
        return loglik

    def loglik(self, tau2: float, restricted: bool) -> float:
        """Log-likelihood, or restricted log-likelihood, at the best coefficients."""
        weights, inverse, _, residuals = (value[0] for value in self.solve(tau2))
        k, p = self.design.shape
        loglik = np.log(weights).sum() - np.sum(weights * residuals**2) - k * np.log(2 * np.pi)
        if restricted:
            loglik += p * np.log(2 * np.pi) + np.linalg.slogdet(self.design.T @ self.design)[1]
            loglik += np.linalg.slogdet(inverse)[1]
        return float(loglik / 2)

    def reml_score(self, tau2: ArrayLike) -> FloatArray:
        """Derivative of the restricted log-likelihood in tau², shape (g,)."""
        weights, inverse, _, residuals = self.solve(tau2)
        score: FloatArray = (np.sum((weights * residuals) ** 2, axis=1) - self._trace_p(weights, inverse)) / 2
        return score

    def ml_loglik(self, tau2: ArrayLike) -> FloatArray:
        """Log-likelihood up to a constant, shape (g,)."""
        weights, _, _, residuals = self.solve(tau2)
        loglik: FloatArray = (np.log(weights).sum(axis=1) - np.sum(weights * residuals**2, axis=1)) / 2
        return loglik

    def ml_score(self, tau2: ArrayLike) -> FloatArray:
        """Derivative of the log-likelihood in tau², shape (g,)."""
        weights, _, _, residuals = self.solve(tau2)
        score: FloatArray = (np.sum((weights * residuals) ** 2, axis=1) - weights.sum(axis=1)) / 2
        return score

    def root_of_q(self, target: float) -> float:
        """The tau² >= 0 at which Q(tau²), which falls in tau², is `target`; 0 where Q is below it already."""
        if self.without_tau2[0] <= target:
            return 0.0
        return _root(lambda tau2: self.q(tau2)[0] - target, 0.0, self.rss / target)


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    from scipy.optimize import brentq

    return float(brentq(function, low, high, xtol=1e-14 * high, rtol=1e-14, maxiter=500))


def tau2_dl(wls: WeightedLeastSquares) -> float:
    """DerSimonian and Laird 1986, with moderators: Raudenbush 2009; never below 0."""
    q, trace_p = wls.without_tau2
    return float(max(0.0, (q - wls.df) / trace_p))


def tau2_pm(wls: WeightedLeastSquares) -> float:
    """Paule and Mandel 1982: Q(tau²) equals its expectation k - p."""
    return wls.root_of_q(wls.df)


def tau2_reml(wls: WeightedLeastSquares) -> float:
    """The global maximum of the restricted likelihood (Viechtbauer 2005)."""
    return _highest(wls, wls.reml_score, wls.reml_loglik, wls.df)


def tau2_ml(wls: WeightedLeastSquares) -> float:
    """The global maximum of the likelihood (Hardy and Thompson 1996)."""
    return _highest(wls, wls.ml_score, wls.ml_loglik, len(wls.y))


def _highest(
    wls: WeightedLeastSquares,
    score_at: Callable[[ArrayLike], FloatArray],
    loglik_at: Callable[[ArrayLike], FloatArray],
    df: int,
) -> float:
    """The highest of all maxima: every root of the score on a grid.

    Beyond the grid's end the score is negative: there y'PPy <= rss / tau2^2, and what is taken from it (tr(P) of the
    restricted likelihood, with df = k - p; the sum of the weights, with df = k) is at least df / (max v + tau²).
    """
    ratio = wls.rss / df
    end = (ratio + np.sqrt(ratio**2 + 4 * ratio * wls.v.max())) / 2
    grid = end * np.linspace(0, 1, GRID) ** 3
    parts = np.array_split(grid, max(1, min(GRID, GRID * len(wls.y) // TOGETHER)))
    score = np.concatenate([score_at(part) for part in parts])
    falls = np.flatnonzero((score[:-1] > 0) & (score[1:] <= 0))
    maxima = [0.0] + [_root(lambda tau2: score_at(tau2)[0], grid[i], grid[i + 1]) for i in falls]
    return float(maxima[np.argmax(loglik_at(np.array(maxima)))])


@lru_cache(maxsize=4096)
def _cached_tau2(y: bytes, v: bytes, design: bytes, model: InverseVarianceModel) -> float:
    """The estimate of tau², searched once for the same data: tests and sensitivity analyses repeat them."""
    effects = np.frombuffer(y)
    wls = WeightedLeastSquares(effects, np.frombuffer(v), np.frombuffer(design).reshape(len(effects), -1))
    return ESTIMATORS[model](wls)


def _tau2(wls: WeightedLeastSquares, model: InverseVarianceModel) -> float:
    if len(wls.y) > CACHED:
        return ESTIMATORS[model](wls)
    return _cached_tau2(wls.y.tobytes(), wls.v.tobytes(), wls.design.tobytes(), model)


ESTIMATORS: dict[InverseVarianceModel, Callable[[WeightedLeastSquares], float]] = {
    "reml": tau2_reml,
    "ml": tau2_ml,
    "dl": tau2_dl,
    "pm": tau2_pm,
    "common": lambda wls: 0.0,
}


def fit(
    y: FloatArray,
    v: FloatArray,
    design: FloatArray,
    *,
    model: InverseVarianceModel,
    test: Test,
    level: float,
    tau2_interval: bool = True,
) -> Fit:
    """Pooled coefficients on the model scale.

    y, v: shape (k,); design: shape (k, p), of full column rank; model: a key of ESTIMATORS; test: "z"; "t" for
    Hartung-Knapp (Hartung and Knapp 2001; with moderators Knapp and Hartung 2003), which has t(k - p) and scales
    the variance by Q(tau²) / (k - p), unbounded below as in metafor's "knha"; "adhoc" for the same, bounded below by 1
    (Knapp and Hartung 2003); "profile" or "bartlett" for the likelihood ratio (module `likelihood_ratio`), which needs
    model "ml" and the intercept alone.
    The interval of tau², unless it is left out, is the Q-profile (Viechtbauer 2007). I2 and H2 follow from tau² and the
    typical variance (k - p) / tr(P) (Higgins and Thompson 2002), for the common-effect model from Q. The log-likelihood
    is the restricted one for REML.
    """
    basis, back = orthonormal(design)
    wls = WeightedLeastSquares(y, v, basis)
    notes: list[str] = []
    if not wls.df:
        notes.append(
            ("One study" if len(y) == 1 else "There are no more studies than coefficients")
            + ": tau² is 0 by definition, and there is no prediction interval."
        )
    tau2 = _tau2(wls, model) if wls.df else 0.0
    weights, inverse, coef, residuals = (value[0] for value in wls.solve(tau2))
    df, scale = np.inf, 1.0
    if test in HARTUNG_KNAPP:
        df, scale = _hartung_knapp(model, wls.df, np.sum(weights * residuals**2), test == "adhoc", notes)
    interval = _likelihood_ratio(y, v, tau2, coef, test, level, notes) if test in LIKELIHOOD_RATIO else None
    q = wls.without_tau2[0] if wls.df else 0.0
    low, high = _q_profile(wls, model, level, notes) if tau2_interval else (NAN, NAN)
    i2, h2 = _inconsistency(wls, model, tau2, q)
    if wls.df and model != "common" and tau2 == 0:
        notes.append("The estimate of tau² is 0: the studies differ no more than chance alone would make them.")
    return Fit(
        coef=back @ coef,
        vcov=scale * back @ inverse @ back.T,
        tau2=tau2,
        df=df,
        tau2_low=low,
        tau2_high=high,
        i2=i2,
        h2=h2,
        loglik=wls.loglik(tau2, model == "reml") if wls.df else NAN,
        r2=_r2(y, v, tau2, model) if wls.df and design.shape[1] > 1 else NAN,
        q=q,
        q_df=wls.df,
        q_p=chi2_p(q, wls.df),
        weights=100 * weights / weights.sum(),
        interval=interval,
        notes=tuple(notes),
    )


def _likelihood_ratio(
    y: FloatArray, v: FloatArray, tau2: float, coef: FloatArray, test: Test, level: float, notes: list[str]
) -> Interval | None:
    if len(y) == 1:
        notes.append("One study says nothing about tau²: the interval uses z.")
        return None
    surface, tau = NormalSurface(y, v), np.array([np.sqrt(tau2)])
    value, _, hessian = surface.at(coef, tau)
    best = Maximum(coef, float(tau[0]), float(value[0]), -hessian[0], True)
    return likelihood_ratio(surface, best, level, test == "bartlett")


def _r2(y: FloatArray, v: FloatArray, tau2: float, model: InverseVarianceModel) -> float:
    """R2 of the moderators, with tau² by the same estimator without them; there is none in the common-effect model."""
    if model == "common":
        return NAN
    return explained(tau2, _tau2(WeightedLeastSquares(y, v, np.ones((len(y), 1))), model))


def _hartung_knapp(
    model: InverseVarianceModel, df: int, q: float, bounded: bool, notes: list[str]
) -> tuple[float, float]:
    """Degrees of freedom and the scale of the variance; z where Hartung-Knapp is not defined."""
    if model == "common":
        notes.append("Hartung-Knapp belongs to random-effects models; the common-effect interval uses z.")
    elif not df:
        notes.append("Hartung-Knapp needs more studies than coefficients; the interval uses z.")
    elif bounded:
        if q / df < 1:
            notes.append(
                "The studies agree more closely than expected: the Hartung-Knapp factor of the variance, "
                f"{q / df:.2g}, was raised to 1."
            )
        return df, max(q / df, 1.0)
    elif q / df < EXACT_AGREEMENT:
        notes.append("The studies agree exactly, so the Hartung-Knapp interval would have no width; z is used.")
    else:
        if q / df < 1:
            notes.append(
                "The Hartung-Knapp standard error is smaller than the classical one here: the studies agree "
                "more closely than expected, and the interval may be too narrow."
            )
        return df, q / df
    return np.inf, 1.0


def _q_profile(
    wls: WeightedLeastSquares, model: InverseVarianceModel, level: float, notes: list[str]
) -> tuple[float, float]:
    if model == "common" or not wls.df:
        return NAN, NAN
    tail = (1 - level) / 2
    low, high = (wls.root_of_q(chdtri(wls.df, upper)) for upper in (tail, 1 - tail))
    if high == 0:
        notes.append(
            "The Q-profile interval of tau² is empty (the studies agree more closely than chance); 0 to 0 is given."
        )
    return low, high


def _inconsistency(
    wls: WeightedLeastSquares, model: InverseVarianceModel, tau2: float, q: float
) -> tuple[float, float]:
    """I2 in percent and H2."""
    if model == "common" or not wls.df:
        return i2_h2(q, wls.df)
    typical = typical_variance(wls)
    return 100 * tau2 / (tau2 + typical), tau2 / typical + 1


def typical_variance(wls: WeightedLeastSquares) -> float:
    """The sampling variance of a typical study, (k - p) / tr(P) at tau² = 0 (Higgins and Thompson 2002)."""
    return float(wls.df / wls.without_tau2[1])
