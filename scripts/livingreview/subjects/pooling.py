"""The intervals of a pool as data/review.yaml declares them: as keywords of `livingreview.meta`, and in words."""

from __future__ import annotations

from math import isinf, isnan
from typing import TypeAlias

from ..meta import Pooled
from ..meta.types import RANDOM_EFFECTS, IntervalOptions, PredictionChoice
from ..schema import T_FROM, Comparison, Intervals, Pool, PredictionInterval, SafetyRule
from ..wording import count, in_words, level_words, number

Declared: TypeAlias = Pool | SafetyRule | Comparison
PREDICTIONS: dict[PredictionInterval, PredictionChoice] = {
    "as test": "as test",
    "z": "z",
    "t(k-1)": "t(k-p)",
    "t(k-2)": "t(k-p-1)",
}
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


def interval_note(pooled: Pooled | None, declared: Intervals, unit: str = "cohort") -> str:
    """What a reader of the two intervals of a pool has to know, in sentences; empty where there is nothing.

    That there is no prediction interval, and why; that it rests on an estimate of 0 of the variance between studies;
    that two studies have a z interval although t is declared. A common-effect model knows none of these.
    """
    if pooled is None or pooled.k < 2 or pooled.model not in RANDOM_EFFECTS:
        return ""
    notes = []
    if pooled.k < declared.min_studies_for_prediction:
        fewest = count(declared.min_studies_for_prediction, unit)
        notes.append(f"A prediction interval cannot be estimated: this review gives none for fewer than {fewest}.")
    elif pooled.tau2 == 0 and not isnan(pooled.pi_low):
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
    if pooled.pi_df == pooled.df:
        rests = "the prediction interval equals the confidence interval for this reason alone"
    else:
        rests = "the prediction interval rests on this estimate"
    return f"The variance between {unit}s (tau²) was estimated as 0{limits}; {rests}, and may be too narrow."
