"""A mechanism chapter's evidence in words or numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import mechanisms
from .base import Result, pick

if TYPE_CHECKING:
    from . import Results


def axis(results: Results, rest: str) -> Result:
    chapter, _, what = rest.partition(".")
    evidence = mechanisms.evidence(results.review, chapter)
    texts = {
        "first-sentence": lambda: evidence.first_sentence,
        "defect": lambda: evidence.defect_sentence,
        "intervention": lambda: evidence.intervention_sentence,
        "elsewhere": lambda: evidence.elsewhere_sentence,
        "reach": lambda: evidence.reach,
        "publications": lambda: str(evidence.findings["study"].nunique()),
        "conflicts": lambda: str(int(evidence.findings["conflict"].notna().sum())),
    }
    return Result(pick(texts, what, f"axis.{rest}")())
