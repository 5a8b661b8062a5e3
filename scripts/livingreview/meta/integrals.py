"""The integrals of the binomial-normal model for many studies and many parameter values at once.

A row is a study at a value of (eta, tau): the integral over u ~ N(0, 1) of Binomial(x | n, logit p = eta + tau u), with
its derivatives in eta and tau. The trapezoidal rule over the range where the integrand is not negligible converges
exponentially for these analytic integrands (Trefethen and Weideman 2014), for small and for large tau alike. Range and
spacing belong to the row, so that 30 points are enough for most. Derivatives are posterior expectations (Louis 1982).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.special import expit, gammaln

from .effects import CONTINUITY_CORRECTION
from .types import FloatArray, IntArray

ROWS = 2**17  # studies times parameter values held at once: bounds the memory
CHUNK = 2**14  # points evaluated at once: their arrays stay in the cache of the processor
WIDTHS = np.array([12, 14, 16, 20, 24, 28, 32, 40, 48, 64, 96, 128, 192, 256, 384, 512, 1024, 2048, 4096])  # of rows
FEW = 2**13  # points for which sorting rows by width costs more than it saves
MOST_MODE_STEPS = 200
TINY = 1e-8
NEAR_MODE = 0.1  # conditional standard deviations: the range, not the rule, depends on the mode


class Rule(NamedTuple):
    """The widest spacing, and how far below its peak the logarithm of an integrand is nothing.

    The error of the rule is exp(-2 pi d / spacing), d being the width of the strip of the complex plane in which the
    integrand stays small: several standard deviations where it is nearly normal, pi / 2 logits where it is not.
    """

    deviations: float  # spacing in conditional standard deviations
    logits: float  # ... and on the logit scale
    log_nothing: float
    tightened: int  # how often the range is: once makes it safe, twice short


SEARCH = Rule(0.95, 0.7, 14.0, 1)  # log-likelihoods right to about 1e-4
FINAL = Rule(0.65, 0.4, 34.0, 2)  # ... to about 1e-11


@dataclass(frozen=True)
class Studies:
    """Counts of the studies, shape (k,), and what only depends on them."""

    x: FloatArray
    n: FloatArray
    logit: FloatArray  # of the corrected proportion
    variance: FloatArray  # of that logit
    constant: FloatArray  # log binomial coefficient less log sqrt(2 pi)

    @classmethod
    def of(cls, x: FloatArray, n: FloatArray) -> Studies:
        events, others = x + CONTINUITY_CORRECTION, n - x + CONTINUITY_CORRECTION
        constant = gammaln(n + 1) - gammaln(x + 1) - gammaln(n - x + 1) - np.log(2 * np.pi) / 2
        return cls(x, n, np.log(events / others), 1 / events + 1 / others, constant)

    def take(self, rows: IntArray) -> Studies:
        return Studies(self.x[rows], self.n[rows], self.logit[rows], self.variance[rows], self.constant[rows])


def integrals(studies: Studies, eta: FloatArray, tau: FloatArray, rule: Rule) -> FloatArray:
    """Log-likelihood; its derivatives in eta, tau; second ones in eta, eta and tau, tau. Shape (6, *rows).

    studies and tau broadcast against eta, which has one entry a row.
    """
    mode, curvature = conditional_mode(studies, eta, tau, NEAR_MODE)
    low, width = _range(studies, eta, tau, mode, curvature, rule)
    finest = np.minimum(rule.deviations / np.sqrt(curvature), rule.logits / np.maximum(tau, TINY))
    points = np.minimum(np.ceil(width / finest) + 1, WIDTHS[-1])
    given = np.empty((7, *eta.shape))
    for place, values in enumerate((studies.x, studies.n, eta, tau, mode, low, width)):
        given[place] = values
    most = int(points.max())
    if eta.size * most <= FEW:
        out = _sums(given.reshape(7, -1), most)
    else:
        flat, classes = given.reshape(7, -1), np.searchsorted(WIDTHS, points.ravel())
        out = np.empty((6, eta.size))
        for one in np.unique(classes):
            members = np.flatnonzero(classes == one)
            size = max(1, CHUNK // int(WIDTHS[one]))
            for start in range(0, len(members), size):
                part = members[start : start + size]
                out[:, part] = _sums(flat[:, part], int(WIDTHS[one]))
    out = out.reshape(6, *eta.shape)
    out[0] += studies.constant
    return out


def at_every(studies: Studies, eta: FloatArray, tau: FloatArray, rule: Rule) -> FloatArray:
    """The integrals of every study at each of m points (eta, tau), shape (6, m, k)."""
    k = len(studies.x)
    size = max(1, ROWS // k)
    found = [
        integrals(studies, np.repeat(eta[start : start + size, None], k, 1), tau[start : start + size, None], rule)
        for start in range(0, len(tau), size)
    ]
    terms: FloatArray = np.concatenate(found, axis=1)
    return terms


def conditional_mode(
    studies: Studies, eta: FloatArray, tau: FloatArray, near: float = 1e-9
) -> tuple[FloatArray, FloatArray]:
    """The conditional mode of u to within `near` standard deviations, and the curvature there; one entry a row.

    Newton's method on a strictly concave function, from the normal approximation.
    """
    x, n = studies.x, studies.n
    longest = 1 / np.maximum(tau, TINY)  # one logit, within which the curvature changes little: never back and forth
    u = tau * (studies.logit - eta) / (studies.variance + tau**2)
    for _ in range(MOST_MODE_STEPS):
        p = expit(eta + tau * u)
        expected = n * p
        curvature = 1 + tau**2 * expected * (1 - p)
        step = np.minimum(np.maximum((tau * (x - expected) - u) / curvature, -longest), longest)
        u = u + step
        if (np.abs(step) * np.sqrt(curvature)).max() < near:
            break
    return u, curvature


def _range(
    studies: Studies, eta: FloatArray, tau: FloatArray, mode: FloatArray, curvature: FloatArray, rule: Rule
) -> tuple[FloatArray, FloatArray]:
    """Start and width of the range outside of which the integrand is negligible.

    On either side, Newton's method for the distance at which the log integrand has dropped far enough. The drop is
    convex in the distance, so every step ends at or beyond that point; the normal prior alone ends the range in time.
    """
    x, n, side = studies.x, studies.n, np.array([-1.0, 1.0]).reshape(2, *[1] * eta.ndim)
    top = _log_integrand(x, n, eta + tau * mode, mode)
    furthest = np.sqrt(2 * rule.log_nothing) + 2 * NEAR_MODE
    reach = np.sqrt(2 * rule.log_nothing / curvature)
    for _ in range(rule.tightened):
        u = mode + side * reach
        b = eta + tau * u
        slope = side * (u - tau * (x - n * expit(b)))
        drop = top - _log_integrand(x, n, b, u)
        reach = np.minimum(reach - (drop - rule.log_nothing) / np.maximum(slope, 1e-8), furthest)
    return mode - reach[0], reach[0] + reach[1]


def _log_integrand(x: FloatArray, n: FloatArray, b: FloatArray, u: FloatArray) -> FloatArray:
    value: FloatArray = x * b - n * (np.maximum(b, 0) + np.log1p(np.exp(-np.abs(b)))) - u * u / 2
    return value


def _sums(given: FloatArray, points: int) -> FloatArray:
    """The integrals of some rows with so many points each, without the constant.

    The integrand is taken relative to its value at the mode, by expm1 and log1p: where n is large, it is the small
    difference of large numbers. Events are those of the rarer kind at the mode, so that 1 - p never cancels. All
    derivatives are made from moments of s, the distance from the mode in logits, and r = n (1 - p) - (n - x), since
    n p (1 - p) = o (1 - o / n) + r (1 - 2 o / n) - r^2 / n with o = n - x.
    """
    x, n, eta, tau, mode, low, width = given
    at_mode = eta + tau * mode
    common = at_mode > 0
    scale = np.where(common, -tau, tau)
    rarer, others = np.where(common, n - x, x), np.where(common, x, n - x)
    p_mode = expit(-np.abs(at_mode))
    spacing = width / (points - 1)

    s = (scale * spacing)[:, None] * np.arange(points)
    s += (scale * (low - mode))[:, None]
    grown = np.expm1(s)
    grown *= p_mode[:, None]
    w = (-0.5 / tau**2)[:, None] * s
    w += (rarer - mode / scale)[:, None]
    w *= s
    log_terms = np.log1p(grown)
    log_terms *= n[:, None]
    w -= log_terms
    np.exp(w, out=w)
    grown += 1
    r = np.divide((n * (1 - p_mode))[:, None], grown, out=grown)
    r -= others[:, None]
    total = w.sum(axis=1)
    wr = np.multiply(w, r, out=log_terms)
    wrr = np.multiply(wr, r, out=r)
    ss = s * s
    s_1, s_2 = np.vecdot(w, s), np.vecdot(w, ss)
    r_0, r_1, r_2 = wr.sum(axis=1), np.vecdot(wr, s), np.vecdot(wr, ss)
    rr_0, rr_1, rr_2 = wrr.sum(axis=1), np.vecdot(wrr, s), np.vecdot(wrr, ss)

    s_1, s_2, r_0, r_1, r_2, rr_0, rr_1, rr_2 = np.array([s_1, s_2, r_0, r_1, r_2, rr_0, rr_1, rr_2]) / total
    on_r, constant = 1 - 2 * others / n, others * (1 - others / n)
    c_rr = 1 + 1 / n  # r^2 - n p (1 - p) and its products with s and s^2
    second_0 = c_rr * rr_0 - on_r * r_0 - constant
    second_1 = c_rr * rr_1 - on_r * r_1 - constant * s_1
    second_2 = c_rr * rr_2 - on_r * r_2 - constant * s_2
    sign = np.where(common, -1.0, 1.0)
    g_eta, g_tau = sign * r_0, sign * (mode * r_0 + r_1 / scale)
    value = -rarer * np.abs(at_mode) - n * np.log1p(np.exp(-np.abs(at_mode))) - mode**2 / 2
    return np.array(
        [
            value + np.log(total * spacing),
            g_eta,
            g_tau,
            second_0 - g_eta**2,
            mode * second_0 + second_1 / scale - g_eta * g_tau,
            mode**2 * second_0 + 2 * mode * second_1 / scale + second_2 / tau**2 - g_tau**2,
        ]
    )
