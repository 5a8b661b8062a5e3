"""How current the review is, in words for prose."""

from __future__ import annotations

from collections.abc import Iterator

from ...render.names import Branch, Names
from ...store import Review
from ...wording import count, listed
from ..analysis import Analysis
from .model import Currency, currency
from .table import missing, retirement, when


def lines(review: Review, current: Currency) -> Iterator[str]:
    """The state in lines of text, what is to be done first."""
    for source in current.sources:
        name = source.search.database
        if source.last is None:
            yield f"DUE  {name}: never searched."
            continue
        days = (current.day - source.last).days
        ago = f"{count(days, 'day')} ago" if days > 0 else f"on {when(source.last)}" if days < 0 else "today"
        part = f", without {listed(source.unrun)}" if source.unrun else ""
        due = f"next search due {when(source.due)}" if source.due else "the other strategies are due"
        yield f"{'DUE ' if source.overdue(current.day) else 'ok  '} {name}: searched {ago}{part}; {due}."
    for notice in current.notices:
        yield f"DUE  {review.bibliography.label(notice.study)} ({notice.study}): {notice.what}, says {notice.by}."
    for notice in current.published:
        yield f"DUE  {review.bibliography.label(notice.study)} ({notice.study}): published, see {notice.by}."
    for notice in current.trials:
        yield f"DUE  Trial {notice.study}: the register now says {notice.what!r} ({notice.by})."
    if current.pending:
        yield f"DUE  {count(current.pending, 'record')} without a decision: review screen."
    if current.retires:
        yield f"DUE  Retirement: {retirement(current)}"
    yield f"     Included publications looked up in a search: {current.looked_up:,} of {current.included:,}."
    yield f"     Publications that may be missing: {missing(current)}"


def names(analysis: Analysis) -> Names:
    return {"currency": Branch(lambda: _currency(analysis), "how current the version is: currency.WHAT")}


def _currency(analysis: Analysis) -> Names:
    config = analysis.review.config
    current = currency(analysis.review, config.date)
    never = [source.search.database for source in current.sources if source.last is None]
    partly = [source.search.database for source in current.sources if source.last and source.unrun]
    if len(never) == len(current.sources) and never:
        due = "now, as no source has been searched yet"
    elif never or partly:
        states = {"never searched": never, "searched with some of their strategies only": partly}
        due = "now: " + "; ".join(f"{listed(sources)} {state}" for state, sources in states.items() if sources)
    else:
        due = f"by {when(current.due)}" if current.due else "no search is declared"
    return {
        "rate": f"{current.rate:.1f}",
        "missing": missing(current),
        "next-search": due,
        "never": listed(never) or "none",
        "pending": count(current.pending, "record"),
        "retirement": retirement(current),
    }
