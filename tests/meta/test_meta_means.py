"""Standardised mean differences against metafor."""

import numpy as np
import pytest
from scipy import integrate, stats

from livingreview.meta import standardised_mean_difference

# metafor 3, escalc(measure="SMD"), on dat.normand1999 (Normand 1999, Stat Med 18:321), as printed by van Lissa,
# Doing meta-analysis in R, section 4.1: https://cjvanlissa.github.io/Doing-Meta-Analysis-in-R/fixed.html
NORMAND = [
    # n1, mean1, sd1, n2, mean2, sd2, yi, vi
    (155, 55, 47, 156, 75, 64, -0.3551696, 0.0130647),
    (31, 27, 7, 32, 29, 4, -0.3479400, 0.0644689),
    (75, 64, 17, 71, 119, 29, -2.3175692, 0.0458121),
    (18, 66, 20, 18, 137, 48, -1.8879823, 0.1606177),
    (8, 14, 8, 13, 18, 11, -0.3839641, 0.2054333),
    (57, 19, 7, 52, 18, 4, 0.1721487, 0.0369106),
    (34, 52, 45, 33, 41, 34, 0.2720521, 0.0602671),
    (110, 21, 16, 183, 31, 27, -0.4245963, 0.0148630),
    (60, 30, 27, 52, 23, 20, 0.2895562, 0.0362717),
]
PRINTED = 6e-8  # half a unit of the last printed digit


def test_differences_and_variances_are_those_of_metafor():
    n1, m1, s1, n2, m2, s2, yi, vi = np.array(NORMAND, dtype=float).T
    found = standardised_mean_difference(m1, s1, n1, m2, s2, n2)
    assert found.estimate == pytest.approx(yi, abs=PRINTED)
    se = (found.ci_high - found.ci_low) / (2 * stats.norm.ppf(0.975))
    assert se**2 == pytest.approx(vi, abs=PRINTED)


def test_the_correction_is_the_one_that_makes_g_unbiased():
    # E[d] of a true difference of 1 with 4 + 5 patients, by integration over the non-central t; times J it is 1.
    n1, n2, true = 4, 5, 1.0
    scale = np.sqrt(n1 * n2 / (n1 + n2))
    mean_t = integrate.quad(lambda t: t * stats.nct.pdf(t, n1 + n2 - 2, true * scale), -60, 120, limit=400)[0]
    uncorrected = mean_t / scale
    g = standardised_mean_difference(uncorrected, 1.0, n1, 0.0, 1.0, n2).estimate[0]
    assert g == pytest.approx(true, abs=1e-6)


def test_large_groups_do_not_overflow_and_need_no_correction():
    found = standardised_mean_difference(1.0, 2.0, 10_000, 0.0, 2.0, 10_000)
    assert found.estimate[0] == pytest.approx(0.5, rel=1e-4)


def test_swapping_the_groups_turns_the_sign():
    one = standardised_mean_difference(5.0, 1.0, 6, 3.0, 2.0, 9)
    other = standardised_mean_difference(3.0, 2.0, 9, 5.0, 1.0, 6)
    assert (one.estimate[0], one.ci_low[0]) == pytest.approx((-other.estimate[0], -other.ci_high[0]))


@pytest.mark.parametrize(("n", "sd", "message"), [(1, 1.0, "fewer than 2"), (5, 0.0, "not positive")])
def test_what_has_no_spread_is_refused(n, sd, message):
    with pytest.raises(ValueError, match=message):
        standardised_mean_difference(1.0, sd, n, 0.0, 1.0, 5)
