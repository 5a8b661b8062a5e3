"""Effects of two arms: how the effect in one trial is computed, and how effects are written."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final, TypeAlias

from ...evidence import LEVEL
from ...meta import Pooled, TwoGroups, pool_two_arm, two_groups
from ...schema import ComparisonMeasure
from ...wording import NOT_ESTIMABLE, ends, points, ratio

Effect: TypeAlias = Pooled | TwoGroups
NAMES: dict[ComparisonMeasure, str] = {"RR": "Risk ratio", "RD": "Risk difference", "OR": "Odds ratio"}
WORDS: dict[ComparisonMeasure, Callable[[float], str]] = {"RR": ratio, "RD": points, "OR": ratio}
UNITS: dict[ComparisonMeasure, str] = {"RR": "", "RD": ", percentage points", "OR": ""}
NO_EFFECT: dict[ComparisonMeasure, float] = {"RR": 1.0, "RD": 0.0, "OR": 1.0}
OF_READINGS: tuple[ComparisonMeasure, ...] = ("RR", "RD")
# One score test for all measures: a ratio and a difference then agree on whether no effect is excluded. Newcombe's
# interval of a difference covers about as well, but may disagree with that of the ratio.
INTERVAL: Final = "miettinen-nurminen"


def effect(
    events_1: int, n_1: int, events_2: int, n_2: int, measure: ComparisonMeasure, level: float = LEVEL
) -> TwoGroups:
    """The crude effect in one trial with its score interval; nothing is added to empty cells."""
    return two_groups(events_1, n_1, events_2, n_2, measure, INTERVAL, level)


def large_sample(
    events_1: int, n_1: int, events_2: int, n_2: int, measure: ComparisonMeasure, level: float = LEVEL
) -> Pooled:
    """The effect in one trial as a pool takes it, shown beside the crude one: normal, 1/2 added to empty cells."""
    return pool_two_arm([events_1], [n_1], [events_2], [n_2], measure=measure, model="common", level=level)


def excludes_no_effect(found: Effect, measure: ComparisonMeasure) -> bool:
    """Whether no effect lies outside the interval; an interval that does not exist excludes nothing."""
    return found.ci_low > NO_EFFECT[measure] or found.ci_high < NO_EFFECT[measure]


def estimate_words(found: Effect, measure: ComparisonMeasure) -> str:
    """0.93, or percentage points; "not estimable" for an infinite ratio, or one of two arms without events."""
    return WORDS[measure](found.estimate) if math.isfinite(found.estimate) else NOT_ESTIMABLE


def limits_words(found: Effect, measure: ComparisonMeasure) -> str:
    """0.66 to 1.31; "not estimable" where nothing is known, from 0 to infinity."""
    return NOT_ESTIMABLE if math.isnan(found.estimate) else ends(found.ci_low, found.ci_high, WORDS[measure])


def result_words(found: Effect, measure: ComparisonMeasure) -> str:
    """0.93 (0.66 to 1.31), or the difference in percentage points; "not estimable (1.24 to infinity)"."""
    limits = limits_words(found, measure)
    return limits if limits == NOT_ESTIMABLE else f"{estimate_words(found, measure)} ({limits})"


def with_unit(text: str, measure: ComparisonMeasure) -> str:
    """A number or an interval in words with its unit."""
    return text if text == NOT_ESTIMABLE else text + UNITS[measure].replace(",", "")


def named_result(found: Effect, measure: ComparisonMeasure) -> str:
    """risk difference −50 (−76 to −12) percentage points."""
    return f"{NAMES[measure].lower()} {with_unit(result_words(found, measure), measure)}"
