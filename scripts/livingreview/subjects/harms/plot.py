"""Dot plot of adverse events by organ class: counts with exact intervals, zeros at zero, statements as text."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ...evidence import MARKS
from ...render import style
from ...render.style import Drawing, text_width
from ...render.wording import count, interval, percent, sentence, short
from ...schema import ArmRole
from ...store import records
from .model import EventPool, Harms

MARGIN, GAP, INSET = 0.05, 0.14, 0.09  # inches around the figure, between columns, from the plot's edge to 0 %
SMALL = style.FONT_SIZE - 1.5
SCALE = 0.24  # half the width of the label at the right end of the scale
LABEL_ROOM = 2.45  # inches that study and arm may take at page width; longer names go on in a new line
LINE = style.ROW * 0.82  # from one line of small text to the next
AXIS_ENDS = (0.1, 0.25, 0.5, 1.0)

POOLED = "pooled"
# Shape first, colour second: the shapes alone tell the arms apart in grey print.
LOOKS = {
    ArmRole.INTERVENTION: ("o", style.BLUE),
    ArmRole.COMPARATOR: ("^", style.ORANGE),
    ArmRole.MIXED: ("s", style.QUIET),
    POOLED: ("D", style.GREEN),
}
TITLES = {
    "direct": "in patients with {condition} only",
    "apart": "in mixed cohorts and related conditions (not {condition} only)",
}


@dataclass(frozen=True)
class Line:
    """One line of the plot: an organ class, an event, a count with its interval, or a statement."""

    kind: str  # "class" | "event" | "count" | "statement" | "gap"
    label: str
    marks: str = ""
    arm: str = ""
    told: str = ""  # events/n and percentage, or the statement
    values: tuple[float, float, float] | None = None  # proportion, low, high
    look: str = ArmRole.INTERVENTION


def harms_plot(harms: Harms, panel: str) -> Drawing:
    """Dot plot of one panel of `harms` ("direct" or "apart"): every count with a denominator, and every statement."""
    rows = harms.panel(panel)
    pools = harms.pools if panel == "direct" else ()
    shown = rows[rows["countable"] | (rows["says"].notna() & rows["events"].isna())].reset_index(drop=True)
    lines = _lines(shown, pools)
    title = f"Adverse events {TITLES[panel].format(condition=harms.condition)}"
    return Drawing(
        name=f"harms-{panel}",
        draw=lambda width: _draw(lines, width, filled=panel == "direct", treatment=harms.intervention),
        caption=_caption(title, shown, len(rows) - len(shown), pools, harms),
        alt=_alt(title, shown, pools),
        data=shown,
    )


def _lines(shown: pd.DataFrame, pools: tuple[EventPool, ...]) -> list[Line]:
    if shown.empty:
        return [Line("gap", "no count and no statement in the data")]
    lines: list[Line] = []
    pooled = {(pool.event, pool.grade): pool for pool in pools}
    several = shown.groupby("study")["arm"].nunique() > 1
    for organ_class, of_class in shown.groupby("organ_class", sort=False):
        lines.append(Line("class", organ_class))
        for (event, grade, what), part in of_class.groupby(["event", "grade", "what"], sort=False):
            lines.append(Line("event", what))
            lines += [_row_line(row, bool(several[row["study"]])) for row in records(part)]
            if (pool := pooled.get((event, grade))) is not None:
                lines.append(_pooled_line(pool))
    return lines


def _row_line(row: dict, several: bool) -> Line:
    named = several or row["arm_role"] != ArmRole.INTERVENTION
    parts = [row["arm_label"] if named else "", row["group_label"] if row["group_role"] != "whole" else ""]
    arm = "; ".join(dict.fromkeys(filter(None, parts)))
    if not row["countable"]:
        return Line("statement", row["label"], row["marks"], arm, f"Statement: {row['says']}")
    values = (row["proportion"], row["ci_low"], row["ci_high"])
    told = f"{row['events']}/{row['n']}  {short(*values)}"
    return Line("count", row["label"], row["marks"], arm, told, values, row["arm_role"])


def _pooled_line(pool: EventPool) -> Line:
    result = pool.pooled
    values = (result.estimate, result.ci_low, result.ci_high)
    told = f"{int(pool.rows['events'].sum())}/{result.n}  {short(*values)}"
    return Line("count", f"pooled, {count(result.k, 'publication')}", told=told, values=values, look=POOLED)


@dataclass(frozen=True)
class Layout:
    """Where things are, in inches."""

    width: float
    narrow: bool
    label_room: float
    plot: tuple[float, float]
    end: float  # proportion at the right end of the axis

    def x(self, proportion: float) -> float:
        left, right = self.plot
        return left + proportion / self.end * (right - left)


def _layout(lines: list[Line], width: float) -> Layout:
    narrow = width < 5
    highest = max([line.values[2] for line in lines if line.values] + [0.0])
    end = next((e for e in AXIS_ENDS if highest <= e), 1.0)
    if narrow:
        return Layout(width, narrow, width - 2 * MARGIN - 0.1, (MARGIN + 0.2, width - MARGIN - 0.2), end)
    counts = [line for line in lines if line.kind == "count"]
    told = max([text_width(line.told) for line in counts] + [text_width(HEAD)])
    heads = [_headed(line) for line in lines if line.kind in ("count", "statement")]
    arms = [text_width(line.arm, SMALL) for line in lines]
    needed = max([text_width(head) for head in heads] + [min(room, LABEL_ROOM) for room in arms] + [1.0])
    left = MARGIN + 0.12 + needed + GAP + INSET
    return Layout(width, narrow, needed, (left, width - MARGIN - told - GAP - SCALE), end)


HEAD = "Events/n  % (95% CI)"


def _headed(line: Line) -> str:
    return f"{line.label}  {line.marks}".rstrip()


def _block(line: Line, layout: Layout) -> tuple[list[str], list[str], float]:
    """Lines of the arm and of the statement, and the height of the whole block."""
    if line.kind in ("class", "gap"):
        return [], [], style.ROW * 1.12
    if line.kind == "event":
        return style.wrapped(line.label, layout.width - 2 * MARGIN - 0.1, weight="bold"), [], 0.0
    arm = style.wrapped(line.arm, layout.label_room, SMALL) if line.arm else []
    if line.kind == "statement":
        room = layout.label_room if layout.narrow else layout.width - MARGIN - layout.plot[0] + INSET
        said = style.wrapped(line.told, room, SMALL)
    else:
        said = []
    left = style.ROW + LINE * len(arm) * 0.9
    if layout.narrow:
        return arm, said, left + LINE * len(said) + (style.ROW * 0.95 if line.kind == "count" else LINE * 0.3)
    return arm, said, max(left, LINE * len(said) + style.ROW * 0.2) + style.ROW * 0.12


def _draw(lines: list[Line], width: float, *, filled: bool, treatment: str) -> Figure:
    layout = _layout(lines, width)
    blocks = [_block(line, layout) for line in lines]
    heights = [
        style.ROW * 0.95 * len(arm) if line.kind == "event" else height
        for line, (arm, _, height) in zip(lines, blocks, strict=True)
    ]
    key = _key(lines, treatment)
    key_lines = _key_lines(key, width)
    top = style.ROW * 1.3
    bottom = top + sum(heights)
    any_count = any(line.values for line in lines)
    below = style.ROW * (2.5 if any_count else 0.3) + style.ROW * len(key_lines)
    figure, axes = style.canvas(width, bottom + below)
    style.may_break(figure, top, heights, [line.kind in ("class", "event") for line in lines])
    if any_count:
        _grid(axes, layout, top, bottom)
        axes.text(MARGIN + 0.05, top - style.ROW * 0.6, "Study, marks", va="center", color=style.QUIET)
        axes.text(width - MARGIN, top - style.ROW * 0.6, HEAD, ha="right", va="center", color=style.QUIET)
    y = top
    for line, (arm, said, _), height in zip(lines, blocks, heights, strict=True):
        _draw_line(axes, line, arm, said, y, height, layout, filled)
        y += height
    _draw_key(axes, key_lines, bottom + style.ROW * (2.5 if any_count else 0.3), filled)
    return figure


def _grid(axes: Axes, layout: Layout, top: float, bottom: float) -> None:
    left, right = layout.plot
    for share in (0, 0.5, 1) if layout.narrow else (0, 0.25, 0.5, 0.75, 1):
        tick = share * layout.end
        axes.plot([layout.x(tick)] * 2, [top, bottom], color=style.RULE, lw=0.6, zorder=0)
        # At page width the scale stands above the plot as well: with 60 rows its foot is far away.
        for y in (bottom + style.ROW * 0.7,) if layout.narrow else (bottom + style.ROW * 0.7, top - style.ROW * 0.6):
            axes.text(layout.x(tick), y, f"{100 * tick:g}%", ha="center", va="center", color=style.QUIET)
    axes.plot([left, right], [bottom] * 2, color=style.INK, lw=0.8)
    middle = layout.width / 2 if layout.narrow else (left + right) / 2
    axes.text(middle, bottom + style.ROW * 1.6, "Patients with the event", ha="center", va="center")


def _draw_line(axes: Axes, line: Line, arm: list[str], said: list[str], y, height, layout: Layout, filled: bool):
    width = layout.width
    if line.kind == "class":
        axes.add_patch(Rectangle((0, y), width, height, color=style.BAND, lw=0, zorder=0.7))
        axes.text(MARGIN + 0.05, y + height / 2, _capital(line.label), va="center", weight="bold")
        return
    if line.kind == "gap":
        axes.text(MARGIN + 0.05, y + height / 2, line.label, va="center", color=style.QUIET, style="italic")
        return
    if line.kind == "event":
        axes.add_patch(Rectangle((0, y), width, height, color="white", lw=0, zorder=0.7))
        for i, part in enumerate(arm):
            axes.text(
                MARGIN + 0.05, y + style.ROW * 0.95 * (i + 0.5), part, va="center", weight="bold", color=style.INK
            )
        return
    first = y + style.ROW * 0.5
    indent = MARGIN + 0.12
    if layout.narrow:  # grid lines pass behind the marks, not behind the text
        covered = height if line.kind == "statement" else style.ROW + LINE * len(arm)
        axes.add_patch(Rectangle((0, y), width, covered, color="white", lw=0, zorder=0.7))
    head, room = _headed(line), layout.label_room
    if layout.narrow and line.kind == "count":
        room = width - MARGIN - indent - text_width(line.told) - GAP / 2
    axes.text(indent, first, head, va="center", size=style.fitting(head, room))
    for i, part in enumerate(arm):
        axes.text(indent, y + style.ROW + LINE * (i + 0.3), part, va="center", size=SMALL, color=style.QUIET)
    if line.kind == "statement":
        _draw_statement(axes, said, y, height, len(arm), layout)
        return
    axes.text(width - MARGIN, first, line.told, ha="right", va="center")
    _draw_count(axes, line, y + style.ROW * 1.4 + LINE * len(arm) if layout.narrow else first, layout, filled)


def _draw_statement(axes: Axes, said: list[str], y: float, height: float, arms: int, layout: Layout) -> None:
    if layout.narrow:
        left, start = MARGIN + 0.12, y + style.ROW + LINE * arms
    else:
        left, start = layout.plot[0] - INSET, y + style.ROW * 0.1
        axes.add_patch(Rectangle((left - 0.03, y), layout.width - left, height, color="white", lw=0, zorder=0.7))
    for i, part in enumerate(said):
        axes.text(left, start + LINE * (i + 0.5), part, va="center", size=SMALL, style="italic", color=style.INK)


def _draw_count(axes: Axes, line: Line, middle: float, layout: Layout, filled: bool) -> None:
    estimate, low, high = line.values
    shape, colour = LOOKS[line.look]
    axes.plot([layout.x(low), layout.x(high)], [middle] * 2, color=style.INK, lw=1.0, solid_capstyle="butt", zorder=2)
    if estimate == 0:  # the upper limit is the news: a bar at its end
        axes.plot([layout.x(high)] * 2, [middle - 0.05, middle + 0.05], color=style.INK, lw=1.2, zorder=2)
    _marker(axes, layout.x(estimate), middle, shape, colour, filled)


def _marker(axes: Axes, x: float, y: float, shape: str, colour: str, filled: bool) -> None:
    axes.plot(x, y, shape, ms=6, mfc=colour if filled else "white", mec=colour, mew=1.3, zorder=3)


def _key(lines: list[Line], treatment: str) -> list[tuple[str, str]]:
    words = {
        ArmRole.INTERVENTION: f"{treatment}",
        ArmRole.COMPARATOR: "comparator arm",
        ArmRole.MIXED: f"{treatment} or another drug, not told apart",
        POOLED: "pooled",
    }
    used = {line.look for line in lines if line.values}
    return [(look, text) for look, text in words.items() if look in used]


def _key_lines(key: list[tuple[str, str]], width: float) -> list[list[tuple[str, str, float]]]:
    """Entries of the key with their left edge, in lines that fit the width."""
    lines: list[list[tuple[str, str, float]]] = []
    x = width
    for look, text in key:
        needed = 0.22 + text_width(text) + 2 * GAP
        if x + needed > width:
            lines.append([])
            x = MARGIN + 0.05
        lines[-1].append((look, text, x))
        x += needed
    return lines


def _draw_key(axes: Axes, lines: list[list[tuple[str, str, float]]], top: float, filled: bool) -> None:
    for i, line in enumerate(lines):
        y = top + style.ROW * (i + 0.3)
        for look, text, x in line:
            shape, colour = LOOKS[look]
            _marker(axes, x + 0.08, y, shape, colour, filled)
            axes.text(x + 0.2, y, text, va="center")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _caption(title: str, shown: pd.DataFrame, undrawn: int, pools: tuple[EventPool, ...], harms: Harms) -> str:
    if shown.empty:
        return f"**{title}.** The data hold no count and no statement."
    counts = shown[shown["countable"]]
    used = [f"{letter}, {meaning}" for letter, meaning in MARKS.items() if shown["marks"].str.contains(letter).any()]
    zeros = int((counts["events"] == 0).sum())
    parts = [
        f"**{title}**: {count(len(counts), 'count')} from {count(counts['study'].nunique(), 'publication')}, "
        f"and {count(len(shown) - len(counts), 'statement')} without a count.",
        _shapes(counts, harms.intervention) + " Lines are 95% exact (Clopper-Pearson) intervals.",
    ]
    if zeros:
        parts.append("An event seen in nobody stands at 0%, and the bar at the end of its line is the upper limit.")
    compared = set(counts.loc[counts["arm_role"] == ArmRole.COMPARATOR, "randomised"])
    if compared:
        parts.append(COMPARED[frozenset(compared)])
    if pools:
        parts.append("Diamonds are pooled proportions with 95% confidence intervals.")
        notes = dict.fromkeys(note for pool in pools for note in pool.pooled.notes)
        parts += notes
    if undrawn:
        parts.append(f"{_capital(count(undrawn, 'further figure'))} without a count and denominator cannot be drawn.")
    parts.append(
        "An event that is not named in a publication was not reported there, which does not mean that it did not occur."
    )
    if used:
        parts.append("Marks: " + "; ".join(used) + ".")
    return " ".join(parts)


def _shapes(counts: pd.DataFrame, treatment: str) -> str:
    words = {
        ArmRole.INTERVENTION: f"circles are arms given {treatment}",
        ArmRole.COMPARATOR: "triangles are comparator arms",
        ArmRole.MIXED: f"squares are arms in which {treatment} cannot be told from another drug",
    }
    used = set(counts["arm_role"])
    return sentence("; ".join(text for role, text in words.items() if role in used))


COMPARED = {
    frozenset({True}): "Comparator arms are those of randomised trials.",
    frozenset({False}): "Comparator arms were not randomised.",
    frozenset({True, False}): "Some comparator arms were not randomised.",
}


def _alt(title: str, shown: pd.DataFrame, pools: tuple[EventPool, ...]) -> str:
    if shown.empty:
        return f"Dot plot of {title.lower()}: no count and no statement in the data."
    told: list[str] = []
    several = shown.groupby("study")["arm"].nunique() > 1
    for what, part in shown.groupby("what", sort=False):
        each = []
        for row in records(part):
            who = f"{row['label']}, {row['arm_label']}" if several[row["study"]] else row["label"]
            if row["countable"]:
                exact = interval(row["ci_low"], row["ci_high"])
                each.append(f"{who} {row['events']} of {row['n']} ({percent(row['proportion'])}, {exact})")
            else:
                each.append(f"{who} statement only")
        told.append(f"{what}: {', '.join(each)}")
    for pool in pools:
        result = pool.pooled
        exact = interval(result.ci_low, result.ci_high)
        told.append(f"pooled {pool.label}: {percent(result.estimate)} ({exact})")
    return sentence(f"Dot plot. {title}. " + "; ".join(told))
