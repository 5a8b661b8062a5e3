"""What is no error in a publication's file and yet worth a second look before anybody relies on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ...schema import Direction, Finding, Part, ReviewConfig, Study, Vocabulary
from ...store.documents import Document
from ...store.problems import DataError
from ...wording import count, listed
from .keys import STUDIES

OPPOSITE = {Direction.UP: Direction.DOWN, Direction.DOWN: Direction.UP}
# Parts in which every publication asks the same; others are compared where their perturbation is the same.
COMPARABLE = (Part.DEFECT, Part.INTERVENTION)


def hints(root: Path, key: str, study: Study, vocabulary: Vocabulary, config: ReviewConfig) -> Iterator[str]:
    """One sentence each."""
    yield from _uncounted(study, config)
    others = _findings(root, key, {finding.axis for finding in study.findings})
    for i, finding in enumerate(study.findings):
        if against := contradicting(finding, others, vocabulary):
            said = f"findings[{i}] ({finding.axis}, {finding.direction}) contradicts {count(len(against), 'other')}"
            yield f"{said}: {listed(against)}. Is the direction right? If so, consider `conflict`."


def contradicting(finding: Finding, others: dict[str, list[dict[str, Any]]], vocabulary: Vocabulary) -> list[str]:
    """Publications with a finding on the same axis, system and disease, of the same comparison, the other way.

    None where up and down mean different things on the axis, or the finding has no direction. `others` are plain
    values of findings by publication.
    """
    axis = vocabulary.axes.get(finding.axis)
    if finding.direction not in OPPOSITE or axis is None or axis.collects:
        return []
    wanted = (finding.axis, finding.system, finding.disease, OPPOSITE[finding.direction])

    def compared(perturbation: str) -> str:
        part = vocabulary.perturbations[perturbation].part if perturbation in vocabulary.perturbations else None
        return str(part) if part in COMPARABLE else perturbation

    return [
        other
        for other, rows in others.items()
        if any(
            tuple(row.get(name) for name in ("axis", "system", "disease", "direction")) == wanted
            and compared(row.get("perturbation", "")) == compared(finding.perturbation)
            for row in rows
        )
    ]


def _findings(root: Path, key: str, axes: set[str]) -> dict[str, list[dict[str, Any]]]:
    """Findings of the other publications that name one of these axes, as plain values; unreadable files give none."""
    found: dict[str, list[dict[str, Any]]] = {}
    for file in sorted((root / STUDIES).glob("*.yaml")) if axes else ():
        text = file.read_text("utf-8", errors="replace") if file.stem != key and file.is_file() else ""
        if not any(f"axis: {axis}" in text for axis in axes):
            continue
        try:
            rows = Document(file, file.name).data.get("findings")
        except DataError:
            continue
        found[file.stem] = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return found


def _uncounted(study: Study, config: ReviewConfig) -> Iterator[str]:
    pooled = {pool.outcome for pool in config.pools.values()}
    for i, row in enumerate(study.efficacy):
        if row.outcome in pooled and row.printed is not None and (row.events is None or row.n is None):
            yield f"efficacy[{i}] ({row.outcome}, {row.printed}) has no count with n: it is shown and never pooled."
