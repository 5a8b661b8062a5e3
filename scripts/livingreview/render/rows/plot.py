"""Drawing a row plot: whole, or some of its rows with its heads and axes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from .. import style
from ..parts import Breaks
from ..style import text_width
from .axis import Axis
from .describe import Key, Panel, Row
from .layout import GAP, INSET, LINE, MARGIN, Block, Layout, Text, blocks, lay_out, pitch
from .marks import Place

FOOT = style.ROW * 1.35  # for the labels of the ticks
HEAD = style.ROW * 0.4  # above the first line of the heads
LAST_HEAD = style.ROW * 0.7  # from the last line of the heads to the first row
HAIR = 0.01  # so that no end of a grid line shows above a text
SIGN = 0.2  # width of the marks of an entry of the key


@dataclass(frozen=True)
class Plot:
    """Panels one below the other, under a `title` in bold letters and above a `key`.

    A plot is called with a width in inches and returns a figure that is as high as its rows need.
    """

    panels: Sequence[Panel]
    title: str = ""
    key: Sequence[Key] = ()

    def __call__(self, width: float) -> Figure:
        return _Drawn(self, width).figure()

    def breaks(self, width: float) -> Breaks:
        """Where the plot may be split across pages."""
        return _Drawn(self, width).breaks()

    def part(self, width: float, first: int, last: int) -> Figure:
        """The rows from `first` to before `last`, counted over all panels, with what is above and below them."""
        return _Drawn(self, width).figure(first, last)


class _Drawn:
    """A plot at one width."""

    def __init__(self, plot: Plot, width: float) -> None:
        self.plot, self.width = plot, width
        self.layout = lay_out(plot.panels, width)
        self.blocks = [blocks(panel, self.layout) for panel in plot.panels]
        self.title = style.wrapped(plot.title, width - 2 * MARGIN, weight="bold") if plot.title else []
        self.key = _key_lines(plot.key, width)

    @property
    def _top(self) -> float:
        return style.ROW * (len(self.title) + 0.2) if self.title else 0.0

    def breaks(self) -> Breaks:
        y, rows_above = self._top, 0
        at, groups, counted, panels = [0.0], [], [0], []
        over: list[tuple[tuple[float, float], ...]] = [()]
        for panel, set_rows in zip(self.plot.panels, self.blocks, strict=True):
            first = y + _heads(panel, self.layout)[1]
            ends = first + np.cumsum([block.height for block in set_rows])
            last = len(set_rows) - 1
            for i, row in enumerate(panel.rows):
                below = panel.rows[i + 1] if i < last else None
                opens = row.kind in ("heading", "subheading")
                if below is None or not (opens or below.joined):
                    at.append(float(ends[i]))
                    counted.append(rows_above + i + 1)
                    headings = _headings_over(panel.rows, i + 1)
                    over.append(tuple((float(ends[j] - set_rows[j].height), float(ends[j])) for j in headings))
                    groups += [at[-1]] * (below is None or below.kind == "heading")
            end = float(ends[-1]) if set_rows else first
            panels.append((y, first, end, end + self._foot(panel)))
            y, rows_above = panels[-1][3], rows_above + len(set_rows)
        at[0] = panels[0][1]
        return Breaks(y + self._key_height, tuple(at), tuple(groups), tuple(counted), tuple(panels), tuple(over))

    def figure(self, first: int = 0, last: int | None = None) -> Figure:
        """The rows from `first` to before `last`, counted over all panels; without a panel of which none is shown."""
        shown, above = [], 0
        for panel, set_rows in zip(self.plot.panels, self.blocks, strict=True):
            part = slice(max(first - above, 0), None if last is None else max(last - above, 0))
            above += len(set_rows)
            if set_rows[part] or (first == 0 and last is None):
                kept = [*_headings_over(panel.rows, part.start), *range(len(set_rows))[part]]
                shown.append((panel, [set_rows[i] for i in kept], [panel.rows[i] for i in kept]))
        heights = [
            _heads(panel, self.layout)[1] + sum(block.height for block in rows) + self._foot(panel)
            for panel, rows, _ in shown
        ]
        figure, axes = style.canvas(self.width, self._top + sum(heights) + self._key_height)
        for i, line in enumerate(self.title):
            axes.text(MARGIN, style.ROW * (0.7 + i), line, weight="bold", va="center")
        y = self._top
        for (panel, set_rows, rows), height in zip(shown, heights, strict=True):
            _draw_panel(axes, panel, self.layout, set_rows, rows, y)
            y += height
        _draw_key(axes, self.key, y)
        return figure

    def _foot(self, panel: Panel) -> float:
        return _foot(panel, self.layout) + MARGIN

    @property
    def _key_height(self) -> float:
        return sum(line.height for line in self.key) + style.ROW * 0.2 if self.key else 0.0


def _headings_over(rows: Sequence[Row], first: int) -> list[int]:
    """Heading and subheading of the group that a part which begins with this row would cut: repeated in that part.

    None where the row begins a group itself, or is a gap, which is no part of the group before it.
    """
    if not 0 < first < len(rows) or rows[first].kind in ("heading", "gap"):
        return []
    found: list[int] = []
    for i in range(first - 1, -1, -1):
        if rows[i].kind == "heading":
            return [i, *found]
        if rows[i].kind == "subheading" and not found and rows[first].kind != "subheading":
            found = [i]
    return found


# ---- one panel ---------------------------------------------------------------------------------------------------


def _draw_panel(axes: Axes, panel: Panel, layout: Layout, set_rows: list[Block], rows, y: float) -> None:
    heads, height = _heads(panel, layout)
    for text in heads:
        _write(axes, text, y)
    top = y = y + height
    places = [Place(axis, *ends) for axis, ends in zip(panel.axes, layout.plots, strict=True)]
    for row, block in zip(rows, set_rows, strict=True):
        if row.kind == "heading":
            axes.add_patch(Rectangle((0, y), layout.width, block.height, color=style.BAND, lw=0, zorder=0.7))
        else:
            ground = style.MARKED if row.marked else "white"
            if row.marked:
                axes.add_patch(Rectangle((0, y), layout.width, block.height, color=ground, lw=0, zorder=-1))
            if block.cover:
                left, covered = block.cover  # the grid is behind marks, not behind texts
                box = Rectangle((left, y - HAIR), layout.width - left, covered + HAIR, color=ground, lw=0, zorder=0.7)
                axes.add_patch(box)
        for text in block.texts:
            _write(axes, text, y)
        if not row.spans and not row.instead:
            for place in places:
                if place.axis.rules:
                    axes.plot([place.left, place.right], [y + block.middle] * 2, color=style.RULE, lw=0.5, zorder=0)
        for mark in row.marks:
            mark.draw(axes, y + block.middle, places[mark.axis])
        y += block.height
    for place in places:
        _draw_axis(axes, place, top, y, layout)


def _write(axes: Axes, text: Text, y: float) -> None:
    colour = style.QUIET if text.quiet else style.INK
    slant = "italic" if text.italic and style.has_slanted(text.text) else "normal"
    axes.text(
        text.x, y + text.y, text.text, ha=text.align, va="center",
        size=text.size, weight=text.weight, color=colour, style=slant,
    )  # fmt: skip


def _heads(panel: Panel, layout: Layout) -> tuple[list[Text], float]:
    """Heads of columns and axes, and their height."""
    columns: list[tuple[float, str, list[str]]] = []
    if layout.stacked:
        columns = _phone_heads(panel, layout)
    else:
        columns.append((layout.label, "left", style.wrapped(panel.head, layout.label_width + GAP)))
        for c in panel.columns:
            if not c.under:
                units = style.wrapped(c.unit, layout.at[c.key][1]) if c.unit else []
                columns.append((layout.anchor(c), c.align, [*style.wrapped(c.head, layout.at[c.key][1]), *units]))
    above: list[tuple[float, str, list[str]]] = []
    size = style.FONT_SIZE
    for axis, (left, right) in zip(panel.axes, layout.plots, strict=True):
        place = Place(axis, left, right)
        if axis.head:
            above.append(((left + right) / 2, "center", style.wrapped(axis.head, right - left + GAP)))
        if axis.labels == "above" or (axis.labels == "both" and not layout.stacked):
            named = _tick_words(place)
            above += [(place(tick), "center", words) for tick, words in named]
            if axis.labels == "above":
                size = min(style.fitting(word, _pitch(place) - 0.08) for _, words in named for word in words)
    if layout.stacked and above:  # below the heads of the texts
        lines = max(len(words) for *_, words in above)
        columns = [(x, align, [*words, *[""] * lines]) for x, align, words in columns]
    height = HEAD + LINE * max((len(words) for *_, words in [*columns, *above]), default=0)
    texts = [
        Text(x, height - LAST_HEAD - pitch(points) * (len(words) - 1 - i), word, align, points, quiet=True)
        for heads, points in ((columns, style.FONT_SIZE), (above, size))
        for x, align, words in heads
        for i, word in enumerate(words)
        if word
    ]
    return texts, height


def _phone_heads(panel: Panel, layout: Layout) -> list[tuple[float, str, list[str]]]:
    def named(where: str) -> list[str]:
        return [c.pattern.format(c.head) for c in panel.columns if c.phone == where and not c.under and c.head]

    left = panel.phone_head
    if left is None:
        left = ", ".join(filter(None, [panel.head, *(name.lower() for name in named("label"))]))
    right = panel.joint.join(named("right"))
    if text_width(left) + GAP + text_width(right) <= layout.label_width:
        return [(layout.label, "left", [left]), (layout.width - MARGIN, "right", [right])]
    lefts, rights = (style.wrapped(text, layout.label_width) if text else [] for text in (left, right))
    return [
        (layout.label, "left", [*lefts, *[""] * len(rights)]),
        (layout.width - MARGIN, "right", rights),
    ]


# ---- axes --------------------------------------------------------------------------------------------------------


def _pitch(place: Place) -> float:
    """From one tick to the next, where they are nearest."""
    spots = [place(tick) for tick in place.axis.ticks]
    return min((b - a for a, b in pairwise(spots)), default=place.right - place.left)


def _tick_words(place: Place) -> list[tuple[float, list[str]]]:
    """Ticks with their words in lines: every second one where they would touch; names of categories are broken."""
    axis, apart = place.axis, _pitch(place)
    if axis.labels == "above":
        return [(tick, style.wrapped(axis.words(tick), apart - 0.04, whole_words=True)) for tick in axis.ticks]
    widest = max(text_width(axis.words(tick)) for tick in axis.ticks)
    ticks, middle = axis.ticks, len(axis.ticks) // 2
    if len(ticks) > 2 and apart < widest + 0.06:
        ticks = tuple(tick for i, tick in enumerate(ticks) if (i - middle) % 2 == 0)
    return [(tick, [axis.words(tick)]) for tick in ticks]


def _side_lines(axis: Axis, place: Place, width: float) -> tuple[list[str], list[str]]:
    if axis.sides is None or axis.line is None:
        return [], []
    x, (left, right) = place(axis.line), axis.sides
    return style.wrapped(f"← {left}", x - MARGIN - 0.08), style.wrapped(f"{right} →", width - MARGIN - x - 0.08)


def _title_lines(axis: Axis, layout: Layout, place: Place) -> list[str]:
    space = layout.width - 2 * MARGIN if len(layout.plots) == 1 else place.right - place.left + GAP
    return style.wrapped(axis.title, space) if axis.title else []


def _foot(panel: Panel, layout: Layout) -> float:
    heights = []
    for axis, ends in zip(panel.axes, layout.plots, strict=True):
        place = Place(axis, *ends)
        sides = max(map(len, _side_lines(axis, place, layout.width)))
        labels = FOOT if axis.labels != "above" else 0.0
        heights.append(labels + LINE * (sides + len(_title_lines(axis, layout, place))))
    return max(heights, default=0.0) + style.ROW * 0.2


def _draw_axis(axes: Axes, place: Place, top: float, bottom: float, layout: Layout) -> None:
    axis = place.axis
    for tick, words in _tick_words(place):
        if axis.grid:
            axes.plot([place(tick)] * 2, [top, bottom], color=style.RULE, lw=0.6, zorder=0)
        if axis.labels != "above":
            _write(axes, Text(place(tick), style.ROW * 0.7, " ".join(words), "center", quiet=True), bottom)
    y = bottom
    if axis.labels != "above":
        axes.plot([place.left, place.right], [bottom] * 2, color=style.INK, lw=0.8)
        y += FOOT
    if axis.line is not None:
        colour, dashes = (style.BLUE, (0, (3, 2))) if axis.dashed else (style.INK, "-")
        axes.plot([place(axis.line)] * 2, [top, bottom], color=colour, lw=0.9, ls=dashes, zorder=0.5)
    y += LINE / 2
    sides = _side_lines(axis, place, layout.width)
    if axis.line is not None:
        for lines, align, aside in zip(sides, ("right", "left"), (-0.06, 0.06), strict=True):
            for i, line in enumerate(lines):
                _write(axes, Text(place(axis.line) + aside, i * LINE, line, align), y)
    y += LINE * max(map(len, sides))
    for i, line in enumerate(_title_lines(axis, layout, place)):
        half = text_width(line) / 2
        middle = min(max((place.left + place.right) / 2, MARGIN + half), layout.width - MARGIN - half)
        _write(axes, Text(middle, i * LINE, line, "center"), y)


# ---- key ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _KeyLine:
    """Entries of the key side by side: left edge, marks and lines of text of each."""

    entries: tuple[tuple[float, Key, list[str]], ...]

    @property
    def height(self) -> float:
        return style.ROW + LINE * (max(len(lines) for *_, lines in self.entries) - 1)


def _key_lines(key: Sequence[Key], width: float) -> list[_KeyLine]:
    texts = [style.wrapped(entry.text, width - 2 * (MARGIN + INSET) - SIGN) for entry in key]
    widths = [SIGN + max(map(text_width, lines)) for lines in texts]
    placed = style.in_lines(widths, width, MARGIN + INSET)
    return [_KeyLine(tuple((x, key[number], texts[number]) for number, x in line)) for line in placed]


def _draw_key(axes: Axes, lines: list[_KeyLine], top: float) -> None:
    for line in lines:
        y = top + style.ROW * 0.5
        for x, entry, texts in line.entries:
            spot = Place(Axis(lambda _: 0.5, (), str), x, x + 0.16)
            for mark in entry.marks:
                mark.draw(axes, y, spot)
            for i, text in enumerate(texts):
                axes.text(x + SIGN, y + LINE * i, text, va="center")
        top += line.height
