"""Direction-of-effect plot: what each publication found, by directness; no pooling, no counting of P values."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure

from ...render import style
from ...render.style import Drawing, text_width
from ...render.wording import count, sentence
from ...schema import Direction, Part
from . import NEARNESS, WORDS, Evidence, by_axis

COLUMNS = (Direction.DOWN, Direction.NONE, Direction.UP, Direction.MIXED)
SHAPES = {Direction.DOWN: "v", Direction.NONE: "s", Direction.UP: "^", Direction.MIXED: "D"}
COLOURS = {"patients": style.BLUE, "cells": style.SKY, "models": style.GREEN, "elsewhere": "#8a8a8a"}
MARGIN, GAP = 0.06, 0.16
SMALLEST, LARGEST = 4.5, 10.0  # points across
FEW, MANY = 10, 100  # people from which a marker is no smaller, no larger
UNKNOWN_RING = 9.0
WIDEST = 0.42  # of the width: where a label with its agent is wider, the agents stand in a second line


def direction_plot(evidence: Evidence, name: str, parts: Sequence[Part], what: str, *, gaps: bool = True) -> Drawing:
    """Direction-of-effect (harvest) plot of some parts of a chapter's evidence (Synthesis Without Meta-analysis).

    `what` says in the caption what was compared. Rows are publications, grouped by directness and axis; filled markers
    are direct evidence, open ones indirect; the size is that of the people behind a finding where it is known. With
    `gaps`, a directness without any publication has a line that says so.
    """
    findings = evidence.part(*parts)
    titles = {
        "patients": f"In patients with {evidence.condition}",
        "cells": f"In cells of patients with {evidence.condition}",
        "models": f"In animal models of {evidence.condition}",
        "elsewhere": "Elsewhere (indirect)",
    }
    return Drawing(
        name=f"direction-{evidence.name}-{name}",
        draw=lambda width: _draw(findings, titles, width, gaps),
        caption=f"**{what}**: direction of effect in {count(findings['study'].nunique(), 'publication')}. "
        "Each marker is one finding; filled markers are direct evidence, "
        "open ones indirect (other diseases, healthy cells, other animals). "
        + _sizes(findings)
        + _agents(findings, evidence.intervention)
        + "Direction is what the publication reports, whatever its P value; nothing is pooled.",
        alt=_alt(findings, titles, what, gaps),
        data=findings,
    )


def _sizes(findings: pd.DataFrame) -> str:
    of = findings["patients_of"].value_counts()
    told = [
        f"{of[key]} {words}"
        for key, words in (("finding", "as printed for the finding"), ("study", "as enrolled in the study"))
        if key in of
    ]
    unknown = f"in a ring: number not printed ({of['']} of {len(findings)}). " if "" in of else ""
    if not told:
        return f"Every marker is {unknown}" if unknown else ""
    return f"Larger markers stand for more people ({'; '.join(told)}){'; ' + unknown if unknown else '. '}"


def _agents(findings: pd.DataFrame, intervention: str) -> str:
    """What the words in brackets behind a publication mean; nothing where none is there."""
    if not findings["agent"].any():
        return ""
    return f"Words in brackets tell what was given where it was not {intervention} alone. "


def _rows_of(part: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """The rows of an axis: a publication, or where it gave several agents one for each, with it in brackets."""
    groups = part.groupby(["label", "agent"], sort=False)
    return [(f"{label}\n({agent})" if agent else label, found) for (label, agent), found in groups]


def marker_size(people: int | None) -> float:
    """Points across: the area grows with the number of people between FEW and MANY."""
    share = (min(max(people, FEW), MANY) - FEW) / (MANY - FEW)
    return (SMALLEST**2 + share * (LARGEST**2 - SMALLEST**2)) ** 0.5


def _draw(findings: pd.DataFrame, titles: dict[str, str], width: float, gaps: bool) -> Figure:
    rows: list[tuple[str, str, pd.DataFrame | None]] = []
    for key in NEARNESS:
        near = findings[findings["nearness"] == key]
        if near.empty and gaps:
            rows += [(key, titles[key], None), (key, "no publication seen", near)]
        for axis, part in near.groupby("axis_label", sort=False):
            rows.append((key, f"{titles[key]}: {axis}", None))
            rows += [(key, label, of_one) for label, of_one in _rows_of(part)]
    if not any("\n" in label and text_width(label.replace("\n", " ")) > WIDEST * width for _, label, _ in rows):
        rows = [(key, label.replace("\n", " "), found) for key, label, found in rows]
    step = style.ROW * 1.06
    top = style.ROW * 1.6
    heights = [step * (1.6 if "\n" in label else 1.0) for _, label, _ in rows]
    legend = style.ROW * (1.5 if width > 5 else 2.6) if len(findings) else 0.0
    figure, axes = style.canvas(width, top + sum(heights) + style.ROW * 0.4 + legend)
    style.may_break(figure, top, heights, [found is None for _, _, found in rows])
    lines = [line for _, label, found in rows if found is not None for line in label.split("\n")]
    left = MARGIN + max([text_width(line) for line in lines] + [0.8]) + 2 * GAP
    span = (width - left - MARGIN) / len(COLUMNS)
    centre = {direction: left + span * (i + 0.5) for i, direction in enumerate(COLUMNS)}
    for direction, x in centre.items():
        words = "\n".join(style.wrapped(WORDS[direction], span))
        size = style.FONT_SIZE if span > 0.7 else style.FONT_SIZE - 2.2
        axes.text(x, style.ROW * 1.2, words, ha="center", va="baseline", color=style.QUIET, linespacing=1, size=size)
    end = top
    for (key, label, found), height in zip(rows, heights, strict=True):
        y, end = end + height / 2, end + height
        if found is None:
            axes.fill_between([0, width], y - step / 2, y + step / 2, color=style.BAND, lw=0, zorder=-1)
            size = style.fitting(label, width - 2 * MARGIN, "bold")
            axes.text(MARGIN, y, label, weight="bold", va="center", size=size)
            continue
        if found.empty:
            axes.text(MARGIN + 0.08, y, label, va="center", color=style.QUIET, style="italic")
            continue
        axes.text(MARGIN + 0.08, y, label, va="center", linespacing=1.1)
        axes.plot([left, width - MARGIN], [y, y], color=style.RULE, lw=0.5, zorder=0)
        for direction, same in found.groupby("direction"):
            room = min(0.19, span / (len(same) + 1))
            for j, people in enumerate(same["patients"]):
                x = centre[Direction(direction)] + (j - (len(same) - 1) / 2) * room
                face = "white" if key == "elsewhere" else COLOURS[key]
                edge = style.QUIET if key == "elsewhere" else COLOURS[key]
                shape, people = SHAPES[Direction(direction)], None if pd.isna(people) else people
                # Where markers touch, a light edge keeps filled ones apart.
                apart = people is None or room * 72 > marker_size(people) or face == "white"
                _marker(axes, x, y, shape, people, face, edge if apart else "white")
    if len(findings):
        _legend(axes, end + style.ROW * 0.9, width)
    return figure


def _marker(axes, x: float, y: float, shape: str, people: int | None, face: str, edge: str) -> None:
    size = SMALLEST if people is None else marker_size(people)
    scale = 0.85 if shape in "sD" else 1.0  # squares look larger than triangles of the same width
    if people is None:
        axes.plot(x, y, "o", ms=UNKNOWN_RING, mfc="none", mec=style.QUIET, mew=0.6, zorder=2.5)
    axes.plot(x, y, shape, ms=size * scale, mfc=face, mec=edge, mew=1.1, zorder=3)


def _legend(axes, y: float, width: float) -> None:
    """Sizes, in one line or two."""
    size = style.FONT_SIZE - 1.5
    entries = [(f"{FEW} or fewer", FEW), ("50", 50), (f"{MANY} people or more", MANY), ("not printed", None)]
    x = MARGIN + 0.1
    for words, people in entries:
        wide = 0.16 + text_width(words, size) + 0.2
        if x + wide > width and x > 0.5:
            x, y = MARGIN + 0.1, y + style.ROW
        _marker(axes, x, y, "^", people, style.QUIET, style.QUIET)
        axes.text(x + 0.13, y, words, size=size, va="center", color=style.QUIET)
        x += wide


def _alt(findings: pd.DataFrame, titles: dict[str, str], what: str, gaps: bool) -> str:
    parts = []
    for key in NEARNESS:
        part = findings[findings["nearness"] == key]
        if part.empty and not gaps:
            continue
        told = (
            f"{count(part['study'].nunique(), 'publication')}, {by_axis(part)}" if len(part) else "no publication seen"
        )
        parts.append(f"{titles[key]}: {told}")
    return sentence(f"Direction-of-effect plot, {what}. " + "; ".join(parts))
