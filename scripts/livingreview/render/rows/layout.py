"""Where texts and plots of rows lie: side by side at page width; at phone width each plot follows its label.

All lengths are inches from the left or upper edge.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from .. import style
from ..style import text_width
from .axis import Axis
from .describe import Column, Panel, Row

MARGIN, INSET, GAP = 0.05, 0.08, 0.14  # around the figure, before a label, between columns
BETWEEN = 0.21  # between axes side by side
AXES = 0.35  # of the width at least, from the left end of the first axis to the right end of the last
LEAST_ROOM, LEAST_COLUMN, LEAST_PLOT = 0.8, 0.45, 0.5  # of labels, of other columns and of an axis
WIDEST_HEAD, SHORT_HEAD = 1.7, 1.0  # of a column, for its head: as wanted, and where room is lacking
NARROW_GAP = 0.11  # between columns, where labels would have to be broken
PHONE = 5.0  # below this width the layout is that of a phone
LINE = style.ROW * 0.9  # from one line of a text to the next, in the usual size
PAD = style.ROW * 0.24  # above and below the text of a row
TIGHT = LINE - style.ROW * 0.64  # by which the height of letters is less than that of lines
HAIR = 1e-6  # by which a text may exceed its space, for rounding
LONGEST_WORD = 0.35  # of the page's width, to which a label is broken at most
PLOT = style.ROW * 0.95  # height of the marks below a label, at phone width

Measure = Callable[[str, float, str], float]  # the width of a text in a size and weight


@dataclass(frozen=True)
class Text:
    """A line of text at a place."""

    x: float
    y: float
    text: str
    align: str = "left"
    size: float = style.FONT_SIZE
    weight: str = "normal"
    quiet: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Block:
    """A row as it is set: its texts and the height of its marks from its upper edge, and what hides the grid."""

    height: float
    texts: tuple[Text, ...]
    middle: float
    cover: tuple[float, float] | None = None  # left edge, height


@dataclass(frozen=True)
class Layout:
    """Columns and plots; `label_width` is the width of a label, `at` the left edge and width of each column."""

    width: float
    stacked: bool  # the plot below the label
    label: float
    label_width: float
    at: Mapping[str, tuple[float, float]]
    plots: tuple[tuple[float, float], ...]

    def anchor(self, column: Column) -> float:
        """Where texts of a column are aligned."""
        left, wide = self.at[column.key]
        return left + (wide if column.align == "right" else 0)

    @property
    def whole(self) -> float:
        """The width of a text that spans the figure."""
        return self.width - 2 * MARGIN - INSET


def pitch(size: float) -> float:
    """From one line of text to the next."""
    return LINE * size / style.FONT_SIZE


def lay_out(panels: Sequence[Panel], width: float, gap: float = GAP) -> Layout:
    """One layout for all panels, which have the same columns and as many axes."""
    left, right = MARGIN + INSET, width - MARGIN
    if width < PHONE and not panels[0].beside:
        plots = _side_by_side(MARGIN + 0.25, right - 0.2, len(panels[0].axes))
        return Layout(width, True, left, width - 2 * MARGIN - INSET, {}, plots)
    shown = [column for column in panels[0].columns if not column.under]
    wide = {column.key: _column_width(column, panels) for column in shown}
    lefts = [column for column in shown if column.side == "left"]
    rights = [column for column in shown if column.side == "right"]
    axes, gaps = panels[0].axes, _gaps(lefts, gap)
    before = 1.5 * gap if axes else 0.0
    inner = gap if rights else gap / 2  # of these, the plot's edge shares one with a column
    after = max(before, _last_label(axes[-1], bool(rights)) + inner) if axes else 0.0
    around = left + sum(gaps) + len(rights) * gap + before + after - inner + MARGIN
    aside = sum(gaps) + sum(wide[column.key] for column in lefts) + before - INSET
    label_width, least_label = _label_widths(panels, aside)
    between, share = (len(axes) - 1) * BETWEEN, AXES * width if axes else 0.0
    lacking = max(sum(axis.least for axis in axes) + between, share) + around + label_width + sum(wide.values()) - width

    def narrowed(over: float, columns: Sequence[Column], measure: Measure, head: float) -> float:
        """What is still over when columns gave way as far as their entries, so measured, and heads allow."""
        for column in columns:
            less = max(min(over, wide[column.key] - _column_width(column, panels, measure, head)), 0.0)
            wide[column.key], over = wide[column.key] - less, over - less
        return over

    # Long heads, then columns that may be broken, give way before labels.
    lacking = narrowed(lacking, shown, text_width, SHORT_HEAD)
    lacking = narrowed(lacking, [column for column in shown if column.widest], _longest_word, SHORT_HEAD)
    if lacking > 0 and gap > NARROW_GAP:
        return lay_out(panels, width, NARROW_GAP)
    lacking = max(lacking, 0.0)
    label_width = max(label_width - lacking, min(least_label, LONGEST_WORD * width))
    missing = max(len(axes) * LEAST_PLOT + between, share) - (width - around - label_width - sum(wide.values()))
    missing = narrowed(missing, shown, text_width, 0.0)  # all heads, and then other columns, before words are
    missing = narrowed(missing, shown, _longest_word, 0.0)
    if missing > 0:  # words are broken, in labels first, so that no axis is narrower
        less = max(min(missing, label_width - LEAST_ROOM), 0.0)
        label_width -= less
        spare = {key: max(space - LEAST_COLUMN, 0.0) for key, space in wide.items()}
        part = min((missing - less) / max(sum(spare.values()), HAIR), 1.0)
        wide = {key: space - part * spare[key] for key, space in wide.items()}
    at, x, end = {}, left + label_width, right
    for column, space in zip(lefts, gaps, strict=True):
        at[column.key] = (x + space, wide[column.key])
        x += space + wide[column.key]
    for column in reversed(rights):
        at[column.key] = (end - wide[column.key], wide[column.key])
        end -= wide[column.key] + gap
    plots = _side_by_side(x + before, end - after + inner, len(axes))
    return Layout(width, False, left, label_width, at, plots)


def _label_widths(panels: Sequence[Panel], aside: float) -> tuple[float, float]:
    """Width of the labels: as wanted, at most `widest`, and if broken at every space.

    What is under a label has the width of the columns beside it as well, `aside`.
    """
    texts = [
        (row.indent - more, text)
        for panel in panels
        for row in panel.rows
        if not row.spans
        for more, text in ((0.0, (row.label, panel.size, row.weight)), (aside, (row.sub, panel.sub_size)))
    ]
    heads = [text_width(panel.head) for panel in panels]
    least = max([*(start + _longest_word(*text) for start, text in texts), *heads], default=0.0)
    wanted = max([*(start + text_width(*text) for start, text in texts), LEAST_ROOM])
    return max(min(wanted, panels[0].widest or wanted), least), least


def _last_label(axis: Axis, before_columns: bool) -> float:
    """By how much the label of the last tick is in the way of what is on its right: heads, or the page's end."""
    beside = axis.labels == "both" if before_columns else axis.labels != "above"
    return text_width(axis.words(axis.ticks[-1])) / 2 if beside else 0.0


