"""The search for the maxima of the binomial-normal likelihood: the same as the careful search, and all of them."""

import json
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from scipy.special import expit

from livingreview.meta import cumulative, influence, leave_one_out, pool_proportions
from livingreview.meta.careful import limits, maximise, plain
from livingreview.meta.glmm import tau2_diverges
from livingreview.meta.inputs import orthonormal
from livingreview.meta.likelihood import TRAPEZOID, Likelihood
from livingreview.meta.search import search, search_subsets

REFERENCE = Path(__file__).parents[1] / "reference"
TWO_MAXIMA = [
    ([158, 1, 0, 1, 6, 3, 0], [572, 5, 7, 8, 9, 10, 9]),
    ([170, 0, 2, 4, 0, 3], [354, 4, 9, 4, 3, 8]),
    ([521, 4, 11, 5, 6, 0, 8, 12], [880, 4, 11, 5, 8, 6, 10, 12]),
]


def drawn(kind, seed):
    """Counts of studies whose likelihood has a finite maximum, as floats, and an orthonormal design."""
    rng = np.random.default_rng([seed, len(kind)])
    while True:
        k = int(rng.integers(3, 25))
        n = rng.integers(1, 60, k)
        mean, tau = rng.normal(0, 1.5), rng.uniform(0, 1.5)
        if kind == "large":
            n = np.exp(rng.uniform(0, 13, k)).astype(int) + 1
        elif kind == "rare":
            n, mean = rng.integers(20, 5000, k), rng.uniform(-8, -4)
        elif kind == "one giant":
            n = np.append(rng.integers(1000, 100_000), rng.integers(1, 9, k - 1))
        elif kind == "far apart":
            tau = rng.uniform(2, 5)
        x = rng.binomial(n, expit(mean + tau * rng.standard_normal(k)))
        design = np.ones((k, 1))
        if kind == "a moderator":
            design = np.column_stack([design, rng.normal(2010, 5, k)])
        inner = (x > 0) & (x < n)
        if inner.sum() > design.shape[1] and not tau2_diverges(x, n):
            return x.astype(float), n.astype(float), orthonormal(design)[0]


@pytest.mark.parametrize("kind", ["small", "large", "rare", "one giant", "far apart", "a moderator"])
@pytest.mark.parametrize("seed", range(4))
def test_the_search_finds_what_the_careful_search_finds(kind, seed):
    x, n, design = drawn(kind, seed)
    found = search(x, n, design, 0.95)
    without = plain(x, n, design)
    best = maximise(x, n, design, without)
    assert found.best.converged and found.best.loglik >= best.loglik - 1e-7 * max(1, abs(best.loglik) / 1000)
    assert found.without.beta == pytest.approx(without.beta, abs=1e-7)
    if found.best.loglik < best.loglik + 1e-5:  # else the careful search met a lower maximum
        assert found.best.tau == pytest.approx(best.tau, abs=1e-5, rel=1e-5)
        assert found.best.beta == pytest.approx(best.beta, abs=1e-5, rel=1e-5)
        if not found.others:
            assert found.limits == pytest.approx(limits(x, n, design, best, without, 0.95), abs=1e-5, rel=1e-5)


@pytest.mark.parametrize(("x", "n"), TWO_MAXIMA)
def test_every_maximum_is_found(x, n):
    x, n, design = np.array(x, float), np.array(n, float), np.ones((len(x), 1))
    found = search(x, n, design, 0.95)
    likelihood = Likelihood(x, n, design, TRAPEZOID)
    taus = np.append(0.0, np.geomspace(0.01, 8, 150))
    profile = np.array([likelihood.climb(np.append(found.best.beta, tau), 1).loglik for tau in taus])
    higher = np.append(-np.inf, profile[:-1]), np.append(profile[1:], -np.inf)
    summits = np.flatnonzero((profile > higher[0]) & (profile > higher[1]))
    every = sorted([found.best, *found.others], key=lambda one: one.tau)
    assert [one.tau for one in every] == pytest.approx(taus[summits], rel=0.05)
    assert [one.loglik for one in every] == pytest.approx(profile[summits], abs=0.01)
    assert all(one.loglik >= profile[place] - 1e-8 for one, place in zip(every, summits, strict=True))
    # The interval holds all that is likely enough, also beyond a valley.
    inside = taus[profile > found.best.loglik - 1.9207]
    low, high = found.limits
    assert low <= inside.min() and inside.max() <= high


