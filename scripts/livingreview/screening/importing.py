"""One screener's decisions from a file that a spreadsheet or ASReview wrote: all of it, or nothing and why."""

from __future__ import annotations

import codecs
import csv
import datetime
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from ..records.runs import references
from ..schema import Choice, Judged, Record, Stage, nearest
from ..store import DataError, Problem
from ..store.decisions import write_decisions
from ..store.tables import delimiter, problems_of
from ..store.texts import INVISIBLE, SAVE_AS
from .desk import Desk
from .exporting import NOT_SEEN, NOTE, unguarded
from .standing import is_pending

# Columns in which ASReview gives a label, the one that it writes last first.
LABELS = (
    *("asreview_label", "included", "label_included", "included_label", "label"),
    *("final_included", "included_final", "included_flag", "include"),
)
OF_LABEL = {"1": Choice.INCLUDE, "0": Choice.EXCLUDE}
NOTED = {note: choice for choice, note in NOTE.items()}


@dataclass(frozen=True)
class Row:
    """A row of a file: its line, and what it says in the columns that matter, by name in small letters."""

    line: int
    cells: Mapping[str, str]

    @property
    def record(self) -> str:
        return self.cells.get("record", "")


@dataclass(frozen=True)
class Taken:
    """What became of the rows of a file."""

    new: int
    replaced: int
    unchanged: int
    undecided: int

    def __str__(self) -> str:
        parts = [f"{self.new:,} new decisions"]
        parts += [f"{self.replaced:,} replaced"] if self.replaced else []
        return ", ".join([*parts, f"{self.unchanged:,} known already", f"{self.undecided:,} rows without a decision"])


def take(
    desk: Desk, role: str, file: Path, *, full_text: bool, category: str | None = None, replace: bool = False
) -> Taken:
    """Add the decisions of a file to those of a role.

    `category` is the reason of exclusions for which the file gives none; with `replace`, decisions of the file take the
    place of different ones made before. Raises DataError that lists every fault, and then takes nothing.
    """
    role = desk.screener(role)
    own = {one.record: one for one in desk.decisions.of(role) if one.full_text == full_text}
    records = {record.record: record for record in desk.records}
    whole = dict(zip(records, references(desk.root), strict=True))
    problems: list[Problem] = []
    found: dict[str, Judged] = {}
    first: dict[str, int] = {}
    counts = {"new": 0, "replaced": 0, "unchanged": 0, "undecided": 0}
    for row in _rows(file):
        before = own.get(row.record)
        try:
            choice = _choice(row, _known(row, records), before, first)
            if choice is None:
                counts["undecided"] += 1
                continue
            first[row.record] = row.line
            stage = before.stage if before else _stage(full_text, bool(whole[row.record].abstract))
            judged = _judged(row, choice, stage, category, before)
            if before is not None and _said(judged) == _said(before):
                counts["unchanged"] += 1
                continue
            _may_change(records[row.record], judged, before, full_text=full_text, replace=replace)
        except ValidationError as error:
            problems += problems_of(str(file), row.line, row.record, error.errors(include_url=False))
        except ValueError as error:
            problems.append(Problem(str(file), row.line, row.record or "record", str(error)))
        else:
            counts["new" if before is None else "replaced"] += 1
            found[row.record] = judged
    if problems:
        raise DataError(problems)
    if found:
        kept = [one for one in desk.decisions.of(role) if one.full_text != full_text or one.record not in found]
        write_decisions(desk.root, role, [*kept, *found.values()])
    return Taken(**counts)


def _known(row: Row, records: Mapping[str, Record]) -> str:
    if not row.record:
        raise ValueError("is missing. Keep the column with the numbers of the records as it was exported.")
    if row.record not in records:
        raise ValueError(f"is no record. {nearest(row.record, sorted(records), 3)}")
    return row.record


def _choice(row: Row, record: str, before: Judged | None, first: Mapping[str, int]) -> Choice | None:
    """What a row says. Where columns differ, the one that is not the former decision is the new one."""
    said: dict[str, Choice] = {}
    choices = [str(choice) for choice in Choice]
    if word := row.cells.get("decision", "").casefold():
        if word not in choices:
            raise ValueError(f"decision: {word!r} is not allowed. {nearest(word, choices)}")
        said["decision"] = Choice(word)
    for name in LABELS:
        if label := row.cells.get(name, ""):
            if label not in OF_LABEL:
                raise ValueError(f"{name}: {label!r} is not allowed. Allowed: 1 (include), 0 (exclude), or empty.")
            said[name] = OF_LABEL[label]
    if said and record in first:
        raise ValueError(f"is decided twice; the first time in line {first[record]}. Keep one.")
    former = before.decision if before else None
    new = {choice for choice in said.values() if choice is not former}
    if len(new) > 1:
        raise ValueError(f"the columns differ: {', '.join(f'{name} says {choice}' for name, choice in said.items())}.")
    return new.pop() if new else former if said else None


