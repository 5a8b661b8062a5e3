"""The section of a study page on the trust screen: computed checks, and judgements with their reasons."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..render.table import plain
from ..schema import SCREENS
from ..subjects.analysis import Analysis
from ..subjects.trust import table
from ..subjects.trust.checks import Checked, Verdict
from .places import Places
from .study_sections import placed_table

CHECKS = {"Check": 12, "Of what, and what is printed": 42, "Computed": 28, "Verdict": 18}
JUDGEMENTS = {"Item": 30, "Judgement": 16, "Reason": 30, "Source": 12, "Status": 12}


def trust(analysis: Analysis, key: str, places: Places) -> str:
    """The trust screen of a study; nothing where its design is not screened."""
    one = next((one for one in analysis.trust if one.study == key), None)
    if one is None:
        return ""
    groups = grouped(one.checks)
    placed = [
        places.rows([(*check.place, f"{check.what}: {check.printed}") for check in checks if check.place is not None])
        for checks in groups
    ]
    parts = ["## Trust screen", placed_table(CHECKS, list(map(row_of, groups)), placed)]
    review = analysis.review
    own = Places(review, review.publications[key], Path("data") / "trust.yaml") if one.judged else None
    numbers = {id(row): i for i, row in enumerate(review.trust.judgements)} if review.trust is not None else {}
    for tool, screen in SCREENS.items():
        lines = table.lines(review, one, tool)
        if own is None or not lines:
            parts.append(f"Not judged with {screen.name} yet.")
            continue
        placed = [own.row("judgements", numbers[id(row)], f"{row.judgement.label}: {row.reason}") for _, row in lines]
        parts += [f"Judged with {screen.name}:", placed_table(JUDGEMENTS, [cells for cells, _ in lines], placed)]
    if own is not None:
        parts.append("The lines of judgements are those of `data/trust.yaml`.")
    return "\n\n".join(parts)


def grouped(checks: Sequence[Checked]) -> list[list[Checked]]:
    """The checks in their order; those of a kind that could not be made for the same reason are together."""
    groups: dict[object, list[Checked]] = {}
    for i, check in enumerate(checks):
        alike = (check.kind, check.computed) if check.verdict is Verdict.NOT_CHECKED else i
        groups.setdefault(alike, []).append(check)
    return list(groups.values())


def row_of(checks: Sequence[Checked]) -> list[str]:
    """The row of one check, or of several that could not be made for the same reason."""
    kind, _, _, computed, verdict = table.cells(checks[0])
    return [kind, plain("; ".join(f"{check.what}: {check.printed}" for check in checks)), computed, verdict]
