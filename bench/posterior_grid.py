"""Intervals of the Bayesian binomial-normal model on one fixed grid: for simulations, which meet the same counts often.

`livingreview.meta.bayes_proportions` chooses a grid for each data set and takes 0.1 to 0.4 s. Here the likelihood of
each count of each size is computed once, on a grid of (tau, mu); a data set then takes less than a millisecond. Limits
agree with the library's to about 0.001 (tests/meta/test_coverage.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from scipy.special import expit, ndtri
from scipy.stats import halfnorm, logistic

from livingreview.meta.integrals import FINAL, Studies, integrals

STEP = 0.08  # of mu: less than the posterior standard deviation of 15 cohorts of 25
REACH = 13.0  # of mu, beyond which nothing is left
TAU_POINTS, LARGEST_TAU, MIDDLE = 32, 5.0, 0.5
MU = STEP * np.arange(-round(REACH / STEP), round(REACH / STEP) + 1)
_X, _WEIGHT = np.polynomial.legendre.leggauss(TAU_POINTS)
_T = (1 + _X) / 2 * LARGEST_TAU / (LARGEST_TAU + MIDDLE)
TAU = MIDDLE * _T / (1 - _T)
TAU_WEIGHT = _WEIGHT * MIDDLE / (1 - _T) ** 2
# Adding N(0, tau^2) to mu multiplies its characteristic function; zeros beyond the grid keep its ends apart.
PADDED = 512
SPREAD = np.exp(-((TAU[:, None] * 2 * np.pi * np.fft.rfftfreq(PADDED, STEP)) ** 2) / 2)
PRIOR_OF_MU = logistic.logpdf(MU)


@cache
def _prior(scale: float) -> np.ndarray:
    """Weights of the points of tau, shape (TAU_POINTS,)."""
    weight: np.ndarray = TAU_WEIGHT * halfnorm(scale=scale).pdf(TAU)
    return weight


@cache
def _of_size(n: int) -> np.ndarray:
    """Log-likelihood of 0 to n events of n, shape (n + 1, TAU_POINTS, len(MU))."""
    events = np.arange(n // 2 + 1.0)[:, None, None]
    eta = np.broadcast_to(MU, (len(events), TAU_POINTS, len(MU)))
    half = integrals(Studies.of(events, np.full_like(events, n)), eta, TAU[:, None], FINAL)[0].astype(np.float32)
    return np.concatenate([half, half[: (n + 1) // 2][::-1, :, ::-1]])  # L(n - x | mu) = L(x | -mu)


def intervals(
    x: np.ndarray, n: np.ndarray, scales: Sequence[float], level: float = 0.95
) -> list[tuple[float, tuple[float, float], tuple[float, float]]]:
    """For each scale of the half-normal prior of tau: median and interval of expit(mu), and interval of a new one."""
    log = np.sum([_of_size(int(size))[int(events)] for events, size in zip(x, n, strict=True)], axis=0, dtype=float)
    log += PRIOR_OF_MU
    joint = np.exp(log - log.max())
    further = np.fft.rfft(joint, PADDED) * SPREAD
    tails = (1 - level) / 2, (1 + level) / 2
    found = []
    for scale in scales:
        low, middle, high = _quantiles(_prior(scale) @ joint, (tails[0], 0.5, tails[1]))
        new_low, new_high = _quantiles(np.fft.irfft(_prior(scale) @ further, PADDED)[: len(MU)], tails)
        found.append((middle, (low, high), (new_low, new_high)))
    return found


def _quantiles(density: np.ndarray, probabilities: Sequence[float]) -> list[float]:
    """Quantiles of expit of a number with this density on MU, but for a constant.

    The trapezoidal rule with its first correction (Euler and Maclaurin), read off on the probit scale, on which the
    distribution is nearly a line.
    """
    slope = np.gradient(density)  # times STEP
    rising = np.cumsum(density) - density / 2 - slope / 12
    rising /= density.sum()
    inside = (rising > 1e-6) & (rising < 1 - 1e-6)
    values = np.interp(ndtri(probabilities), ndtri(rising[inside]), MU[inside])
    return [float(value) for value in expit(values)]
