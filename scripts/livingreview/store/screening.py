"""The screening log: data/screening/records.csv, and a file for each record that was added by hand.

Searches append their records to one file. People add records in parallel pull requests, which would collide on its last
line and on its last number: each of their records has a file of its own, and the name of the file is the record's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from ..schema import Record
from ..schema.screening import NUMBER
from .problems import Problem
from .tables import MAX_BYTES, Lines, as_csv, read_table, with_changes, write_whole
from .texts import read_text

RECORDS = "data/screening/records.csv"
ADDED = "data/screening/added"
Log = Lines[Record]


def file_of(record: str) -> str:
    """The file that holds a record."""
    return RECORDS if re.fullmatch(NUMBER, record) else f"{ADDED}/{record}.csv"


def read_log(root: Path) -> tuple[Log, list[Problem]]:
    """The screening log, as far as it can be read, and everything wrong with its files themselves."""
    log, problems = read_table(root, RECORDS, Record, named_by="record")
    lines, unread, complete = [], set(log.unread), log.complete
    for line, record in log.lines:
        if (own := file_of(record.record)) == RECORDS:
            lines.append((line, record))
            continue
        message = f"is no number. Number it, such as r0123, or move its line, under the same heading, to {own}."
        problems.append(Problem(RECORDS, line, f"{record.record}.record", message))
        unread |= _words(record)
    for file in sorted((root / ADDED).glob("*")):
        name = f"{ADDED}/{file.name}"
        if file.suffix != ".csv":
            message = "The file is no table. Name it like the publication, such as smith2024.csv."
            problems.append(Problem(name, 0, "", message))
            continue
        added, wrong = read_table(root, name, Record, named_by="record")
        problems += wrong
        unread |= added.unread
        complete &= added.complete
        for line, record in added.lines:
            if file_of(record.record) == name:
                lines.append((line, record))
                continue
            message = f"is not the name of the file. Write {file.stem}."
            problems.append(Problem(name, line, f"{record.record}.record", message))
            unread |= _words(record)
    return Lines(tuple(lines), frozenset(unread), complete), problems


def add_record(root: Path, record: Record) -> Path:
    """Write a record into a file of its own, which bears its name, and return the file.

    Raises FileExistsError if there is one, ValueError if the record has a number.
    """
    if file_of(record.record) == RECORDS:
        raise ValueError(f"{record.record!r} is the number of a record of a search.")
    file = root / file_of(record.record)
    if file.exists():
        raise FileExistsError(file)
    write_whole(file, as_csv([record], Record))
    return file


def change_records(root: Path, changed: Mapping[str, Record]) -> None:
    """Replace records of the log by name; every other line remains."""
    for name in sorted({file_of(record) for record in changed}):
        text = read_text(root / name, name, MAX_BYTES)
        here = {number: record for number, record in changed.items() if file_of(number) == name}
        write_whole(root / name, with_changes(text, here, Record, named_by="record"))


def _words(record: Record) -> set[str]:
    """What a line that is not used may name: its own number and its file."""
    return {word for word in (record.record, record.study) if word}
