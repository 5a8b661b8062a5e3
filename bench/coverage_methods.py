"""The intervals that bench/coverage.py simulates, each as the library gives it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

import numpy as np
from likelihood_grid import Grid, Limits
from scipy.special import expit

from livingreview.meta import Pooled, freeman_tukey, pool_proportions
from livingreview.meta.inference import critical

LEVEL = 0.95
CONFIDENCE, PREDICTION = "confidence", "prediction"
NONE = (np.nan, np.nan)


class Sample:
    """One simulated synthesis: each model is fitted once, and the intervals are made from its fit."""

    def __init__(self, x: np.ndarray, n: np.ndarray) -> None:
        self.x, self.n, self.k = x, n, len(n)

    @cached_property
    def glmm(self) -> Pooled:
        return pool_proportions(self.x, self.n, tau2_interval=False)

    @cached_property
    def reml(self) -> Pooled:
        return pool_proportions(self.x, self.n, model="reml", test="t", tau2_interval=False)

    @cached_property
    def modified(self) -> Pooled:
        return pool_proportions(self.x, self.n, model="reml", test="adhoc", tau2_interval=False)

    @cached_property
    def arcsine(self) -> Pooled:
        return freeman_tukey(self.x, self.n, tau2_interval=False)

    @cached_property
    def grid(self) -> Grid:
        return Grid(self.x, self.n)

    @cached_property
    def posteriors(self) -> dict[float, tuple[float, Limits, Limits]]:
        """By the scale of the half-normal prior of tau."""
        return {scale: self.grid.posterior(scale, LEVEL) for scale in (0.5, 1.0)}

    def likelihood_ratio(self, corrected: bool) -> Limits:
        if not self.glmm.converged:  # exact intervals of the totals
            return self.glmm.ci_low, self.glmm.ci_high
        return self.grid.likelihood_ratio(LEVEL, corrected)

    def glmm_limits(self, interval: str, lost: int) -> Limits:
        """By t with k - `lost` degrees of freedom; by z where `lost` is 0."""
        df = self.k - lost if lost else np.inf
        if df <= 0:
            return NONE
        fit, further = self.glmm, interval == PREDICTION
        if not fit.converged:  # exact intervals of the totals, or another model in place of this one
            fit = pool_proportions(self.x, self.n, test="t" if lost else "z", tau2_interval=False)
            return (fit.pi_low, fit.pi_high) if further else (fit.ci_low, fit.ci_high)
        half = critical(LEVEL, df) * np.sqrt(fit.se**2 + (fit.tau2 if further else 0))
        return float(expit(fit.coef - half)), float(expit(fit.coef + half))


class Method(NamedTuple):
    """An interval, and the estimate that it belongs to."""

    interval: str
    name: str
    estimate: Callable[[Sample], float]
    limits: Callable[[Sample], Limits]


def both(name: str, fit: Callable[[Sample], Pooled]) -> list[Method]:
    """The confidence and the prediction interval of a pool."""
    return [
        Method(CONFIDENCE, name, lambda s: fit(s).estimate, lambda s: (fit(s).ci_low, fit(s).ci_high)),
        Method(PREDICTION, name, lambda s: fit(s).estimate, lambda s: (fit(s).pi_low, fit(s).pi_high)),
    ]


def of_glmm(interval: str, name: str, limits: Callable[[Sample], Limits]) -> Method:
    return Method(interval, f"GLMM, {name}", lambda s: s.glmm.estimate, limits)


def bayes(scale: float) -> list[Method]:
    return [
        Method(
            interval,
            f"Bayes, HN({scale:g})",
            lambda s: s.posteriors[scale][0],
            lambda s, place=place: s.posteriors[scale][place],
        )
        for place, interval in enumerate((CONFIDENCE, PREDICTION), 1)
    ]


METHODS = (
    of_glmm(CONFIDENCE, "z", lambda s: s.glmm_limits(CONFIDENCE, 0)),
    of_glmm(CONFIDENCE, "t(k-1)", lambda s: s.glmm_limits(CONFIDENCE, 1)),
    of_glmm(CONFIDENCE, "profile likelihood", lambda s: s.likelihood_ratio(False)),
    of_glmm(CONFIDENCE, "Bartlett", lambda s: s.likelihood_ratio(True)),
    of_glmm(PREDICTION, "z", lambda s: s.glmm_limits(PREDICTION, 0)),
    of_glmm(PREDICTION, "t(k-1)", lambda s: s.glmm_limits(PREDICTION, 1)),
    of_glmm(PREDICTION, "t(k-2)", lambda s: s.glmm_limits(PREDICTION, 2)),
    *both("REML, Hartung-Knapp", lambda s: s.reml),
    *both("REML, modified Hartung-Knapp", lambda s: s.modified),
    *bayes(0.5),
    *bayes(1.0),
    *both("Freeman-Tukey, z", lambda s: s.arcsine),
)
