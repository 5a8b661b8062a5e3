"""Direction-of-effect plot: what each publication found, by directness; no pooling, no counting of P values."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ...render import style
from ...render.rows import Abreast, Key, Marker, Panel, Plot, Row, categories
from ...render.style import Drawing
from ...render.table import plain
from ...schema import Direction, Part
from ...store import split_by
from ...wording import count, in_words, sentence
from . import DIRECTNESS, WORDS, Evidence, by_axis

COLUMNS = (Direction.DOWN, Direction.NONE, Direction.UP, Direction.MIXED)
SHAPES = {Direction.DOWN: "v", Direction.NONE: "s", Direction.UP: "^", Direction.MIXED: "D"}
# Indirect evidence is open.
COLOURS = {"patients": style.BLUE, "cells": style.SKY, "models": style.GREEN, "elsewhere": "white"}
SMALLEST, LARGEST = 4.5, 10.0  # points across
FEW, MANY = 10, 100  # people from which a marker is no smaller, no larger
UNKNOWN_RING = 9.0
UNBROKEN = "\u00a0"  # a space at which no line is broken


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
    within = f"direction of effect in {count(findings['study'].nunique(), 'publication')}. "
    drawn = within + _markers(evidence) + _sizes(findings) + _agents(findings, evidence.intervention)
    return Drawing(
        name=f"direction-{evidence.name}-{name}",
        draw=_plot(findings, titles, gaps),
        caption=f"**{plain(what)}**: {'no publication has a finding.' if findings.empty else drawn}",
        alt=_alt(findings, titles, what, gaps),
        data=findings,
    )


def _markers(evidence: Evidence) -> str:
    """What a marker is; in short where a chapter has a plot for each of several groups of axes."""
    if evidence.scope:
        return "Filled markers are direct evidence, open ones indirect. "
    return (
        "Each marker is one finding, with the direction that the publication reports, whatever its P value; filled "
        "markers are direct evidence, open ones indirect (other diseases, healthy cells, other animals). "
        "Nothing is pooled. "
    )


def _sizes(findings: pd.DataFrame) -> str:
    """What the size of a marker means, and for how many findings the number of people is known."""
    of = findings["patients_of"].value_counts()
    unknown = int(of.get("", 0))
    if findings.empty:
        return ""
    if unknown == len(findings):
        return "Rings: the number of people is not reported. "
    words = "Larger markers mean more people"
    if "study" in of:
        words += f", for {count(int(of['study']), 'finding')} those enrolled in the study"
    rings = f"; rings: number not reported ({in_words(unknown)} of {in_words(len(findings))} findings)"
    return f"{words}{rings if unknown else ''}. "


def _agents(findings: pd.DataFrame, intervention: str) -> str:
    """What the words in brackets behind a publication mean; nothing where none is there."""
    if not findings["agent"].any():
        return ""
    return f"Words in brackets name what was given where it was not {plain(intervention)} alone. "


def marker_size(people: int) -> float:
    """Points across: the area grows with the number of people between FEW and MANY."""
    share = (min(max(people, FEW), MANY) - FEW) / (MANY - FEW)
    return (SMALLEST**2 + share * (LARGEST**2 - SMALLEST**2)) ** 0.5


def _plot(findings: pd.DataFrame, titles: dict[str, str], gaps: bool) -> Plot:
    rows: list[Row] = []
    for key in DIRECTNESS:
        near = findings[findings["directness"] == key]
        if near.empty and gaps:
            rows.append(Row(f"{titles[key]}: no publication found", kind="gap"))
        for measured, part in split_by(near, "axis_label"):
            rows.append(Row(f"{titles[key]}: {measured}", kind="heading"))
            # A publication that gave several agents has a row for each.
            for (label, agent), found in split_by(part, "label", "agent"):
                named = f"{label} ({agent.replace(' ', UNBROKEN)})" if agent else label
                rows.append(Row(named, marks=_marks(found, key)))
    axis = categories([WORDS[direction] for direction in COLUMNS])
    return Plot([Panel(rows, [axis], beside=True)], key=_key() if len(findings) else [])


def _marks(found: pd.DataFrame, directness: str) -> list[Abreast]:
    return [
        Abreast(
            COLUMNS.index(Direction(direction)),
            [
                _marker(SHAPES[Direction(direction)], None if pd.isna(n) else n, COLOURS[directness])
                for n in same["patients"]
            ],
        )
        for direction, same in split_by(found.sort_values("direction", kind="stable"), "direction")
    ]


def _marker(shape: str, people: int | None, face: str) -> list[Marker]:
    """A marker; where the number of people is not printed, a small one in a ring."""
    size = SMALLEST if people is None else marker_size(people)
    scale = 0.85 if shape in "sD" else 1.0  # squares look larger than triangles of the same width
    marker = Marker(0, shape, size * scale, face, style.QUIET if face == "white" else face, 1.1)
    ring = Marker(0, "o", UNKNOWN_RING, "none", style.QUIET, 0.6)
    return [marker] if people is not None else [ring, marker]


def _key() -> list[Key]:
    sizes = [(f"{FEW} or fewer", FEW), ("50", 50), (f"{MANY} people or more", MANY), ("not printed", None)]
    return [Key(_marker("^", people, style.QUIET), text) for text, people in sizes]


def _alt(findings: pd.DataFrame, titles: dict[str, str], what: str, gaps: bool) -> str:
    parts = []
    for key in DIRECTNESS:
        part = findings[findings["directness"] == key]
        if part.empty and not gaps:
            continue
        shown = (
            f"{count(part['study'].nunique(), 'publication')}, {by_axis(part)}" if len(part) else "no publication found"
        )
        parts.append(f"{titles[key]}: {shown}")
    return sentence(f"Direction-of-effect plot, {what}. " + "; ".join(parts))
