"""Bayesian models: exact cases, an independent integration, a long run of a sampler, and calibration by simulation."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from scipy.special import expit

from livingreview.meta import bayes_estimates, bayes_proportions

SAMPLED = json.loads(Path(__file__).with_name("bayes_sampled.json").read_text("utf-8"))["cases"]
QUANTILES = (0.025, 0.25, 0.5, 0.75, 0.975)
NEARLY_NONE = stats.halfnorm(scale=1e-4)  # a prior of tau that leaves one proportion for all studies


@pytest.mark.parametrize(("x", "n"), [(0, 10), (7, 10), (30, 30), (40, 1_411_000)])
def test_without_heterogeneity_the_proportion_has_its_beta_distribution(x, n):
    posterior = bayes_proportions([x], [n], tau=NEARLY_NONE)  # the prior of the proportion is uniform
    exact = stats.beta(x + 1, n - x + 1)
    assert [posterior.mu.quantile(q) for q in QUANTILES] == pytest.approx(exact.ppf(QUANTILES), rel=1e-3, abs=1e-5)
    assert posterior.mu.below(exact.ppf(0.3)) == pytest.approx(0.3, abs=1e-5)


def test_without_heterogeneity_estimates_have_their_normal_distribution():
    y, v = np.array([1.0, 2.0, 4.0]), np.array([0.5, 1.0, 2.0])
    posterior = bayes_estimates(y, v, tau=NEARLY_NONE, mu=stats.norm(0, 3))
    precision = (1 / v).sum() + 1 / 9
    exact = stats.norm((y / v).sum() / precision, precision**-0.5)
    assert [posterior.mu.quantile(q) for q in QUANTILES] == pytest.approx(exact.ppf(QUANTILES), abs=1e-6)


@pytest.mark.parametrize(("x", "n", "scale"), [([3, 8, 4], [9, 10, 9], 1.0), ([0, 5, 12], [14, 9, 12], 0.5)])
def test_an_even_grid_over_everything_gives_the_same(x, n, scale):
    """Plain sums over mu, tau and theta, with nothing in common with the method but the model."""
    mu, tau, u = np.linspace(-9, 9, 361), (np.arange(240) + 0.5) / 240 * 5 * scale, np.linspace(-8, 8, 401)
    log = np.add.outer(stats.logistic.logpdf(mu), stats.halfnorm(scale=scale).logpdf(tau))
    density = stats.norm.pdf(u)
    for events, total in zip(x, n, strict=True):
        p = expit(mu[:, None, None] + tau[:, None] * u)
        log += np.log((stats.binom.pmf(events, total, p) * density).sum(axis=-1))
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    posterior = bayes_proportions(x, n, tau=stats.halfnorm(scale=scale))
    for cut in (0.3, 0.5, 0.7):
        at = np.log(cut / (1 - cut))
        by_mu = weight.sum(axis=1)
        inside = by_mu[mu < at].sum() + by_mu[np.isclose(mu, at)].sum() / 2
        assert posterior.mu.below(cut) == pytest.approx(inside, abs=0.012)  # half a step of the grid
        new = (weight * stats.norm.cdf((at - mu[:, None]) / tau)).sum()
        assert posterior.new.below(cut) == pytest.approx(new, abs=2e-4)
    assert posterior.tau.below(scale) == pytest.approx(weight[:, tau < scale].sum(), abs=2e-4)


@pytest.mark.parametrize("name", SAMPLED)
def test_a_long_run_of_a_sampler_gives_the_same(name):
    case = SAMPLED[name]
    if "events" in case:
        posterior = bayes_proportions(case["events"], case["n"], tau=stats.halfnorm(scale=case["tau_scale"]))
        forth = posterior.mu.forth
    else:
        tau, mu = stats.halfcauchy(scale=case["tau_scale"]), stats.norm(0, case["mu_sd"])
        posterior = bayes_estimates(case["y"], np.square(case["se"]), tau=tau, mu=mu)
        forth = float
    for key, (sampled, error) in case["quantiles"].items():
        of, q = key.split()
        found = getattr(posterior, of).quantile(float(q))
        found = found if of == "tau" else forth(found)
        assert abs(found - sampled) < 4 * error + 1e-3, (key, found, sampled, error)


def test_events_and_non_events_mirror_each_other():
    x, n = np.array([25, 73, 12]), np.array([43, 86, 20])
    one, other = bayes_proportions(x, n), bayes_proportions(n - x, n)
    assert (1 - other.ci_high, 1 - other.pi_low) == pytest.approx((one.ci_low, one.pi_high), abs=1e-6)
    assert other.tau2 == pytest.approx(one.tau2, abs=1e-6)


def test_a_wider_prior_of_tau_widens_the_intervals():
    narrow, wide = (bayes_proportions([25, 73, 12], [43, 86, 20], tau=stats.halfnorm(scale=s)) for s in (0.5, 1.0))
    assert wide.ci_low < narrow.ci_low < narrow.ci_high < wide.ci_high
    assert wide.pi_low < narrow.pi_low < narrow.pi_high < wide.pi_high
    assert narrow.pi_low < narrow.ci_low < narrow.estimate < narrow.ci_high < narrow.pi_high


@pytest.mark.slow
def test_where_the_truth_comes_from_the_priors_every_interval_covers_as_often_as_it_says():
    """Simulation-based calibration (Talts 2018): the truth lies anywhere in its posterior with equal probability."""
    rng = np.random.default_rng(20)
    ranks = []
    for _ in range(200):
        mu, tau = rng.logistic(), abs(rng.normal(0, 0.5))
        n = rng.integers(7, 44, 4)
        x = rng.binomial(n, expit(mu + tau * rng.normal(size=4)))
        posterior = bayes_proportions(x, n)
        new = float(expit(mu + tau * rng.normal()))
        ranks.append([posterior.mu.below(float(expit(mu))), posterior.tau.below(tau), posterior.new.below(new)])
    for values in np.transpose(ranks):
        assert stats.kstest(values, "uniform").pvalue > 0.001


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bayes_proportions([5], [4]), "events.0. = 5 is more than n.0. = 4"),
        (lambda: bayes_proportions([], []), "no study"),
        (lambda: bayes_proportions([1], [4], level=95), "between 0 and 1"),
        (lambda: bayes_proportions([1], [4]).mu.quantile(1), "between 0 and 1"),
        (lambda: bayes_proportions([0, 9, 0], [9, 9, 9], tau=stats.halfcauchy(scale=5)), "less weight on large values"),
        (lambda: bayes_estimates([1.0], [0.0], tau=NEARLY_NONE, mu=stats.norm()), "positive"),
        (lambda: bayes_estimates([np.nan], [1.0], tau=NEARLY_NONE, mu=stats.norm()), "finite"),
        (lambda: bayes_estimates([1.0, 2.0], [1.0], tau=NEARLY_NONE, mu=stats.norm()), "same length, not 2 and 1"),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
