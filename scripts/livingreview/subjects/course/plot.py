"""Response over time: a line a cohort, with its counts; times given in words are apart from the axis of months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from ...evidence import marks_sentence
from ...render import style
from ...render.style import Drawing, text_width
from ...render.table import plain
from ...store import records
from ...wording import capital, count, listed, percent, time_words

MARGIN, LINE = 0.06, style.ROW * 0.92
COLOURS = (style.BLUE, style.ORANGE, style.GREEN, style.SKY, style.PINK, style.INK)
STROKES = ("-", (0, (4, 1.5)), (0, (1.5, 1.2)))
LONGEST_KEY = 15  # cohorts; with more there is no key: markers are dots, and the table behind the plot names them
TICKS = (0, 0.25, 0.5, 0.75, 1)
LAST_MONTH = 12.0  # the axis is never shorter


@dataclass(frozen=True)
class Place:
    """Where a panel's plot lies, in inches: months from `left` to `right`, times in words in columns behind."""

    left: float
    right: float
    top: float
    bottom: float
    months: float
    words: Mapping[str, float]

    def x(self, row: Mapping[str, Any]) -> float:
        if row["month"] is None:
            return self.words[row["when"]]
        return self.left + row["month"] / self.months * (self.right - self.left)

    def y(self, proportion: float) -> float:
        return self.bottom - proportion * (self.bottom - self.top)


def course_plot(titles: Mapping[str, str], courses: Mapping[str, pd.DataFrame]) -> Drawing:
    """Response over time in each cohort, a panel for each of `durability.courses`, under its title."""
    every = pd.concat([rows.assign(pool=name) for name, rows in courses.items()], ignore_index=True)
    caption = (
        f"**Response over time** ({plain(listed(titles.values()))}), in the populations that are pooled. "
        "Each number is a cohort; values of one cohort are joined, and markers that would touch are moved aside. "
        "Filled markers have an accessible denominator, open ones do not. "
        "Values whose time is given in words or not at all are to the right of the months. Nothing here is pooled."
    )
    if any(map(_many, courses.values())):
        caption += " Dots without a number: the data table names the cohorts."
    caption = f"{caption} {marks_sentence(every['marks'])}".rstrip()
    return Drawing(
        name="course",
        draw=lambda width: _draw(titles, courses, width),
        caption=caption if len(every) else "**Response over time.** No cohort gives a proportion.",
        alt=_alt(titles, courses),
        data=every,
    )


def _draw(titles: Mapping[str, str], courses: Mapping[str, pd.DataFrame], width: float) -> Figure:
    narrow = width < 5
    keys = {name: _key(rows, width if narrow else width * 0.4) for name, rows in courses.items()}
    tall = 2.5
    head = style.ROW * 1.4
    foot = style.ROW * 3.3
    heights = {
        name: head + (tall + foot + _key_height(keys[name]) if narrow else max(tall + foot, _key_height(keys[name])))
        for name in courses
    }
    figure, axes = style.canvas(width, sum(heights.values()) + MARGIN)
    top = 0.0
    for name, rows in courses.items():
        right = width - MARGIN if narrow or not keys[name] else width * 0.58
        _panel(axes, capital(titles[name]), rows, top, top + head, top + head + tall, right)
        at = (MARGIN, top + head + tall + foot) if narrow else (width * 0.6, top + head)
        _draw_key(axes, keys[name], *at)
        top += heights[name]
    return figure


