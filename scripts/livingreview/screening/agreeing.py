"""How far screeners agree, from their own decisions: what conflicts were resolved to changes nothing in it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from ..meta import Agreement, Coefficient, agreement
from ..schema import Choice, ScreeningRule
from ..store.decisions import Decisions

STAGES = {False: "title and abstract", True: "full text"}


def agreements(rule: ScreeningRule, decisions: Decisions, *, full_text: bool) -> Iterator[tuple[str, str, Agreement]]:
    """Agreement of every two screeners at a stage, on all records that both judged, those decided since included.

    Records that one of them has not judged are counted and enter no measure. `unsure` is a category of its own.
    """
    rows = {
        role: {one.record: str(one.decision) for one in decisions.of(role) if one.full_text == full_text}
        for role in rule.screeners
    }
    for one, other in itertools.combinations(rule.screeners, 2):
        records = sorted(rows[one].keys() | rows[other].keys())
        first, second = ([rows[role].get(record) for record in records] for role in (one, other))
        yield one, other, agreement(first, second, tuple(Choice))


def shown(coefficient: Coefficient) -> str:
    """A coefficient with its interval, or why there is none."""
    if coefficient.estimate is None:
        return coefficient.note
    if coefficient.ci_low is None or coefficient.ci_high is None:
        return f"{coefficient.estimate:.2f}. {coefficient.note}"
    return f"{coefficient.estimate:.2f} (95% CI {coefficient.ci_low:.2f} to {coefficient.ci_high:.2f})"
