"""Certainty of the evidence, in words for prose."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from ...render.names import Branch, Names, Node, joined
from ...schema import Certainty, Domain, Level, RatingStatus
from ...wording import count, in_words, listed, of_total, percent
from ..analysis import Analysis
from .model import Rating, Unrated
from .table import domain_label, not_rated_words, status_note, status_words


def names(analysis: Analysis) -> Names:
    about = "the certainty of the evidence: certainty.WHAT; on one outcome: certainty.OUTCOME.WHAT"
    if analysis.review.certainty is None:
        return {"certainty": Branch(dict, "nothing was rated; there is no data/certainty.yaml")}
    return {"certainty": Branch(lambda: _certainty(analysis), about)}


def _certainty(analysis: Analysis) -> Names:
    """All rated outcomes together, and each."""
    judged, rated, waiting = analysis.review.certainty, analysis.ratings, analysis.unrated
    assert judged is not None  # else `names` offers none
    levels, config = {one.level for one in rated}, analysis.review.config
    together: dict[str, Node] = {
        "outcomes": lambda: count(len(rated), "outcome"),
        "drafts": lambda: str(sum(one.outcome.status is RatingStatus.DRAFT for one in rated)),
        "confirmed": lambda: str(sum(one.outcome.status is RatingStatus.CONFIRMED for one in rated)),
        "status-note": lambda: status_note(rated),
        "levels": lambda: listed((level.label for level in Level if level in levels), "or"),
        "in-conflict": lambda: in_words(sum(one.in_conflict for one in rated)),
        "missing-results-of": lambda: of_total(
            sum(any(p.domain is Domain.PUBLICATION_BIAS and p.given.judgement for p in one.domains) for one in rated),
            len(rated),
            "outcome",
            "was",
            "were",
        ),
        "rated-by": lambda: _raters(judged),
        "of-pool": Branch(lambda: {name: partial(_of_result, rated, "pool", name) for name in config.pools}),
        "of-comparison": Branch(
            lambda: {name: partial(_of_result, rated, "comparison", name) for name in config.comparisons}
        ),
        "thresholds-why": judged.thresholds.why,
        "starts-why": judged.starts.why,
        "not-reported-names": lambda: listed((f"“{one.outcome.label}”" for one in waiting if not one.reported), "or"),
        "not-reported": lambda: listed(one.outcome.label for one in waiting if not one.reported) or "none",
    }
    branches = {one.id: Branch(partial(_outcome, one)) for one in rated}
    return joined(together, branches | {one.id: Branch(partial(_without_rating, one)) for one in waiting})


def _raters(judged: Certainty) -> str:
    """Who proposed the judgements, and whether a second rater has confirmed any."""
    confirmed = {role for outcome in judged.outcomes.values() for role in outcome.raters}
    alone = len(confirmed.union(judged.rated_by)) == 1
    return listed(judged.rated_by) + ("; no second rater yet" if alone else "")


def _of_result(rated: Sequence[Rating], kind: str, name: str) -> str:
    """The certainty of a declared pool or comparison, in a sentence that is there before it was rated, too."""
    one = next((one for one in rated if getattr(one.outcome.evidence, kind) == name), None)
    if one is None:
        return "The certainty of the evidence was not rated yet."
    return f"The certainty of the evidence is {one.level.label} {one.symbols} ({status_words(one)})."


def _without_rating(one: Unrated) -> Names:
    return {
        "label": lambda: one.outcome.label,
        "level": lambda: "not rated",
        "rating": lambda: not_rated_words(one),
        "effect": lambda: one.body.effect if one.reported else not_rated_words(one),
    }


def _outcome(one: Rating) -> Names:
    lowered = [domain_label(part.domain).lower() for part in one.domains if part.given.judgement]
    return {
        "label": lambda: one.outcome.label,
        "level": lambda: _level(one),
        "level-symbols": lambda: one.symbols,
        "status": lambda: status_words(one),
        "rating": lambda: f"{one.level.label} ({one.symbols}; {status_words(one)})",
        "reasons": lambda: f"lowered for {listed(lowered)}" if lowered else "not lowered",
        "start": lambda: one.start.label,
        "both-levels": lambda: both_levels(one),
        "alternative": lambda: one.alternative[1].label if one.alternative is not None else "none",
        "effect": lambda: one.body.effect,
        "contradictions": lambda: "; ".join(found.words for found in one.body.contradictions) or "none",
        "k": lambda: str(one.inputs.k),
        "n": lambda: str(one.inputs.n),
        "randomised": lambda: str(one.inputs.randomised),
        "needed": lambda: "not declared" if one.body.needed is None else f"{one.body.needed:,}",
        "i2": lambda: percent(one.inputs.i2 / 100 if one.inputs.k > 1 else float("nan")),
        "abstracts": lambda: percent(one.inputs.abstracts),
        "unclear-bias": lambda: percent(one.inputs.unclear_bias),
    }


def _level(one: Rating) -> str:
    return one.level.label + (" (to be judged again)" if one.outdated else "")


def both_levels(one: Rating) -> str:
    """The level from each declared start, the two named once where they are equal; as "level" where there is one."""
    if one.alternative is None:
        return _level(one)
    effect, proportion = "as evidence of an effect", "as to the proportion itself"
    if one.alternative[1] is one.level:
        return f"{_level(one)}, both {effect} and {proportion}"
    return f"{_level(one)} {effect} and {one.alternative[1].label} {proportion}"
