"""Means of two groups as printed, beside their standardised difference: the only axis that units do not share."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...render import style
from ...render.style import Drawing
from ...render.wording import count, listed, sentence
from ...schema import PlusMinus
from ...store import records
from . import difference_words, group_words

FARTHEST = 4.0  # beyond it an arrow: a difference of more than four standard deviations is not read off a plot
SMALL = 7.5
MARGIN = 0.05
NARROW_PLOT = 1.15


def values_plot(values: pd.DataFrame, chapter: str) -> Drawing:
    """Raw means in words and standardised differences with intervals, grouped by unit; `values` as from `values()`."""
    known = int(values["g"].notna().sum())
    return Drawing(
        name=f"values-{chapter}",
        draw=lambda width: _draw(values, width),
        caption=f"**Values as printed, and standardised**: {count(len(values), 'comparison')} from "
        f"{count(values['study'].nunique(), 'publication')}, by unit. "
        "Squares are standardised mean differences (Hedges' g) with 95% intervals, group minus reference; they could "
        f"be computed for {known}, where both group sizes are printed. "
        "Hollow squares: the report does not say whether ± is a standard deviation; if it is a standard error, the "
        "true difference is much smaller. Arrows: beyond the axis. †: odd as printed. Nothing is pooled.",
        alt=_alt(values),
        data=values,
    )


def _alt(values: pd.DataFrame) -> str:
    each = [
        f"{r['label']}, {r['what']}, {r['group']} {group_words(r)} v {r['reference']} {group_words(r, 'reference')} "
        f"{r['unit_label']}, standardised difference {difference_words(r)}"
        for r in records(values)
    ]
    return sentence(f"Printed means and standardised differences: {listed(each)}")


def _draw(values: pd.DataFrame, width: float) -> Figure:
    narrow = width < 5
    plot = (width - MARGIN - NARROW_PLOT, width - MARGIN) if narrow else (width * 0.6, width * 0.795)
    rows: list[tuple[str, list[tuple[str, str]], dict | None]] = []
    for unit, part in values.groupby("unit_label", sort=False):
        rows.append(("unit", [(f"Unit: {unit}", "bold")], None))
        for row in records(part):
            rows.append(("row", _words(row, plot[0] - MARGIN - 0.2), row))
    line, pad = 0.15, 0.1
    heights = [0.22 if kind == "unit" else max(line * len(text) + pad, 0.3) for kind, text, _ in rows]
    top = 0.24
    figure, axes = style.canvas(width, top + sum(heights) + 0.5)
    style.may_break(figure, top, heights, [kind == "unit" for kind, _, _ in rows])
    bottom = top + sum(heights)

    def x(value: float) -> float:
        return plot[0] + (value + FARTHEST) / (2 * FARTHEST) * (plot[1] - plot[0])

    for tick in (-FARTHEST, -2, 0, 2, FARTHEST) if not narrow else (-FARTHEST, 0, FARTHEST):
        axes.plot([x(tick)] * 2, [top, bottom], color=style.INK if tick == 0 else style.RULE, lw=0.6, zorder=0.8)
        text = f"{tick:g}".replace("-", "−")
        axes.text(x(tick), bottom + 0.12, text, ha="center", va="center", size=SMALL, color=style.QUIET)
    axes.text(sum(plot) / 2, bottom + 0.3, "Hedges' g", ha="center", va="center", size=SMALL)
    axes.text(MARGIN, top - 0.12, "Study: group v reference, as printed", size=SMALL, va="center", color=style.QUIET)
    if not narrow:
        axes.text(
            width - MARGIN, top - 0.12, "g (95% interval)", size=SMALL, va="center", ha="right", color=style.QUIET
        )
    y = top
    for (kind, text, row), height in zip(rows, heights, strict=True):
        if kind == "unit":
            axes.fill_between([0, width], y, y + height, color=style.BAND, lw=0, zorder=0.9)
            axes.text(MARGIN, y + height / 2, text[0][0], weight="bold", va="center")
        else:
            for i, (words, weight) in enumerate(text):
                axes.text(MARGIN + 0.05, y + pad / 2 + line * (i + 0.5), words, size=SMALL, va="center", weight=weight)
            _difference(axes, row, y + height / 2, x, plot, narrow, width)
        y += height
    return figure


def _words(row: dict, room: float) -> list[tuple[str, str]]:
    odd = " †" if row["odd"] else ""
    said = f"{row['group']}: {group_words(row)} v {row['reference']}: {group_words(row, 'reference')}{odd}"
    return [
        *((line, "bold") for line in style.wrapped(f"{row['label']}: {row['what']}", room, SMALL, "bold")),
        *((line, "normal") for line in style.wrapped(said, room, SMALL)),
    ]


def _difference(axes: Axes, row: dict, y: float, x, plot, narrow: bool, width: float) -> None:
    words = difference_words(row)
    known = row["g"] is not None
    if not narrow:
        axes.text(width - MARGIN, y, words if known else "n not printed", size=SMALL, ha="right", va="center",
                  color=style.INK if known else style.QUIET, style="normal" if known else "italic")  # fmt: skip
    if not known:
        if narrow:
            axes.text(sum(plot) / 2, y, "n not printed", size=SMALL, ha="center", va="center", color=style.QUIET,
                      style="italic", bbox={"facecolor": "white", "lw": 0, "pad": 1})  # fmt: skip
        return
    clipped = [max(-FARTHEST, min(FARTHEST, row[end])) for end in ("low", "high")]
    if clipped[0] < clipped[1]:
        axes.plot([x(end) for end in clipped], [y, y], color=style.INK, lw=1.0, solid_capstyle="butt")
    for end, beyond, shape in (("low", row["low"] < -FARTHEST, "<"), ("high", row["high"] > FARTHEST, ">")):
        if beyond:
            axes.plot(x(-FARTHEST if end == "low" else FARTHEST), y, shape, ms=5, color=style.INK, zorder=3)
    if abs(row["g"]) <= FARTHEST:
        face = style.BLUE if row["plus_minus_is"] != PlusMinus.NOT_STATED else "white"
        axes.plot(x(row["g"]), y, "s", ms=5.5, mfc=face, mec=style.BLUE, mew=1.3, zorder=4)
    if narrow:
        axes.text(width - MARGIN, y + 0.14, words, size=SMALL - 1, ha="right", va="center",
                  bbox={"facecolor": "white", "lw": 0, "pad": 0.5}, zorder=2)  # fmt: skip
