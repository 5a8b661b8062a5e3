"""How many values say whether a response lasts, and how many of them have a denominator."""

from __future__ import annotations

import pandas as pd

from ...render.names import Branch, Names, joined
from ...schema import ArmRole
from ...wording import in_words
from ..analysis import Analysis

EVERY = "all"


def names(analysis: Analysis) -> Names:
    return {
        "course": Branch(
            lambda: _course(analysis),
            "whether a response lasts, in arms with the treatment: course.OUTCOME.WHAT, OUTCOME a term or all",
        )
    }


def _course(analysis: Analysis) -> Names:
    def of(outcome: str | None) -> Branch:
        def make() -> Names:
            rows = analysis.lasting
            rows = rows[rows["arm_role"] == ArmRole.INTERVENTION]
            own = rows if outcome is None else rows[rows["outcome"] == outcome]
            return _counts(own, analysis.review.config.condition_short)

        return Branch(make)

    return joined({EVERY: of(None)}, {outcome: of(outcome) for outcome in analysis.review.vocabulary.outcomes})


def _counts(rows: pd.DataFrame, condition: str) -> Names:
    """`counted`: with an accessible denominator; `alone`: of patients with the condition alone."""
    counted, alone = rows["ci_low"].notna(), rows["pooled_population"].astype(bool)
    both = int((counted & alone).sum())
    return {
        "sentence": lasting_sentence(len(rows), both, condition),
        "values": str(len(rows)),
        "reports": str(rows["study"].nunique()),
        "counted": str(int(counted.sum())),
        "alone": str(int(alone.sum())),
        "counted-alone": str(both),
    }


def lasting_sentence(values: int, both: int, condition: str) -> str:
    """How many values on the duration of response have a denominator of patients with the condition alone."""
    what, whom = "on how long responses last", f"denominator of patients with {condition} alone"
    if not values:
        return f"No report gives a value {what}."
    if values == 1:
        return f"The one value {what} has {'a' if both else 'no'} {whom}."
    if not both:
        none = "Neither" if values == 2 else "None"
        return f"{none} of the {in_words(values)} values {what} has a {whom}."
    return f"Of {in_words(values)} values {what}, {in_words(both)} {'has' if both == 1 else 'have'} a {whom}."
