"""Tables of how the review was done."""

from __future__ import annotations

from ...render.myst import literal
from ...render.table import Table, plain
from ...schema import When, Window
from ...store import Review
from ...wording import capital, listed, months
from ..pooling import confidence_words, prediction_words

# Where no month within the window is reported, what is taken instead.
ALSO = {
    When.BASELINE: "before treatment",
    When.BEST: "the best reported",
    When.ON_TREATMENT: "on treatment",
    When.AFTER_STOP: "after treatment ended",
    When.FOLLOW_UP: "at follow-up",
    When.NOT_STATED: "without a stated time",
}


def protocol_steps(review: Review) -> Table:
    """What the protocol asks for and what was done."""
    rows = [[plain(s.step), plain(s.planned), plain(s.done)] for s in review.config.steps]
    return Table(
        "steps",
        "What the protocol asks for, and what was done for this version.",
        ["Step", "Protocol", "Done"],
        rows,
        [15, 40, 45],
    )


def searches(review: Review) -> Table:
    """Databases and registers with the state of their search; those of the same state share a row."""
    alike: dict[tuple[str, str, str], list[str]] = {}
    for s in review.config.searches:
        state = (plain(s.status.label), f"{s.last_run:%-d %B %Y}" if s.last_run else "", plain(s.note))
        alike.setdefault(state, []).append(plain(s.database))
    rows = [[listed(databases), *state] for state, databases in alike.items()]
    return Table(
        "searches",
        "Databases and registers named in the protocol.",
        ["Source", "Search", "Last run", "Note"],
        rows,
        [26, 14, 14, 46],
        stacked=True,
        once={"Search": "State of every search: {}.", "Last run": ""},
    )


def pools(review: Review) -> Table:
    """The declared pools with their windows and models."""
    rows = [
        [
            plain(p.label),
            plain(review.vocabulary.outcomes[p.outcome].label),
            window_words(p.window),
            plain(", ".join(review.vocabulary.conditions[c].label for c in p.conditions)),
            str(p.min_patients),
            confidence_words(p),
            prediction_words(p),
        ]
        for p in review.config.pools.values()
    ]
    return Table(
        "pools",
        "Declared syntheses: nothing else is pooled. Intervals are by the distribution and degrees of freedom that are "
        "named; k, number of cohorts.",
        ["Pool", "Outcome", "Time", "Patients", "Smallest report", "Confidence interval", "Prediction interval"],
        rows,
        [17, 13, 20, 15, 9, 13, 13],
    )


def window_words(window: Window) -> str:
    """The time window of a pool or comparison in words."""
    also = f"; otherwise {listed((ALSO[when] for when in window.also), 'or')}" if window.also else ""
    return f"nearest to {months(window.target)}, from {window.first:g} to {window.last:g}{also}"


def outcomes(review: Review) -> Table:
    """Outcome definitions."""
    rows = [[plain(key), plain(o.label), plain(o.definition)] for key, o in review.vocabulary.outcomes.items()]
    return Table("outcomes", "Outcomes and their definitions.", ["Term", "Outcome", "Definition"], rows, [18, 22, 60])


def strategies(review: Review) -> str:
    """MyST of the search strings by source: each a block that can be copied as is."""
    parts = []
    for search in review.config.searches:
        parts.append(f"### {plain(search.database)}\n\n{plain(search.status.definition)} {plain(search.note)}".rstrip())
        if search.platform is not None:
            parts.append(f"Platform: {plain(search.platform)}.")
        if search.limits is not None:
            parts.append(f"Limits: {plain(search.limits)}")
        if search.peer_review is not None:
            parts.append(f"Peer review of the strings: {plain(search.peer_review)}")
        if not search.strategies:
            parts.append("*No search string is written yet.*")
        for part, text in search.strategies.items():
            parts.append(f"{plain(capital(part))}:\n\n{literal(text)}")
    return "\n\n".join(parts) + "\n"


def eligibility(review: Review) -> str:
    """MyST of what is included and what is not, as lists."""
    kinds = {"Included are:": review.config.eligibility, "Not included are:": review.config.exclusion}
    parts = [f"{lead}\n\n" + "\n".join(f"- {plain(text)}" for text in texts) for lead, texts in kinds.items() if texts]
    return "\n\n".join(parts) + "\n"
