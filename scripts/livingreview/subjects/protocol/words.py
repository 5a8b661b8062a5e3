"""The review itself and its searches, in words for prose."""

from __future__ import annotations

from ...render.names import Branch, Names
from ...schema import SearchStatus
from ...wording import count, listed
from ..analysis import Analysis
from ..publications.model import kind_meanings


def names(analysis: Analysis) -> Names:
    return {
        "review": Branch(lambda: _review(analysis), "what data/review.yaml says of the review: review.FIELD"),
        "search": Branch(lambda: _search(analysis), "the state of the searches: search.WHAT"),
    }


def _review(analysis: Analysis) -> Names:
    config = analysis.review.config
    return {
        "version": config.version,
        "date": f"{config.date:%-d %B %Y}",
        "status": config.status,
        "title": config.title,
        "stated-title": config.stated_title,
        "title-state": f" ({config.state})" if config.state else "",
        "intervention": config.intervention,
        "condition": config.condition,
        "search-interval": count(config.living.search_every_months, "month"),
        "retirement": config.living.retirement,
        "triggers": listed(config.living.triggers, "or"),
        **{f"kind-{name}": text for name, text in kind_meanings(analysis.review).items()},
        **{f"question-{name}": text for name, text in config.question.model_dump().items()},
    }


def _search(analysis: Analysis) -> Names:
    searches = analysis.review.config.searches
    dates = [s.last_run for s in searches if s.last_run is not None]
    return {
        "last": f"{max(dates):%-d %B %Y}" if dates else "not run yet",
        "waiting": listed(s.database for s in searches if s.status is SearchStatus.NOT_RUN),
        "databases": listed(s.database for s in searches),
    }
