"""The review itself, counts over its data, its searches and the flow of its records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..schema import Design, SearchStatus, SourceKind
from ..screening import flow as flow_of
from ..wording import count as counted
from ..wording import listed
from .base import Result, pick

if TYPE_CHECKING:
    from . import Results


def review(results: Results, field: str) -> Result:
    config = results.review.config
    texts = {
        "version": config.version,
        "date": f"{config.date:%-d %B %Y}",
        "status": config.status,
        "title": config.title,
        "search-interval": counted(config.living.search_every_months, "month"),
        "retirement": config.living.retirement,
        "triggers": listed(config.living.triggers, "or"),
        **{f"question-{name}": text for name, text in config.question.model_dump().items()},
    }
    return Result(pick(texts, field, f"review.{field}"))


def count(results: Results, what: str) -> Result:
    review = results.review
    studies = review.studies
    seen = studies.set_index("study")["seen"]
    full = {str(SourceKind.FULL_TEXT)}
    counts = {
        "publications": lambda: len(studies),
        "clinical": lambda: int(studies["clinical"].sum()),
        "mechanistic": lambda: review.findings["study"].nunique(),
        "registered": lambda: len(review.registered),
        "clinical-figures": lambda: len(review.efficacy) + len(review.safety),
        "findings": lambda: len(review.findings),
        "full-text": lambda: int(seen.isin(full).sum()),
        "not-full-text": lambda: int((~seen.isin(full)).sum()),
        "checked": lambda: int(studies["checked_by"].notna().sum()),
        "randomised": lambda: int((studies["clinical"] & studies["design"].eq(Design.RCT)).sum()),
        "derived": lambda: int(review.efficacy["derived"].notna().sum() + review.safety["derived"].notna().sum()),
        "conflicts": lambda: sum(
            int(f["conflict"].notna().sum()) for f in (review.efficacy, review.safety, review.findings)
        ),
        "searches": lambda: len(review.config.searches),
    }
    return Result(f"{pick(counts, what, f'count.{what}')():,}")


def flow(results: Results, what: str) -> Result:
    boxes = flow_of(results.review)
    counts = {
        "identified": boxes.identified,
        "duplicates": boxes.duplicates,
        "screened": boxes.screened,
        "excluded": int(boxes.excluded.sum()),
        "awaiting": int(boxes.awaiting.sum()),
        "included": boxes.included,
        "studies": boxes.studies,
        "trials": boxes.trials,
        "background": boxes.background,
    }
    return Result(f"{pick(counts, what, f'flow.{what}'):,}")


def search(results: Results, what: str) -> Result:
    searches = results.review.config.searches
    waiting = [s.database for s in searches if s.status is SearchStatus.NOT_RUN]
    dates = [s.last_run for s in searches if s.last_run is not None]
    texts = {
        "last": f"{max(dates):%-d %B %Y}" if dates else "not run yet",
        "waiting": listed(waiting),
        "databases": listed(s.database for s in searches),
    }
    return Result(pick(texts, what, f"search.{what}"))
