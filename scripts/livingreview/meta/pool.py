"""Pooling of proportions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import logit

from . import beta_binomial, glmm, inverse_variance
from .effects import logit_proportion
from .fit import assemble
from .inference import NAN, Intervals, two_sided_p
from .inputs import (
    check_flag,
    check_indexes,
    check_nodes,
    counts,
    design,
    one_of,
    study_labels,
)
from .intervals import own_proportions, study_interval
from .likelihood import saturated_loglik
from .records import Estimate, Observed
from .result import Pooled
from .search import MOST_CAREFUL, Search
from .types import (
    LIKELIHOOD_RATIO,
    PROPORTION_MODELS,
    FloatArray,
    ModeratorsLike,
    PredictionChoice,
    ProportionModel,
    Test,
)


def pool_proportions(
    events: ArrayLike,
    n: ArrayLike,
    *,
    model: ProportionModel = "glmm",
    test: Test = "z",
    t_from: int = 2,
    prediction: PredictionChoice = "as test",
    prediction_from: int = 2,
    level: float = 0.95,
    moderators: ModeratorsLike | None = None,
    nodes: int | None = None,
    labels: ArrayLike | None = None,
    tau2_interval: bool = True,
) -> Pooled:
    """Pool the proportions of single-arm studies on the logit scale.

    With little data: one study gives its own proportion with the Clopper-Pearson interval, tau² = 0 and no prediction
    interval. No events at all, or nothing but events, gives 0 or 1 with the Clopper-Pearson interval of the totals
    (GLMM only; `converged` is False, as the logit is infinite). Studies that are all or none, of both kinds, have no
    finite tau²: the REML result is given instead. Separated moderators are not estimable: nan. `notes` always name
    what was done.

    Parameters
    ----------
    events, n : array_like of int, shape (k,)
        Participants with the event, and all participants, of each study.
    model : {"glmm", "beta-binomial", "reml", "ml", "dl", "pm", "common"}
        "glmm" is the binomial-normal model by maximum likelihood (Stijnen 2010; metafor's ``rma.glmm``, "PLO"), which
        needs no continuity correction. "beta-binomial" is the model of that name by maximum likelihood (Griffiths 1973;
        Kuss 2015), without moderators: the proportions of the studies follow a beta distribution, whose mean is the
        estimate. "reml", "ml", "dl" (DerSimonian and Laird 1986), "pm" (Paule and Mandel 1982) and "common" pool logits
        by inverse variance, with 1/2 added to events and non-events of studies at 0 or 100 %.
    test : {"z", "t", "adhoc", "profile", "bartlett"}
        Of the pooled coefficient, with its confidence interval. "z": normal. "t": t with k - p degrees of freedom,
        which is Hartung-Knapp for "reml", "ml", "dl" and "pm". "adhoc", for these four: modified Hartung-Knapp, whose
        variance is never smaller than the classical one (Knapp and Hartung 2003; Rover 2015; metafor's "adhoc").
        "profile", for "glmm" and "ml" without moderators: every mu that a likelihood-ratio test with 1 degree of
        freedom does not reject, tau² being fitted anew at each (Hardy and Thompson 1996). "bartlett": the same, the
        likelihood ratio divided by Bartlett's factor 1 + 2 sum(w^3) / (sum(w) sum(w^2)) with w = 1 / (v + tau²), tau²
        being that of the mu tested, v the sampling variances of the logits (Noma 2011; for the GLMM Hanada and
        Sugimoto 2026). These two take up to 50 ms for 20 studies, and their limits may be infinite on the logit scale.
    t_from : int
        Fewest studies for which `test` "t" or "adhoc" is used; two or more studies below it keep z, with a note. With
        two studies and a level of 0.95, t has a critical value of 12.7.
    prediction : {"as test", "z", "t(k-p)", "t(k-p-1)"}
        Critical value c of the prediction interval, mu -/+ c sqrt(se^2 + tau²) on the logit scale, k studies having
        p coefficients (1 without moderators). "as test": that of the confidence interval, as metafor's ``predict``
        has it; none (nan, with a note) for a likelihood ratio. "z": normal. "t(k-p)", "t(k-p-1)": t with these degrees
        of freedom; without moderators the second is k - 2 (Higgins 2009; Riley 2011). nan where the degrees of freedom
        are below 1, with a note.
    prediction_from : int
        Fewest studies for which there is a prediction interval; nan below, with a note.
    level : float
        Confidence level, between 0 and 1.
    moderators : array_like of shape (k,) or (k, m), mapping or DataFrame of name to shape (k,), optional
        Numbers are used as they are; text and booleans are categories, one 0/1 column for each level but the first.
        Columns without information beyond the others are left out, with a note.
    nodes : int, optional
        A fixed number of points of adaptive Gauss-Hermite quadrature (GLMM), 1 to 164, for up to 10,000 studies: to
        compare with other software. By default the trapezoidal rule, exact to about 11 digits however large tau² is.
    labels : array_like of str, shape (k,), optional
        Names of the studies in the result; by default "1", "2", ...
    tau2_interval : bool
        Whether to give the confidence interval of tau²; without it, `tau2_low` and `tau2_high` are nan.

    Returns
    -------
    Pooled
        For the GLMM, `q` is the Wald form (studies at 0 or 100 % have a logit of infinite variance and add nothing to
        it), `q_lrt` the likelihood-ratio form; the interval of tau² is by profile likelihood, from the smallest to the
        largest tau² within chi-squared(1) / 2 of the maximum (infinite beyond 100); `other_maxima` lists the lower
        maxima of the likelihood; I2 and H2 compare tau² with the typical sampling variance of the logits. The GLMM has
        no weights of its own: those given are an approximation, the inverse of 1 / (binomial information at the
        conditional mode of the study) + tau².

        The pooled proportion of "glmm" and of inverse variance is that of the median study, expit(mu); that of
        "beta-binomial" is the mean of the studies, nearer to one half. `coef` is its logit, `icc` the intraclass
        correlation with an interval by profile likelihood (left out with that of tau²). Its prediction interval has the
        quantiles of a beta distribution, the variance of the estimated mean being added to that between studies,
        whatever `prediction` is; its weights are n / (1 + (n - 1) icc).

    Raises
    ------
    ValueError
        For impossible or missing counts (all are listed), an unknown choice, a level outside 0 and 1, moderators
        or labels that do not fit the studies or have gaps, or pandas objects with different indexes. Studies with
        missing data are never left out silently: choose them beforehand.

    References
    ----------
    - DerSimonian R, Laird N. Control Clin Trials 1986;7:177-188.
    - Griffiths DA. Biometrics 1973;29:637-648 (beta-binomial model).
    - Hanada K, Sugimoto T. Biometrics 2026, doi:10.1093/biomtc/ujag148 (Bartlett's factor for GLMMs).
    - Hardy RJ, Thompson SG. Stat Med 1996;15:619-629 (profile likelihood).
    - Hartung J, Knapp G. Stat Med 2001;20:3875-3889.
    - Higgins JPT, Thompson SG, Spiegelhalter DJ. J R Stat Soc A 2009;172:137-159 (prediction intervals).
    - Knapp G, Hartung J. Stat Med 2003;22:2693-2710.
    - Kuss O. Stat Med 2015;34:1097-1116 (beta-binomial model).
    - Noma H. Stat Med 2011;30:3304-3312 (Bartlett's factor).
    - Paule RC, Mandel J. J Res Natl Bur Stand 1982;87:377-385.
    - Riley RD, Higgins JPT, Deeks JJ. BMJ 2011;342:d549 (prediction intervals).
    - Rover C, Knapp G, Friede T. BMC Med Res Methodol 2015;15:99.
    - Stijnen T, Hamza TH, Ozdemir P. Stat Med 2010;29:3046-3067.
    - Venzon DJ, Moolgavkar SH. J R Stat Soc C 1988;37:87-94 (profile-likelihood limits).
    - Viechtbauer W. J Educ Behav Stat 2005;30:261-293.
    - Viechtbauer W. J Stat Softw 2010;36(3):1-48.

    Examples
    --------
    >>> from livingreview.meta import pool_proportions
    >>> events, n = [25, 73, 12], [43, 86, 20]
    >>> pooled = pool_proportions(events, n)
    >>> pooled
    <Pooled proportion: 0.7059 (95% CI 0.5252 to 0.8389), k = 3, glmm>
    >>> round(pooled.pi_low, 3), round(pooled.pi_high, 3)
    (0.377, 0.905)
    >>> pool_proportions(events, n, model="reml", test="t")
    <Pooled proportion: 0.6994 (95% CI 0.2428 to 0.9441), k = 3, reml>
    >>> pool_proportions(events, n, test="bartlett")
    <Pooled proportion: 0.7059 (95% CI 0.2719 to 0.9355), k = 3, glmm>
    """
    intervals = Intervals(test, level, t_from, prediction, prediction_from)
    check_choices(model, PROPORTION_MODELS, tau2_interval)
    intervals.check(model, moderators is not None, nodes is not None)
    check_indexes(events=events, n=n, moderators=moderators, labels=labels)
    x, n = counts(events, n)
    check_nodes(nodes, len(n), MOST_CAREFUL)
    names = study_labels(labels, len(n))
    return pool_checked(
        x,
        n,
        design(moderators, len(n)),
        names,
        own_proportions(x, n, level),
        model=model,
        intervals=intervals,
        nodes=nodes,
        tau2_interval=tau2_interval,
    )


def check_choices(model: str, models: Sequence[str], tau2_interval: bool) -> None:
    """Raise a ValueError unless the choices that all ways to pool share are among those allowed."""
    one_of("model", model, models)
    check_flag("tau2_interval", tau2_interval)


def pool_checked(
    x: FloatArray,
    n: FloatArray,
    designed: tuple[FloatArray, tuple[str, ...], tuple[str, ...]],
    labels: tuple[str, ...],
    studies: Estimate,
    *,
    model: ProportionModel,
    intervals: Intervals,
    nodes: int | None,
    tau2_interval: bool,
    found: Search | None = None,
) -> Pooled:
    """The pool of counts that have been checked; designed: what `design` returns; found: the search of the GLMM."""
    matrix, names, notes = designed
    outcome = x, n
    test, level = intervals.test_for(len(n))[0], intervals.level
    if model == "beta-binomial":
        if len(n) == 1 or x.sum() in (0, n.sum()):
            return _totals_only(x, n, model, test, level, labels, studies, notes)
        if n.max() > beta_binomial.LARGEST:
            raise ValueError(f"model 'beta-binomial' takes up to {beta_binomial.LARGEST:,} participants of a study.")
        return beta_binomial.pool(x, n, intervals, labels, studies, notes, icc_interval=tau2_interval)
    if model == "glmm":
        separated = glmm.separated(x, n, matrix)
        if len(names) == 1 and (len(n) == 1 or separated):
            return _totals_only(x, n, model, test, level, labels, studies, notes)
        if not separated and glmm.tau2_diverges(x, n):
            stand_in: ProportionModel = "ml" if test in LIKELIHOOD_RATIO else "reml"
            notes += (
                "Every study is all or none, of both kinds, so the likelihood of the GLMM rises for ever in tau²; "
                f"inverse-variance pooling ({stand_in.upper()}, 1/2 added to empty cells) is shown in its place.",
            )
            same: dict[str, Any] = dict(intervals=intervals, nodes=nodes, tau2_interval=tau2_interval)
            other = pool_checked(x, n, (matrix, names, ()), labels, studies, model=stand_in, **same)
            return replace(other, converged=False, notes=notes + other.notes)
        fit = (
            glmm.no_fit(matrix)
            if separated
            else glmm.fit(x, n, matrix, test=test, level=level, nodes=nodes, tau2_interval=tau2_interval, found=found)
        )
    else:
        extreme = int(((x == 0) | (x == n)).sum())
        if extreme:
            notes += (f"1/2 was added to events and non-events of {extreme} of {len(n)} studies at 0 or 100 %.",)
        outcome = logit_proportion(x, n)
        fit = inverse_variance.fit(*outcome, matrix, model=model, test=test, level=level, tau2_interval=tau2_interval)
    return assemble(
        fit,
        names=names,
        measure="PLO",
        model=model,
        intervals=intervals,
        n=int(n.sum()),
        labels=labels,
        studies=studies,
        notes=notes,
        observed=Observed(*outcome, matrix if len(names) > 1 else None),
    )


def _totals_only(
    x: FloatArray,
    n: FloatArray,
    model: ProportionModel,
    test: Test,
    level: float,
    labels: tuple[str, ...],
    studies: Estimate,
    notes: tuple[str, ...],
) -> Pooled:
    """The GLMM or the beta-binomial model of one study, of no events, or of nothing but events."""
    k, events, total = len(n), float(x.sum()), float(n.sum())
    interval = study_interval(events, total, "clopper-pearson", level)
    finite = 0 < events < total
    if k == 1:
        notes += (
            "One study: its own proportion with the exact (Clopper-Pearson) interval; "
            + ("tau² is 0 by definition and there is" if model == "glmm" else "there is no intraclass correlation and")
            + " no prediction interval.",
        )
    if not finite:
        what = "no events" if events == 0 else "nothing but events"
        notes += (
            f"The {'study' if k == 1 else 'studies'} saw {what}, so the logit has no finite maximum: the estimate is "
            "the limit, its exact (Clopper-Pearson) interval comes from the totals, and there is no prediction "
            "interval.",
        )
    coef = float(logit(events / total))
    se = float(np.sqrt(total / (events * (total - events)))) if finite else NAN
    return Pooled(
        estimate=events / total,
        ci_low=float(interval.ci_low[0]),
        ci_high=float(interval.ci_high[0]),
        coef=coef,
        se=se,
        p=float(two_sided_p(coef / se, np.inf)),
        df=np.inf,
        tau2=0.0 if k == 1 and model == "glmm" else NAN,
        loglik=saturated_loglik(x, n),
        k=k,
        n=int(total),
        model=model,
        measure="PLO",
        test=test,
        level=level,
        converged=finite,
        notes=notes,
        weights=100 * n / total,
        labels=labels,
        studies=studies,
    )
