"""Versions, what changed, and how far reporting standards are met."""

from __future__ import annotations

from ...render.result import Result, UnknownResult, pick
from ...render.wording import count, listed
from ..analysis import Analysis
from ..reporting.table import tally


def changes(analysis: Analysis, what: str) -> Result:
    """added, removed, corrected, extended, amended (numbers), results (how many declared results changed), since."""
    changed = analysis.changes
    kept = ("k", "n", "events", "estimate", "ci_low", "ci_high")
    different = [
        new["label"] if new else old["label"]
        for _, old, new in changed.results
        if old is None or new is None or any(old[name] != new[name] for name in kept)
    ]
    texts = {
        "added": str(len(changed.added)),
        "removed": str(len(changed.removed)),
        "corrected": str(len(changed.corrected)),
        "extended": str(len(changed.extended)),
        "amended": str(len(changed.amended)),
        "results": count(len(different), "declared result"),
        "which-results": listed(different),
        "since": changed.old["version"] if changed.old else "no earlier version",
        "trigger": analysis.review.config.versions[0].trigger if analysis.review.config.versions else "not told",
    }
    return Result(pick(texts, what, f"changes.{what}"))


def standard(analysis: Analysis, rest: str) -> Result:
    """standard.NAME.met, .partly, .not-done, .not-applicable or .items: how many items."""
    name, _, what = rest.rpartition(".")
    followed = analysis.review.reporting.standards if analysis.review.reporting else {}
    if name not in followed:
        raise UnknownResult(
            f"standard.{rest}: {name!r} is not in data/reporting.yaml. There are: {', '.join(followed)}."
        )
    counts = {str(one): str(n) for one, n in tally(analysis.review, name).items()}
    return Result(pick({**counts, "items": str(len(followed[name]))}, what, f"standard.{rest}"))
