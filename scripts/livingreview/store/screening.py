"""The screening log, data/screening/records.csv."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..schema import Record
from .documents import read_text
from .problems import Problem
from .tables import MAX_BYTES, Lines, read_table, with_changes, write_whole

RECORDS = "data/screening/records.csv"
Log = Lines[Record]


def read_log(root: Path) -> tuple[Log, list[Problem]]:
    """The screening log, as far as it can be read, and everything wrong with the file itself."""
    return read_table(root, RECORDS, Record, named_by="record")


def change_records(root: Path, changed: Mapping[str, Record]) -> None:
    """Replace records of the log by number; every other line remains."""
    text = read_text(root / RECORDS, RECORDS, MAX_BYTES)
    write_whole(root / RECORDS, with_changes(text, changed, Record, named_by="record"))
