"""The table of a published meta-analysis, one row a study, as a CSV file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from ...schema import Age, Design, When
from ...schema.base import AsFound, Model, Number, StudyId, Text, Url
from ...store import DataError, Problem
from ...store.tables import read_table
from .topic import Topic, plain_letters

OTHERS = re.compile(r"[,;]?\s*(\bet\.?\s+al\b\.?|\band (others|colleagues)\b\.?)\s*$", re.IGNORECASE)
BETWEEN = re.compile(r"\s*(?:[,;&]|\band\b)\s*")
INITIALS = re.compile(r"(.+?)\s+((?:[A-Z]\.?[- ]?){1,4})")


def _whole(value: Any) -> Any:
    if not re.fullmatch(r"\d{1,9}", str(value).strip(), re.ASCII):
        raise ValueError(f"{value!r} is not a whole number. Write digits only, such as 12.")
    return int(value)


def _decimal(value: Any) -> Any:
    if not re.fullmatch(r"\d{1,4}(\.\d+)?", str(value).strip(), re.ASCII):
        raise ValueError(f"{value!r} is not a number of months. Write digits only, such as 6 or 1.5.")
    return float(value)


Whole = Annotated[int, BeforeValidator(_whole)]
Months = Annotated[Number, BeforeValidator(_decimal), Field(ge=0, le=600)]


class Row(Model):
    """One study of the table. A column may be left out where its field may be empty."""

    author: AsFound = Field(description="Authors by their family names, as the table prints them: Green et al.")
    events: Whole = Field(description="Patients with the outcome, of those who had the treatment.")
    n: Whole = Field(description="Patients who had the treatment.")
    events_control: Whole | None = Field(default=None, description="Patients with the outcome in the control arm.")
    n_control: Whole | None = Field(default=None, description="Patients in the control arm.")
    year: Annotated[str, StringConstraints(pattern=r"^(19|20)\d\d$")] | None = Field(default=None)
    key: StudyId | None = Field(default=None, description="Key of the study; made of author and year where absent.")
    title: AsFound | None = None
    doi: Text | None = Field(default=None, description="10.<registrant>/<suffix>, without address.")
    pmid: Annotated[str, StringConstraints(pattern=r"^\d{1,8}$")] | None = None
    design: Design | None = None
    age: Age | None = None
    country: Text | None = None
    month: Months | None = Field(default=None, description="Months after the start of treatment.")
    when: When | None = Field(default=None, description="The time in words, where no month is given.")
    source: Url | None = Field(default=None, description="Address of the table.")
    at: Text | None = Field(default=None, description="Place of the row: table, page, row.")

    @model_validator(mode="after")
    def consistent(self) -> Self:
        if (self.events_control is None) != (self.n_control is None):
            missing = "events_control" if self.events_control is None else "n_control"
            raise ValueError(f"{missing}: is empty. A control arm has both its events and its number of patients.")
        for events, n, of in ((self.events, self.n, "n"), (self.events_control, self.n_control, "n_control")):
            if n == 0:
                raise ValueError(f"{of}: 0 patients give no value. Leave the row out, or correct it.")
            if events is not None and n is not None and events > n:
                raise ValueError(f"{of}: {n} is less than the {events} with the outcome. Correct one of them.")
        if self.month is not None and self.when is not None:
            raise ValueError("when: leave it empty where the month is given.")
        return self

    @property
    def names(self) -> tuple[list[str], bool]:
        """Family names as the table has them, and whether there are more authors."""
        first = OTHERS.sub("", self.author)
        if first.startswith("{") and first.endswith("}"):
            return [first], first != self.author
        return [name for name in BETWEEN.split(first) if name], first != self.author


@dataclass(frozen=True)
class Listed:
    """A study of the table, complete: its key, and what the command line says for all rows."""

    key: str
    row: Row
    design: Design
    source: str
    at: str


def read_studies(file: Path, topic: Topic) -> list[Listed]:
    """The studies of a table, in its order. Raises DataError with every problem: line, column, what to write."""
    if not file.is_file():
        raise DataError([Problem(str(file), 0, "", "is not a file. Name the table, a CSV file with one row a study.")])
    lines, problems = read_table(file.parent, file.name, Row, named_by="author")
    found = list(lines.lines)
    problems += _missing(file.name, found, topic)
    keys = _keys([row for _, row in found])
    problems += _repeated(file.name, found, keys)
    if not found and not problems:
        problems.append(Problem(file.name, 1, "", "has no row. Each study of the table is one."))
    if problems:
        raise DataError(sorted(problems, key=lambda problem: problem.line))
    two_arms = topic.against is not None
    return [
        Listed(
            key,
            row,
            row.design or topic.design or (Design.RCT if two_arms else Design.SINGLE_ARM_UNCLEAR),
            row.source or topic.source or "",
            row.at or topic.at or "",
        )
        for key, (_, row) in zip(keys, found, strict=True)
    ]


def _missing(name: str, rows: list[tuple[int, Row]], topic: Topic) -> Iterator[Problem]:
    """What a row lacks and the command line does not give either."""
    for line, row in rows:

        def problem(field: str, message: str, line: int = line, row: Row = row) -> Problem:
            return Problem(name, line, f"{row.author}.{field}", message)

        if row.source is None and topic.source is None:
            yield problem("source", "is missing. Give the address of the table in a column `source`, or by --source.")
        if row.at is None and topic.at is None:
            yield problem("at", 'is missing. Give the place in the source in a column `at`, or by --at "Table 2".')
        if topic.against is None:
            if row.n_control is not None:
                yield problem("n_control", "belongs to a control arm. Name what its patients had by --against.")
            continue
        if row.n_control is None:
            yield problem("n_control", "is empty. With --against, each row has events_control and n_control.")
        if row.design is None and topic.design is None:
            yield problem(
                "design", "is missing. Give it in a column `design`, or by --design; only `rct` enters a comparison."
            )


def _keys(rows: list[Row]) -> list[str]:
    """A key for each row: its own, or the first author's family name and the year, with a letter if that is taken."""
    taken = {row.key for row in rows if row.key is not None}
    keys = []
    for row in rows:
        names = row.names[0] or [row.author]
        family = INITIALS.fullmatch(names[0])
        stem = plain_letters(family[1] if family else names[0]).replace("-", "") or "study"
        wished = f"{stem}{row.year or ''}"
        ending = (chr(letter) for letter in range(ord("b"), ord("z") + 1))
        key = row.key or wished
        while row.key is None and key in taken:
            key = f"{wished}{'' if row.year else '-'}{next(ending)}"
        taken.add(key)
        keys.append(key)
    return keys


def _repeated(name: str, rows: list[tuple[int, Row]], keys: list[str]) -> Iterator[Problem]:
    """Keys and identifiers that two rows share."""
    first: dict[tuple[str, str], int] = {}
    for key, (line, row) in zip(keys, rows, strict=True):
        for field, value in (("key", key), ("doi", row.doi), ("pmid", row.pmid)):
            if value is None:
                continue
            if (field, value.lower()) in first:
                message = f"{value!r} is also that of line {first[field, value.lower()]}. One row a publication."
                yield Problem(name, line, f"{row.author}.{field}", message)
            first.setdefault((field, value.lower()), line)
