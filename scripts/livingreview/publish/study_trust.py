"""The section of a study page on the trust screen: computed checks, and judgements with their reasons."""

from __future__ import annotations

from pathlib import Path

from ..render.myst import list_table
from ..schema import SCREENS
from ..subjects.analysis import Analysis
from ..subjects.trust import table
from .places import Places

CHECKS = {"Check": 12, "Of what": 24, "Printed": 18, "Computed": 28, "Verdict": 18}
JUDGEMENTS = {"Item": 30, "Judgement": 16, "Reason": 30, "Source": 12, "Status": 12}


def trust(analysis: Analysis, key: str, places: Places) -> str:
    """The trust screen of a study; nothing where its design is not screened."""
    one = next((one for one in analysis.trust if one.study == key), None)
    if one is None:
        return ""
    rows = []
    for check in one.checks:
        *cells, last = table.cells(check)
        place = places.row(*check.place, f"{check.what}: {check.printed}") if check.place is not None else ""
        rows.append([*cells, f"{last} ({place})" if place else last])
    parts = ["## Trust screen", list_table(list(CHECKS), rows, list(CHECKS.values()), "", "", "stacked")]
    review = analysis.review
    own = Places(review, review.publications[key], Path("data") / "trust.yaml") if one.judged else None
    numbers = {id(row): i for i, row in enumerate(review.trust.judgements)} if review.trust is not None else {}
    for tool, screen in SCREENS.items():
        lines = table.lines(review, one, tool)
        if own is None or not lines:
            parts.append(f"Not judged with {screen.name} yet.")
            continue
        placed = [
            [
                *cells[:-1],
                f"{cells[-1]} ({own.row('judgements', numbers[id(row)], f'{row.judgement.label}: {row.reason}')})",
            ]
            for cells, row in lines
        ]
        parts += [f"Judged with {screen.name}:", _judgements(placed)]
    if own is not None:
        parts.append("The lines of judgements are those of `data/trust.yaml`.")
    return "\n\n".join(parts)


def _judgements(rows: list[list[str]]) -> str:
    return list_table(list(JUDGEMENTS), rows, list(JUDGEMENTS.values()), "", "", "stacked")
