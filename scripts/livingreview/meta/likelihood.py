"""The marginal likelihood of the binomial-normal model: its value, gradient and Hessian by numerical integration.

Every study has one integral over its random effect u ~ N(0, 1), of Binomial(events | n, logit p = eta + tau u).
Two rules integrate it. Adaptive Gauss-Hermite quadrature about the conditional mode (Liu and Pierce 1994) is fast and
exact enough while tau is moderate. The trapezoidal rule over the range where the integrand is not negligible converges
exponentially for these analytic integrands (Trefethen and Weideman 2014) and stays exact however large tau is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import expit, gammaln, roots_hermite, xlogy

from .types import FloatArray

MOST_STEPS, MOST_HALVINGS = 300, 12  # a handful are usual; far-off studies of great leverage need many
MOST_MODE_STEPS = 200  # modes lie far out where tau is small and studies are far apart
NEGLIGIBLE_GAIN = 1e-14  # log-likelihood still to gain at a maximum; Newton then has all digits
NOISE_GAIN = 1e-7  # ... and where rounding or quadrature noise keeps it from climbing further
TRAPEZOID = "trapezoid"
STEP = 0.4  # of the trapezoidal rule, in conditional standard deviations and in logits: error about 1e-10
LOG_NOTHING = 36.0  # an integrand exp(-36) below its peak is rounding error
REACH = np.sqrt(2 * LOG_NOTHING) * 0.8 ** np.arange(24)  # candidate half-ranges; the prior alone needs the first
MOST_POINTS = 4000


@dataclass(frozen=True)
class Maximum:
    """A maximum of the marginal likelihood. information: observed information of (beta, tau), shape (p + 1, p + 1)."""

    beta: FloatArray
    tau: float
    loglik: float
    information: FloatArray
    converged: bool


class Likelihood:
    """Marginal log-likelihood of (beta, tau) for counts x of n and a well-conditioned design of shape (k, p)."""

    def __init__(self, x: FloatArray, n: FloatArray, design: FloatArray, rule: int | str) -> None:
        """rule: the number of Gauss-Hermite nodes, or TRAPEZOID."""
        self.x, self.n, self.design = x, n, design
        self.rule = rule
        self.constant = log_choose(x, n)

    def mode(self, eta: FloatArray, tau: float, start: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Conditional mode of each u and the curvature there; Newton on a strictly concave function.

        Steps of at most 1 prior standard deviation and 2 logits cannot overshoot back and forth.
        """
        u, longest = start, min(1.0, 2 / max(abs(tau), 1e-8))
        for _ in range(MOST_MODE_STEPS):
            p = expit(eta + tau * u)
            curvature = 1 + tau**2 * self.n * p * (1 - p)
            step = np.minimum(np.maximum((tau * (self.x - self.n * p) - u) / curvature, -longest), longest)
            u = u + step
            if np.abs(step).max() < 1e-9:
                break
        return u, curvature

    def log_integrand(self, u: FloatArray, eta: FloatArray, tau: float) -> FloatArray:
        """Logarithm of binomial times normal density at points u of shape (k, m), without constants."""
        b = eta[:, None] + tau * u
        return self.x[:, None] * b - self.n[:, None] * np.logaddexp(0, b) - u**2 / 2

    def points(
        self, eta: FloatArray, tau: float, mode: FloatArray, curvature: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Points u of shape (k, m) and the logarithms of their weights."""
        if self.rule != TRAPEZOID:
            nodes, log_weights = _gauss_hermite(self.rule)
            scale = np.sqrt(2 / curvature)[:, None]
            return mode[:, None] + scale * nodes, log_weights + np.log(scale)
        peak = self.log_integrand(mode[:, None], eta, tau)
        ends = []
        for side in (-1, 1):  # the shortest candidate beyond which the (log-concave) integrand has vanished
            drop = peak - self.log_integrand(mode[:, None] + side * REACH, eta, tau)
            ends.append(mode + side * REACH[np.maximum((drop >= LOG_NOTHING).sum(axis=1) - 1, 0)])
        low, high = ends
        step = STEP * np.minimum(1 / np.sqrt(curvature), 1 / max(abs(tau), STEP))
        points = min(MOST_POINTS, int(np.ceil(np.max((high - low) / step))) + 1)
        u = low[:, None] + (high - low)[:, None] * np.linspace(0, 1, points)
        return u, np.log((high - low) / (points - 1))[:, None]

    def __call__(self, theta: FloatArray, mode: FloatArray) -> tuple[float, FloatArray, FloatArray, FloatArray]:
        """Value, gradient, Hessian at theta = (beta, tau), and the modes (a warm start for the next call)."""
        tau, eta = theta[-1], self.design @ theta[:-1]
        mode, curvature = self.mode(eta, tau, mode)
        u, log_weights = self.points(eta, tau, mode, curvature)
        x, n, b = self.x[:, None], self.n[:, None], eta[:, None] + tau * u
        small = np.exp(-np.abs(b))  # gives both log(1 + exp(b)) and p without overflow, from one exponential
        log_terms = x * b - n * (np.maximum(b, 0) + np.log1p(small)) - u**2 / 2 + log_weights
        top = log_terms.max(axis=1, keepdims=True)
        weights = np.exp(log_terms - top)
        total = weights.sum(axis=1, keepdims=True)
        weights /= total
        value = np.sum(top + np.log(total)) - len(eta) * np.log(2 * np.pi) / 2 + self.constant

        # Louis' identities: gradient = E[score]; Hessian = E[second derivative] + Cov[score], given the data.
        # The score with respect to (eta_i, tau) is residual * (1, u).
        p = np.where(b < 0, small, 1) / (1 + small)
        residual = x - n * p
        score, second = weights * residual, weights * (residual**2 - n * p * (1 - p))
        second_u = second * u
        g_eta, g_tau = score.sum(axis=1), np.vecdot(score, u)
        h_eta = second.sum(axis=1) - g_eta**2
        h_cross = second_u.sum(axis=1) - g_eta * g_tau
        h_tau = np.vecdot(second_u, u) - g_tau**2
        free = len(theta) - 1
        gradient, hessian = np.empty(free + 1), np.empty((free + 1, free + 1))
        gradient[:free], gradient[free] = self.design.T @ g_eta, g_tau.sum()
        hessian[:free, :free] = self.design.T * h_eta @ self.design
        hessian[free, :free] = hessian[:free, free] = self.design.T @ h_cross
        hessian[free, free] = h_tau.sum()
        return value, gradient, hessian, mode

    def climb(self, theta: FloatArray, free: int) -> Maximum:
        """Newton's method on the first `free` parameters, the others held; a step that does not climb is halved.

        It ends when the gain in log-likelihood that a step promises is negligible; where no step climbs any more, the
        promise left decides whether that was the rounding (and quadrature) noise of a maximum.
        """
        theta = np.array(theta, float)
        value, gradient, hessian, mode = self(theta, np.zeros(len(self.x)))
        for _ in range(MOST_STEPS):
            step = np.zeros_like(theta)
            step[:free] = _ascent(gradient[:free], hessian[:free, :free])
            promise = float(gradient @ step) / 2
            for _ in range(MOST_HALVINGS):
                trial = self(theta + step, mode)
                if trial[0] >= value or promise < NEGLIGIBLE_GAIN:
                    break
                step /= 2
            else:
                break
            theta = theta + step
            value, gradient, hessian, mode = trial
            if promise < NEGLIGIBLE_GAIN:
                break
        return Maximum(theta[:-1], float(theta[-1]), float(value), -hessian, promise < NOISE_GAIN)


def _ascent(gradient: FloatArray, hessian: FloatArray) -> FloatArray:
    """A Newton step that always climbs: negative curvature is mirrored, and no parameter moves more than 2."""
    values, vectors = np.linalg.eigh(-hessian)
    step: FloatArray = vectors @ ((vectors.T @ gradient) / np.maximum(np.abs(values), 1e-10))
    return step / max(1.0, float(np.abs(step).max()) / 2)


@cache
def _gauss_hermite(nodes: int) -> tuple[FloatArray, FloatArray]:
    """Gauss-Hermite points and log weights, the weight function divided out."""
    points, weights = roots_hermite(nodes)
    return points, np.log(weights) + points**2


def log_choose(x: FloatArray, n: FloatArray, times: FloatArray | float = 1.0) -> float:
    """Logarithm of the product of the binomial coefficients, each taken `times`."""
    return float(np.sum(times * (gammaln(n + 1) - gammaln(x + 1) - gammaln(n - x + 1))))


def saturated_loglik(x: FloatArray, n: FloatArray) -> float:
    """Log-likelihood with a probability of its own, x / n, for every study."""
    return log_choose(x, n) + float(np.sum(xlogy(x, x / n) + xlogy(n - x, 1 - x / n)))
