"""Bayesian random-effects models by quadrature: no sampling, so that the same data give the same digits.

Proportions: logit(p_i) = theta_i, events_i ~ Binomial(n_i, p_i). Estimates: y_i ~ N(theta_i, v_i). In both,
theta_i ~ N(mu, tau²), with proper priors on mu and tau. With two parameters, the posterior is integrated on a grid:
theta_i is integrated out first, then mu for each tau, then tau. Every integrand is smooth, so few points give many
digits (Gauss-Legendre); with the theta_i, the trapezoidal rule does (its error falls exponentially with the step).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
from numpy.polynomial import hermite_e, legendre
from numpy.typing import ArrayLike
from scipy.special import expit, logit, ndtr

from .inputs import check_indexes, check_level, counts, estimates_with
from .marginal import LARGEST_TAU, REACH, Likelihood, Marginal, binomial, normal
from .posterior import Distribution, Posterior
from .types import FloatArray

TAU_POINTS, MU_POINTS = 48, 64  # right to 1e-5 of a proportion, and of tau
DROP = 36.0  # fall of the log-density below its maximum beyond which nothing is left at double precision
LEAST_FALL = 10.0  # of the log-density of a prior of mu far out, over a doubling of the distance from its middle
STEPS = 60  # of Newton's method and of bracketing; far more than they take


class Prior(Protocol):
    """A distribution as `scipy.stats` gives it: `scipy.stats.halfnorm(scale=0.5)`."""

    def logpdf(self, x: Any, /) -> Any: ...

    def ppf(self, q: Any, /) -> Any: ...


def bayes_proportions(
    events: ArrayLike, n: ArrayLike, *, tau: Prior | None = None, mu: Prior | None = None, level: float = 0.95
) -> Posterior:
    """Bayesian binomial-normal model of proportions.

    Parameters
    ----------
    events, n : array_like of int, shape (k,)
        Participants with the event, and all participants, of each study.
    tau : distribution of scipy.stats, optional
        Prior of the standard deviation between studies on the logit scale, on positive numbers and with a density
        that is finite at 0. Default: half-normal with scale 0.5 (Roever 2021).
    mu : distribution of scipy.stats, optional
        Prior of the median study on the logit scale, on all numbers and with tails that fall exponentially or faster
        (normal, logistic; not t or Cauchy). Default: logistic, under which its proportion is uniform.
    level : float
        Level of the intervals.

    Returns
    -------
    Posterior
        With proportions between 0 and 1.

    Raises
    ------
    ValueError
        For impossible counts, no study, a prior of another form, or a level outside 0 and 1.

    References
    ----------
    - Roever C. J Stat Softw 2020;93(6):1-51 (integration over tau as a mixture of conditional distributions).
    - Roever C, Bender R, Dias S, et al. Res Synth Methods 2021;12:448-474 (priors of tau).

    Examples
    --------
    >>> from scipy.stats import halfnorm
    >>> from livingreview.meta import bayes_proportions
    >>> low, high = bayes_proportions([0, 5], [10, 10], tau=halfnorm(scale=1)).mu.interval(0.9)
    >>> round(low, 3), round(high, 3)
    (0.07, 0.609)
    """
    check_level(level)
    from scipy import stats  # slow to import, and needed here only

    x, totals = counts(events, n)
    tau = stats.halfnorm(scale=0.5) if tau is None else tau
    mu = stats.logistic() if mu is None else mu
    start = float(logit((x.sum() + 0.5) / (totals.sum() + 1)))
    return _posterior(
        binomial(x, totals), start, len(x), int(totals.sum()), tau, mu, level, _expit, _logit, LARGEST_TAU
    )


def bayes_estimates(
    estimates: ArrayLike, variances: ArrayLike, *, tau: Prior, mu: Prior, level: float = 0.95
) -> Posterior:
    """Bayesian normal-normal model of estimates with known variances, such as log odds ratios.

    Parameters
    ----------
    estimates, variances : array_like of float, shape (k,)
        Estimate of each study, and its squared standard error.
    tau, mu : distributions of scipy.stats
        Priors, on the scale of the estimates; see `bayes_proportions`.
    level : float
        Level of the intervals.

    Returns
    -------
    Posterior
        On the scale of the estimates.

    Raises
    ------
    ValueError
        For numbers that are not finite, variances that are not positive, no study, a prior of another form, or a level
        outside 0 and 1.

    References
    ----------
    - Roever C. J Stat Softw 2020;93(6):1-51 (R package bayesmeta, with which results agree).

    Examples
    --------
    >>> from scipy.stats import halfnorm, norm
    >>> from livingreview.meta import bayes_estimates
    >>> bayes_estimates([-1.2, -0.4, -0.9], [0.16, 0.09, 0.25], tau=halfnorm(scale=0.5), mu=norm(0, 4))
    <Posterior: -0.7602 (95% CrI -1.4464 to -0.1277), predictive -1.9102 to 0.3210, k = 3>
    """
    check_level(level)
    check_indexes(estimates=estimates, variances=variances)
    y, v = estimates_with(estimates, "variances", variances)
    return _posterior(normal(y, v), float(np.average(y, weights=1 / v)), len(y), 0, tau, mu, level)


def _check_priors(tau: Prior, mu: Prior) -> None:
    """Raise a ValueError for priors that the points of the quadrature are too few for, or that are none."""
    for name, prior in (("tau", tau), ("mu", mu)):
        if not all(callable(getattr(prior, method, None)) for method in ("logpdf", "ppf")):
            raise ValueError(f"{name} must be a continuous distribution of scipy.stats, not {prior!r}.")
    if not (tau.ppf(0) >= 0 and tau.ppf(0.5) > 0 and tau.logpdf(0.0) < np.inf):
        raise ValueError("tau must have a prior on positive numbers with a density that is finite at 0.")
    middle, far = float(mu.ppf(0.5)), 100 * float(mu.ppf(0.75) - mu.ppf(0.25))
    everywhere = mu.ppf(0) == -np.inf and mu.ppf(1) == np.inf
    if not everywhere or any(
        not mu.logpdf(middle + side * far) - mu.logpdf(middle + 2 * side * far) > LEAST_FALL for side in (-1, 1)
    ):
        raise ValueError(
            "mu must have a prior on all numbers with tails that fall exponentially or faster, such as norm or "
            "logistic; bounded ones and heavy tails (t, Cauchy) are not integrated."
        )


def _posterior(
    likelihood: Likelihood,
    start: float,
    k: int,
    n: int,
    tau: Prior,
    mu: Prior,
    level: float,
    back: Callable[[float], float] = float,
    forth: Callable[[float], float] = float,
    largest_tau: float | None = None,
) -> Posterior:
    _check_priors(tau, mu)
    given_tau = _with_prior(likelihood, mu)
    scale = float(tau.ppf(0.5))
    low, high, modes = _range_of_tau(given_tau, tau, scale, start)

    x, tau_weight = legendre.leggauss(TAU_POINTS)
    t = (low + high) / 2 + (high - low) / 2 * x
    taus = scale * t / (1 - t)
    modes, curve = _modes(given_tau, modes, taus)
    left, right = (_edge(given_tau, modes, taus, side / np.sqrt(curve)) for side in (-1, 1))
    z, mu_weight = legendre.leggauss(MU_POINTS)
    half = (right - left) / 2
    mus = (left + right)[:, None] / 2 + half[:, None] * z
    log = given_tau(mus, np.broadcast_to(taus[:, None], mus.shape)).value + _log_density(tau, taus, t)[:, None]
    density = np.exp(log - log.max())
    mass = density @ mu_weight * half
    shares = density * mu_weight * (half * tau_weight / (mass @ tau_weight))[:, None]

    chance, rising_mu, rising_tau = shares.sum(axis=1), _rising(density, mu_weight, z), _rising(mass, tau_weight, x)

    def mu_below(value: float) -> float:
        return float(chance @ _at(rising_mu, np.clip((2 * value - left - right) / (right - left), -1, 1)))

    def tau_below(value: float) -> float:
        inside = (2 * value / (scale + value) - low - high) / (high - low)
        return float(legendre.legval(np.clip(inside, -1, 1), rising_tau))

    wide = taus * np.sqrt(curve) > 1  # the random effect varies more than mu: each smooths the other's distribution
    u, u_weight = hermite_e.hermegauss(MU_POINTS)
    u_weight /= u_weight.sum()

    def new_below(value: float) -> float:
        by_mu = (shares[wide] * ndtr((value - mus[wide]) / taus[wide, None])).sum()
        at = (2 * (value - taus[:, None] * u) - (left + right)[:, None]) / (right - left)[:, None]
        by_u = _at(rising_mu[:, :, None], np.clip(at, -1, 1)) @ u_weight
        return float(by_mu + (chance * by_u)[~wide].sum())

    if largest_tau and (beyond := 1 - tau_below(largest_tau)) > 0.001:
        raise ValueError(
            f"With this prior, tau is above {largest_tau:g} with a probability of {beyond:.3f}, which is beyond the "
            "reach of this method. Choose a prior of tau with less weight on large values."
        )
    first, last = float(left.min()), float(right.max())
    farthest = REACH * float(taus.max())
    of_mu = Distribution(mu_below, first, last, back, forth)
    of_new = Distribution(new_below, first - farthest, last + farthest, back, forth)
    of_tau = Distribution(tau_below, 0.0, 2 * float(taus.max()))
    (ci_low, ci_high), (pi_low, pi_high), (tau_low, tau_high) = (one.interval(level) for one in (of_mu, of_new, of_tau))
    estimate, tau2 = of_mu.quantile(0.5), of_tau.quantile(0.5) ** 2
    return Posterior(
        estimate, ci_low, ci_high, pi_low, pi_high, tau2, tau_low**2, tau_high**2, k, n, level, of_mu, of_new, of_tau
    )


def _with_prior(likelihood: Likelihood, mu: Prior) -> Likelihood:
    """The log-posterior of mu given tau but for a constant, with derivatives (of the prior by differences)."""
    h = 1e-3

    def given_tau(at: FloatArray, tau: FloatArray) -> Marginal:
        data = likelihood(at, tau)
        left, here, right = (np.asarray(mu.logpdf(at + d), float) for d in (-h, 0, h))
        first, second = (right - left) / (2 * h), (right - 2 * here + left) / h**2
        return Marginal(data.value + here, data.first + first, data.second + second)

    return given_tau


def _range_of_tau(given_tau: Likelihood, tau: Prior, scale: float, start: float) -> tuple[float, float, FloatArray]:
    """Where t = tau / (scale + tau) has a posterior, found by narrowing, and a good start for the modes of mu there."""
    x, _ = legendre.leggauss(TAU_POINTS)
    low, high, modes = 0.0, 1.0, np.full(TAU_POINTS, start)
    for _ in range(3):
        t = (low + high) / 2 + (high - low) / 2 * x
        taus = scale * t / (1 - t)
        modes, curve = _modes(given_tau, modes, taus)
        log = given_tau(modes, taus).value - np.log(curve) / 2 + _log_density(tau, taus, t)  # Laplace's approximation
        there = np.flatnonzero(log > log.max() - DROP)
        edges = [low, *t, high]
        low, high = float(edges[there[0]]), float(edges[there[-1] + 2])
        modes = np.full(TAU_POINTS, modes[np.argmax(log)])
    return low, high, modes


def _log_density(tau: Prior, taus: FloatArray, t: FloatArray) -> FloatArray:
    """The prior of t = tau / (scale + tau), but for a constant."""
    density: FloatArray = np.asarray(tau.logpdf(taus), float) - 2 * np.log1p(-t)
    return density


def _modes(log_posterior: Likelihood, start: FloatArray, taus: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The most likely mu given each tau, and the curvature there (positive)."""
    at = start
    for _ in range(STEPS):
        here = log_posterior(at, taus)
        curve = np.maximum(-here.second, 1e-8)
        step = np.clip(here.first / curve, -1, 1)
        at = at + step
        if np.abs(step * np.sqrt(curve)).max() < 1e-4:
            break
    return at, curve


