"""The beta-binomial model: the proportions of the studies follow a beta distribution.

With mean p and intraclass correlation r (of two participants of one study), the probability of x events in n is

    C(n, x) prod_{j<x} (p (1 - r) + j r) prod_{j<n-x} ((1 - p)(1 - r) + j r) / prod_{j<n} (1 - r + j r)

(Griffiths 1973). In this form r = 0, the plain binomial model, is a value like others, and no digits cancel. The
log-likelihood only needs how many studies have more than j events, non-events and participants, for each j. For one r
it is concave in p.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.optimize import brentq
from scipy.special import betaincinv, chdtri, expit, logit

from .criteria import information_criteria
from .inference import NAN, Intervals, back_transformed, chi2_p, two_sided_p
from .likelihood import log_choose, saturated_loglik
from .records import Estimate
from .result import Pooled
from .types import FloatArray

CACHED = 2_000  # studies; the data of larger fits are not kept
TERMS = 2**21  # numbers held at once: bounds the memory
RATIO = 2.5  # of neighbouring values of r / (1 - r) on the grid
LARGEST_ODDS = 1e6  # of r / (1 - r) there
SMALLEST_ODDS = 1e-3  # ... divided by the size of the largest study
MOST_STEPS = 100
SAME = 1e-12  # step of p, as a share of p or 1 - p, with which its search ends ...
SAME_VALUE = 1e-6  # ... where only the log-likelihood matters, which is flat there


@dataclass(frozen=True)
class Derivatives:
    """Log-likelihood and derivatives at m points (p, r), each of shape (m,)."""

    value: FloatArray
    p: FloatArray
    r: FloatArray
    pp: FloatArray
    pr: FloatArray
    rr: FloatArray


class Likelihood:
    """Of counts x of n, shape (k,)."""

    def __init__(self, x: FloatArray, n: FloatArray) -> None:
        self.events, self.others, self.all = _more_than(x), _more_than(n - x), _more_than(n)
        self.constant = log_choose(x, n)
        self.x, self.n = x, n

    def at(self, p: FloatArray, r: FloatArray) -> Derivatives:
        size = max(1, TERMS // len(self.all))
        if len(p) > size:
            parts = [self.at(p[i : i + size], r[i : i + size]) for i in range(0, len(p), size)]
            return Derivatives(*map(np.concatenate, zip(*(vars(one).values() for one in parts), strict=True)))
        out = np.zeros((6, len(p)))
        out[0] = self.constant
        for counted, share, sign in ((self.events, p, 1), (self.others, 1 - p, -1)):
            away: FloatArray = np.arange(len(counted)) - share[:, None]
            u = share[:, None] + away * r[:, None]
            by = counted / u
            square = by / u
            out[0] += np.log(u) @ counted
            out[1] += sign * (1 - r) * by.sum(axis=1)
            out[2] += np.vecdot(by, away)
            out[3] -= (1 - r) ** 2 * square.sum(axis=1)
            out[4] -= sign * (by.sum(axis=1) + (1 - r) * np.vecdot(square, away))
            out[5] -= np.vecdot(square, away**2)
        further = np.arange(len(self.all)) - 1.0
        u = 1.0 + further * r[:, None]
        out[0] -= np.log(u) @ self.all
        out[2] -= (further / u) @ self.all
        out[5] += (further / u) ** 2 @ self.all
        return Derivatives(*out)

    def best_p(self, r: FloatArray, same: float = SAME) -> tuple[FloatArray, Derivatives]:
        """The best p at each r, to within a share `same` of p, and the derivatives there.

        Events and non-events must both occur.
        """
        weights = self.n / (1 + (self.n - 1) * r[:, None])
        p: FloatArray = np.vecdot(weights, self.x / self.n) / weights.sum(axis=1)
        low, high = np.zeros(len(r)), np.ones(len(r))
        for _ in range(MOST_STEPS):
            found = self.at(p, r)
            low, high = np.where(found.p > 0, p, low), np.where(found.p > 0, high, p)
            new = p - found.p / found.pp
            new = np.where((new > low) & (new < high), new, (low + high) / 2)
            moved = np.abs(new - p)
            near = moved <= same * np.minimum(p, 1 - p) + 1e-15
            p = np.where(near, p, new)
            if near.all():
                break
        return p, found

    def profile(self, r: float) -> float:
        """The log-likelihood at the best p."""
        return float(self.best_p(np.array([r]), SAME_VALUE)[1].value[0])


def _more_than(counts: FloatArray) -> FloatArray:
    """How many of the counts are more than 0, 1, 2, ..."""
    found = np.bincount(counts.astype(int))
    above: FloatArray = len(counts) - np.cumsum(found)[:-1].astype(float)
    return above


@dataclass(frozen=True)
class BetaBinomial:
    """The maximum, the variance of the logit of p there, and the limits of r."""

    p: float
    r: float
    variance: float
    loglik: float
    r_low: float = NAN
    r_high: float = NAN


def fit(x: FloatArray, n: FloatArray, level: float | None) -> BetaBinomial:
    """The highest maximum for counts x of n, of which some but not all are events.

    level: of the profile-likelihood limits of r; None for none. Where every study is all or none, the likelihood is
    highest at r = 1, where a study counts as one participant. Fitted once for the same data: other kinds of interval
    repeat them.
    """
    return _fit(x, n, level) if len(x) > CACHED else _cached(x.tobytes(), n.tobytes(), level)


@lru_cache(maxsize=1024)
def _cached(x: bytes, n: bytes, level: float | None) -> BetaBinomial:
    return _fit(np.frombuffer(x), np.frombuffer(n), level)


def _fit(x: FloatArray, n: FloatArray, level: float | None) -> BetaBinomial:
    likelihood = Likelihood(x, n)
    ends = np.log([SMALLEST_ODDS / n.max(), LARGEST_ODDS])
    odds = np.exp(np.arange(ends[0], ends[1], np.log(RATIO)))
    grid = np.append(0.0, odds / (1 + odds))
    p, at = likelihood.best_p(grid)
    rises = at.r > 0
    if ((x == 0) | (x == n)).all() and (n > 1).any():
        share = float((x > 0).mean())
        top = len(x) * _mean_log(share)
        limits = _limits(likelihood, grid, at.value, 1.0, top, level) if level else (NAN, NAN)
        return BetaBinomial(share, 1.0, 1 / (len(x) * share * (1 - share)), top, *limits)
    best_p, best_r, top = float(p[0]), 0.0, float(at.value[0])
    for i in np.flatnonzero(rises[:-1] & ~rises[1:]):
        r = brentq(lambda r: float(likelihood.best_p(np.array([r]))[1].r[0]), grid[i], grid[i + 1], rtol=1e-13)
        there, found = likelihood.best_p(np.array([r]))
        if found.value[0] > top:
            best_p, best_r, top = float(there[0]), float(r), float(found.value[0])
    at_best = likelihood.at(np.array([best_p]), np.array([best_r]))
    information = -at_best.pp[0]
    if best_r > 0:
        information -= at_best.pr[0] ** 2 / -at_best.rr[0]
    variance = float(1 / (information * (best_p * (1 - best_p)) ** 2))
    low, high = _limits(likelihood, grid, at.value, best_r, top, level) if level else (NAN, NAN)
    return BetaBinomial(best_p, best_r, variance, top, low, high)


def _limits(
    likelihood: Likelihood, grid: FloatArray, profile: FloatArray, best: float, top: float, level: float
) -> tuple[float, float]:
    """The smallest and the largest r whose profile likelihood lies within chi-squared(1) / 2 of the maximum."""
    target = top - float(chdtri(1, 1 - level)) / 2
    within = np.append(grid[profile >= target], best)
    first, last = float(within.min()), float(within.max())
    low, high = 0.0, 1.0

    def above(r: float) -> float:
        return likelihood.profile(r) - target

    if first > 0:
        low = float(brentq(above, grid[grid < first][-1], first, rtol=1e-10))
    if last < grid[-1]:
        high = float(brentq(above, last, grid[grid > last][0], rtol=1e-10))
    return low, high


LARGEST = 20_000  # participants of a study: the time that a fit takes grows faster than they do


def pool(
    x: FloatArray,
    n: FloatArray,
    intervals: Intervals,
    labels: tuple[str, ...],
    studies: Estimate,
    notes: tuple[str, ...],
    *,
    icc_interval: bool,
) -> Pooled:
    """The pool of two or more studies of which some but not all participants have events."""
    k, level = len(n), intervals.level
    test, about_test = intervals.test_for(k)
    notes += about_test
    found = fit(x, n, level if icc_interval and (n > 1).any() else None)
    if not (n > 1).any():
        notes += (
            "Studies of one participant each say nothing about the intraclass correlation: it is taken as 0, and there "
            "is no prediction interval.",
        )
    elif found.r == 0:
        notes += (
            "The likelihood is highest at an intraclass correlation of 0: the studies differ no more than chance alone "
            "would make them, and the result is that of the plain binomial model.",
        )
    elif found.r == 1:
        notes += (
            "Every study is all or none, of both kinds: the intraclass correlation is 1, each study counts as one "
            "participant, and there is no prediction interval.",
        )
    pi_low = pi_high = NAN
    if k < intervals.prediction_from:
        notes += intervals.pi_df(k, 1, np.inf)[1]
    elif found.r < 1 and (n > 1).any():
        pi_low, pi_high = prediction(found, level)
    df = k - 1 if test == "t" else np.inf
    coef, se = float(logit(found.p)), float(np.sqrt(found.variance))
    estimate, ci_low, ci_high, *_ = map(float, back_transformed(expit, coef, se, NAN, df, NAN, level))
    weights = n / (1 + (n - 1) * found.r)
    plain = x.sum() / n.sum()
    q_lrt = max(0.0, 2 * (saturated_loglik(x, n) - log_choose(x, n) - float(n.sum()) * _mean_log(plain)))
    return Pooled(
        estimate=estimate,
        ci_low=ci_low,
        ci_high=ci_high,
        pi_low=pi_low,
        pi_high=pi_high,
        coef=coef,
        se=se,
        p=float(two_sided_p(coef / se, df)),
        df=df,
        icc=found.r,
        icc_low=found.r_low,
        icc_high=found.r_high,
        q_df=k - 1,
        q_lrt=q_lrt,
        q_lrt_p=chi2_p(q_lrt, k - 1),
        loglik=found.loglik,
        **information_criteria(found.loglik, 2, k),
        k=k,
        n=int(n.sum()),
        model="beta-binomial",
        measure="PLO",
        test=test,
        level=level,
        notes=notes,
        weights=100 * weights / weights.sum(),
        labels=labels,
        studies=studies,
    )


def prediction(found: BetaBinomial, level: float) -> tuple[float, float]:
    """Quantiles of the beta distribution whose variance is that between studies plus that of the estimated mean.

    The variance p (1 - p) r of the fitted distribution takes its mean as known, as sqrt(tau²) would alone on the logit
    scale; Var(p) = (p (1 - p))^2 Var(logit p) is added. From 0 to 1 where the sum is that of all or none.
    """
    spread = found.r + found.variance * found.p * (1 - found.p)
    if spread >= 1:
        return 0.0, 1.0
    size, tail = (1 - spread) / spread, (1 - level) / 2
    a, b = found.p * size, (1 - found.p) * size
    return float(betaincinv(a, b, tail)), float(betaincinv(a, b, 1 - tail))


def _mean_log(p: float) -> float:
    """Mean log-likelihood of participants of whom the share p, between 0 and 1, have events."""
    return float(p * np.log(p) + (1 - p) * np.log1p(-p))
