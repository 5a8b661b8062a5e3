"""The file in which the differences between two readings are decided, with every difference and no decision yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ...schema.outcomes import Relation
from ...store.comparing import Compared, RowPair
from ...store.problems import field_path
from .editing import flow

HEAD = """\
# yaml-language-server: $schema=../../schema/settlement.schema.json
# Each difference between the two readings, to be settled by a third look at the source. Fill in:
# take: first, second, third (then also value, source and at), empty (no source prints it), conflict (both stay: the
#   sources disagree), or not-seen (nobody can see it any more; the first reading stays). Of a whole row: first, second
#   or not-seen. `second` for a row that only the first reading has takes it out of data/; for one that only the second
#   has, puts it in.
# Two rows that are one datum, named differently: delete both entries below, and name the rows under `same`, such as
#   same: [{{first: "efficacy[6]", second: "efficacy[3]"}}]
# reason: why, from the source. role: who decided, such as adjudicator 1.
# Then: review extract resolve {key} --decisions FILE
"""


def template(compared: Compared, day: date) -> str:
    """The text, valid once every `take`, `reason` and `role` is filled in."""
    return HEAD.format(key=compared.key) + "".join(f"{line}\n" for line in _lines(compared, day))


def _lines(compared: Compared, day: date) -> Iterator[str]:
    yield f"id: {compared.key}"
    yield f"first: {compared.first.role}"
    yield f"second: {compared.second.role}"
    yield f"settled_on: {day}"
    found = list(compared.differences())
    yield "differences:" if found else "differences: []"
    for row, field in found:
        yield f"  # {row.part}: {row.about}{_feature(compared, row)}"
        if field is None and row.first is not None:
            yield from (f"  #   {other} of the second reading may be the same" for other in _alike(compared, row))
        given = {
            "first": row.first,
            "second": row.second,
            "field": field.name if field else None,
            "first_says": field.first or None if field else None,
            "second_says": field.second or None if field else None,
        }
        lines = [f"{name}: {flow(value)}" for name, value in given.items() if value is not None]
        yield f"  - {lines[0]}"
        yield from (f"    {line}" for line in [*lines[1:], "take:", "reason:", "role:"])


def _related(compared: Compared, row: RowPair) -> Relation | None:
    """The feature and the outcome that a row relates, if it does."""
    extract = compared.second if row.first is None else compared.first
    part, *index = field_path(str(row.first or row.second))
    held = getattr(extract, str(part))
    return getattr(held[index[0]], "relates", None) if index else None


def _feature(compared: Compared, row: RowPair) -> str:
    related = _related(compared, row)
    return "" if related is None else f", {related.feature}"


def _alike(compared: Compared, row: RowPair) -> Iterator[str]:
    """Rows of the second reading alone that relate a feature to the same outcome: it may have another name there."""
    related = _related(compared, row)
    for other in compared.rows:
        theirs = _related(compared, other) if other.state == "second only" and related is not None else None
        if theirs is not None and related is not None and theirs.of == related.of:
            yield f"{other.second} ({theirs.feature})"
