"""`review extract resolve`: decisions on two readings become data, and both readings are kept as they were."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from ...records.runs import alone
from ...schema import Decided, Extract, Settlement
from ...schema.proof import GIVEN, numbers_in
from ...store.around import files_of
from ...store.comparing import Compared, compare, compared_in
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
from .editing import appended, changed, flow, in_order, removed, renamed
from .following import names_lost, names_used, sums_follow
from .new import folder_of
from .proving import prove, same_source

MONTHS = re.compile(r"\d+(?:\.\d+)?")
WITH_CONFLICT = ("efficacy", "safety", "findings", "figures")  # parts whose rows can say that sources disagree


@dataclass(frozen=True)
class Resolved:
    """What became data: files written, fields changed, rows added and removed, and whether it counts as checked.

    `proofs` counts rows that now show the text around their number; `notices` say what else has changed, or must be.
    """

    files: tuple[str, ...]
    changed: int
    added: int
    removed: int
    checked: bool
    proofs: int = 0
    notices: tuple[str, ...] = ()


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
    editing = _Editing(read_text(root / name, name), compared, type(review.files[key]))
    for decided in settlement.differences:
        editing.take(decided)
    editing.name_sources()
    editing.text, notices = sums_follow(editing.text, compared, settlement, review.vocabulary)
    editing.drop_stale_proofs()
    editing.remove_rows()
    checked = covers(review.files[key], compared.second)
    if checked:
        editing.check(compared.second.role, Document(root / name, name).data.get("extraction"))
    texts: dict[str, str | None] = {
        name: editing.text,
        f"{folder_of(compared.first.role)}/{key}.yaml": frozen(compared.first, settlement.settled_on),
        f"{SETTLED}/{key}.yaml": file.read_text("utf-8"),
    }
    named = names_used(review, key)
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
        now, _ = load_data(root)
        proofs = prove(now, key)["carried over"]
    notices += names_lost(now, named)
    changes = (editing.changed, editing.added, len(editing.gone))
    return Resolved(tuple(texts), *changes, checked, proofs, tuple(notices))


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
    return compare(found[0].first, found[0].second, settlement.same)


def _wrong(message: str) -> Problem:
    return Problem("review extract resolve", 0, "", message)


def _impossible(document: Document, settlement: Settlement) -> Iterator[Problem]:
    for i, decided in enumerate(settlement.differences):
        part = str(field_path(decided.first or decided.second or "")[0])
        if decided.take == "conflict" and part not in WITH_CONFLICT:
            message = f"{part} cannot say that sources disagree. Take one of them, and say the other in `note`."
            yield document.problem(("differences", i, "take"), message)
        if decided.take == "second" and decided.field is not None and decided.second_says is None:
            message = (
                "the second reading does not give it, so there is nothing to take. If no source prints a value, write "
                "`take: empty`."
            )
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

    def __init__(self, text: str, compared: Compared, model: type[BaseModel]) -> None:
        self.text = text
        self.compared = compared
        self.parts = list(model.model_fields)
        self.changed = self.added = 0
        self.gone: list[Place] = []
        self._numbers: dict[int, int] = {}  # of sources: number in the second reading, number in the file
        self._conflicts: dict[Place, str] = {}  # what each row says so far
        self._theirs: dict[Place, tuple[str, list[str]]] = {}  # row of the second reading, fields taken from it
        self._mine: set[Place] = set()  # rows of which another decision was taken
        self._changed: dict[Place, None] = {}

    def take(self, decided: Decided) -> None:
        """Put one decision into the text; rows that go are removed at the end, when no place matters any more."""
        if decided.take in ("first", "not-seen"):
            if decided.field is not None:
                self._mine.add(self._place(str(decided.first)))
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
        elif decided.take == "second":
            self._put(row, decided, field_of(_row(self.compared.second, str(decided.second)), decided.field))
            self._theirs.setdefault(row, (str(decided.second), []))[1].append(decided.field)
        else:
            self._put(row, decided, decided.value)
            self._mine.add(row)
            if decided.take == "third" and "source" in type(_row(self.compared.first, str(decided.first))).model_fields:
                for name in ("source", "at"):
                    self._set((*row, name), getattr(decided, name))
        self._changed[row] = None
        self.changed += 1

    def name_sources(self) -> None:
        """Rows with values of the second reading say where these were read, in the numbers that sources have here."""
        for row, (second, fields) in self._theirs.items():
            theirs = _row(self.compared.second, second)
            pair = next(one for one in self.compared.rows if one.second == second)
            mine: Any = _row(self.compared.first, str(pair.first))
            source, at = getattr(theirs, "source", None), getattr(theirs, "at", None)
            if source is None or "source" not in type(mine).model_fields:
                continue
            number = self._number(source)
            if number == mine.source and (at or "").casefold() == (mine.at or "").casefold():
                continue
            if row not in self._mine and not any(field.first and not field.second for field in pair.fields):
                self._set((*row, "source"), number)
                self._set((*row, "at"), at)
            else:  # the row has values of both readings: its place names both
                place = f"{' and '.join(fields)}: {at}" + (f" in source {number}" if number != mine.source else "")
                self._set((*row, "at"), f"{mine.at}; {place}" if mine.at else place)

    def drop_stale_proofs(self) -> None:
        """Take away texts around numbers that are no longer those of their row."""
        for row in self._changed:
            held: Any = Document(Path("data"), "data", self.text).data
            for part in row:
                held = held[part]
            seen = numbers_in((held.get("seen") or {}).get("text"))
            own = {number for name in GIVEN for number in numbers_in(held.get(name))}
            if seen and own and not own & set(seen):
                self.text = removed(self.text, (*row, "seen"))

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

    def _put(self, row: Place, decided: Decided, value: Any) -> None:
        """Give a field another value, or none. A time is a number of months or a term in words, never both."""
        field = str(decided.field)
        if isinstance(value, str) and field == "time" and MONTHS.fullmatch(value):
            value = float(value)
        values: dict[str, Any] = {field: value}
        if field == "time":
            new, old = ("when", "month") if isinstance(value, str) else ("month", "when")
            values = {old: None, new: value}
            if value is not None:
                self.text = renamed(self.text, (*row, old), new)
        before = _row(self.compared.first, str(decided.first))
        for name, new in values.items():
            if new is not None:
                self._set((*row, *name.split(".")), _plain(new))
            elif field_of(before, name) is not None and (value is None or field != "time"):
                self.text = removed(self.text, (*row, *name.split(".")))

    def _add(self, decided: Decided) -> None:
        """Put a row of the second reading at the end of its part, with the number that its source has in the file."""
        place = str(decided.second)
        part, row = str(field_path(place)[0]), _row(self.compared.second, place)
        content = row.model_dump(mode="json", exclude_none=True, exclude_unset=True)
        content["source"] = self._number(content["source"])
        rows = Document(Path("data"), "data", self.text).data.get(part) or []
        self.text = appended(self.text, (part,), in_order(content, rows), self.parts)
        self.added += 1

    def _number(self, theirs: int) -> int:
        """The number that a source of the second reading has in the file; a new address is added to its sources."""
        if theirs not in self._numbers:
            source = next(one for one in self.compared.second.sources if one.id == theirs)
            ours = self.compared.first.sources
            known = next((one.id for one in ours if same_source(one, source)), None)
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
