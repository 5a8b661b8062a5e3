"""Best linear unbiased predictions (BLUPs): what the pool says about the true value in each of its studies."""

from __future__ import annotations

import numpy as np

from .inference import BACK_TRANSFORM, NAN, critical
from .integrals import FINAL, Studies, integrals
from .records import Estimate, PooledNumbers
from .types import FloatArray


def blups(pooled: PooledNumbers) -> Estimate:
    """The predictions that `Pooled.blups` describes.

    With theta ~ N(m, tau²) and data of the study, r = Var(theta | data) / tau² is the share of the pool in the
    prediction, since dE(theta | data)/dm = r: an error of m enters with r. For normal data r = v / (v + tau²). For
    counts, E(theta | data) = m + tau² g and r = 1 + tau² h, with the derivatives g and h of the log-likelihood in m.
    """
    if pooled.k == 1:
        return Estimate(*(np.array([value]) for value in (pooled.estimate, pooled.ci_low, pooled.ci_high)))
    if pooled.observed is None or not np.isfinite([pooled.coef, pooled.se, pooled.tau2]).all():
        nothing = np.full(pooled.k, NAN)
        return Estimate(nothing, nothing, nothing)
    values, sizes, design = pooled.observed
    fitted, variance = np.full(pooled.k, pooled.coef), np.full(pooled.k, pooled.se**2)
    if pooled.moderators is not None and design is not None:
        fitted = design @ pooled.moderators.coef
        variance = np.einsum("ij,jk,ik->i", design, pooled.moderators.vcov, design)
    predicted, share = (_of_counts if pooled.model == "glmm" else _of_effects)(values, sizes, fitted, pooled.tau2)
    half = critical(pooled.level, pooled.df) * np.sqrt(share * pooled.tau2 + share**2 * variance)
    back = BACK_TRANSFORM[pooled.measure]
    with np.errstate(over="ignore"):  # a ratio beyond all numbers is infinite
        return Estimate(back(predicted), back(predicted - half), back(predicted + half))


def _of_effects(y: FloatArray, v: FloatArray, fitted: FloatArray, tau2: float) -> tuple[FloatArray, FloatArray]:
    """Predictions of the true effects, and the share of the fitted value in each."""
    share: FloatArray = v / (v + tau2)
    return y + share * (fitted - y), share


def _of_counts(x: FloatArray, n: FloatArray, fitted: FloatArray, tau2: float) -> tuple[FloatArray, FloatArray]:
    """Predictions of the true logits, and the share of the fitted value in each."""
    if tau2 == 0:
        return fitted, np.ones(len(x))
    _, slope, _, curvature, *_ = integrals(Studies.of(x, n), fitted, np.full(len(x), np.sqrt(tau2)), FINAL)
    return fitted + tau2 * slope, np.clip(1 + tau2 * curvature, 0, 1)
