"""Direction-of-effect plot: what each publication found, by directness; no pooling, no counting of P values."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure

from ..mechanisms import NEARNESS, WORDS, Evidence, directions
from ..schema import Direction, Part
from ..wording import count, sentence
from . import style
from .style import Drawing, text_width

COLUMNS = (Direction.DOWN, Direction.NONE, Direction.UP, Direction.MIXED)
SHAPES = {Direction.DOWN: "v", Direction.NONE: "s", Direction.UP: "^", Direction.MIXED: "D"}
COLOURS = {"patients": style.BLUE, "cells": style.SKY, "models": style.GREEN, "elsewhere": "#8a8a8a"}
MARGIN, GAP = 0.06, 0.16


def direction_plot(evidence: Evidence, name: str, parts: Sequence[Part], what: str) -> Drawing:
    """Direction-of-effect plot of some parts of a chapter's evidence.

    `what` says in the caption what was compared. Rows are publications, grouped by directness; filled markers are
    direct evidence, open ones indirect.
    """
    findings = evidence.part(*parts)
    titles = {
        "patients": f"In patients with {evidence.condition}",
        "cells": f"In cells of patients with {evidence.condition}",
        "models": f"In animal models of {evidence.condition}",
        "elsewhere": "Elsewhere (indirect)",
    }
    return Drawing(
        name=f"direction-{evidence.chapter}-{name}",
        draw=lambda width: _draw(findings, titles, width),
        caption=f"**{what}**: direction of effect in {count(findings['study'].nunique(), 'publication')}. "
        "Each marker is one finding; filled markers are direct evidence, "
        "open ones indirect (other diseases, healthy cells, other animals). "
        "Direction is what the publication reports, whatever its P value.",
        alt=_alt(findings, titles, what),
        data=findings,
    )


def _draw(findings: pd.DataFrame, titles: dict[str, str], width: float) -> Figure:
    rows: list[tuple[str, str, pd.DataFrame | None]] = []
    for key in NEARNESS:
        near = findings[findings["nearness"] == key]
        if near.empty:
            rows += [(key, titles[key], None), (key, "no publication seen", near)]
        for axis, part in near.groupby("axis_label", sort=False):
            rows.append((key, f"{titles[key]}: {axis}", None))
            rows += [(key, label, of_one) for label, of_one in part.groupby("label", sort=False)]
    step = style.ROW * 1.06
    top = style.ROW * 1.6
    figure, axes = style.canvas(width, top + step * len(rows) + style.ROW * 0.4)
    left = MARGIN + max([text_width(label) for _, label, found in rows if found is not None] + [0.8]) + 2 * GAP
    span = (width - left - MARGIN) / len(COLUMNS)
    centre = {direction: left + span * (i + 0.5) for i, direction in enumerate(COLUMNS)}
    for direction, x in centre.items():
        words = "\n".join(style.wrapped(WORDS[direction], span))
        size = style.FONT_SIZE if span > 0.7 else style.FONT_SIZE - 1.5
        axes.text(x, style.ROW * 0.8, words, ha="center", va="center", color=style.QUIET, linespacing=1, size=size)
    for i, (key, label, found) in enumerate(rows):
        y = top + step * (i + 0.5)
        if found is None:
            axes.fill_between([0, width], y - step / 2, y + step / 2, color=style.BAND, lw=0, zorder=-1)
            size = style.fitting(label, width - 2 * MARGIN, "bold")
            axes.text(MARGIN, y, label, weight="bold", va="center", size=size)
            continue
        if found.empty:
            axes.text(MARGIN + 0.08, y, label, va="center", color=style.QUIET, style="italic")
            continue
        axes.text(MARGIN + 0.08, y, label, va="center")
        axes.plot([left, width - MARGIN], [y, y], color=style.RULE, lw=0.5, zorder=0)
        for direction, same in found.groupby("direction"):
            room = min(0.16, span / (len(same) + 1))
            for j in range(len(same)):
                x = centre[Direction(direction)] + (j - (len(same) - 1) / 2) * room
                face = "white" if key == "elsewhere" else COLOURS[key]
                edge = style.QUIET if key == "elsewhere" else COLOURS[key]
                axes.plot(x, y, SHAPES[Direction(direction)], ms=6, mfc=face, mec=edge, mew=1.2, zorder=3)
    return figure


def _alt(findings: pd.DataFrame, titles: dict[str, str], what: str) -> str:
    parts = []
    for key in NEARNESS:
        part = findings[findings["nearness"] == key]
        told = (
            f"{count(part['study'].nunique(), 'publication')}, {directions(part)}"
            if len(part)
            else "no publication seen"
        )
        parts.append(f"{titles[key]}: {told}")
    return sentence(f"Direction-of-effect plot, {what}. " + "; ".join(parts))
