"""Do small studies tell another story? Regression tests of funnel-plot asymmetry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .effects import logit_proportion, two_arm
from .inputs import counts, one_of
from .pool import MEASURES, pool_proportions
from .result import NAN, two_sided_p

MIN_STUDIES_FOR_SMALL_STUDY_TEST = 10  # Sterne 2011; with fewer the test cannot tell chance from asymmetry: refused
EXACT_FIT = 1e-20  # a residual sum of squares this small, relative to the data, is rounding error
METHODS = ("peters", "egger", "glmm")


@dataclass(frozen=True)
class SmallStudy:
    """A test for small-study effects; p is nan where the test is refused, and `note` then says why.

    `slope` of the regression on the model scale: of the effect on 1 / size (Peters, GLMM) or on its standard error
    (Egger); `intercept` is the effect expected in an infinitely large study. `stat` is t with `df` degrees of
    freedom, or z where `df` is infinite. `k` counts all studies given, `k_used` those with any weight.
    """

    method: str
    k: int
    k_used: int = 0
    intercept: float = NAN
    intercept_se: float = NAN
    slope: float = NAN
    slope_se: float = NAN
    stat: float = NAN
    df: float = NAN
    p: float = NAN
    note: str = ""


def small_study(events, n, events_2=None, n_2=None, *, method: str = "peters", measure: str = "OR") -> SmallStudy:
    """Test for small-study effects in proportions, or in two-arm comparisons where the second arm is given.

    "peters": effect on 1 / size, weights x (n - x) / n of the events and non-events of the whole study (Peters 2006,
        as in R's meta), so that studies without either have no weight. Hardly confounded with the effect itself, and
        therefore the default.
    "egger": effect on its standard error, weights 1 / variance (Egger 1997). Standard errors of logits depend on the
        proportion, which alone makes a funnel asymmetric: read it beside Peters' test.
    "glmm": binomial-normal regression of the proportion on 1 / n; needs no continuity correction.
    Effects are logits of proportions, or `measure` ("OR", "RR", "RD") of two arms.
    With fewer than 10 studies the test is refused: p is nan and `note` says so.
    """
    one_of("method", method, METHODS)
    one_of("measure", measure, MEASURES)
    x, n = counts(events, n, *(("events", "n") if events_2 is None else ("events_1", "n_1")))
    k = len(n)
    if k < MIN_STUDIES_FOR_SMALL_STUDY_TEST:
        return SmallStudy(
            method,
            k,
            note=f"Not done: {k} studies, and with fewer than "
            f"{MIN_STUDIES_FOR_SMALL_STUDY_TEST} such a test cannot tell chance from asymmetry.",
        )
    if method == "glmm":
        return (
            _glmm(x, n)
            if events_2 is None
            else SmallStudy(
                method, k, note="Not done: the GLMM is offered for proportions only; use 'peters' or 'egger'."
            )
        )
    if events_2 is None:
        effects, variances = logit_proportion(x, n)
        total, size = x, n
    else:
        x2, n2 = counts(events_2, n_2, "events_2", "n_2")
        effects, variances = two_arm(measure, x, n, x2, n2)
        total, size = x + x2, n + n2
    if method == "egger":
        return _regression(method, effects, np.sqrt(variances), 1 / variances)
    return _regression(method, effects, 1 / size, total * (size - total) / size)


def _regression(method, y, predictor, weights) -> SmallStudy:
    """Weighted least squares of y on the predictor, t with (used studies) - 2 degrees of freedom."""
    used = weights > 0
    k, df = len(y), int(used.sum()) - 2
    design = np.column_stack([np.ones(used.sum()), predictor[used]])
    root = np.sqrt(weights[used])
    rows, target = root[:, None] * design, root * y[used]
    if df < 1 or np.linalg.matrix_rank(rows) < 2:
        return SmallStudy(
            method,
            k,
            int(used.sum()),
            note="Not done: the studies that carry information do not differ in size, or are too few.",
        )
    coef = np.linalg.lstsq(rows, target, rcond=None)[0]
    rss = np.sum((target - rows @ coef) ** 2)
    if rss <= EXACT_FIT * np.sum(target**2):
        return SmallStudy(method, k, int(used.sum()), note="Not done: the studies lie exactly on the regression line.")
    se = np.sqrt(rss / df * np.diag(np.linalg.inv(rows.T @ rows)))
    stat = float(coef[1] / se[1])
    return SmallStudy(
        method,
        k,
        int(used.sum()),
        *map(float, (coef[0], se[0], coef[1], se[1])),
        stat,
        df,
        float(two_sided_p(stat, df)),
    )


def _glmm(x, n) -> SmallStudy:
    """The binomial-normal regression on 1 / n, z test of its slope."""
    k = len(n)
    fit = pool_proportions(x, n, moderators={"1 / n": 1 / n})
    table = fit.moderators
    if table is None or not np.isfinite(table.p).all():
        return SmallStudy("glmm", k, note="Not done: " + " ".join(fit.notes))
    return SmallStudy(
        "glmm",
        k,
        k,
        *map(float, (table.coef[0], table.se[0], table.coef[1], table.se[1])),
        float(table.stat[1]),
        np.inf,
        float(table.p[1]),
        " ".join(fit.notes),
    )
