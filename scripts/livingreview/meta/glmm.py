"""The binomial-normal model: logit(p_i) = x_i' beta + tau u_i, u_i ~ N(0, 1), events_i ~ Binomial(n_i, p_i).

Fitted by maximum likelihood (Stijnen, Hamza and Ozdemir 2010). Gradient and Hessian of the marginal likelihood are
posterior expectations (Louis 1982; module `likelihood`), so standard errors come from the observed information.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TypedDict

import numpy as np
from scipy.special import chdtri, expit, logit

from .effects import logit_proportion
from .fit import Fit
from .inference import NAN, chi2_p
from .inputs import orthonormal
from .inverse_variance import WeightedLeastSquares, typical_variance
from .likelihood import TRAPEZOID, Likelihood, Maximum, saturated_loglik
from .types import FloatArray, Test

NODES = 41  # right to 1e-6 while tau2 < 3
MOST_NODES = 164  # beyond about 170 the outermost Gauss-Hermite weights underflow
VISIBLE = 1e-6  # nodes are doubled until no coefficient, nor tau, moves by this much on the logit scale
START_TAUS = (0.1, 0.6, 1.8)  # never 0: the likelihood is even in tau, so its derivative there is 0
BOUNDARY_TAU = 1e-4  # a smaller tau, or ...
BOUNDARY_GAIN = 1e-9  # ... a smaller gain in log-likelihood over tau = 0, is the boundary
LOGIT_ATTENUATION = (16 * 3**0.5 / (15 * np.pi)) ** 2  # Zeger 1988: coefficients grow like sqrt(1 + this tau^2)
SEPARATION = 1e-7  # sum of rises along a separating direction, above the noise of the linear program
LARGEST_TAU = 10.0  # where the search for the upper limit of tau ends (tau2 = 100, as in metafor)


def plain(x: FloatArray, n: FloatArray, design: FloatArray) -> Maximum:
    """The plain binomial GLM, tau = 0: logistic regression with every study weighted by its size."""
    together = np.full(len(x), logit(x.sum() / n.sum()))  # of all studies as one: within the span of every design
    start = np.linalg.lstsq(design, together, rcond=None)[0] if 0 < x.sum() < n.sum() else np.zeros(design.shape[1])
    return Likelihood(x, n, design, 1).climb(np.append(start, 0.0), design.shape[1])


def maximise(x: FloatArray, n: FloatArray, design: FloatArray, nodes: int | None = None) -> tuple[Maximum, Maximum]:
    """(the maximum, the plain GLM), searched once for the same data: tests and sensitivity analyses repeat them.

    The design must be well conditioned and not separated. Without `nodes`, 41 are used and doubled until doubling
    moves neither coefficients nor tau visibly; where 164 are not enough (tau beyond about 4), the trapezoidal rule
    takes over. The plain GLM wins where tau adds nothing to the likelihood.
    """
    return _maximise(x.tobytes(), n.tobytes(), design.tobytes(), nodes)


@lru_cache(maxsize=1024)
def _maximise(x_bytes: bytes, n_bytes: bytes, design_bytes: bytes, nodes: int | None) -> tuple[Maximum, Maximum]:
    x, n, flat = (np.frombuffer(one) for one in (x_bytes, n_bytes, design_bytes))
    design = flat.reshape(len(x), -1)
    without = plain(x, n, design)
    likelihood = Likelihood(x, n, design, nodes or NODES)
    p = design.shape[1]
    best = max(
        (likelihood.climb(np.append(without.beta, tau), p + 1) for tau in START_TAUS), key=lambda fit: fit.loglik
    )
    if abs(best.tau) < BOUNDARY_TAU or best.loglik - without.loglik < BOUNDARY_GAIN:
        return without, without
    if nodes is None:
        for finer in (2 * NODES, MOST_NODES, TRAPEZOID):
            before, best = best, Likelihood(x, n, design, finer).climb(np.append(best.beta, best.tau), p + 1)
            moved = max(np.abs(best.beta - before.beta).max(), abs(best.tau - before.tau))
            if best.converged and moved < VISIBLE:
                break
    if best.tau < 0:  # the likelihood is even in tau
        sign = np.append(np.ones(p), -1.0)
        best = replace(best, tau=-best.tau, information=best.information * np.outer(sign, sign), mode=-best.mode)
    return best, without


def separated(x: FloatArray, n: FloatArray, design: FloatArray) -> bool:
    """Whether a coefficient is infinite: along some direction no study ever fits worse (Konis 2007).

    Studies without events must not rise along it, studies of events only must not fall, all others must stay.
    """
    none, every = x == 0, x == n
    extreme, inner = none | every, ~(none | every)
    if design.shape[1] == 1 or not extreme.any():
        return bool(none.all() or every.all())
    from scipy.optimize import linprog

    basis, _ = orthonormal(design)
    signed = np.where(every, 1, -1)[extreme, None] * basis[extreme]
    stay = dict(A_eq=basis[inner], b_eq=np.zeros(inner.sum())) if inner.any() else {}
    best = linprog(-signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(signed)), bounds=(-1, 1), **stay)
    return bool(-best.fun > SEPARATION)


def tau2_diverges(x: FloatArray, n: FloatArray) -> bool:
    """Whether tau2 has no finite maximum: studies of no events and of events only, and nothing between.

    With pi = E(p): E(p^n) <= E(p) and E((1-p)^n) <= E(1-p), so the likelihood stays below that of studies of size 1,
    and comes arbitrarily near it only as tau grows. Where all studies are of size 1, tau2 has no effect at all.
    """
    return bool(((x == 0) | (x == n)).all() and (n > 1).any())


def no_fit(design: FloatArray) -> Fit:
    """The fit of moderators that separate the data: not a number anywhere, and a note."""
    k, p = design.shape
    note = (
        "The moderators separate studies without events, or with nothing but events, from the others: a "
        "coefficient is infinite and the model cannot be estimated."
    )
    return Fit(np.full(p, NAN), np.full((p, p), NAN), np.full(k, 100 / k), converged=False, notes=(note,))


def fit(
    x: FloatArray,
    n: FloatArray,
    design: FloatArray,
    *,
    test: Test,
    level: float,
    nodes: int | None = None,
    tau2_interval: bool = True,
) -> Fit:
    """The binomial-normal model for counts x of n (shape (k,)) and a design of shape (k, p) of full column rank.

    test "t" takes k - p degrees of freedom for all tests and intervals, as metafor's `rma.glmm` does. The profile
    interval of tau2, most of the work, can be left out.
    The data must have a finite maximum (see `separated`, `tau2_diverges`).
    """
    basis, back = orthonormal(design)
    k, p = design.shape
    df = k - p if test == "t" and k > p else np.inf
    random = k > p and bool((n > 1).any())
    best, without = maximise(x, n, basis, nodes) if random else [plain(x, n, basis)] * 2
    notes = []
    if not random:
        why = (
            "There are no more studies than coefficients: tau2 is 0 by definition"
            if k <= p
            else "Studies of one participant each say nothing about tau2: it is taken as 0"
        )
        notes.append(f"{why}, and there is no prediction interval.")
    elif best.tau == 0:
        notes.append(
            "The likelihood is highest at tau2 = 0: the studies differ no more than chance alone would make "
            "them, and the result is that of the plain binomial model."
        )
    free = p + 1 if best.tau > 0 else p
    observed = best.information[:free, :free]
    converged = best.converged and without.converged and bool(np.linalg.eigvalsh(observed).min() > 0)
    covariance = np.linalg.inv(observed)[:p, :p] if converged else np.full((p, p), NAN)
    if not converged:
        notes.append(
            "The search for the maximum of the likelihood did not converge, so there are no standard errors "
            "or intervals; read the estimate with caution."
        )

    tau2_low = tau2_high = NAN
    if tau2_interval and random and converged:
        tau2_low, tau2_high = _profile_interval(x, n, basis, best, without, level)
    if np.isinf(tau2_high):
        notes.append(f"The upper limit of tau2 lies beyond {LARGEST_TAU**2:g}: the data hardly bound it.")
    heterogeneity: Heterogeneity = _heterogeneity(x, n, basis, best.tau**2, without) if random else {}
    proportion = expit(basis @ best.beta + best.tau * best.mode)
    information = n * proportion * (1 - proportion)
    weights = information / (1 + information * best.tau**2)  # 1 / (1 / information + tau2)
    return Fit(
        coef=back @ best.beta,
        vcov=back @ covariance @ back.T,
        tau2=best.tau**2,
        df=df,
        tau2_low=tau2_low,
        tau2_high=tau2_high,
        loglik=best.loglik,
        weights=100 * weights / weights.sum(),
        converged=converged,
        notes=tuple(notes),
        **heterogeneity,
    )


class Heterogeneity(TypedDict, total=False):
    """The fields of `Fit` that say how far the studies differ."""

    i2: float
    h2: float
    q: float
    q_df: float
    q_p: float
    q_lrt: float
    q_lrt_p: float


def _heterogeneity(x: FloatArray, n: FloatArray, basis: FloatArray, tau2: float, without: Maximum) -> Heterogeneity:
    """I2, H2 and both Q tests as in metafor's `rma.glmm`.

    The Wald Q is the weighted residual sum of squares of the uncorrected logits; those at 0 or 100 % have an
    infinite variance and count only in the degrees of freedom. The likelihood-ratio Q sets the saturated against
    the plain model. Both are chi-squared with k - p degrees of freedom.
    """
    df = len(x) - basis.shape[1]
    logits, variances = logit_proportion(x, n)
    typical = typical_variance(WeightedLeastSquares(logits, variances, basis))
    inner = (x > 0) & (x < n)
    root_weight = 1 / np.sqrt(variances[inner])
    rows, target = root_weight[:, None] * basis[inner], root_weight * logits[inner]
    q = float(np.sum((target - rows @ np.linalg.lstsq(rows, target, rcond=None)[0]) ** 2))
    q_lrt = max(0.0, 2 * (saturated_loglik(x, n) - without.loglik))
    return Heterogeneity(
        i2=100 * tau2 / (tau2 + typical),
        h2=1 + tau2 / typical,
        q=q,
        q_df=df,
        q_p=chi2_p(q, df),
        q_lrt=q_lrt,
        q_lrt_p=chi2_p(q_lrt, df),
    )


def _profile_interval(
    x: FloatArray, n: FloatArray, basis: FloatArray, best: Maximum, without: Maximum, level: float
) -> tuple[float, float]:
    """tau2 whose profile likelihood lies within chi-squared(1) / 2 of the maximum; infinite where none is beyond."""
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
            return low**2, np.inf
        inside, outside = outside, min(2 * outside, LARGEST_TAU)
    return low**2, brentq(beyond, inside, outside, xtol=VISIBLE) ** 2
