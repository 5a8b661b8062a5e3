"""Marks on an axis of a row plot. Each draws itself at a height of the page; values beyond the axis end in an arrow."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle

from .. import style
from .axis import Axis

DASHES = (0, (2, 1.5))
LARGEST_SIDE, SMALLEST_SIDE = 0.16, 0.045  # inches: of the square with the largest weight; below it none can be seen
SHARE = 0.45  # of the largest square: a square without a weight
ARROW = 4.5  # points
APART = 0.19  # inches between markers side by side, at most
CROWDED = 0.7  # of the largest marker: neighbours that are nearer hide each other
BEYOND = 1e-9  # part of the axis by which a value must exceed it


@dataclass(frozen=True)
class Place:
    """Where the values of an axis lie, in inches from the left edge of the page."""

    axis: Axis
    left: float
    right: float

    def __call__(self, value: float) -> float:
        """Position of a value; the nearer end of the axis for one beyond it. Raises ValueError for nan."""
        if math.isnan(value):
            raise ValueError("A mark needs a number, not nan: leave out the mark of a missing value.")
        return self.left + min(max(self.axis.place(value), 0.0), 1.0) * (self.right - self.left)

    def beyond(self, value: float) -> str:
        """The arrow for a value beyond the axis: "<", ">", or "" for one on it."""
        share = self.axis.place(value)
        return "<" if share < -BEYOND else ">" if share > 1 + BEYOND else ""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What all marks have: the number of their axis, from the left."""

    axis: int = 0

    def draw(self, axes: Axes, y: float, place: Place) -> None:
        """Draw at height y (inches from the top)."""
        raise NotImplementedError


def _arrows(axes: Axes, y: float, place: Place, colour: str, *values: float) -> bool:
    """An arrow at each end of the axis that a value exceeds; whether there is one."""
    found = {arrow: value for value in values if (arrow := place.beyond(value))}
    for arrow, value in found.items():
        axes.plot(place(value), y, arrow, ms=ARROW, color=colour, zorder=2)
    return bool(found)


@dataclass(frozen=True)
class Interval(Mark):
    """A line from low to high, such as a confidence interval."""

    low: float
    high: float
    colour: str = style.INK
    width: float = 1.1
    dashed: bool = False

    def draw(self, axes: Axes, y: float, place: Place) -> None:
        dashes = DASHES if self.dashed else "-"
        ends = [place(self.low), place(self.high)]
        axes.plot(ends, [y, y], color=self.colour, lw=self.width, ls=dashes, solid_capstyle="butt", zorder=2)
        _arrows(axes, y, place, self.colour, self.low, self.high)


@dataclass(frozen=True)
class Square(Mark):
    """An estimate; the area grows with `share`, its weight as a part of the largest one (0 to 1)."""

    at: float
    share: float = SHARE
    hollow: bool = False

    @property
    def side(self) -> float:
        """Inches: the root of the weight, so that the area is proportional to it; never too small to be seen."""
        return max(LARGEST_SIDE * math.sqrt(self.share), SMALLEST_SIDE)

    def draw(self, axes: Axes, y: float, place: Place) -> None:
        if _arrows(axes, y, place, style.BLUE, self.at):
            return
        face, edge, line = ("white", style.BLUE, 1.1) if self.hollow else (style.BLUE, "white", 0.5)
        corner = (place(self.at) - self.side / 2, y - self.side / 2)
        axes.add_patch(Rectangle(corner, self.side, self.side, fc=face, ec=edge, lw=line, zorder=3))


@dataclass(frozen=True)
class Marker(Mark):
    """A point of any shape; `size` is its width in points, `shift` moves it aside by inches."""

    at: float
    shape: str = "o"
    size: float = 6.0
    face: str = style.BLUE
    edge: str = ""  # as the face, if empty
    line: float = 1.2
    shift: float = 0.0

    def draw(self, axes: Axes, y: float, place: Place) -> None:
        edge = self.edge or self.face
        if not _arrows(axes, y, place, edge, self.at):
            x = place(self.at) + self.shift
            axes.plot(x, y, self.shape, ms=self.size, mfc=self.face, mec=edge, mew=self.line, zorder=3)


