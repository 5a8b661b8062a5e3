"""The result of a synthesis, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from .forest import forest
from .inference import BACK_TRANSFORM, back_transformed
from .inputs import array_of
from .optional import needed_for
from .records import Estimate, PooledNumbers, Prediction
from .shrinkage import blups
from .summary import short, summary
from .types import FloatArray

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


@dataclass(frozen=True, eq=False, repr=False)
class Pooled(PooledNumbers):
    """The result of one synthesis. Numbers that do not exist are nan.

    Attributes
    ----------
    estimate, ci_low, ci_high : float
        Pooled estimate and confidence interval, natural scale.
    pi_low, pi_high : float
        Prediction interval of the proportion (or effect) in a further study, natural scale.
    k, n : int
        Number of studies, and of participants in all of them (0 where only estimates were given).
    model, measure, test, level
        How the studies were pooled, as for `pool_proportions`, `pool_two_arm` and `pool_estimates`. `measure` is "PLO"
        for the logit of a proportion, "PFT" for its Freeman-Tukey double arcsine.
    coef, se, p : float
        Pooled coefficient, standard error, and P value of the test that the coefficient is 0, model scale.
    df : float
        Degrees of freedom of the test and the confidence interval; infinite where z is used.
    pi_df : float
        Degrees of freedom of the prediction interval; infinite where z is used, nan where there is none, and for
        "beta-binomial".
    tau2, tau2_low, tau2_high : float
        Variance between studies, and its confidence interval, model scale.
    icc, icc_low, icc_high : float
        Intraclass correlation of the participants of a study, with its confidence interval, for "beta-binomial" only,
        which has no tau².
    i2, h2 : float
        I2 in percent (0 to 100), and H2.
    q, q_df, q_p : float
        Cochran's Q (for the GLMM its Wald form), its degrees of freedom and P value.
    q_lrt, q_lrt_p : float
        Likelihood-ratio form of Q, for "glmm", "beta-binomial", "cm.el" and "um.fs" only.
    loglik : float
        Log-likelihood at the maximum: of "reml" the restricted one; of "dl", "pm" and "common" that of their tau²; nan
        for "mh" and "peto".
    r2 : float
        By how many percent the moderators lower tau² (0 to 100), against the same model without them; nan without
        moderators, where tau² is 0 without them, and for "common". In small syntheses it is often far off
        (Lopez-Lopez 2014). For the GLMM it compares tau² on the logit scale.
    aic, bic, aicc : float
        Information criteria; tau² counts as a parameter. They compare models of the same kind for the same studies,
        for "reml" with the same moderators too.
    converged : bool
        False where no finite maximum exists or the fit failed.
    notes : tuple of str
        A sentence for every correction, fall-back and boundary; meant to be printed.
    other_maxima : tuple of OtherMaximum
        Lower maxima of the likelihood, the highest first, for the GLMM only; `notes` names those within 1.92 log units.
    weights : ndarray of shape (k,)
        Weights of the studies in percent; they sum to 100.
    labels : tuple of str
        Names of the studies: "1", "2", ... where none were given.
    studies : Estimate
        Estimates of the single studies at the same level: proportions with exact (Clopper-Pearson) intervals; effects
        of two arms with normal intervals, 1/2 being added to the four cells of a study with an empty one.
    observed : Observed or None
        What the model was fitted to, for `blups`; `to_dict` leaves it out.
    moderators : Moderators or None
        Coefficients of a meta-regression. `estimate` and `coef` then belong to the intercept: all moderators 0,
        categories at their first level. `at` gives the fitted values elsewhere.

    References
    ----------
    - Lopez-Lopez JA, Marin-Martinez F, Sanchez-Meca J, et al. Br J Math Stat Psychol 2014;67:30-48.
    - Raudenbush SW. In: Cooper H, Hedges LV, Valentine JC (eds). The Handbook of Research Synthesis and Meta-Analysis.
      2nd ed. Russell Sage Foundation 2009:295-315 (R2).

    Examples
    --------
    >>> from livingreview.meta import pool_proportions
    >>> pool_proportions([25, 73, 12], [43, 86, 20])
    <Pooled proportion: 0.7059 (95% CI 0.5252 to 0.8389), k = 3, glmm>
    """

    def __repr__(self) -> str:
        return short(self)

    def __str__(self) -> str:
        return self.summary()

    def at(self, values: ArrayLike) -> Prediction:
        """Fitted values of a meta-regression.

        Parameters
        ----------
        values : array_like of shape (m, p - 1), or (m,) for one moderator column
            Columns as in ``moderators.names[1:]``; a category is given by its 0/1 columns.

        Returns
        -------
        Prediction
            Its prediction intervals are nan where the pooled estimate has none.

        Raises
        ------
        ValueError
            If the synthesis has no moderators, or `values` are not finite numbers in one column per moderator.

        Examples
        --------
        >>> from livingreview.meta import pool_proportions
        >>> events, n, drugs = [3, 8, 4, 9], [9, 10, 9, 20], list("abab")
        >>> pooled = pool_proportions(events, n, moderators={"drug": drugs})
        >>> pooled.at([[0], [1]]).estimate.round(3)  # drug a, drug b
        array([0.389, 0.567])
        """
        if self.moderators is None:
            raise ValueError("This synthesis has no moderators, so there is nothing to predict at.")
        columns = len(self.moderators.names) - 1
        given = array_of(values, "values")
        if given.dtype.kind not in "biuf" or not np.isfinite(given).all():
            raise ValueError("values must be finite numbers: a category is given by its 0/1 columns.")
        rows = given.astype(float)
        if rows.ndim < 2 and columns == 1:
            rows = rows.reshape(-1, 1)
        if rows.ndim != 2 or rows.shape[1] != columns:
            names = ", ".join(self.moderators.names[1:])
            raise ValueError(f"values must have one column for each of {names}, not shape {given.shape}.")
        design = np.column_stack([np.ones(len(rows)), rows])
        coef: FloatArray = design @ self.moderators.coef
        se: FloatArray = np.sqrt(np.einsum("ij,jk,ik->i", design, self.moderators.vcov, design))
        back = BACK_TRANSFORM[self.measure]
        return Prediction(*back_transformed(back, coef, se, self.tau2, self.df, self.pi_df, self.level), coef, se)

    def blups(self) -> Estimate:
        """Best linear unbiased predictions: the true value in each study, given the study and the pool.

        The estimate of a study is moved towards the pooled one (the fitted one in a meta-regression): far where it is
        imprecise or tau² is small. These are empirical Bayes estimates: mean and variance of the true value given the
        data of the study, at the estimates of tau² and the coefficients. The variance includes the error of the
        coefficients, but not that of tau². For the GLMM, mean and variance of the logit given the counts are
        integrated, and the interval is normal on the logit scale.

        Returns
        -------
        Estimate
            Natural scale, shape (k,), with intervals of the level and distribution of the confidence interval; nan for
            "mh", "peto", "beta-binomial", `freeman_tukey` and where the pooled coefficient is not finite.

        References
        ----------
        - Booth JG, Hobert JP. J Am Stat Assoc 1998;93:262-272 (error of the coefficients in generalised models).
        - Morris CN. J Am Stat Assoc 1983;78:47-55.
        - Raudenbush SW, Bryk AS. J Educ Stat 1985;10:75-98.

        Examples
        --------
        >>> from livingreview.meta import pool_proportions
        >>> pooled = pool_proportions([25, 73, 12], [43, 86, 20])
        >>> pooled.studies.estimate.round(3)
        array([0.581, 0.849, 0.6  ])
        >>> pooled.blups().estimate.round(3)
        array([0.612, 0.828, 0.645])
        """
        return blups(self)

    def to_frame(self) -> pd.DataFrame:
        """The studies of the synthesis, as a forest plot shows them.

        Returns
        -------
        pandas.DataFrame
            One row per study, its label in the index; columns estimate, ci_low, ci_high (natural scale) and weight
            (percent).

        Raises
        ------
        ModuleNotFoundError
            If pandas is not installed.

        Examples
        --------
        >>> from livingreview.meta import pool_proportions
        >>> events, n = [25, 73, 12], [43, 86, 20]
        >>> names = ["Ahn 2001", "Berg 2010", "Cho 2018"]
        >>> pooled = pool_proportions(events, n, labels=names)
        >>> pooled.to_frame().round(3)
                   estimate  ci_low  ci_high  weight
        study
        Ahn 2001      0.581   0.421    0.730  35.397
        Berg 2010     0.849   0.755    0.917  36.842
        Cho 2018      0.600   0.361    0.809  27.761
        """
        with needed_for("to_frame"):
            import pandas as pd

        index = pd.Index(self.labels, name="study", dtype=str)
        study = self.studies
        columns = {"estimate": study.estimate, "ci_low": study.ci_low, "ci_high": study.ci_high}
        return pd.DataFrame({**columns, "weight": self.weights}, index=index)

    def to_dict(self) -> dict[str, Any]:
        """All attributes in plain Python types, for JSON and the like.

        Returns
        -------
        dict
            Arrays and tuples are lists, nested records are dictionaries, nan is None; infinite numbers stay infinite.
            The entry blups holds what the method of that name gives.

        Examples
        --------
        >>> from livingreview.meta import pool_proportions
        >>> pooled = pool_proportions([25, 73, 12], [43, 86, 20], model="common")
        >>> found = pooled.to_dict()
        >>> found["k"], found["pi_low"], found["labels"]
        (3, None, ['1', '2', '3'])
        """
        names = [one.name for one in fields(self) if one.name != "observed"]
        return {name: _plain(getattr(self, name)) for name in names} | {"blups": _plain(self.blups())}

    def summary(self) -> str:
        """The result as a block of text, as ``print`` shows it.

        Returns
        -------
        str
            The pooled estimate on both scales, heterogeneity, moderators if there are any, fit, the studies with their
            `blups`, and the notes.

        Examples
        --------
        >>> from livingreview.meta import pool_proportions
        >>> events, n = [25, 73, 12], [43, 86, 20]
        >>> names = ["Ahn 2001", "Berg 2010", "Cho 2018"]
        >>> pooled = pool_proportions(events, n, labels=names)
        >>> print(pooled.summary())
        Proportion, random-effects model, binomial-normal (ML)
        k = 3, n = 149
        <BLANKLINE>
        Estimate              0.7059 (95% CI 0.5252 to 0.8389)
        95% prediction        0.3769 to 0.9049
        Logit                 0.8753 (SE 0.3952), z = 2.22, P = 0.0268
        tau²                  0.3381 (95% CI 0.0253 to 3.7812)
        I², H²                73.8%, 3.81
        Q                     12.09 (df = 2), P = 0.0024
        Q (likelihood ratio)  12.87 (df = 2), P = 0.0016
        Log-likelihood        -9.36; AIC 22.73, BIC 20.93, AICc 34.73
        <BLANKLINE>
        Study      Estimate  CI low  CI high  Weight    BLUP
        Ahn 2001     0.5814  0.4213   0.7299   35.4%  0.6122
        Berg 2010    0.8488  0.7554   0.9170   36.8%  0.8280
        Cho 2018     0.6000  0.3605   0.8088   27.8%  0.6453
        """
        return summary(self)

    def plot(self, axes: Axes | None = None) -> Axes:
        """The result as a forest plot.

        A row a study, then the pooled estimate as a diamond, then the prediction interval where there is one; in a
        meta-regression the studies alone. The area of a square is proportional to the weight. Ratios are on a log
        axis; an interval that ends beyond the axis ends in an arrow. Texts on the right are estimate, interval and
        weight.

        Parameters
        ----------
        axes : matplotlib.axes.Axes, optional
            Where to draw; by default the axes of a new figure of pyplot, which a notebook shows.

        Returns
        -------
        matplotlib.axes.Axes
            `.figure` is the figure, for ``savefig``.

        Raises
        ------
        ModuleNotFoundError
            If matplotlib is not installed.

        Examples
        --------
        >>> from livingreview.meta import pool_proportions
        >>> names = ["Ahn 2001", "Berg 2010", "Cho 2018"]
        >>> pooled = pool_proportions([25, 73, 12], [43, 86, 20], labels=names)
        >>> axes = pooled.plot()
        >>> [label.get_text() for label in axes.get_yticklabels()]
        ['Ahn 2001', 'Berg 2010', 'Cho 2018', 'Pooled', '95% prediction interval']
        """
        return forest(self, axes)


def _plain(value: Any) -> Any:
    """A value in plain Python types; nan becomes None."""
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and np.isnan(value) else value
