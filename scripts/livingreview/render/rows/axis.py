"""Axes of row plots: proportions, plain numbers, ratios and categories. Values grow from left to right on each."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

NO_EFFECT = 1.0  # a ratio
RARE = 0.02  # proportions below it look like none on an axis up to 10% or 100%


@dataclass(frozen=True)
class Axis:
    """An axis: `place` maps a value to its part of the width, from 0 (left end) to 1 (right end).

    `title` is written below, `head` above; `labels` says where the words of the ticks are. `line` is an upright
    reference line, black or, if `dashed`, blue and broken; `sides` say what values left and right of it mean. Below
    `least` inches of width, or where all axes have less than `layout.AXES` of the figure's, long labels are broken.
    `rules` draws a thin line along each row.
    """

    place: Callable[[float], float]
    ticks: tuple[float, ...]
    words: Callable[[float], str]
    title: str = ""
    head: str = ""
    line: float | None = None
    dashed: bool = False
    sides: tuple[str, str] | None = None
    least: float = 1.7
    labels: Literal["below", "above", "both"] = "below"
    grid: bool = True
    rules: bool = False


def proportions(end: float = 1.0, **more: Any) -> Axis:
    """0 to 100%, or to another end; `more` are fields of `Axis`."""
    ticks = tuple(share * end for share in (0, 0.25, 0.5, 0.75, 1))
    return Axis(lambda value: value / end, ticks, lambda value: f"{100 * value:g}%", **more)


def end_for(values: Iterable[float], ends: Sequence[float] = (1.0,)) -> float:
    """The least of these ends of an axis of proportions that holds all values; an end of its own if all are rare."""
    most = max((value for value in values if math.isfinite(value)), default=1.0)
    if 0 < most < RARE:
        decade = 10.0 ** math.floor(math.log10(most))
        return next(step * decade for step in (1, 2, 4, 10) if most <= step * decade)
    return next((end for end in ends if most <= end), ends[-1])


def linear(low: float, high: float, ticks: Sequence[float], words: Callable[[float], str], **more: Any) -> Axis:
    """A plain axis from low to high; `more` are fields of `Axis`."""
    return Axis(lambda value: (value - low) / (high - low), tuple(ticks), words, **more)


def logarithmic(values: Sequence[float], most: float = 100.0, **more: Any) -> Axis:
    """An axis of ratios, symmetrical about 1, that holds the values up to `most`; `more` are fields of `Axis`."""
    finite = [abs(math.log(value)) for value in values if math.isfinite(value) and value > 0]
    reach = math.exp(min(max([*finite, math.log(2)]), math.log(most))) * 1.05
    steps = next(s for s in ((1.5, 2), (2, 4), (2, 5), (3, 10), (10, 100)) if s[-1] >= reach or s[-1] >= most)
    ticks = sorted({NO_EFFECT, *steps, *(1 / step for step in steps)})
    ticks = [tick for tick in ticks if 1 / reach <= tick <= reach] or [NO_EFFECT]

    def place(value: float) -> float:
        return 0.5 + (math.log(value) if value > 0 else -math.inf) / (2 * math.log(reach))

    return Axis(place, tuple(ticks), lambda value: f"{value:.2g}" if value < 10 else f"{value:g}", **more)


def categories(names: Sequence[str], **more: Any) -> Axis:
    """A place for each name, evenly spaced: the value of the first is 0, of the second 1 ...; names above, no grid."""
    ticks = tuple(float(i) for i in range(len(names)))
    look = {"labels": "above", "grid": False, "rules": True, **more}
    return Axis(lambda value: (value + 0.5) / len(names), ticks, lambda value: names[round(value)], **look)
