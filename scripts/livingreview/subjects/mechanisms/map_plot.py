"""The mechanism map: axes by kind of evidence, with amount, direction and agreement; gaps are drawn as gaps."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ...render import style
from ...render.myst import ON_PHONES
from ...render.style import Drawing, text_width
from ...schema import Direction
from ...wording import count, listed, sentence
from . import MEANINGS, SIGNS, Cell, Overview, Row, cell_words

SHAPES = {Direction.UP: "^", Direction.DOWN: "v", Direction.NONE: "s", Direction.MIXED: "D"}
SIZE, SMALL = 7.6, 6.9
MARGIN = 0.05
HEAD_GAP = 0.06  # inches between the heads of columns
LINE = 0.135  # inches from one line of a label to the next
OTHERS = "Where they are fewer than the publications, as in 14/15, the others are on other measures of the chapter."
LEADING = f"Directions are those of a chapter's leading measure, where it has one. {OTHERS}"
WIDEST = 0.22  # of the width, for the labels of rows; longer ones are broken
STEPS = (3, 10)  # publications from which the colour of a cell is stronger


def mechanism_map(overview: Overview, *, small: bool = False) -> Drawing:
    """The map with a row an axis; on a narrow page, or where it should be small, with a row a chapter."""
    rows = overview.chapters if small else overview.axes
    return Drawing(
        name="map-small" if small else "map",
        draw=lambda width: _draw(overview, overview.chapters if small or width < 5 else overview.axes, width),
        caption=_caption(overview, rows, small),
        alt=_alt(overview, rows),
        data=_data(overview, rows),
    )


def _caption(overview: Overview, rows: Sequence[Row], small: bool) -> str:
    cells = [row.cells[column.key] for row in rows for column in overview.columns]
    gaps = sum(not cell.publications for cell in cells)
    what = "chapter" if small else "part of the mechanism"
    of_leading = f" {LEADING}" if small else (
        f" {ON_PHONES} the picture shows one row a chapter, with the directions of its leading measure; "
        f"the table has every row. {OTHERS}"
    )  # fmt: skip
    return (
        f"**The mechanism map**: {count(len(rows), what, None if small else 'parts of the mechanism')} by kind of "
        f"evidence; {gaps} of {len(cells)} cells are gaps. "
        "The bold number counts publications; the symbols are the directions they found (triangles up or down, square "
        "no change, diamond mixed or both ways), each with its number of publications where the picture is wide. "
        + "; ".join(f"{SIGNS[a]} {MEANINGS[a]}" for a in SIGNS)
        + ". Blue is direct evidence, grey indirect; a stronger colour is more. "
        "Hatched cells are gaps: no publication was found."
        + of_leading
    )  # fmt: skip


def _alt(overview: Overview, rows: Sequence[Row]) -> str:
    parts = []
    for column in overview.columns:
        known = [
            f"{row.label} {cell_words(row.cells[column.key])}" for row in rows if row.cells[column.key].publications
        ]
        gaps = [row.label for row in rows if not row.cells[column.key].publications]
        parts.append(f"{column.title}: {listed(known)}; gaps: {listed(gaps)}")
    return sentence("Matrix of mechanisms by kind of evidence, with publications by direction. " + ". ".join(parts))


def _data(overview: Overview, rows: Sequence[Row]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (row.chapter, row.axis, column.key, cell.publications, cell.findings, str(cell.agreement))
            for row in rows
            for column in overview.columns
            for cell in [row.cells[column.key]]
        ],
        columns=["chapter", "axis", "evidence", "publications", "findings", "agreement"],
    )


def _draw(overview: Overview, rows: Sequence[Row], width: float) -> Figure:
    narrow = width < 5
    by_axis = bool(rows) and rows is overview.axes
    step = 0.34 if narrow else (0.16 if by_axis else 0.22)
    chapters = [(label, list(part)) for label, part in groupby(rows, key=lambda row: row.chapter_label)]
    size = SMALL if narrow else SIZE
    first = 0.98 if narrow else (1.3 if by_axis else 2.3)
    widest = max([text_width(r.label, SMALL) for r in rows], default=0)
    second = min(widest, WIDEST * width) + 0.12 if by_axis else 0.0
    names = {row.label: style.wrapped(row.label, second - 0.12, SMALL) if by_axis else [] for row in rows}
    step = max([step, *(LINE * len(lines) + 0.025 for lines in names.values())])
    left = MARGIN + first + second
    spans = _spans(overview, rows, width - left - MARGIN, narrow)
    edges = [left + sum(spans[:i]) for i in range(len(spans))]
    heads = [style.wrapped(c.title, span - HEAD_GAP, SMALL) for c, span in zip(overview.columns, spans, strict=True)]
    keys = [f"{i} {column.title}" for i, column in enumerate(overview.columns, 1)]
    listing = [line for key in keys for line in style.wrapped(key, width - 2 * MARGIN, SMALL)] if narrow else []
    top = 0.15 * len(listing) + 0.28 if narrow else LINE * max(map(len, heads)) + 0.12
    heights = []
    for label, part in chapters:
        height = LINE * len(style.wrapped(label, first - 0.08, size, "bold")) + 0.05
        heights.append(max(step * len(part), height))
    foot = _legend_lines(width)
    figure, axes = style.canvas(width, top + sum(heights) + 0.1 + 0.16 * len(foot) + 0.02)
    for i, line in enumerate(listing):
        axes.text(MARGIN, 0.1 + 0.15 * i, line, size=SMALL, va="center", color=style.QUIET)
    for i, lines in enumerate(heads):
        x = edges[i] + spans[i] / 2
        if narrow:
            axes.text(x, top - 0.12, str(i + 1), size=SIZE, weight="bold", ha="center", va="center")
        for j, line in enumerate(lines if not narrow else []):
            line_y = top - 0.07 - LINE * (len(lines) - 1 - j) - 0.02
            axes.text(x, line_y, line, size=SMALL, ha="center", va="center", color=style.QUIET)
    y = top
    for (label, part), height in zip(chapters, heights, strict=True):
        axes.plot([0, width], [y, y], color=style.RULE, lw=0.7, zorder=0)
        lines = style.wrapped(label, first - 0.08, size, "bold")
        each = height / len(part)
        for i, line in enumerate(lines):
            line_y = y + height / 2 + (i - (len(lines) - 1) / 2) * LINE
            axes.text(MARGIN, line_y, line, size=size, weight="bold", va="center")
        for i, row in enumerate(part):
            middle = y + each * (i + 0.5)
            if by_axis:
                for k, line in enumerate(lines := names[row.label]):
                    line_y = middle + LINE * (k - (len(lines) - 1) / 2)
                    axes.text(MARGIN + first, line_y, line, size=SMALL, va="center")
            for j, column in enumerate(overview.columns):
                _cell(axes, edges[j], middle, spans[j], each, row.cells[column.key], column.direct, narrow)
        y += height
    axes.plot([0, width], [y, y], color=style.RULE, lw=0.7, zorder=0)
    for i, line in enumerate(foot):
        axes.text(MARGIN, y + 0.14 + 0.16 * i, line, size=SMALL, va="center", color=style.QUIET)
    return figure


def _spans(overview: Overview, rows: Sequence[Row], free: float, narrow: bool) -> list[float]:
    """Width of each column: equal on a narrow page, else what its fullest cell needs, what the longest word of its head
    needs as far as there is room, and a share of the rest.
    """
    if narrow:
        return [free / len(overview.columns)] * len(overview.columns)
    need = [max([_need(row.cells[c.key]) for row in rows], default=0.5) for c in overview.columns]
    more = [max(0, _head(c.title) - wide) for c, wide in zip(overview.columns, need, strict=True)]
    left = free - sum(need)
    part = min(1, max(0, left) / sum(more)) if sum(more) else 0
    rest = (left - part * sum(more)) / len(need)
    return [wide + part * word + rest for wide, word in zip(need, more, strict=True)]


def _head(title: str) -> float:
    """What the longest word of a head needs: a broken one is hard to read."""
    return HEAD_GAP + max(text_width(word, SMALL) for word in title.split())


def _need(cell: Cell) -> float:
    if not cell.publications:
        return 0.5
    signs = 0.1 + text_width(SIGNS.get(cell.agreement, ""), SIZE, "bold")
    return 0.15 + text_width(_number(cell), SIZE, "bold") + signs + sum(map(_tally_width, cell.tally.values()))


def _number(cell: Cell) -> str:
    """Publications; 14/15 where the directions are those of 14 of them."""
    counted = cell.publications - cell.uncounted
    return f"{counted}/{cell.publications}" if cell.uncounted else str(cell.publications)


def _tally_width(n: int) -> float:
    return 0.11 + text_width(str(n), SMALL)


def _cell(axes: Axes, left: float, y: float, span: float, tall: float, cell: Cell, direct: bool, narrow: bool) -> None:
    inset = 0.018
    box = (left + inset, y - tall / 2 + inset)
    size = (span - 2 * inset, tall - 2 * inset)
    if not cell.publications:
        axes.add_patch(Rectangle(box, *size, facecolor="white", edgecolor=style.RULE, lw=0.5, hatch="//////"))
        axes.add_patch(Rectangle((left + span / 2 - 0.16, y - 0.06), 0.32, 0.12, facecolor="white", lw=0))
        axes.text(left + span / 2, y, "– gap", size=SMALL - 0.5, ha="center", va="center", color=style.QUIET)
        return
    shade = (style.BLUES if direct else style.GREYS)[sum(cell.publications >= at for at in STEPS)]
    axes.add_patch(Rectangle(box, *size, facecolor=shade, edgecolor=shade, lw=0.5))
    sign = SIGNS.get(cell.agreement, "")
    number = _number(cell)
    if narrow:
        axes.text(left + span / 2, y - 0.065, f"{number} {sign}".strip(), size=SIZE, weight="bold", ha="center",
                  va="center")  # fmt: skip
        for i, direction in enumerate(cell.tally):
            x = left + span / 2 + (i - (len(cell.tally) - 1) / 2) * 0.105
            axes.plot(x, y + 0.08, SHAPES[direction], ms=3.6, mfc=style.INK, mec=style.INK, mew=0.5)
        return
    axes.text(left + 0.05, y, number, size=SIZE, weight="bold", va="center")
    axes.text(left + span - 0.05, y, sign, size=SIZE, weight="bold", ha="right", va="center")
    start = left + 0.05 + text_width(number, SIZE, "bold") + 0.1
    x = start
    for direction, n in cell.tally.items():
        axes.plot(x, y, SHAPES[direction], ms=3.6, mfc=style.INK, mec=style.INK, mew=0.5)
        axes.text(x + 0.05, y, str(n), size=SMALL, va="center")
        x += _tally_width(n)


def _legend_lines(width: float) -> list[str]:
    """What the signs mean, in lines as wide as the picture."""
    lines: list[str] = []
    for words in (f"{SIGNS[a]} {MEANINGS[a]}" for a in SIGNS):
        if lines and text_width(f"{lines[-1]};  {words}", SMALL) <= width - 2 * MARGIN:
            lines[-1] += f";  {words}"
        else:
            lines += style.wrapped(words, width - 2 * MARGIN, SMALL)
    return lines
