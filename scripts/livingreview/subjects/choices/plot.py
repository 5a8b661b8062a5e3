"""The specification curve: estimates of every analysis in order, and below them the choices that lead to each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ...render import style
from ...render.style import Drawing, Sheet, text_width
from ...render.table import plain
from ...wording import count, interval, level_words, listed, percent
from .model import Multiverse
from .options import Choice
from .words import impossible_words, points_of, sentence

SIZE = 8.0  # points, of labels
STEP = 0.165  # inches from one option to the next
EDGE = 0.06  # inches between the border and the text
GAP = 0.1  # inches between labels and plot
CURVE = 2.5  # inches: height of the upper part
PHONE = 5.0  # inches; below it, choices have lines of their own and moves are left out
MOST = 1.6  # inches: widest label of an option on a page
LABELS = 0.4  # share of the width that labels may take on a phone
APART = 0.045  # inches; columns narrower than it are drawn as one bar where they are alike
HEAD = ("Moves", "it by")
BESIDE = 0.55  # inches: widest line of a threshold's label
LINE = 0.11  # inches from one of its lines to the next


def curve(found: Multiverse) -> Drawing:
    """The specification curve of a pool."""
    return Drawing(
        name=f"choices-{found.id}",
        draw=lambda width: _draw(found, width),
        caption=_caption(found),
        alt=_alt(found),
        data=found.table,
    )


@dataclass(frozen=True)
class Line:
    """A line of the lower part: a choice's name, an option, or both; `first` begins a choice."""

    choice: Choice
    name: list[str]
    label: list[str]
    option: int | None
    first: bool

    @property
    def height(self) -> float:
        """Inches."""
        return STEP + (max(len(self.name), len(self.label), 1) - 1) * STEP * 0.8


def _lines(found: Multiverse, width: float, space: float) -> Iterator[Line]:
    """The lines of the lower part; on a phone the name of a choice has one of its own."""
    for choice in found.choices:
        if width < PHONE:
            yield Line(choice, style.wrapped(choice.label, space, SIZE, "bold"), [], None, True)
        for i, option in enumerate(choice.options):
            label = style.wrapped(option.label, space, SIZE)
            name = [choice.label] if i == 0 and width >= PHONE else []
            yield Line(choice, name, label, i, i == 0 and width >= PHONE)


def _draw(found: Multiverse, width: float) -> Figure:
    phone = width < PHONE
    names = max(text_width(choice.label, SIZE, "bold") for choice in found.choices)
    longest = max(text_width(one.label, SIZE) for choice in found.choices for one in choice.options)
    labels = min(longest + 0.02, MOST)
    indent = EDGE + (0.08 if phone else names + GAP)
    left = EDGE + LABELS * width if phone else indent + labels + GAP
    right = width - (0.12 if phone else 0.62)
    lines = list(_lines(found, width, left - indent - (GAP / 2 if phone else GAP)))
    top, bottom = 0.12, 0.12 + CURVE
    start = bottom + (0.14 if phone else 0.38 + _below(found))  # room for the head of the last column
    figure, axes = style.canvas(width, start + sum(line.height for line in lines) + 0.08)
    if not found.specifications:
        axes.text(EDGE, style.ROW, "No combination gives a result.", va="center", color=style.QUIET, style="italic")
        return figure
    columns = left + (np.arange(len(found.specifications)) + 0.5) * (right - left) / len(found.specifications)
    end = start + sum(line.height for line in lines)
    _mark_declared(axes, found, columns, (top, end), (right - left) / len(columns))
    _draw_curve(axes, found, columns, (left, right, top, bottom), phone)
    if not phone:
        for i, word in enumerate(HEAD):
            axes.text(width - EDGE, start - 0.24 + 0.13 * i, word, ha="right", va="center", size=7, color=style.QUIET)
    y = start
    for line in lines:
        _draw_line(axes, found, line, columns, (indent, left, right, width), y, phone)
        y += line.height
    return figure


