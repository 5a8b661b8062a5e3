"""Likelihood-ratio intervals of the pooled coefficient mu: by profile likelihood, and with Bartlett's correction.

An interval holds every mu whose likelihood ratio, tau being fitted anew at each mu, is at most chi-squared(1) (Hardy
and Thompson 1996). For one tau the log-likelihood is concave in mu and crosses the threshold once on either side, at
U(tau); the limit is the outermost U of all tau. So it is searched along tau, which cannot miss a second maximum of
the likelihood, and refined by the equations of Venzon and Moolgavkar (1988).

Bartlett's correction divides the likelihood ratio by 1 + 2 C, with C = sum w^3 / (sum w sum w^2), w = 1 / (v + tau²),
v the sampling variances and tau that of the mu tested. Noma (2011) derived it for normal effects with known variances.
For binomial counts Hanada and Sugimoto (2026) divide the likelihood ratio of the binomial-normal model by the same
factor and call it simplified, as it needs no derivatives of higher order; v are then the variances of the logits (here
those of inverse-variance pooling, 1/2 added to empty cells).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.special import chdtri

from .inference import Interval, chi2_p
from .likelihood import Maximum
from .types import BoolArray, FloatArray

Derivatives = tuple[FloatArray, FloatArray, FloatArray]
MOST_STEPS = 60
RATIO = 1.7  # of neighbouring values of tau on the grid
FINEST = 0.3  # its smallest tau, in sampling standard deviations of the largest study
GRID_PART = 8  # values of tau added at once
MOST_PARTS = 40
SETTLED = 1e-3  # log-likelihood from the threshold within which tau moves; a slope in tau above that has the right sign
NEGLIGIBLE = 1e-10  # ... within which it is reached
SAME_TAU = 1e-5  # relative step of Newton's method in tau with which it ends; the next would be its square
SAME_DROP = 1e-9  # relative difference of a corrected threshold from what its own tau asks for


class Surface(Protocol):
    """A log-likelihood of (mu, tau), even in tau."""

    variances: FloatArray  # sampling variances of the studies
    largest_tau: float  # where the search along tau ends

    def at(self, mu: FloatArray, tau: FloatArray) -> Derivatives:
        """Value (m,), gradient (m, 2) and Hessian (m, 2, 2) at m points."""

    def ridge(self, tau: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The best mu at each tau, and the log-likelihood there."""


class NormalSurface:
    """Effects y with known sampling variances v, shape (k,): y_i ~ N(mu, v_i + tau²)."""

    largest_tau = np.inf

    def __init__(self, y: FloatArray, v: FloatArray) -> None:
        self.y, self.variances = y, v

    def at(self, mu: FloatArray, tau: FloatArray) -> Derivatives:
        w = 1 / (self.variances + tau[:, None] ** 2)
        residual = self.y - mu[:, None]
        pull = w * residual
        value = np.sum(np.log(w) - pull * residual, axis=1) / 2
        by_s = (pull**2 - w) / 2  # derivative in the variance s = v + tau^2
        by_ss = np.sum(w * (w / 2 - pull**2), axis=1)
        slope = by_s.sum(axis=1)
        gradient = np.stack([pull.sum(axis=1), 2 * tau * slope], axis=1)
        hessian = np.empty((len(tau), 2, 2))
        hessian[:, 0, 0] = -w.sum(axis=1)
        hessian[:, 0, 1] = hessian[:, 1, 0] = -2 * tau * np.vecdot(w, pull)
        hessian[:, 1, 1] = 2 * slope + 4 * tau**2 * by_ss
        return value, gradient, hessian

    def ridge(self, tau: FloatArray) -> tuple[FloatArray, FloatArray]:
        w = 1 / (self.variances + tau[:, None] ** 2)
        mu = w @ self.y / w.sum(axis=1)
        return mu, self.at(mu, tau)[0]


def likelihood_ratio(surface: Surface, best: Maximum, level: float, corrected: bool) -> Interval:
    """The interval of mu by likelihood ratio, with Bartlett's correction or without; k >= 2.

    best: the highest maximum of the likelihood, beta being mu.
    """
    drop = float(chdtri(1, 1 - level)) / 2
    search = _Search(surface, best, drop * (factor(surface.variances, 0.0) if corrected else 1.0))
    found = search.outermost(np.full(2, drop))
    if corrected:
        found = _corrected(search, found, drop)
    tau, depth = search.constrained(0.0)
    ratio = 2 * max(depth, 0.0) / (factor(surface.variances, tau) if corrected else 1.0)
    return Interval(float(found.mu[0]), float(found.mu[1]), chi2_p(ratio, 1))