def _judged(row: Row, choice: Choice, stage: Stage, category: str | None, before: Judged | None) -> Judged:
    given = row.cells.get("category", "").casefold() or None
    if choice is Choice.EXCLUDE and given is None:
        given = category
    if given is None and before is not None and before.decision is choice:
        given = before.category
    reason = row.cells.get("reason") or row.cells.get("asreview_note") or None
    if reason is None and before is not None and before.decision is choice:
        reason = before.reason
    return Judged.model_validate(
        {
            "record": row.record,
            "stage": stage,
            "decision": choice,
            "category": given,
            "reason": _plain(reason) if reason else None,
            "date": datetime.date.today(),
        }
    )


def _said(judged: Judged) -> str:
    category = f" ({judged.category})" if judged.category else ""
    return f"{judged.decision}{category}{f', {_plain(judged.reason)!r},' if judged.reason else ''}"


def _plain(text: str) -> str:
    return " ".join(INVISIBLE.sub("", text).split())


def _may_change(record: Record, judged: Judged, before: Judged | None, *, full_text: bool, replace: bool) -> None:
    """Raise a ValueError where the decision is not open, or contradicts the one made before."""
    if not is_pending(record):
        raise ValueError(f"is decided already ({record.decision}); data/screening/records.csv has the decision.")
    if (record.stage is Stage.FULL_TEXT) != full_text:
        at = "full text" if record.stage is Stage.FULL_TEXT else "title and abstract"
        raise ValueError(f"is at another stage: {at}.")
    if before is not None and not replace:
        raise ValueError(f"{_said(judged)} contradicts {_said(before)} of {before.date}. --replace takes the new one.")


def _stage(full_text: bool, with_abstract: bool) -> Stage:
    if full_text:
        return Stage.FULL_TEXT
    return Stage.ABSTRACT if with_abstract else Stage.TITLE


def _rows(file: Path) -> list[Row]:
    text = _text(file)
    if file.suffix.lower() == ".ris":
        return list(_of_ris(file, text))
    if file.suffix.lower() in (".csv", ".tsv", ".tab", ".txt"):
        return list(_of_csv(file, text))
    message = f"{file.suffix or 'no ending'!r} is not a format. Allowed: .csv, .tsv, .ris."
    raise DataError([Problem(str(file), 0, "", message)])


def _text(file: Path) -> str:
    """The text of a file as spreadsheets save it: UTF-8, UTF-16, or, in Chinese, GB18030, of which GBK is a part."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise DataError([Problem(str(file), 0, "", f"cannot be read: {error.strerror}.")]) from None
    wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DataError([Problem(str(file), 0, "", f"is neither UTF-8 nor GB18030 text. {SAVE_AS}")])


def _of_csv(file: Path, text: str) -> Iterator[Row]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text), strict=True)
    try:
        header = [name.strip().casefold() for name in next(rows, [])]
        if "record" not in header:
            message = "the column record is missing. Take the file that --export wrote, or what ASReview made of it."
            raise DataError([Problem(str(file), 1, "", message)])
        if repeated := sorted({name for name in header if name and header.count(name) > 1}):
            raise DataError([Problem(str(file), 1, "", f"has the column {repeated[0]} twice. Keep one.")])
        start = rows.line_num + 1
        for cells in rows:
            line, start = start, rows.line_num + 1
            if not any(map(str.strip, cells)):
                continue
            if len(cells) > len(header):
                message = f"has {len(cells)} cells instead of {len(header)}."
                raise DataError([Problem(str(file), line, "", message)])
            yield Row(line, {name: unguarded(cell.strip()) for name, cell in zip(header, cells, strict=False)})
    except csv.Error as error:
        raise DataError([Problem(str(file), rows.line_num, "", f"is not valid CSV: {error}.")]) from None


def _of_ris(file: Path, text: str) -> Iterator[Row]:
    import rispy

    lines = [number for number, line in enumerate(text.splitlines(), 1) if re.match(r"TY\s+-", line)]
    entries = rispy.loads(text, skip_unknown_tags=True)
    if len(entries) != len(lines):
        message = f"has {len(lines):,} records, but {len(entries):,} can be read. Each begins with TY, ends with ER."
        raise DataError([Problem(str(file), 0, "", message)])
    for line, entry in zip(lines, entries, strict=True):
        cells = {"record": str(entry.get("id", "")).strip()}
        for note in entry.get("notes", ()):
            name, sign, value = note.partition(": ")
            if sign and name in ("decision", "category", "reason"):
                cells[name] = value.strip()
            elif note.strip() in NOTED:
                cells["included"] = "1" if NOTED[note.strip()] is Choice.INCLUDE else "0"
            elif note.strip() != NOT_SEEN and not note.startswith("ASReview_"):
                cells["asreview_note"] = note.strip()
        yield Row(line, cells)
