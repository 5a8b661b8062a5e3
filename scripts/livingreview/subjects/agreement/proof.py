"""How many figures of data/ can prove where they are printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from ...schema import Background, Extract, Study, Trial
from ...schema.proof import GIVEN, numbers_in
from ...store import Review

BLOCKS = ("registrations", "arms", "efficacy", "safety", "findings", "figures")


@dataclass(frozen=True)
class Proofs:
    """Rows with a number: all, those with the text around it, and those whose passage was recorded as well."""

    figures: int
    shown: int
    recorded: int


def proofs(review: Review) -> Proofs:
    """Over all files of data/."""
    rows = [row for item in review.files.values() for _, row in rows_with_numbers(item)]
    seen = [mark for row in rows if (mark := getattr(row, "seen", None)) is not None]
    return Proofs(len(rows), len(seen), sum(mark.hash is not None for mark in seen))


def rows_with_numbers(item: Study | Trial | Background | Extract) -> Iterator[tuple[str, BaseModel]]:
    """Rows that name a source and hold a number that is printed there, with their places."""
    blocks: list[tuple[str, BaseModel]] = []
    if isinstance(item, Study | Extract) and item.population is not None:
        blocks.append(("population", item.population))
    if not isinstance(item, Trial):
        blocks += [(f"{name}[{i}]", row) for name in BLOCKS for i, row in enumerate(getattr(item, name, ()))]
    for place, row in blocks:
        if getattr(row, "source", None) is not None and any(numbers_in(getattr(row, name, None)) for name in GIVEN):
            yield place, row
