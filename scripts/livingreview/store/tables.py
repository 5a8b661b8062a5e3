"""Tables of data/ (CSV) as typed lines, and writing files whole: a stop at any moment leaves the old or the new one."""

from __future__ import annotations

import csv
import io
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ..schema import called, nearest
from .advice import shown, wrong_form
from .problems import DataError, Problem
from .texts import read_text

M = TypeVar("M", bound=BaseModel, covariant=True)
MAX_BYTES = 100_000_000  # GitHub takes no larger file
LONGEST_CELL = 131_072  # characters; Python's own limit
ERROR_VALUE = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|NV|WERT!|BEZUG!|#{2,})", re.IGNORECASE)
FORMULA = re.compile(r"\s*[=@+-]\s*[A-Z][A-Z.]*\(", re.IGNORECASE)
MOST_PROBLEMS = 1000  # of one table; more come from one cause


@dataclass(frozen=True)
class Lines(Generic[M]):
    """A table as far as it can be read: its rows with their lines, in file order.

    `unread` holds the cells of the lines that cannot be used. `complete` is False where it is not known what the rest
    of the file says, or there is no file.
    """

    lines: tuple[tuple[int, M], ...] = ()
    unread: frozenset[str] = frozenset()
    complete: bool = True

    @property
    def rows(self) -> tuple[M, ...]:
        return tuple(row for _, row in self.lines)

    def may_name(self, word: str) -> bool:
        """Whether a part of the table that cannot be read may hold this word."""
        return not self.complete or word in self.unread


def read_table(root: Path, name: str, model: type[M], *, named_by: str) -> tuple[Lines[M], list[Problem]]:
    """The table `name` as far as it can be read, and everything wrong with it.

    `named_by` is the field that names a row in messages. A column may be left out where its field may be empty.
    """
    file = root / name
    if not os.path.lexists(file):
        return Lines(complete=False), []
    try:
        text = read_text(file, name, MAX_BYTES)
    except DataError as error:
        return Lines(complete=False), error.problems
    csv.field_size_limit(LONGEST_CELL)  # one for the whole process, which other libraries raise
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text), strict=True)
    problems: list[Problem] = []
    lines: list[tuple[int, M]] = []
    unread: set[str] = set()
    complete, start = True, 1
    try:
        header = [column.strip() for column in next(rows, [])]
        if wrong := _wrong_columns(header, model):
            return Lines(complete=False), [Problem(name, 1, "", wrong)]
        start = rows.line_num + 1
        for cells in rows:
            line, start = start, rows.line_num + 1
            if len(problems) >= MOST_PROBLEMS:
                problems.append(Problem(name, line, "", "is not read further: mend the lines above first."))
                complete = False
                break
            if not any(map(str.strip, cells)):
                continue  # spreadsheets leave lines without a value at the end
            if len(cells) != len(header):
                found = [Problem(name, line, "", _wrong_number(cells, header))]
            else:
                given = {column: cell for column, cell in zip(header, cells, strict=True) if cell.strip()}
                if found := list(_of_spreadsheets(name, line, given, named_by)):
                    problems += found
                    unread |= {cell.strip() for cell in cells}
                    continue
                try:
                    lines.append((line, model.model_validate(given)))
                    continue
                except ValidationError as error:
                    found = list(problems_of(name, line, given.get(named_by, ""), error.errors(include_url=False)))
            problems += found
            unread |= {cell.strip() for cell in cells}
    except csv.Error as error:
        problems.append(Problem(name, start, "", f"is not valid CSV: {_not_csv(str(error))}"))
        complete = False
    return Lines(tuple(lines), frozenset(unread), complete), problems


def _of_spreadsheets(name: str, line: int, given: Mapping[str, str], named_by: str) -> Iterator[Problem]:
    """Cells with what a spreadsheet shows or computes, instead of a text."""
    row = given.get(named_by, "")
    for column, cell in given.items():
        if ERROR_VALUE.fullmatch(cell.strip()):
            message = f"{cell.strip()} is what a spreadsheet shows for a value that it does not have. Type the value."
            yield Problem(name, line, f"{row}.{column}".strip("."), message)
        elif FORMULA.match(cell):
            message = f"{shown(cell)} is a formula, which a spreadsheet would run. Type the text alone."
            yield Problem(name, line, f"{row}.{column}".strip("."), message)


def _wrong_columns(header: list[str], model: type[BaseModel]) -> str | None:
    known = list(model.model_fields)
    needed = [name for name, field in model.model_fields.items() if field.is_required()]
    if len(set(header)) == len(header) and set(needed) <= set(header) <= set(known):
        return None
    listed = f"Needed: {', '.join(known)}."
    if header[:1] and re.fullmatch(r"sep=.?", header[0]):
        return "the first line is for Excel only, and the columns have to be named there. Delete it."
    if len(header) == 1 and any(sign in header[0] for sign in ",;\t"):
        return f"every line is in quotes as a whole. Take away the quotes around whole lines. {listed}"
    if "" in header:
        return f"{header.count('')} columns have no name. Delete them, also the signs between cells at ends of lines."
    if twice := next((name for name in header if header.count(name) > 1), None):
        return f"the column {twice!r} is there twice. Keep one."
    if unknown := [name for name in header if name not in known]:
        return f"there is no column {shown(unknown[0])}. {nearest(unknown[0], known, len(known))} {listed}"
    return f"the column {next(name for name in needed if name not in header)!r} is missing. {listed}"


