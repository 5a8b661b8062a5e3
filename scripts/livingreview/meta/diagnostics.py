"""Influence of single studies on the pooled result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Unpack

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtri

from .effects import logit_proportion, two_arm
from .inference import NAN
from .optional import needed_for
from .sensitivity import leave_one_out
from .subsets import as_arrays, pool_subset
from .types import HARTUNG_KNAPP, HARTUNG_KNAPP_MODELS, BoolArray, FloatArray, PoolOptions

if TYPE_CHECKING:
    import pandas as pd

COOK_LIMIT = 0.5  # Cook's distance beyond the median of chi-squared(p) is influential (Viechtbauer and Cheung 2010)


@dataclass(frozen=True, eq=False)
class Influence:
    """What each study does to the pooled result: the measures of Viechtbauer and Cheung 2010 (metafor's ``influence``).

    For the GLMM the same formulas take its tau², its approximate weights and its refits without each study. With
    Hartung-Knapp, residuals, dffits and dfbetas are scaled as its standard error is (metafor from version 4).

    Attributes
    ----------
    rstudent : ndarray of shape (k,)
        Externally standardised residual. Like all others nan where nothing is left to compare with.
    dffits, dfbetas : ndarray of shape (k,)
        Change of the pooled coefficient, in standard errors.
    cook_d : ndarray of shape (k,)
        Cook's distance.
    cov_r : ndarray of shape (k,)
        Ratio of the variances of the pooled coefficient without and with the study.
    tau2_del, q_del : ndarray of shape (k,)
        tau² and Q without the study.
    hat, weight : ndarray of shape (k,)
        Leverage, and weight in percent.
    influential : ndarray of bool, shape (k,)
        True where ``abs(dffits) > 3 sqrt(1 / (k - 1))``, or Cook's distance lies beyond the median of
        chi-squared(1), or ``hat > 3 / k``, or ``abs(dfbetas) > 1``.
    labels : tuple of str
        Names of the studies.

    References
    ----------
    - Viechtbauer W, Cheung MW. Res Synth Methods 2010;1:112-125.

    Examples
    --------
    >>> from livingreview.meta import influence
    >>> events, n = [25, 73, 12], [43, 86, 20]
    >>> names = ["Ahn 2001", "Berg 2010", "Cho 2018"]
    >>> found = influence(events, n, model="dl", labels=names)
    >>> [name for name, far in zip(names, found.influential) if far]
    ['Berg 2010']
    """

    rstudent: FloatArray
    dffits: FloatArray
    cook_d: FloatArray
    cov_r: FloatArray
    tau2_del: FloatArray
    q_del: FloatArray
    hat: FloatArray
    weight: FloatArray
    dfbetas: FloatArray
    influential: BoolArray
    labels: tuple[str, ...]

    def to_frame(self) -> pd.DataFrame:
        """The measures as a table.

        Returns
        -------
        pandas.DataFrame
            One row per study, its label in the index; one column per measure.

        Raises
        ------
        ModuleNotFoundError
            If pandas is not installed.

        Examples
        --------
        >>> from livingreview.meta import influence
        >>> events, n = [25, 73, 12], [43, 86, 20]
        >>> names = ["Ahn 2001", "Berg 2010", "Cho 2018"]
        >>> found = influence(events, n, model="dl", labels=names)
        >>> found.to_frame()[["cook_d", "hat", "influential"]].round(3)
                   cook_d    hat  influential
        study
        Ahn 2001    0.293  0.349        False
        Berg 2010   0.978  0.351         True
        Cho 2018    0.142  0.300        False
        """
        with needed_for("to_frame"):
            import pandas as pd

        columns = {name: values for name, values in vars(self).items() if name != "labels"}
        return pd.DataFrame(columns, index=pd.Index(self.labels, name="study", dtype=str))


def influence(
    events: ArrayLike,
    n: ArrayLike,
    events_2: ArrayLike | None = None,
    n_2: ArrayLike | None = None,
    **options: Unpack[PoolOptions],
) -> Influence:
    """Influence of each study on the pooled result, for the model given.

    Parameters
    ----------
    events, n, events_2, n_2 : array_like of int, shape (k,)
        Counts as for `pool_proportions`; with `events_2` and `n_2`, as for `pool_two_arm`.
    **options
        Keywords of the pooling function, without moderators.

    Returns
    -------
    Influence

    Raises
    ------
    ValueError
        As the pooling function, if moderators are given, and for the beta-binomial model.

    References
    ----------
    - Viechtbauer W, Cheung MW. Res Synth Methods 2010;1:112-125.

    Examples
    --------
    >>> from livingreview.meta import influence
    >>> found = influence([25, 73, 12], [43, 86, 20], model="dl")
    >>> found.cook_d.round(3)
    array([0.293, 0.978, 0.142])
    """
    if options.get("moderators") is not None:
        raise ValueError("Influence measures are offered for pools without moderators.")
    if options.get("model") == "beta-binomial":
        raise ValueError("Influence measures need tau², which model 'beta-binomial' lacks; see leave_one_out.")
    arrays = as_arrays(events, n, events_2, n_2, labels=options.get("labels"))
    full = pool_subset(arrays, slice(None), options)
    k = full.k
    if k == 1:
        nothing = np.full(1, NAN)
        return Influence(
            rstudent=nothing,
            dffits=nothing,
            cook_d=nothing,
            cov_r=nothing,
            tau2_del=nothing,
            q_del=nothing,
            hat=np.ones(1),
            weight=full.weights,
            dfbetas=nothing,
            influential=np.zeros(1, bool),
            labels=full.labels,
        )
    without = leave_one_out(*arrays, **options)
    coef, se, tau2, q = (np.array([getattr(fit, name) for fit in without]) for name in ("coef", "se", "tau2", "q"))
    x, n, *second = arrays
    y, v = two_arm(options.get("measure", "OR"), x, n, *second) if second else logit_proportion(x, n)

    hat = full.weights / 100
    # A fit that does not exist leaves inf - inf, and a study without weight 0 / 0: both end as nan.
    with np.errstate(invalid="ignore", divide="ignore"):
        change = full.coef - coef
        # The variance of the pooled coefficient with all studies, but at the tau2 without the one in question.
        weights = 1 / (v + tau2[:, None])
        variance = 1 / weights.sum(axis=1)
        # What Hartung-Knapp multiplies the variance by in the pool without the study; 1 in all other pools.
        knapp = full.test in HARTUNG_KNAPP and full.model in HARTUNG_KNAPP_MODELS
        scale = se**2 * (weights.sum(axis=1) - np.diag(weights)) if knapp else np.ones(k)
        dffits = change / np.sqrt(scale * hat * (v + tau2))
        dfbetas = change / np.sqrt(scale * variance)
        cook_d = change**2 / full.se**2
        rstudent = (y - coef) / np.sqrt(scale * (v + tau2) + se**2)
        cov_r = (se / full.se) ** 2
    influential = (
        (np.abs(dffits) > 3 * np.sqrt(1 / (k - 1)))
        | (cook_d > chdtri(1, 1 - COOK_LIMIT))
        | (hat > 3 / k)
        | (np.abs(dfbetas) > 1)
    )
    return Influence(
        rstudent=rstudent,
        dffits=dffits,
        cook_d=cook_d,
        cov_r=cov_r,
        tau2_del=tau2,
        q_del=q,
        hat=hat,
        weight=full.weights,
        dfbetas=dfbetas,
        influential=influential,
        labels=full.labels,
    )
