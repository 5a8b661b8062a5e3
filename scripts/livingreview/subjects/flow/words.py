"""The flow of records, in numbers for prose."""

from __future__ import annotations

from ...render.names import Branch, Names
from ...schema import ReasonGroup, Stage
from ...wording import listed
from ..analysis import Analysis
from .model import flow


def names(analysis: Analysis) -> Names:
    about = "a box of the PRISMA flow: flow.BOX, or flow.reason.GROUP for a group of reasons"
    return {"flow": Branch(lambda: _flow(analysis), about)}


def _flow(analysis: Analysis) -> Names:
    boxes = flow(analysis.review)
    left = {**boxes.excluded, **boxes.awaiting}
    counts = {
        "identified": boxes.identified,
        "duplicates": boxes.duplicates,
        "screened": boxes.screened,
        "excluded": int(boxes.excluded.sum()),
        "awaiting": int(boxes.awaiting.sum()),
        "pending": boxes.pending,
        "kept": boxes.included,
        "included": boxes.reports,
        "studies": boxes.studies,
        "trials": boxes.trials,
        "background": boxes.background,
        "register-entries": boxes.entries,
        "clinical": boxes.clinical,
        "without-data": len(boxes.without_data),
        "cohorts": boxes.cohorts,
        "mechanistic": boxes.mechanistic,
        "not-searched": sum(n is None for n in boxes.found.values()),
        **{f"at-{stage}": sum(int(stream.judged[str(stage)]) for stream in boxes.streams) for stage in Stage},
    }
    reasons = {str(group): f"{int(left.get(str(group), 0)):,}" for group in ReasonGroup}
    silent = {"without-data-reports": listed(map(analysis.review.bibliography.label, boxes.without_data))}
    return {**{box: f"{n:,}" for box, n in counts.items()}, **silent, "reason": reasons}
