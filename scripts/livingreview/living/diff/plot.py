"""Estimates before and now on one axis, as SVG that is part of a page: one small plot a declared result."""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from ...schema import RATIOS
from ...subjects.versions.difference import EstimateChange, Numbers
from .outline import clean, value_words

WIDTH, EDGE, ROW, HEAD, FOOT = 340, 18, 46, 4, 30  # units of the picture
OLD, NEW = "before", "now"  # classes that the style sheet of the page colours
LONGEST = 52  # characters of a label that fit


def plots(estimates: Iterable[EstimateChange]) -> dict[str, str]:
    """A plot for each declared result of which any estimate changed, by its name; subgroups are with their pool."""
    found = {}
    for (kind, name), group in groupby(estimates, key=lambda one: (one.kind, _whole(one))):
        rows = list(group)
        drawn = [one for one in rows if _estimated(one.old) or _estimated(one.new)]
        if any(one.changed for one in rows) and drawn:
            found[f"{kind}.{name}"] = _plot(drawn)
    return found


def _whole(one: EstimateChange) -> str:
    """Subgroups are drawn with their pool; other results each alone, as their scales differ."""
    return one.id.partition(".")[0] if one.kind == "results" else one.id


def _estimated(side: Numbers | None) -> bool:
    return side is not None and side.estimate is not None


def _plot(rows: Sequence[EstimateChange]) -> str:
    measure = rows[0].measure
    within, ticks = axis(measure, rows)

    def place(value: float) -> float:
        return EDGE + (WIDTH - 2 * EDGE) * within(value)

    high = HEAD + ROW * len(rows) + FOOT
    parts = [f'<line class="axis" x1="{EDGE}" x2="{WIDTH - EDGE}" y1="{high - FOOT}" y2="{high - FOOT}"/>']
    for tick in ticks:
        x = place(tick)
        parts.append(f'<line class="axis" x1="{x:.1f}" x2="{x:.1f}" y1="{high - FOOT}" y2="{high - FOOT + 4}"/>')
        words = value_words(measure, tick).removesuffix(".0")
        unit = "%" if measure == "proportion" else ""
        parts.append(f'<text class="tick" x="{x:.1f}" y="{high - FOOT + 16}" text-anchor="middle">{words}{unit}</text>')
    for number, one in enumerate(rows):
        top = HEAD + ROW * number
        label = clean(one.label.rpartition(": ")[2] if "." in one.id and one.kind == "results" else one.label)
        label = label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…"
        parts.append(f'<text class="label" x="{EDGE}" y="{top + 12}">{html.escape(label)}</text>')
        for side, kind, y in ((one.old, OLD, top + 22), (one.new, NEW, top + 34)):
            if side is not None and side.estimate is not None:
                parts.append(_marks(side, kind, y, place))
    words = html.escape("; ".join(_said(one) for one in rows))
    return f'<svg viewBox="0 0 {WIDTH} {high}" role="img" aria-label="{words}">{"".join(parts)}</svg>'


def _marks(side: Numbers, kind: str, y: float, place: Callable[[float], float]) -> str:
    """A square for the estimate, a thick line for its confidence interval, a thin one for the prediction interval."""
    parts = []
    for low, high, name in ((side.pi_low, side.pi_high, "prediction"), (side.ci_low, side.ci_high, "confidence")):
        if low is not None and high is not None:
            parts.append(f'<line class="{name}" x1="{place(low):.1f}" x2="{place(high):.1f}" y1="{y}" y2="{y}"/>')
    x = place(side.estimate or 0.0)
    parts.append(f'<rect x="{x - 3.5:.1f}" y="{y - 3.5}" width="7" height="7"/>')
    return f'<g class="{kind}">{"".join(parts)}</g>'


def axis(measure: str, rows: Sequence[EstimateChange]) -> tuple[Callable[[float], float], list[float]]:
    """The place of a value on the axis, from 0 at its beginning to 1 at its end, and the values to write below it."""
    if measure == "proportion":
        return _scaled(0.0, 1.0), [0.0, 0.25, 0.5, 0.75, 1.0]
    sides = [side for one in rows for side in (one.old, one.new) if side is not None]
    values = [v for s in sides for v in (s.estimate, s.ci_low, s.ci_high) if v is not None and math.isfinite(v)]
    if measure in RATIOS:
        logs = [math.log2(min(max(value, 1 / 64), 64.0)) for value in values]
        low, high = math.floor(min([*logs, -1.0])), math.ceil(max([*logs, 1.0]))
        place, step = _scaled(float(low), float(high)), max(1, (high - low) // 4)
        return lambda value: place(math.log2(value) if value > 0 else low), [2.0**n for n in range(low, high + 1, step)]
    widest = min(1.0, math.ceil(10 * max(map(abs, [*values, 0.1]))) / 10)
    return _scaled(-widest, widest), [-widest, 0.0, widest]


def _scaled(low: float, high: float) -> Callable[[float], float]:
    """A function from values to places on the axis; what is outside is at its end."""
    return lambda value: min(max((value - low) / (high - low), 0.0), 1.0)


def _said(one: EstimateChange) -> str:
    words = [
        "none" if side is None or side.estimate is None else value_words(one.measure, side.estimate)
        for side in (one.old, one.new)
    ]
    return clean(f"{one.label}: {words[0]} before, {words[1]} now")
