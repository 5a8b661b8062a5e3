"""Pooling of comparisons of two arms."""

from __future__ import annotations

from numpy.typing import ArrayLike

from . import inverse_variance, two_arm_glmm, two_by_two
from .effects import has_zero_cell, is_double_zero, two_arm
from .fit import assemble
from .inference import Intervals
from .inputs import check_indexes, counts, design, one_of, study_labels
from .intervals import own_effects
from .pool import check_choices
from .records import Observed
from .result import Pooled
from .types import (
    HARTUNG_KNAPP,
    NO_MODERATORS,
    ONLY_ODDS_RATIOS,
    TWO_ARM_MEASURES,
    TWO_ARM_MODELS,
    ModeratorsLike,
    PredictionChoice,
    Test,
    TwoArmMeasure,
    TwoArmModel,
)


def pool_two_arm(
    events_1: ArrayLike,
    n_1: ArrayLike,
    events_2: ArrayLike,
    n_2: ArrayLike,
    *,
    measure: TwoArmMeasure = "OR",
    model: TwoArmModel = "reml",
    test: Test = "z",
    t_from: int = 2,
    prediction: PredictionChoice = "as test",
    prediction_from: int = 2,
    level: float = 0.95,
    moderators: ModeratorsLike | None = None,
    labels: ArrayLike | None = None,
    tau2_interval: bool = True,
) -> Pooled:
    """Pool comparisons of arm 1 with arm 2.

    Double-zero studies (no arm, or both arms wholly, with events) stay in inverse-variance pools after the
    correction; they add nothing to the Mantel-Haenszel and Peto ratios and are left out of their Q, all as in metafor.
    They have no weight in "cm.el" and "um.fs" and do not count in their degrees of freedom.
    Where the estimate does not exist (no event in one arm of any study), it is nan and `notes` give the reason.

    Parameters
    ----------
    events_1, n_1, events_2, n_2 : array_like of int, shape (k,)
        Participants with the event, and all participants, in arm 1 and in arm 2 of each study.
    measure : {"OR", "RR", "RD"}
        Odds ratio, risk ratio or risk difference. `coef` of the result is the log of the ratio, or the difference.
    model : {"mh", "peto", "cm.el", "um.fs", "reml", "ml", "dl", "pm", "common"}
        "mh" (Mantel and Haenszel 1959) and "peto" (Yusuf 1985; "OR" only) assume a common effect and need no
        continuity correction. "cm.el" and "um.fs" (odds ratios, without moderators) are generalised linear mixed models
        by maximum likelihood, for rare events, without correction; names as in metafor's ``rma.glmm``. "cm.el" takes
        the events of both arms together as given, so that those of arm 1 are noncentral hypergeometric (exact sums over
        the support), with log odds ratios from N(mu, tau²) (Stijnen 2010). "um.fs" has a fixed effect for each study
        and the random log odds ratio split evenly over the arms (Jackson 2018, model 4). "reml", "ml", "dl", "pm" and
        "common" pool by inverse variance, with 1/2 added to all four cells of a study with an empty one.
    test : {"z", "t", "adhoc", "profile", "bartlett"}
        As in `pool_proportions`: Hartung-Knapp with "reml", "ml", "dl" and "pm", the likelihood ratio with "ml".
        "mh", "peto" and "common" keep z in place of Hartung-Knapp, with a note; "cm.el" and "um.fs" take "z" or "t".
    t_from, prediction, prediction_from
        As in `pool_proportions`, on the scale of `coef`.
    level : float
        Confidence level, between 0 and 1.
    moderators : optional
        As in `pool_proportions`; for the inverse-variance models only.
    labels : array_like of str, shape (k,), optional
        Names of the studies in the result; by default "1", "2", ...
    tau2_interval : bool
        Whether to give the confidence interval of tau²; without it, `tau2_low` and `tau2_high` are nan.

    Returns
    -------
    Pooled
        For "cm.el" and "um.fs", `q_lrt` sets the model with an odds ratio for each study against the common one; the
        interval of tau² is by profile likelihood (infinite beyond 100); the weights are an approximation, the inverse
        of the variance of the corrected log odds ratio plus tau². With 20 studies of few events they take about 40 ms;
        "cm.el" takes longer the more events there are (0.5 s for 10 studies of 9,000).

    Raises
    ------
    ValueError
        For impossible counts (all are listed), arms of different length, an unknown measure, model or test, a level
        outside 0 and 1, moderators or a measure that the model does not take, or labels that do not fit the studies.

    References
    ----------
    - Jackson D, Law M, Stijnen T, Viechtbauer W, White IR. Stat Med 2018;37:1059-1085 ("um.fs").
    - Mantel N, Haenszel W. J Natl Cancer Inst 1959;22:719-748.
    - Robins J, Breslow N, Greenland S. Biometrics 1986;42:311-323 (variance of the odds ratio).
    - Greenland S, Robins JM. Biometrics 1985;41:55-68 (variance of the risk ratio).
    - Sato T, Greenland S, Robins JM. Biometrics 1989;45:1323-1324 (variance of the risk difference).
    - Stijnen T, Hamza TH, Ozdemir P. Stat Med 2010;29:3046-3067 ("cm.el").
    - van Houwelingen HC, Zwinderman KH, Stijnen T. Stat Med 1993;12:2273-2284 ("cm.el").
    - Yusuf S, Peto R, Lewis J, et al. Prog Cardiovasc Dis 1985;27:335-371.
    - Those of `pool_proportions` for "reml", "ml", "dl", "pm" and the tests.

    Examples
    --------
    >>> from livingreview.meta import pool_two_arm
    >>> treated, control = ([10, 14], [40, 52]), ([20, 22], [41, 50])
    >>> pool_two_arm(*treated, *control, measure="RR", model="mh")
    <Pooled risk ratio: 0.5653 (95% CI 0.3752 to 0.8519), k = 2, mh>
    >>> rare = ([0, 1, 0, 3], [50, 60, 40, 90]), ([2, 4, 0, 5], [50, 60, 40, 90])
    >>> pool_two_arm(*rare[0], *rare[1], model="cm.el")
    <Pooled odds ratio: 0.3521 (95% CI 0.1104 to 1.1229), k = 4, cm.el>
    """
    one_of("measure", measure, TWO_ARM_MEASURES)
    intervals = Intervals(test, level, t_from, prediction, prediction_from)
    check_choices(model, TWO_ARM_MODELS, tau2_interval)
    intervals.check(model, moderators is not None)
    check_indexes(events_1=events_1, n_1=n_1, events_2=events_2, n_2=n_2, moderators=moderators, labels=labels)
    x1, n1 = counts(events_1, n_1, "events_1", "n_1")
    x2, n2 = counts(events_2, n_2, "events_2", "n_2")
    if len(n1) != len(n2):
        raise ValueError(f"Both arms must have the same number of studies, not {len(n1)} and {len(n2)}.")
    if model in ONLY_ODDS_RATIOS and measure != "OR":
        raise ValueError(f"Model {model!r} pools odds ratios only, not {measure!r}.")
    if model in NO_MODERATORS and moderators is not None:
        raise ValueError(f"Model {model!r} takes no moderators; choose 'reml', 'dl', 'pm' or 'common'.")
    label = study_labels(labels, len(n1))
    matrix, names, notes = design(moderators, len(n1))
    arms = x1, n1, x2, n2
    effects, variances = two_arm(measure, *arms)
    double = int(is_double_zero(*arms).sum())
    observed, used = None, intervals.test_for(len(n1))[0]
    if model == "mh" or model == "peto":
        if double:
            notes += (
                f"{double} of {len(n1)} studies had no events, or nothing but events, in both arms: they are "
                "left out of Q" + (" and add nothing to the estimate." if measure != "RD" else "."),
            )
        if test in HARTUNG_KNAPP:
            notes += ("Hartung-Knapp belongs to random-effects models; the interval uses z.",)
        fit = two_by_two.peto(*arms) if model == "peto" else two_by_two.mantel_haenszel(measure, *arms)
    elif model == "cm.el" or model == "um.fs":
        if double:
            notes += (
                f"{double} of {len(n1)} studies had no events, or nothing but events, in both arms: they add nothing.",
            )
        fit = two_arm_glmm.fit(*arms, model=model, test=used, level=level, tau2_interval=tau2_interval)
    else:
        corrected = int(has_zero_cell(*arms).sum())
        if corrected:
            notes += (f"1/2 was added to all four cells of {corrected} of {len(n1)} studies with an empty cell.",)
        if double:
            notes += (
                f"{double} of {len(n1)} studies had no events, or nothing but events, in both arms; they stay "
                "in the pool after this correction.",
            )
        observed = Observed(effects, variances, matrix if len(names) > 1 else None)
        fit = inverse_variance.fit(
            effects,
            variances,
            matrix,
            model=model,
            test=used,
            level=level,
            tau2_interval=tau2_interval,
        )
    return assemble(
        fit,
        names=names,
        measure=measure,
        model=model,
        intervals=intervals,
        n=int(n1.sum() + n2.sum()),
        labels=label,
        studies=own_effects(measure, effects, variances, level),
        notes=notes,
        observed=observed,
    )
