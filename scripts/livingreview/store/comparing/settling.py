"""Differences between two readings, and the decisions on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...schema import Background, Decided, Extract, ReadPart, Settlement, Study, Trial
from ..problems import field_path
from .compare import Compared
from .fields import FieldPair

CLINICAL_PARTS: tuple[ReadPart, ...] = ("population", "groups", "arms", "efficacy", "safety")
Place = tuple[str | None, str | None, str | None]  # rows of both readings, field


def parts_of(item: Study | Trial | Background, only: str | None = None) -> list[ReadPart]:
    """The parts of a file that a second reader is asked for. `only`: `clinical` or `findings`."""
    if isinstance(item, Trial):
        return ["arms", "trial"]
    if isinstance(item, Background):
        return ["figures"] if item.figures else []
    clinical: Sequence[ReadPart] = CLINICAL_PARTS if item.arms and only != "findings" else ()
    findings: Sequence[ReadPart] = ("findings",) if item.findings and only != "clinical" else ()
    return [*clinical, *findings]


def axes_of(item: Study | Trial | Background) -> list[str]:
    """The axes on which a publication has findings, in the order of its file."""
    return list(dict.fromkeys(one.axis for one in item.findings)) if isinstance(item, Study) else []


def covers(item: Study | Trial | Background, second: Extract) -> bool:
    """Whether a second reading was of the whole publication: every part and axis, of a page that was found."""
    whole = set(parts_of(item)) <= set(second.parts) and (not second.axes or set(axes_of(item)) <= set(second.axes))
    return whole and not second.missed("everything")


def places(compared: Compared) -> dict[Place, FieldPair | None]:
    """Every difference by its place; None for a whole row."""
    return {(row.first, row.second, field.name if field else None): field for row, field in compared.differences()}


def place_of(decided: Decided) -> Place:
    """The place of a decision."""
    return decided.first, decided.second, decided.field


def faults(compared: Compared, settlement: Settlement) -> Iterator[tuple[int | None, str, str]]:
    """What is wrong with the decisions: number of the entry (None: of none), field, message."""
    yield from ((None, "same", message) for message in _wrongly_same(compared, settlement))
    open_places = places(compared)
    known = dict(open_places)
    for i, decided in enumerate(settlement.differences):
        place = place_of(decided)
        if place not in known:
            yield i, "first" if decided.first else "second", f"{_named(place)} is no difference between the readings."
        elif place not in open_places:
            yield i, "first" if decided.first else "second", f"{_named(place)} is settled twice. Once each."
        else:
            field = open_places.pop(place)
            for name in ("first", "second"):
                says, shown = getattr(decided, f"{name}_says"), getattr(field, name, "")
                if says is not None and says != shown:
                    yield i, f"{name}_says", f"{says!r} is not what the {name} reading gives: {shown or 'nothing'}."
    for place in open_places:
        yield None, "differences", f"{_named(place)} is not settled."


def _wrongly_same(compared: Compared, settlement: Settlement) -> Iterator[str]:
    """Rows called the same that are not there, or are named twice."""
    for side, reading in (("first", compared.first), ("second", compared.second)):
        named = [getattr(one, side) for one in settlement.same]
        for place in dict.fromkeys(named):
            part, index = field_path(place)
            if named.count(place) > 1:
                yield f"{place} of the {side} reading is named twice. A row is the same as one other."
            if int(index) >= len(getattr(reading, str(part))):
                yield f"there is no {place} in the {side} reading."


def _named(place: Place) -> str:
    first, second, field = place
    row = f"{first} of the first reading" if first else f"{second} of the second reading"
    return f"{field} in {row}" if field else row
