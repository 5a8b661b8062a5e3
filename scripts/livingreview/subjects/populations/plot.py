"""Study-by-study plot: every response figure of a population, with its own interval. Nothing is pooled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ...evidence import MARKS
from ...render import style
from ...render.style import Drawing, text_width
from ...render.wording import count, interval, listed, percent, sentence, short, time_words
from ...schema import GroupRole, When
from ...store import records
from .model import COUNT, OPEN, PERCENT, Population

TICKS = (0, 0.25, 0.5, 0.75, 1)
ROOM_FOR_ALL_TICKS = 1.9  # inches
MARGIN, GAP = 0.05, 0.16  # inches around the figure, between columns
LABEL_SHARE = 0.3  # of the page's width at most for the names of studies and groups
LEADING = style.ROW * 0.8  # from one line of a name to the next
INDENT = 0.16  # inches by which a part of a cohort is set in
# One shape an outcome, in the order of the declared pools; the outcome's id stands in each row as well.
SHAPES = ("s", "D", "^", "o")
COLOURS = (style.BLUE, style.GREEN, style.ORANGE, style.SKY)
SHORT_TIMES = {When.BEST: "best", When.FOLLOW_UP: "end", When.ON_TREATMENT: "on", When.AFTER_STOP: "after"}
NOTHING = "no publication gives a figure of response"


@dataclass(frozen=True)
class Row:
    """One figure: what stands in its columns, and its place on the scale (None: no mark)."""

    outcome: int  # position among the population's outcomes
    name: str
    time: str
    count: str
    estimate: str
    marks: str
    values: tuple[float, float, float] | None
    hollow: bool


@dataclass(frozen=True)
class Cell:
    """The figures of one group of patients under the group's name; a heading has none."""

    kind: str  # "heading" | "study" | "part" | "gap"
    label: str
    rows: tuple[Row, ...] = ()


def by_study(population: Population, name: str, same: Sequence[tuple[str, str, str]] = ()) -> Drawing:
    """Study-by-study plot of a population.

    Filled marks are counts with exact intervals, hollow ones percentages printed without a count, which have no
    interval; figures without a visible denominator have a line but no mark. `same` are pairs of labels that hold the
    same patients, with the extent in words: the caption tells them, as nothing here is added up.
    """
    cells = _cells(population)
    return Drawing(
        name=f"by-study-{name}",
        draw=lambda width: _draw(cells, width),
        caption=_caption(population, same),
        alt=_alt(population),
        data=population.plotted,
    )


def _cells(population: Population) -> list[Cell]:
    rows = population.plotted
    if rows.empty:
        return [Cell("heading", sentence(population.title).rstrip(".")), Cell("gap", NOTHING)]
    outcomes = list(population.outcomes)
    cells: list[Cell] = []
    for block, of_block in rows.groupby("block", sort=False):
        cells.append(Cell("heading", block))
        for _, of_study in of_block.groupby("study", sort=False):
            label = of_study["label"].iloc[0]
            if of_study["part"].all():
                cells.append(Cell("study", label))
            for _, group in of_study.groupby("group", sort=False):
                first = group.iloc[0]
                made = tuple(_row(row, outcomes) for row in records(group))
                if first["part"]:
                    cells.append(Cell("part", f"– {first['group_label']}", made))
                else:
                    alone = first["group_role"] == GroupRole.WHOLE
                    cells.append(Cell("study", label if alone else f"{label}: {first['group_label']}", made))
    return cells


def _row(row: Mapping[str, Any], outcomes: list[str]) -> Row:
    shown, middle = row["shown"], row["proportion"]
    values = (middle, row["ci_low"], row["ci_high"]) if shown == COUNT else (middle, middle, middle)
    if shown == COUNT:
        told, estimate = f"{row['events']}/{row['n']}", short(*values)
    elif shown == PERCENT:
        told, estimate = "no count", row["printed"].rstrip("%")
    else:
        told, estimate = f"{row['events']}/?", "–"
    return Row(
        outcomes.index(row["outcome"]),
        row["outcome"],
        _time(row),
        told,
        estimate,
        row["marks"],
        None if shown == OPEN else values,
        shown == PERCENT,
    )


def _time(row: Mapping[str, Any]) -> str:
    if row["month"] is not None:
        return f"{row['month']:g} mo"
    return SHORT_TIMES.get(When(row["when"]), "–")  # its mark says what the dash means


def _draw(cells: list[Cell], width: float) -> Figure:
    return (_draw_narrow if width < 5 else _draw_wide)(cells, width)


HEADS = {
    "name": ("", "left"),
    "time": ("Time", "left"),
    "count": ("Events/n", "right"),
    "estimate": ("% (95% CI)", "left"),
    "marks": ("Marks", "left"),
}


