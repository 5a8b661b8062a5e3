"""Generalised linear mixed models of two arms, "CM.EL" and "UM.FS": the maximum in (mu, tau), and the limits of tau.

Both likelihoods are sums over studies whose terms are log-concave in mu for each tau, so that every maximum is one of
the profile likelihood of tau. That profile is computed on a grid; where its slope falls through 0 lies a maximum.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtri

from .careful import BOUNDARY_GAIN
from .effects import is_double_zero, two_arm
from .fit import Fit
from .hypergeometric import ConditionalSurface
from .inference import NAN, chi2_p
from .inverse_variance import WeightedLeastSquares, typical_variance
from .likelihood import Maximum, saturated_loglik
from .likelihood_ratio import FINEST, RATIO
from .profile import LARGEST_TAU, UNSURE
from .types import BoolArray, FloatArray, Test, TwoArmModel
from .unconditional import UnconditionalSurface

Surface = ConditionalSurface | UnconditionalSurface
SURFACES: dict[TwoArmModel, type[Surface]] = {"cm.el": ConditionalSurface, "um.fs": UnconditionalSurface}
GRID_PART = 4  # values of tau added at once
MOST_STEPS = 60
SETTLED = 1e-2  # log-likelihood still to gain in mu while tau is searched
NEGLIGIBLE_GAIN = 1e-12
NEGLIGIBLE_STEP = 1e-6  # of tau


def fit(
    x1: FloatArray,
    n1: FloatArray,
    x2: FloatArray,
    n2: FloatArray,
    *,
    model: TwoArmModel,
    test: Test,
    level: float,
    tau2_interval: bool,
) -> Fit:
    """The model "cm.el" or "um.fs" for x1 events of n1 and x2 of n2, shape (k,).

    Studies without events, or without non-events, add nothing: they have the weight 0. test "t" has as many degrees
    of freedom as there are other studies, less one.
    """
    used = ~is_double_zero(x1, n1, x2, n2)
    arms = x1[used], n1[used], x2[used], n2[used]
    k = int(used.sum())
    if k == 0 or _separated(*arms):
        return _not_estimable(used, k)
    surface = SURFACES[model](*arms)
    effects, variances = two_arm("OR", *arms)
    ridge = Ridge(surface, effects, variances)
    flat = ridge.flat()
    best, low, high = flat, NAN, NAN
    notes = []
    if k == 1:
        notes.append("One informative study: tau² is 0 by definition, and there is no prediction interval.")
    else:
        found = ridge.search(float(chdtri(1, 1 - level)) / 2 if tau2_interval else None)
        if found is None:
            return _not_estimable(
                used,
                k,
                f"The likelihood still rises at tau² = {LARGEST_TAU**2:g}: there is no finite maximum to estimate.",
            )
        best, low, high = found
        if best.tau == 0:
            notes.append(
                "The likelihood is highest at tau² = 0: the studies differ no more than chance alone would make them."
            )
        if np.isinf(high):
            notes.append(f"The upper limit of tau² lies beyond {LARGEST_TAU**2:g}: the data hardly bound it.")
    information = best.information if best.tau > 0 else best.information[:1, :1]
    converged = best.converged and bool(np.linalg.eigvalsh(information).min() > 0)
    if not converged:
        notes.append("The search for the maximum of the likelihood did not converge: there is no standard error.")
    variance = float(np.linalg.inv(information)[0, 0]) if converged else NAN
    weights = np.zeros(len(x1))
    weights[used] = 1 / (variances + best.tau**2)
    q_lrt = max(0.0, 2 * (_saturated(surface, *arms) - flat.loglik))
    tau2 = best.tau**2
    typical = typical_variance(WeightedLeastSquares(effects, variances, np.ones((k, 1)))) if k > 1 else NAN
    return Fit(
        coef=best.beta,
        vcov=np.array([[variance]]),
        weights=100 * weights / weights.sum(),
        tau2=tau2,
        df=k - 1 if test == "t" and k > 1 else np.inf,
        tau2_low=low**2,
        tau2_high=high**2,
        i2=100 * tau2 / (tau2 + typical),
        h2=1 + tau2 / typical,
        q_df=k - 1,
        q_lrt=q_lrt,
        q_lrt_p=chi2_p(q_lrt, k - 1),
        loglik=best.loglik,
        nuisance=k if model == "um.fs" else 0,
        converged=converged,
        notes=tuple(notes),
    )


def _separated(x1: FloatArray, n1: FloatArray, x2: FloatArray, n2: FloatArray) -> bool:
    """Whether the odds ratio is 0 or infinite: in each study arm 1 has as few, or as many, of the events as can be."""
    total = x1 + x2
    return bool((x1 == np.maximum(0, total - n2)).all() or (x1 == np.minimum(n1, total)).all())


def _not_estimable(used: BoolArray, k: int, note: str = "") -> Fit:
    why = (
        "no study has both events and non-events" if k == 0 else "one arm saw no events (or nothing but events) in any"
    )
    note = note or f"The odds ratio cannot be estimated: {why}" + ("." if k == 0 else " informative study.")
    weights = np.where(used, 100 / k, 0.0) if k else np.full(len(used), 100 / len(used))
    nothing = np.array([NAN])
    return Fit(nothing, nothing[:, None], weights, q_df=max(k - 1, 0), converged=False, notes=(note,))


def _saturated(surface: Surface, x1: FloatArray, n1: FloatArray, x2: FloatArray, n2: FloatArray) -> float:
    """The log-likelihood with an odds ratio of its own for every study."""
    if isinstance(surface, UnconditionalSurface):
        return saturated_loglik(x1, n1) + saturated_loglik(x2, n2)
    return surface.saturated()


@dataclass
class Ridge:
    """The profile likelihood of tau: the best mu at each."""

    surface: Surface
    effects: FloatArray
    variances: FloatArray

    def at(self, tau: ArrayLike) -> tuple[FloatArray, FloatArray, FloatArray]:
        """The best mu at each tau, the log-likelihood there, and its slope in tau (at 0: the second derivative)."""
        tau = np.asarray(tau, float)
        weights = 1 / (self.variances + tau[:, None] ** 2)
        mu: FloatArray = weights @ self.effects / weights.sum(axis=1)
        low, high = np.full(len(tau), -np.inf), np.full(len(tau), np.inf)
        for _ in range(MOST_STEPS):
            value, gradient, hessian = self.surface.at(mu, tau)
            score, information = gradient[:, 0], -hessian[:, 0, 0]
            low, high = np.where(score > 0, mu, low), np.where(score > 0, high, mu)
            step = score / information
            gain = score * step / 2
            if gain.max() < SETTLED**2:
                break
            new = mu + np.clip(step, -2, 2)
            mu = np.where((new > low) & (new < high), new, (np.maximum(low, mu - 4) + np.minimum(high, mu + 4)) / 2)
        slope = gradient[:, 1] + hessian[:, 0, 1] * step
        return mu + step, value + gain, np.where(tau > 0, slope, hessian[:, 1, 1])

    def flat(self) -> Maximum:
        """The common-effect model, tau = 0."""
        mu = self.at([0.0])[0]
        for _ in range(3):
            value, gradient, hessian = self.surface.at(mu, np.zeros(1))
            mu = mu - gradient[:, 0] / hessian[:, 0, 0]
        return Maximum(mu, 0.0, float(value[0]), -hessian[0], True)

    def search(self, drop: float | None) -> tuple[Maximum, float, float] | None:
        """The highest maximum, and limits of tau at which the profile lies `drop` below; None: it rises for ever."""
        part = FINEST * float(np.sqrt(self.variances.min())) * RATIO ** np.arange(2 * GRID_PART)
        tau, (mu, loglik, slope) = np.array([0.0]), self.at([0.0])
        while True:
            part = np.append(part[part < LARGEST_TAU], LARGEST_TAU)[: len(part)]
            tau = np.append(tau, part)
            mu, loglik, slope = (
                np.append(known, new) for known, new in zip((mu, loglik, slope), self.at(part), strict=True)
            )
            fallen = slope[-1] <= 0 and (drop is None or loglik.max() - loglik[-1] > drop)
            if fallen or tau[-1] >= LARGEST_TAU:
                break
            part = tau[-1] * RATIO ** np.arange(1, GRID_PART + 1)
        if slope[-1] > BOUNDARY_GAIN:
            return None
        flat, falls = self.flat(), np.flatnonzero((slope[:-1] > 0) & (slope[1:] <= 0))
        found = [self._summit(float(mu[i + 1]), float(tau[i]), float(tau[i + 1])) for i in falls]
        # A smaller gain is rounding: where every study has one event, for one, the likelihood may not depend on tau.
        found = [one for one in found if one.loglik > flat.loglik + BOUNDARY_GAIN]
        best = max([flat, *found], key=lambda one: one.loglik)
        if drop is None:
            return best, NAN, NAN
        # The grid and the maximum: the outermost points that lie within the drop.
        within = np.append(tau[best.loglik - loglik <= drop], best.tau)
        first, last = float(within.min()), float(within.max())
        low = self._cross(first, float(tau[tau < first][-1]), best.loglik, drop) if first > 0 else 0.0
        high = self._cross(last, float(tau[tau > last][0]), best.loglik, drop) if last < tau[-1] else np.inf
        return best, low, high

    def _summit(self, mu: float, low: float, high: float) -> Maximum:
        """The maximum between two values of tau, by Newton's method in (mu, tau)."""
        at, tau = np.array([mu]), (low + high) / 2
        for _ in range(MOST_STEPS):
            value, gradient, hessian = self.surface.at(at, np.array([tau]))
            (by_mu, by_tau), second = gradient[0], hessian[0]
            step = -by_mu / second[0, 0]
            gain, follow = by_mu * step / 2, -second[0, 1] / second[0, 0]
            slope, curvature = by_tau + second[0, 1] * step, second[1, 1] + second[0, 1] * follow
            if gain < SETTLED and abs(slope) > UNSURE * gain:
                low, high = (tau, high) if slope > 0 else (low, tau)
            by_tau2 = (curvature - slope / tau) / tau  # slope / tau is nearly linear in tau
            new = tau - slope / tau / by_tau2 if by_tau2 < 0 else NAN
            near = abs(new - tau) < NEGLIGIBLE_STEP * tau
            move = (new if low < new < high or near else (low + high) / 2) - tau if gain < SETTLED else 0.0
            if near and gain < NEGLIGIBLE_GAIN:
                return Maximum(at, tau, float(value[0]), -second, True)
            at, tau = at + step + follow * move, tau + move
        return Maximum(at, tau, float(value[0]), -second, False)

    def _cross(self, inner: float, outer: float, top: float, drop: float) -> float:
        """tau between two values at which the root of twice the depth, nearly linear in tau, reaches its limit."""
        target, tau = np.sqrt(2 * drop), (inner + outer) / 2
        mu = self.at([tau])[0]
        for _ in range(MOST_STEPS):
            value, gradient, hessian = self.surface.at(mu, np.array([tau]))
            step, follow = -gradient[0, 0] / hessian[0, 0, 0], -hessian[0, 0, 1] / hessian[0, 0, 0]
            gain = gradient[0, 0] * step / 2
            slope = gradient[0, 1] + hessian[0, 0, 1] * step
            root = np.sqrt(2 * max(top - value[0] - gain, 0.0))
            if gain < SETTLED and abs(root - target) > UNSURE * gain:
                inner, outer = (inner, tau) if root > target else (tau, outer)
            new = tau - (target - root) * root / slope if slope else NAN
            near = abs(new - tau) < NEGLIGIBLE_STEP * max(tau, SETTLED)
            inside = min(inner, outer) < new < max(inner, outer) or near
            move = (new if inside else (inner + outer) / 2) - tau if gain < SETTLED else 0.0
            mu, tau = mu + step + follow * move, tau + move
            if near and gain < NEGLIGIBLE_GAIN:
                return tau
        return NAN