def _edge(log_posterior: Likelihood, modes: FloatArray, taus: FloatArray, step: FloatArray) -> FloatArray:
    """Where, on the side of `step`, the log-density of mu given tau has fallen by about DROP from its maximum."""
    floor = log_posterior(modes, taus).value - DROP
    inside, outside = modes, modes + 8 * step
    for _ in range(STEPS):
        above = log_posterior(outside, taus).value > floor
        if not above.any():
            break
        inside = np.where(above, outside, inside)
        outside = np.where(above, modes + 2 * (outside - modes), outside)
    for _ in range(4):
        middle = (inside + outside) / 2
        above = log_posterior(middle, taus).value > floor
        inside, outside = np.where(above, middle, inside), np.where(above, outside, middle)
    return outside


def _rising(density: FloatArray, weight: FloatArray, points: FloatArray) -> FloatArray:
    """The distribution function of densities (..., m) at the Legendre points, as coefficients of shape (m + 1, ...)."""
    orders = np.arange(len(points))
    values = legendre.legvander(points, len(points) - 1)
    coefficients = np.moveaxis((density * weight) @ values * (2 * orders + 1), -1, 0)
    rising: FloatArray = legendre.legint(coefficients / (2 * coefficients[0]), lbnd=-1)
    return rising


def _at(coefficients: FloatArray, x: FloatArray) -> FloatArray:
    """Each series at its own x."""
    values: FloatArray = np.asarray(legendre.legval(x, coefficients, tensor=False), np.float64)
    return values


def _expit(value: float) -> float:
    return float(expit(value))


def _logit(value: float) -> float:
    return float(logit(value))
