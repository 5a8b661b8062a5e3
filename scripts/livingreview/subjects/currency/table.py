"""Tables of how current the review is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ...render.table import Table, plain, study_link
from ...store import Review
from ...wording import count, in_words, listed, number_word
from .model import YEARS, Currency, Notice

UNKNOWN = "cannot be estimated, because not every source was searched"


def sources(current: Currency) -> Table:
    """Every database and register: last search, next search, and, once any was searched, records."""
    searched = any(source.last for source in current.sources)
    rows = [
        [
            plain(source.search.database),
            when(source.last) if source.last else "never",
            when(source.due) if source.due else "now",
            *([f"{source.records:,}" if source.last else "–"] if searched else []),
            "command" if source.search.service else "file, by hand",
        ]
        for source in current.sources
    ]
    return Table(
        "currency-sources",
        "When each source was last searched, and when it is to be searched again.",
        ["Source", "Last searched", "Next search", *(["Records"] if searched else []), "Search by"],
        rows,
        [30, 18, 18, *([14] if searched else []), 20],
        once={"Last searched": "Last search of every source: {}.", "Next search": "Next search of every source: {}."},
    )


def state(review: Review, current: Currency) -> Table:
    """What has happened to the included publications, the registered trials and the review itself."""
    rows = [[plain(head), *cells] for head, *cells in _state(review, current)]
    return Table(
        "currency-state",
        "What may have changed since the searches.",
        ["Question", "Answer"],
        rows,
        [36, 64],
        stacked=True,
    )


def _state(review: Review, current: Currency) -> Iterable[tuple[str, str]]:
    expected = f"This {UNKNOWN}." if current.expected is None else missing(current)
    yield "How many publications are expected to be missing?", plain(expected)
    yield "Has an included publication been retracted or corrected?", _answer(review, current, current.notices)
    yield "Has an included preprint been published in a journal?", _answer(review, current, current.published)
    yield (
        "Has the status of a registered trial changed?",
        (_notices(review, current.trials) if current.trials else plain(_none(current, "registers"))),
    )
    yield (
        "Are there records on which no decision has been recorded?",
        plain(count(current.pending, "record") if current.pending else "No."),
    )
    yield "Does the rule for ending the review apply?", plain(retirement(current))


def missing(current: Currency) -> str:
    """Expected number of publications that the searches have not met, in a sentence."""
    years = f"the last {in_words(YEARS)} full calendar years"
    rate = f"{current.rate:.1f} clinical publications a year were included from {years}"
    if current.expected is None:
        return f"How many publications are missing {UNKNOWN}. On average, {rate}."
    mean, low, high = current.expected
    return f"{mean:.1f} (95% prediction interval {low:.0f} to {high:.0f}): {rate}, and the number is taken as Poisson."


def retirement(current: Currency) -> str:
    """Whether the declared rule applies, in a sentence."""
    if current.retire_after is None:
        return "No rule that can be counted is declared."
    answer, so_far = "Yes" if current.retires else "No", current.unchanged
    asked = count(current.retire_after, "update") + " in a row" * (current.retire_after > 1)
    there = f"there {'has' if so_far == 1 else 'have'} been {number_word(so_far)}"
    return f"{answer}: the rule asks for {asked} without a changed conclusion; so far {there}."


def when(day: date) -> str:
    """A day as it is printed."""
    return f"{day:%-d %B %Y}"


def _answer(review: Review, current: Currency, notices: tuple[Notice, ...]) -> str:
    looked = f"{current.looked_up:,} of {current.included:,} included publications were looked up in a search"
    if not current.looked_up:
        return "Not known: no included publication has been looked up yet."
    return f"{_notices(review, notices) if notices else 'None found.'} ({looked}.)"


def _none(current: Currency, where: str) -> str:
    searched = any(source.last for source in current.sources)
    return "None found." if searched else f"Not known: no {where} have been searched yet."


def _notices(review: Review, notices: tuple[Notice, ...]) -> str:
    return listed(
        f"{study_link(one.study, review.bibliography.label(one.study))} {plain(f'{one.what} ({one.by})')}"
        for one in notices
    )