def _panel(axes: Axes, title: str, rows: pd.DataFrame, start: float, top: float, bottom: float, right: float) -> None:
    place = _place(rows, top, bottom, right)
    size = style.fitting(title, right - MARGIN, "bold")
    axes.text(MARGIN, start + style.ROW * 0.6, title, ha="left", va="center", weight="bold", size=size)
    for tick in TICKS:
        axes.plot([place.left, right], [place.y(tick)] * 2, color=style.RULE, lw=0.6, zorder=0)
        axes.text(place.left - 0.16, place.y(tick), f"{tick:.0%}", ha="right", va="center", color=style.QUIET)
    axes.plot([place.left, place.right], [bottom] * 2, color=style.INK, lw=0.8)
    for month in _months(rows, place):
        x = place.left + month / place.months * (place.right - place.left)
        axes.plot([x] * 2, [bottom, bottom + 0.05], color=style.INK, lw=0.8)
        axes.text(x, bottom + style.ROW * 0.75, f"{month:g}", ha="center", va="center", color=style.QUIET)
    axes.text(
        (place.left + place.right) / 2,
        bottom + style.ROW * 1.7,
        "months after the start",
        ha="center",
        va="center",
        color=style.QUIET,
    )
    for word, x in place.words.items():
        axes.plot([x] * 2, [top, bottom], color=style.RULE, lw=0.6, ls=(0, (1, 2)), zorder=0)
        for i, text in enumerate(word.replace("-", " ").split()):
            axes.text(x, bottom + style.ROW * 0.75 + i * LINE, text, ha="center", va="center", color=style.QUIET)
    _markers(axes, rows, place)


def _place(rows: pd.DataFrame, top: float, bottom: float, right: float) -> Place:
    words = [word for word in dict.fromkeys(rows["when"].dropna())]
    space = {word: max(text_width(part) for part in word.split("-")) + 0.12 for word in words}
    months = max([LAST_MONTH, *rows["month"].dropna()])
    left = MARGIN + text_width("100%") + 0.22
    end = right - sum(space.values()) - (0.22 if words else 0.12)
    at, x = {}, end + 0.22
    for word in words:
        at[word] = x + space[word] / 2
        x += space[word]
    return Place(left, end, top, bottom, months, at)


def _months(rows: pd.DataFrame, place: Place) -> list[float]:
    """Ticks at the months that occur and at 3, 6 and 12, as far as their numbers do not touch."""
    ticks: list[float] = []
    for month in sorted({0.0, 3.0, 6.0, 12.0, *rows["month"].dropna()}):
        if not ticks or (month - ticks[-1]) / place.months * (place.right - place.left) > 0.25:
            ticks.append(month)
    return ticks


def _markers(axes: Axes, rows: pd.DataFrame, place: Place) -> None:
    many = _many(rows)
    radius = 0.045 if many else 0.095
    found = records(rows)
    edge = max([place.right, *place.words.values()]) + radius
    corners = (place.left, place.top), (edge, place.bottom)
    spots = _apart([(place.x(r), place.y(r["proportion"])) for r in found], radius, corners)
    for row, (x, y) in zip(found, spots, strict=True):
        colour, _ = _look(row["number"])
        true = place.x(row), place.y(row["proportion"])
        if abs(true[1] - y) > 1e-6:
            axes.plot([true[0], x], [true[1], y], color=colour, lw=0.6, zorder=1.5)
        face = colour if row["counted"] else "white"
        axes.add_patch(Circle((x, y), radius, facecolor=face, edgecolor=colour, lw=1.2, zorder=3))
        if not many:
            ink = _contrast(colour) if row["counted"] else style.INK
            axes.text(x, y, str(row["number"]), ha="center", va="center_baseline", size=7, color=ink, zorder=4)
    for number in rows["number"].unique():
        of_one = [(r["month"], s) for r, s in zip(found, spots, strict=True) if r["number"] == number and r["month"]]
        colour, stroke = _look(number)
        path = [spot for _, spot in sorted(of_one)]
        if len(path) > 1:
            axes.plot(*zip(*path, strict=True), color=colour, ls=stroke, lw=1.3, zorder=2)


def _many(rows: pd.DataFrame) -> bool:
    return rows["number"].nunique() > LONGEST_KEY


