"""The binomial-normal model: logit(p_i) = x_i' beta + tau u_i, u_i ~ N(0, 1), events_i ~ Binomial(n_i, p_i).

Fitted by maximum likelihood (Stijnen, Hamza and Ozdemir 2010). Gradient and Hessian of the marginal likelihood are
posterior expectations (Louis 1982; module `likelihood`), so standard errors come from the observed information.
"""

from __future__ import annotations

from typing import TypedDict

import numpy as np
from scipy.special import expit

from .binomial_surface import BinomialSurface
from .criteria import explained
from .effects import logit_proportion
from .fit import Fit
from .inference import NAN, chi2_p
from .inputs import orthonormal
from .integrals import Studies, conditional_mode
from .inverse_variance import WeightedLeastSquares, typical_variance
from .likelihood import Maximum, saturated_loglik
from .likelihood_ratio import likelihood_ratio
from .profile import LARGEST_TAU
from .records import OtherMaximum
from .search import Search, plain, search
from .types import LIKELIHOOD_RATIO, FloatArray, Test

SEPARATION = 1e-7  # sum of rises along a separating direction, above the noise of the linear program
CLOSE = 1.92  # log units below the maximum (chi-squared(1) / 2 at 95 %) within which another maximum gets a note


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
    """Whether tau² has no finite maximum: studies of no events and of events only, and nothing between.

    With pi = E(p): E(p^n) <= E(p) and E((1-p)^n) <= E(1-p), so the likelihood stays below that of studies of size 1,
    and comes arbitrarily near it only as tau grows. Where all studies are of size 1, tau² has no effect at all.
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
    found: Search | None = None,
) -> Fit:
    """The binomial-normal model for counts x of n (shape (k,)) and a design of shape (k, p) of full column rank.

    test "t" takes k - p degrees of freedom for all tests and intervals, as metafor's ``rma.glmm`` does; "profile" and
    "bartlett" make the interval by likelihood ratio and need the intercept alone. The profile interval of tau² can be
    left out. `found`: the search, where it has been done already.
    The data must have a finite maximum (see `separated`, `tau2_diverges`).
    """
    basis, back = orthonormal(design)
    k, p = design.shape
    df = k - p if test == "t" and k > p else np.inf
    random = k > p and bool((n > 1).any())
    if not random:
        only = plain(x, n, basis)
        found = Search(only, only)
    elif found is None:
        found = search(x, n, basis, level if tau2_interval else None, nodes)
    best, without = found.best, found.without
    notes = []
    if not random:
        why = (
            "There are no more studies than coefficients: tau² is 0 by definition"
            if k <= p
            else "Studies of one participant each say nothing about tau²: it is taken as 0"
        )
        notes.append(f"{why}, and there is no prediction interval.")
    elif best.tau == 0:
        notes.append(
            "The likelihood is highest at tau² = 0: the studies differ no more than chance alone would make "
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

    others = tuple(
        OtherMaximum(
            estimate=float(expit((back @ one.beta)[0])),
            coef=float((back @ one.beta)[0]),
            tau2=one.tau**2,
            loglik_below=best.loglik - one.loglik,
        )
        for one in found.others
    )
    notes += [_close(one, p > 1) for one in others if one.loglik_below < CLOSE]
    interval = None
    if test in LIKELIHOOD_RATIO and random and converged:
        interval = likelihood_ratio(BinomialSurface(x, n), best, level, test == "bartlett")
        if np.isinf([interval.low, interval.high]).any():
            notes.append(
                f"The likelihood ratio sets no limit to the logit up to tau = {LARGEST_TAU:g}, where the search ends: "
                "it is given as 0 or 1, and the data hardly bound tau²."
            )
    elif test in LIKELIHOOD_RATIO and converged:
        notes.append("Without an estimate of tau² the interval uses z.")
    tau2_low, tau2_high = (limit**2 for limit in found.limits) if converged else (NAN, NAN)
    if np.isinf(tau2_high):
        notes.append(f"The upper limit of tau² lies beyond {LARGEST_TAU**2:g}: the data hardly bound it.")
    heterogeneity: Heterogeneity = _heterogeneity(x, n, basis, best.tau**2, without) if random else {}
    r2 = NAN
    if p > 1 and random and converged:
        r2 = explained(best.tau**2, search(x, n, np.ones((k, 1)), None, nodes).best.tau ** 2)
    eta = basis @ best.beta
    mode, _ = conditional_mode(Studies.of(x, n), eta, np.full(k, best.tau))
    proportion = expit(eta + best.tau * mode)
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
        r2=r2,
        weights=100 * weights / weights.sum(),
        interval=interval,
        converged=converged,
        notes=tuple(notes),
        other_maxima=others,
        **heterogeneity,
    )


def _close(other: OtherMaximum, regression: bool) -> str:
    where = "at the intercept " if regression else ""
    return (
        f"The likelihood has a second maximum, only {other.loglik_below:.2g} log units lower, with a pooled proportion "
        f"{where}of {other.estimate:.3g} and tau² = {other.tau2:.3g}: the data hardly decide between the two."
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
    """I2, H2 and both Q tests as in metafor's ``rma.glmm``.

    The Wald Q is the weighted residual sum of squares of the uncorrected logits; those at 0 or 100 % have an
    infinite variance and count only in the degrees of freedom. The likelihood-ratio Q sets the saturated against
    the plain model. Both are chi-squared with k - p degrees of freedom.
    """
    df = len(x) - basis.shape[1]
    logits, variances = logit_proportion(x, n)
    inner = (x > 0) & (x < n)
    weights, target = 1 / variances[inner], logits[inner]
    if basis.shape[1] == 1:  # the intercept alone: no equations to solve
        every = 1 / variances
        typical = df / float(every.sum() - np.sum(every**2) / every.sum())
        centre = np.sum(weights * target) / weights.sum() if inner.any() else 0.0
        q = float(np.sum(weights * (target - centre) ** 2))
    else:
        typical = typical_variance(WeightedLeastSquares(logits, variances, basis))
        rows, target = np.sqrt(weights)[:, None] * basis[inner], np.sqrt(weights) * target
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