def test_a_result_shows_its_other_maximum():
    x, n = TWO_MAXIMA[0]
    pooled = pool_proportions(x, n)
    (other,) = pooled.other_maxima
    assert pooled.tau2 == pytest.approx(0.986, abs=0.001) and other.tau2 == 0
    assert other.estimate == pytest.approx(sum(x) / sum(n)) and other.loglik_below == pytest.approx(0.005, abs=0.001)
    assert "another maximum" in repr(pooled) and "Other maximum" in pooled.summary()
    assert sum("second maximum" in note for note in pooled.notes) == 1
    assert pooled.to_dict()["other_maxima"][0]["tau2"] == 0


def test_a_far_lower_maximum_gets_no_note_and_most_results_have_none():
    pooled = pool_proportions(*TWO_MAXIMA[2])
    assert pooled.other_maxima[0].loglik_below > 1.92 and not any("second maximum" in note for note in pooled.notes)
    alone = pool_proportions([25, 73, 12], [43, 86, 20])
    assert alone.other_maxima == () and "maximum" not in repr(alone) + alone.summary()


@pytest.mark.parametrize("seed", range(3))
def test_pools_of_subsets_are_the_same_together_and_alone(seed):
    x, n, _ = drawn("small", seed)
    k = len(x)
    together = [*leave_one_out(x, n), *cumulative(x, n)]
    subsets = [*(np.arange(k) != i for i in range(k)), *(np.arange(k) <= i for i in range(k))]
    for one, kept in zip(together, subsets, strict=True):
        alone = pool_proportions(x[kept], n[kept])
        for name in ("coef", "se", "tau2", "tau2_low", "tau2_high", "pi_low", "pi_high", "loglik", "i2", "q"):
            assert getattr(one, name) == pytest.approx(getattr(alone, name), nan_ok=True, abs=1e-7, rel=1e-6), name
        assert one.notes == alone.notes and one.weights == pytest.approx(alone.weights, rel=1e-5)


def test_subsets_are_searched_in_parts_that_fit_into_memory(monkeypatch):
    x, n, _ = drawn("small", 1)
    keep = [np.arange(len(x)) != i for i in range(4)]
    keep = [kept for kept in keep if 0 < x[kept].sum() < n[kept].sum()]
    whole = search_subsets(x, n, keep, 0.95)
    monkeypatch.setattr("livingreview.meta.search.TOGETHER", 1)
    monkeypatch.setattr("livingreview.meta.profile.ROWS", 1)
    for one, other in zip(whole, search_subsets(x, n, keep, 0.95), strict=True):
        assert one.best.loglik == pytest.approx(other.best.loglik, abs=1e-9) and one.limits == pytest.approx(
            other.limits
        )


def test_many_studies_end_and_equal_ones_count_each():
    rng = np.random.default_rng(3)
    n = rng.integers(5, 30, 60_000)
    x = rng.binomial(n, expit(0.4 + 0.7 * rng.standard_normal(len(n))))
    pooled = pool_proportions(x, n)
    assert pooled.converged and pooled.tau2_low < 0.49 < pooled.tau2_high
    few = search(x[:300].astype(float), n[:300].astype(float), np.ones((300, 1)), 0.95)
    parts = [maximise(x[:300].astype(float), n[:300].astype(float), np.ones((300, 1)), few.without)]
    assert few.best.tau == pytest.approx(parts[0].tau, abs=1e-6)


def test_the_memory_of_reml_does_not_grow_with_its_grid():
    rng = np.random.default_rng(4)
    n = rng.integers(5, 30, 100_000)
    x = rng.binomial(n, expit(0.4 + 0.7 * rng.standard_normal(len(n))))
    tracemalloc.start()
    pooled = pool_proportions(x, n, model="reml", tau2_interval=False)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert pooled.tau2 > 0.2 and most < 400e6  # a grid at once takes 1 GB


def test_influence_is_scaled_as_hartung_knapp_scales_its_standard_error():
    # metafor 5.1.12: influence(rma(measure = "RR", test = "knha")) of the fourth trial of BCG vaccine.
    data = json.loads((REFERENCE / "rct_bcg.json").read_text("utf-8"))["data"]
    counts = [np.array(data[name]) for name in ("ai", "n1i", "ci", "n2i")]
    found = influence(*counts, measure="RR", model="reml", test="t")
    assert found.rstudent[3] == pytest.approx(-1.40878, abs=1e-5)
    assert found.dffits[3] == pytest.approx(-0.50485, abs=1e-5)
    assert found.dfbetas[3] == pytest.approx(-0.49879, abs=1e-5)
    plain_z = influence(*counts, measure="RR", model="reml")
    assert plain_z.rstudent[3] != pytest.approx(found.rstudent[3], abs=0.01)
