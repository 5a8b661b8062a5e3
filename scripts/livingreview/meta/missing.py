"""Pooled proportions where the outcome of some participants is not known, under assumptions on those."""

from __future__ import annotations

from dataclasses import dataclass, replace
from numbers import Real
from typing import Any, Unpack

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, logit

from .inference import critical
from .inputs import check_indexes, counts, numbers
from .pool import pool_proportions
from .result import Pooled
from .types import FloatArray, PoolOptions


@dataclass(frozen=True, eq=False)
class MissingOutcomes:
    """A pool of proportions under four assumptions on participants whose outcome is missing.

    Attributes
    ----------
    reported : Pooled
        Those with an outcome. This is also the result if outcomes are missing at random: if the missing are like the
        others of their study.
    failures, successes : Pooled
        All participants, as if none, or each, of the missing had the outcome: the limits of what is possible.
    uncertain : Pooled
        `reported`, with intervals that allow for outcomes that are missing at random on average only.
    missing : ndarray of shape (k,)
        Participants without an outcome.
    share : float
        The share of participants who are missing, averaged over the studies by their weight in the pool.

    Examples
    --------
    >>> from livingreview.meta import missing_outcomes
    >>> found = missing_outcomes([55, 12, 8], [78, 20, 12], [8, 0, 6])
    >>> round(found.share, 3)
    0.102
    """

    reported: Pooled
    failures: Pooled
    successes: Pooled
    uncertain: Pooled
    missing: FloatArray
    share: float


def missing_outcomes(
    events: ArrayLike, n: ArrayLike, missing: ArrayLike, sd: float = 1.0, **options: Unpack[PoolOptions]
) -> MissingOutcomes:
    """Pool proportions under four assumptions on participants whose outcome is missing.

    The informative missingness odds ratio (IMOR) is the odds of the outcome among the missing, divided by those among
    the others of a study: 1 if outcomes are missing at random. In `uncertain` its logarithm is normal with mean 0 and
    is the same in all studies, as participants leave for the same reasons: doubt that is independent between studies
    would average out, and be taken for heterogeneity. To first order the logit of the proportion among all
    participants moves by the share that is missing times log IMOR, and the pool by the weighted mean of these shares.
    So the half width h of each interval becomes, on the logit scale, sqrt(h^2 + (z share sd)^2) to either side (Zou and
    Donner's recovery of variances from limits, which need not be symmetrical). A pool of 0 or 100 % stays as it is.

    Parameters
    ----------
    events, n : array_like of int, shape (k,)
        Participants with the outcome, and all whose outcome is known, of each study.
    missing : array_like of int, shape (k,)
        Further participants, whose outcome is not known.
    sd : float
        Standard deviation of log IMOR; with 1, the odds ratio lies between 1/7 and 7 with a probability of 95 %.
    **options
        Keywords of `pool_proportions`.

    Returns
    -------
    MissingOutcomes

    Raises
    ------
    ValueError
        As `pool_proportions`, for numbers of missing participants that are not whole or are negative, and for an sd
        that is negative or not finite.

    References
    ----------
    - White IR, Higgins JPT, Wood AM. Stat Med 2008;27:711-727 (the IMOR and its first-order effect).
    - Zou GY, Donner A. Stat Med 2008;27:1693-1702.

    Examples
    --------
    >>> from livingreview.meta import missing_outcomes
    >>> found = missing_outcomes([55, 12, 8], [78, 20, 12], [8, 0, 6])
    >>> [round(one.estimate, 2) for one in (found.failures, found.reported, found.successes)]
    [0.6, 0.68, 0.72]
    """
    x, known = counts(events, n)
    check_indexes(events=events, n=n, missing=missing)
    lost = numbers(missing, "missing")
    if lost.shape != known.shape:
        raise ValueError(f"missing must have the length of n, not {len(lost)} and {len(known)}.")
    if not ((lost >= 0) & (lost == np.floor(lost)) & np.isfinite(lost)).all():
        raise ValueError("missing must hold whole numbers of 0 or more.")
    if not isinstance(sd, Real) or isinstance(sd, bool) or not (np.isfinite(float(sd)) and sd >= 0):
        raise ValueError(f"sd must be a finite number of 0 or more, not {sd!r}.")
    choices: dict[str, Any] = {**options}
    reported = pool_proportions(x, known, **choices)
    share = float(reported.weights @ (lost / (known + lost))) / 100
    return MissingOutcomes(
        reported=reported,
        failures=pool_proportions(x, known + lost, **choices),
        successes=pool_proportions(x + lost, known + lost, **choices),
        uncertain=_widened(reported, critical(reported.level, np.inf) * share * sd),
        missing=lost,
        share=share,
    )


def _widened(pooled: Pooled, by: float) -> Pooled:
    """The pool with this half width on the logit scale combined with those of its intervals."""
    if by == 0 or not 0 < pooled.estimate < 1:
        return pooled
    middle = logit(pooled.estimate)

    def limit(at: float, sign: int) -> float:
        return float(expit(middle + sign * np.hypot(logit(at) - middle, by)))

    note = "Only the intervals allow for missing outcomes; SE, P and BLUPs are those of the pool as reported."
    return replace(
        pooled,
        notes=(*pooled.notes, note),
        ci_low=limit(pooled.ci_low, -1),
        ci_high=limit(pooled.ci_high, 1),
        pi_low=limit(pooled.pi_low, -1),
        pi_high=limit(pooled.pi_high, 1),
    )
