"""Reading data/screening/records.csv and reconciling it with the files of data/."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from pydantic import ValidationError

from ..documents import read_text
from ..problems import DataError, Problem
from ..schema import Decision, Record, nearest

RECORDS = "data/screening/records.csv"
COLUMNS = list(Record.model_fields)


def read_records(root: Path) -> list[Record]:
    """Records of the screening log in file order; none without a log. Raises DataError with all problems."""
    file = root / RECORDS
    if not file.exists():
        return []
    lines = csv.reader(io.StringIO(read_text(file, RECORDS), newline=""), strict=True)
    problems: list[Problem] = []
    records: list[Record] = []
    try:
        header = next(lines, [])
        if header != COLUMNS:
            message = f"the columns are {', '.join(header)}. Needed: {', '.join(COLUMNS)}."
            raise DataError([Problem(RECORDS, 1, "", message)])
        for cells in lines:
            line = lines.line_num
            if len(cells) != len(COLUMNS):
                problems.append(Problem(RECORDS, line, "", f"has {len(cells)} cells instead of {len(COLUMNS)}."))
                continue
            try:
                given = {name: cell for name, cell in zip(COLUMNS, cells, strict=True) if cell.strip()}
                records.append(Record.model_validate(given))
            except ValidationError as error:
                problems += (_problem(line, given, e) for e in error.errors(include_url=False))
    except csv.Error as error:
        problems.append(Problem(RECORDS, lines.line_num, "", f"is not valid CSV: {error}."))
    if problems:
        raise DataError(problems)
    return records


def _problem(line: int, given: dict[str, str], error) -> Problem:
    field = str(error["loc"][0]) if error["loc"] else ""
    name = given.get("record", "")
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
    return Problem(RECORDS, line, f"{name}.{field}".strip("."), message)


def reconcile(records: list[Record], files: Collection[str]) -> Iterator[Problem]:
    """Every included record has its file and every file one included record; duplicates lead to a decision."""
    if not records:
        return
    lines = {record.record: number for number, record in enumerate(records, 2)}
    by_id: dict[str, Record] = {}
    by_study: dict[str, str] = {}
    for record in records:
        line = lines[record.record]
        if record.record in by_id:
            yield Problem(RECORDS, line, f"{record.record}.record", "stands twice. Each record number once.")
        by_id.setdefault(record.record, record)
        if record.study is None:
            continue
        if record.study not in files:
            message = f"{record.study!r} has no file in data/. {nearest(record.study, sorted(files), 3)}"
            yield Problem(RECORDS, line, f"{record.record}.study", message)
        if record.study in by_study:
            message = f"{record.study!r} is already the file of {by_study[record.study]}. Make one of them a duplicate."
            yield Problem(RECORDS, line, f"{record.record}.study", message)
        by_study.setdefault(record.study, record.record)
    for key in sorted(set(files) - set(by_study)):
        yield Problem(RECORDS, 0, "study", f"no included record names {key}. Add one, with where it was found.")
    for record in records:
        if record.duplicate_of is None:
            continue
        other = by_id.get(record.duplicate_of)
        if other is None or other.decision is Decision.DUPLICATE:
            said = "is not a record" if other is None else "is itself a duplicate"
            message = f"{record.duplicate_of!r} {said}. Name the record that holds the decision."
            yield Problem(RECORDS, lines[record.record], f"{record.record}.duplicate_of", message)
