"""Traffic lights of risk of bias, and their sums by item: readable from 1 to 60 studies, in grey, and on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ...render import style
from ...render.bars import Look, shares
from ...render.style import Drawing, text_width
from ...render.table import plain
from ...schema import Judgement
from ...wording import count, listed, of_total, sentence
from .model import ORDER, SYMBOLS, WORDS, Assessment, by_tool, counts

# Shape, symbol and colour say the same; no information is the only open one.
SHAPES = {
    Judgement.LOW: "o",
    Judgement.SOME: "D",
    Judgement.HIGH: "s",
    Judgement.CRITICAL: "s",
    Judgement.NO_INFORMATION: "o",
}
LOOKS = {
    Judgement.LOW: Look(style.SKY, symbol=SYMBOLS[Judgement.LOW], ink=style.LETTER),
    Judgement.SOME: Look(style.YELLOW, symbol=SYMBOLS[Judgement.SOME], ink=style.LETTER),
    Judgement.HIGH: Look(style.ORANGE, symbol=SYMBOLS[Judgement.HIGH], ink=style.LETTER),
    Judgement.CRITICAL: Look(style.PINK, symbol=SYMBOLS[Judgement.CRITICAL], ink="white"),
    Judgement.NO_INFORMATION: Look(
        "white", hatch="////", hatch_colour=style.RULE, symbol=SYMBOLS[Judgement.NO_INFORMATION], ink=style.QUIET
    ),
}
SIZES = {"o": 11.5, "D": 9.0, "s": 10.0}
MARGIN, GAP = 0.06, 0.12
STEP = style.ROW * 1.06
KEY_ROW = 0.175  # inches from one line of the key to the next
INDENT = MARGIN + 0.08  # left edge of names
COLUMN = (0.19, 0.34)  # inches: least and largest width of a column of symbols
NAMES = 0.38  # share of the width that names may take; longer ones are broken, unless symbols leave more room
TIED = "~"  # a space at which the key is not broken
NOT_RATED = "not rated yet"
OVERALL = "all"


def traffic_lights(found: Sequence[Assessment], name: str, what: str) -> Drawing:
    """Studies by items, grouped by instrument; `what` says in the caption which studies these are.

    Items are numbered, with the key under each group: nothing is turned or cut at any width. Studies that are due but
    not rated have a line that says so.
    """
    found = list(found)
    return Drawing(
        name=f"bias-{name}",
        draw=lambda width: _draw_lights(found, width),
        caption=" ".join(
            filter(None, (f"**Risk of bias**: {plain(what)}.", _status(found), _legend(found), _overall_words(found)))
        ),
        alt=_alt_lights(found, what),
        data=_frame(found),
    )


def bias_summary(found: Sequence[Assessment], name: str, what: str) -> Drawing:
    """How many studies have which judgement, by instrument and item."""
    found = [one for one in found if one.rated]
    return Drawing(
        name=f"bias-summary-{name}",
        draw=lambda width: _draw_summary(found, width),
        caption=f"**Risk of bias by item**: {plain(what)}; the numbers in the bars are counts of studies. "
        f"{_status(found)} {_legend(found)}",
        alt=_alt_summary(found, what),
        data=_frame(found),
    )


def _frame(found: Sequence[Assessment]) -> pd.DataFrame:
    rows = [
        {"study": one.study, "label": one.label, "instrument": one.tool.name, "item": item, "judgement": row.judgement}
        for one in found
        for item, row in one.judgements.items()
    ]
    return pd.DataFrame.from_records(rows, columns=["study", "label", "instrument", "item", "judgement"])


def _status(found: Sequence[Assessment]) -> str:
    rated = [one for one in found if one.rated]
    drafts = sum(one.draft for one in rated)
    waiting = [one.label for one in found if not one.rated]
    drawn = of_total(drafts, len(rated), "rating", "is", "are")
    said = [f"{drawn} still {'a draft' if drafts < 2 else 'drafts'}."] if rated else []
    said += [sentence(f"not rated yet: {listed(waiting)}")] if waiting else []
    return " ".join(said) or "Nothing is rated."


def _legend(found: Sequence[Assessment]) -> str:
    known = [judgement for judgement in ORDER if any(judgement in one.tool.judgements for one in found)]
    shown = known or [judgement for judgement in ORDER if judgement is not Judgement.CRITICAL]
    return "Symbols: " + "; ".join(f"{SYMBOLS[j]}, {WORDS[j]}" for j in shown) + "."


def _overall_words(found: Sequence[Assessment]) -> str:
    tools = [group[0].tool for group in by_tool(found).values()]
    said = []
    if with_one := [tool.name for tool in tools if tool.overall]:
        said.append(
            f"The last column of {listed(with_one)} is the overall judgement, computed from the domains: "
            "never better than the accessible text allows."
        )
    if without := [tool.name for tool in tools if not tool.overall]:
        said.append(f"No overall judgement is derived from {listed(without)}.")
    return " ".join(said)


@dataclass(frozen=True)
class Group:
    """The studies of one instrument as they are drawn: heading, names and key in lines."""

    found: Sequence[Assessment]
    head: list[str]
    names: list[list[str]]
    key: list[str]

    @property
    def rows(self) -> list[float]:
        """Height of the line of each study, in inches."""
        return [STEP + style.LINE * (len(name) - 1) for name in self.names]

    @property
    def height(self) -> float:
        """Height of the group, in inches."""
        band = style.band_height(self.head, STEP)
        return band + STEP * 1.1 + sum(self.rows) + KEY_ROW * len(self.key) + style.ROW * 0.7


def _columns(found: Sequence[Assessment], width: float) -> tuple[float, float]:
    """Left edge and width of the columns of symbols."""
    most = max((len(one.tool.items) + one.tool.overall for one in found), default=1)
    longest = max([text_width(one.label) for one in found] + [0.8])
    least, largest = COLUMN
    room = max(NAMES * width, width - MARGIN - largest * most)
    left = min(INDENT + longest + GAP, room, width - MARGIN - least * most)
    return left, min(largest, (width - MARGIN - left) / most)


def _draw_lights(found: Sequence[Assessment], width: float) -> Figure:
    left, step = _columns(found, width)
    groups = [
        Group(
            group,
            style.band_lines(f"{group[0].tool.name}: {count(len(group), 'study')}", width),
            [style.wrapped(one.label, left - GAP / 2 - INDENT) for one in group],
            _key(group, width),
        )
        for group in by_tool(found).values()
    ]
    height = 0.1 + sum(group.height for group in groups)
    figure, axes = style.canvas(width, max(height, style.ROW * 2))
    if not found:
        axes.text(MARGIN, style.ROW, "No study is to be rated.", va="center", color=style.QUIET, style="italic")
        return figure
    y = 0.05
    for group in groups:
        _draw_group(axes, group, (left, step), width, y)
        y += group.height
    return figure


def _draw_group(axes: Axes, group: Group, columns: tuple[float, float], width: float, y: float) -> None:
    """Heading, numbered columns, one line a study, and the key to the numbers."""
    tool, (left, step) = group.found[0].tool, columns
    y += style.band(axes, group.head, y, STEP, width)
    heads = [str(i) for i in range(1, len(tool.items) + 1)] + [OVERALL] * tool.overall
    for i, head in enumerate(heads):
        axes.text(left + step * (i + 0.5), y + STEP / 2, head, ha="center", va="center", color=style.QUIET, size=8)
    y += STEP
    for one, name, tall in zip(group.found, group.names, group.rows, strict=True):
        middle = y + tall / 2
        for i, line in enumerate(name):
            axes.text(INDENT, y + STEP / 2 + style.LINE * i, line, va="center")
        axes.plot([left, left + step * len(heads)], [y + tall] * 2, color=style.RULE, lw=0.4, zorder=0)
        if not one.rated:
            axes.text(left + step / 4, middle, NOT_RATED, va="center", color=style.QUIET, style="italic")
        shown = [row.judgement for row in one.judgements.values()]
        if one.overall is not None:
            shown.append(one.overall)
            x = left + step * (len(heads) - 1)
            axes.add_patch(Rectangle((x, y), step, tall, color=style.BAND, lw=0, zorder=-1))
        for i, judgement in enumerate(shown):
            _light(axes, left + step * (i + 0.5), middle, judgement)
        y += tall
    y += STEP * 0.1 + style.ROW * 0.2
    for line in group.key:
        axes.text(INDENT, y + KEY_ROW / 2, line, va="center", size=8, color=style.QUIET)
        y += KEY_ROW


def _key(group: list[Assessment], width: float) -> list[str]:
    """What the numbers mean, in lines: `1 Randomisation process; 2 ...`, never broken inside a number."""
    tool = group[0].tool
    entries = [f"{i}{TIED}{item.label}" for i, item in enumerate(tool.items, 1)]
    entries += [f"{OVERALL}{TIED}Overall, computed"] * tool.overall
    lines = style.wrapped("; ".join(entries) + ".", width - 2 * MARGIN - 0.1, 8)
    return [line.replace(TIED, " ") for line in lines]


def _light(axes: Axes, x: float, y: float, judgement: Judgement) -> None:
    shape = SHAPES[judgement]
    look = LOOKS[judgement]
    edge = look.edge if look.hatch else style.INK
    axes.plot(x, y, shape, ms=SIZES[shape], mfc=look.face, mec=edge, mew=0.8, zorder=3)
    axes.text(x, y, look.symbol, ha="center", va="center_baseline", size=8, weight="bold", color=look.ink, zorder=4)


def _draw_summary(found: Sequence[Assessment], width: float) -> Figure:
    if not found:
        figure, axes = style.canvas(width, style.ROW * 2)
        axes.text(MARGIN, style.ROW, "No study was rated yet.", va="center", color=style.QUIET, style="italic")
        return figure
    sections = {}
    for group in by_tool(found).values():
        tool = group[0].tool
        rows = [counts(group, item.id) for item in tool.items]
        sections[f"{tool.name}: {count(len(group), 'study')}"] = pd.DataFrame(rows, [item.label for item in tool.items])
    return shares(sections, {str(name): look for name, look in LOOKS.items()}, width, key=False)


def _alt_lights(found: Sequence[Assessment], what: str) -> str:
    parts = []
    for group in by_tool(found).values():
        studies = "; ".join(_study_words(one) for one in group)
        parts.append(f"{group[0].tool.name}: {studies}.")
    return f"Traffic-light plot of risk of bias, {what}. " + (" ".join(parts) or "No study is to be rated.")


def _study_words(one: Assessment) -> str:
    if not one.rated:
        return f"{one.label} {NOT_RATED}"
    said = []
    for judgement in ORDER:
        items = [
            one.tool.item(item).label.lower() for item, row in one.judgements.items() if row.judgement is judgement
        ]
        if items:
            named = "all items" if len(items) == len(one.judgements) else ", ".join(items)
            said.append(f"{judgement.label} for {named}")
    total = f", overall {one.overall.label}" if one.overall is not None else ""
    return f"{one.label} {listed(said)}{total}"


def _alt_summary(found: Sequence[Assessment], what: str) -> str:
    parts = []
    for group in by_tool(found).values():
        items = []
        for item in group[0].tool.items:
            counted = [f"{n} {j.label}" for j, n in counts(group, item.id).items() if n]
            items.append(f"{item.label.lower()} {', '.join(counted)}")
        parts.append(f"{group[0].tool.name}, {count(len(group), 'study')}: {'; '.join(items)}.")
    return f"Bars of risk of bias by item, {what}. " + (" ".join(parts) or "No study was rated yet.")
