"""Which row of a second reading is about the same as a row of the first."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from pydantic import BaseModel

from ...schema import numbers_in
from .fields import MONTHS, compared_fields, field_of

# What a row is about, by part: rows agree in all of these, or in all but one and in a number.
ABOUT = {
    "efficacy": ("outcome", "arm", "group", "time", "versus"),
    "safety": ("event", "arm", "group", "severity", "versus"),
    "findings": ("axis", "system", "disease", "perturbation", "direction"),
}
NUMBERS = {
    "efficacy": ("events", "printed", "value"),
    "safety": ("events", "printed", "value"),
    "findings": ("value", "participants"),
}
WORDS = ("as_printed", "finding", "comparison", "says", "relates")
LEAST = 0.2  # share of their words that two texts without a common number must have in common
WORD = re.compile(r"[^\W\d_]{3,}|[\u3400-\u9fff]")
FORBIDDEN = 1e6


def paired(part: str, first: Sequence[BaseModel], second: Sequence[BaseModel]) -> list[tuple[int, int]]:
    """Places of rows that are about the same, each at most once: the pairing with most in common altogether.

    Rows that share nothing are not paired: see `likeness`. The assignment is solved exactly (Crouse DF. IEEE Trans
    Aerosp Electron Syst 2016;52:1679-1696, as in scipy).
    """
    if not first or not second:
        return []
    import numpy as np
    from scipy.optimize import linear_sum_assignment  # late: checking a review without second readings needs none

    likenesses = np.array([[likeness(part, one, two) for two in second] for one in first])
    places = linear_sum_assignment(np.where(likenesses > 0, -likenesses, FORBIDDEN))
    return [(int(i), int(j)) for i, j in zip(*places, strict=True) if likenesses[i, j] > 0]


def likeness(part: str, one: BaseModel, two: BaseModel) -> float:
    """How much two rows have in common; 0 for rows that cannot be the same datum.

    They agree in everything that says what they are about, or in all but one of it and in a number. A finding may
    differ in two things if it shares a number, or is on the same axis and shares words. Rows with words of their own,
    such as other events, need a number or some of these words in common.
    """
    different = [name for name in ABOUT[part] if not _alike(field_of(one, name), field_of(two, name))]
    numbers = _shared(_numbers(part, one), _numbers(part, two))
    texts = [_words(row) for row in (one, two)]
    words = _shared(*texts)
    allowed = 1 if part != "findings" else 2
    if len(different) > allowed or (different and not numbers and part != "findings"):
        return 0.0
    if part == "findings" and not numbers and (different[:1] == ["axis"] or words < LEAST):
        return 0.0
    if part != "findings" and all(_own_words(row) for row in (one, two)) and not numbers and words < LEAST:
        return 0.0
    same = [field.same for field in compared_fields(part, one, two)]
    return 10.0 - 2 * len(different) + 4 * numbers + 2 * words + sum(same) / len(same)


def _alike(one: object, two: object) -> bool:
    if isinstance(one, float | int) and isinstance(two, float | int):
        return abs(one - two) <= MONTHS
    return one == two


def _numbers(part: str, row: BaseModel) -> set[float]:
    return {number for name in NUMBERS[part] for number in numbers_in(getattr(row, name, None))}


def _own_words(row: BaseModel) -> bool:
    return any(getattr(row, name, None) for name in ("as_printed", "relates"))


def _words(row: BaseModel) -> set[str]:
    texts = (getattr(row, name, None) for name in WORDS)
    shown = " ".join(getattr(text, "feature", text) for text in texts if text is not None)
    return set(WORD.findall(shown.casefold()))


def _shared(one: Set[float] | Set[str], two: Set[float] | Set[str]) -> float:
    """Share of all members that both sets have (Jaccard)."""
    every = len(one | two)
    return len(one & two) / every if every else 0.0
