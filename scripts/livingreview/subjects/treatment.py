"""What an arm was given, in words: each thing once, and what of it was not accessible."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..schema import Arm
from ..store import Review
from ..wording import listed, span_words

# Fields that say how much of a treatment an arm had, by what tables call it.
DOSE, LEVEL = "dose", "level"
FIELDS: dict[str, tuple[str, ...]] = {DOSE: ("dose",), LEVEL: ("trough_target", "trough_measured")}


def named_words(label: str, regimen: str | None) -> str:
    """The regimen of an arm with its label, unless it has it: tea: two cups daily; two cups of tea daily."""
    if regimen is None:
        return label
    return regimen if label.lower() in regimen.lower() else f"{label}: {regimen}"


def missing_words(missing: Iterable[str]) -> str:
    """Dose and level not accessible; "" where nothing is missing."""
    names = list(missing)
    return f"{listed(names)} not accessible" if names else ""


def missing(review: Review, arm: Arm | Mapping[str, Any], *wanted: str) -> list[str]:
    """Which of `wanted` (`DOSE`, `LEVEL`) an arm, or its record in `Review.arms`, gives neither as numbers nor as text.

    A regimen gives a dose as text if it has a number with the first unit of a dose in the data: 2 mg, however often.
    """
    get = arm.get if isinstance(arm, Mapping) else lambda name: getattr(arm, name)
    return [
        what
        for what in wanted
        if all(get(field) is None for field in FIELDS[what]) and not in_words(review, get("regimen"), what)
    ]


def in_words(review: Review, regimen: str | None, what: str) -> bool:
    """Whether the text of a regimen gives the dose, or the level."""
    units = {span["unit"] for field in FIELDS[what] for span in review.arms[field].dropna()}
    stems = sorted({re.escape(review.vocabulary.units[unit].label.split("/")[0]) for unit in units})
    return bool(stems and re.search(rf"\d\s*(?:{'|'.join(stems)})(?![a-z])", regimen or ""))


def treatment_words(review: Review, arm: Arm, *, dose_missing: bool = True) -> str:
    """Label and regimen of an arm, the dose where the regimen is not given, its levels, and whether a dose is missing.

    `dose_missing`: whether to say so; not of an arm that may be no drug, such as an operation.
    """
    units = {name: unit.label for name, unit in review.vocabulary.units.items()}
    spans = {
        "dose": None if arm.regimen else arm.dose,
        "target level": arm.trough_target,
        "measured level": arm.trough_measured,
    }
    said = [f"{what} {span_words(span, units)}" for what, span in spans.items() if span]
    without = missing_words(missing(review, arm, DOSE)) if dose_missing else ""
    return "; ".join(filter(None, (named_words(arm.label, arm.regimen), *said, without)))