def _look(number: int) -> tuple[str, Any]:
    return COLOURS[(number - 1) % len(COLOURS)], STROKES[(number - 1) // len(COLOURS) % len(STROKES)]


def _contrast(colour: str) -> str:
    return style.LETTER if colour in (style.SKY, style.PINK, style.ORANGE, style.GREEN) else "white"


Point = tuple[float, float]


def _apart(points: list[Point], radius: float, corners: tuple[Point, Point]) -> list[Point]:
    """Centres moved just so far, first sideways, that no two circles touch; none beyond the corners of the plot."""
    (left, top), (right, bottom) = corners
    step = 2.15 * radius
    moves = sorted(
        ((i * step, j * step) for i in range(-3, 4) for j in range(-12, 13)), key=lambda m: (abs(m[1]), abs(m[0]), m)
    )
    placed: dict[int, tuple[float, float]] = {}
    for index in sorted(range(len(points)), key=lambda i: points[i]):
        x, y = points[index]
        free = (
            (x + dx, y + dy)
            for dx, dy in moves
            if left - radius <= x + dx <= right
            and top - radius <= y + dy <= bottom + radius
            and all(np.hypot(x + dx - a, y + dy - b) >= step * 0.98 for a, b in placed.values())
        )
        placed[index] = next(free, (x, y))
    return [placed[i] for i in range(len(points))]


# ---- the key -----------------------------------------------------------------------------------------------------


Key = tuple[int, list[str], list[str]]  # number of the cohort, lines of its label, lines of its values
INDENT = 0.34  # inches of the key's text


def _key(rows: pd.DataFrame, space: float) -> list[Key]:
    """For each cohort its number, label and values, broken to fit."""
    keys: list[Key] = []
    if _many(rows):
        return keys
    for _, part in rows.groupby("number", sort=True):
        values = [figure(row) for row in records(part)]
        lines = [line for one in values for line in style.wrapped(one, space - INDENT - 2 * MARGIN)]
        label = style.wrapped(part["label"].iloc[0], space - INDENT - 2 * MARGIN, weight="bold")
        keys.append((int(part["number"].iloc[0]), label, lines))
    return keys


def figure(row: Mapping[str, Any]) -> str:
    """A value with its time: 3 months 73/86 (85%)."""
    fraction = f"{row['events']}/{row['n']}" if row["counted"] else "denominator not accessible"
    marks = f" {row['marks']}" if row["marks"] else ""
    return f"{time_words(row)} {percent(row['proportion'])} ({fraction}){marks}"


def _key_height(keys: list[Key]) -> float:
    return sum(LINE * (len(label) + len(lines)) + 0.05 for _, label, lines in keys) + style.ROW


def _draw_key(axes: Axes, keys: list[Key], left: float, top: float) -> None:
    y = top + LINE * 0.4
    for number, label, lines in keys:
        colour, stroke = _look(number)
        axes.plot([left, left + 0.28], [y] * 2, color=colour, ls=stroke, lw=1.3)
        ink = _contrast(colour)
        axes.add_patch(Circle((left + 0.14, y), 0.095, facecolor=colour, edgecolor=colour, zorder=3))
        axes.text(left + 0.14, y, str(number), ha="center", va="center_baseline", size=7, color=ink, zorder=4)
        for i, text in enumerate([*label, *lines]):
            weight, ink = ("bold", style.INK) if i < len(label) else ("normal", style.QUIET)
            axes.text(left + INDENT, y + i * LINE, text, ha="left", va="center", weight=weight, color=ink)
        y += LINE * (len(label) + len(lines)) + 0.05


def _alt(titles: Mapping[str, str], courses: Mapping[str, pd.DataFrame]) -> str:
    parts = []
    for name, rows in courses.items():
        each = "; ".join(
            f"{part['label'].iloc[0]}: {', '.join(figure(row) for row in records(part))}"
            for _, part in rows.groupby("number", sort=True)
        )
        cohorts = count(rows["number"].nunique(), "cohort")
        parts.append(f"{capital(titles[name])}, {cohorts}. {each or 'No cohort gives a proportion'}.")
    return "Line plot of response over time. " + " ".join(parts)
