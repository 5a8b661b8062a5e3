"""The screening log, data/screening/records.csv."""

from __future__ import annotations

from pathlib import Path

from ..schema import Record
from .problems import Problem
from .tables import Lines, read_table

RECORDS = "data/screening/records.csv"
Log = Lines[Record]


def read_log(root: Path) -> tuple[Log, list[Problem]]:
    """The screening log, as far as it can be read, and everything wrong with the file itself."""
    return read_table(root, RECORDS, Record, named_by="record")
