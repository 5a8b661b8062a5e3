"""What would change a computed input of the certainty on a pool: cohorts to leave out, or a cohort to come.

Only imprecision and inconsistency follow from counts alone. Whether the level changes is for people to judge: given is
the level that would follow if the judgement of this domain did what its input suggests and no other changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...meta import Pooled
from ...schema import Certainty, Domain, Level
from ..certainty.inputs import Inputs
from ..certainty.model import DomainRating, Rating, level_from, rules_of
from .flips import Arrival, Removal, Search

OF_COUNTS = (Domain.IMPRECISION, Domain.INCONSISTENCY)


@dataclass(frozen=True)
class LevelFlip:
    """What would turn the computed input of one domain of a rating from a concern into none, or the reverse.

    `level` is the level now, `after` the one that would follow.
    """

    label: str
    domain: Domain
    concern: bool
    level: Level
    after: Level
    removal: Removal | None
    arrival: Arrival | None
    largest_tried: int


def level_flips(search: Search, rating: Rating, certainty: Certainty) -> Iterator[LevelFlip]:
    """One for each domain that follows from counts alone and whose input can be computed."""
    for one in rating.domains:
        if one.domain not in OF_COUNTS or one.concern is None:
            continue
        rule, concern = rules_of(certainty)[one.domain], one.concern

        def moved(pooled: Pooled, rule=rule, concern=concern) -> bool:
            suggested = rule(_inputs(rating, pooled), rating.body, certainty.thresholds)[1]
            return suggested is not None and suggested != concern

        def past(pooled: Pooled, concern=concern) -> float:
            width = pooled.ci_high - pooled.ci_low
            return -width if concern else width

        yield LevelFlip(
            rating.outcome.label,
            one.domain,
            concern,
            rating.level,
            _after(rating, one),
            search.removal(moved, past),
            search.arrival(moved, past),
            search.bound,
        )


def _inputs(rating: Rating, pooled: Pooled) -> Inputs:
    """The inputs of a rating with those that follow from the counts of a pool."""
    several = pooled.k > 1
    return replace(
        rating.inputs,
        k=pooled.k,
        n=pooled.n,
        low=pooled.ci_low,
        high=pooled.ci_high,
        pi_low=pooled.pi_low,
        pi_high=pooled.pi_high,
        i2=pooled.i2 if several else float("nan"),
        tau2=pooled.tau2 if several else float("nan"),
    )


def _after(rating: Rating, changed: DomainRating) -> Level:
    """The level if the judgement of one domain did what its changed input suggests."""
    others = sum(one.given.judgement for one in rating.domains if one.domain is not changed.domain)
    up = sum(upgrade.by for upgrade in rating.outcome.upgrades)
    lowered = 0 if changed.concern else 1
    return level_from(rating.start, lowered - others, up)
