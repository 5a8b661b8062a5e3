"""Two readings of one publication beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from ...schema import Extract, Same
from ..contents import Contents
from ..problems import field_path
from .fields import COMPARED, FieldPair, as_text, compared_fields, compared_figures, field_of, in_words
from .first import as_extract
from .pairing import ABOUT, paired

BY_ID = ("groups", "arms")
SINGLE = ("population", "trial")
TERM = {"efficacy": "outcome", "safety": "event", "findings": "axis"}


@dataclass(frozen=True)
class RowPair:
    """A row of the first reading beside one of the second; None where a reading has none.

    `first` and `second` are places such as `efficacy[2]` in the two readings, `about` says what the row is of.
    `missed` is why the second reader could not see it; `derived` says that the first reading worked it out.
    """

    part: str
    first: str | None
    second: str | None
    about: str
    fields: tuple[FieldPair, ...] = ()
    missed: str = ""
    derived: bool = False

    @property
    def state(self) -> str:
        """`agrees`, `differs`, `first only`, `second only`, `not seen again` or `worked out`."""
        if self.first is not None and self.second is not None:
            return "differs" if any(field.differs for field in self.fields) else "agrees"
        if self.first is None:
            return "second only"
        return "not seen again" if self.missed else "worked out" if self.derived else "first only"


@dataclass(frozen=True)
class Compared:
    """Two readings of a publication, compared."""

    key: str
    first: Extract
    second: Extract
    rows: tuple[RowPair, ...]

    def differences(self) -> Iterator[tuple[RowPair, FieldPair | None]]:
        """All that asks for a decision: fields that differ, and whole rows (None) that one reading has."""
        for row in self.rows:
            if row.state == "differs":
                yield from ((row, field) for field in row.fields if field.differs)
            elif row.state in ("first only", "second only"):
                yield row, None


def compare(first: Extract, second: Extract, same: Sequence[Same] = ()) -> Compared:
    """Compare what both were to read: the parts, and the axes, of the second reading.

    Rows that somebody named as the `same` are one datum, whatever they say.
    """
    rows: list[RowPair] = []
    for part in second.parts:
        if part in first.parts:
            if part == "figures":
                rows += _figures(first, second)
            else:
                rows += _single(part, first, second) if part in SINGLE else _listed(part, first, second, same)
    return Compared(first.id, first, second, tuple(rows))


def compared_in(contents: Contents, keys: Iterable[str] | None = None) -> Iterator[Compared]:
    """Every second reading (of these publications) beside the first one: as it was kept, or else as data/ has it now.

    A publication that is no longer in data/ has no first reading, and is left to the check of the data.
    """
    for role, readings in contents.readings.items():
        for key, second in readings.items():
            item = contents.files.get(key)
            if item is None or second.frozen_on is not None or (keys is not None and key not in keys):
                continue
            kept = contents.readings.get(item.extraction.extracted_by, {}).get(key)
            first = kept if kept is not None else as_extract(item, second.parts, contents.config.date)
            if first.role != role:
                settled = contents.settled.get(key)
                yield compare(first, second, settled.same if settled and settled.second == role else ())


def _single(part: str, first: Extract, second: Extract) -> list[RowPair]:
    one, two = getattr(first, part), getattr(second, part)
    if one is None or not any(as_text(field_of(one, name)) for name, _ in COMPARED[part]):
        return []
    if two is None:
        return [_alone(part, part, one, second)]
    return [RowPair(part, part, part, part, tuple(compared_fields(part, one, two)))]


def _listed(part: str, first: Extract, second: Extract, same: Sequence[Same]) -> Iterator[RowPair]:
    ours: Sequence[BaseModel] = getattr(first, part)
    theirs: Sequence[BaseModel] = getattr(second, part)
    wanted = [i for i, row in enumerate(ours) if part != "findings" or not second.axes or _axis(row) in second.axes]
    if part in BY_ID:
        named = {_id(row): j for j, row in enumerate(theirs)}
        pairs = {i: named[_id(ours[i])] for i in wanted if _id(ours[i]) in named}
    else:
        places = [(*field_path(one.first), field_path(one.second)[1]) for one in same]
        pairs = {int(i): int(j) for of, i, j in places if of == part and i in wanted and int(j) < len(theirs)}
        left = [i for i in wanted if i not in pairs], [j for j in range(len(theirs)) if j not in pairs.values()]
        found = paired(part, [ours[i] for i in left[0]], [theirs[j] for j in left[1]])
        pairs |= {left[0][i]: left[1][j] for i, j in found}
    for i in wanted:
        if i in pairs:
            fields = tuple(compared_fields(part, ours[i], theirs[pairs[i]]))
            yield RowPair(part, f"{part}[{i}]", f"{part}[{pairs[i]}]", about(part, ours[i]), fields)
        else:
            yield _alone(part, f"{part}[{i}]", ours[i], second)
    for j in sorted(set(range(len(theirs))) - set(pairs.values())):
        yield RowPair(part, None, f"{part}[{j}]", about(part, theirs[j]))


def _figures(first: Extract, second: Extract) -> Iterator[RowPair]:
    """Background values, which the form names by number; the second reader may give several rows for one number."""
    left = set(range(len(second.figures)))
    for i, row in enumerate(first.figures):
        mine = [j for j, other in enumerate(second.figures) if _id(other) == _id(row)]
        place = f"figures[{i}]"
        if not mine:
            yield _alone("figures", place, row, second)
            continue
        fields = tuple(compared_figures(row, [second.figures[j] for j in mine]))
        yield RowPair("figures", place, f"figures[{mine[0]}]", about("figures", row), fields)
        left -= {*mine} if in_words(row) else {mine[0]}
    for j in sorted(left):
        yield RowPair("figures", None, f"figures[{j}]", about("figures", second.figures[j]))


def _alone(part: str, place: str, row: BaseModel, second: Extract) -> RowPair:
    term = getattr(row, TERM[part], None) if part in TERM else getattr(row, "id", None)
    missed = second.missed(part, term)
    given = [getattr(row, name, None) for name in ("printed", "value")]
    derived = getattr(row, "derived", None) is not None and given == [None, None]
    return RowPair(part, place, None, about(part, row), missed=missed.why if missed else "", derived=derived)


def _id(row: BaseModel) -> str:
    return str(getattr(row, "id", None) or "")


def _axis(row: BaseModel) -> str:
    return str(getattr(row, "axis", ""))


def about(part: str, row: BaseModel) -> str:
    """What a row is of, in few words: its outcome, arm, group and time."""
    if part not in ABOUT:
        named = (_id(row), as_text(getattr(row, "label", None) or getattr(row, "about", None)))
        return " ".join(filter(None, dict.fromkeys(named)))
    words = [as_text(field_of(row, name)) for name in ABOUT[part] if name != "versus"]
    if part == "efficacy" and isinstance(getattr(row, "month", None), float | int):
        words[-1] = f"month {words[-1]}"
    own = getattr(row, "as_printed", None)
    return ", ".join(filter(None, [*words, f"“{own}”" if own else ""]))
