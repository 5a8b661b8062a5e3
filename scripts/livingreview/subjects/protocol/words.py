"""The review itself, counts over its data, its searches and the flow of its records."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from ...evidence import overlaps
from ...render.result import Result, pick
from ...render.wording import count as counted
from ...render.wording import listed
from ...schema import Design, ReasonGroup, SearchStatus, SourceKind, Stage
from ..analysis import Analysis
from ..flow.model import flow as flow_of
from ..publications.model import (
    CLINICAL,
    DIRECT,
    INDIRECT,
    MIXED,
    TREATED,
    kind_meanings,
    patients,
    publications,
)


def review(analysis: Analysis, field: str) -> Result:
    config = analysis.review.config
    texts = {
        "version": config.version,
        "date": f"{config.date:%-d %B %Y}",
        "status": config.status,
        "title": config.title,
        "search-interval": counted(config.living.search_every_months, "month"),
        "retirement": config.living.retirement,
        "triggers": listed(config.living.triggers, "or"),
        **{f"kind-{name}": text for name, text in kind_meanings(analysis.review).items()},
        **{f"question-{name}": text for name, text in config.question.model_dump().items()},
    }
    return Result(pick(texts, field, f"review.{field}"))


def count(analysis: Analysis, what: str) -> Result:
    review = analysis.review
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
        "background": lambda: len(review.background),
        **_evidence_base(analysis),
    }
    return Result(f"{pick(counts, what, f'count.{what}')():,}")


def _evidence_base(analysis: Analysis) -> dict[str, Callable[[], int]]:
    """Counts of publications by kind, of patients, of declared overlaps and of what was seen."""
    review = analysis.review
    frame = publications(review)
    clinical = frame[frame["kind"].isin(CLINICAL)]
    pairs = overlaps(review)

    def of(*kinds: str) -> pd.DataFrame:
        return frame[frame["kind"].isin(kinds)]

    def seen(level: SourceKind, part: pd.DataFrame = frame) -> Callable[[], int]:
        return lambda: int((part["seen"] == level).sum())

    return {
        "clinical-condition": lambda: len(of(TREATED)),
        "clinical-mixed": lambda: len(of(MIXED)),
        "clinical-cohorts": lambda: clinical["cohort"].nunique(),
        "mechanistic-only": lambda: len(of(DIRECT, INDIRECT)),
        "mechanistic-direct": lambda: len(of(DIRECT)),
        "mechanistic-indirect": lambda: len(of(INDIRECT)),
        "patients-condition": lambda: patients(of(TREATED)),
        "patients-mixed": lambda: patients(of(MIXED)),
        "without-patients": lambda: int(clinical["patients"].isna().sum()),
        "condition-without-patients": lambda: int(of(TREATED)["patients"].isna().sum()),
        "without-year": lambda: int(frame["year"].isna().sum()),
        "without-country": lambda: int(frame["country"].isna().sum()),
        "overlap-pairs": lambda: len(pairs),
        "overlap-publications": lambda: len({*pairs["one"], *pairs["other"]}),
        "overlap-clinical": lambda: int(pairs["one"].isin(clinical["study"]).sum()),
        "excerpt": seen(SourceKind.EXCERPT),
        "abstract": seen(SourceKind.ABSTRACT),
        "secondary": seen(SourceKind.SECONDARY),
        "clinical-excerpt": seen(SourceKind.EXCERPT, clinical),
        "clinical-abstract": seen(SourceKind.ABSTRACT, clinical),
        "clinical-full-text": seen(SourceKind.FULL_TEXT, clinical),
    }


def flow(analysis: Analysis, what: str) -> Result:
    boxes = flow_of(analysis.review)
    left = {**boxes.excluded, **boxes.awaiting}
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
        "clinical": boxes.clinical,
        "cohorts": boxes.cohorts,
        "mechanistic": boxes.mechanistic,
        "not-searched": sum(n is None for n in boxes.found.values()),
        **{f"at-{stage}": sum(int(stream.judged[str(stage)]) for stream in boxes.streams) for stage in Stage},
        **{f"reason.{group}": int(left.get(str(group), 0)) for group in ReasonGroup},
    }
    return Result(f"{pick(counts, what, f'flow.{what}'):,}")


def search(analysis: Analysis, what: str) -> Result:
    searches = analysis.review.config.searches
    waiting = [s.database for s in searches if s.status is SearchStatus.NOT_RUN]
    dates = [s.last_run for s in searches if s.last_run is not None]
    texts = {
        "last": f"{max(dates):%-d %B %Y}" if dates else "not run yet",
        "waiting": listed(waiting),
        "databases": listed(s.database for s in searches),
    }
    return Result(pick(texts, what, f"search.{what}"))
