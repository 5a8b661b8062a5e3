"""How many figures tell whether a response lasts, and how many of them can be counted on."""

from __future__ import annotations

from ...render.result import Result, pick
from ...schema import ArmRole
from ..analysis import Analysis

EVERY = "all"


def lasting(analysis: Analysis, rest: str) -> Result:
    """lasting.OUTCOME.WHAT, OUTCOME a term of the vocabulary or all: figures, reports, counted, alone, counted-alone.

    Figures of arms with the treatment only. `counted`: with a visible denominator; `alone`: of patients with the
    condition alone.
    """
    outcome, _, what = rest.partition(".")
    rows = analysis.lasting
    rows = rows[rows["arm_role"] == ArmRole.INTERVENTION]
    choices = {EVERY: rows, **{key: rows[rows["outcome"] == key] for key in analysis.review.vocabulary.outcomes}}
    rows = pick(choices, outcome, f"lasting.{rest}")
    counted, alone = rows["ci_low"].notna(), rows["pooled_population"].astype(bool)
    counts = {
        "figures": len(rows),
        "reports": rows["study"].nunique(),
        "counted": int(counted.sum()),
        "alone": int(alone.sum()),
        "counted-alone": int((counted & alone).sum()),
    }
    return Result(str(pick(counts, what, f"lasting.{rest}")))
