"""Duplicates of the review: what deduplication finds, the answers on pairs, and their marks in the screening log."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..schema import Decision, Pair, Record, Relation, SameOrNot
from ..store.problems import DataError, Problem
from ..store.screening import change_records, read_log
from ..store.searches import PAIRS, read_searches
from ..store.tables import delimiter, with_rows, write_whole
from .linkage import Answer, Deduplicated, deduplicate
from .reference import Reference
from .runs import alone, key_of, references

UNDECIDED = (Decision.PENDING, Decision.DUPLICATE)  # records without a decision of their own


@dataclass(frozen=True)
class Duplicates:
    """The records of the review by key, the screening log's line of each, and what deduplication found in them.

    `both_decided` are pairs of records that are one publication and that both have a decision of their own: a person
    makes one of them a duplicate in the screening log.
    """

    records: dict[str, Reference]
    lines: dict[str, Record]
    found: Deduplicated
    both_decided: tuple[tuple[str, str], ...] = ()


def find(root: Path) -> Duplicates:
    """Deduplicate the records of the screening log. Records decided before are not compared with one another again.

    Raises DataError where a table cannot be read, or answers contradict each other.
    """
    searches, _ = read_searches(root)
    records = {one.key: one for one in references(root)}  # raises what is wrong with any table
    log, _ = read_log(root)
    lines = {key_of(record): record for record in log.rows}
    numbers = {record.record: key_of(record) for record in log.rows}
    pending = {key for key, record in lines.items() if record.decision is Decision.PENDING}
    answers = [
        Answer(pair.one, pair.other, str(pair.verdict), str(pair.relation or "")) for pair in searches.pairs.rows
    ]
    groups = [(numbers[record.duplicate_of], key) for key, record in lines.items() if record.duplicate_of in numbers]
    found = deduplicate(list(records.values()), answers, known=set(records) - pending, known_groups=groups)
    if found.contradictions:
        raise DataError(Problem(PAIRS, 0, "", message) for message in found.contradictions)
    decided = ([key for key in group if lines[key].decision not in UNDECIDED] for group in found.groups)
    return Duplicates(records, lines, found, tuple((group[0], other) for group in decided for other in group[1:]))


def mark(root: Path, duplicates: Duplicates) -> list[tuple[str, str]]:
    """Mark undecided records as duplicates in the screening log, and take back marks that an answer denies.

    Of each publication, the record with a decision holds it, or else the first one. Returns the numbers of each record
    changed and of the one that it is a duplicate of (empty for one that is undecided again). Only their lines change.
    """
    lines = duplicates.lines
    changes: dict[str, tuple[Decision, str]] = {}
    together = {key: n for n, group in enumerate(duplicates.found.groups) for key in group}
    keys = {record.record: key for key, record in lines.items()}
    for group in duplicates.found.groups:
        members = sorted(
            (lines[key] for key in group), key=lambda record: (record.decision in UNDECIDED, record.record)
        )
        for record in members[1:]:
            if record.decision in UNDECIDED and record.duplicate_of != members[0].record:
                changes[record.record] = (Decision.DUPLICATE, members[0].record)
    for key, record in lines.items():
        if record.duplicate_of and together.get(key, key) != together.get(keys.get(record.duplicate_of, ""), ""):
            changes[record.record] = (Decision.PENDING, "")
    if changes:
        numbered = {record.record: record for record in lines.values()}
        with alone(root):
            change_records(
                root,
                {
                    number: numbered[number].model_copy(update={"decision": decision, "duplicate_of": of or None})
                    for number, (decision, of) in changes.items()
                },
            )
    return [(record, of) for record, (_, of) in sorted(changes.items())]


def remember(root: Path, answers: Iterable[Answer], role: str, day: date) -> None:
    """Add answers to data/screening/pairs.csv."""
    rows = [
        Pair(
            one=answer.one,
            other=answer.other,
            verdict=SameOrNot(answer.answer),
            relation=Relation(answer.relation) if answer.relation else None,
            role=role,
            date=day,
        )
        for answer in answers
    ]
    file = root / PAIRS
    text = file.read_bytes().decode("utf-8-sig") if file.exists() else ""
    if rows:
        write_whole(file, with_rows(text, rows, Pair))


FIELDS = ("title", "authors", "year", "journal", "volume", "issue", "pages", "doi", "pmid", "types", "language")
SHEET = ("one", "other", "answer", "relation", "score", "doubt", *(f"{name}_{n}" for name in FIELDS for n in (1, 2)))


def cell(record: Reference, name: str) -> str:
    """A field as a person reads it."""
    value = getattr(record, name)
    return value if isinstance(value, str) else "; ".join(value)


def export(duplicates: Duplicates, file: Path) -> int:
    """Write the uncertain pairs for a spreadsheet, the most useful first, with `answer` and `relation` empty."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(SHEET)
    for pair in duplicates.found.uncertain:
        both = [duplicates.records[pair.one], duplicates.records[pair.other]]
        cells = [cell(record, name) for name in FIELDS for record in both]
        writer.writerow(
            [_text(value) for value in (pair.one, pair.other, "", "", f"{pair.score:.1f}", pair.reason, *cells)]
        )
    write_whole(file, "\ufeff" + out.getvalue())  # spreadsheets take the file for UTF-8 by the mark
    return len(duplicates.found.uncertain)


def _text(value: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if value[:1] in "=+-@\t" and value != "" else value


def take(duplicates: Duplicates, file: Path) -> list[Answer]:
    """The answers in a file that `export` wrote. Raises DataError with every line that cannot be used."""
    text = file.read_bytes().decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter(text))
    missing = [name for name in SHEET[:3] if name not in (rows.fieldnames or ())]
    if missing:
        raise DataError([Problem(str(file), 1, "", f"the columns {', '.join(missing)} are missing.")])
    answers, problems = [], []
    for row in rows:
        said = (row["answer"] or "").strip().lower()
        relation = (row.get("relation") or "").strip().lower()
        if not said and not relation:
            continue
        wrong = _wrong(duplicates, row, said, relation)
        if wrong:
            problems.append(Problem(str(file), rows.line_num, *wrong))
        else:
            answers.append(Answer(row["one"].strip(), row["other"].strip(), said, relation))
    if problems:
        raise DataError(problems)
    return answers


def _wrong(duplicates: Duplicates, row: dict[str, str], said: str, relation: str) -> tuple[str, str] | None:
    for name in ("one", "other"):
        if row[name].strip() not in duplicates.records:
            return name, f"{row[name]!r} is not a record of the screening log."
    if said not in list(SameOrNot):
        return "answer", f"{said!r} is not allowed. Allowed: {', '.join(SameOrNot)}."
    if said == SameOrNot.LINKED and relation not in list(Relation):
        return "relation", f"{relation!r} is not allowed. Allowed: {', '.join(Relation)}."
    if said != SameOrNot.LINKED and relation:
        return "relation", f"goes with the answer {SameOrNot.LINKED} only."
    return None
