"""Integrals over the random effect of a study: of a log-concave likelihood of b = mu + tau u, with u ~ N(0, 1).

The trapezoidal rule over the range where the integrand is not negligible, as in module `integrals`, for likelihoods
given by a function instead of binomial counts. Derivatives are posterior expectations (Louis 1982).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from .types import FloatArray

SPACING = 0.65  # of the points, in conditional standard deviations ...
SPACING_LOGITS = 0.4  # ... and on the scale of b: the error of the rule is about 1e-11
LOG_NOTHING = 34.0  # an integrand this far below its peak is rounding error
MOST_POINTS = 400
MOST_STEPS = 100
NEAR_MODE = 0.1  # conditional standard deviations


# Of k studies: log-likelihood, slope and curvature (minus the second derivative) at b, shape (k, ...).
Likelihoods: TypeAlias = Callable[[FloatArray], tuple[FloatArray, FloatArray, FloatArray]]


def points(likelihoods: Likelihoods, mu: FloatArray, tau: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Points u of shape (k, m, q) for m values of mu and of tau > 0, and their spacing (k, m)."""
    u, curvature = _mode(likelihoods, mu, tau)
    top = likelihoods(mu + tau * u)[0] - u**2 / 2
    furthest = np.sqrt(2 * LOG_NOTHING) + 2 * NEAR_MODE
    ends = []
    for side in (-1.0, 1.0):
        reach = np.minimum(np.sqrt(2 * LOG_NOTHING / curvature), furthest)
        for _ in range(2):  # Newton's method: the drop is convex, so that every step ends beyond the point
            at = u + side * reach
            value, slope, _ = likelihoods(mu + tau * at)
            drop, rise = top - value + at**2 / 2, side * (at - tau * slope)
            reach = np.clip(reach - (drop - LOG_NOTHING) / np.maximum(rise, 1e-8), 0, furthest)
        ends.append(u + side * reach)
    low, high = ends
    finest = np.minimum(SPACING / np.sqrt(curvature), SPACING_LOGITS / tau)
    count = int(min(MOST_POINTS, np.ceil(((high - low) / finest).max()) + 1))
    spacing = (high - low) / (count - 1)
    return low[..., None] + spacing[..., None] * np.arange(count), spacing


def _mode(likelihoods: Likelihoods, mu: FloatArray, tau: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The conditional mode of u, shape (k, m), to within a fraction of its standard deviation, and the curvature."""
    u = np.zeros_like(likelihoods(mu + 0 * tau)[0])
    for _ in range(MOST_STEPS):
        _, slope, curvature = likelihoods(mu + tau * u)
        curvature = 1 + tau**2 * curvature
        step = np.clip((tau * slope - u) / curvature, -1 / tau, 1 / tau)
        u = u + step
        if (np.abs(step) * np.sqrt(curvature)).max() < NEAR_MODE:
            break
    return u, curvature


def normalised(log_terms: FloatArray, spacing: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Logarithm of the integral of exp(log_terms), a normal density without its constant being among them; weights."""
    top = log_terms.max(axis=-1, keepdims=True)
    weights = np.exp(log_terms - top)
    total = weights.sum(axis=-1, keepdims=True)
    value: FloatArray = top[..., 0] + np.log(total[..., 0] * spacing) - np.log(2 * np.pi) / 2
    return value, weights / total
