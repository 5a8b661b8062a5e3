"""From a fitted model to the record that is returned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from scipy.special import fdtrc

from .criteria import information_criteria
from .inference import BACK_TRANSFORM, NAN, Interval, Intervals, back_transformed, chi2_p, critical, two_sided_p
from .records import Estimate, FitStatistics, Moderators, Observed
from .result import Pooled
from .types import RANDOM_EFFECTS, FloatArray, Measure, Model


@dataclass(frozen=True, eq=False)
class Fit(FitStatistics):
    """What the estimating modules return: p coefficients on the model scale, and weights in percent.

    interval: that of the first coefficient where it does not come from `vcov` and `df`; nuisance: number of parameters
    beside coefficients and tau².
    """

    coef: FloatArray
    vcov: FloatArray
    weights: FloatArray
    interval: Interval | None = None
    nuisance: int = 0


def assemble(
    fit: Fit,
    *,
    names: tuple[str, ...],
    measure: Measure,
    model: Model,
    intervals: Intervals,
    n: int,
    labels: tuple[str, ...],
    studies: Estimate,
    notes: tuple[str, ...],
    observed: Observed | None = None,
    back: Callable[[float], float] | None = None,
) -> Pooled:
    """The public record of a fit: the first coefficient on both scales, and the table of all where there are more.

    `notes` come before those of the fit; `observed` is for `Pooled.blups`. A prediction interval needs a random-effects
    model, more studies than coefficients, and what `intervals` asks for.
    """
    k, p, level = len(fit.weights), len(names), intervals.level
    test, about_test = intervals.test_for(k)
    pi_df = NAN
    about: tuple[str, ...] = about_test if model in RANDOM_EFFECTS else ()
    if model in RANDOM_EFFECTS and fit.q_df > 0 and np.isfinite(fit.vcov[0, 0]):
        pi_df, about_prediction = intervals.pi_df(int(fit.q_df) + p, p, fit.df)
        about += about_prediction
    coef, se = float(fit.coef[0]), float(np.sqrt(fit.vcov[0, 0]))
    statistics: dict[str, Any] = {one.name: getattr(fit, one.name) for one in fields(FitStatistics)}
    statistics["notes"] = (*notes, *fit.notes, *about)
    if fit.q_df > 0:
        parameters, effective = p + fit.nuisance + (model in RANDOM_EFFECTS), k - p if model == "reml" else k
        if model == "um.fs":  # each arm of an informative study is an observation
            effective = 2 * (int(fit.q_df) + 1)
        statistics |= information_criteria(fit.loglik, parameters, effective)
    back = back or BACK_TRANSFORM[measure]
    estimate, *limits = map(float, back_transformed(back, coef, se, fit.tau2, fit.df, pi_df, level))
    p_value = float(two_sided_p(coef / se, fit.df)) if se > 0 else NAN
    if fit.interval is not None:
        limits[:2], p_value = (float(back(fit.interval.low)), float(back(fit.interval.high))), fit.interval.p
    return Pooled(
        estimate,
        *limits,
        coef=coef,
        se=se,
        p=p_value,
        k=k,
        n=n,
        model=model,
        measure=measure,
        test=test,
        level=level,
        pi_df=pi_df,
        weights=fit.weights,
        labels=labels,
        studies=studies,
        moderators=moderator_table(fit, names, level) if len(names) > 1 else None,
        observed=observed,
        **statistics,
    )


def moderator_table(fit: Fit, names: tuple[str, ...], level: float) -> Moderators:
    """The coefficient table and the joint (omnibus) test of all coefficients but the intercept."""
    se: FloatArray = np.sqrt(np.diag(fit.vcov))
    stat: FloatArray = fit.coef / se
    c, m = critical(level, fit.df), len(names) - 1
    slopes = fit.coef[1:]
    qm = qm_p = NAN
    if np.isfinite(fit.vcov).all():
        qm = float(slopes @ np.linalg.solve(fit.vcov[1:, 1:], slopes))
        if np.isinf(fit.df):
            qm_p = chi2_p(qm, m)
        else:
            qm /= m
            qm_p = float(fdtrc(m, fit.df, qm))
    low, high = fit.coef - c * se, fit.coef + c * se
    p = two_sided_p(stat, fit.df)
    return Moderators(names, fit.coef, se, low, high, stat, p, qm, (m, fit.df), qm_p, fit.vcov)
