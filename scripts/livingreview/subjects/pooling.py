"""The intervals of a pool as data/review.yaml declares them: as keywords of `livingreview.meta`, and in words."""

from __future__ import annotations

from dataclasses import replace
from math import isclose, isinf, isnan, nan
from typing import TypeAlias

from ..meta import Pooled
from ..meta.types import RANDOM_EFFECTS, IntervalOptions, PredictionChoice
from ..schema import T_FROM, Comparison, Intervals, Pool, PredictionInterval, SafetyRule
from ..wording import capital, count, in_words, level_words, number

Declared: TypeAlias = Pool | SafetyRule | Comparison
PREDICTIONS: dict[PredictionInterval, PredictionChoice] = {
    "as test": "as test",
    "z": "z",
    "t(k-1)": "t(k-p)",
    "t(k-2)": "t(k-p-1)",
}
SAME = 1e-3  # of an end of an interval: less than is printed
NORMAL = "normal (z)"
STUDENT = {"t(k-1)": "t, k − 1", "t(k-2)": "t, k − 2"}


def pool_options(declared: Intervals) -> IntervalOptions:
    """How the intervals are made, as the functions of `livingreview.meta` take it."""
    return {
        "test": declared.test,
        "t_from": T_FROM,
        "prediction": PREDICTIONS[declared.prediction_interval],
        "prediction_from": declared.min_studies_for_prediction,
        "level": declared.level,
    }


def confidence_words(declared: Declared) -> str:
    """Distribution and degrees of freedom of the confidence interval, for a table: "t, k − 1 (two: z)"."""
    if declared.model not in RANDOM_EFFECTS:
        return NORMAL
    return f"{STUDENT['t(k-1)']} (two: z)" if declared.test == "t" else NORMAL


def prediction_words(declared: Declared) -> str:
    """The same of the prediction interval, and from how many studies on it is given."""
    if declared.model not in RANDOM_EFFECTS:
        return "none (common effect)"
    as_test = "t(k-1)" if declared.test == "t" else "z"
    chosen = as_test if declared.prediction_interval == "as test" else declared.prediction_interval
    return f"{STUDENT.get(chosen, NORMAL)}; from {in_words(declared.min_studies_for_prediction)} on"


def without_an_equal(pooled: Pooled) -> Pooled:
    """The pool without its prediction interval (nan) if that equals the confidence interval.

    It does where the variance between studies was estimated as 0 and both intervals are by the same distribution, and
    where the intraclass correlation was, whose two intervals differ only by the way in which each is computed: then
    nothing was learnt of a further study.
    """
    ends = ((pooled.pi_low, pooled.ci_low), (pooled.pi_high, pooled.ci_high))
    if pooled.icc == 0 or all(isclose(*both, rel_tol=SAME) for both in ends):
        return replace(pooled, pi_low=nan, pi_high=nan)
    return pooled


def known_interval(pooled: Pooled) -> Pooled:
    """The pool without intervals (nan) if its standard error is 0: then it has no width, and shows no certainty.

    So it is with a difference between arms in which nobody, or everybody, had the outcome.
    """
    if pooled.se == 0:
        return replace(pooled, ci_low=nan, ci_high=nan, pi_low=nan, pi_high=nan)
    return pooled


def interval_note(pooled: Pooled | None, declared: Intervals, unit: str = "cohort") -> str:
    """What a reader of the two intervals of a pool has to know, in sentences; empty where there is nothing.

    That there is no prediction interval (`without_an_equal`), and why; that it rests on an estimate of 0 of the
    variance between studies; that two studies have a z interval although t is declared. A common-effect model knows
    none of these.
    """
    if pooled is None or pooled.k < 2 or pooled.model not in RANDOM_EFFECTS:
        return ""
    notes = []
    if pooled.k < declared.min_studies_for_prediction:
        fewest = count(declared.min_studies_for_prediction, unit)
        notes.append(f"A prediction interval cannot be estimated: this review gives none for fewer than {fewest}.")
    elif pooled.tau2 == 0:
        notes.append(_no_variance(pooled, unit))
    if declared.test == "t" and pooled.test == "z":
        few = f"With {in_words(pooled.k)} {unit}s"
        notes.append(f"{few}, the confidence interval is by the normal distribution (z) and may be too narrow.")
    return " ".join(notes)


def _no_variance(pooled: Pooled, unit: str) -> str:
    """That the prediction interval rests on a variance between studies of 0."""
    limits = ""
    if not isnan(pooled.tau2_high):
        upper = "without an upper limit" if isinf(pooled.tau2_high) else f"0 to {number(pooled.tau2_high)}"
        limits = f" ({level_words(pooled.level)} confidence interval {upper})"
    zero = f"the variance between {unit}s (tau²) was estimated as 0{limits}"
    if isnan(pooled.pi_low):
        return f"A prediction interval cannot be estimated: {zero}, so that it would equal the confidence interval."
    return f"{capital(zero)}; the prediction interval rests on this estimate, and may be too narrow."
