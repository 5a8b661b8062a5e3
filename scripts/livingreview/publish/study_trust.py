"""The section of a study page on the trust screen: computed checks, and judgements with their reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ..render.table import plain
from ..schema import SCREENS, Trust
from ..subjects.analysis import Analysis
from ..subjects.trust import table
from ..subjects.trust.checks import Checked, Verdict
from ..wording import count
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
    parts = [
        "## Trust screen",
        *_split(
            CHECKS,
            list(zip(map(row_of, groups), placed, strict=True)),
            [checks[0].verdict is Verdict.FAILS for checks in groups],
            ("No computed check fails.", "Checks that pass, or could not be made"),
        ),
    ]
    review = analysis.review
    own = Places(review, review.publications[key], Path("data") / "trust.yaml") if one.judged else None
    numbers = {id(row): i for i, row in enumerate(review.trust.judgements)} if review.trust is not None else {}
    for tool, screen in SCREENS.items():
        lines = table.lines(review, one, tool)
        if own is None or not lines:
            parts.append(f"Not judged with {screen.name} yet.")
            continue
        placed = [own.row("judgements", numbers[id(row)], f"{row.judgement.label}: {row.reason}") for _, row in lines]
        concerns = [row.judgement in (Trust.SOME, Trust.SERIOUS) for _, row in lines]
        rows = [(cells, place) for (cells, _), place in zip(lines, placed, strict=True)]
        title = f"Judged with {screen.name}: no concern, or no information"
        parts += [f"Judged with {screen.name}:", *_split(JUDGEMENTS, rows, concerns, ("No item is a concern.", title))]
    if own is not None:
        parts.append("The lines of judgements are those of `data/trust.yaml`.")
    return "\n\n".join(parts)


def _split(
    columns: Mapping[str, int], rows: Sequence[tuple[list[str], str]], first: Sequence[bool], words: tuple[str, str]
) -> list[str]:
    """A table of the rows that a reader needs first, and the others, folded.

    rows: cells and place of each; first: whether it is shown first; words: what is said where none is, and the title
    of the others.
    """
    shown, others = ([row for row, one in zip(rows, first, strict=True) if one is wanted] for wanted in (True, False))
    none, title = words
    parts = [_placed(columns, shown) if shown else none]
    if others:
        parts.append(f"::::{{dropdown}} {title} ({count(len(others), 'row')})\n\n{_placed(columns, others)}\n::::")
    return parts


def _placed(columns: Mapping[str, int], rows: Sequence[tuple[list[str], str]]) -> str:
    return placed_table(columns, [cells for cells, _ in rows], [place for _, place in rows])


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
