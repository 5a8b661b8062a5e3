"""The screening log and the files of data/ account for each other."""

from __future__ import annotations

from collections.abc import Iterator

from ...schema import Decision, Record, nearest
from ..loaded import Loaded
from ..problems import Problem
from ..screening import RECORDS


def record_numbers_are_unique(data: Loaded) -> Iterator[Problem]:
    """No two records have one number."""
    numbers: set[str] = set()
    for line, record in data.log.lines:
        if record.record in numbers:
            yield _problem(line, record, "record", "appears twice. Each record number once.")
        numbers.add(record.record)


def included_records_have_files(data: Loaded) -> Iterator[Problem]:
    """Every included record has its file, and no file two records."""
    holders: dict[str, str] = {}
    for line, record in data.log.lines:
        if (study := record.study) is None:
            continue
        if study not in data.ids:
            message = f"{study!r} has no file in data/. {nearest(study, sorted(data.ids), 3)}"
            yield _problem(line, record, "study", message)
        if study in holders:
            message = f"{study!r} is already the file of {holders[study]}. Make one of them a duplicate."
            yield _problem(line, record, "study", message)
        holders.setdefault(study, record.record)


def files_have_records(data: Loaded) -> Iterator[Problem]:
    """Every file has an included record, once there is a log with records."""
    if not data.log.lines:
        return
    named = {record.study for record in data.log.records}
    for key in sorted(data.ids):
        if key not in named and not data.log.may_name(key):
            message = f"no included record names {key}. Add one, with where it was found."
            yield Problem(RECORDS, 0, "study", message)


def duplicates_lead_to_a_decision(data: Loaded) -> Iterator[Problem]:
    """A duplicate names the record that holds the decision."""
    by_number: dict[str, Record] = {}
    for record in data.log.records:
        by_number.setdefault(record.record, record)
    for line, record in data.log.lines:
        if (number := record.duplicate_of) is None:
            continue
        if (other := by_number.get(number)) is None:
            wrong = None if data.log.may_name(number) else "is not a record"
        else:
            wrong = "is itself a duplicate" if other.decision is Decision.DUPLICATE else None
        if wrong is not None:
            message = f"{number!r} {wrong}. Name the record that holds the decision."
            yield _problem(line, record, "duplicate_of", message)


def _problem(line: int, record: Record, field: str, message: str) -> Problem:
    return Problem(RECORDS, line, f"{record.record}.{field}", message)


CHECKS = (
    record_numbers_are_unique,
    included_records_have_files,
    files_have_records,
    duplicates_lead_to_a_decision,
)