def factor(variances: FloatArray, tau: float) -> float:
    """What Bartlett's correction divides the likelihood ratio by: from 1 + 2 / k (equal variances) to 3."""
    w = variances.min() / (variances + tau**2)  # at most 1, so that powers of large weights do not overflow
    return float(1 + 2 * np.sum(w**3) / (w.sum() * np.sum(w**2)))


@dataclass
class _Limits:
    """Where the lower and the upper limit lie: arrays of shape (2,)."""

    mu: FloatArray
    tau: FloatArray


def _corrected(search: _Search, found: _Limits, drop: float) -> _Limits:
    """The limits at which the drop is `drop` times the factor at their own tau, which falls as the drop rises.

    By the secant method within a bracket (Illinois), for both limits at once: tau, and the factor with it, can jump.
    """
    variances = search.surface.variances

    def excess(limits: _Limits, now: FloatArray) -> FloatArray:
        return drop * np.array([factor(variances, tau) for tau in limits.tau]) - now

    low, high = np.full(2, drop), np.full(2, drop * factor(variances, 0.0))
    above, below = excess(found, low), excess(search.outermost(high), high)
    raised: BoolArray | None = None  # whether the lower end of the bracket moved last
    for _ in range(MOST_STEPS):
        with np.errstate(divide="ignore", invalid="ignore"):
            now = low + (high - low) * above / (above - below)
        now = np.where(np.isfinite(now), np.clip(now, low, high), high)
        found = search.outermost(now)
        missing = excess(found, now)
        rest = np.abs(missing) <= SAME_DROP * drop
        if np.all(rest | (high - low <= SAME_DROP * drop)):
            break
        up = missing > 0
        if raised is not None:  # an end that stays twice counts half
            above, below = np.where(~up & ~raised, above / 2, above), np.where(up & raised, below / 2, below)
        low, above = np.where(up, now, low), np.where(up, missing, above)
        high, below = np.where(up, high, now), np.where(up, below, missing)
        raised = up
    return found


