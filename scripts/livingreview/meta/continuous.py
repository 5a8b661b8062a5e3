"""Effects of studies with a continuous outcome: differences of means, and correlations."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln

from .inference import NAN, critical
from .inputs import check_indexes, check_level, numbers
from .records import Effects
from .types import FloatArray


def mean_difference(
    mean_1: ArrayLike,
    sd_1: ArrayLike,
    n_1: ArrayLike,
    mean_2: ArrayLike,
    sd_2: ArrayLike,
    n_2: ArrayLike,
    *,
    level: float = 0.95,
) -> Effects:
    """Difference of the means of group 1 and group 2, with its confidence interval.

    Variance sd_1^2 / n_1 + sd_2^2 / n_2, normal interval (as metafor's escalc, measure "MD").

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
    Effects
        As `standardised_mean_difference`, in the unit of the means.

    Raises
    ------
    ValueError
        As `standardised_mean_difference`.

    References
    ----------
    - Hedges LV, Olkin I. Statistical Methods for Meta-Analysis. Academic Press 1985.

    Examples
    --------
    >>> from livingreview.meta import mean_difference
    >>> found = mean_difference(75, 64, 156, 55, 47, 155)
    >>> found.estimate, found.ci_low.round(1), found.ci_high.round(1)
    (array([20.]), array([7.5]), array([32.5]))
    """
    m1, s1, n1, m2, s2, n2 = _groups(level, mean_1, sd_1, n_1, mean_2, sd_2, n_2)
    return _normal(m1 - m2, s1**2 / n1 + s2**2 / n2, level)


def standardised_mean_difference(
    mean_1: ArrayLike,
    sd_1: ArrayLike,
    n_1: ArrayLike,
    mean_2: ArrayLike,
    sd_2: ArrayLike,
    n_2: ArrayLike,
    *,
    level: float = 0.95,
) -> Effects:
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
    Effects
        Arrays of shape (k,); nan where an argument is nan, for a study in which it is not known. Take such a study out
        before pooling: `pool_estimates` refuses it.

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
    m1, s1, n1, m2, s2, n2 = _groups(level, mean_1, sd_1, n_1, mean_2, sd_2, n_2)
    m = n1 + n2 - 2
    pooled = np.sqrt(((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / m)
    g = _correction(m) * (m1 - m2) / pooled
    return _normal(g, 1 / n1 + 1 / n2 + g**2 / (2 * (n1 + n2)), level)


def _groups(level: float, *given: ArrayLike) -> list[FloatArray]:
    """Mean, standard deviation and size of both groups, checked, in arrays of shape (k,)."""
    check_level(level)
    named = dict(zip(("mean_1", "sd_1", "n_1", "mean_2", "sd_2", "n_2"), given, strict=True))
    found = _arrays(named)
    for name in ("n_1", "n_2"):
        _whole(found[name], name)
        if (found[name] < 2).any():
            raise ValueError(f"{name}: a group has fewer than 2 members: it has no standard deviation.")
    for name in ("sd_1", "sd_2"):
        if (found[name] <= 0).any():
            raise ValueError(f"{name}: a standard deviation is not positive: nothing can be divided by it.")
    return list(np.broadcast_arrays(*found.values()))


def _arrays(given: dict[str, ArrayLike]) -> dict[str, FloatArray]:
    """Numbers of the same length, or single ones; finite or nan."""
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
    return found


def _whole(found: FloatArray, name: str) -> None:
    known = found[~np.isnan(found)]
    if (known % 1 > 0).any():
        raise ValueError(f"{name} must be whole numbers of participants, not {float(known[known % 1 > 0][0])!r}.")


def _normal(coef: FloatArray, variance: FloatArray, level: float) -> Effects:
    """Effects whose natural scale is the model scale, with normal intervals."""
    coef = np.where(np.isnan(variance), NAN, coef)  # a study of which something is not known has no effect either
    half = critical(level, np.inf) * np.sqrt(variance)
    return Effects(coef, coef - half, coef + half, coef, variance)


def _correction(m: FloatArray) -> FloatArray:
    # By logarithms: gamma itself overflows beyond m of about 340.
    correction: FloatArray = np.exp(gammaln(m / 2) - np.log(np.sqrt(m / 2)) - gammaln((m - 1) / 2))
    return correction


def fisher_z(correlations: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> Effects:
    """Correlations with their confidence intervals by Fisher's z.

    z = artanh(r), variance 1 / (n - 3), normal interval of z (as metafor's escalc, measure "ZCOR").

    Parameters
    ----------
    correlations : array_like of float, scalar or shape (k,)
        Product-moment correlations, between -1 and 1, both excluded.
    n : array_like of int, scalar or shape (k,)
        Participants of each study, 4 or more.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Effects
        Arrays of shape (k,): correlations on the natural scale, Fisher's z on the model scale; nan where an argument
        is nan, for a study in which it is not known.

    Raises
    ------
    ValueError
        For correlations of -1, 1 or beyond, sizes below 4 or fractional, lengths that differ, anything but numbers, or
        a level outside 0 and 1.

    References
    ----------
    - Fisher RA. Metron 1921;1:3-32.

    Examples
    --------
    >>> from livingreview.meta import fisher_z
    >>> found = fisher_z(0.3, 50)
    >>> found.coef.round(3), found.ci_low.round(3), found.ci_high.round(3)
    (array([0.31]), array([0.024]), array([0.534]))
    """
    check_level(level)
    found = _arrays({"correlations": correlations, "n": n})
    if (np.abs(found["correlations"]) >= 1).any():
        raise ValueError("correlations must lie between -1 and 1, both excluded: their z is infinite.")
    _whole(found["n"], "n")
    if (found["n"] < 4).any():
        raise ValueError("n must be 4 or more: the variance of Fisher's z is 1 / (n - 3).")
    r, size = np.broadcast_arrays(found["correlations"], found["n"])
    r = np.where(np.isnan(size), NAN, r)
    z, variance = np.arctanh(r), 1 / (size - 3)
    half = critical(level, np.inf) * np.sqrt(variance)
    return Effects(r, np.tanh(z - half), np.tanh(z + half), z, variance)