def _draw_wide(cells: list[Cell], width: float) -> Figure:
    room = width * LABEL_SHARE
    step = style.ROW * 1.12
    lines = {id(cell): _label_lines(cell, room) for cell in cells}
    # Lines of one name stand closer than rows of figures.
    heights = [max(step * max(len(cell.rows), 1), step + LEADING * (len(lines[id(cell)]) - 1)) for cell in cells]
    top = style.ROW * 1.7
    bottom = top + sum(heights)
    labels = [text_width(line) + _indent(cell) for cell in cells if cell.kind in ("study", "part")
              for line in lines[id(cell)]]  # fmt: skip
    at = _columns(cells, MARGIN + 0.08 + max([*labels, 0.8]) + GAP, width)
    left, right = at["plot"]
    figure, axes = style.canvas(width, bottom + style.ROW * 2.7)
    style.may_break(figure, top, heights, [cell.kind == "heading" for cell in cells])
    _scale(axes, left, right, top, bottom)
    axes.text((left + right) / 2, bottom + style.ROW * 1.8, "Proportion of patients", ha="center", va="center")
    axes.text(MARGIN + 0.08, top - style.ROW * 0.7, "Study, group", va="center", color=style.QUIET)
    for name, (text, align) in HEADS.items():
        axes.text(at[name], top - style.ROW * 0.7, text, ha=align, va="center", color=style.QUIET)
    y = top
    for cell, height in zip(cells, heights, strict=True):
        if cell.kind == "heading":
            axes.add_patch(Rectangle((0, y), width, height, color=style.BAND, lw=0, zorder=0.7))
        _label(axes, cell, lines[id(cell)], y, step, width)
        for i, row in enumerate(cell.rows):
            middle = y + step * (i + 0.5)
            for name, (_, align) in HEADS.items():
                quiet = name == "marks" or row.values is None
                colour = style.QUIET if quiet else style.INK
                axes.text(at[name], middle, getattr(row, name), ha=align, va="center", color=colour)
            _mark(axes, row, middle, left, right, cell.kind == "part")
        y += height
    return figure


def _draw_narrow(cells: list[Cell], width: float) -> Figure:
    step = style.ROW
    room = width - 2 * MARGIN - 0.1
    lines = {id(cell): _label_lines(cell, room) for cell in cells}
    names = [step * 1.12 + LEADING * (len(lines[id(cell)]) - 1) for cell in cells]
    heights = [named + step * (1.95 * len(cell.rows) + 0.12) for named, cell in zip(names, cells, strict=True)]
    top = step * 1.3
    bottom = top + sum(heights)
    figure, axes = style.canvas(width, bottom + step * 2.5)
    left, right = MARGIN + 0.25, width - MARGIN - 0.25
    _scale(axes, left, right, top, bottom)
    axes.text(width / 2, bottom + step * 1.7, "Proportion of patients", ha="center", va="center")
    axes.text(MARGIN + 0.05, top - step * 0.7, "Outcome, time, marks", va="center", color=style.QUIET)
    axes.text(width - MARGIN, top - step * 0.7, "Events/n  % (95% CI)", ha="right", va="center", color=style.QUIET)
    y = top
    for cell, named, height in zip(cells, names, heights, strict=True):
        colour = style.BAND if cell.kind == "heading" else "white"
        axes.add_patch(Rectangle((0, y), width, named, color=colour, lw=0, zorder=0.7))
        _label(axes, cell, lines[id(cell)], y, step * 1.12, width)
        for i, row in enumerate(cell.rows):
            line = y + named + step * 1.95 * i
            axes.add_patch(Rectangle((0, line), width, step * 1.1, color="white", lw=0, zorder=0.7))
            told = "  ".join(filter(None, (row.name, row.time, row.marks)))
            axes.text(MARGIN + 0.08 + _indent(cell), line + step * 0.6, told, va="center", color=style.QUIET)
            axes.text(width - MARGIN, line + step * 0.6, f"{row.count}  {row.estimate}", ha="right", va="center")
            _mark(axes, row, line + step * 1.5, left, right, cell.kind == "part")
        y += height
    return figure


def _label_lines(cell: Cell, room: float) -> list[str]:
    weight = "bold" if cell.kind == "heading" else "normal"
    if cell.kind == "heading":
        return [cell.label]
    return style.wrapped(cell.label, room - _indent(cell), weight=weight)


def _indent(cell: Cell) -> float:
    return INDENT if cell.kind == "part" else 0.0


def _label(axes: Axes, cell: Cell, lines: list[str], y: float, step: float, width: float) -> None:
    for i, line in enumerate(lines):
        weight = "bold" if cell.kind == "heading" else "normal"
        axes.text(
            MARGIN + (0.05 if cell.kind == "heading" else 0.08) + _indent(cell),
            y + step / 2 + LEADING * i,
            line,
            va="center",
            weight=weight,
            style="italic" if cell.kind == "gap" else "normal",
            color=style.QUIET if cell.kind in ("gap", "part") else style.INK,
            size=style.fitting(line, width - 2 * MARGIN - 0.1, weight),
        )


