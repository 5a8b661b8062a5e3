"""Dose and level beside response, a row a cohort. Between cohorts only: it cannot show a dose-response."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrow, Rectangle

from ...evidence import MARKS
from ...render import style
from ...render.style import Drawing, text_width
from ...render.wording import count, interval, percent, sentence, span_words, time_words
from ...store import records
from .model import Exposure, Scale

MARGIN, GAP = 0.05, 0.22
BAR = 0.075  # inches, half the thickness of a span
SMALLEST, LARGEST = 4.0, 10.0  # points: marks of the smallest and the largest cohort
WARNING = "between cohorts: not a dose-response"
NOTHING = "no cohort shows both a response and a dose or level"


def exposure_plot(exposure: Exposure) -> Drawing:
    """Spans of level and dose beside the response of each cohort, grouped by population, highest response first."""
    return Drawing(
        name="exposure",
        draw=lambda width: _draw(exposure, width),
        caption=_caption(exposure),
        alt=_alt(exposure),
        data=exposure.drawn,
    )


def _draw(exposure: Exposure, width: float) -> Figure:
    narrow = width < 5
    rows = records(exposure.drawn)
    blocks: list[tuple[str, list[dict]]] = []
    for row in rows:
        if not blocks or blocks[-1][0] != row["block"]:
            blocks.append((row["block"], []))
        blocks[-1][1].append(row)
    step = style.ROW * (2.15 if narrow else 1.25)
    head = style.ROW * 1.15
    top = style.ROW * (3.5 if narrow else 2.5)
    bottom = top + sum(head + step * len(part) for _, part in blocks) + (0 if rows else head)
    figure, axes = style.canvas(width, bottom + style.ROW * 1.5)
    _centred(axes, width / 2, style.ROW * 0.6, WARNING.upper()[:1] + WARNING[1:], width - 2 * MARGIN, "bold")
    labels = max([text_width(_label(row)) for row in rows] + [0.8])
    start = MARGIN + 0.2 if narrow else MARGIN + 0.08 + labels + GAP
    third = (width - MARGIN - 0.15 - start - 2 * GAP) / 3
    spots = [(start + i * (third + GAP), start + i * (third + GAP) + third) for i in range(3)]
    ends = [_end(exposure.drawn[name]) for name in ("level", "dose")]
    fields = {span["field"] for span in exposure.drawn["level"] if span is not None}
    level = "Target trough" if fields == {"trough_target"} else "Trough"
    titles = [
        f"{level}, {exposure.scales[0].unit_label}",
        f"Dose, {exposure.scales[1].unit_label}",
        f"{exposure.outcome[:1].upper()}{exposure.outcome[1:]}",
    ]
    for (left, right), title in zip(spots, titles, strict=True):
        lines = style.wrapped(title, right - left + GAP * 0.8)
        for i, line in enumerate(lines):
            axes.text((left + right) / 2, top - style.ROW * (0.7 + 0.95 * (len(lines) - 1 - i)), line, ha="center",
                      va="center", color=style.QUIET, size=style.fitting(line, third + GAP * 0.9))  # fmt: skip
    for (left, right), end in zip(spots, [*ends, 1.0], strict=True):
        _axis(axes, left, right, end, top, bottom, end == 1.0 and (left, right) == spots[2])
    if not rows:
        axes.text(MARGIN + 0.08, top + head / 2, NOTHING, va="center", style="italic", color=style.QUIET)
    sizes = [row["n"] for row in rows]
    y = top
    for block, part in blocks:
        axes.add_patch(Rectangle((0, y), width, head, color=style.BAND, lw=0, zorder=0.7))
        size = style.fitting(block, width - 2 * MARGIN - 0.1, "bold")
        axes.text(MARGIN + 0.05, y + head / 2, block, weight="bold", va="center", size=size)
        y += head
        for row in part:
            label = _label(row)
            middle = y + (style.ROW * 1.55 if narrow else step / 2)
            if narrow:
                axes.add_patch(Rectangle((0, y), width, style.ROW * 1.1, color="white", lw=0, zorder=0.7))
            at = y + style.ROW * 0.6 if narrow else middle
            axes.text(MARGIN + 0.08, at, label, va="center", size=style.fitting(label, width - 2 * MARGIN - 0.1))
            for name, (left, right), end in zip(("level", "dose"), spots, ends, strict=False):
                _span(axes, row[name], middle, left, right, end)
            _response(axes, row, middle, *spots[2], sizes)
            y += step
    return figure


def _label(row: Mapping[str, Any]) -> str:
    return f"{row['label']}  {row['events']}/{row['n']}  {row['marks'] or ''}".rstrip()


def _end(spans: pd.Series) -> float:
    """The right end of an axis: beyond the largest value, at a step that halves well."""
    values = [value for span in spans if span is not None for value in (span["low"], span["high"]) if value is not None]
    largest = max(values, default=1.0)
    step = 10 if largest > 10 else 2
    return float(step * (largest // step + 1))


def _axis(axes: Axes, left: float, right: float, end: float, top: float, bottom: float, percentages: bool) -> None:
    for share in (0, 0.5, 1):
        x = left + share * (right - left)
        axes.plot([x, x], [top, bottom], color=style.RULE, lw=0.6, zorder=0)
        text = f"{share:.0%}" if percentages else f"{share * end:g}"
        axes.text(x, bottom + style.ROW * 0.75, text, ha="center", va="center", color=style.QUIET)
    axes.plot([left, right], [bottom] * 2, color=style.INK, lw=0.8)


def _span(axes: Axes, span: Mapping[str, Any] | None, middle: float, left: float, right: float, end: float) -> None:
    if span is None:
        text = "not visible"
        axes.text((left + right) / 2, middle, text, ha="center", va="center", color=style.QUIET, style="italic",
                  size=style.fitting(text, right - left),
                  bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5})  # fmt: skip
        return

    def x(value: float) -> float:
        return left + value / end * (right - left)

    low, high = span["low"], span["high"]
    start, stop = x(low or 0.0), x(end if high is None else high)
    if low == high:
        axes.plot([start, start], [middle - BAR * 1.5, middle + BAR * 1.5], color=style.ORANGE, lw=3, zorder=3)
        return
    axes.add_patch(
        Rectangle((start, middle - BAR), stop - start, 2 * BAR, facecolor=style.ORANGE, edgecolor=style.INK, lw=0.5,
                  alpha=0.55 if None in (low, high) else 1, hatch="////" if None in (low, high) else None, zorder=3)
    )  # fmt: skip
    if high is None:  # no upper end is given: it points on
        axes.add_patch(FancyArrow(stop, middle, 0.06, 0, width=0, head_width=0.12, head_length=0.06, color=style.INK))


def _response(axes: Axes, row: Mapping[str, Any], middle: float, left: float, right: float, sizes: list[int]) -> None:
    estimate, low, high = (left + row[name] * (right - left) for name in ("proportion", "ci_low", "ci_high"))
    axes.plot([low, high], [middle] * 2, color=style.INK, lw=1.1, solid_capstyle="butt", zorder=2)
    share = (row["n"] / max(sizes)) ** 0.5  # area by number of patients
    axes.plot(estimate, middle, "o", ms=SMALLEST + (LARGEST - SMALLEST) * share, mfc=style.BLUE, mec="white", zorder=3)


def _centred(axes: Axes, x: float, y: float, text: str, room: float, weight: str) -> None:
    axes.text(x, y, text, ha="center", va="center", weight=weight, size=style.fitting(text, room, weight))


def _caption(exposure: Exposure) -> str:
    drawn = exposure.drawn
    if drawn.empty:
        return f"**Dose and level beside response**: {NOTHING}."
    parts = [
        f"**Dose and level beside {exposure.outcome}, cohort by cohort** ({WARNING}): "
        f"{count(len(drawn), 'cohort')}, highest response first in each population.",
        "Bars are the ranges of level and dose that the reports give, hatched where one end is not given; "
        "points are the responses nearest to the target month (area by number of patients) with 95% exact intervals.",
        "Cohorts differ in patients, definitions and times, and reported ranges are mostly plans, not measurements.",
    ]
    if others := len(exposure.left_out):
        parts.append(f"{sentence(count(others, 'further arm')).rstrip('.')} could not be drawn; the table says why.")
    used = [f"{letter}, {meaning}" for letter, meaning in MARKS.items() if drawn["marks"].str.contains(letter).any()]
    if used:
        parts.append(f"Marks: {'; '.join(used)}.")
    return " ".join(parts)


def _alt(exposure: Exposure) -> str:
    if exposure.drawn.empty:
        return f"Plot of dose and level beside response: {NOTHING}."
    told = [
        f"{row['label']} ({row['block']}), level {_span_told(row['level'], exposure.scales[0])}, "
        f"dose {_span_told(row['dose'], exposure.scales[1])}, {row['events']} of {row['n']} responded "
        f"({percent(row['proportion'])}, {interval(row['ci_low'], row['ci_high'])}, {time_words(row)})"
        for row in records(exposure.drawn)
    ]
    return sentence(f"Ranges of level and dose beside {exposure.outcome}, {WARNING}. " + "; ".join(told))


def _span_told(span: Mapping[str, Any] | None, scale: Scale) -> str:
    return span_words(span, scale.unit_label) or "not visible"
