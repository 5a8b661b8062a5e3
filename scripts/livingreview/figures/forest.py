"""Forest plot of proportions: readable from 1 to 60 studies, at page width and on a phone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle

from ..meta import Pooled
from ..store import records
from ..synthesis import MARKS, Synthesis
from ..wording import count, interval, listed, percent, short
from . import style
from .style import Drawing, text_width

TICKS = (0, 0.25, 0.5, 0.75, 1)
ROOM_FOR_ALL_TICKS = 1.9  # inches
MARGIN, GAP = 0.05, 0.16  # inches around the figure, between columns
NO_STUDY = "no study with a count"


@dataclass(frozen=True)
class Line:
    """One line of the plot: a heading, a study, or a pooled result."""

    kind: str  # "heading" | "study" | "pooled" | "prediction" | "gap"
    label: str
    marks: str = ""
    time: str = ""
    count: str = ""
    estimate: str = ""
    weight: str = ""
    values: tuple[float, float, float] | None = None  # estimate, low, high
    share: float = 0.0  # of the largest weight


def forest(synthesis: Synthesis) -> Drawing:
    """Forest plot of a synthesis, with subgroups, weights, confidence and prediction intervals and marks."""
    lines = _lines(synthesis)
    return Drawing(
        name=f"forest-{synthesis.id}",
        draw=lambda width: _draw(lines, width, synthesis),
        caption=_caption(synthesis),
        alt=_alt(synthesis),
        data=synthesis.rows,
    )


def _time(row: Mapping[str, Any]) -> str:
    return f"{row['month']:g} mo" if row["month"] is not None else "–"  # its mark says what the dash means


def _result(pooled: Pooled) -> str:
    return short(pooled.estimate, pooled.ci_low, pooled.ci_high)


def _pooled_line(kind: str, label: str, pooled: Pooled, events: int) -> Line:
    values = (pooled.estimate, pooled.ci_low, pooled.ci_high)
    return Line(kind, label, count=f"{events}/{pooled.n}", estimate=_result(pooled), values=values)


def _lines(synthesis: Synthesis) -> list[Line]:
    rows = synthesis.rows
    heaviest = rows["weight"].max() if len(rows) else 1.0
    lines: list[Line] = []

    def studies(part: pd.DataFrame) -> None:
        for row in records(part):
            values = (row["proportion"], row["ci_low"], row["ci_high"])
            lines.append(
                Line(
                    "study",
                    row["label"],
                    row["marks"],
                    _time(row),
                    f"{row['events']}/{row['n']}",
                    short(*values),
                    f"{row['weight']:.0f}%",
                    values,
                    row["weight"] / heaviest,
                )
            )

    for result in synthesis.subgroups:
        part = rows[rows["subgroup"] == result.subgroup.id]
        lines.append(Line("heading", result.subgroup.label))
        studies(part)
        if result.pooled is None:
            lines.append(Line("gap", NO_STUDY))
        elif len(part) > 1:
            lines.append(_pooled_line("subtotal", "pooled", result.pooled, int(part["events"].sum())))
    if not synthesis.subgroups:
        studies(rows)
    if synthesis.pooled is not None:
        pooled = synthesis.pooled
        lines.append(Line("heading", "All"))
        lines.append(_pooled_line("pooled", "pooled", pooled, int(rows["events"].sum())))
        if not np.isnan(pooled.pi_low):
            values = (pooled.estimate, pooled.pi_low, pooled.pi_high)
            lines.append(
                Line("prediction", "prediction interval", estimate=short(*values).split(" ", 1)[1], values=values)
            )
    return lines


def _draw(lines: list[Line], width: float, synthesis: Synthesis) -> Figure:
    narrow = width < 5
    columns = _columns(lines, width, narrow)
    heights = [
        style.ROW * (2.05 if narrow and line.kind != "heading" and line.kind != "gap" else 1.12) for line in lines
    ]
    top = style.ROW * (1.3 if narrow else 1.7)
    height = top + sum(heights) + style.ROW * 3.1
    figure, axes = style.canvas(width, height)
    left, right = columns["plot"]

    def x(proportion: float) -> float:
        return left + proportion * (right - left)

    bottom = top + sum(heights)
    for tick in TICKS if right - left > ROOM_FOR_ALL_TICKS else TICKS[::2]:
        axes.plot([x(tick)] * 2, [top, bottom], color=style.RULE, lw=0.6, zorder=0)
        axes.text(x(tick), bottom + style.ROW * 0.75, f"{tick:.0%}", ha="center", va="center", color=style.QUIET)
    axes.plot([left, right], [bottom] * 2, color=style.INK, lw=0.8)
    label = f"{synthesis.pool.label} (proportion of patients)"
    for i, part in enumerate(style.wrapped(label, width - 2 * MARGIN)):
        axes.text(
            (left + right) / 2 if not narrow else width / 2,
            bottom + style.ROW * (1.8 + i),
            part,
            ha="center",
            va="center",
        )
    if synthesis.pooled is not None:
        axes.plot(
            [x(synthesis.pooled.estimate)] * 2, [top, bottom], color=style.BLUE, lw=0.8, ls=(0, (3, 2)), zorder=0.5
        )
    if narrow:
        heads = [("label", "Study, marks", "left"), ("estimate", "Events/n  % (95% CI)", "right")]
    else:
        heads = [(name, text, align) for name, (text, align) in HEADS.items()]
    for name, text, align in heads:
        axes.text(columns[name], top - style.ROW * 0.7, text, ha=align, va="center", color=style.QUIET)
    y = top
    for line, step in zip(lines, heights, strict=True):
        if line.kind == "heading":
            axes.add_patch(Rectangle((0, y), width, step, color=style.BAND, lw=0, zorder=0.7))
        (_row_narrow if narrow else _row_wide)(axes, line, y, step, columns, x)
        y += step
    return figure


HEADS = {
    "label": ("Study", "left"),
    "marks": ("Marks", "left"),
    "time": ("Time", "left"),
    "count": ("Events/n", "right"),
    "estimate": ("% (95% CI)", "left"),
    "weight": ("Weight", "right"),
}


def _columns(lines: list[Line], width: float, narrow: bool) -> dict:
    """Position of each column in inches: as wide as its longest entry; the plot takes what is left."""
    if narrow:
        return {"label": MARGIN + 0.05, "estimate": width - MARGIN, "plot": (MARGIN + 0.25, width - MARGIN - 0.25)}

    def widest(name: str) -> float:
        entries = [
            text_width(getattr(line, name), weight=_weight(line))
            for line in lines
            if line.kind not in ("heading", "gap")
        ]
        return max([*entries, text_width(HEADS[name][0])])

    at: dict = {"label": MARGIN + 0.08}
    at["marks"] = at["label"] + widest("label") + GAP
    at["time"] = at["marks"] + widest("marks") + GAP
    at["count"] = at["time"] + widest("time") + GAP + widest("count")
    at["weight"] = width - MARGIN
    at["estimate"] = at["weight"] - widest("weight") - GAP - widest("estimate")
    at["plot"] = (at["count"] + 1.5 * GAP, at["estimate"] - 1.5 * GAP)
    return at


def _weight(line: Line) -> str:
    return "bold" if line.kind in ("heading", "pooled") else "normal"


def _row_wide(axes: Axes, line: Line, y: float, step: float, columns: dict, x) -> None:
    middle = y + step / 2
    quiet = line.kind in ("gap", "prediction")
    for name, (_, align) in HEADS.items():
        if text := getattr(line, name):
            axes.text(
                columns[name],
                middle,
                text,
                ha=align,
                va="center",
                weight=_weight(line),
                color=style.QUIET if quiet or name == "marks" else style.INK,
                style="italic" if line.kind == "gap" else "normal",
            )
    _mark(axes, line, middle, x)


def _row_narrow(axes: Axes, line: Line, y: float, step: float, columns: dict, x) -> None:
    single = line.kind in ("heading", "gap")
    middle = y + (step / 2 if single else style.ROW * 0.62)
    label = f"{line.label}  {line.marks}".rstrip()
    told = "  ".join(filter(None, (line.count, line.estimate)))
    room = columns["estimate"] - columns["label"] - (0 if single else text_width(told, weight=_weight(line)) + GAP / 2)
    quiet = line.kind in ("gap", "prediction")
    colour = style.QUIET if quiet else style.INK
    axes.text(
        columns["label"],
        middle,
        label,
        ha="left",
        va="center",
        weight=_weight(line),
        color=colour,
        size=style.fitting(label, room, _weight(line)),
        style="italic" if line.kind == "gap" else "normal",
    )
    if not single:
        # The grid and the pooled line pass behind the marks, not behind the text.
        axes.add_patch(
            Rectangle((0, y), columns["estimate"] + MARGIN, style.ROW * 1.15, color="white", lw=0, zorder=0.7)
        )
        axes.text(columns["estimate"], middle, told, ha="right", va="center", weight=_weight(line), color=colour)
        _mark(axes, line, y + style.ROW * 1.5, x)


def _mark(axes: Axes, line: Line, middle: float, x) -> None:
    if line.values is None:
        return
    estimate, low, high = line.values
    if line.kind == "study":
        axes.plot([x(low), x(high)], [middle] * 2, color=style.INK, lw=1.1, solid_capstyle="butt")
        side = 0.05 + 0.09 * line.share**0.5
        axes.add_patch(
            Rectangle(
                (x(estimate) - side / 2, middle - side / 2),
                side,
                side,
                facecolor=style.BLUE,
                edgecolor="white",
                lw=0.5,
                zorder=3,
            )
        )
    elif line.kind == "prediction":
        axes.plot([x(low), x(high)], [middle] * 2, color=style.ORANGE, lw=3, solid_capstyle="butt", zorder=3)
        for end in (low, high):
            axes.plot([x(end)] * 2, [middle - 0.06, middle + 0.06], color=style.ORANGE, lw=1.4)
    else:
        half = 0.085 if line.kind == "pooled" else 0.065
        face = style.BLUE if line.kind == "pooled" else "white"
        corners = [(x(low), middle), (x(estimate), middle - half), (x(high), middle), (x(estimate), middle + half)]
        axes.add_patch(Polygon(corners, closed=True, facecolor=face, edgecolor=style.BLUE, lw=1.1, zorder=3))


def _caption(synthesis: Synthesis) -> str:
    pool, rows, pooled = synthesis.pool, synthesis.rows, synthesis.pooled
    if pooled is None:
        return f"**{pool.label}.** No study gives a count that may enter."
    used = [f"{letter}, {meaning}" for letter, meaning in MARKS.items() if rows["marks"].str.contains(letter).any()]
    parts = [
        f"**{pool.label}**: {count(pooled.k, 'cohort')}, {pooled.n} patients.",
        "Squares are studies (area by weight) with 95% exact (Clopper-Pearson) intervals;",
        "diamonds are pooled proportions with 95% confidence intervals;",
        "the bar is the 95% prediction interval, where the proportion of a new, similar cohort is expected.",
        "Weights are those of the pool of all studies.",
    ]
    if used:
        parts.append("Marks: " + "; ".join(used) + ".")
    return " ".join(parts)


def _alt(synthesis: Synthesis) -> str:
    pool, rows, pooled = synthesis.pool, synthesis.rows, synthesis.pooled
    if pooled is None:
        return f"Forest plot of {pool.label.lower()}: no study gives a count that may enter."
    each = listed(f"{r.label} {r.events} of {r.n} ({percent(r.proportion)})" for r in rows.itertuples())
    text = f"Forest plot of {pool.label.lower()} in {count(pooled.k, 'cohort')} with {pooled.n} patients: {each}."
    text += f" Pooled {percent(pooled.estimate)}, 95% confidence interval {interval(pooled.ci_low, pooled.ci_high)}"
    if not np.isnan(pooled.pi_low):
        text += f", 95% prediction interval {interval(pooled.pi_low, pooled.pi_high)}"
    gaps = [r.subgroup.label for r in synthesis.subgroups if r.pooled is None]
    return text + "." + (f" No study with a count for: {listed(gaps)}." if gaps else "")
