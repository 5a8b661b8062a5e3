"""`review extract compare`: two readings beside each other, as text or as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...meta import Coefficient
from ...screening.agreeing import shown
from ...store.comparing import Compared, FieldPair, RowPair
from ...subjects.agreement.model import KindAgreement, SecondReadings
from ...wording import count

STATES = {
    "agrees": "rows agree",
    "differs": "rows differ",
    "first only": "rows in the first reading only",
    "second only": "rows in the second reading only",
    "not seen again": "rows could not be found again",
    "worked out": "rows were worked out by the first reader",
}


def as_lines(found: SecondReadings) -> Iterator[str]:
    """What differs, row by row, then the agreement by kind of datum."""
    for one in found.compared:
        yield f"{one.key}: {one.first.role} and {one.second.role}"
        for row in one.rows:
            yield from _row(row)
    for state, words in STATES.items():
        if found.states[state]:
            yield f"{found.states[state]:,} {words}."
    for kind in found.kinds:
        yield _kind(kind)


def _row(row: RowPair) -> Iterator[str]:
    place = f"  {row.first or row.second}" + (f" ({row.about})" if row.about != row.first else "")
    if row.state == "differs":
        yield f"{place}, in the second reading {row.second}:"
        yield from (f"    {field.name}: {_field(field)}" for field in row.fields if field.differs)
    elif row.state in ("first only", "second only"):
        yield f"{place}: in the {row.state.removesuffix(' only')} reading only."
    elif row.state == "not seen again":
        yield f"{place}: not found again. {row.missed}"


def _field(field: FieldPair) -> str:
    by = f" ({field.by:+g})" if field.by is not None else ""
    return f"{field.first or 'not given'} and {field.second or 'not given'}{by}"


def _kind(kind: KindAgreement) -> str:
    measures = kind.measures
    parts = [
        f"{measures.same:,} of {measures.both:,} agree, in {count(kind.publications, 'publication')}",
        f"share {shown(measures.percent)}",
        f"kappa {shown(measures.kappa)}",
        f"AC1 {shown(measures.ac1)}",
        f"given by one reader only: {kind.first:,} and {kind.second:,}",
    ]
    return f"{kind.kind}: {'; '.join(part.removesuffix('.') for part in parts)}."


def as_json(found: SecondReadings) -> dict[str, Any]:
    """The same as plain values."""
    return {
        "publications": [_compared(one) for one in found.compared],
        "rows": dict(found.states),
        "agreement": [
            {
                "kind": kind.kind,
                "both": kind.measures.both,
                "same": kind.measures.same,
                "publications": kind.publications,
                "first_only": kind.first,
                "second_only": kind.second,
                **{name: _coefficient(getattr(kind.measures, name)) for name in ("percent", "kappa", "ac1")},
            }
            for kind in found.kinds
        ],
    }


def _compared(one: Compared) -> dict[str, Any]:
    return {
        "id": one.key,
        "first": one.first.role,
        "second": one.second.role,
        "rows": [
            {
                "part": row.part,
                "first": row.first,
                "second": row.second,
                "about": row.about,
                "state": row.state,
                **({"why": row.missed} if row.missed else {}),
                "fields": [
                    {"field": field.name, "kind": field.kind, "first": field.first, "second": field.second}
                    | {"same": field.same, "by": field.by, "derived": field.derived}
                    for field in row.fields
                ],
            }
            for row in one.rows
        ],
    }


def _coefficient(found: Coefficient) -> dict[str, float | str | None]:
    return {"estimate": found.estimate, "low": found.ci_low, "high": found.ci_high, "note": found.note}
