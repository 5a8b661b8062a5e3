"""The map of all mechanisms: how much is known of each, of which kind, and which way it points; gaps stay visible."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ...schema import Direction, Part
from ...store import Review
from .directions import Agreement, agreement, tally
from .evidence import DIRECTNESS, all_findings, axes_of


@dataclass(frozen=True)
class Column:
    """A kind of evidence: what was done, and how near it is to the patients."""

    key: str
    title: str
    parts: tuple[Part, ...]
    directness: tuple[str, ...]
    direct: bool


@dataclass(frozen=True)
class Cell:
    """What is known of one axis by one kind of evidence. `tally` is empty where directions cannot be counted."""

    publications: int
    findings: int
    tally: dict[Direction, int]
    agreement: Agreement


@dataclass(frozen=True)
class Row:
    """One axis, or one chapter with the directions of its leading axis."""

    chapter: str
    chapter_label: str
    axis: str | None
    label: str
    cells: dict[str, Cell]  # by key of the column
    others: int  # publications with findings of kinds that have no column


@dataclass(frozen=True)
class Overview:
    """`axes` and `chapters` are rows in the order of the book; every axis of the vocabulary has one."""

    columns: tuple[Column, ...]
    axes: tuple[Row, ...]
    chapters: tuple[Row, ...]


def columns(review: Review) -> tuple[Column, ...]:
    """The kinds of evidence, from the disease to what is farthest from it."""
    ill, drug = review.config.condition_short, review.config.intervention.capitalize()
    disease, treated = (Part.DEFECT,), (Part.INTERVENTION,)
    return (
        Column("defect", f"The defect, in patients with {ill} or their cells", disease, ("patients", "cells"), True),
        Column("patients", f"{drug} in patients with {ill}", treated, ("patients",), True),
        Column("near", f"{drug} in cells or models of {ill}", treated, ("cells", "models"), True),
        Column("elsewhere", f"{drug} elsewhere (indirect)", treated, ("elsewhere",), False),
        Column("genetic", "Genetic studies of the target (indirect)", (Part.GENETIC,), DIRECTNESS, False),
    )


def of_column(findings: pd.DataFrame, column: Column) -> pd.DataFrame:
    """The findings of one kind."""
    return findings[findings["part"].isin(column.parts) & findings["directness"].isin(column.directness)]


def overview(review: Review) -> Overview:
    """The map over all chapters and axes of the review."""
    kinds, findings = columns(review), all_findings(review)
    axes, chapters = [], []
    for name, chapter in review.vocabulary.chapters.items():
        of_chapter = findings[findings["chapter"] == name]
        for axis, label in axes_of(review, name).items():
            found = of_chapter[of_chapter["axis"] == axis]
            cells = {kind.key: _cell(of_column(found, kind)) for kind in kinds}
            axes.append(Row(name, chapter.label, axis, label, cells, _others(found, kinds)))
        cells = {kind.key: _chapter_cell(of_column(of_chapter, kind), chapter.leading) for kind in kinds}
        chapters.append(Row(name, chapter.label, chapter.leading, chapter.label, cells, _others(of_chapter, kinds)))
    return Overview(kinds, tuple(axes), tuple(chapters))


def _cell(found: pd.DataFrame) -> Cell:
    agreed = agreement(found)
    counted = {} if agreed in (Agreement.NONE, Agreement.NOT_COMPARABLE) else tally(found)
    return Cell(found["study"].nunique(), len(found), counted, agreed)


def _chapter_cell(found: pd.DataFrame, leading: str | None) -> Cell:
    """All publications of the chapter; directions of its leading axis only, as those of others mean other things."""
    of_leading = _cell(found[found["axis"] == leading])
    agreed = of_leading.agreement
    if agreed is Agreement.NONE and len(found):
        agreed = Agreement.NOT_COMPARABLE
    return Cell(found["study"].nunique(), len(found), of_leading.tally, agreed)


def _others(found: pd.DataFrame, kinds: tuple[Column, ...]) -> int:
    shown = pd.concat([of_column(found, kind) for kind in kinds]).index
    return found.drop(shown)["study"].nunique()
