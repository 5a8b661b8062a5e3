"""Simulated coverage by number of cohorts, a line a method."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...render import style
from ...render.style import Drawing, text_width
from ...wording import percent
from .model import INTERVALS, LEVEL, Simulated

MARGIN, GAP = 0.06, 0.25  # inches
TALL = 2.3  # inches of a panel
SAMPLE, AFTER = 0.4, 0.08  # inches of a line in the key, and from it to its words
COLOURS = (style.BLUE, style.ORANGE, style.GREEN, style.PINK, style.INK, style.SKY)
SHAPES = "osD^vPX*<>"
STROKES = ("-", (0, (4, 1.5)), (0, (1.5, 1.2)))
STEP = 0.1  # of coverage, from one tick to the next


@dataclass(frozen=True)
class PanelData:
    """A panel: coverage of each method by number of cohorts; nan where there is no interval."""

    title: str
    lines: dict[str, list[float]]


def coverage_plot(simulated: Simulated) -> Drawing:
    """A panel for each kind of interval, for cohorts that differ: where they do not, no interval is too narrow."""
    spreads = [one for one in simulated.spreads if one > 0]
    panels = [
        PanelData(
            f"{title}: coverage",
            {
                method: [simulated.together(interval, method, [k], spreads).coverage for k in simulated.studies]
                for method in simulated.methods(interval)
            },
        )
        for interval, title in INTERVALS.items()
    ]
    rows = [
        (panel.title, method, k, value)
        for panel in panels
        for method, values in panel.lines.items()
        for k, value in zip(simulated.studies, values, strict=True)
    ]
    return Drawing(
        name="coverage",
        draw=lambda width: _draw(panels, simulated.studies, width),
        caption=(
            "**Simulated coverage by number of cohorts, where cohorts differ (tau² > 0).** Means over sizes, "
            f"proportions and tau²; the axis begins at {percent(_ticks(panels)[0])}. The thick line is the "
            f"level of the intervals, {percent(LEVEL)}. HN is the half-normal prior of tau with its scale."
        ),
        alt=f"Lines of coverage by number of cohorts. {' '.join(_in_words(panel) for panel in panels)}",
        data=pd.DataFrame(rows, columns=["panel", "method", "k", "coverage"]),
    )


def _ticks(panels: Sequence[PanelData]) -> list[float]:
    """From the tick below all values to 1."""
    least = min(value for panel in panels for line in panel.lines.values() for value in line if not math.isnan(value))
    return [tick * STEP for tick in range(math.floor(least / STEP), round(1 / STEP) + 1)]


def _in_words(panel: PanelData) -> str:
    spans = []
    for method, values in panel.lines.items():
        if there := [value for value in values if not math.isnan(value)]:
            spans.append(f"{method} {percent(min(there))} to {percent(max(there))}")
    return f"{panel.title}: {'; '.join(spans)}."


def _draw(panels: Sequence[PanelData], studies: Sequence[int], width: float) -> Figure:
    across = 1 if width < 5 else 2
    methods = list(dict.fromkeys(method for panel in panels for method in panel.lines))
    looks = {method: _look(number) for number, method in enumerate(methods)}
    keys = style.in_lines([SAMPLE + AFTER + text_width(method) for method in methods], width, MARGIN)
    ticks = _ticks(panels)
    head, foot = style.ROW * 1.5, style.ROW * 2.6
    top = style.ROW * 1.15 * len(keys) + MARGIN
    down = -(-len(panels) // across)
    figure, axes = style.canvas(width, top + down * (head + TALL + foot))
    for i, line in enumerate(keys):
        for number, x in line:
            y = style.ROW * (0.75 + 1.15 * i)
            axes.plot([x, x + SAMPLE / 2, x + SAMPLE], [y] * 3, markevery=[1], **looks[methods[number]])
            axes.text(x + SAMPLE + AFTER, y, methods[number], va="center")
    each = (width - MARGIN) / across
    for number, panel in enumerate(panels):
        left, start = number % across * each, top + number // across * (head + TALL + foot)
        size = style.fitting(panel.title, each - GAP, "bold")
        axes.text(left + MARGIN, start + style.ROW * 0.75, panel.title, weight="bold", va="center", size=size)
        corners = left + MARGIN + text_width("100%") + 0.12, left + each - GAP / 2, start + head, start + head + TALL
        _panel(axes, panel, studies, ticks, looks, corners)
    return figure


def _panel(
    axes: Axes,
    panel: PanelData,
    studies: Sequence[int],
    ticks: Sequence[float],
    looks: dict[str, dict[str, Any]],
    corners: tuple[float, float, float, float],
) -> None:
    left, right, top, bottom = corners
    inset = 0.15
    at = [left + inset + i / max(len(studies) - 1, 1) * (right - left - 2 * inset) for i in range(len(studies))]

    def y(coverage: float) -> float:
        return bottom - (coverage - ticks[0]) / (ticks[-1] - ticks[0]) * (bottom - top)

    for tick in ticks:
        axes.plot([left, right], [y(tick)] * 2, color=style.RULE, lw=0.6, zorder=0)
        axes.text(left - 0.08, y(tick), f"{tick:.0%}", ha="right", va="center", color=style.QUIET)
    axes.plot([left, right], [y(LEVEL)] * 2, color=style.QUIET, lw=2.2, zorder=0.5)
    for k, x in zip(studies, at, strict=True):
        axes.text(x, bottom + style.ROW * 0.75, str(k), ha="center", va="center", color=style.QUIET)
    middle, below = (left + right) / 2, bottom + style.ROW * 1.65
    axes.text(middle, below, "cohorts", ha="center", va="center", color=style.QUIET)
    for method, values in panel.lines.items():
        there = [(x, y(value)) for x, value in zip(at, values, strict=True) if not math.isnan(value)]
        if there:
            axes.plot(*zip(*there, strict=True), **looks[method])


def _look(number: int) -> dict[str, Any]:
    """Colour, stroke and shape: no two methods have the same shape."""
    return {
        "color": COLOURS[number % len(COLOURS)],
        "ls": STROKES[number // len(COLOURS) % len(STROKES)],
        "marker": SHAPES[number % len(SHAPES)],
        "ms": 4.5,
        "lw": 1.2,
    }
