"""What changed since the version before, in words for prose."""

from __future__ import annotations

from ...render.names import Branch, Names
from ...wording import count, listed
from ..analysis import Analysis


def names(analysis: Analysis) -> Names:
    return {"versions": Branch(lambda: _changes(analysis), "what changed since the version before: versions.WHAT")}


def _changes(analysis: Analysis) -> Names:
    changed = analysis.changes
    kept = ("k", "n", "events", "estimate", "ci_low", "ci_high")
    different = [
        label
        for label, old, new in (*changed.results, *changed.comparisons)
        if old is None or new is None or any(old[name] != new[name] for name in kept)
    ]
    return {
        "added": str(len(changed.added)),
        "removed": str(len(changed.removed)),
        "corrected": str(len(changed.corrected)),
        "extended": str(len(changed.extended)),
        "amended": str(len(changed.amended)),
        "results": count(len(different), "declared result"),
        "which-results": listed(dict.fromkeys(different)),
        "since": changed.old["version"] if changed.old else "no earlier version",
        "trigger": analysis.review.config.versions[0].trigger if analysis.review.config.versions else "not stated",
    }
