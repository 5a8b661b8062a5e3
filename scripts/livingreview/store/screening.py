"""The screening log, data/screening/records.csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from ..schema import Record
from .documents import read_text
from .problems import Problem
from .tables import MAX_BYTES, Lines, cells, delimiter, read_table, write_whole

RECORDS = "data/screening/records.csv"
Log = Lines[Record]


def read_log(root: Path) -> tuple[Log, list[Problem]]:
    """The screening log, as far as it can be read, and everything wrong with the file itself."""
    return read_table(root, RECORDS, Record, named_by="record")


def change_records(root: Path, changed: Mapping[str, Record]) -> None:
    """Replace records of the log by number; every other line, the columns and the sign between them remain."""
    text = read_text(root / RECORDS, RECORDS, MAX_BYTES)
    sign, ending = delimiter(text), "\r\n" if "\r\n" in text else "\n"
    out = io.StringIO()
    writer = csv.writer(out, delimiter=sign, lineterminator=ending)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    header = next(rows)
    columns = [name.strip() for name in header]
    writer.writerow(header)
    for row in rows:
        number = row[columns.index("record")].strip() if any(row) else ""
        writer.writerow(cells(changed[number], columns) if number in changed else row)
    write_whole(root / RECORDS, out.getvalue())
