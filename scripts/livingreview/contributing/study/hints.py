"""What is no error in a publication's file and yet worth a second look before anybody relies on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...schema import INSTRUMENT_OF_DESIGN, TOOLS, Finding, ReviewConfig, Study, Vocabulary
from ...store.checks.plausibility import doubtful
from ...store.documents import Document
from ...store.opposites import OTHER_WAY, outnumbered, subject
from ...store.problems import DataError, field_name
from ...store.texts import MAX_BYTES, read_bytes
from ...wording import count, listed
from .keys import STUDIES

NOT_RATED = "risk_of_bias"
Rows = Mapping[str, Sequence[Mapping[str, Any]]]  # findings as plain values, by publication


@dataclass(frozen=True)
class Beside:
    """Publications that found the opposite of a finding, measured in the same system or elsewhere, and the same."""

    opposite_here: tuple[str, ...]
    opposite_elsewhere: tuple[str, ...]
    same: tuple[str, ...]

    @property
    def opposite(self) -> tuple[str, ...]:
        return tuple(sorted((*self.opposite_here, *self.opposite_elsewhere)))


def hints(root: Path, key: str, study: Study, vocabulary: Vocabulary, config: ReviewConfig) -> Iterator[str]:
    """One sentence each."""
    yield from _uncounted(study, config)
    for path, message in doubtful(study, vocabulary, config):
        yield f"{field_name(path)}: {message}"
    yield from _not_rated(study, vocabulary)
    others = _findings(root, key, {finding.axis for finding in study.findings})
    for i, finding in enumerate(study.findings):
        found = beside(finding, others, vocabulary)
        if finding.conflict is None and outnumbered(len(found.opposite), len(found.same)):
            said = f"findings[{i}].direction: {finding.direction} ({vocabulary.axes[finding.axis].label}) contradicts "
            said += f"{count(len(found.opposite), 'other')}: {listed(found.opposite)}. Compare it with the source; "
            yield said + "if it is right, say under `conflict` whom it disagrees with, in both files."


def beside(finding: Finding, others: Rows, vocabulary: Vocabulary) -> Beside:
    """What other publications found on the same axis, of the same comparison, in the condition or outside of it.

    Nothing where up and down mean different things on the axis, or where the finding has neither direction.
    """
    if finding.direction not in OTHER_WAY or vocabulary.axes[finding.axis].collects:
        return Beside((), (), ())
    own = subject(vocabulary, finding.axis, finding.perturbation, finding.disease)
    way = {str(finding.direction): "same", str(OTHER_WAY[finding.direction]): "opposite"}
    found: dict[str, set[str]] = {"same": set(), "opposite": set(), "here": set()}
    for other, rows in others.items():
        for row in rows:
            terms = [row.get(name) for name in ("axis", "perturbation", "disease")]
            if terms[2] not in vocabulary.diseases or subject(vocabulary, *map(str, terms)) != own:
                continue
            if (side := way.get(str(row.get("direction")))) is None:
                continue
            found[side].add(other)
            if side == "opposite" and row.get("system") == finding.system:
                found["here"].add(other)
    elsewhere = found["opposite"] - found["here"]
    return Beside(*(tuple(sorted(one)) for one in (found["here"], elsewhere, found["same"])))


def _findings(root: Path, key: str, axes: set[str]) -> dict[str, list[dict[str, Any]]]:
    """Findings of the other publications that name one of these axes, as plain values; unreadable files give none."""
    found: dict[str, list[dict[str, Any]]] = {}
    for file in sorted((root / STUDIES).glob("*.yaml")) if axes else ():
        name = f"{STUDIES}/{file.name}"
        try:
            text = "" if file.stem == key else read_bytes(file, name, MAX_BYTES).decode("utf-8", errors="replace")
            if not any(f"axis: {axis}" in text for axis in axes):
                continue
            rows = Document(file, name).data.get("findings")
        except DataError:
            continue
        found[file.stem] = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return found


def _not_rated(study: Study, vocabulary: Vocabulary) -> Iterator[str]:
    """Treated patients of the review whose risk of bias nobody has judged."""
    instrument = INSTRUMENT_OF_DESIGN[study.design]
    asked = not study.groups or any(vocabulary.conditions[group.condition].in_scope for group in study.groups)
    if study.arms and asked and instrument is not None and not study.risk_of_bias:
        items = ", ".join(item.id for item in TOOLS[instrument].items)
        said = f"{NOT_RATED} is not judged yet, and the book says so."
        yield f"{said} The instrument is {instrument}, its items: {items}."


def _uncounted(study: Study, config: ReviewConfig) -> Iterator[str]:
    pooled = {pool.outcome for pool in config.pools.values()}
    for i, row in enumerate(study.efficacy):
        if row.outcome in pooled and row.printed is not None and (row.events is None or row.n is None):
            yield f"efficacy[{i}] ({row.outcome}, {row.printed}) has no count with n: it is shown and never pooled."
