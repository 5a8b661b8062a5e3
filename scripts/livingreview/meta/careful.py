"""The careful search: one start after the other, nodes doubled until nothing moves. Slow, and meant to be plain.

It finds the maximum where the search on a grid (module `profile`) does not, fits with a fixed number of nodes, and is
what the tests compare the faster search with.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import chdtri, logit

from .likelihood import TRAPEZOID, Likelihood, Maximum
from .profile import LARGEST_TAU
from .types import FloatArray

NODES = 41  # right to 1e-6 while tau2 < 3
MOST_NODES = 164  # beyond about 170 the outermost Gauss-Hermite weights underflow
VISIBLE = 1e-6  # nodes are doubled until no coefficient, nor tau, moves by this much on the logit scale
START_TAUS = (0.1, 0.6, 1.8)  # never 0: the likelihood is even in tau, so its derivative there is 0
BOUNDARY_TAU = 1e-4  # a smaller tau, or ...
BOUNDARY_GAIN = 1e-9  # ... a smaller gain in log-likelihood over tau = 0, is the boundary
LOGIT_ATTENUATION = (16 * 3**0.5 / (15 * np.pi)) ** 2  # Zeger 1988: coefficients grow like sqrt(1 + this tau^2)


def plain(x: FloatArray, n: FloatArray, design: FloatArray) -> Maximum:
    """The plain binomial GLM, tau = 0: logistic regression with every study weighted by its size."""
    together = np.full(len(x), logit(x.sum() / n.sum()))  # of all studies as one: within the span of every design
    start = np.linalg.lstsq(design, together, rcond=None)[0] if 0 < x.sum() < n.sum() else np.zeros(design.shape[1])
    return Likelihood(x, n, design, 1).climb(np.append(start, 0.0), design.shape[1])


def maximise(x: FloatArray, n: FloatArray, design: FloatArray, without: Maximum, nodes: int | None = None) -> Maximum:
    """The maximum; `without` is the plain GLM, which wins where tau adds nothing to the likelihood.

    The design must be well conditioned and not separated. Without `nodes`, 41 are used and doubled until doubling
    moves neither coefficients nor tau visibly; where 164 are not enough (tau beyond about 4), the trapezoidal rule
    takes over.
    """
    likelihood = Likelihood(x, n, design, nodes or NODES)
    p = design.shape[1]
    best = max(
        (likelihood.climb(np.append(without.beta, tau), p + 1) for tau in START_TAUS), key=lambda fit: fit.loglik
    )
    if abs(best.tau) < BOUNDARY_TAU or best.loglik - without.loglik < BOUNDARY_GAIN:
        return without
    if nodes is None:
        for finer in (2 * NODES, MOST_NODES, TRAPEZOID):
            before, best = best, Likelihood(x, n, design, finer).climb(np.append(best.beta, best.tau), p + 1)
            moved = max(np.abs(best.beta - before.beta).max(), abs(best.tau - before.tau))
            if best.converged and moved < VISIBLE:
                break
    if best.tau < 0:  # the likelihood is even in tau
        sign = np.append(np.ones(p), -1.0)
        best = replace(best, tau=-best.tau, information=best.information * np.outer(sign, sign))
    return best


def limits(
    x: FloatArray, n: FloatArray, basis: FloatArray, best: Maximum, without: Maximum, level: float
) -> tuple[float, float]:
    """tau whose profile likelihood lies within chi-squared(1) / 2 of the maximum; infinite where none is beyond."""
    from scipy.optimize import brentq

    likelihood = Likelihood(x, n, basis, TRAPEZOID)  # the limits reach to large tau, the hardest to integrate
    limit = np.sqrt(chdtri(1, 1 - level))

    def stretch(tau: float) -> float:
        return float(np.sqrt(1 + LOGIT_ATTENUATION * tau**2))

    def beyond(tau: float) -> float:
        """How far the signed root of the likelihood ratio, nearly linear in tau, lies beyond its limit."""
        start = best.beta * stretch(tau) / stretch(best.tau)
        profile = likelihood.climb(np.append(start, tau), basis.shape[1])
        return float(np.sqrt(max(0.0, 2 * (best.loglik - profile.loglik))) - limit)

    low = 0.0
    if 2 * (best.loglik - without.loglik) > limit**2:
        low = brentq(beyond, 0.0, best.tau, xtol=VISIBLE)
    inside, outside = best.tau, best.tau + 1
    while beyond(outside) < 0:
        if outside >= LARGEST_TAU:
            return low, np.inf
        inside, outside = outside, min(2 * outside, LARGEST_TAU)
    return low, brentq(beyond, inside, outside, xtol=VISIBLE)