def _below(found: Multiverse) -> float:
    """Inches that the label of a threshold at the foot of the axis reaches below it."""
    lines = [len(style.wrapped(one.label, BESIDE, 7)) for one in found.thresholds]
    return (max(lines, default=1) - 1) / 2 * LINE


def _mark_declared(axes: Sheet, found: Multiverse, columns: np.ndarray, ends: tuple[float, float], step: float) -> None:
    wide = max(step, 0.05)
    for x, one in zip(columns, found.specifications, strict=True):
        if one.declared:
            axes.add_patch(
                Rectangle((x - wide / 2, ends[0]), wide, ends[1] - ends[0], color=style.MARKED, lw=0, zorder=0.5)
            )


def _draw_curve(
    axes: Sheet, found: Multiverse, columns: np.ndarray, box: tuple[float, float, float, float], phone: bool
) -> None:
    """Estimates with their intervals over an axis of proportions, thresholds, and the declared analysis."""
    left, right, top, bottom = box
    pools = [one.pooled for one in found.specifications]
    thresholds = found.thresholds
    low = min([*(pool.ci_low for pool in pools), *(one.at for one in thresholds)])
    high = max([*(pool.ci_high for pool in pools), *(one.at for one in thresholds)])
    low, high = np.floor(low * 10 - 1e-9) / 10, np.ceil(high * 10 + 1e-9) / 10
    low, high = max(low, 0.0), min(high, 1.0)

    def at(value: float) -> float:
        return float(bottom - (value - low) / (high - low) * (bottom - top))

    step = 0.1 if high - low <= 0.6 else 0.2
    ticks = [float(tick) for tick in np.arange(np.ceil(low / step - 1e-9) * step, high + 1e-9, step)]
    for tick in ticks:
        axes.plot([left, right], [at(tick)] * 2, color=style.RULE, lw=0.4, zorder=0.6)
        axes.text(left - 0.05, at(tick), percent(round(tick, 6)), ha="right", va="center", size=SIZE)
    for one in thresholds:
        if all(abs(at(one.at) - at(tick)) > 0.1 for tick in ticks):
            axes.text(left - 0.05, at(one.at), percent(one.at), ha="right", va="center", size=7, color=style.QUIET)
        axes.plot([left, right], [at(one.at)] * 2, color=style.INK, lw=0.9, ls=(0, (4, 3)), zorder=2.6)
        if not phone:
            words = style.wrapped(one.label, BESIDE, 7)
            for i, word in enumerate(words):
                y = at(one.at) + (i - (len(words) - 1) / 2) * LINE
                axes.text(right + 0.05, y, word, va="center", size=7, color=style.QUIET)
    across = (right - left) / len(columns) * 72
    segments = [[(x, at(pool.ci_low)), (x, at(pool.ci_high))] for x, pool in zip(columns, pools, strict=True)]
    axes.add_artist(LineCollection(segments, colors=style.RULE, linewidths=min(2.0, 0.72 * across), zorder=1))
    axes.plot(
        columns,
        [at(pool.estimate) for pool in pools],
        "o",
        ms=min(3.4, max(1.6, across)),
        mfc=style.BLUE,
        mec="none",
        zorder=3,
    )
    for x, spec in zip(columns, found.specifications, strict=True):
        if spec.declared:
            ends = [at(spec.pooled.ci_low), at(spec.pooled.ci_high)]
            axes.plot([x, x], ends, color=style.ORANGE, lw=1.6, zorder=3.5)
            axes.plot(x, at(spec.pooled.estimate), "D", ms=6, mfc=style.ORANGE, mec=style.INK, mew=0.6, zorder=4)
    title = "Pooled proportion"
    axes.text(left - 0.42, (top + bottom) / 2, title, rotation=90, ha="center", va="center", size=SIZE)


