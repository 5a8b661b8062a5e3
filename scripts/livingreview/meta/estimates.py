"""Pooling of any estimates with known sampling variances."""

from __future__ import annotations

from numpy.typing import ArrayLike

from . import inverse_variance
from .fit import assemble
from .inference import Intervals
from .inputs import check_indexes, design, estimates_with, one_of, sizes, study_labels
from .intervals import own_effects
from .pool import check_choices
from .records import Observed
from .result import Pooled
from .types import (
    ESTIMATE_MEASURES,
    INVERSE_VARIANCE_MODELS,
    EstimateMeasure,
    InverseVarianceModel,
    ModeratorsLike,
    PredictionChoice,
    Test,
)


def pool_estimates(
    estimates: ArrayLike,
    variances: ArrayLike | None = None,
    *,
    ses: ArrayLike | None = None,
    n: ArrayLike | None = None,
    measure: EstimateMeasure = "GEN",
    model: InverseVarianceModel = "reml",
    test: Test = "z",
    t_from: int = 2,
    prediction: PredictionChoice = "as test",
    prediction_from: int = 2,
    level: float = 0.95,
    moderators: ModeratorsLike | None = None,
    labels: ArrayLike | None = None,
    tau2_interval: bool = True,
) -> Pooled:
    """Pool estimates of any kind by inverse variance.

    For what studies print (an adjusted odds ratio, a hazard ratio from Cox regression) and for what other functions
    make of their data: `mean_difference`, `standardised_mean_difference`, `fisher_z`.

    Parameters
    ----------
    estimates : array_like of float, shape (k,)
        Estimate of each study on the model scale: ratios as logarithms, correlations as Fisher's z, all others as they
        are.
    variances : array_like of float, shape (k,)
        Sampling variance of each estimate, that is, its squared standard error.
    ses : array_like of float, shape (k,)
        Standard errors, in place of the variances. That of a log ratio with a 95 % interval from a to b is
        (log b - log a) / 3.92.
    n : array_like of int, shape (k,), optional
        Participants of each study, for the total in the result; they have no part in the estimate.
    measure : {"GEN", "MD", "SMD", "ZCOR", "HR", "OR", "RR", "RD"}
        What the estimates are: mean differences (MD), standardised ones (SMD), Fisher's z of correlations (ZCOR), log
        hazard, odds or risk ratios, risk differences, or anything else (GEN). Results on the natural scale are ratios
        for the logarithms, correlations for Fisher's z.
    model : {"reml", "ml", "dl", "pm", "common"}
        As in `pool_proportions`.
    test, t_from, prediction, prediction_from, level, moderators, labels, tau2_interval
        As in `pool_proportions`.

    Returns
    -------
    Pooled

    Raises
    ------
    ValueError
        For estimates that are missing or not finite, variances or standard errors that are not finite and positive,
        both or none of them, sizes that are not whole and positive, lengths that differ, and as in `pool_proportions`.

    References
    ----------
    - Hedges LV, Olkin I. Statistical Methods for Meta-Analysis. Academic Press 1985.
    - Parmar MKB, Torri V, Stewart L. Stat Med 1998;17:2815-2834 (log hazard ratios from publications).
    - Viechtbauer W. J Stat Softw 2010;36(3):1-48.

    Examples
    --------
    Three hazard ratios with their 95 % intervals:

    >>> import numpy as np
    >>> from livingreview.meta import pool_estimates
    >>> ratios, low, high = np.log([[0.62, 0.85, 0.70], [0.44, 0.66, 0.41], [0.87, 1.09, 1.19]])
    >>> pool_estimates(ratios, ses=(high - low) / 3.92, measure="HR")
    <Pooled hazard ratio: 0.7412 (95% CI 0.5887 to 0.9331), k = 3, reml>
    """
    one_of("measure", measure, ESTIMATE_MEASURES)
    intervals = Intervals(test, level, t_from, prediction, prediction_from)
    check_choices(model, INVERSE_VARIANCE_MODELS, tau2_interval)
    intervals.check(model, moderators is not None)
    check_indexes(estimates=estimates, variances=variances, ses=ses, n=n, moderators=moderators, labels=labels)
    if (variances is None) == (ses is None):
        raise ValueError("Give either variances or ses (standard errors) of the estimates.")
    y, v = estimates_with(estimates, "variances", variances) if ses is None else estimates_with(estimates, "ses", ses)
    if ses is not None:
        v = v**2
    total = 0 if n is None else int(sizes(n, "n", len(y)).sum())
    matrix, names, notes = design(moderators, len(y))
    used = intervals.test_for(len(y))[0]
    fit = inverse_variance.fit(y, v, matrix, model=model, test=used, level=level, tau2_interval=tau2_interval)
    return assemble(
        fit,
        names=names,
        measure=measure,
        model=model,
        intervals=intervals,
        n=total,
        labels=study_labels(labels, len(y)),
        studies=own_effects(measure, y, v, level),
        notes=notes,
        observed=Observed(y, v, matrix if len(names) > 1 else None),
    )
