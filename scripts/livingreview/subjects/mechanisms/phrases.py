"""How directions, standings and differences are written, in figures, tables and prose alike."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from ...schema import Part, System
from .claims import Standing
from .directions import WORDS, Agreement
from .overview import Cell

NOT_STANDARDISED = "No report gives the sizes of both groups, so no difference is standardised."
SIGNS = {Agreement.AGREE: "=", Agreement.DIFFER: "~", Agreement.CONFLICT: "≠", Agreement.NOT_COMPARABLE: "*"}
MEANINGS = {
    Agreement.AGREE: "all publications agree",
    Agreement.DIFFER: "some found a direction, some no change or a mixed picture",
    Agreement.CONFLICT: "opposite directions",
    Agreement.NOT_COMPARABLE: "directions cannot be counted together",
}


def standing_words(condition: str) -> dict[Standing, str]:
    """What kind of evidence each standing is."""
    return {
        Standing.PATIENTS: f"in patients with {condition}",
        Standing.NEAR: f"in their cells, or in animal models of {condition}",
        Standing.INDIRECT: "indirect: other diseases, healthy cells, other animals",
        Standing.CONTRADICTORY: "contradictory: publications contradict it",
        Standing.HYPOTHESIS: "hypothesis: no publication with a direction",
    }


def places(condition: str) -> dict[str, str]:
    """Where findings of each directness were made."""
    return {
        "patients": f"in patients with {condition}",
        "cells": f"in cells of patients with {condition}",
        "models": f"in animal models of {condition}",
        "elsewhere": "elsewhere (indirect)",
    }


def system_words(system: System | str, disease: str) -> str:
    """Whose bodies or cells, and of which disease: "mouse, lupus"; healthy cells need no disease."""
    where = {
        System.PATIENTS: "patients",
        System.PATIENT_CELLS: "cells or plasma of patients",
        System.HEALTHY_CELLS: "healthy cells",
        System.CELL_LINE: "cell line",
        System.MOUSE: "mouse",
        System.RAT: "rat",
    }[System(system)]
    return where if where.startswith(disease) else f"{where}, {disease}"


def part_words(part: Part, intervention: str) -> str:
    """What was compared."""
    return {
        Part.DEFECT: "disease v health",
        Part.WITHIN: "within the disease",
        Part.INTERVENTION: intervention,
        Part.COMBINATION: f"{intervention} with another agent",
        Part.CLASS: "another drug of the class",
        Part.GENETIC: "genetic change of the target",
        Part.OTHER: "other agents",
    }[part]


def counted_words(cell: Cell) -> str:
    """Directions of a cell: "9 down, 2 no change; 1 on other measures". Its counts sum to the publications."""
    words = ", ".join(f"{n} {WORDS[direction]}" for direction, n in cell.tally.items())
    return words + (f"; {cell.uncounted} on other measures" if cell.uncounted else "")


def cell_words(cell: Cell) -> str:
    """A cell of the map: amount, directions, agreement."""
    if not cell.publications:
        return "gap"
    text = f"{cell.publications}"
    if cell.tally:
        text += f": {counted_words(cell)}"
    meaning = MEANINGS[cell.agreement] if cell.agreement in (Agreement.CONFLICT, Agreement.NOT_COMPARABLE) else ""
    return text + (f" ({meaning})" if meaning else "")


def difference_words(row: Mapping[str, Any]) -> str:
    """A standardised difference with its interval, or why there is none."""
    if row["g"] is None or math.isnan(row["g"]):
        return "group size not printed"
    return f"{row['g']:.2f} ({row['low']:.2f} to {row['high']:.2f})".replace("-", "−")


def group_words(row: Mapping[str, Any], which: str = "group") -> str:
    """mean±number (n=size) of the group, or of the "reference"."""
    n = row["n" if which == "group" else "reference_n"]
    size = f" (n={int(n)})" if n is not None and not pd.isna(n) else ""
    return f"{row[f'{which}_printed']}{size}"


def p_equals(p: float) -> str:
    """A P value in a sentence: P = 0.031, P <0.001."""
    return f"P {p_words(p)}" if p < 0.001 else f"P = {p_words(p)}"


def p_words(p: float) -> str:
    """A P value with two significant digits, or <0.001."""
    return "<0.001" if p < 0.001 else f"{p:.3f}" if p < 0.1 else f"{p:.2f}"
