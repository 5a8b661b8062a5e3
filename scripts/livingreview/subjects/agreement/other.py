"""What each declared result would be, had the second reading been taken wherever there is one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from ...schema import Derivation, EfficacyRow, Study, Vocabulary
from ...store import Review
from ...store.comparing import Compared, RowPair
from ...store.problems import field_path

LISTS = ("efficacy", "safety", "findings")


def with_second(review: Review, compared: Iterable[Compared]) -> Review:
    """The review with the rows of the second reading in the place of those of the first.

    Fields that only the first reading gives, rows that the second reader could not see, and rows that the first reader
    worked out stay; sums of parts are added up again. Rows of the first reading alone go, those of the second alone
    come in.
    """
    studies: dict[str, Study] = dict(review.publications)
    for one in compared:
        if one.key in studies:
            studies[one.key] = _study(studies[one.key], one, review.vocabulary)
    return replace(review, publications=studies, _frames={})


def _study(study: Study, compared: Compared, vocabulary: Vocabulary) -> Study:
    rows = [row for row in compared.rows if row.part in (*LISTS, "groups", "arms")]
    highest = max(source.id for source in study.sources)
    update: dict[str, Any] = {
        "sources": [
            *study.sources,
            *(source.model_copy(update={"id": source.id + highest}) for source in compared.second.sources),
        ]
    }
    for name in ("groups", "arms"):
        held: list[Any] = list(getattr(study, name))
        for row in rows:
            if row.part == name and row.first and row.second:
                mine = _at(compared.first, row.first)
                place = next((i for i, one in enumerate(held) if one.id == mine.id), None)
                if place is not None:
                    held[place] = _merged(held[place], row, _at(compared.second, row.second))
        update[name] = held
    for name in LISTS:
        if name in compared.second.parts:
            update[name] = list(_rows(name, compared, rows, highest))
    if "efficacy" in update:
        update["efficacy"] = [_added_up(row, update["efficacy"], vocabulary) for row in update["efficacy"]]
    return study.model_copy(update=update)


def _rows(name: str, compared: Compared, rows: Iterable[RowPair], highest: int) -> Iterable[BaseModel]:
    kept: set[int] = set()
    for row in rows:
        if row.part != name:
            continue
        if row.first is None:
            theirs = _at(compared.second, str(row.second))
            yield theirs.model_copy(update={"source": theirs.source + highest})
        elif row.second is not None:
            yield _merged(_at(compared.first, row.first), row, _at(compared.second, row.second))
        elif row.state != "first only":
            yield _at(compared.first, row.first)
        if row.first is not None:
            kept.add(int(field_path(row.first)[1]))
    yield from (one for i, one in enumerate(getattr(compared.first, name)) if i not in kept)  # of other axes


def _merged(ours: BaseModel, row: RowPair, theirs: BaseModel) -> BaseModel:
    """The row of the first reading with what the second gives otherwise."""
    update: dict[str, Any] = {}
    for field in row.fields:
        if field.second and not field.same:
            for name in ("month", "when") if field.name == "time" else (field.name.partition(".")[0],):
                update[name] = getattr(theirs, name)
    return ours.model_copy(update=update)


def _added_up(row: EfficacyRow, rows: Iterable[EfficacyRow], vocabulary: Vocabulary) -> EfficacyRow:
    """A sum that the first reader worked out, from the parts as they are now."""
    parts = vocabulary.outcomes[row.outcome].sum_of
    if row.derived is not Derivation.SUM or not parts:
        return row
    same = {
        one.outcome: one.events
        for one in rows
        if (one.arm, one.group, one.month, one.when, one.n) == (row.arm, row.group, row.month, row.when, row.n)
    }
    counts = [same.get(part) for part in parts]
    return row.model_copy(update={"events": sum(map(int, counts))}) if None not in counts else row  # type: ignore[arg-type]


def _at(extract: BaseModel, place: str) -> Any:
    part, index = field_path(place)
    return getattr(extract, str(part))[index]
