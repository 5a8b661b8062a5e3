"""Many subsets of the same studies, interpolated: the same numbers as one by one, and none where that is not exact."""

import numpy as np
import pytest
from scipy.special import expit

from livingreview.meta import cumulative, leave_one_out, profile
from livingreview.meta.interpolation import POINTS, Sums, cells

FIELDS = ("coef", "se", "tau2", "tau2_low", "tau2_high", "loglik", "pi_low")


def drawn(k, largest):
    rng = np.random.default_rng([k, int(largest)])
    n = np.exp(rng.uniform(1, np.log(largest), k)).astype(int)
    return rng.binomial(n, expit(0.4 + 0.8 * rng.standard_normal(k))), n


@pytest.mark.parametrize("function", [leave_one_out, cumulative])
@pytest.mark.parametrize("largest", [60, 100_000])
def test_interpolated_pools_are_the_pools_one_by_one(function, largest, monkeypatch):
    events, n = drawn(140, largest)
    used = []
    at = Sums.at

    def counted(*given):
        used.append(at(*given))
        return used[-1]

    monkeypatch.setattr(Sums, "at", counted)
    fast = function(events, n)
    assert sum(one is not None for one in used) > 5
    monkeypatch.setattr(profile, "MANY", 10**9)
    direct = function(events, n)
    for name in FIELDS:
        ours, theirs = (np.array([getattr(one, name) for one in pools]) for pools in (fast, direct))
        assert ours == pytest.approx(theirs, rel=1e-8, abs=1e-10, nan_ok=True), name
    assert [one.other_maxima for one in fast] == [pytest.approx(one.other_maxima) for one in direct]


def terms_of(function):
    """Terms of four studies in which study j adds j + 1 times the function."""
    return lambda beta, tau: np.ones((6, 1, 1)) * function(beta, tau)[:, None] * np.arange(1.0, 5.0)


def points(many, rng):
    return 0.3 + 0.01 * rng.random(many), 0.7 + 0.01 * rng.random(many), np.arange(many) % 4


def test_subsets_have_the_sums_of_their_members():
    beta, tau, subset = points(300, np.random.default_rng(1))
    left_out = 1 - np.eye(4)
    for members in (left_out, np.tri(4), np.array([[1, 0, 2, 1]] * 4)):
        found = Sums(members).at(beta, tau, subset, terms_of(lambda b, t: np.exp(b) / t), 1e-12)
        expected = np.exp(beta) / tau * (members @ np.arange(1.0, 5.0))[subset]
        assert found[2] == pytest.approx(expected, rel=1e-12)


def test_what_no_polynomial_follows_is_not_interpolated():
    beta, tau, subset = points(300, np.random.default_rng(2))
    sums = Sums(1 - np.eye(4))
    for rough in (lambda b, t: np.sin(3000 * b), lambda b, t: np.abs(t - 0.705), lambda b, t: np.sign(b - 0.305)):
        assert sums.at(beta, tau, subset, terms_of(rough), 1e-12) is None


def test_too_few_points_are_not_interpolated():
    beta, tau, subset = points(POINTS**2, np.random.default_rng(3))
    assert Sums(1 - np.eye(4)).at(beta, tau, subset, terms_of(lambda b, t: b * t), 1e-12) is None


def test_cells_hold_each_point_once_and_only_neighbours():
    rng = np.random.default_rng(4)
    beta, tau = rng.normal(size=500), np.append(np.exp(rng.normal(size=499)), 0.0)
    found = list(cells(beta, tau))
    assert sorted(np.concatenate(found)) == list(range(500))
    assert max(np.ptp(beta[cell]) for cell in found) <= 0.1
    assert max(tau[cell].max() - 1.06 * tau[cell].min() for cell in found) <= 0
