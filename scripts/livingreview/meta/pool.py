"""The two public ways to pool: proportions, and two arms. Everything else in the package calls these."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import logit

from . import glmm, inverse_variance, two_by_two
from .effects import double_arcsine, has_zero_cell, inverse_double_arcsine, is_double_zero, logit_proportion, two_arm
from .inputs import check_level, counts, design, one_of, rows_of
from .intervals import study_interval
from .likelihood import saturated_loglik
from .result import BACK_TRANSFORM, NAN, Fit, Pooled, back_transformed, moderator_table, two_sided_p

PROPORTION_MODELS = ("glmm", "reml", "dl", "pm", "common")
TWO_ARM_MODELS = ("mh", "peto", "reml", "dl", "pm", "common")
MEASURES = ("OR", "RR", "RD")
TESTS = ("z", "t")
RANDOM_EFFECTS = ("glmm", "reml", "dl", "pm")


def pool_proportions(
    events, n, *, model: str = "glmm", test: str = "z", level: float = 0.95, moderators=None, nodes: int | None = None
) -> Pooled:
    """Pool the proportions of single-arm studies on the logit scale.

    events, n: whole numbers, shape (k,). Sources of the formulas: modules `glmm` and `inverse_variance`.

    model: "glmm" is the binomial-normal model by maximum likelihood (Stijnen 2010; metafor's `rma.glmm`, "PLO"): no
        continuity correction. "reml", "dl", "pm", "common" pool logits by inverse variance, with 1/2 added to events
        and non-events of studies at 0 or 100 %.
    test: "z", or "t" with k - p degrees of freedom, which is Hartung-Knapp for "reml", "dl", "pm". Confidence and
        prediction interval use the same critical value (z or t), as metafor's `predict` does.
    moderators: None, an array, or a mapping of name -> array; text means categories (see `inputs.design`).
    nodes: points of the adaptive quadrature, fixed. By default 41, doubled until doubling changes nothing visible.

    For the GLMM, Q is the Wald form (studies at 0 or 100 % have a logit of infinite variance and add nothing to it),
    `q_lrt` the likelihood-ratio form; the interval of tau2 is by profile likelihood; I2 and H2 set tau2 against the
    typical sampling variance of the logits. The GLMM has no weights of its own: those given are an approximation,
    the inverse of 1 / (binomial information at the conditional mode of the study) + tau2.

    Little data: one study gives its own proportion with the Clopper-Pearson interval, tau2 = 0 and no prediction
    interval. No events at all, or nothing but events, gives 0 or 1 with the Clopper-Pearson interval of the totals
    (GLMM only; `converged` is False, as the logit is infinite). Studies that are all or none, of both kinds, have no
    finite tau2: the REML result stands in. Separated moderators are not estimable: nan. `notes` always say so.
    """
    one_of("model", model, PROPORTION_MODELS)
    one_of("test", test, TESTS)
    check_level(level)
    x, n = counts(events, n)
    matrix, names, notes = design(moderators, len(n))
    shared = dict(names=names, measure="PLO", test=test, level=level, n=int(n.sum()))
    if model == "glmm":
        separated = glmm.separated(x, n, matrix)
        if len(names) == 1 and (len(n) == 1 or separated):
            return _totals_only(x, n, test, level, notes)
        if not separated and glmm.tau2_diverges(x, n):
            notes += (
                "Every study is all or none, of both kinds, so the likelihood of the GLMM rises for ever in tau2; "
                "inverse-variance pooling (REML, 1/2 added to empty cells) is shown in its place.",
            )
            stand_in = pool_proportions(x, n, model="reml", test=test, level=level, moderators=moderators)
            return replace(stand_in, converged=False, notes=notes + stand_in.notes)
        fit = glmm.no_fit(matrix) if separated else glmm.fit(x, n, matrix, test=test, level=level, nodes=nodes)
    else:
        extreme = int(((x == 0) | (x == n)).sum())
        if extreme:
            notes += (f"1/2 was added to events and non-events of {extreme} of {len(n)} studies at 0 or 100 %.",)
        fit = inverse_variance.fit(*logit_proportion(x, n), matrix, model=model, test=test, level=level)
    return assemble(fit, model=model, notes=notes + fit.notes, **shared)


def _totals_only(x, n, test, level, notes) -> Pooled:
    """The GLMM where it has nothing to estimate between studies: one study, no events, or nothing but events."""
    k, events, total = len(n), float(x.sum()), float(n.sum())
    interval = study_interval(events, total, "clopper-pearson", level)
    finite = 0 < events < total
    if k == 1:
        notes += (
            "One study: its own proportion with the exact (Clopper-Pearson) interval; tau2 is 0 by definition "
            "and there is no prediction interval.",
        )
    if not finite:
        what = "no events" if events == 0 else "nothing but events"
        notes += (
            f"The studies saw {what}, so the logit has no finite maximum: the estimate is the limit, its exact "
            "(Clopper-Pearson) interval comes from the totals, and there is no prediction interval.",
        )
    coef = float(logit(events / total))
    se = float(np.sqrt(total / (events * (total - events)))) if finite else NAN
    return Pooled(
        estimate=events / total,
        ci_low=float(interval.low[0]),
        ci_high=float(interval.high[0]),
        coef=coef,
        se=se,
        p=float(two_sided_p(coef / se, np.inf)),
        df=np.inf,
        tau2=0.0 if k == 1 else NAN,
        loglik=saturated_loglik(x, n),
        k=k,
        n=int(total),
        model="glmm",
        measure="PLO",
        test=test,
        level=level,
        converged=finite,
        notes=notes,
        weights=100 * n / total,
    )


def pool_two_arm(
    events_1,
    n_1,
    events_2,
    n_2,
    *,
    measure: str = "OR",
    model: str = "reml",
    test: str = "z",
    level: float = 0.95,
    moderators=None,
) -> Pooled:
    """Pool comparisons of arm 1 with arm 2: odds ratio "OR", risk ratio "RR" or risk difference "RD".

    events_*, n_*: whole numbers, shape (k,). `coef` is the log of the ratio, or the difference itself.

    model: "mh" Mantel-Haenszel and "peto" (OR only) assume a common effect and need no continuity correction (module
        `two_by_two`); "reml", "dl", "pm", "common" pool by inverse variance, with 1/2 added to all four cells of a
        study with an empty one (module `inverse_variance`).
    test: "z", or "t" for Hartung-Knapp with "reml", "dl", "pm" (confidence and prediction interval alike); other models
        keep z, with a note.
    moderators: as in `pool_proportions`, for the inverse-variance models.

    Double-zero studies (no arm, or both arms wholly, with events) stay in inverse-variance pools after the
    correction; they add nothing to the Mantel-Haenszel and Peto ratios and are left out of their Q, all as in metafor.
    Where the estimate does not exist (no event in one arm of any study), it is nan and `notes` say so.
    """
    one_of("measure", measure, MEASURES)
    one_of("model", model, TWO_ARM_MODELS)
    one_of("test", test, TESTS)
    check_level(level)
    x1, n1 = counts(events_1, n_1, "events_1", "n_1")
    x2, n2 = counts(events_2, n_2, "events_2", "n_2")
    if len(n1) != len(n2):
        raise ValueError(f"Both arms must have the same number of studies, not {len(n1)} and {len(n2)}.")
    if model == "peto" and measure != "OR":
        raise ValueError(f"The Peto method pools odds ratios only, not {measure!r}.")
    matrix, names, notes = design(moderators, len(n1))
    arms = x1, n1, x2, n2
    double = int(is_double_zero(*arms).sum())
    if model in ("mh", "peto"):
        if moderators is not None:
            raise ValueError(f"Model {model!r} takes no moderators; choose 'reml', 'dl', 'pm' or 'common'.")
        if double:
            notes += (
                f"{double} of {len(n1)} studies had no events, or nothing but events, in both arms: they are "
                "left out of Q" + (" and add nothing to the estimate." if measure != "RD" else "."),
            )
        if test == "t":
            notes += ("Hartung-Knapp belongs to random-effects models; the interval uses z.",)
        fit = two_by_two.peto(*arms) if model == "peto" else two_by_two.mantel_haenszel(measure, *arms)
    else:
        corrected = int(has_zero_cell(*arms).sum())
        if corrected:
            notes += (f"1/2 was added to all four cells of {corrected} of {len(n1)} studies with an empty cell.",)
        if double:
            notes += (
                f"{double} of {len(n1)} studies had no events, or nothing but events, in both arms; they stay "
                "in the pool after this correction.",
            )
        fit = inverse_variance.fit(*two_arm(measure, *arms), matrix, model=model, test=test, level=level)
    return assemble(
        fit,
        names=names,
        measure=measure,
        model=model,
        test=test,
        level=level,
        n=int(n1.sum() + n2.sum()),
        notes=notes + fit.notes,
    )


def assemble(fit: Fit, *, names, measure, model, test, level, n, notes, back=None) -> Pooled:
    """The public record of a fit: the first coefficient on both scales, and the table of all where there are more.

    A prediction interval needs a random-effects model and more studies than coefficients.
    """
    predicts = model in RANDOM_EFFECTS and fit.q_df > 0
    coef, se = float(fit.coef[0]), float(np.sqrt(fit.vcov[0, 0]))
    p = float(two_sided_p(coef / se, fit.df)) if se > 0 else NAN
    back = back or BACK_TRANSFORM[measure]
    natural = back_transformed(back, coef, se, fit.tau2 if predicts else NAN, fit.df, level)
    return Pooled(
        *map(float, natural),
        coef=coef,
        se=se,
        p=p,
        df=fit.df,
        tau2=fit.tau2,
        tau2_low=fit.tau2_low,
        tau2_high=fit.tau2_high,
        i2=fit.i2,
        h2=fit.h2,
        q=fit.q,
        q_df=fit.q_df,
        q_p=fit.q_p,
        q_lrt=fit.q_lrt,
        q_lrt_p=fit.q_lrt_p,
        loglik=fit.loglik,
        k=len(fit.weights),
        n=n,
        model=model,
        measure=measure,
        test=test,
        level=level,
        converged=fit.converged,
        notes=tuple(notes),
        weights=fit.weights,
        moderators=moderator_table(fit, names, level) if len(names) > 1 else None,
    )


def freeman_tukey(events, n, *, model: str = "reml", test: str = "z", level: float = 0.95) -> Pooled:
    """Pool Freeman-Tukey double arcsines: only to compare with older reviews, never as the main analysis.

    events, n, test, level: as in `pool_proportions`; model: "reml", "dl", "pm" or "common" (inverse variance).
    `coef`, `se` and `tau2` are on the double-arcsine scale; proportions come back by Miller's inverse (1978) at the
    harmonic mean of n, which is metafor's `transf.ipft.hm`, cut to 0 and 1.

    Its known fault: the inverse depends on a study size, and no single size belongs to a pool. With sizes far apart
    the harmonic mean can move the pooled proportion, and its interval, to absurd values: Schwarzer, Chemaitelly,
    Abu-Raddad and Rucker 2019 show real data where the answer changes with that choice alone.
    """
    one_of("model", model, tuple(inverse_variance.ESTIMATORS))
    one_of("test", test, TESTS)
    check_level(level)
    x, n = counts(events, n)
    size = len(n) / np.sum(1 / n)

    fit = inverse_variance.fit(*double_arcsine(x, n), np.ones((len(n), 1)), model=model, test=test, level=level)
    note = f"Freeman-Tukey double arcsine, transformed back at the harmonic mean of the sizes ({size:.1f})."
    return assemble(
        fit,
        names=("intercept",),
        measure="PFT",
        model=model,
        test=test,
        level=level,
        n=int(n.sum()),
        notes=(note, *fit.notes),
        back=lambda value: inverse_double_arcsine(value, size),
    )


def pool_subset(arrays, keep, how) -> Pooled:
    """The pool of the studies in `keep` (a mask or positions), moderators cut alike."""
    arrays = [np.asarray(values)[keep] for values in arrays]
    function = pool_proportions if len(arrays) == 2 else pool_two_arm
    return function(*arrays, **{**how, "moderators": rows_of(how.get("moderators"), keep)})


def as_arrays(events, n, events_2, n_2) -> list[np.ndarray]:
    """The counts as given: two arrays for proportions, four for two arms."""
    if (events_2 is None) != (n_2 is None):
        raise ValueError("The second arm needs both its events and its sizes.")
    given = [events, n] if events_2 is None else [events, n, events_2, n_2]
    arrays = [np.atleast_1d(np.asarray(values)) for values in given]
    if len({len(values) for values in arrays}) > 1:
        raise ValueError(f"All counts must have the same length, not {', '.join(str(len(a)) for a in arrays)}.")
    return arrays
