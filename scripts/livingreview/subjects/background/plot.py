"""Context plot: figures of other treatments, each as printed. It compares nothing: no pool, no order by effect."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ...evidence import MARKS
from ...render import style
from ...render.style import Drawing, text_width, wrapped
from ...render.wording import count, listed, percent, pluralised
from ...store import records
from .model import TOGETHER

TICKS = (0, 0.25, 0.5, 0.75, 1)
MARGIN, GAP = 0.06, 0.14  # inches around the figure, between columns
SMALL = 8.0  # points: what was counted, in the report's words
STEP = 0.165  # inches from one line of small text to the next
PLOT = 1.6  # inches of the percentage axis at page width
WARNING = "Context, not a ranking: patients, definitions and times differ from row to row."
NOTHING = "no figure seen"
READS = ("heading", "study", "as_printed", "time", "short")  # what a row shows of its figure


@dataclass(frozen=True)
class Line:
    """A heading (a drug), or one figure."""

    heading: bool
    label: str
    marks: str = ""
    what: str = ""
    figure: str = ""
    values: tuple[float, float | None, float | None] | None = None  # proportion, and an interval where there is one
    bounds: str = ""  # "exact", "printed" or ""


def context_plot(rows: pd.DataFrame, name: str, title: str) -> Drawing:
    """Figures of other treatments on one kind of outcome, grouped by drug in alphabetical order.

    `rows` are those of `context.comparators`, in their order; rows without a proportion are not drawn, and the caption
    says how many. `title` names the outcome.
    """
    drawn = rows[rows["proportion"].notna()]
    lines = _lines(drawn)
    return Drawing(
        name=f"context-{name}",
        draw=lambda width: _draw(lines, width),
        caption=_caption(rows, drawn, title),
        alt=_alt(drawn, title),
        data=drawn,
    )


def _lines(rows: pd.DataFrame) -> list[Line]:
    if rows.empty:
        return [Line(True, NOTHING)]
    lines: list[Line] = []
    # Two figures of one report that read alike differ in the patients: then these are told in full.
    alike = rows.fillna({"time": "", "short": ""}).duplicated(list(READS), keep=False)
    for heading, of_drug in rows.assign(alike=alike).groupby("heading", sort=False):
        lines.append(Line(True, heading))
        for row in records(of_drug):
            in_full = row["about"] if row["alike"] or heading == TOGETHER else None
            what = "; ".join(filter(None, (row["short"] or in_full, row["as_printed"], row["time"])))
            values = (row["proportion"], row["ci_low"], row["ci_high"])
            lines.append(Line(False, row["label"], row["marks"], what, _figure(row), values, row["bounds"]))
    return lines


def _figure(row: Mapping[str, Any]) -> str:
    printed = row["printed"] or percent(row["proportion"])
    return f"{row['events']}/{row['n']} ({printed})" if row["bounds"] == "exact" else printed


def _draw(lines: list[Line], width: float) -> Figure:
    narrow = width < 5
    place = _columns(lines, width, narrow)
    texts = [wrapped(line.what, place["room"], SMALL) if line.what else [] for line in lines]
    warning = wrapped(WARNING, width - 2 * MARGIN, weight="bold")
    heights = [_height(line, len(text), narrow) for line, text in zip(lines, texts, strict=True)]
    top = style.ROW * (len(warning) + (0.5 if narrow else 1.5))
    bottom = top + sum(heights)
    figure, axes = style.canvas(width, bottom + style.ROW * 2.1)
    style.may_break(figure, top, heights, [bool(line.heading) for line in lines])
    for i, part in enumerate(warning):
        axes.text(MARGIN, style.ROW * (0.7 + i), part, weight="bold", va="center")
    left, right = place["plot"]

    def x(proportion: float) -> float:
        return left + proportion * (right - left)

    for tick in TICKS if right - left > 1.9 else TICKS[::2]:
        axes.plot([x(tick)] * 2, [top, bottom], color=style.RULE, lw=0.6, zorder=0)
        axes.text(x(tick), bottom + style.ROW * 0.6, f"{tick:.0%}", ha="center", va="center", color=style.QUIET)
    axes.plot([left, right], [bottom] * 2, color=style.INK, lw=0.8)
    axes.text(
        width / 2 if narrow else (left + right) / 2,
        bottom + style.ROW * 1.5,
        "patients, as each report counts them" if narrow else "patients",
        ha="center",
        va="center",
    )
    if not narrow:
        heads = {"label": "Report", "what": "What was counted, when", "figure": "As printed"}
        for key, head in heads.items():
            axes.text(place[key], top - style.ROW * 0.5, head, va="center", color=style.QUIET)
    y = top
    for line, text, height in zip(lines, texts, heights, strict=True):
        (_row_narrow if narrow else _row_wide)(axes, line, text, (y, height), place, x, width)
        y += height
    return figure


def _height(line: Line, texts: int, narrow: bool) -> float:
    if line.heading:
        return style.ROW * 1.1
    return style.ROW * 1.05 + STEP * texts + style.ROW * 0.8 if narrow else STEP * max(texts, 1) + 0.09


def _columns(lines: list[Line], width: float, narrow: bool) -> dict[str, Any]:
    """Where each column begins, in inches; `room` is the width for what was counted."""
    if narrow:
        ends = {"label": MARGIN, "what": MARGIN, "figure": width - MARGIN}
        return {**ends, "plot": (MARGIN + 0.25, width - MARGIN - 0.25), "room": width - 2 * MARGIN}
    rows = [line for line in lines if not line.heading]
    label = max([_label_width(line) for line in rows] + [text_width("Report")])
    figure = max([text_width(line.figure) for line in rows] + [text_width("As printed")])
    what = MARGIN + 0.06 + label + GAP
    right = width - MARGIN - figure - 1.5 * GAP
    left = right - PLOT
    return {
        "label": MARGIN + 0.06,
        "what": what,
        "room": left - 1.5 * GAP - what,
        "plot": (left, right),
        "figure": width - MARGIN - figure,
    }


def _label_width(line: Line) -> float:
    return text_width(line.label) + (0.05 + text_width(line.marks, SMALL) if line.marks else 0)


def _heading(axes: Axes, line: Line, y: float, height: float, width: float) -> None:
    axes.add_patch(Rectangle((0, y), width, height, color=style.BAND, lw=0, zorder=0.7))
    empty = line.label == NOTHING
    axes.text(
        MARGIN,
        y + height / 2,
        line.label,
        va="center",
        weight="normal" if empty else "bold",
        style="italic" if empty else "normal",
        size=style.fitting(line.label, width - 2 * MARGIN, "bold"),
    )


def _label(axes: Axes, line: Line, left: float, y: float, size: float = style.FONT_SIZE) -> None:
    axes.text(left, y, line.label, va="center", size=size)
    if line.marks:
        after = left + text_width(line.label, size) + 0.05
        axes.text(after, y, line.marks, va="center", size=SMALL, color=style.QUIET)


def _row_wide(axes: Axes, line: Line, text: list[str], at: tuple[float, float], place: dict, x: Callable, width: float):
    y, height = at
    if line.heading:
        _heading(axes, line, y, height, width)
        return
    middle = y + height / 2
    _label(axes, line, place["label"], middle)
    for i, part in enumerate(text):
        axes.text(
            place["what"],
            middle + STEP * (i - (len(text) - 1) / 2),
            part,
            va="center",
            size=SMALL,
            color=style.QUIET,
        )
    axes.text(place["figure"], middle, line.figure, va="center")
    _mark(axes, line, middle, x)


def _row_narrow(
    axes: Axes, line: Line, text: list[str], at: tuple[float, float], place: dict, x: Callable, width: float
):
    y, height = at
    if line.heading:
        _heading(axes, line, y, height, width)
        return
    words = style.ROW * 1.05 + STEP * len(text)
    # The grid passes behind the marks, not behind the text.
    axes.add_patch(Rectangle((0, y), width, words, color="white", lw=0, zorder=0.7))
    room = width - 2 * MARGIN - text_width(line.figure) - GAP
    size = style.FONT_SIZE * min(1.0, room / _label_width(line))
    _label(axes, line, place["label"], y + style.ROW * 0.6, size)
    axes.text(place["figure"], y + style.ROW * 0.6, line.figure, ha="right", va="center")
    for i, part in enumerate(text):
        middle = y + style.ROW * 1.1 + STEP * (i + 0.4)
        axes.text(place["what"], middle, part, va="center", size=SMALL, color=style.QUIET)
    _mark(axes, line, y + words + style.ROW * 0.4, x)


def _mark(axes: Axes, line: Line, middle: float, x: Callable[[float], float]) -> None:
    """A filled square for a count with its exact interval, an open one for a bare percentage."""
    if line.values is None:
        return
    proportion, low, high = line.values
    if low is not None and high is not None:
        dashes = "-" if line.bounds == "exact" else (0, (2, 1.5))
        axes.plot([x(low), x(high)], [middle] * 2, color=style.INK, lw=1.1, ls=dashes, solid_capstyle="butt", zorder=2)
    counted = line.bounds == "exact"
    colour = style.BLUE if counted else style.QUIET
    axes.plot(x(proportion), middle, "s", ms=5, mfc=colour if counted else "white", mec=colour, mew=1.2, zorder=3)


def _caption(rows: pd.DataFrame, drawn: pd.DataFrame, title: str) -> str:
    if drawn.empty:
        return f"**Other treatments, {title}: context, not a ranking.** No report gives a percentage or a count."
    figures, publications = count(len(drawn), "figure"), count(drawn["study"].nunique(), "publication")
    parts = [
        f"**Other treatments, {title}: context, not a ranking.** {figures[:1].upper() + figures[1:]} from "
        f"{publications}, with the definition and the time that each report gives;",
        "patients, earlier treatment, definitions and times differ, so that differences between rows are not "
        "differences between drugs, and figures of one report may count the same patients.",
        "Drugs stand in alphabetical order.",
    ]
    kinds = set(drawn["bounds"])
    if "exact" in kinds:
        parts.append("Filled squares are counts with 95% exact (Clopper-Pearson) intervals.")
    if kinds - {"exact"}:
        parts.append("Open squares are percentages printed without a count.")
    if "printed" in kinds:
        parts.append("Dashed lines are 95% intervals as the report prints them.")
    if apart := len(rows) - len(drawn):
        verb = "is" if apart == 1 else "are"
        noun = "figure" if apart == 1 else pluralised("figure")
        parts.append(f"{count(apart, 'further ' + noun, 'further ' + noun).capitalize()} without one percentage")
        parts[-1] += f" {verb} in the table only."
    used = [f"{letter}, {meaning}" for letter, meaning in MARKS.items() if drawn["marks"].str.contains(letter).any()]
    if used:
        parts.append("Marks: " + "; ".join(used) + ".")
    return " ".join(parts)


def _alt(drawn: pd.DataFrame, title: str) -> str:
    start = f"Context plot of other treatments, {title}, in alphabetical order; it ranks nothing."
    if drawn.empty:
        return f"{start} No figure seen."
    told = []
    for heading, part in drawn.groupby("heading", sort=False):
        low, high = percent(part["proportion"].min()), percent(part["proportion"].max())
        told.append(f"{heading} {count(len(part), 'figure')}, {low if low == high else f'{low} to {high}'}")
    return f"{start} {listed(told)}. Each figure with its report and definition is in the table below."
