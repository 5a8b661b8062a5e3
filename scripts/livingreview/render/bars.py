"""Bars of shares: each row is one bar of full width, split by category, under headings; at page and phone width."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from . import style
from .style import text_width

MARGIN, INSET, GAP = 0.06, 0.08, 0.14  # inches around the figure, before a label, between columns
BAR, HEADING, LINE = 0.2, style.ROW * 1.2, style.LINE  # inches: height of a bar, a heading, a line of a label
WIDEST = 0.45  # of the width, for labels beside the bars; longer ones are broken
SMALL = 8.0  # points: numbers in bars
PATCH, AFTER = (0.2, 0.13), 0.07  # inches: size of a patch in the key, from it to its words


@dataclass(frozen=True)
class Look:
    """How a category is drawn; its `symbol` precedes the number in a bar, so that nothing depends on colour."""

    face: str
    edge: str = style.QUIET
    hatch: str | None = None
    hatch_colour: str | None = None  # None: that of the edge
    symbol: str = ""
    ink: str = style.INK

    def dress(self, patch: Rectangle) -> Rectangle:
        """The patch with this face, edge and hatching."""
        hatch_colour = self.hatch_colour or self.edge
        patch.set(facecolor=self.face, edgecolor=self.edge, hatch=self.hatch, hatchcolor=hatch_colour, linewidth=0.8)
        return patch


def shares(sections: Mapping[str, pd.DataFrame], looks: Mapping[str, Look], width: float, *, key: bool) -> Figure:
    """Bars of counts: `sections` are tables by heading ("" for none), a row a bar, a column a category of `looks`.

    Numbers are printed in the bars with their symbols, as far as they fit. With `key`, a key to the categories that
    occur precedes the bars. A row without any count has no bar.
    """
    narrow = width < 5
    labels = [label for table in sections.values() for label in table.index]
    widest = max(map(text_width, labels), default=0)
    space = width - 2 * MARGIN - INSET if narrow else min(widest, WIDEST * width)
    left = MARGIN + INSET + (0 if narrow else space + GAP)
    lines = {label: style.wrapped(label, space) for label in labels}
    steps = {
        heading: _step(max((len(lines[label]) for label in table.index), default=1), narrow)
        for heading, table in sections.items()
    }
    used = [name for name in looks if any(name in table and table[name].any() for table in sections.values())]
    keys = style.in_lines([PATCH[0] + AFTER + text_width(name) for name in used] if key else [], width, MARGIN)
    bands = {heading: style.band_lines(heading, width) for heading in sections if heading}
    heads = {heading: style.band_height(bands[heading], HEADING) if heading else 0.0 for heading in sections}
    top = style.ROW * 1.15 * len(keys) + MARGIN
    height = top + sum(heads[heading] + steps[heading] * len(table) + INSET for heading, table in sections.items())
    figure, axes = style.canvas(width, height)
    for i, line in enumerate(keys):
        y = style.ROW * (0.75 + 1.15 * i)
        for number, x in line:
            axes.add_patch(looks[used[number]].dress(Rectangle((x, y - PATCH[1] / 2), *PATCH)))
            axes.text(x + PATCH[0] + AFTER, y, used[number], va="center")
    for heading, table in sections.items():
        if heading:
            style.band(axes, bands[heading], top, HEADING, width)
        top, step = top + heads[heading], steps[heading]
        for i, label in enumerate(table.index):
            first = style.ROW * 0.6 if narrow else step / 2 - LINE * (len(lines[label]) - 1) / 2
            for j, text in enumerate(lines[label]):
                axes.text(MARGIN + INSET, top + step * i + first + LINE * j, text, va="center")
        if len(table):
            span, tall = width - MARGIN - left, step * len(table)
            inner = figure.add_axes((left / width, 1 - (top + tall) / height, span / width, tall / height))
            inner.set_axis_off()
            _bars(inner, table, looks, BAR / step, span)
            middle = 1 - BAR / 2 / step if narrow else 0.5  # of a bar in its row, from the top
            inner.set(xlim=(0, 1), ylim=(len(table) - middle, -middle))
        top += step * len(table) + INSET
    return figure


def _step(lines: int, narrow: bool) -> float:
    """From one row to the next: the bar is beside a label of so many lines or, if narrow, below it."""
    if narrow:
        return BAR + style.ROW * 1.3 + LINE * (lines - 1)
    return max(BAR, LINE * lines) + style.ROW * 0.3


def _bars(axes: Axes, table: pd.DataFrame, looks: Mapping[str, Look], thickness: float, span: float) -> None:
    """Bar i at i from the top, on an axis of shares that is `span` inches long."""
    names = [name for name in looks if name in table and table[name].any()]
    if not names:
        return
    counts = table[names].set_axis(list(map(str, names)), axis=1).reset_index(drop=True).rename_axis("row")
    parts = counts.melt(var_name="part", value_name="n", ignore_index=False).reset_index()
    parts["share"] = (parts["n"] / parts.groupby("row")["n"].transform("sum")).fillna(0.0)
    # seaborn stacks from the last category to the first.
    order = {"hue": "part", "hue_order": counts.columns[::-1], "multiple": "stack"}
    sns.histplot(parts, y="row", weights="share", **order, discrete=True, shrink=thickness, legend=False, ax=axes)
    for name, bars in zip(names, axes.containers, strict=True):
        look = looks[name]
        for bar, n in zip(bars, table[name], strict=True):
            if not n:
                bar.remove()
                continue
            look.dress(bar)
            space = bar.get_width() * span - 0.05
            wanted = (f"{look.symbol} {n}".strip(), f"{n}")
            words = next((words for words in wanted if text_width(words, SMALL, "bold") < space), "")
            if words:
                box = {"facecolor": "white", "edgecolor": "none", "pad": 1.0} if look.hatch else None
                axes.annotate(
                    words,
                    bar.get_center(),
                    ha="center",
                    va="center",
                    size=SMALL,
                    weight="bold",
                    color=look.ink,
                    bbox=box,
                )
