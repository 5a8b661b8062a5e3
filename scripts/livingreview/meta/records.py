"""The records that a synthesis returns: frozen, numbers only, on the natural scale and on the model scale.

The *model scale* is where the studies are pooled: the logit of a proportion, the log of a ratio, Fisher's z of a
correlation, a difference itself. The *natural scale* is what a reader sees: a proportion between 0 and 1, an odds
ratio.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, fields
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np

from .inference import NAN
from .optional import needed_for
from .types import FloatArray, Measure, Model, Test

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Estimate:
    """Estimates of single studies with their confidence intervals.

    Attributes
    ----------
    estimate, ci_low, ci_high : ndarray of shape (k,)
        Natural scale; one entry per study.

    Examples
    --------
    >>> from livingreview.meta import study_interval
    >>> found = study_interval([3, 8], [9, 10])
    >>> found.ci_low.round(3)
    array([0.121, 0.49 ])
    """

    estimate: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray

    def take(self, rows: Any) -> Self:
        """The estimates of some studies.

        Parameters
        ----------
        rows : mask, positions or slice
            Which studies to keep.

        Returns
        -------
        Estimate

        Examples
        --------
        >>> from livingreview.meta import study_interval
        >>> study_interval([3, 8], [9, 10]).take([1]).estimate
        array([0.8])
        """
        return type(self)(**{one.name: getattr(self, one.name)[rows] for one in fields(self)})


@dataclass(frozen=True, eq=False)
class Effects(Estimate):
    """Estimates of single studies, with what `pool_estimates` takes.

    Attributes
    ----------
    estimate, ci_low, ci_high : ndarray of shape (k,)
        Natural scale; one entry per study.
    coef, variance : ndarray of shape (k,)
        Estimate and its sampling variance, model scale.

    Examples
    --------
    >>> from livingreview.meta import fisher_z, pool_estimates
    >>> found = fisher_z([0.4, 0.2, 0.3], [40, 80, 25])
    >>> pool_estimates(found.coef, found.variance, measure="ZCOR")
    <Pooled correlation: 0.2730 (95% CI 0.1116 to 0.4204), k = 3, reml>
    """

    coef: FloatArray
    variance: FloatArray


@dataclass(frozen=True, eq=False)
class Prediction:
    """Fitted values of a meta-regression at chosen moderator values.

    Attributes
    ----------
    estimate, ci_low, ci_high, pi_low, pi_high : ndarray of shape (m,)
        Fitted value, confidence interval and prediction interval, on the natural scale.
    coef, se : ndarray of shape (m,)
        Fitted value and its standard error on the model scale.

    Examples
    --------
    >>> from livingreview.meta import pool_proportions
    >>> events, n, doses = [3, 8, 4, 9], [9, 10, 9, 20], [1, 2, 1, 3]
    >>> pooled = pool_proportions(events, n, moderators={"dose": doses})
    >>> pooled.at([1, 2, 3]).estimate.round(3)
    array([0.471, 0.502, 0.533])
    """

    estimate: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    pi_low: FloatArray
    pi_high: FloatArray
    coef: FloatArray
    se: FloatArray


@dataclass(frozen=True, eq=False)
class Moderators:
    """Coefficients of a meta-regression, on the model scale, the intercept first.

    Attributes
    ----------
    names : tuple of str
        Names of the p coefficients.
    coef, se, ci_low, ci_high, stat, p : ndarray of shape (p,)
        Coefficient, standard error, confidence interval, test statistic (z or t) and its P value.
    qm, qm_p : float
        Test of all coefficients but the intercept together, and its P value.
    qm_df : tuple of float
        `qm` is chi-squared with ``qm_df[0]`` degrees of freedom; where the fit uses t, it is the F statistic with
        ``qm_df = (p - 1, k - p)``.
    vcov : ndarray of shape (p, p)
        Variances and covariances of the coefficients.

    Examples
    --------
    >>> from livingreview.meta import pool_proportions
    >>> events, n, doses = [3, 8, 4, 9], [9, 10, 9, 20], [1, 2, 1, 3]
    >>> pooled = pool_proportions(events, n, moderators={"dose": doses})
    >>> pooled.moderators.names
    ('intercept', 'dose')
    """

    names: tuple[str, ...]
    coef: FloatArray
    se: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    stat: FloatArray
    p: FloatArray
    qm: float
    qm_df: tuple[float, float]
    qm_p: float
    vcov: FloatArray

    def to_frame(self) -> pd.DataFrame:
        """The table of coefficients.

        Returns
        -------
        pandas.DataFrame
            One row per coefficient, named in the index; columns coef, se, ci_low, ci_high, stat, p.

        Raises
        ------
        ModuleNotFoundError
            If pandas is not installed.

        Examples
        --------
        >>> from livingreview.meta import pool_proportions
        >>> events, n, doses = [3, 8, 4, 9], [9, 10, 9, 20], [1, 2, 1, 3]
        >>> pooled = pool_proportions(events, n, moderators={"dose": doses})
        >>> pooled.moderators.to_frame()[["coef", "se"]].round(3)
                      coef     se
        coefficient
        intercept   -0.242  0.792
        dose         0.124  0.374
        """
        with needed_for("to_frame"):
            import pandas as pd

        columns = ("coef", "se", "ci_low", "ci_high", "stat", "p")
        index = pd.Index(self.names, name="coefficient")
        return pd.DataFrame({name: getattr(self, name) for name in columns}, index=index)


@dataclass(frozen=True)
class OtherMaximum:
    """A maximum of the likelihood of the GLMM that is lower than the one reported.

    For a fixed tau² the likelihood has one maximum, so these are all maxima of the profile likelihood of tau². With
    one large and several small studies there are often two: all differ by chance alone (tau² = 0) about the proportion
    of the large one, or that one is one of many that differ.

    Attributes
    ----------
    estimate : float
        Pooled proportion there, between 0 and 1; in a meta-regression the one at the intercept.
    coef : float
        Its logit.
    tau2 : float
        Variance between studies there, on the logit scale.
    loglik_below : float
        How far its log-likelihood lies below that of the result.

    Examples
    --------
    >>> from livingreview.meta import pool_proportions
    >>> events, n = [276, 0, 1, 1, 1, 1, 5], [777, 6, 8, 5, 5, 3, 5]
    >>> pooled = pool_proportions(events, n)
    >>> other = pooled.other_maxima[0]
    >>> round(pooled.estimate, 3), round(pooled.tau2, 3)
    (0.272, 1.697)
    >>> round(other.estimate, 3), other.tau2, round(other.loglik_below, 3)
    (0.352, 0.0, 0.007)
    """

    estimate: float
    coef: float
    tau2: float
    loglik_below: float


class Observed(NamedTuple):
    """What a model was fitted to: for the GLMM events and participants, else effects and variances, shape (k,).

    design: the moderators, shape (k, p); None where there are none.
    """

    values: FloatArray
    sizes: FloatArray
    design: FloatArray | None


@dataclass(frozen=True, eq=False, kw_only=True)
class FitStatistics:
    """What a fitted model says beside its coefficients, as described in `Pooled`."""

    df: float = np.inf
    tau2: float = NAN
    tau2_low: float = NAN
    tau2_high: float = NAN
    icc: float = NAN
    icc_low: float = NAN
    icc_high: float = NAN
    i2: float = NAN
    h2: float = NAN
    q: float = NAN
    q_df: float = NAN
    q_p: float = NAN
    q_lrt: float = NAN
    q_lrt_p: float = NAN
    loglik: float = NAN
    r2: float = NAN
    converged: bool = True
    notes: tuple[str, ...] = ()
    other_maxima: tuple[OtherMaximum, ...] = ()


@dataclass(frozen=True, eq=False)
class PooledNumbers(FitStatistics):
    """The fields of `Pooled`, for the modules that show it."""

    estimate: float
    ci_low: float
    ci_high: float
    pi_low: float = NAN
    pi_high: float = NAN
    _: KW_ONLY
    pi_df: float = NAN
    k: int
    n: int
    model: Model
    measure: Measure
    test: Test
    level: float
    weights: FloatArray
    labels: tuple[str, ...]
    studies: Estimate
    coef: float = NAN
    se: float = NAN
    p: float = NAN
    aic: float = NAN
    bic: float = NAN
    aicc: float = NAN
    moderators: Moderators | None = None
    observed: Observed | None = None
