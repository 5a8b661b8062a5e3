"""The map of all mechanisms: how much is known of each, of which kind, and which way it points; gaps stay visible."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ...evidence import once_a_review
from ...schema import Direction, Part
from ...store import Review
from .directions import Agreement, agreement, tally
from .evidence import DIRECTNESS, all_findings, axes_of

OTHER = ""  # key of findings of kinds that have no column


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

    @property
    def uncounted(self) -> int:
        """Publications beside those of the tally: they measured something else of the chapter. 0 without a tally."""
        return self.publications - sum(self.tally.values()) if self.tally else 0


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
        Column("defect", f"{ill} v health, in patients or their cells", disease, ("patients", "cells"), True),
        Column("patients", f"{drug} in patients with {ill}", treated, ("patients",), True),
        Column("near", f"{drug} in cells or models of {ill}", treated, ("cells", "models"), True),
        Column("elsewhere", f"{drug} elsewhere (indirect)", treated, ("elsewhere",), False),
        Column("genetic", "Genetic studies of the target (indirect)", (Part.GENETIC,), DIRECTNESS, False),
    )


@once_a_review
def overview(review: Review) -> Overview:
    """The map over all chapters and axes of the review."""
    kinds, findings = columns(review), all_findings(review)
    column_of = {(part, near): kind.key for kind in kinds for part in kind.parts for near in kind.directness}
    pairs = zip(findings["part"], findings["directness"], strict=True)
    findings["column"] = [column_of.get(pair, OTHER) for pair in pairs]
    axes, chapters = [], []
    for name, chapter in review.vocabulary.chapters.items():
        of_chapter = findings[findings["chapter"] == name]
        for axis, label in axes_of(review, name).items():
            found = _by_column(of_chapter[of_chapter["axis"] == axis], kinds)
            cells = {kind.key: _cell(found[kind.key]) for kind in kinds}
            axes.append(Row(name, chapter.label, axis, label, cells, found[OTHER]["study"].nunique()))
        found = _by_column(of_chapter, kinds)
        cells = {kind.key: _chapter_cell(found[kind.key], chapter.leading) for kind in kinds}
        chapters.append(
            Row(name, chapter.label, chapter.leading, chapter.label, cells, found[OTHER]["study"].nunique())
        )
    return Overview(kinds, tuple(axes), tuple(chapters))


def _by_column(findings: pd.DataFrame, kinds: tuple[Column, ...]) -> dict[str, pd.DataFrame]:
    """The findings of each kind, by key of the column; OTHER for those of kinds that have none."""
    found = {key: part for key, part in findings.groupby("column", sort=False)}
    return {key: found.get(key, findings.iloc[:0]) for key in (*(kind.key for kind in kinds), OTHER)}


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