@dataclass(frozen=True)
class Abreast(Mark):
    """Markers side by side in the part of the axis that a category has; each is drawn from one or more on one spot.

    Where neighbours touch, a light edge keeps filled ones apart; where they would hide each other, they go up and down
    in turn.
    """

    at: float
    spots: Sequence[Sequence[Marker]]

    def draw(self, axes: Axes, y: float, place: Place) -> None:
        pitch = min(APART, (place.right - place.left) / len(place.axis.ticks) / (len(self.spots) + 1))
        largest = max((marker.size for markers in self.spots for marker in markers), default=0.0)
        aside = CROWDED / 2 * largest / 72 if pitch * 72 < CROWDED * largest else 0.0
        for i, markers in enumerate(self.spots):
            shift = (i - (len(self.spots) - 1) / 2) * pitch
            for marker in markers:
                touching = pitch * 72 < marker.size and marker.edge in ("", marker.face)
                edge = "white" if touching else marker.edge
                replace(marker, at=self.at, shift=shift, edge=edge).draw(axes, y + (aside if i % 2 else -aside), place)


@dataclass(frozen=True)
class Diamond(Mark):
    """A pooled estimate: tips at the ends of its confidence interval, widest at the estimate."""

    at: float
    low: float
    high: float
    hollow: bool = False
    colour: str = style.BLUE
    half: float = 0.075  # inches, half its height

    def draw(self, axes: Axes, y: float, place: Place) -> None:
        low, middle, high = place(self.low), place(self.at), place(self.high)
        corners = [(low, y), (middle, y - self.half), (high, y), (middle, y + self.half)]
        face = "white" if self.hollow else self.colour
        axes.add_patch(Polygon(corners, closed=True, facecolor=face, edgecolor=self.colour, lw=1.1, zorder=3))
        _arrows(axes, y, place, self.colour, self.low, self.high)


@dataclass(frozen=True)
class Prediction(Mark):
    """A prediction interval: a line with end marks; a bar where it has a row of its own."""

    low: float
    high: float
    bar: bool = False

    def draw(self, axes: Axes, y: float, place: Place) -> None:
        line, tick, half = (3.0, 1.4, 0.06) if self.bar else (0.9, 1.1, 0.035)
        ends = [place(self.low), place(self.high)]
        axes.plot(ends, [y, y], color=style.ORANGE, lw=line, solid_capstyle="butt", zorder=1.5)
        for x, value in zip(ends, (self.low, self.high), strict=True):
            if not _arrows(axes, y, place, style.ORANGE, value):
                axes.plot([x, x], [y - half, y + half], color=style.ORANGE, lw=tick, zorder=1.5)


@dataclass(frozen=True)
class Tick(Mark):
    """A short upright line, such as at an upper limit."""

    at: float
    half: float = 0.05  # inches, half its height
    colour: str = style.INK
    line: float = 1.2

    def draw(self, axes: Axes, y: float, place: Place) -> None:
        axes.plot([place(self.at)] * 2, [y - self.half, y + self.half], color=self.colour, lw=self.line, zorder=2)


@dataclass(frozen=True)
class Span(Mark):
    """The range of a reported quantity; hatched, to the end of the axis, where one end is not given (None)."""

    low: float | None
    high: float | None
    half: float = 0.075  # inches, half its height

    def draw(self, axes: Axes, y: float, place: Place) -> None:
        left = place.left if self.low is None else place(self.low)
        right = place.right if self.high is None else place(self.high)
        if self.low == self.high:
            Tick(self.low or 0.0, 1.5 * self.half, style.ORANGE, 3.0).draw(axes, y, place)
            return
        is_open = None in (self.low, self.high)
        look = {"alpha": 0.55, "hatch": "////"} if is_open else {}
        box = Rectangle((left, y - self.half), right - left, 2 * self.half, fc=style.ORANGE, ec=style.INK, lw=0.5)
        box.set(zorder=3, **look)
        axes.add_patch(box)
        if self.high is None:  # it goes on
            axes.plot(right + 0.03, y, ">", ms=ARROW, color=style.INK, zorder=3)


@dataclass(frozen=True)
class Note(Mark):
    """Words in place of a mark, in the middle of the axis."""

    text: str

    def draw(self, axes: Axes, y: float, place: Place) -> None:
        size = style.fitting(self.text, place.right - place.left)
        box = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
        middle = (place.left + place.right) / 2
        axes.text(
            middle, y, self.text, ha="center", va="center", color=style.QUIET, style="italic", size=size, bbox=box
        )


def estimated(
    at: float, low: float | None = None, high: float | None = None, *, share: float = SHARE, hollow: bool = False
) -> list[Mark]:
    """A square with its interval, where it has one (neither end None or nan); broken and open if `hollow`."""
    square = Square(at, share, hollow)
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return [square]
    return [Interval(low, high, dashed=hollow), square]