def _gaps(columns: Sequence[Column], gap: float) -> list[float]:
    """Before each column; wider where the entries on both sides of it come near."""
    before = ["left", *(column.align for column in columns)]
    return [
        gap * (1.4 if (one, column.align) == ("right", "left") else 1.0)
        for one, column in zip(before, columns, strict=False)
    ]


def _side_by_side(left: float, right: float, count: int) -> tuple[tuple[float, float], ...]:
    each = (right - left - (count - 1) * BETWEEN) / max(count, 1)
    return tuple((left + i * (each + BETWEEN), left + i * (each + BETWEEN) + each) for i in range(count))


def _longest_word(text: str, size: float, weight: str = "normal") -> float:
    return max((text_width(word, size, weight) for _, word in style.unbroken(text)), default=0.0)


def _column_width(
    column: Column, panels: Sequence[Panel], measure: Measure = text_width, head: float = WIDEST_HEAD
) -> float:
    """Of the longest entry by this measure, at most `widest`, and of the head, broken if it is wider than `head`."""
    heads = [
        max(min(text_width(text), head), _longest_word(text, style.FONT_SIZE) if head < WIDEST_HEAD else 0.0)
        for panel in panels
        for own in panel.columns
        if own.key == column.key
        for text in (own.head, own.unit)
    ]
    entries = [
        (row.cells.get(column.key, ""), column.size or panel.size, row.weight)
        for panel in panels
        for row in panel.rows
        if not row.spans
    ]
    widest = max((measure(*entry) for entry in entries), default=0.0)
    limit = max([column.widest or widest, *(_longest_word(*entry) for entry in entries)], default=0.0)
    return max([min(widest, limit), *heads])


