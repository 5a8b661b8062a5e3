"""The file in which the differences between two readings are decided, with every difference and no decision yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ...store.comparing import Compared
from .editing import flow

HEAD = """\
# yaml-language-server: $schema=../../schema/settlement.schema.json
# Each difference between the two readings, to be settled by a third look at the source. Fill in:
# take: first, second, third (then also value, source and at), conflict (both stay: the sources disagree), or not-seen
#   (nobody can see it any more; the first reading stays). Of a whole row: first, second or not-seen. `second` for a row
#   that only the first reading has takes it out of data/; for one that only the second has, puts it in.
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
        yield f"  # {row.part}: {row.about}"
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
