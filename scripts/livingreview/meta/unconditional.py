"""The unconditional model of two arms with fixed study effects, "UM.FS": logit p = a_i + t / 2 in arm 1 of study i and
a_i - t / 2 in arm 2, with a log odds ratio t of N(mu, tau²) (Jackson 2018, model 4; metafor's default of rma.glmm).

Every study has a parameter a_i of its own. They are profiled out: for given mu and tau the best a_i is found study by
study, and the Hessian of the profile is the Schur complement of that of all parameters.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit, logit

from .effects import two_arm
from .likelihood import log_choose
from .likelihood_ratio import Derivatives
from .random_effect import normalised, points
from .types import FloatArray

MOST_STEPS = 60
LONGEST = 2.0  # of a step of a_i, in logits
NEGLIGIBLE_GAIN = 1e-13  # log-likelihood still to gain in a_i


class UnconditionalSurface:
    """The profile log-likelihood of (mu, tau) for informative studies: x1 of n1, x2 of n2, shape (k,)."""

    def __init__(self, x1: FloatArray, n1: FloatArray, x2: FloatArray, n2: FloatArray) -> None:
        self.arms = tuple(values[:, None] for values in (x1, n1, x2, n2))
        self.constant = log_choose(x1, n1) + log_choose(x2, n2)
        self.effects, self.variances = (values[:, None] for values in two_arm("OR", x1, n1, x2, n2))

    def at(self, mu: FloatArray, tau: FloatArray) -> Derivatives:
        value, gradient, hessian = np.empty(len(mu)), np.empty((len(mu), 2)), np.empty((len(mu), 2, 2))
        for chosen in (tau == 0, tau > 0):
            if chosen.any():
                found = self._profiled(mu[chosen], tau[chosen])
                value[chosen], gradient[chosen], hessian[chosen] = found
        return value, gradient, hessian

    def _start(self, mu: FloatArray, tau: FloatArray) -> FloatArray:
        """a_i (k, m) that would be best if t were known to be where prior and study together put it."""
        x1, n1, x2, n2 = self.arms
        t = mu + tau**2 / (tau**2 + self.variances) * (self.effects - mu)
        a = np.broadcast_to(logit((x1 + x2) / (n1 + n2)), t.shape)
        for _ in range(MOST_STEPS):
            p1, p2 = expit(a + t / 2), expit(a - t / 2)
            step = (x1 + x2 - n1 * p1 - n2 * p2) / (n1 * p1 * (1 - p1) + n2 * p2 * (1 - p2))
            a = a + np.clip(step, -LONGEST, LONGEST)
            if np.abs(step).max() < 1e-3:
                break
        return a

    def _profiled(self, mu: FloatArray, tau: FloatArray) -> Derivatives:
        a = self._start(mu, tau)
        terms = self._flat if tau[0] == 0 else self._integrated
        for _ in range(MOST_STEPS):
            value, by_a, gradient, by_aa, by_ab, hessian = terms(a, mu, tau)
            gain = by_a**2 / (-2 * by_aa)
            if gain.max() < NEGLIGIBLE_GAIN:
                break
            a = a + np.clip(-by_a / by_aa, -LONGEST, LONGEST)
        value = (value + gain).sum(axis=0) + self.constant
        gradient = gradient - by_ab * (by_a / by_aa)[..., None]
        hessian = hessian - by_ab[..., :, None] * by_ab[..., None, :] / by_aa[..., None, None]
        return value, gradient.sum(axis=0), hessian.sum(axis=0)

    def _terms(self, a: FloatArray, t: FloatArray) -> tuple[FloatArray, ...]:
        """Log-likelihood given t; slopes in t and a; second derivatives in t and t, t and a, a and a."""
        x1, n1, x2, n2 = (values.reshape(-1, *[1] * (t.ndim - 1)) for values in self.arms)
        b1, b2 = a + t / 2, a - t / 2
        p1, p2 = expit(b1), expit(b2)
        r1, r2 = x1 - n1 * p1, x2 - n2 * p2
        v1, v2 = n1 * p1 * (1 - p1), n2 * p2 * (1 - p2)
        value = x1 * b1 + x2 * b2 - n1 * np.logaddexp(0, b1) - n2 * np.logaddexp(0, b2)
        return value, (r1 - r2) / 2, r1 + r2, -(v1 + v2) / 4, -(v1 - v2) / 2, -(v1 + v2)

    def _flat(self, a: FloatArray, mu: FloatArray, tau: FloatArray) -> tuple[FloatArray, ...]:
        """Terms of each study (k, m) where tau = 0; derivatives in tau are limits."""
        value, by_t, by_a, by_tt, by_ta, by_aa = self._terms(a, np.broadcast_to(mu, a.shape))
        nothing = np.zeros_like(value)
        hessian = np.stack([by_tt, nothing, nothing, by_t**2 + by_tt], axis=-1).reshape(*a.shape, 2, 2)
        return value, by_a, np.stack([by_t, nothing], -1), by_aa, np.stack([by_ta, nothing], -1), hessian

    def _integrated(self, a: FloatArray, mu: FloatArray, tau: FloatArray) -> tuple[FloatArray, ...]:
        """Log-likelihood of each study (k, m); its derivatives in a, (mu, tau); a a, a (mu, tau), (mu, tau)^2."""

        def given(t: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
            value, by_t, _, by_tt, *_ = self._terms(a.reshape(*a.shape, *[1] * (t.ndim - 2)), t)
            return value, by_t, -by_tt

        u, spacing = points(given, np.broadcast_to(mu, a.shape), tau)
        value, by_t, by_a, by_tt, by_ta, by_aa = self._terms(a[..., None], mu[:, None] + tau[:, None] * u)
        integral, weights = normalised(value - u**2 / 2, spacing)
        g_a, g_mu, g_tau = (np.vecdot(weights, one) for one in (by_a, by_t, by_t * u))
        second, cross = weights * (by_t**2 + by_tt), weights * (by_t * by_a + by_ta)
        h_aa = np.vecdot(weights, by_a**2 + by_aa) - g_a**2
        h_ab = np.stack([cross.sum(-1) - g_a * g_mu, np.vecdot(cross, u) - g_a * g_tau], -1)
        mixed = np.vecdot(second, u) - g_mu * g_tau
        entries = [second.sum(-1) - g_mu**2, mixed, mixed, np.vecdot(second, u**2) - g_tau**2]
        return integral, g_a, np.stack([g_mu, g_tau], -1), h_aa, h_ab, np.stack(entries, -1).reshape(*a.shape, 2, 2)
