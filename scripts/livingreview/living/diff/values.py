"""Which values of data/ and references.bib are different: file, line, field, row, old and new, with the source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from pydantic import BaseModel

from ...schema import Source
from ...store import DataError, Review
from ...store.bibliography import BIB_FILE
from ...store.documents import Document
from ...store.problems import FieldPath, field_name
from ...store.screening import file_of
from ...subjects.versions.fingerprints import reason
from ...subjects.versions.model import FOLDERS

# What tells one row from another, in the order in which it is written.
ROW = (
    *("arm", "versus", "group", "outcome", "event", "severity", "axis", "system", "disease", "perturbation"),
    *("month", "when", "topic", "drug", "about", "point", "study", "instrument", "tool", "items"),
    *("database", "version", "record", "id", "log", "label"),
)
NAME = ("id", "database", "version", "step", "log")  # fields that name a row of a list, where it has one
WHOLE = ("config", "vocabulary", "certainty", "pathway", "reporting", "authors", "trust")
FILES = {name: f"data/{name}.yaml" for name in WHOLE} | {"config": "data/review.yaml"}
ALIKE = 0.5  # share of fields that two rows must have in common to be one row that was changed
LONGEST = 120  # characters that describe a row


@dataclass(frozen=True)
class Value:
    """A value that is different; `old` or `new` is empty where there is none.

    `line` is that of the new file, 0 where it has none. `row` says which row of a list it is in. `source` is where the
    value was read. `reported` is False for remarks, places in a source and judgements, whose change corrects nothing.
    """

    file: str
    line: int
    field: str
    row: str
    old: str
    new: str
    source: str
    reported: bool


def changed_values(old: Review, new: Review, keys: Iterable[str]) -> dict[str, list[Value]]:
    """Different values in these publications, trials and background publications, by key."""
    found = {}
    for key in keys:
        for folder, kind in FOLDERS.items():
            one, two = getattr(old, kind).get(key), getattr(new, kind).get(key)
            if one is not None and two is not None:
                found[key] = list(_in_file(new, f"data/{folder}/{key}.yaml", one, two))
    return found


def changed_settings(old: Review, new: Review) -> list[Value]:
    """Different values in the files that are one for the whole review. Days of searches are left to their runs."""
    found: list[Value] = []
    for name, file in FILES.items():
        one, two = getattr(old, name), getattr(new, name)
        if one is not None and two is not None:
            found += _in_file(new, file, one, two)
        elif one is not None or two is not None:
            found.append(Value(file, 0, "", "", "present" if one else "", "present" if two else "", "", True))
    return [
        value for value in found if not value.field.endswith((".last_run", ".status")) or "searches" not in value.field
    ]


def changed_references(old: Review, new: Review) -> list[Value]:
    """Different fields of records of references.bib that both have."""
    found = []
    for key in old.bibliography.keys() & new.bibliography.keys():
        one, two = old.bibliography[key], new.bibliography[key]
        for name in sorted(one.fields.keys() | two.fields):
            before, after = one.fields.get(name, ""), two.fields.get(name, "")
            if before != after:
                line = two.lines.get(name, two.line)
                found.append(Value(BIB_FILE, line, f"{key}.{name}", "", shown(before), shown(after), "", True))
    return sorted(found, key=lambda value: value.field)


def changed_records(old: Review, new: Review) -> list[Value]:
    """Different fields of records of the screening log that both have."""
    before = {record.record: record for record in old.log}
    found = []
    for record in new.log:
        if record.record in before and record != before[record.record]:
            for path, one, two, _, reported in _compared(before[record.record], record):
                field = f"{record.record}.{field_name(path)}"
                found.append(
                    Value(file_of(record.record), 0, field, record.title[:60], shown(one), shown(two), "", reported)
                )
    return found


def rows_of(file: BaseModel) -> str:
    """How many rows a file has, by kind: arms 2, efficacy 5."""
    lists = ((name, getattr(file, name)) for name in type(file).model_fields)
    return ", ".join(f"{name.replace('_', ' ')} {len(rows)}" for name, rows in lists if _rows(rows))


def shown(value: Any) -> str:
    """A value as text of one line."""
    if value is None:
        return ""
    if isinstance(value, BaseModel):
        return shown(value.model_dump(mode="json", exclude_defaults=True))
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {shown(inner)}" for name, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(shown(inner) for inner in value)
    if isinstance(value, float):
        return f"{value:g}"
    return " ".join(str(value).split())


def _in_file(review: Review, name: str, old: BaseModel, new: BaseModel) -> Iterator[Value]:
    different = list(_compared(old, new))
    if not different:
        return
    try:
        document: Document | None = Document(review.root / name, name)
    except DataError:
        document = None
    for path, before, after, row, reported in different:
        line = document.problem(path, "").line if document is not None and after is not None else 0
        yield Value(
            name,
            line,
            field_name(path),
            "" if row is None else described(row),
            shown(before),
            shown(after),
            _source(row, old if after is None else new),
            reported,
        )


Found = tuple[FieldPath, Any, Any, BaseModel | None, bool]  # path, old, new, the row it is in, whether it is reported


def _compared(old: BaseModel, new: BaseModel, path: FieldPath = (), row: BaseModel | None = None) -> Iterator[Found]:
    """Every field, at any depth, in which two models of one kind differ."""
    for name, field in type(new).model_fields.items():
        reported = reason(field) is None
        for found in _values(getattr(old, name), getattr(new, name), (*path, name), row):
            yield (*found[:4], found[4] and reported)


def _values(old: Any, new: Any, path: FieldPath, row: BaseModel | None) -> Iterator[Found]:
    if old == new:
        return
    if isinstance(old, BaseModel) and isinstance(new, BaseModel) and type(old) is type(new):
        yield from _compared(old, new, path, new if _has_place(new) else row)
    elif isinstance(old, dict) and isinstance(new, dict):
        for key in [*new, *(key for key in old if key not in new)]:
            yield from _values(old.get(key), new.get(key), (*path, str(key)), row)
    elif _rows(old) or _rows(new):
        for one, two, index in paired(old or [], new or []):
            if one is not None and two is not None:
                yield from _compared(one, two, (*path, index), two)
            else:
                yield (*path, index), one, two, one or two, True
    else:
        yield path, old, new, row, True


def _rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, BaseModel) for one in value)


def _has_place(value: BaseModel) -> bool:
    return getattr(value, "source", None) is not None


def paired(old: Sequence[BaseModel], new: Sequence[BaseModel]) -> list[tuple[BaseModel | None, BaseModel | None, int]]:
    """Rows that differ: a changed row beside what it was, others alone; with the place in the list it is in.

    Rows that are in both lists are left out, wherever they stand. Of the others, those that have most in common are
    one row.
    """
    texts = [[row.model_dump_json() for row in rows] for rows in (old, new)]
    kept: set[tuple[int, int]] = set()
    for block in SequenceMatcher(None, texts[0], texts[1], autojunk=False).get_matching_blocks():
        kept |= {(block.a + i, block.b + i) for i in range(block.size)}
    left = [i for i in range(len(old)) if i not in {a for a, _ in kept}]
    right = [j for j in range(len(new)) if j not in {b for _, b in kept}]
    for i in list(left):  # a row that only moved
        same = next((j for j in right if texts[0][i] == texts[1][j]), None)
        if same is not None:
            left.remove(i)
            right.remove(same)
    alike = sorted(((_likeness(old[i], new[j]), -abs(i - j), i, j) for i in left for j in right), reverse=True)
    found: list[tuple[BaseModel | None, BaseModel | None, int]] = []
    for likeness, _, i, j in alike:
        if likeness >= ALIKE and i in left and j in right:
            found.append((old[i], new[j], j))
            left.remove(i)
            right.remove(j)
    found += [(old[i], None, i) for i in left]
    found += [(None, new[j], j) for j in right]
    return sorted(found, key=lambda pair: pair[2])


def _likeness(one: BaseModel, two: BaseModel) -> float:
    """The share of fields, among those that either row gives, that are the same; what tells rows apart counts twice.

    Rows of one name are one row, whatever else they say.
    """
    a, b = (row.model_dump(mode="json", exclude_defaults=True) for row in (one, two))
    named = next((name for name in NAME if name in a and name in b), None)
    if named is not None:
        return float(a[named] == b[named])
    weight = {name: 2 if name in ROW else 1 for name in a.keys() | b}
    return sum(weight[name] for name in a.keys() & b if a[name] == b[name]) / (sum(weight.values()) or 1)


def described(row: BaseModel) -> str:
    """What a row is about: its arm, group, outcome, time and the like."""
    given = [(name, getattr(row, name, None)) for name in ROW]
    words = [f"month {value:g}" if name == "month" else shown(value) for name, value in given if value is not None]
    return ", ".join(word for word in words if word)[:LONGEST]


def _source(row: BaseModel | None, file: BaseModel) -> str:
    """The source of a row, with its address, and the place in it."""
    number = getattr(row, "source", None)
    if number is None:
        return ""
    sources: list[Source] = getattr(file, "sources", [])
    source = next((one for one in sources if one.id == number), None)
    address = (source.url or source.no_url or "") if source is not None else ""
    place = getattr(row, "at", None) or ""
    return ", ".join(filter(None, (f"source {number}", place, str(address))))