class _Search:
    """The search for limits along a grid of tau that reaches to where the ridge has fallen by `deepest`."""

    def __init__(self, surface: Surface, best: Maximum, deepest: float) -> None:
        self.surface, self.best = surface, best
        smallest = FINEST * float(np.sqrt(surface.variances.min()))
        tau = np.array([0.0])
        mu, loglik = surface.ridge(tau)
        part = smallest * RATIO ** np.arange(GRID_PART, dtype=np.float64)
        for _ in range(MOST_PARTS):
            part = np.append(part[part < surface.largest_tau], surface.largest_tau)[: len(part)]
            more = surface.ridge(part)
            tau, mu, loglik = (
                np.concatenate([known, new]) for known, new in zip((tau, mu, loglik), (part, *more), strict=True)
            )
            if tau[-1] >= surface.largest_tau or (tau[-1] > best.tau and best.loglik - loglik[-1] > deepest):
                break
            part = tau[-1] * RATIO ** np.arange(1, GRID_PART + 1)
        place = int(np.searchsorted(tau, best.tau)) if best.tau else 0
        if best.tau:  # the maximum itself is on the grid, so that no threshold is above all of it
            tau, mu, loglik = (
                np.insert(values, place, one)
                for values, one in zip((tau, mu, loglik), (best.tau, best.beta[0], best.loglik), strict=True)
            )
        else:
            mu[0], loglik[0] = best.beta[0], best.loglik
        self.tau, self.mu, self.loglik = tau, mu, loglik

    def outermost(self, drop: FloatArray) -> _Limits:
        """The lower and the upper limit, at which the likelihood lies `drop` (for each) below its maximum."""
        level = self.best.loglik - drop
        side = np.array([-1.0, 1.0])
        above = self.loglik >= level[:, None]  # (2, values of tau)
        which, place = np.nonzero(above)
        reach = self._reach(side[which], self.mu[place], self.tau[place], level[which])
        out = np.full(above.shape, -np.inf)
        out[which, place] = side[which] * reach
        best = out.argmax(axis=1)
        last = len(self.tau) - 1
        low, high = self.tau[np.maximum(best - 1, 0)], self.tau[np.minimum(best + 1, last)]
        mu, tau = side * out[[0, 1], best], self.tau[best]
        limits = self._refine(mu, tau, low, high, level)
        unbounded = (best == last) & np.isfinite(self.surface.largest_tau)
        limits.mu = np.where(unbounded, side * np.inf, limits.mu)
        return limits

    def _reach(self, side: FloatArray, mu: FloatArray, tau: FloatArray, level: FloatArray) -> FloatArray:
        """Where the log-likelihood, concave in mu, falls to `level` on a side of the ridge; tau is held.

        Newton's method: a tangent lies above a concave curve, so that every step ends at or beyond the crossing, and
        from there comes back to it.
        """
        value, _, hessian = self.surface.at(mu, tau)
        mu = mu + side * np.sqrt(2 * np.maximum(value - level, NEGLIGIBLE) / -hessian[:, 0, 0])
        open_ = np.arange(len(mu))
        for _ in range(MOST_STEPS):
            value, gradient, _ = self.surface.at(mu[open_], tau[open_])
            gap = level[open_] - value
            mu[open_] += gap / gradient[:, 0]
            open_ = open_[np.abs(gap) > SETTLED]
            if not len(open_):
                break
        return mu

    def _refine(self, mu: FloatArray, tau: FloatArray, low: FloatArray, high: FloatArray, level: FloatArray) -> _Limits:
        """The point of the level curve furthest out, where the slope in tau is 0, for tau from low to high."""
        mu, tau, low, high = mu.copy(), tau.copy(), low.copy(), high.copy()
        at_zero = tau == 0
        if at_zero.any():  # does the curve go further out from tau = 0?
            curvature = self.surface.at(mu, tau)[2][:, 1, 1]
            tau = np.where(at_zero & (curvature > 0), high / 2, tau)
        held = tau == 0
        for _ in range(MOST_STEPS):
            value, gradient, hessian = self.surface.at(mu, tau)
            gap, by_mu, by_tau = level - value, gradient[:, 0], gradient[:, 1]
            on_curve = by_tau + hessian[:, 0, 1] * gap / by_mu  # the slope in tau at the curve
            sure: BoolArray = (np.abs(gap) < SETTLED) & (np.abs(on_curve) > np.abs(gap))
            low, high = np.where(sure & (on_curve > 0), tau, low), np.where(sure & (on_curve <= 0), tau, high)
            turned = by_mu * hessian[:, 1, 1] - by_tau * hessian[:, 0, 1]
            with np.errstate(divide="ignore", invalid="ignore"):
                new = tau - (by_mu * by_tau + hessian[:, 0, 1] * gap) / turned
            inside = ((new > low) & (new < high)) | (np.abs(new - tau) <= SAME_TAU * tau)
            move = np.where(held, 0.0, np.where(inside, new, (low + high) / 2) - tau)
            move = np.where((np.abs(gap) < SETTLED) | inside, move, 0.0)
            mu, tau = mu + (gap - by_tau * move) / by_mu, tau + move
            if np.all((np.abs(gap) < NEGLIGIBLE) & (np.abs(move) <= SAME_TAU * tau)):
                break
        return _Limits(mu, tau)

    def constrained(self, mu: float) -> tuple[float, float]:
        """The best tau at a given mu, and how far the log-likelihood there lies below its maximum."""
        smallest = self.tau[self.tau > 0][0]
        end = max(self.tau[-1], 2 * float(np.abs(mu - self.mu).max()), 2 * smallest)
        steps = int(np.ceil(np.log(end / smallest) / np.log(RATIO))) + 1
        tau = np.append(0.0, smallest * RATIO ** np.arange(steps))
        value, gradient, hessian = self.surface.at(np.full(len(tau), mu), tau)
        slope = np.where(tau > 0, gradient[:, 1], hessian[:, 1, 1])
        falls = np.flatnonzero((slope[:-1] > 0) & (slope[1:] <= 0))
        summit, top = self._summits(mu, tau[falls], tau[falls + 1])
        every, values = np.append(0.0, summit), np.append(value[0], top)
        best = int(values.argmax())
        return float(every[best]), self.best.loglik - float(values[best])

    def _summits(self, mu: float, low: FloatArray, high: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The tau in each interval at which the slope in tau falls through 0, and the log-likelihood there."""
        tau, value = (low + high) / 2, np.full(len(low), -np.inf)
        for _ in range(MOST_STEPS if len(low) else 0):
            value, gradient, hessian = self.surface.at(np.full(len(tau), mu), tau)
            slope = gradient[:, 1]
            low, high = np.where(slope > 0, tau, low), np.where(slope > 0, high, tau)
            with np.errstate(divide="ignore", invalid="ignore"):
                by_tau2 = (hessian[:, 1, 1] - slope / tau) / tau  # the slope over tau is nearly linear in tau near 0
                new = tau - slope / tau / by_tau2
            inside = ((new > low) & (new < high)) | (np.abs(new - tau) <= SAME_TAU * tau)
            move = np.where(inside, new, (low + high) / 2) - tau
            tau = tau + move
            if np.all(np.abs(move) <= SAME_TAU * tau):
                break
        return tau, value
