"""What can be read of a file that has a fault, so that one fault hides no other in the same file.

A fault of YAML is cut out with the entry or block that it is in, and the rest is read. Rows and fields that the model
refuses are then left out, and what remains is checked as far as it can be judged without them.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ..schema import ALL_ARMS, Study, Vocabulary, nearest
from .documents import Document
from .loaded import File, Unread
from .models import as_model
from .problems import DataError, FieldPath, Problem, field_path
from .texts import read_text

M = TypeVar("M", bound=BaseModel, covariant=True)
MOST = 20  # faults of YAML that are looked for in one file
BLOCK = re.compile(r"[A-Za-z_]")  # how a line begins that begins a field of the file
ENTRY = re.compile(r"(\s*)-(?:\s|$)")  # and one that begins an entry of a list
IN_BRACES = re.compile(r"(\s*-\s+\{)(.*)(\}\s*)")
FIELD = re.compile(r"((?:^|,\s+)[A-Za-z_][\w-]*:\s+)")  # the name of a field in braces
TAKEN = re.compile(r"[>|@%`*&!]")  # what begins no text in YAML
COLON = re.compile(r"^[^\[{\"'].*:\s")
# Nothing else in a file refers to them.
ROWS = ("registrations", "efficacy", "safety", "findings", "readings", "risk_of_bias")
REFERRED = ("arms", "groups", "cohort", "sources")  # without these, other rows cannot be judged


@dataclass(frozen=True)
class Part(File[M]):
    """A file without some of its rows; `kept` has, by field, the places that its rows have in the file as written."""

    kept: Mapping[str, Sequence[int]] = field(default_factory=dict)

    def problem(self, path: FieldPath, message: str) -> Problem:
        """A problem at a field of the file, under the number that the row has there."""
        first, *rest = path or ("",)
        if rest and first in self.kept and isinstance(rest[0], int):
            path = (first, self.kept[str(first)][rest[0]], *rest[1:])
        return self.document.problem(path, message)


def unread(
    file: Path,
    name: str,
    model: type[M],
    vocabulary: Vocabulary | None,
    document: Document | None,
    problems: Sequence[Problem],
) -> Unread:
    """A file with these problems, with those of the rest of it where a fault of YAML is in its way.

    `document` is None where it is not valid YAML.
    """
    found, cut, rest = list(problems), frozenset[int](), document
    if document is None and len(problems) == 1 and (read := _recovered(file, name, problems[0])) is not None:
        rest, faults, cut = read
        placed = {(one.line, one.field) for one in faults}
        found = [*(one for one in found if (one.line, one.field) not in placed), *dict.fromkeys(faults)]
        mended = {one.field for one in rest.faults}
        problems = [one for one in rest.faults if str(field_path(one.field)[0]) in ROWS]  # what was meant is a guess
        try:
            as_model(rest, model, vocabulary)
        except DataError as error:
            missing = {key for key in model.model_fields if key not in rest.data}
            refused = [
                one
                for one in error.problems
                if one.line not in cut and one.field not in missing and one.field not in mended
            ]
            found += refused
            problems = [*problems, *error.problems]
    part = None if rest is None else _part(rest, model, vocabulary, problems)
    if part is not None and isinstance(part.content, Study):
        places = {one.field for one in found}
        found += (one for one in _names_in_rows_left_out(part, part.content) if one.field not in places)
    return Unread(name, tuple(found), document, part)


def _recovered(file: Path, name: str, fault: Problem) -> tuple[Document, list[Problem], frozenset[int]] | None:
    """The document without its faults, the faults but the first, and the lines that were cut out; None where that is
    not possible."""
    try:
        lines = re.split("\r\n|\r|\n", read_text(file, name))
    except DataError:
        return None
    cut: set[int] = set()
    mended: set[int] = set()
    faults: list[Problem] = []
    for tried in range(MOST):
        if not tried:  # what was meant may be certain, and then nothing is cut out
            try:
                whole = Document(file, name, on=True)
                return whole, whole.faults, frozenset()
            except DataError as error:
                fault = error.problems[0]
                faults.append(fault)
        if not 0 < fault.line <= len(lines) or fault.line in cut:
            return None
        certain = "goes into quotes" in fault.message and "a comma is missing" not in fault.message
        line = in_quotation_marks(lines[fault.line - 1]) if certain and fault.line not in mended else None
        if line is not None:
            lines[fault.line - 1] = line  # the other fields of the entry can then be judged
            mended.add(fault.line)
        else:
            first, last, instead = _around(lines, fault.line - 1)
            lines[first:last] = [instead, *[""] * (last - first - 1)]
            cut |= set(range(first + 1, last + 1))
        try:
            rest = Document(file, name, "\n".join(lines), on=True)
            return rest, [*faults, *rest.faults], frozenset(cut)
        except DataError as error:
            fault = error.problems[0]
            faults.append(fault)
    return None


def in_quotation_marks(line: str) -> str | None:
    """An entry in one line in which texts are in quotation marks that YAML would take for something else.

    None for another line, or where nothing needs them.
    """
    found = IN_BRACES.fullmatch(line)
    if found is None:
        return None
    begin, inner, end = found.groups()
    fields = FIELD.split(inner)
    made = [fields[0]]
    for name, value in zip(fields[1::2], fields[2::2], strict=True):
        text = value.strip()
        made += [name, json.dumps(text, ensure_ascii=False) if TAKEN.match(text) or COLON.search(text) else value]
    return None if made == fields else "".join((begin, *made, end))


def _around(lines: Sequence[str], at: int) -> tuple[int, int, str]:
    """First and last line (from 0, without the last) of the entry or the block that a line is in; what replaces it."""
    first = next((i for i in range(at, -1, -1) if BLOCK.match(lines[i])), at)
    last = next((i for i in range(at + 1, len(lines)) if BLOCK.match(lines[i])), len(lines))
    entries = [i for i in range(first, last) if ENTRY.match(lines[i])]
    if not entries or entries[0] > at:
        return first, last, ""
    depth = min(len(found[1]) for i in entries if (found := ENTRY.match(lines[i])))
    entry = max(i for i in entries if i <= at)
    least = max(depth, _depth(lines[entry]))
    following = (i for i in entries if i > at and _depth(lines[i]) <= least)
    return entry, next(following, last), f"{' ' * depth}- {{}}"


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _part(
    document: Document, model: type[M], vocabulary: Vocabulary | None, problems: Collection[Problem]
) -> Part[M] | None:
    """The file without the rows and fields that have problems; None where too little is left to judge by."""
    data: dict[str, Any] = dict(document.data)
    rows: dict[str, set[int]] = defaultdict(set)
    for name in REFERRED:
        if name in model.model_fields and name not in data and name != "cohort":
            return None
    for first, *rest in (field_path(one.field) for one in problems):
        known = model.model_fields.get(str(first))
        if first in ROWS and rest and isinstance(rest[0], int):
            rows[str(first)].add(rest[0])
        elif (known is None or not known.is_required()) and first and first not in REFERRED:
            data.pop(str(first), None)
        else:
            return None
    kept = {}
    for name, left_out in rows.items():
        if isinstance(data.get(name), list):
            kept[name] = [i for i in range(len(data[name])) if i not in left_out]
            data[name] = [data[name][i] for i in kept[name]]
    try:
        content = model.model_validate(data, context={"vocabulary": vocabulary})
    except ValidationError:
        return None
    return Part(content, document, kept)


def _names_in_rows_left_out(part: Part[Any], study: Study) -> Iterator[Problem]:
    """Sources, arms and groups that the rows left out name, and that the file does not have."""
    data = part.document.data
    arms, groups = [one.id for one in study.arms], [one.id for one in study.groups]
    sources = [one.id for one in study.sources]
    known: dict[str, list[Any]] = {"arm": [*arms, ALL_ARMS], "versus": arms, "group": groups, "source": sources}
    for name, kept in part.kept.items():
        for i, row in enumerate(data[name]):
            for part_name in known if i not in kept and isinstance(row, dict) else ():
                value = row.get(part_name)
                if isinstance(value, str if part_name != "source" else int) and value not in known[part_name]:
                    near = nearest(str(value), [str(one) for one in known[part_name]])
                    yield part.document.problem((name, i, part_name), f"{value!r} is not declared in this file. {near}")
