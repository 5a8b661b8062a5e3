"""`review audit`: a random sample of figures for a person to compare with their sources, and what was found."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, TypeAdapter, ValidationError

from ...schema import Audit, AuditFault, Background, Study, Trial
from ...schema.audit import Fault
from ...schema.base import Role
from ...screening.exporting import guarded, unguarded
from ...store.comparing.compare import about
from ...store.comparing.fields import as_text
from ...store.problems import DataError, Problem
from ...store.reading import AUDITS
from ...store.review import Review
from ...store.tables import MAX_BYTES, delimiter, write_whole
from ...store.texts import read_text
from ...subjects.agreement.proof import rows_with_numbers
from .editing import flow

FIELDS = (
    *("events", "n", "printed", "value", "low", "high", "p", "participants", "enrolled", "planned", "dose"),
    *("trough_target", "trough_measured"),
)
COUNTS = ("events", "n", "enrolled")  # that a derived row does not print
GIVEN = ("file", "field", "what", "value", "address", "place", "seed", "frame")
ASKED = ("seen", "number right", "label right", "remark")
ANSWERS = {"yes": True, "y": True, "1": True, "no": False, "n": False, "0": False}


@dataclass(frozen=True)
class Figure:
    """One printed figure of data/."""

    file: str
    field: str
    what: str
    value: str
    address: str
    place: str


def frame(review: Review) -> list[Figure]:
    """Every printed figure of data/: of publications, trials and background, without what was worked out."""
    return [figure for key, item in review.files.items() for figure in _of_file(review, key, item)]


def _of_file(review: Review, key: str, item: Study | Trial | Background) -> Iterator[Figure]:
    folder = {Study: "studies", Trial: "trials", Background: "context"}[type(item)]
    sources = {source.id: source.url or source.no_url or "" for source in item.sources}
    rows: list[tuple[str, BaseModel]] = [*rows_with_numbers(item)]
    if isinstance(item, Trial) and item.planned is not None:
        rows.append(("", item))
    for place, row in rows:
        derived = getattr(row, "derived", None) is not None
        for name in FIELDS:
            value = as_text(getattr(row, name, None))
            if not re.search(r"\d", value) or (derived and name in COUNTS):
                continue
            yield Figure(
                f"data/{folder}/{key}.yaml",
                f"{place}.{name}".lstrip("."),
                about(place.partition("[")[0], row) or place,
                value,
                sources.get(getattr(row, "source", 0), ""),
                getattr(row, "at", "") or "",
            )


def sheet(review: Review, n: int, seed: int) -> str:
    """A sample of n figures as the text of a table, with empty columns for the answers.

    Raises DataError where there are fewer figures.
    """
    figures = frame(review)
    if not 0 < n <= len(figures):
        message = f"{n} cannot be drawn. Allowed: 1 to {len(figures):,}, the printed figures of data/."
        raise DataError([Problem("review audit draw", 0, "--n", message)])
    drawn = sorted(random.Random(seed).sample(range(len(figures)), n))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*GIVEN, *ASKED])
    for i in drawn:
        one = figures[i]
        cells = (one.file, one.field, one.what, one.value, one.address, one.place, str(seed), str(len(figures)))
        writer.writerow([*map(guarded, cells), *[""] * len(ASKED)])
    return "\ufeff" + out.getvalue()


def take(root: Path, file: Path, by: str, day: date, note: str | None = None) -> tuple[Path, Audit]:
    """Read a filled sheet back and write data/audits/DAY-SEED.yaml. Raises DataError with everything wrong in it."""
    try:
        TypeAdapter[str](Role).validate_python(by)
    except ValidationError as error:
        raise DataError([Problem("review audit take", 0, "--by", str(error.errors()[0]["ctx"]["error"]))]) from None
    rows = list(_rows(file))
    problems = [problem for line, row in rows for problem in _faulty(file, line, row)]
    seeds = {(row["seed"], row["frame"]) for _, row in rows}
    if len(seeds) != 1 or not all(re.fullmatch(r"\d+", one) for pair in seeds for one in pair):
        problems.append(Problem(str(file), 0, "seed", "all rows are of one sample, with one seed and frame."))
    if problems:
        raise DataError(problems)
    ((seed, size),) = seeds
    audit = Audit(
        seed=int(seed),
        audited_on=day,
        by=by,
        frame=int(size),
        drawn=len(rows),
        seen=sum(_yes(row["seen"]) is True for _, row in rows),
        wrong_numbers=sum(_yes(row["number right"]) is False for _, row in rows),
        wrong_labels=sum(_yes(row["label right"]) is False for _, row in rows),
        faults=[fault for _, row in rows for fault in _faults(row)],
        note=note,
    )
    name = f"{AUDITS}/{day}-{seed}.yaml"
    if (root / name).exists():
        raise DataError([Problem(name, 0, "", "is there already. Each audit is entered once.")])
    write_whole(root / name, _text(audit))
    return root / name, audit


def _rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    text = read_text(file, str(file), MAX_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text))
    header = [cell.strip() for cell in next(reader, [])]
    if missing := [name for name in (*GIVEN, *ASKED) if name not in header]:
        message = f"has no column {missing[0]!r}. Fill in the sheet of `review audit draw`, and keep its columns."
        raise DataError([Problem(str(file), 1, "", message)])
    found = False
    for cells in reader:
        if any(cell.strip() for cell in cells):
            found = True
            padded = [*cells, *[""] * (len(header) - len(cells))]
            yield reader.line_num, {name: unguarded(cell.strip()) for name, cell in zip(header, padded, strict=False)}
    if not found:
        raise DataError([Problem(str(file), 0, "", "holds no figure.")])


def _yes(answer: str) -> bool | None:
    return ANSWERS.get(answer.casefold())


def _faulty(file: Path, line: int, row: dict[str, str]) -> Iterator[Problem]:
    seen = _yes(row["seen"])
    if seen is None:
        yield Problem(str(file), line, "seen", f"{row['seen']!r} is no answer. Allowed: yes or no.")
    for name in ("number right", "label right"):
        if seen and _yes(row[name]) is None:
            yield Problem(str(file), line, name, f"{row[name]!r} is no answer. Allowed: yes or no.")
        if seen is False and row[name]:
            yield Problem(str(file), line, name, "the figure was not seen, so nothing is known of it. Leave it empty.")


def _faults(row: dict[str, str]) -> Iterator[AuditFault]:
    asked: dict[str, Fault] = {"seen": "not seen", "number right": "number", "label right": "label"}
    for name, what in asked.items():
        if _yes(row[name]) is False:
            yield AuditFault(file=row["file"], field=row["field"], what=what, remark=row["remark"] or None)


def _text(audit: Audit) -> str:
    content = audit.model_dump(mode="json", exclude_none=True)
    faults = content.pop("faults")
    lines = ["# yaml-language-server: $schema=../schema/audit.schema.json"]
    lines += [f"{name}: {flow(value)}" for name, value in content.items()]
    if faults:
        lines += ["faults:", *(f"  - {flow(fault)}" for fault in faults)]
    return "".join(f"{line}\n" for line in lines)
