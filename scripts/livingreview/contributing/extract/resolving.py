"""`review extract resolve`: decisions on two readings become data, and both readings are kept as they were."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from ...records.runs import alone
from ...schema import Decided, Extract, Settlement
from ...store.around import files_of
from ...store.comparing import Compared, compared_in
from ...store.comparing.fields import field_of
from ...store.comparing.settling import covers, faults
from ...store.documents import Document
from ...store.models import as_model
from ...store.problems import DataError, Problem, field_path
from ...store.reading import SETTLED
from ...store.review import Review, load_data
from ...store.texts import read_text
from ..study.renaming import state
from ..study.writing import write_all
from .editing import Path as Place
from .editing import appended, changed, flow, removed
from .new import folder_of

WITH_CONFLICT = ("efficacy", "safety", "findings", "figures")  # parts whose rows can say that sources disagree


@dataclass(frozen=True)
class Resolved:
    """What became data: files written, fields changed, rows added and removed, and whether it counts as checked."""

    files: tuple[str, ...]
    changed: int
    added: int
    removed: int
    checked: bool


def resolve(root: Path, key: str, file: Path) -> Resolved:
    """Write what was decided into data/, and keep both readings and the decisions.

    Raises DataError, and changes nothing, for decisions that do not fit, or if the check then finds a problem.
    """
    review, _ = load_data(root)
    settlement = as_model(document := Document(file, str(file)), Settlement)
    compared = _compared(review, key, settlement)
    problems = [
        document.problem((field,) if i is None else ("differences", i, field), message)
        for i, field, message in faults(compared, settlement)
    ]
    problems += _impossible(document, settlement)
    if problems:
        raise DataError(problems)
    (name,) = files_of(root, key)
    editing = _Editing(read_text(root / name, name), compared)
    for decided in settlement.differences:
        editing.take(decided)
    editing.remove_rows()
    checked = covers(review.files[key], compared.second)
    if checked:
        editing.check(compared.second.role, Document(root / name, name).data.get("extraction"))
    texts: dict[str, str | None] = {
        name: editing.text,
        f"{folder_of(compared.first.role)}/{key}.yaml": frozen(compared.first, settlement.settled_on),
        f"{SETTLED}/{key}.yaml": file.read_text("utf-8"),
    }
    with alone(root):
        before, _ = state(root)
        originals = {one: (root / one).read_bytes().decode() if (root / one).is_file() else None for one in texts}
        write_all(root, texts)
        try:
            after, _ = state(root)
        except BaseException:
            write_all(root, originals)
            raise
        if worse := [one for one in after if one not in before]:
            write_all(root, originals)
            raise DataError(worse)
    return Resolved(tuple(texts), editing.changed, editing.added, len(editing.gone), checked)


def frozen(first: Extract, day: date) -> str:
    """The first reading as a file beside the second, to be compared with it for good."""
    content = first.model_dump(mode="json", exclude_none=True)
    lines = [
        "# yaml-language-server: $schema=../../schema/extraction.schema.json",
        "# The first reading as it was when its differences from the second were settled. It is not changed any more.",
    ]
    for name, value in (content | {"frozen_on": day.isoformat()}).items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            lines += [f"{name}:", *(f"  - {flow(row)}" for row in value)]
        elif value != []:
            lines.append(f"{name}: {flow(value)}")
    return "".join(f"{line}\n" for line in lines)


def _compared(review: Review, key: str, settlement: Settlement) -> Compared:
    if key in review.settled:
        message = "is settled already. A decision that turns out wrong is corrected here and in data/, by hand."
        raise DataError([Problem(f"{SETTLED}/{key}.yaml", 0, "", message)])
    if settlement.id != key:
        raise DataError([_wrong(f"the decisions are on {settlement.id}, not on {key}.")])
    found = [one for one in compared_in(review, {key}) if one.second.role == settlement.second]
    if not found:
        raise DataError([_wrong(f"there is no reading of {key} by {settlement.second} in data/extractions.")])
    if found[0].first.role != settlement.first:
        raise DataError([_wrong(f"the first reading of {key} is by {found[0].first.role}, not {settlement.first}.")])
    return found[0]


def _wrong(message: str) -> Problem:
    return Problem("review extract resolve", 0, "", message)


def _impossible(document: Document, settlement: Settlement) -> Iterator[Problem]:
    for i, decided in enumerate(settlement.differences):
        part = str(field_path(decided.first or decided.second or "")[0])
        if decided.take == "conflict" and part not in WITH_CONFLICT:
            message = f"{part} cannot say that sources disagree. Take one of them, and say the other in `note`."
            yield document.problem(("differences", i, "take"), message)
        if decided.take == "second" and decided.field is not None and decided.second_says is None:
            message = "the second reading does not give it, so there is nothing to take: a field is not emptied so."
            yield document.problem(("differences", i, "take"), message)
        if (
            decided.take == "second"
            and part in ("groups", "arms", "figures")
            and not (decided.first and decided.second)
        ):
            message = f"{part} that one reading has are added or removed by hand, with the rows that name them."
            yield document.problem(("differences", i, "take"), message)


class _Editing:
    """The text of the file in data/ while decisions are put into it."""

    def __init__(self, text: str, compared: Compared) -> None:
        self.text = text
        self.compared = compared
        self.changed = self.added = 0
        self.gone: list[Place] = []
        self._numbers: dict[int, int] = {}  # of sources: number in the second reading, number in the file
        self._conflicts: dict[Place, str] = {}  # what each row says so far

    def take(self, decided: Decided) -> None:
        """Put one decision into the text; rows that go are removed at the end, when no place matters any more."""
        if decided.take in ("first", "not-seen"):
            return
        row = None if decided.first is None else self._place(decided.first)
        if decided.field is None:
            if row is None:
                self._add(decided)
            elif decided.take == "second":
                self.gone.append(row)
            return
        assert row is not None, "a field that differs is in both readings"
        if decided.take == "conflict":
            before = self._conflicts.get(row, getattr(_row(self.compared.first, str(decided.first)), "conflict", None))
            read = f"{decided.field}: {self.compared.second.role} read {decided.second_says or 'nothing'}"
            self._conflicts[row] = f"{f'{before} ' if before else ''}{read}. {decided.reason}"
            self._set((*row, "conflict"), self._conflicts[row])
        elif decided.take == "third":
            self._set((*row, *decided.field.split(".")), decided.value)
            for name in ("source", "at"):
                self._set((*row, name), getattr(decided, name))
        else:
            self._copy(row, decided)
        self.changed += 1

    def remove_rows(self) -> None:
        """Remove the rows that go, the last one of each part first."""
        for part, index in sorted(((str(part), int(index)) for part, index in self.gone), reverse=True):
            self.text = removed(self.text, (part, index))

    def check(self, role: str, extraction: Mapping[str, Any] | None) -> None:
        """Say who read the whole publication again."""
        if extraction is None:
            self.text = f"{self.text.rstrip()}\nextraction: {flow({'checked_by': role})}\n"
        else:
            self._set(("extraction", "checked_by"), role)

    def _place(self, named: str) -> Place:
        place = field_path(named)
        return () if place == ("trial",) else place

    def _copy(self, row: Place, decided: Decided) -> None:
        """Take a field of the second reading."""
        assert decided.field is not None
        theirs = _row(self.compared.second, str(decided.second))
        names = ("month", "when") if decided.field == "time" else (decided.field,)
        for name in names:
            value = _plain(field_of(theirs, name))
            if value is not None:
                self._set((*row, *name.split(".")), value)
            elif field_of(_row(self.compared.first, str(decided.first)), name) is not None:
                self.text = removed(self.text, (*row, name))

    def _add(self, decided: Decided) -> None:
        """Put a row of the second reading at the end of its part, with the number that its source has in the file."""
        place = str(decided.second)
        part, row = str(field_path(place)[0]), _row(self.compared.second, place)
        content = row.model_dump(mode="json", exclude_none=True)
        content["source"] = self._number(content["source"])
        self.text = appended(self.text, (part,), content)
        self.added += 1

    def _number(self, theirs: int) -> int:
        """The number that a source of the second reading has in the file; a new address is added to its sources."""
        if theirs not in self._numbers:
            source = next(one for one in self.compared.second.sources if one.id == theirs)
            ours = self.compared.first.sources
            known = next((one.id for one in ours if (one.url, one.no_url) == (source.url, source.no_url)), None)
            if known is None:
                known = max([one.id for one in ours] + list(self._numbers.values())) + 1
                content = source.model_dump(mode="json", exclude_none=True) | {"id": known}
                self.text = appended(self.text, ("sources",), content)
            self._numbers[theirs] = known
        return self._numbers[theirs]

    def _set(self, place: Place, value: Any) -> None:
        self.text = changed(self.text, place, value)


def _row(extract: Extract, named: str) -> BaseModel:
    """The row of a place such as `efficacy[2]`."""
    part, *rest = field_path(named)
    found: Any = getattr(extract, str(part))
    return found[rest[0]] if rest else found


def _plain(value: Any) -> Any:
    """A value as YAML writes it."""
    return value.model_dump(mode="json", exclude_none=True) if isinstance(value, BaseModel) else value
