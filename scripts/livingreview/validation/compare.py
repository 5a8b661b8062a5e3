"""The statistics against another program: every comparable number of a folder of reference results.

`compare` returns one row per quantity, with the reason where a quantity is not compared. Tests and the published
validation page read the same rows.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..meta.small_study import MIN_STUDIES_FOR_SMALL_STUDY_TEST
from ..meta.types import BoolArray, FloatArray
from .families import FAMILIES, NOT_OFFERED, Family
from .reference import Case, caveat_on, excluded_rows, read_reference, separate_levels_without_maximum, with_arrays
from .tolerance import SMALL, ZERO


class Comparison(NamedTuple):
    """One number (of several, the worst) of the reference beside ours. agrees is None where not compared."""

    family: str
    key: str
    dataset: str
    quantity: str
    reference: float
    ours: float
    deviation: float
    tolerance: float
    agrees: bool | None
    reason: str


class _Pair(NamedTuple):
    """The numbers of one quantity of the reference, and ours; `skip` are those not to be compared."""

    case: Case
    key: str
    family: Family
    quantity: str
    reference: FloatArray
    ours: FloatArray
    skip: BoolArray


def compare(folder: str | Path) -> list[Comparison]:
    """All comparisons with the reference files (*.json) of a folder, in the order of files and keys."""
    rows = [row for case in read_reference(folder) for key in case.results for row in _rows(case, key)]
    worst = iter(_worst([row for row in rows if isinstance(row, _Pair)]))
    return [next(worst) if isinstance(row, _Pair) else row for row in rows]


def _rows(case: Case, key: str) -> list[Comparison | _Pair]:
    """What one reference result gives: numbers to compare, or one row with the reason why it is not compared."""
    family, match = _family(key)
    if family is None or match is None:
        offered = next((reason for pattern, reason in NOT_OFFERED.items() if re.match(pattern, key)), "")
        title = "not offered" if offered else "unknown"
        return [_not_compared(case, key, title, offered or "no comparison is defined for this key")]
    if reason := _obstacle(case, key, family):
        return [_not_compared(case, key, family.title, reason)]
    result = with_arrays(case.results[key])
    for level in separate_levels_without_maximum(case.caveats, key, result):
        result[level] = {"status": "artefact"}
    pairs: list[Comparison | _Pair] = []
    for quantity, theirs, ours, *skips in family.quantities(case, match, result):
        reference, here = (np.asarray(values, float).reshape(-1) for values in (theirs, ours))
        skip = excluded_rows(case.caveats, key, reference.size)
        for excluded in skips:
            skip |= np.asarray(excluded, bool)
        pairs.append(_Pair(case, key, family, quantity, reference, here, skip))
    return pairs


def _family(key: str) -> tuple[Family | None, re.Match[str] | None]:
    """The family of a key and the parts of the key; None for what is not offered or not known."""
    if not any(re.match(pattern, key) for pattern in NOT_OFFERED):
        for family in FAMILIES:
            if match := re.fullmatch(family.pattern, key):
                return family, match
    return None, None


def _obstacle(case: Case, key: str, family: Family) -> str:
    """Why a whole result cannot be compared; empty where it can."""
    result = case.results[key]
    if result.get("status") == "error":
        return f"the reference gives no result: {result['error']}"
    if caveat := caveat_on(case.caveats, key):
        return caveat
    if family.title.startswith("Small-study") and case.k < MIN_STUDIES_FOR_SMALL_STUDY_TEST:
        return "refused here: fewer than 10 studies"
    return ""


def _worst(pairs: list[_Pair]) -> list[Comparison]:
    """The comparison of each quantity: of several numbers, the one that deviates most."""
    sizes = [pair.reference.size for pair in pairs]
    reference = np.concatenate([pair.reference for pair in pairs])
    ours = np.concatenate([np.broadcast_to(pair.ours, pair.reference.shape) for pair in pairs])
    least = np.repeat([ZERO.get(pair.quantity, -np.inf) for pair in pairs], sizes)
    reference, ours = (np.where(values < least, 0.0, values) for values in (reference, ours))
    known = np.isfinite(reference) & ~np.concatenate([pair.skip for pair in pairs])
    deviations = np.where(known, np.abs(ours - reference) / np.maximum(np.abs(reference), SMALL), 0.0)
    rank = np.where(np.isnan(deviations), np.inf, deviations)
    rows, end = [], 0
    for pair, size in zip(pairs, sizes, strict=True):
        start, end = end, end + size
        if not known[start:end].any():
            reason = "the reference gives no number, or one that is an artefact"
            rows.append(_not_compared(pair.case, pair.key, pair.family.title, reason, pair.quantity))
            continue
        worst = start if size == 1 else start + int(np.argmax(rank[start:end]))
        rows.append(
            Comparison(
                family=pair.family.title,
                key=pair.key,
                dataset=pair.case.id,
                quantity=pair.quantity,
                reference=float(reference[worst]),
                ours=float(ours[worst]),
                deviation=float(deviations[worst]),
                tolerance=pair.family.tolerance,
                agrees=bool(deviations[worst] <= pair.family.tolerance),
                reason="",
            )
        )
    return rows


def _not_compared(case: Case, key: str, family: str, reason: str, quantity: str = "all") -> Comparison:
    return Comparison(family, key, case.id, quantity, np.nan, np.nan, np.nan, np.nan, None, reason)
