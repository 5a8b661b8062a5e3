"""The likelihood of mu and tau with the random effects integrated out, for counts and for estimates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit, xlog1py, xlogy

from .types import FloatArray

THETA_POINTS = ((10.0, 101), (100.0, 1001))  # up to this tau, so many: the step in theta stays below 1.6
LARGEST_TAU = THETA_POINTS[-1][0]
REACH = 8.0  # standard deviations of the random effect, or ...
REACH_OF_ITS_OWN = 20.0  # ... of what the study itself leaves of it, whichever is less
STEPS = 60  # of Newton's method; far more than it takes


@dataclass(frozen=True, eq=False)
class Marginal:
    """Log-likelihood of (mu, tau) with the random effects integrated out, and its first two derivatives in mu."""

    value: FloatArray
    first: FloatArray
    second: FloatArray


Likelihood = Callable[[FloatArray, FloatArray], Marginal]


def binomial(x: FloatArray, n: FloatArray) -> Likelihood:
    """The marginal likelihood of counts; arrays mu and tau of one shape go in.

    Each study's integral over u = (theta - mu) / tau is taken around its mode. Its log is concave, at least as curved
    as that of the standard normal, so nothing is left beyond 8 from the mode. Larger tau need more points.
    """
    most = xlogy(x, x / n) + xlog1py(n - x, -x / n)  # the saturated model: keeps the exponents small

    def marginal(mu: FloatArray, tau: FloatArray) -> Marginal:
        results = np.zeros((3, *mu.shape))
        below = 0.0
        for largest, points in THETA_POINTS:
            here = (tau > below) & ((tau <= largest) | (largest == LARGEST_TAU))
            if here.any():
                for study in zip(x, n, most, strict=True):
                    results[:, here] += _integral(*study, mu[here], tau[here], np.linspace(-1, 1, points))
            below = largest
        return Marginal(*results)

    return marginal


def _integral(
    events: float, total: float, most: float, mu: FloatArray, tau: FloatArray, points: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """A study's part of the marginal log-likelihood and its two derivatives in mu, by the trapezoidal rule."""
    u = _mode(events, total, mu, tau)
    p = expit(mu + tau * u)
    sd = 1 / np.sqrt(1 + tau**2 * total * p * (1 - p))
    half = np.minimum(REACH, REACH_OF_ITS_OWN * sd)
    z = u[:, None] + half[:, None] * points
    theta = mu[:, None] + tau[:, None] * z
    log = events * theta - total * np.logaddexp(0, theta) - most - z**2 / 2
    top = log.max(axis=-1, keepdims=True)
    weight = np.exp(log - top)
    mass = weight.sum(axis=-1)
    value = top[:, 0] + np.log(mass * half * (points[1] - points[0])) - np.log(2 * np.pi) / 2
    weight /= mass[:, None]
    p = expit(theta)
    score = events - total * p
    mean = (weight * score).sum(axis=-1)
    second = (weight * (score**2 - total * p * (1 - p))).sum(axis=-1) - mean**2  # Louis 1982
    return value, mean, second


def _mode(events: float, total: float, mu: FloatArray, tau: FloatArray) -> FloatArray:
    """The u at which events theta - n log(1 + exp theta) - u^2/2 is largest, theta = mu + tau u (Newton, damped)."""
    own, precision = logit((events + 0.5) / (total + 1)), 1 / (1 / (events + 0.5) + 1 / (total - events + 0.5))
    u = tau * precision * (own - mu) / (1 + tau**2 * precision)
    for _ in range(STEPS):
        p = expit(mu + tau * u)
        step = (tau * (events - total * p) - u) / (1 + tau**2 * total * p * (1 - p))
        step = np.clip(step, -1 / np.maximum(tau, 0.1), 1 / np.maximum(tau, 0.1))  # theta moves by 1 at most
        u = u + step
        if np.abs(step).max() < 1e-6:  # the integral does not need the mode exactly
            break
    return u


def normal(y: FloatArray, v: FloatArray) -> Likelihood:
    """The marginal likelihood of estimates with their variances."""

    def marginal(mu: FloatArray, tau: FloatArray) -> Marginal:
        spread = v + tau[..., None] ** 2
        away = y - mu[..., None]
        value = -(away**2 / spread + np.log(2 * np.pi * spread)).sum(axis=-1) / 2
        return Marginal(value, (away / spread).sum(axis=-1), -(1 / spread).sum(axis=-1))

    return marginal
