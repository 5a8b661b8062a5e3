"""An estimate before and now on one axis, drawn with characters: a comment can hold no picture of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...living.diff.outline import numbers, shift_words, value_words
from ...living.diff.plot import NEW, OLD, axis
from ...subjects.versions.difference import EstimateChange, Numbers

COLUMNS = 61  # of the axis
MARGIN = 8  # columns left of the axis
ESTIMATE, CONFIDENCE, PREDICTION, NO_EFFECT = "●", "━", "┄", "╎"
KEY = f"{ESTIMATE} estimate, {CONFIDENCE * 3} confidence interval, {PREDICTION * 3} prediction interval"
WITHOUT_EFFECT = {"RR": 1.0, "RD": 0.0, "OR": 1.0}


def overlay(one: EstimateChange) -> Iterator[str]:
    """The two rows of an estimate, the axis below them, and the numbers in words."""
    for side, name in ((one.old, OLD), (one.new, NEW)):
        yield f"{name:<{MARGIN}}{numbers(one, side)}"
    shift = shift_words(one)
    if shift and one.changed:
        yield f"{'shift':<{MARGIN}}{shift}"
    drawn = [(side, name) for side, name in ((one.old, OLD), (one.new, NEW)) if side and side.estimate is not None]
    if not drawn:
        return
    within, ticks = axis(one.measure, [one])

    def column(value: float) -> int:
        return round(within(value) * (COLUMNS - 1))

    for side, name in drawn:
        yield f"{name:<{MARGIN}}{_row(side, one.measure, column)}".rstrip()
    yield from _axis(one.measure, [(column(tick), tick) for tick in ticks])


def _row(side: Numbers, measure: str, column: Callable[[float], int]) -> str:
    signs = [" "] * COLUMNS
    if measure in WITHOUT_EFFECT:
        signs[column(WITHOUT_EFFECT[measure])] = NO_EFFECT
    for low, high, sign in ((side.pi_low, side.pi_high, PREDICTION), (side.ci_low, side.ci_high, CONFIDENCE)):
        if low is not None and high is not None:
            begin, end = column(low), column(high) + 1
            signs[begin:end] = sign * (end - begin)
    signs[column(side.estimate or 0.0)] = ESTIMATE
    return "".join(signs)


def _axis(measure: str, ticks: list[tuple[int, float]]) -> Iterator[str]:
    at = {place for place, _ in ticks}
    yield " " * MARGIN + "".join("┴" if n in at else "─" for n in range(COLUMNS))
    labels = [" "] * (MARGIN + COLUMNS + MARGIN)
    for place, tick in ticks:
        words = value_words(measure, tick).removesuffix(".0") + "%" * (measure == "proportion")
        begin = MARGIN + place - (len(words) - 1) // 2
        labels[begin : begin + len(words)] = words
    yield "".join(labels).rstrip()
