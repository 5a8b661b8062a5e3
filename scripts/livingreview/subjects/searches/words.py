"""What the strategies find and what all sources miss, in words for prose."""

from __future__ import annotations

import math

from ...render.names import Branch, Names
from ...schema import RecordKind, SearchStatus
from ...search.capture import Missed, NotEstimable, missed
from ...search.strategies import Verdict
from ...store import Review
from ...wording import capital, count, level_words, listed
from ..analysis import Analysis
from .model import Sensitivity, caught, known, left_out


def names(analysis: Analysis) -> Names:
    about = "what the search strategies find among the included records, and what all sources miss: searches.WHAT"
    return {"searches": Branch(lambda: _searches(analysis), about)}


def _searches(analysis: Analysis) -> Names:
    review = analysis.review
    return {
        "found": found_words(review, analysis.sensitivity),
        "basis": basis_words(review, analysis.sensitivity),
        "left-out": left_out_words(review),
        "missed": missed_words(review),
        "runs": f"{len(review.searches.runs.rows):,}",
    }


def found_words(review: Review, tried: tuple[Sensitivity, ...]) -> str:
    """One sentence a strategy name: how many of the records that it is to find each database's string finds."""
    sentences = []
    for name, aim in review.config.strategy_aims.items():
        same = [one for one in tried if one.strategy.name == name and one.tried]
        shares = [f"{len(one.keys(Verdict.FOUND))} of {len(one.tried)} ({one.strategy.database})" for one in same]
        if shares:
            lost = sum(len(one.keys(Verdict.NOT_FOUND)) for one in same)
            missed = "none is certainly missed" if not lost else f"certainly missed: {lost} in all"
            sentences.append(f"{aim.label} strings find {listed(shares)} by what could be searched; {missed}.")
    return " ".join(sentences) or "No strategy was tried on the included records."


def basis_words(review: Review, tried: tuple[Sensitivity, ...]) -> str:
    """What the records were judged on."""
    judged = {key for one in tried for key in one.tried}
    references = [record.reference for record in known(review) if record.key in judged]
    titles = sum(bool(one.title) for one in references)
    abstracts = sum(bool(one.abstract) for one in references)
    whole = f"the abstracts of {abstracts:,}" if abstracts else "no abstract"
    return f"the titles of {titles:,} of {count(len(references), 'record')} and {whole}"


def left_out_words(review: Review) -> str:
    """Included records that no strategy is to find."""
    short = review.config.condition_short
    labels = {
        RecordKind.TREATED: f"reports of treated patients with {short} only",
        RecordKind.MIXED: "reports of treated patients with other conditions too",
        RecordKind.DIRECT: f"publications on mechanisms in {short}",
        RecordKind.INDIRECT: "publications on mechanisms elsewhere",
        RecordKind.TRIAL: "register entries of trials",
        RecordKind.BACKGROUND: "background publications",
    }
    return listed(f"{labels[kind]} ({n:,})" for kind, n in left_out(review).items())


def estimate(review: Review) -> Missed | str:
    """How many eligible publications all searches miss, or why this cannot be estimated."""
    if not any(search.status is SearchStatus.RUN for search in review.config.searches):
        return "no search of the protocol was run"
    try:
        return missed(caught(review))
    except NotEstimable as error:
        return str(error)


def missed_words(review: Review) -> str:
    """A sentence on how many eligible publications all searches miss."""
    result = estimate(review)
    if isinstance(result, str):
        return f"How many eligible publications all sources miss cannot be estimated: {result}."
    low, high = round(result.low - result.found), result.high - result.found
    reach = f"at least {low:,}, without an upper limit" if math.isinf(high) else f"{low:,} to {round(high):,}"
    pairs = [f"{one} and {other}" for one, other in result.depends]
    model = f" The chosen model lets these sources depend on each other: {'; '.join(pairs)}." if pairs else ""
    return (
        f"{capital(listed(result.sources))} found {count(result.found, 'eligible publication')}; "
        f"they are estimated to miss {round(result.missed):,} ({level_words(result.level)} CI {reach}).{model}"
    )
