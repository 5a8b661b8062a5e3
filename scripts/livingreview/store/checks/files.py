"""Any file of a publication, trial or background publication: its id, its sources, its units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pydantic import BaseModel

from ...schema import Background, Source, Study, Trial, Unit
from ..loaded import File, Loaded, Unread
from ..problems import FieldPath, Problem

BLOCKS = ("registrations", "arms", "efficacy", "readings", "safety", "findings", "risk_of_bias", "figures", "points")
SPANS = ("dose", "trough_target", "trough_measured")


def ids_match_files(data: Loaded) -> Iterator[Problem]:
    """The id in a file is the file's name."""
    for key, file in data.files:
        if file.document is None or (isinstance(file, Unread) and any(p.field == "id" for p in file.problems)):
            continue
        if (written := file.document.data.get("id")) != key:
            yield file.problem(("id",), f"{written!r} is not the name of the file. Allowed: {key}.")


def ids_are_unique(data: Loaded) -> Iterator[Problem]:
    """No two files, in whichever folders, have one name."""
    first: dict[str, str] = {}
    for key, file in data.files:
        if key in first:
            yield file.problem(("id",), f"{key!r} is also in {first[key]}. One file a publication.")
        first.setdefault(key, file.name)


def sources_exist(data: Loaded) -> Iterator[Problem]:
    """Source numbers are unique in a file, and every block names one of them."""
    for _, file in data.files:
        if isinstance(file, Unread):
            continue
        yield from faults_of_sources(file, file.content.sources, blocks(file.content))


def faults_of_sources(
    file: File[BaseModel], sources: Iterable[Source], rows: Iterable[tuple[FieldPath, object]]
) -> Iterator[Problem]:
    """Numbers of sources that a file has twice, or that a row names and the file does not have."""
    numbers = [source.id for source in sources]
    yield from repeated(file, "sources", numbers)
    for path, row in rows:
        if (source := getattr(row, "source", None)) is not None and source not in numbers:
            listed = ", ".join(map(str, numbers))
            yield file.problem((*path, "source"), f"there is no source {source}. Allowed: {listed}.")


def values_are_plausible(data: Loaded) -> Iterator[Problem]:
    """Values, doses and levels lie in the range that data/vocabulary.yaml gives for their unit."""
    if data.vocabulary is None:
        return
    for _, file in data.files:
        if not isinstance(file, Unread):
            yield from implausible_values(file, blocks(file.content), data.vocabulary.content.units)


def implausible_values(
    file: File[BaseModel], rows: Iterable[tuple[FieldPath, object]], units: Mapping[str, Unit]
) -> Iterator[Problem]:
    """Values, doses and levels of these rows that lie outside the range of their unit."""
    for path, row in rows:
        spans = {name: getattr(row, name, None) for name in SPANS}
        within = [(path, row), *(((*path, name), span) for name, span in spans.items() if span is not None)]
        for place, numbers in within:
            if (unit := units.get(getattr(numbers, "unit", None) or "")) is None:
                continue
            for field in ("value", "low", "high"):
                value = getattr(numbers, field, None)
                if value is not None and not is_plausible(value, unit):
                    allowed = f"{unit.low:g} to {unit.high:g} {unit.label}"
                    message = f"{value:g} is not plausible. Allowed: {allowed} (data/vocabulary.yaml)."
                    yield file.problem((*place, field), message)


def is_plausible(value: float, unit: Unit) -> bool:
    """Whether a value, or its size if it is a difference, lies in the plausible range of its unit."""
    if unit.low is None or unit.high is None:
        return True
    return unit.low <= abs(value) <= unit.high


def repeated(file: File[BaseModel], name: str, ids: Sequence[str | int]) -> Iterator[Problem]:
    """Problems of ids that a list of the file has more than once."""
    for i, one in enumerate(ids):
        if one in ids[:i]:
            yield file.problem((name, i, "id"), f"{one!r} appears twice. Each id once.")


def blocks(item: Study | Trial | Background) -> Iterator[tuple[FieldPath, BaseModel]]:
    """Every block of a file that names a source, with its path."""
    if isinstance(item, Trial):
        yield (), item
        return  # its arms are planned and name no source
    if isinstance(item, Study):
        yield ("population",), item.population
    for name in BLOCKS:
        yield from (((name, i), block) for i, block in enumerate(getattr(item, name, [])))


CHECKS = (ids_match_files, ids_are_unique, sources_exist, values_are_plausible)
