"""Reading data/screening/records.csv."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ..schema import Record, nearest
from .documents import read_text
from .problems import DataError, Problem

RECORDS = "data/screening/records.csv"
COLUMNS = list(Record.model_fields)


@dataclass(frozen=True)
class Log:
    """The screening log as far as it can be read: records with their lines, in file order.

    `unread` holds the cells of the lines that cannot be used. `complete` is False where it is not known what the rest
    of the file says, or there is no file.
    """

    lines: tuple[tuple[int, Record], ...] = ()
    unread: frozenset[str] = frozenset()
    complete: bool = True

    @property
    def records(self) -> tuple[Record, ...]:
        return tuple(record for _, record in self.lines)

    def may_name(self, word: str) -> bool:
        """Whether a part of the log that cannot be read may name this study or record."""
        return not self.complete or word in self.unread


def read_log(root: Path) -> tuple[Log, list[Problem]]:
    """The screening log, as far as it can be read, and everything wrong with the file itself."""
    file = root / RECORDS
    if not os.path.lexists(file):
        return Log(complete=False), []
    try:
        text = read_text(file, RECORDS)
    except DataError as error:
        return Log(complete=False), error.problems
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    problems: list[Problem] = []
    lines: list[tuple[int, Record]] = []
    unread: set[str] = set()
    complete = True
    try:
        header = [name.strip() for name in next(rows, [])]
        if header != COLUMNS:
            message = f"the columns are {', '.join(header)}. Needed: {', '.join(COLUMNS)}."
            return Log(complete=False), [Problem(RECORDS, 1, "", message)]
        start = rows.line_num + 1
        for cells in rows:
            line, start = start, rows.line_num + 1
            if not any(map(str.strip, cells)):
                continue  # spreadsheets leave lines without a value at the end
            record, found = _record(cells, line)
            problems += found
            if record is not None:
                lines.append((line, record))
            else:
                unread |= {cell.strip() for cell in cells}
    except csv.Error as error:
        problems.append(Problem(RECORDS, rows.line_num, "", f"is not valid CSV: {error}."))
        complete = False
    return Log(tuple(lines), frozenset(unread), complete), problems


def _delimiter(text: str) -> str:
    """The sign between the columns: spreadsheets write `;` or a tab where the comma is the decimal sign."""
    header = text.partition("\n")[0]
    return max(",;\t", key=header.count)


def _record(cells: list[str], line: int) -> tuple[Record | None, list[Problem]]:
    if len(cells) != len(COLUMNS):
        return None, [Problem(RECORDS, line, "", f"has {len(cells)} cells instead of {len(COLUMNS)}.")]
    given = {name: cell for name, cell in zip(COLUMNS, cells, strict=True) if cell.strip()}
    try:
        return Record.model_validate(given), []
    except ValidationError as error:
        return None, list(_problems(line, given.get("record", ""), error.errors(include_url=False)))


def _problems(line: int, record: str, errors: list[ErrorDetails]) -> Iterator[Problem]:
    for error in errors:
        field = str(error["loc"][0]) if error["loc"] else ""
        match error["type"]:
            case "missing":
                message = "is missing."
            case "enum":
                allowed = re.findall(r"'([^']*)'", error["ctx"]["expected"])
                message = f"{error['input']!r} is not allowed. {nearest(error['input'], allowed)}"
            case "value_error":
                field, _, message = str(error["ctx"]["error"]).partition(": ")
                field = field.removesuffix(" is missing")
            case _:
                message = f"{error['input']!r}: {error['msg']}."
        yield Problem(RECORDS, line, f"{record}.{field}".strip("."), message)
