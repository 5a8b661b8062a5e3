"""The binomial-normal likelihood on one fixed grid: for simulations, which meet the same counts again and again.

`livingreview.meta.bayes_proportions` chooses a grid for each data set and takes 0.1 to 0.4 s, a likelihood-ratio
interval of `pool_proportions` 5 to 20 ms. Here the likelihood of each count of each size is computed once, on a grid of
(tau, mu); a data set then takes less than a millisecond. Limits agree with the library's to about 0.001
(tests/meta/test_coverage.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from scipy.special import chdtri, expit, gammaln, ndtri
from scipy.stats import halfnorm, logistic

from livingreview.meta.effects import logit_proportion
from livingreview.meta.integrals import FINAL, Studies, integrals

Limits = tuple[float, float]

STEP = 0.08  # of mu: less than the posterior standard deviation of 15 cohorts of 25
REACH = 13.0  # of mu, beyond which nothing is left
MU = STEP * np.arange(-round(REACH / STEP), round(REACH / STEP) + 1)
TAU_POINTS, LARGEST_TAU, MIDDLE = 32, 5.0, 0.5
_X, _WEIGHT = np.polynomial.legendre.leggauss(TAU_POINTS)
_T = (1 + _X) / 2 * LARGEST_TAU / (LARGEST_TAU + MIDDLE)
TAU = MIDDLE * _T / (1 - _T)
TAU_WEIGHT = _WEIGHT * MIDDLE / (1 - _T) ** 2
EVERY_TAU = np.array([*TAU, 5.8, 7.0, 8.4, 10.0])  # the last for the profile likelihood: no prior reaches them
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
    """Log-likelihood of 0 to n events of n, shape (n + 1, len(EVERY_TAU), len(MU))."""
    events = np.arange(n // 2 + 1.0)[:, None, None]
    eta = np.broadcast_to(MU, (len(events), len(EVERY_TAU), len(MU)))
    half = integrals(Studies.of(events, np.full_like(events, n)), eta, EVERY_TAU[:, None], FINAL)[0].astype(np.float32)
    return np.concatenate([half, half[: (n + 1) // 2][::-1, :, ::-1]])  # L(n - x | mu) = L(x | -mu)


class Grid:
    """The log-likelihood of one data set, x events of n, shape (k,)."""

    def __init__(self, x: np.ndarray, n: np.ndarray) -> None:
        self.x, self.n = x.astype(float), n.astype(float)
        rows = [_of_size(int(size))[int(events)] for events, size in zip(x, n, strict=True)]
        self.log = np.sum(rows, axis=0, dtype=float)

    def posterior(self, scale: float, level: float) -> tuple[float, Limits, Limits]:
        """With tau ~ half-normal and mu ~ logistic: median and interval of expit(mu), and interval of a new one."""
        log = self.log[:TAU_POINTS] + PRIOR_OF_MU
        joint = np.exp(log - log.max()) * _prior(scale)[:, None]
        new = np.fft.irfft(np.einsum("tf,tf->f", np.fft.rfft(joint, PADDED), SPREAD), PADDED)[: len(MU)]
        tails = (1 - level) / 2, (1 + level) / 2
        low, middle, high = _quantiles(joint.sum(axis=0), (tails[0], 0.5, tails[1]))
        new_low, new_high = _quantiles(new, tails)
        return middle, (low, high), (new_low, new_high)

    def likelihood_ratio(self, level: float, corrected: bool) -> Limits:
        """The interval by profile likelihood, with Bartlett's correction or without, for data with a finite maximum."""
        profile, tau = self._profile()
        at = int(np.argmax(profile))
        left, middle, right = profile[at - 1 : at + 2]
        top = middle - (right - left) ** 2 / (8 * (left + right - 2 * middle))  # of the parabola through the three
        root = np.sqrt(np.maximum(2 * (top - profile), 0))
        if corrected:
            w = 1 / (logit_proportion(self.x, self.n)[1][:, None] + tau**2)
            root /= np.sqrt(1 + 2 * np.sum(w**3, axis=0) / (w.sum(axis=0) * np.sum(w**2, axis=0)))
        limit = np.sqrt(chdtri(1, 1 - level))
        inside = np.flatnonzero(root <= limit)
        ends = []
        for within, outside, beyond in ((inside[0], inside[0] - 1, 0.0), (inside[-1], inside[-1] + 1, 1.0)):
            if not 0 <= outside < len(MU) or tau[within] == EVERY_TAU[-1]:  # a larger tau would hold still more
                ends.append(beyond)
                continue
            share = (limit - root[within]) / (root[outside] - root[within])  # the root is nearly a line
            ends.append(float(expit(MU[within] + share * (MU[outside] - MU[within]))))
        return ends[0], ends[1]

    def _profile(self) -> tuple[np.ndarray, np.ndarray]:
        """The largest log-likelihood at each mu, and its tau, by a parabola through the best tau and its neighbours."""
        x, n = self.x, self.n
        constant = np.sum(gammaln(n + 1) - gammaln(x + 1) - gammaln(n - x + 1))
        without = x.sum() * MU - n.sum() * np.logaddexp(0, MU) + constant
        taus, log = np.array([0.0, *EVERY_TAU]), np.vstack([without, self.log])
        best = np.argmax(log, axis=0)
        columns, inner = np.arange(len(MU)), np.clip(best, 1, len(taus) - 2)
        a, b, c = (log[inner + step, columns] for step in (-1, 0, 1))
        s = np.sqrt(taus)  # on which the points are nearly even
        left, right = s[inner] - s[inner - 1], s[inner + 1] - s[inner]
        bend = ((c - b) / right - (b - a) / left) / (left + right)
        slope = (b - a) / left + bend * left
        with np.errstate(divide="ignore", invalid="ignore"):
            move = np.where(bend < 0, -slope / (2 * bend), 0.0)
        fits = (best == inner) & (move > -left) & (move < right)
        move = np.where(fits, move, 0.0)
        value = np.where(fits, b + slope * move + bend * move**2, log[best, columns])
        return value, np.where(fits, (s[inner] + move) ** 2, taus[best])


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