def _draw_line(
    axes: Sheet,
    found: Multiverse,
    line: Line,
    columns: np.ndarray,
    edges: tuple[float, float, float, float],
    y: float,
    phone: bool,
) -> None:
    """One line of the lower part: labels, a mark under each analysis that the option leads to, and what it moves."""
    indent, left, right, width = edges
    middle = y + STEP / 2
    if line.first:
        axes.plot([EDGE, width - EDGE], [y] * 2, color=style.RULE, lw=0.5, zorder=0.6)
    for i, word in enumerate(line.name):
        axes.text(EDGE, middle + i * STEP * 0.8, word, va="center", size=SIZE, weight="bold")
    if line.option is None:
        return
    option = line.choice.options[line.option]
    own = line.option == 0
    for i, word in enumerate(line.label):
        colour = style.INK if own else style.QUIET
        axes.text(indent, middle + i * STEP * 0.8, word, va="center", size=SIZE, color=colour, style="normal")
    place = found.choices.index(line.choice)
    has = [any(names[place] == option.id for names in one.combinations) for one in found.specifications]
    if not any(has):
        axes.text(left, middle, "no analysis", va="center", size=7, color=style.QUIET, style="italic")
    step = (right - left) / len(columns)
    for begin, end in _runs(has, merged=step < APART):
        wide = (end - begin - 1) * step + step * (1.0 if step < APART else 0.62)
        x = columns[begin] - wide / 2 + (end - begin - 1) * step / 2
        axes.add_patch(
            Rectangle((x, middle - 0.045), wide, 0.09, color=style.BLUE if own else style.QUIET, lw=0, zorder=2)
        )
    if not phone:
        moved = found.moves.get((line.choice.id, option.id))
        said = "declared" if moved is None else points_of(moved.mean)
        axes.text(width - EDGE, middle, said, ha="right", va="center", size=7 if own else SIZE, color=style.QUIET)


def _runs(has: Sequence[bool], merged: bool) -> list[tuple[int, int]]:
    """First and last place (exclusive) of the columns that have it: neighbours together, or one by one."""
    if not merged:
        return [(i, i + 1) for i, yes in enumerate(has) if yes]
    found = []
    for yes, group in groupby(enumerate(has), key=lambda pair: pair[1]):
        places = [i for i, _ in group]
        if yes:
            found.append((places[0], places[-1] + 1))
    return found


def _caption(found: Multiverse) -> str:
    label, level = plain(found.pool.label), level_words(found.pool.level)
    if not found.specifications:
        return f"**{label}, under every combination of choices.** {plain(impossible_words(found))}"
    limits = listed(f"{percent(one.at)} ({plain(one.label)})" for one in found.thresholds)
    lines = f" Broken lines: {limits}." if found.thresholds else ""
    return (
        f"**{label}, under every combination of choices.** Above: "
        f"{count(len(found.specifications), 'different analysis', 'different analyses')} from the lowest estimate to "
        f"the highest, with {level} confidence intervals; the diamond on the yellow band is the declared one.{lines} "
        "Below: the options that lead to each analysis, the declared one of each choice first and in blue; where "
        "several of one choice are marked, it makes no difference which is taken. On wide pages, the numbers at the "
        "right are the mean move of the estimate in percentage points against the declared option, all other choices "
        "being equal."
    )


def _alt(found: Multiverse) -> str:
    label = found.pool.label
    if not found.specifications:
        return f"Specification curve, {label}: no combination gives a result."
    marked = found.declared
    own = "is impossible"
    if marked is not None:
        pooled = marked.pooled
        own = f"gives {percent(pooled.estimate)} ({interval(pooled.ci_low, pooled.ci_high)})"
    moved = listed(
        f"{choice.label.lower()} {points_of(found.spans[choice.id], signed=False)}"
        for choice in sorted(found.choices, key=lambda choice: -np.nan_to_num(found.spans[choice.id]))
    )
    return (
        f"Specification curve, {label}. {sentence(found)} The declared combination {own}. "
        f"Mean distance in percentage points between the options of each choice: {moved}."
    )
