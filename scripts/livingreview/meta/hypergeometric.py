"""The conditional model of two arms, "CM.EL": given the events of both arms, those of arm 1 are noncentral
hypergeometric, with a log odds ratio of N(mu, tau²) (van Houwelingen 1993; Stijnen, Hamza and Ozdemir 2010).

The probabilities are exact sums over the support. A study without events, or without non-events, has one point of
support and adds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from .likelihood_ratio import Derivatives
from .random_effect import normalised, points
from .types import FloatArray, IntArray

TERMS = 2**21  # numbers held at once: bounds the memory
MOST_STEPS = 100


@dataclass(frozen=True)
class Group:
    """Studies with supports of similar size: log weights (k, s), -inf beyond, and distance from the observed count."""

    log_weights: FloatArray
    away: FloatArray
    powers: FloatArray  # (k, s, 3): 1, the distance and its square

    def __call__(self, b: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Log probability of the observed counts at log odds ratios b (k, ...), its slope and curvature."""
        k, flat = len(b), b.reshape(len(b), -1)
        size = max(1, TERMS // self.away.size)
        moments = np.empty((k, flat.shape[1], 3))
        top = np.empty_like(flat)
        for start in range(0, flat.shape[1], size):
            part = slice(start, start + size)
            log_terms = self.log_weights[:, None, :] + flat[:, part, None] * self.away[:, None, :]
            top[:, part] = log_terms.max(axis=2)
            moments[:, part] = np.exp(log_terms - top[:, part, None]) @ self.powers
        total, mean, square = moments[..., 0], *(moments[..., i] / moments[..., 0] for i in (1, 2))
        shape = b.shape
        return (-top - np.log(total)).reshape(shape), -mean.reshape(shape), (square - mean**2).reshape(shape)


class ConditionalSurface:
    """The log-likelihood of (mu, tau) for informative studies: x1 of n1, x2 of n2, shape (k,)."""

    def __init__(self, x1: FloatArray, n1: FloatArray, x2: FloatArray, n2: FloatArray) -> None:
        total = x1 + x2
        low, high = np.maximum(0, total - n2), np.minimum(n1, total)
        classes = np.ceil(np.log2(high - low + 1)).astype(int)
        self.groups = [
            _group(np.flatnonzero(classes == one), low, high, x1, n1, n2, total) for one in np.unique(classes)
        ]

    def at(self, mu: FloatArray, tau: FloatArray) -> Derivatives:
        value, gradient, hessian = np.zeros(len(mu)), np.zeros((len(mu), 2)), np.zeros((len(mu), 2, 2))
        for group in self.groups:
            for chosen, terms in ((tau == 0, _flat), (tau > 0, _integrated)):
                if chosen.any():
                    found = terms(group, mu[chosen], tau[chosen])
                    value[chosen] += found[0]
                    gradient[chosen] += np.stack(found[1:3], axis=1)
                    hessian[chosen] += np.stack([found[3], found[4], found[4], found[5]], axis=1).reshape(-1, 2, 2)
        return value, gradient, hessian

    def saturated(self) -> float:
        """The log-likelihood with the best log odds ratio of its own for every study: 0 at an end of the support."""
        return float(sum(_own(group).sum() for group in self.groups))


def _own(group: Group) -> FloatArray:
    """The highest log probability of each observed count, by Newton's method within a bracket."""
    likely = np.isfinite(group.log_weights)
    inner = (np.where(likely, group.away, 0).min(axis=1) < 0) & (np.where(likely, group.away, 0).max(axis=1) > 0)
    b, low, high = np.zeros(len(inner)), np.full(len(inner), -60.0), np.full(len(inner), 60.0)
    for _ in range(MOST_STEPS):
        value, slope, curvature = group(b)
        low, high = np.where(slope > 0, b, low), np.where(slope > 0, high, b)
        new = b + np.clip(slope / np.maximum(curvature, 1e-12), -5, 5)
        new = np.where((new > low) & (new < high), new, (low + high) / 2)
        moved, b = np.abs(new - b)[inner], new
        if not len(moved) or moved.max() < 1e-9:
            break
    return np.where(inner, value, 0.0)


def _group(
    members: IntArray, low: FloatArray, high: FloatArray, x1: FloatArray, n1: FloatArray, n2: FloatArray, m: FloatArray
) -> Group:
    low, high, x1, n1, n2, m = (values[members, None] for values in (low, high, x1, n1, n2, m))
    j = low + np.arange(int((high - low).max()) + 1)
    inside = np.minimum(j, high)

    def log_ways(count: FloatArray) -> FloatArray:
        """C(n1, j) C(n2, m - j), without what does not depend on j."""
        ways: FloatArray = -(
            gammaln(count + 1) + gammaln(n1 - count + 1) + gammaln(m - count + 1) + gammaln(n2 - m + count + 1)
        )
        return ways

    log_weights = np.where(j <= high, log_ways(inside) - log_ways(x1), -np.inf)
    away = inside - x1
    return Group(log_weights, away, np.stack([np.ones_like(away), away, away**2], axis=2))


def _flat(group: Group, mu: FloatArray, tau: FloatArray) -> tuple[FloatArray, ...]:
    """Sums over the studies where tau = 0; derivatives in tau are limits."""
    value, slope, curvature = group(np.broadcast_to(mu, (len(group.away), len(mu))))
    nothing = np.zeros(len(mu))
    return value.sum(axis=0), slope.sum(axis=0), nothing, -curvature.sum(axis=0), nothing, (slope**2 - curvature).sum(0)


def _integrated(group: Group, mu: FloatArray, tau: FloatArray) -> tuple[FloatArray, ...]:
    """Log-likelihood; its derivatives in mu and tau; second ones in mu, mu and tau, tau: sums over the studies."""
    u, spacing = points(group, np.broadcast_to(mu, (len(group.away), len(mu))), tau)
    value, slope, curvature = group(mu[:, None] + tau[:, None] * u)
    integral, weights = normalised(value - u**2 / 2, spacing)
    scores, second = weights * slope, weights * (slope**2 - curvature)
    by_mu, by_tau = scores.sum(axis=2), np.vecdot(scores, u)
    return (
        integral.sum(axis=0),
        by_mu.sum(axis=0),
        by_tau.sum(axis=0),
        (second.sum(axis=2) - by_mu**2).sum(axis=0),
        (np.vecdot(second, u) - by_mu * by_tau).sum(axis=0),
        (np.vecdot(second, u**2) - by_tau**2).sum(axis=0),
    )
