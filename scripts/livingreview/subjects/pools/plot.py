"""Forest plot of proportions: readable from 1 to 60 studies, at page width and on a phone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle

from ...evidence import MARKS
from ...meta import Pooled
from ...render import style
from ...render.style import Drawing, text_width
from ...render.wording import count, interval, listed, percent, short
from ...store import records
from .model import BIAS, NO_OVERALL, NOT_RATED, Synthesis

TICKS = (0, 0.25, 0.5, 0.75, 1)
ROOM_FOR_ALL_TICKS = 1.9  # inches
MARGIN, GAP = 0.05, 0.16  # inches around the figure, between columns
DOSE_LEGEND = " Dose and target of the trough level are those of the arm; empty where they were not visible."
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
    dose: str = ""
    trough: str = ""
    bias: str = ""

    @property
    def given(self) -> str:
        """Dose and trough target in one line."""
        trough = f"trough target {self.trough}" if self.trough else ""
        return "; ".join(filter(None, (self.dose, trough)))


def forest(synthesis: Synthesis, dose: bool = False) -> Drawing:
    """Forest plot of a synthesis: subgroups, weights, confidence and prediction intervals, marks and risk of bias.

    With `dose`, also the dose and the trough target of each arm: in columns where there is room (weights then stand in
    the table behind the plot only), else in a line under the study.
    """
    lines = _lines(synthesis, dose)
    return Drawing(
        name=f"forest-{synthesis.id}",
        draw=lambda width: _draw(lines, width, synthesis),
        caption=_caption(synthesis) + (DOSE_LEGEND if any(line.given for line in lines) else ""),
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


def _lines(synthesis: Synthesis, dose: bool) -> list[Line]:
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
                    (row.get("dose") or "") if dose else "",
                    (row.get("trough_target") or "") if dose else "",
                    row.get("bias") or NOT_RATED,
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
    layout = _narrow_layout(width) if narrow else _layout(lines, width)
    heights = [_height(line, layout) for line in lines]
    top = style.ROW * (1.3 if narrow else 2.0 if layout.units else 1.7)
    height = top + sum(heights) + style.ROW * 3.1
    figure, axes = style.canvas(width, height)
    style.may_break(figure, top, heights, [line.kind == "heading" for line in lines])
    left, right = layout.plot

    def x(proportion: float) -> float:
        return left + proportion * (right - left)

    bottom = top + sum(heights)
    for tick in TICKS if right - left > ROOM_FOR_ALL_TICKS else TICKS[::2]:
        axes.plot([x(tick)] * 2, [top, bottom], color=style.RULE, lw=0.6, zorder=0)
        axes.text(x(tick), bottom + style.ROW * 0.75, f"{tick:.0%}", ha="center", va="center", color=style.QUIET)
    axes.plot([left, right], [bottom] * 2, color=style.INK, lw=0.8)
    label = f"{synthesis.pool.label} (proportion of patients)"
    for i, part in enumerate(style.wrapped(label, width - 2 * MARGIN)):
        half = text_width(part) / 2 + MARGIN
        middle = width / 2 if narrow else min(max((left + right) / 2, half), width - half)
        axes.text(middle, bottom + style.ROW * (1.8 + i), part, ha="center", va="center")
    if synthesis.pooled is not None:
        axes.plot(
            [x(synthesis.pooled.estimate)] * 2, [top, bottom], color=style.BLUE, lw=0.8, ls=(0, (3, 2)), zorder=0.5
        )
    for name, at in layout.columns.items():
        text, align = (NARROW_HEADS if narrow else HEADS)[name]
        low = style.ROW * (0.45 if name in layout.units else 0.7)
        axes.text(at, top - low, layout.units.get(name, text), ha=align, va="center", color=style.QUIET)
        if name in layout.units:
            axes.text(at, top - style.ROW * 1.3, text, ha=align, va="center", color=style.QUIET)
    y = top
    for line, step in zip(lines, heights, strict=True):
        if line.kind == "heading":
            axes.add_patch(Rectangle((0, y), width, step, color=style.BAND, lw=0, zorder=0.7))
        (_row_narrow if narrow else _row_wide)(axes, line, y, step, layout, x)
        y += step
    return figure


HEADS = {
    "label": ("Study", "left"),
    "marks": ("Marks", "left"),
    "time": ("Time", "left"),
    "count": ("Events/n", "right"),
    "dose": ("Dose", "left"),
    "trough": ("Trough", "left"),
    "estimate": ("% (95% CI)", "left"),
    "weight": ("Weight", "right"),
    "bias": ("Bias", "right"),
}
NARROW_HEADS = {"label": ("Study, marks, [bias]", "left"), "estimate": ("Events/n  % (95% CI)", "right")}
SMALLEST_PLOT = 1.35  # inches; below it dose and trough go under the study, and long labels are broken
EXTRAS = ("dose", "trough")


@dataclass(frozen=True)
class Layout:
    """Where columns and plot lie, in inches; `room` is that of a label, `under` whether the dose stands under it."""

    width: float
    columns: Mapping[str, float]
    plot: tuple[float, float]
    room: float
    under: bool
    narrow: bool
    units: Mapping[str, str] = field(default_factory=dict)  # of dose and trough, where they stand in columns


def _narrow_layout(width: float) -> Layout:
    columns = {"label": MARGIN + 0.05, "estimate": width - MARGIN}
    plot = (MARGIN + 0.25, width - MARGIN - 0.25)
    return Layout(width, columns, plot, width - 2 * MARGIN - 0.05, True, True)


def _layout(lines: list[Line], width: float) -> Layout:
    """Columns as wide as their longest entry; the plot takes what is left."""
    written = [line for line in lines if line.kind not in ("heading", "gap")]
    units = {name: unit for name in EXTRAS if (unit := _unit(getattr(line, name) for line in written))}
    extras = [name for name in EXTRAS if any(getattr(line, name) for line in written)]

    def widest(name: str) -> float:
        entries = [text_width(_value(getattr(line, name), units.get(name)), weight=_weight(line)) for line in written]
        return max([*entries, text_width(HEADS[name][0]), text_width(units.get(name, ""))])

    def arranged(shown: list[str], room: float, under: bool) -> Layout:
        gap = GAP if not shown else GAP * 0.75
        at = {"label": MARGIN + 0.08}
        x = at["label"] + room
        for name in ("marks", "time", "count", *shown):
            x += gap / 2 if name == "dose" else 0  # between a column set right and one set left
            wide = widest(name)
            at[name] = x + gap + (wide if HEADS[name][1] == "right" else 0)
            x += gap + wide
        right = width - MARGIN
        for name in ("bias", *(() if shown else ("weight",)), "estimate"):
            wide = widest(name)
            at[name] = right - (0 if HEADS[name][1] == "right" else wide)
            right -= wide + gap
        in_columns = {name: units[name] for name in shown}
        return Layout(width, at, (x + 1.5 * gap, right - 0.5 * gap), room, under, False, in_columns)

    def plot_of(layout: Layout) -> float:
        return layout.plot[1] - layout.plot[0]

    wanted = widest("label")
    columns = extras if all(name in units for name in extras) else []  # a column needs one unit
    layout = arranged(columns, wanted, bool(extras) and not columns)
    if columns and plot_of(layout) < SMALLEST_PLOT:
        layout = arranged([], wanted, True)
    if (lacking := SMALLEST_PLOT - plot_of(layout)) > 0:
        words = max(text_width(word, weight=_weight(line)) for line in written for word in line.label.split())
        layout = arranged([], max(wanted - lacking, words, text_width(HEADS["label"][0])), bool(extras))
    return layout


def _unit(texts: Iterable[str]) -> str | None:
    """The unit that all these doses or levels have; None where there is none, or more than one."""
    units = {text.partition(" ")[2] for text in texts if text}
    return units.pop() if len(units) == 1 else None


def _value(text: str, unit: str | None) -> str:
    return text.removesuffix(f" {unit}") if unit else text


def _weight(line: Line) -> str:
    return "bold" if line.kind in ("heading", "pooled") else "normal"


def _texts(line: Line, layout: Layout) -> tuple[list[str], list[str], bool]:
    """Lines of the label, lines of dose and trough under it, and whether the result needs a line of its own."""
    if line.kind in ("heading", "gap"):
        return style.wrapped(line.label, layout.width - 4 * MARGIN, weight=_weight(line)), [], False
    room = layout.room if layout.narrow else layout.plot[0] - layout.columns["label"] - GAP
    under = style.wrapped(line.given, room) if layout.under and line.given else []
    if not layout.narrow:
        return style.wrapped(line.label, layout.room, weight=_weight(line)), under, False
    label = _narrow_label(line)
    apart = (
        text_width(label, weight=_weight(line)) + GAP / 2 + text_width(_told(line), weight=_weight(line)) > layout.room
    )
    return style.wrapped(label, layout.room, weight=_weight(line)), under, apart


def _narrow_label(line: Line) -> str:
    return f"{line.label}  {line.marks}".rstrip() + (f"  [{line.bias}]" if line.bias else "")


def _told(line: Line) -> str:
    return "  ".join(filter(None, (line.count, line.estimate)))


def _height(line: Line, layout: Layout) -> float:
    label, under, apart = _texts(line, layout)
    more = style.ROW * 0.9 * (len(label) - 1 + len(under) + apart)
    single = not layout.narrow or line.kind in ("heading", "gap")
    return style.ROW * (1.12 if single else 2.05) + more


def _row_wide(axes: Axes, line: Line, y: float, step: float, layout: Layout, x) -> None:
    quiet = line.kind in ("gap", "prediction")
    font = {"weight": _weight(line), "style": "italic" if line.kind == "gap" else "normal"}
    label, under, _ = _texts(line, layout)
    first = y + style.ROW * 0.56
    for i, text in enumerate([*label, *under]):
        colour = style.QUIET if quiet or i >= len(label) else style.INK
        weight = font if i < len(label) else {}
        at = first + i * style.ROW * 0.9
        axes.text(layout.columns["label"], at, text, ha="left", va="center", color=colour, **weight)
    for name, at in layout.columns.items():
        if name != "label" and (text := getattr(line, name)):  # on the first line: dose and trough may run below
            colour = style.QUIET if quiet or name == "marks" else style.INK
            told = _value(text, layout.units.get(name))
            axes.text(at, first, told, ha=HEADS[name][1], va="center", color=colour, **font)
    _mark(axes, line, first, x)


def _row_narrow(axes: Axes, line: Line, y: float, step: float, layout: Layout, x) -> None:
    single = line.kind in ("heading", "gap")
    label, under, apart = _texts(line, layout)
    colour = style.QUIET if line.kind in ("gap", "prediction") else style.INK
    font = {"weight": _weight(line), "color": colour, "style": "italic" if line.kind == "gap" else "normal"}
    first = y + style.ROW * (0.56 if single else 0.62)
    pitch = style.ROW * 0.9
    if not single:
        # The grid and the pooled line pass behind the marks, not behind the text.
        text = style.ROW * 1.15 + pitch * (len(label) - 1 + len(under) + apart)
        axes.add_patch(Rectangle((0, y), layout.width, text, color="white", lw=0, zorder=0.7))
    for i, text in enumerate(label):
        axes.text(layout.columns["label"], first + i * pitch, text, ha="left", va="center", **font)
    for i, text in enumerate(under):
        at = first + (len(label) + i) * pitch
        axes.text(layout.columns["label"], at, text, ha="left", va="center", color=style.QUIET)
    if not single:
        at = first + (len(label) + len(under)) * pitch if apart else first
        axes.text(layout.columns["estimate"], at, _told(line), ha="right", va="center", **font)
        _mark(axes, line, y + step - style.ROW * 0.55, x)


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
    parts.append(_bias_legend(rows))
    return " ".join(parts)


def _bias_legend(rows: pd.DataFrame) -> str:
    """What the letters of the risk-of-bias column mean, as far as they are used."""
    letters = set(rows["bias"]) if "bias" in rows else {NOT_RATED}
    words = {letter: judgement.label for judgement, letter in BIAS.items()}
    used = [f"{letter}, {word}" for letter, word in words.items() if letters & {letter, letter.lower()}]
    used += [f"{NOT_RATED}, not rated"] if NOT_RATED in letters else []
    used += [f"{NO_OVERALL}, rated by item only"] if NO_OVERALL in letters else []
    drafts = any(letter.islower() for letter in letters)
    return "Risk of bias: " + "; ".join(used) + ("; small letters are drafts." if drafts else ".")


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
