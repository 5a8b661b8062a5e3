"""data/certainty.yaml: outcomes that exist, and reasons without typed numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...schema import STUDY_ID, nearest
from ..loaded import Loaded
from ..problems import FieldPath, Problem

WORD = re.compile(STUDY_ID)


def pools_are_declared(data: Loaded) -> Iterator[Problem]:
    """A rated pool is declared in data/review.yaml."""
    if data.certainty is None or data.config is None or not (pools := data.config.content.pools):
        return
    for name, outcome in data.certainty.content.outcomes.items():
        pool = outcome.evidence.pool
        if pool is not None and pool not in pools:
            message = f"{pool!r} is not declared in data/review.yaml. {nearest(pool, list(pools))}"
            yield data.certainty.problem(("outcomes", name, "evidence", "pool"), message)


def reasons_hold_no_numbers(data: Loaded) -> Iterator[Problem]:
    """Reasons for a judgement hold no typed numbers, other than in the names of publications."""
    if data.certainty is None:
        return

    def without_names(text: str) -> str:
        return WORD.sub(lambda m: "" if m[0] in data.ids or data.bibliography.may_hold(m[0]) else m[0], text)

    for name, outcome in data.certainty.content.outcomes.items():
        texts: list[tuple[FieldPath, str | None]] = []
        for domain, judgement in outcome.domains.items():
            texts += [(("domains", domain, field), getattr(judgement, field)) for field in ("reason", "despite")]
        texts += [(("upgrades", i, "reason"), upgrade.reason) for i, upgrade in enumerate(outcome.upgrades)]
        for place, text in texts:
            if typed := re.search(r"\d+", without_names(text or "")):
                message = f"holds the figure {typed[0]}. Figures are computed and printed beside the reason."
                yield data.certainty.problem(("outcomes", name, *place), message)


CHECKS = (pools_are_declared, reasons_hold_no_numbers)
