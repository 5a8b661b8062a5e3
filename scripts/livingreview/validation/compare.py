"""The statistics against another program: every comparable number of a folder of reference results.

`compare` returns one row per quantity, with the reason where a quantity is not compared. Tests and the published
validation page read the same rows.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ..meta.small_study import MIN_STUDIES_FOR_SMALL_STUDY_TEST
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


def compare(folder: str | Path) -> list[Comparison]:
    """All comparisons with the reference files (*.json) of a folder, in the order of files and keys."""
    return [row for case in read_reference(folder) for key in case.results for row in _rows(case, key)]


def _rows(case: Case, key: str) -> list[Comparison]:
    """The rows of one reference result."""
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
    excluded = partial(excluded_rows, case.caveats, key)
    return [
        _worst(case, key, family, quantity, theirs, ours, [*skip, excluded(np.size(theirs))])
        for quantity, theirs, ours, *skip in family.quantities(case, match, result)
    ]


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


def _worst(
    case: Case, key: str, family: Family, quantity: str, theirs: ArrayLike, ours: ArrayLike, skip: list[ArrayLike]
) -> Comparison:
    """The comparison of one quantity: of several numbers, the one that deviates most."""
    least = ZERO.get(quantity, -np.inf)
    reference, here = (np.atleast_1d(np.asarray(values, float)) for values in (theirs, ours))
    reference, here = (np.where(values < least, 0.0, values) for values in (reference, here))
    known = np.isfinite(reference)
    for excluded in skip:
        known &= ~np.asarray(excluded, bool)
    if not known.any():
        reason = "the reference gives no number, or one that is an artefact"
        return _not_compared(case, key, family.title, reason, quantity)
    deviations = np.where(known, np.abs(here - reference) / np.maximum(np.abs(reference), SMALL), 0.0)
    worst = int(np.argmax(np.where(np.isnan(deviations), np.inf, deviations)))
    return Comparison(
        family=family.title,
        key=key,
        dataset=case.id,
        quantity=quantity,
        reference=float(reference[worst]),
        ours=float(here[worst]),
        deviation=float(deviations[worst]),
        tolerance=family.tolerance,
        agrees=bool(deviations[worst] <= family.tolerance),
        reason="",
    )


def _not_compared(case: Case, key: str, family: str, reason: str, quantity: str = "all") -> Comparison:
    return Comparison(family, key, case.id, quantity, np.nan, np.nan, np.nan, np.nan, None, reason)
