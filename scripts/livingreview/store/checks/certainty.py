"""data/certainty.yaml: outcomes that exist, and reasons without typed numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...schema import STUDY_ID, nearest
from ..loaded import Loaded
from ..problems import FieldPath, Problem

WORD = re.compile(STUDY_ID)


def results_are_declared(data: Loaded) -> Iterator[Problem]:
    """A rated pool or comparison is declared in data/review.yaml, a comparison with a risk ratio."""
    if data.certainty is None or data.config is None:
        return
    pools, comparisons = data.config.content.pools, data.config.content.comparisons
    if not pools and not comparisons:  # reported by itself
        return
    for name, outcome in data.certainty.content.outcomes.items():
        pool, comparison = outcome.evidence.pool, outcome.evidence.comparison
        place = ("outcomes", name, "evidence")
        if pool is not None and pool not in pools:
            message = f"{pool!r} is not declared in data/review.yaml. {nearest(pool, list(pools))}"
            yield data.certainty.problem((*place, "pool"), message)
        if comparison is None:
            continue
        if comparison not in comparisons:
            message = f"{comparison!r} is not declared in data/review.yaml. {nearest(comparison, list(comparisons))}"
            yield data.certainty.problem((*place, "comparison"), message)
        elif "RR" not in comparisons[comparison].measures:
            message = f"{comparison!r} has no risk ratio, which a rating needs. Add RR to its measures."
            yield data.certainty.problem((*place, "comparison"), message)


def reasons_hold_no_numbers(data: Loaded) -> Iterator[Problem]:
    """Reasons for a judgement hold no typed numbers, other than in the names of publications."""
    if data.certainty is None:
        return

    def without_names(text: str) -> str:
        return WORD.sub(lambda m: "" if m[0] in data.ids or data.bibliography.may_hold(m[0]) else m[0], text)

    for name, outcome in data.certainty.content.outcomes.items():
        texts: list[tuple[FieldPath, str | None]] = []
        for domain, judgement in outcome.domains.items():
            fields = ("reason", "override_reason")
            texts += [(("domains", domain, field), getattr(judgement, field)) for field in fields]
        texts += [(("upgrades", i, "reason"), upgrade.reason) for i, upgrade in enumerate(outcome.upgrades)]
        for place, text in texts:
            if typed := re.search(r"\d+", without_names(text or "")):
                message = f"holds the number {typed[0]}. Numbers are computed and printed beside the reason."
                yield data.certainty.problem(("outcomes", name, *place), message)


CHECKS = (results_are_declared, reasons_hold_no_numbers)
