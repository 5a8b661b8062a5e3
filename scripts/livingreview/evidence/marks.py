"""Marks of a row: letters that warn how it was obtained, the same everywhere in the book."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from ..schema import UNTIMED, SourceKind
from ..store import records

MARKS = {
    "A": "from an abstract only",
    "S": "from a secondary source only",
    "D": "count derived, not printed",
    "T": "time of assessment not stated",
    "C": "sources or values in conflict",
}
MARK_OF_SOURCE = {SourceKind.ABSTRACT: "A", SourceKind.SECONDARY: "S"}


def marks(row: Mapping[str, Any]) -> str:
    """Letters of MARKS that apply to a record of `Review.efficacy`, `Review.safety` or `Review.context`."""
    letters = [MARK_OF_SOURCE.get(row["source_kind"], "")]
    letters.append("D" if row["derived"] else "")
    letters.append("T" if row.get("when") in UNTIMED else "")
    letters.append("C" if row["conflict"] else "")
    return "".join(letters)


def with_marks(rows: pd.DataFrame) -> pd.DataFrame:
    """A copy with the column `marks`."""
    return rows.assign(marks=pd.Series(list(map(marks, records(rows))), index=rows.index, dtype=object))


def joined_marks(*letters: str) -> str:
    """The marks of several rows together, each letter once, in the order of MARKS. Raises ValueError for others."""
    return "".join(sorted(set("".join(letters)), key=list(MARKS).index))


def marks_sentence(letters: Iterable[str]) -> str:
    """What the marks in use mean ("Marks: A, from an abstract only; C, ..."); empty where there are none."""
    meanings = "; ".join(f"{letter}, {MARKS[letter]}" for letter in joined_marks(*letters))
    return f"Marks: {meanings}." if meanings else ""
