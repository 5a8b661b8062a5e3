"""Names of single data: a row by study, arm, group ..., and by what distinguishes it from rows that share these."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any, TypeAlias

from ...render.names import OWN, Branch, Names, Node, Result
from ...wording import p_words

Row: TypeAlias = Mapping[str, Any]

# What a row gives; a row that gives several is named by the first.
KINDS: dict[str, Callable[[Row], bool]] = {
    "count": lambda row: row["events"] is not None,
    "percentage": lambda row: row["printed"] is not None,
    "value": lambda row: row["value"] is not None,
    "statement": lambda row: row["says"] is not None,
    "p": lambda row: row["p"] is not None,
}


def kind(row: Row) -> str:
    """The key of KINDS that describes the row."""
    return next(name for name, holds in KINDS.items() if holds(row))


def _versus(row: Row) -> str:
    return f"versus-{row['versus']}" if row["versus"] is not None else "not-compared"


def _feature(row: Row) -> str | None:
    relation = row.get("relates")
    return f"feature-{_slug(relation['feature'])}" if relation else None


def _outcome(row: Row) -> str | None:
    relation = row.get("relates")
    return f"of-{relation['of']}" if relation else None


def _printed(row: Row) -> str | None:
    return f"printed-{_slug(row['as_printed'])}" if row.get("as_printed") else None


def _slug(text: str) -> str:
    return re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")


# What can distinguish rows, as a part of a name; None where a row has no such thing. None of it depends on the order of
# rows, so that a new row never changes what a name means.
APART: tuple[Callable[[Row], str | None], ...] = (
    lambda row: f"source-{row['source']}",
    kind,
    _versus,
    _feature,
    _outcome,
    _printed,
)


def data_names(
    rows: Sequence[Row], keys: Sequence[Callable[[Row], str]], result: Callable[[Row], Result], about: str
) -> Names:
    """Names of rows, one level for each of `keys`.

    A single row has its name to itself, and `.p` is its P value. Rows that share a name have none without a part that
    distinguishes them, see `APART`.
    """
    if not keys:
        return _which(rows, result)
    first, *others = keys
    parts: dict[str, list[Row]] = {}
    for row in rows:
        parts.setdefault(first(row), []).append(row)
    return Branch(lambda: {key: data_names(part, others, result, about) for key, part in parts.items()}, about)


def _which(rows: Sequence[Row], result: Callable[[Row], Result]) -> Names:
    if len(rows) == 1:
        return _single(rows[0], result)
    differing = [ask for ask in APART if len({ask(row) for row in rows}) > 1]
    parts = {
        answer: [row for row in rows if ask(row) == answer]
        for ask in differing
        for answer in map(ask, rows)
        if answer is not None
    }
    choices = [f"{_shortest(row, rows) or 'no name yet'} for {result(row).text!r}" for row in rows]
    about = f"{len(rows)} rows have this name, and it must say which: {', '.join(choices)}"
    return Branch(lambda: {key: _which(part, result) for key, part in parts.items()}, about)


def _single(row: Row, result: Callable[[Row], Result]) -> Names:
    names: dict[str, Node] = {OWN: lambda: result(row)}
    if row["p"] is not None:
        names["p"] = lambda: Result(p_words(row), result(row).marks, row["study"])
    return names


def _shortest(row: Row, rows: Sequence[Row]) -> str | None:
    """The shortest part of a name that only this row has; None if there is none."""
    own = [answer for answer in (ask(row) for ask in APART) if answer is not None]
    for length in range(1, len(own) + 1):
        for chosen in combinations(own, length):
            if sum(set(chosen) <= {ask(other) for ask in APART} for other in rows) == 1:
                return ".".join(chosen)
    return None