def _under(row: Row, panel: Panel, phone: bool = False) -> str:
    """What is written under a label."""
    columns = (c for c in panel.columns if c.under or (phone and c.phone == "under"))
    return "; ".join(filter(None, (row.sub, *_patterned(row, columns))))


def _patterned(row: Row, columns: Iterable[Column]) -> list[str]:
    return [column.pattern.format(text) for column in columns if (text := row.cells.get(column.key))]


def on_phone(row: Row, panel: Panel, where: str) -> list[str]:
    """The cells of a row at a place of the phone layout: "label", "right" or "under"."""
    return _patterned(row, (column for column in panel.columns if column.phone == where and not column.under))


def _once(texts: Sequence[str]) -> list[str]:
    """The texts without those that another one says with its unit: 24%, and not 24% and 24."""
    said = {text.replace("%", "") for text in texts if "%" in text}
    return [text for text in texts if text not in said]


def blocks(panel: Panel, layout: Layout) -> list[Block]:
    """Every row of a panel as it is set."""
    made: list[Block] = []
    for group in groups(panel.rows):
        first = group[0]
        if first.spans:
            made.append(_spanning(first, panel, layout))
        elif layout.stacked:
            made += [_stacked(row, panel, layout) for row in group]
        else:
            least = 0.0
            if len(group) > 1:  # the label runs on beside the rows, its first line beside the first
                lines = style.wrapped(first.label, layout.label_width - first.indent, panel.size, first.weight)
                tall = pitch(panel.size) * len(lines)
                least = max((2 * PAD - TIGHT + tall) / len(group), (tall - pitch(panel.size) / 2) / (len(group) - 0.5))
            made += [_beside(row, panel, layout, least, len(group) == 1) for row in group]
    return made


