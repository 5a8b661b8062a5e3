"""Do small studies give other results? Regression tests of funnel-plot asymmetry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .effects import logit_proportion, two_arm
from .inference import NAN, two_sided_p
from .inputs import one_of
from .pool import pool_proportions
from .subsets import as_arrays
from .types import SMALL_STUDY_METHODS, TWO_ARM_MEASURES, FloatArray, SmallStudyMethod, TwoArmMeasure

MIN_STUDIES_FOR_SMALL_STUDY_TEST = 10  # Sterne 2011; with fewer the test cannot tell chance from asymmetry: refused
EXACT_FIT = 1e-20  # a residual sum of squares this small, relative to the data, is rounding error


@dataclass(frozen=True)
class SmallStudy:
    """A test for small-study effects.

    Attributes
    ----------
    method : {"peters", "egger", "glmm"}
        The test.
    k, k_used : int
        All studies given, and those with any weight.
    intercept, intercept_se : float
        The effect expected in an infinitely large study, on the model scale, and its standard error.
    slope, slope_se : float
        Slope of the regression, on the model scale: of the effect on 1 / size ("peters", "glmm"), or on its standard
        error ("egger").
    stat, df, p : float
        The statistic of the slope is t with `df` degrees of freedom, or z where `df` is infinite; `p` is nan where the
        test is not done.
    note : str
        Why the test is not done, or what else is to be known.

    Examples
    --------
    >>> from livingreview.meta import small_study
    >>> small_study([25, 73, 12], [43, 86, 20]).note
    'Not done: 3 studies, and with fewer than 10 such a test cannot tell chance from asymmetry.'
    """

    method: SmallStudyMethod
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


def small_study(
    events: ArrayLike,
    n: ArrayLike,
    events_2: ArrayLike | None = None,
    n_2: ArrayLike | None = None,
    *,
    method: SmallStudyMethod = "peters",
    measure: TwoArmMeasure = "OR",
) -> SmallStudy:
    """Test for small-study effects in proportions, or in two-arm comparisons where the second arm is given.

    Parameters
    ----------
    events, n, events_2, n_2 : array_like of int, shape (k,)
        Counts as for `pool_proportions`; with `events_2` and `n_2`, as for `pool_two_arm`.
    method : {"peters", "egger", "glmm"}
        "peters" regresses the effect on 1 / size, with weights x (n - x) / n of the events and non-events of the whole
        study (Peters 2006, as in R's meta), so that studies without either have no weight; it is hardly confounded
        with the effect itself. "egger" regresses the effect on its standard error, with weights 1 / variance (Egger
        1997); standard errors of logits depend on the proportion, which alone makes a funnel asymmetric, so read it
        beside Peters' test. "glmm" is a binomial-normal regression of the proportion on 1 / n, without continuity
        correction.
    measure : {"OR", "RR", "RD"}
        The effect of two arms; proportions are logits.

    Returns
    -------
    SmallStudy
        With fewer than 10 studies (Sterne 2011) the test is not done: `p` is nan and `note` gives the reason.

    Raises
    ------
    ValueError
        For impossible counts, or an unknown method or measure.

    References
    ----------
    - Egger M, Davey Smith G, Schneider M, Minder C. BMJ 1997;315:629-634.
    - Peters JL, Sutton AJ, Jones DR, Abrams KR, Rushton L. JAMA 2006;295:676-680.
    - Sterne JA, Sutton AJ, Ioannidis JP, et al. BMJ 2011;343:d4002.

    Examples
    --------
    >>> from livingreview.meta import small_study
    >>> events = [11, 24, 179, 82, 60, 11, 99, 9, 88, 17, 26]
    >>> n = [29, 33, 326, 240, 110, 29, 244, 17, 215, 26, 138]
    >>> test = small_study(events, n)
    >>> round(test.slope, 2), round(test.p, 3)
    (9.5, 0.563)
    """
    one_of("method", method, SMALL_STUDY_METHODS)
    one_of("measure", measure, TWO_ARM_MEASURES)
    arrays = as_arrays(events, n, events_2, n_2)
    arms = [(arrays[i], arrays[i + 1]) for i in range(0, len(arrays), 2)]
    (x, sizes), k = arms[0], len(arrays[0])
    if k < MIN_STUDIES_FOR_SMALL_STUDY_TEST:
        return SmallStudy(
            method,
            k,
            note=f"Not done: {k} studies, and with fewer than "
            f"{MIN_STUDIES_FOR_SMALL_STUDY_TEST} such a test cannot tell chance from asymmetry.",
        )
    if method == "glmm" and len(arms) == 2:
        note = "Not done: the GLMM is offered for proportions only; use 'peters' or 'egger'."
        return SmallStudy(method, k, note=note)
    if method == "glmm":
        return _glmm(x, sizes)
    effects, variances = logit_proportion(x, sizes) if len(arms) == 1 else two_arm(measure, *arms[0], *arms[1])
    if method == "egger":
        return _regression(method, effects, np.sqrt(variances), 1 / variances)
    total, size = (np.sum(arrays, axis=0) for arrays in zip(*arms, strict=True))
    return _regression(method, effects, 1 / size, total * (size - total) / size)


def _regression(method: SmallStudyMethod, y: FloatArray, predictor: FloatArray, weights: FloatArray) -> SmallStudy:
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
        intercept=float(coef[0]),
        intercept_se=float(se[0]),
        slope=float(coef[1]),
        slope_se=float(se[1]),
        stat=stat,
        df=df,
        p=float(two_sided_p(stat, df)),
    )


def _glmm(x: FloatArray, n: FloatArray) -> SmallStudy:
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
        intercept=float(table.coef[0]),
        intercept_se=float(table.se[0]),
        slope=float(table.coef[1]),
        slope_se=float(table.se[1]),
        stat=float(table.stat[1]),
        df=np.inf,
        p=float(table.p[1]),
        note=" ".join(fit.notes),
    )
