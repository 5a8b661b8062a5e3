"""Differences of means between two groups."""

from __future__ import annotations

import numpy as np
from scipy import special, stats

from .result import Estimate


def standardised_mean_difference(mean_1, sd_1, n_1, mean_2, sd_2, n_2, *, level: float = 0.95) -> Estimate:
    """Hedges' g of group 1 against group 2 with its confidence interval, shapes (k,); nan where n or SD is missing.

    g = J (mean_1 - mean_2) / s with the pooled standard deviation s and the exact small-sample correction
    J = gamma(m/2) / (sqrt(m/2) gamma((m - 1)/2)), m = n_1 + n_2 - 2; variance 1/n_1 + 1/n_2 + g^2 / (2 (n_1 + n_2)),
    normal interval (Hedges 1981, J Educ Stat 6:107; as metafor's escalc, measure "SMD", vtype "LS").
    Raises ValueError for a group below 2 or a standard deviation that is not positive.
    """
    given = (mean_1, sd_1, n_1, mean_2, sd_2, n_2)
    mean_1, sd_1, n_1, mean_2, sd_2, n_2 = (np.atleast_1d(np.asarray(x, dtype=float)) for x in given)
    if (n_1 < 2).any() or (n_2 < 2).any():
        raise ValueError("a group has fewer than 2 members: it has no standard deviation.")
    if (sd_1 <= 0).any() or (sd_2 <= 0).any():
        raise ValueError("a standard deviation is not positive: nothing can be divided by it.")
    m = n_1 + n_2 - 2
    pooled = np.sqrt(((n_1 - 1) * sd_1**2 + (n_2 - 1) * sd_2**2) / m)
    g = _correction(m) * (mean_1 - mean_2) / pooled
    half = stats.norm.isf((1 - level) / 2) * np.sqrt(1 / n_1 + 1 / n_2 + g**2 / (2 * (n_1 + n_2)))
    return Estimate(g, g - half, g + half)


def _correction(m):
    # By logarithms: gamma itself overflows beyond m of about 340.
    return np.exp(special.gammaln(m / 2) - np.log(np.sqrt(m / 2)) - special.gammaln((m - 1) / 2))