def _columns(cells: list[Cell], start: float, width: float) -> dict:
    """Position of each column in inches: as wide as its longest entry; the plot takes what is left."""

    def widest(name: str) -> float:
        return max(
            [text_width(getattr(row, name)) for cell in cells for row in cell.rows] + [text_width(HEADS[name][0])]
        )

    at: dict = {"name": start}
    at["time"] = at["name"] + widest("name") + GAP
    at["count"] = at["time"] + widest("time") + GAP + widest("count")
    at["marks"] = width - MARGIN - widest("marks")
    at["estimate"] = at["marks"] - GAP - widest("estimate")
    at["plot"] = (at["count"] + 1.5 * GAP, at["estimate"] - 1.5 * GAP)
    return at


def _scale(axes: Axes, left: float, right: float, top: float, bottom: float) -> None:
    for tick in TICKS if right - left > ROOM_FOR_ALL_TICKS else TICKS[::2]:
        x = left + tick * (right - left)
        axes.plot([x, x], [top, bottom], color=style.RULE, lw=0.6, zorder=0)
        axes.text(x, bottom + style.ROW * 0.75, f"{tick:.0%}", ha="center", va="center", color=style.QUIET)
    axes.plot([left, right], [bottom] * 2, color=style.INK, lw=0.8)


def _mark(axes: Axes, row: Row, middle: float, left: float, right: float, part: bool) -> None:
    if row.values is None:
        return
    estimate, low, high = (left + value * (right - left) for value in row.values)
    colour = COLOURS[row.outcome % len(COLOURS)]
    if not row.hollow:
        axes.plot([low, high], [middle] * 2, color=style.INK, lw=0.8 if part else 1.1, solid_capstyle="butt")
    axes.plot(
        estimate,
        middle,
        SHAPES[row.outcome % len(SHAPES)],
        ms=4.5 if part else 6,
        mfc="white" if row.hollow else colour,
        mec=colour,
        mew=1.2,
        zorder=3,
    )


def _caption(population: Population, same: Sequence[tuple[str, str, str]]) -> str:
    rows = population.plotted
    if rows.empty:
        return f"**Response in {population.title}**: {NOTHING}."
    shapes = dict(zip(population.outcomes, ("squares", "diamonds", "triangles", "circles") * 3, strict=False))
    names = [
        f"{shapes[key]} are {label} ({key})"
        for key, label in population.outcomes.items()
        if key in set(rows["outcome"])
    ]
    parts = [
        f"**Response in {population.title}, study by study**: {count(len(rows), 'figure')} of "
        f"{count(rows['study'].nunique(), 'publication')}. Nothing is pooled.",
        sentence(listed(names)),
    ]
    if (rows["shown"] == COUNT).any():
        parts.append("Horizontal lines are 95% exact (Clopper-Pearson) intervals.")
    if (rows["shown"] == PERCENT).any():
        parts.append("Hollow marks are percentages printed without a count: they have no interval.")
    if (rows["shown"] == OPEN).any():
        parts.append("Rows without a mark (?) are counts whose number of patients is not visible.")
    if rows["part"].any():
        parts.append("Set in, with smaller marks: parts of a cohort, or patients beside it, as the report names them.")
    if same:
        pairs = listed(f"{one} and {other} (overlap: {extent})" for one, other, extent in same)
        parts.append(f"Reports that hold, or may hold, the same patients: {pairs}.")
    times = {
        "best": "best, best response",
        "end": "end, last follow-up",
        "on": "on, on treatment",
        "after": "after, after treatment ended",
    }
    used_times = [
        meaning for short_time, meaning in times.items() if short_time in {_time(row) for row in records(rows)}
    ]
    used = [f"{letter}, {meaning}" for letter, meaning in MARKS.items() if rows["marks"].str.contains(letter).any()]
    if used_times:
        parts.append(f"Times: mo, months; {'; '.join(used_times)}.")
    if used:
        parts.append(f"Marks: {'; '.join(used)}.")
    return " ".join(parts)


def _alt(population: Population) -> str:
    rows = population.plotted
    if rows.empty:
        return f"Study-by-study plot of response in {population.title}: {NOTHING}."
    told = []
    for block, part in rows.groupby("block", sort=False):
        told.append(f"{block}: {'; '.join(_in_words(row, population) for row in records(part))}")
    return f"Study-by-study plot of response in {population.title}, not pooled. {'. '.join(told)}."


def _in_words(row: Mapping[str, Any], population: Population) -> str:
    who = row["label"] if row["group_role"] == GroupRole.WHOLE else f"{row['label']}, {row['group_label']}"
    what = f"{who}, {population.outcomes[row['outcome']]}, {_when(row)}"
    if row["shown"] == COUNT:
        ends = interval(row["ci_low"], row["ci_high"])
        return f"{what}, {row['events']} of {row['n']} ({percent(row['proportion'])}, {ends})"
    if row["shown"] == PERCENT:
        return f"{what}, {row['printed']} without a count"
    return f"{what}, {row['events']} of a number not visible"


def _when(row: Mapping[str, Any]) -> str:
    return "time not stated" if row["when"] == When.NOT_STATED else time_words(row)
