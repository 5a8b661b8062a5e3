"""Estimates with intervals in rows under headings: the drawing that several figures share, at page and phone width."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle

from . import style
from .style import text_width

MARGIN, GAP, INSET = 0.05, 0.14, 0.08  # inches around the figure, between columns, before a label
SMALLEST_PLOT = 2.1  # inches; below it, labels are broken into lines
SMALLER_PLOT = 1.7  # the same where there are three columns or more
LINE = style.ROW * 0.9  # from one line of a broken label to the next
APART = " · "  # between what stands in columns where there is room for columns
PAD = style.ROW * 0.24  # above and below the text of a row


@dataclass(frozen=True)
class Entry:
    """A row of a panel.

    `cells` stand between label and plot, `estimate` behind the plot. `values` are estimate, low and high; without an
    interval the ends are nan. `hollow` marks what is not a count with its denominator; `share` is the marker's area.
    """

    kind: str  # "heading" | "row" | "pooled" | "gap"
    label: str
    sub: str = ""
    cells: tuple[str, ...] = ()
    estimate: str = ""
    values: tuple[float, float, float] | None = None
    prediction: tuple[float, float] | None = None
    hollow: bool = False
    share: float = 0.4

    @property
    def weight(self) -> str:
        return "bold" if self.kind in ("heading", "pooled") else "normal"


@dataclass(frozen=True)
class Scale:
    """An axis: `place` maps a value to 0 (left end) to 1 (right end)."""

    place: Callable[[float], float]
    ticks: tuple[float, ...]
    words: Callable[[float], str]


@dataclass(frozen=True)
class Panel:
    """Rows over one axis. `heads` are those of the label, the cells and the estimate; `sides` tell what lies left and
    right of `line`."""

    title: str
    heads: tuple[str, ...]
    entries: Sequence[Entry]
    scale: Scale
    line: float | None = None
    sides: tuple[str, str] | None = None
    dashed: bool = False


def proportions() -> Scale:
    """0 to 100%."""
    return Scale(float, (0, 0.25, 0.5, 0.75, 1), lambda value: f"{value:.0%}")


def linear(low: float, high: float, ticks: Sequence[float], words: Callable[[float], str]) -> Scale:
    """A plain axis from low to high."""
    return Scale(lambda value: (value - low) / (high - low), tuple(ticks), words)


def logarithmic(values: Sequence[float], most: float = 100.0) -> Scale:
    """An axis of ratios, symmetrical about 1, that holds the values; beyond 1/most and most they end in an arrow."""
    finite = [abs(np.log(value)) for value in values if np.isfinite(value) and value > 0]
    reach = np.exp(min(max([*finite, np.log(2)]), np.log(most))) * 1.05
    steps = next(s for s in ((1.5, 2), (2, 4), (2, 5), (3, 10), (10, 100)) if s[-1] >= reach or s[-1] >= most)
    ticks = sorted({1.0, *steps, *(1 / step for step in steps)})
    ticks = [tick for tick in ticks if 1 / reach <= tick <= reach] or [1.0]
    half = np.log(reach)
    return Scale(lambda value: 0.5 + np.log(max(value, 1e-9)) / (2 * half), tuple(ticks), lambda value: f"{value:.2g}")


def draw(panels: Sequence[Panel], width: float) -> Figure:
    """The panels one below the other; as high as they need."""
    narrow = width < 5
    columns = _narrow_columns(width) if narrow else _columns(panels, width)
    height = sum(_height(panel, columns, width, narrow) for panel in panels)
    figure, axes = style.canvas(width, height + MARGIN)
    if len(panels) == 1:
        head = _head_height(panels[0], columns, width, narrow)
        heights = [_row_height(entry, columns, width, narrow) for entry in panels[0].entries]
        style.may_break(figure, head, heights, [entry.kind == "heading" for entry in panels[0].entries])
    y = 0.0
    for panel in panels:
        y = _panel(axes, panel, columns, y, width, narrow)
    return figure


# ---- where things stand ------------------------------------------------------------------------------------------


def _narrow_columns(width: float) -> dict:
    return {"label": MARGIN + INSET, "room": width - 2 * MARGIN - INSET, "plot": (MARGIN + 0.25, width - MARGIN - 0.25)}


def _columns(panels: Sequence[Panel], width: float) -> dict:
    """Positions in inches: columns as wide as their longest entry, labels broken where the plot needs the room."""
    rows = [(panel.heads, entry) for panel in panels for entry in panel.entries if entry.kind in ("row", "pooled")]
    heads = [panel.heads for panel in panels]
    count = max(len(head) for head in heads) - 2

    def widest(texts: list[tuple[str, str]]) -> float:
        return max([text_width(text, weight=weight) for text, weight in texts], default=0.0)

    def nth(i: int) -> list[tuple[str, str]]:
        return [(e.cells[i], e.weight) for _, e in rows if i < len(e.cells)] + [
            (h[i + 1], "normal") for h in heads if i < len(h) - 2
        ]

    cells = [widest(nth(i)) for i in range(count)]
    estimate = widest([(e.estimate, e.weight) for _, e in rows] + [(h[-1], "normal") for h in heads])
    rest = width - 2 * MARGIN - INSET - sum(cells) - estimate - (count + 3) * GAP
    wanted = widest([(e.label, e.weight) for _, e in rows] + [(e.sub, "normal") for _, e in rows])
    words = [(word, e.weight) for _, e in rows for word in f"{e.label} {e.sub}".split()]
    smallest = SMALLEST_PLOT if count < 3 else SMALLER_PLOT
    room = max(min(wanted, rest - smallest), widest(words), text_width(panels[0].heads[0]))
    at = MARGIN + INSET + room
    ends = []
    for cell in cells:
        at += GAP + cell
        ends.append(at)
    right = width - MARGIN
    return {
        "label": MARGIN + INSET,
        "room": room,
        "cells": ends,
        "estimate": right - estimate,
        "plot": (at + 1.5 * GAP, right - estimate - 1.5 * GAP),
    }


def _lines(entry: Entry, columns: dict, width: float, narrow: bool) -> tuple[list[str], list[str], bool]:
    """Lines of the label, lines of its second text, and whether cells and estimate follow on a line of their own."""
    room = columns["room"] if entry.kind in ("row", "pooled") else width - 2 * MARGIN - INSET
    sub = style.wrapped(entry.sub, room) if entry.sub else []
    if not narrow or entry.kind in ("heading", "gap"):
        return style.wrapped(entry.label, room, weight=entry.weight), sub, False
    told = text_width(_told(entry), weight=entry.weight)
    if text_width(entry.label, weight=entry.weight) + GAP + told <= room:
        return [entry.label], sub, False
    return style.wrapped(entry.label, room, weight=entry.weight), sub, bool(_told(entry))


def _told(entry: Entry) -> str:
    return APART.join(filter(None, (*entry.cells, entry.estimate)))


def _row_height(entry: Entry, columns: dict, width: float, narrow: bool) -> float:
    label, sub, apart = _lines(entry, columns, width, narrow)
    told = style.wrapped(_told(entry), columns["room"], weight=entry.weight) if apart else []
    height = 2 * PAD + LINE * (len(label) + len(sub) + len(told)) - (LINE - style.ROW * 0.64)
    return height + (style.ROW * 0.95 if narrow and entry.values is not None else 0)


def _head_height(panel: Panel, columns: dict, width: float, narrow: bool) -> float:
    return style.ROW * 0.4 + LINE * (len(_narrow_heads(panel, columns)) if narrow else 1)


def _narrow_heads(panel: Panel, columns: dict) -> list[str]:
    return style.wrapped(f"{panel.heads[0]}: " + APART.join(filter(None, panel.heads[1:])), columns["room"])


def _side_lines(panel: Panel, columns: dict, width: float) -> tuple[list[str], list[str]]:
    if panel.sides is None or panel.line is None:
        return [], []
    x = _x(panel, columns)(panel.line)
    left, right = panel.sides
    return style.wrapped(f"← {left}", x - MARGIN - 0.08), style.wrapped(f"{right} →", width - MARGIN - x - 0.08)


def _foot_height(panel: Panel, columns: dict, width: float) -> float:
    sides = max(map(len, _side_lines(panel, columns, width)))
    title = len(style.wrapped(panel.title, width - 2 * MARGIN))
    return style.ROW * 1.35 + LINE * (sides + title) + style.ROW * 0.35


def _height(panel: Panel, columns: dict, width: float, narrow: bool) -> float:
    rows = sum(_row_height(entry, columns, width, narrow) for entry in panel.entries)
    return _head_height(panel, columns, width, narrow) + rows + _foot_height(panel, columns, width)


def _x(panel: Panel, columns: dict) -> Callable[[float], float]:
    left, right = columns["plot"]
    return lambda value: left + float(np.clip(panel.scale.place(value), 0, 1)) * (right - left)


# ---- drawing -----------------------------------------------------------------------------------------------------


def _panel(axes: Axes, panel: Panel, columns: dict, y: float, width: float, narrow: bool) -> float:
    head = _head_height(panel, columns, width, narrow)
    _heads(axes, panel, columns, y, narrow)
    top = y + head
    x = _x(panel, columns)
    y = top
    for entry in panel.entries:
        step = _row_height(entry, columns, width, narrow)
        if entry.kind == "heading":
            axes.add_patch(Rectangle((0, y), width, step, color=style.BAND, lw=0, zorder=0.7))
        _entry(axes, entry, panel, columns, y, step, width, narrow, x)
        y += step
    _axis(axes, panel, columns, top, y, width, x)
    return y + _foot_height(panel, columns, width)


def _heads(axes: Axes, panel: Panel, columns: dict, y: float, narrow: bool) -> None:
    middle = y + style.ROW * 0.55
    if narrow:
        for i, text in enumerate(_narrow_heads(panel, columns)):
            axes.text(columns["label"], middle + i * LINE, text, ha="left", va="center", color=style.QUIET)
        return
    axes.text(columns["label"], middle, panel.heads[0], ha="left", va="center", color=style.QUIET)
    for text, end in zip(panel.heads[1:-1], columns["cells"], strict=False):
        axes.text(end, middle, text, ha="right", va="center", color=style.QUIET)
    axes.text(columns["estimate"], middle, panel.heads[-1], ha="left", va="center", color=style.QUIET)


def _axis(axes: Axes, panel: Panel, columns: dict, top: float, bottom: float, width: float, x) -> None:
    left, right = columns["plot"]
    ticks = panel.scale.ticks
    widest = max(text_width(panel.scale.words(tick)) for tick in ticks)
    if len(ticks) > 2 and min(np.diff([x(tick) for tick in ticks])) < widest + 0.06:
        ticks = tuple(tick for i, tick in enumerate(ticks) if (i - ticks.index(_middle(ticks))) % 2 == 0)
    for tick in ticks:
        axes.plot([x(tick)] * 2, [top, bottom], color=style.RULE, lw=0.6, zorder=0)
        axes.text(
            x(tick),
            bottom + style.ROW * 0.65,
            panel.scale.words(tick),
            ha="center",
            va="center",
            color=style.QUIET,
        )
    axes.plot([left, right], [bottom] * 2, color=style.INK, lw=0.8)
    if panel.line is not None:
        dashes = (0, (3, 2)) if panel.dashed else "-"
        colour = style.BLUE if panel.dashed else style.INK
        axes.plot([x(panel.line)] * 2, [top, bottom], color=colour, lw=0.9, ls=dashes, zorder=0.5)
    y = bottom + style.ROW * 1.35 + LINE / 2
    sides = _side_lines(panel, columns, width)
    for lines, align, place in zip(sides, ("right", "left"), (-0.06, 0.06), strict=True):
        for i, text in enumerate(lines):
            axes.text(x(panel.line) + place, y + i * LINE, text, ha=align, va="center")
    y += LINE * max(map(len, sides))
    for i, text in enumerate(style.wrapped(panel.title, width - 2 * MARGIN)):
        half = text_width(text) / 2
        middle = min(max((left + right) / 2, MARGIN + half), width - MARGIN - half)
        axes.text(middle, y + i * LINE, text, ha="center", va="center", color=style.QUIET)


def _middle(ticks: Sequence[float]) -> float:
    return ticks[len(ticks) // 2]


def _entry(axes: Axes, entry: Entry, panel: Panel, columns: dict, y, step, width, narrow, x) -> None:
    label, sub, apart = _lines(entry, columns, width, narrow)
    colour = style.QUIET if entry.kind == "gap" else style.INK
    font = {"weight": entry.weight, "color": colour, "style": "italic" if entry.kind == "gap" else "normal"}
    line = y + PAD + style.ROW * 0.32
    if entry.kind == "gap" or (narrow and entry.kind != "heading"):  # grid lines pass behind marks, not behind text
        text = step - (style.ROW * 0.95 if entry.values is not None else 0)
        axes.add_patch(Rectangle((0, y), width, text, color="white", lw=0, zorder=0.7))
    for i, text in enumerate(label):
        axes.text(columns["label"], line + i * LINE, text, ha="left", va="center", **font)
    for i, text in enumerate(sub):
        axes.text(columns["label"], line + (len(label) + i) * LINE, text, ha="left", va="center", color=style.QUIET)
    middle = y + step / 2
    if narrow:
        told = style.wrapped(_told(entry), columns["room"], weight=entry.weight)
        for i, text in enumerate(told if entry.kind in ("row", "pooled") else []):
            at = line + (len(label) + len(sub) + i if apart else 0) * LINE
            axes.text(width - MARGIN, at, text, ha="right", va="center", **font)
        middle = y + step - style.ROW * 0.6
    else:
        for text, end in zip(entry.cells, columns["cells"], strict=False):
            axes.text(end, middle, text, ha="right", va="center", **font)
        if entry.estimate:
            axes.text(columns["estimate"], middle, entry.estimate, ha="left", va="center", **font)
    if entry.values is not None:
        _mark(axes, entry, panel, middle, x)


def _mark(axes: Axes, entry: Entry, panel: Panel, middle: float, x) -> None:
    estimate, low, high = entry.values
    if entry.prediction is not None and not np.isnan(entry.prediction[0]):
        ends = [x(end) for end in entry.prediction]
        axes.plot(ends, [middle] * 2, color=style.ORANGE, lw=0.9, zorder=1.5)
        for end in ends:
            axes.plot([end] * 2, [middle - 0.035, middle + 0.035], color=style.ORANGE, lw=1.1, zorder=1.5)
    if not np.isnan(low):
        colour = style.BLUE if entry.kind == "pooled" else style.INK
        dashes = (0, (2, 1.5)) if entry.hollow else "-"
        axes.plot([x(low), x(high)], [middle] * 2, color=colour, lw=1.2, ls=dashes, solid_capstyle="butt", zorder=2)
        for end, beyond, shape in ((low, panel.scale.place(low) < 0, "<"), (high, panel.scale.place(high) > 1, ">")):
            if beyond:
                axes.plot(x(end), middle, shape, ms=4.5, color=colour, zorder=2)
    if np.isnan(estimate):
        return
    face = "white" if entry.hollow else style.BLUE
    if entry.kind == "pooled":
        half = 0.075
        ends = (x(estimate) - 0.09, x(estimate) + 0.09) if np.isnan(low) else (x(low), x(high))
        corners = [(ends[0], middle), (x(estimate), middle - half), (ends[1], middle), (x(estimate), middle + half)]
        axes.add_patch(Polygon(corners, closed=True, facecolor=face, edgecolor=style.BLUE, lw=1.1, zorder=3))
        return
    side = 0.05 + 0.09 * entry.share**0.5
    axes.add_patch(
        Rectangle(
            (x(estimate) - side / 2, middle - side / 2),
            side,
            side,
            facecolor=face,
            edgecolor=style.BLUE if entry.hollow else "white",
            lw=1.1 if entry.hollow else 0.5,
            zorder=3,
        )
    )
