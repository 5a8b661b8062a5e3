"""Differences of means between two groups."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln

from .inference import critical
from .inputs import check_indexes, check_level, numbers
from .records import Estimate
from .types import FloatArray


def standardised_mean_difference(
    mean_1: ArrayLike,
    sd_1: ArrayLike,
    n_1: ArrayLike,
    mean_2: ArrayLike,
    sd_2: ArrayLike,
    n_2: ArrayLike,
    *,
    level: float = 0.95,
) -> Estimate:
    """Hedges' g of group 1 against group 2, with its confidence interval.

    g = J (mean_1 - mean_2) / s with the pooled standard deviation s and the exact small-sample correction
    J = gamma(m/2) / (sqrt(m/2) gamma((m - 1)/2)), m = n_1 + n_2 - 2; variance 1/n_1 + 1/n_2 + g^2 / (2 (n_1 + n_2)),
    normal interval (as metafor's escalc, measure "SMD", vtype "LS").

    Parameters
    ----------
    mean_1, sd_1, n_1 : array_like of float, scalars or shape (k,)
        Mean, standard deviation and size of group 1.
    mean_2, sd_2, n_2 : array_like of float, scalars or shape (k,)
        The same of group 2, in the same unit.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        Arrays of shape (k,); nan where an argument is nan, for a study in which it is not known.

    Raises
    ------
    ValueError
        For a group of fewer than 2 or of a fractional size, a standard deviation that is not positive, lengths that
        differ, anything but numbers, or a level outside 0 and 1.

    References
    ----------
    - Hedges LV. J Educ Stat 1981;6:107-128.

    Examples
    --------
    >>> from livingreview.meta import standardised_mean_difference
    >>> g = standardised_mean_difference(75, 64, 156, 55, 47, 155)
    >>> g.estimate.round(3), g.ci_low.round(3), g.ci_high.round(3)
    (array([0.355]), array([0.131]), array([0.579]))
    """
    check_level(level)
    given = {"mean_1": mean_1, "sd_1": sd_1, "n_1": n_1, "mean_2": mean_2, "sd_2": sd_2, "n_2": n_2}
    check_indexes(**given)
    found = {name: numbers(values, name) for name, values in given.items()}
    lengths = {name: len(found[name]) for name, values in given.items() if np.ndim(values)}
    if len(set(lengths.values())) > 1:
        raise ValueError(
            "All arguments must be single numbers or have the same length, not "
            f"{', '.join(f'{length} ({name})' for name, length in lengths.items())}."
        )
    for name, values in found.items():
        if np.isinf(values).any():
            raise ValueError(f"{name} must be finite; nan stands for a value that is not known.")
    for name in ("n_1", "n_2"):
        sizes = found[name][~np.isnan(found[name])]
        if (sizes != np.floor(sizes)).any():
            raise ValueError(f"{name} must be whole numbers of participants, not {float(sizes[sizes % 1 > 0][0])!r}.")
        if (sizes < 2).any():
            raise ValueError(f"{name}: a group has fewer than 2 members: it has no standard deviation.")
    for name in ("sd_1", "sd_2"):
        if (found[name] <= 0).any():
            raise ValueError(f"{name}: a standard deviation is not positive: nothing can be divided by it.")
    m1, s1, n1, m2, s2, n2 = np.broadcast_arrays(*found.values())
    m = n1 + n2 - 2
    pooled = np.sqrt(((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / m)
    g = _correction(m) * (m1 - m2) / pooled
    half = critical(level, np.inf) * np.sqrt(1 / n1 + 1 / n2 + g**2 / (2 * (n1 + n2)))
    return Estimate(g, g - half, g + half)


def _correction(m: FloatArray) -> FloatArray:
    # By logarithms: gamma itself overflows beyond m of about 340.
    correction: FloatArray = np.exp(gammaln(m / 2) - np.log(np.sqrt(m / 2)) - gammaln((m - 1) / 2))
    return correction