def groups(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows with those that are joined to them."""
    found: list[list[Row]] = []
    for row in rows:
        if row.joined and found:
            found[-1].append(row)
        else:
            found.append([row])
    return found


def _lines(lines: Sequence[Text], top: float) -> list[Text]:
    """Texts one below the other, from `top`."""
    placed = []
    for line in lines:
        placed.append(replace(line, y=top + pitch(line.size) / 2))
        top += pitch(line.size)
    return placed


def _tall(lines: Iterable[Text]) -> float:
    return sum(pitch(line.size) for line in lines)


def _label(row: Row, text: str, panel: Panel, x: float, space: float) -> list[Text]:
    """A label in lines."""
    lines = style.wrapped(text, space, panel.size, row.weight) if text else []
    quiet = row.quiet in (True, "label")
    return [Text(x, 0, line, size=panel.size, weight=row.weight, quiet=quiet) for line in lines]


def _small(text: str, panel: Panel, x: float, space: float, *, quiet: bool = False, italic: bool = False) -> list[Text]:
    lines = style.wrapped(text, space, panel.sub_size) if text else []
    return [Text(x, 0, line, size=panel.sub_size, quiet=quiet, italic=italic) for line in lines]


def _spanning(row: Row, panel: Panel, layout: Layout) -> Block:
    gap = row.kind == "gap"
    lines = [replace(text, quiet=gap, italic=gap) for text in _label(row, row.label, panel, layout.label, layout.whole)]
    height = 2 * PAD - TIGHT + _tall(lines)
    return Block(height, tuple(_lines(lines, PAD - TIGHT / 2)), height / 2, (0.0, height))


def _beside(row: Row, panel: Panel, layout: Layout, least: float, alone: bool) -> Block:
    """A row at page width: label, columns and marks at the same height, above texts that run on below the columns.

    So does a long label from its second line on, if it is `alone`, not beside several rows.
    """
    x, space = layout.label + row.indent, layout.label_width - row.indent
    start = layout.plots[0][0] - INSET if layout.plots else x + space + GAP
    room = start - x - (GAP if row.instead else 0.0)
    label = _label(row, row.label, panel, x, space)
    under: list[Text] = []
    if alone and len(label) > 1:
        (line,) = style.wrapped(row.label, math.inf, panel.size, row.weight)
        label, under = label[:1], _label(row, line[len(label[0].text) :].lstrip(" "), panel, x, room)
    under += _small(_under(row, panel), panel, x, room, quiet=True)
    columns = [c for c in panel.columns if not c.under and not (row.instead and c.side == "right")]
    cells = []
    for column in columns:
        size, quiet = column.size or panel.size, column.quiet or row.quiet in (True, "cells")
        text = row.cells.get(column.key, "")
        lines = style.wrapped(text, layout.at[column.key][1] + HAIR, size, row.weight) if text else []
        look = Text(layout.anchor(column), 0, "", column.align, size, row.weight, quiet)
        cells.append([replace(look, text=line) for line in lines])
    height = max(2 * PAD - TIGHT + max([pitch(panel.size), *map(_tall, cells)]), least)
    # In the order in which they are read aloud.
    texts = [*_lines(label, (height - pitch(panel.size)) / 2), *_lines(under, height - PAD + TIGHT / 2)]
    for cell in cells:
        texts += _lines(cell, (height - _tall(cell)) / 2)
    whole = height + _tall(under)
    if not row.instead:
        return Block(whole, tuple(texts), height / 2)
    said = _small(row.instead, panel, start, layout.width - MARGIN - start, italic=True)
    top = (height - pitch(panel.sub_size)) / 2
    whole = max(whole, top + _tall(said) + PAD - TIGHT / 2)
    return Block(whole, (*texts, *_lines(said, top)), height / 2, (start - 0.03, whole))


def _stacked(row: Row, panel: Panel, layout: Layout) -> Block:
    """A row at phone width: label with what belongs to it, then the plot."""
    x, space = layout.label + row.indent, layout.label_width - row.indent
    follows = "  ".join(on_phone(row, panel, "label"))
    if panel.apart:
        lines = _label(row, row.label, panel, x, space)
        lines += [replace(text, quiet=True) for text in _label(row, follows, panel, x, space)]
    else:
        lines = _label(row, f"{row.label}  {follows}".rstrip(), panel, x, space)
    right = panel.joint.join(_once(on_phone(row, panel, "right")))
    end = Text(layout.width - MARGIN, 0, "", "right", panel.size, row.weight, row.quiet in (True, "cells"))
    last = lines[-1] if lines and (panel.apart or len(lines) == 1) else None
    taken = text_width(last.text, last.size, last.weight) + 0.1 if last else space
    beside = bool(right) and taken + text_width(right, panel.size, row.weight) <= space
    height = _tall(lines)
    texts = _lines(lines, PAD - TIGHT / 2)
    if beside:
        texts.append(replace(end, y=texts[-1].y, text=right))
    more = _small(_under(row, panel, phone=True), panel, x, space, quiet=True)
    if right and not beside:
        more += [replace(end, text=line) for line in style.wrapped(right, space, panel.size, row.weight)]
    if row.instead:
        more += _small(row.instead, panel, x, space, italic=True)
    texts += _lines(more, PAD - TIGHT / 2 + height)
    height += _tall(more) + 2 * PAD - TIGHT
    whole = height + (PLOT if row.marks else 0)
    return Block(whole, tuple(texts), whole - style.ROW * 0.58, (0.0, height))