def _wrong_number(cells: list[str], header: list[str]) -> str:
    message = f"has {len(cells)} cells instead of {len(header)}."
    if len(cells) > len(header):
        quoted = next((cell for cell in cells if re.search("[“”„«»]", cell)), None)
        typed = f" Those around {shown(quoted)} are typographic." if quoted else ""
        return f'{message} A text with a comma goes into straight quotes: "one, two".{typed}'
    return f"{message} Empty cells keep the signs between them, also at the end of the line."


def _not_csv(error: str) -> str:
    if "field limit" in error:
        return "a cell is too long to be one. Is a quotation mark missing before it?"
    return (
        "a text in quotes that begins in this line is not closed where its cell ends. Put a quotation mark there; one "
        'that is part of the text is written twice: "the ""best"" tea".'
    )


def delimiter(text: str) -> str:
    """The sign between the columns: spreadsheets write `;` or a tab where the comma is the decimal sign."""
    header = text.partition("\n")[0]
    return max(",;\t", key=header.count)


def problems_of(name: str, line: int, row: str, errors: list[ErrorDetails]) -> Iterator[Problem]:
    """What is wrong with a row, field by field; `row` is what it is called."""
    for error in errors:
        field = str(error["loc"][0]) if error["loc"] else ""
        match error["type"]:
            case "missing":
                message = "is missing."
            case "enum":
                allowed = re.findall(r"'([^']*)'", error["ctx"]["expected"])
                message = (
                    f"{shown(error['input'])} is not allowed. {nearest(error['input'], allowed, words=called(allowed))}"
                )
            case "value_error" if error["loc"]:
                message = str(error["ctx"]["error"]).removeprefix(f"{field}: ")
            case "value_error":
                field, _, message = str(error["ctx"]["error"]).partition(": ")
                field = field.removesuffix(" is missing")
            case "string_pattern_mismatch":
                message = wrong_form(error["ctx"]["pattern"], error["input"])
            case _:
                message = f"{shown(error['input'])}: {error['msg']}."
        yield Problem(name, line, f"{row}.{field}".strip("."), message)


def as_csv(rows: Iterable[BaseModel], model: type[BaseModel]) -> str:
    """Rows as the text of a table, with all columns of the model."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(model.model_fields)
    writer.writerows(cells(row, model.model_fields) for row in rows)
    return text.getvalue()


def with_rows(text: str, rows: Iterable[BaseModel], model: type[BaseModel]) -> str:
    """The text of a table with rows at its end; nothing in it changes but a column that the rows need."""
    if not text.strip():
        return as_csv(rows, model)
    rows = list(rows)
    text, columns = _with_columns(text, rows, model)
    out = io.StringIO()
    out.write(text if text.endswith(("\n", "\r")) else text + _ending(text))
    writer = csv.writer(out, delimiter=delimiter(text), lineterminator=_ending(text))
    writer.writerows(cells(row, columns) for row in rows)
    return out.getvalue()


def with_changes(text: str, rows: Mapping[str, BaseModel], model: type[BaseModel], *, named_by: str) -> str:
    """The text of a table with other rows in the place of those that the field `named_by` names.

    Every other line stays as it is, byte for byte, unless the rows need a column that the table does not have.
    """
    text, columns = _with_columns(text, rows.values(), model)
    raw = text.splitlines(keepends=True)
    lines = csv.reader(raw, delimiter=delimiter(text), strict=True)
    next(lines)
    out, start = raw[: lines.line_num], lines.line_num
    for row in lines:
        kept, start = raw[start : lines.line_num], lines.line_num
        number = row[columns.index(named_by)].strip() if any(row) else ""
        if number in rows:
            line = io.StringIO()
            csv.writer(line, delimiter=delimiter(text), lineterminator=_ending(text)).writerow(
                cells(rows[number], columns)
            )
            kept = [line.getvalue()]
        out += kept
    return "".join(out)


def _with_columns(text: str, rows: Iterable[BaseModel], model: type[BaseModel]) -> tuple[str, list[str]]:
    """The text with the columns that the rows need and it does not have, and all its columns."""
    sign = delimiter(text)
    header = [column.strip() for column in next(csv.reader(io.StringIO(text, newline=""), delimiter=sign))]
    filled = {name for row in rows for name in model.model_fields if getattr(row, name) is not None}
    added = [name for name in model.model_fields if name in filled and name not in header]
    if added:
        out = io.StringIO()
        writer = csv.writer(out, delimiter=sign, lineterminator=_ending(text))
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=sign)):
            writer.writerow([*row, *(added if number == 0 else [""] * len(added))] if row else [])
        text = out.getvalue()
    return text, [*header, *added]


def _ending(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def cells(row: BaseModel, columns: Iterable[str]) -> list[str]:
    """The fields of a row as they are written."""
    return ["" if (value := getattr(row, name)) is None else str(value) for name in columns]


def write_whole(file: Path, content: str | bytes) -> None:
    """Write a file so that a stop at any moment, even of the machine, leaves the old one or the new one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content.encode() if isinstance(content, str) else content)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(name, 0o644)
        os.replace(name, file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
