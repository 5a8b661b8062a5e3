"""Certainty of evidence (GRADE): inputs computed from the data, judgements from data/certainty.yaml, levels from both.

A judgement may depart from what its computed input suggests, but only if it says why. New data move the inputs: then
the judgement is marked, wherever its level is shown, until somebody judges again, and no version is released.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ...schema import Certainty, Domain, DomainJudgement, Level, OutcomeCertainty, Thresholds
from ...store import Problem, Review
from ...store.documents import Document
from ...wording import count
from .body import Body, Declared, body_of
from .conflicts import elsewhere
from .core import CORE
from .domains import COMPUTED, Computed
from .inputs import Inputs, inputs_of

FILE, SETTINGS = "data/certainty.yaml", "data/review.yaml"
LEVELS = tuple(Level)  # from the highest to the lowest
FULL, EMPTY = "\u2295", "\u25ef"


@dataclass(frozen=True)
class DomainRating:
    """One domain: the judgement, what was computed in words, and whether that is a concern (None: unknown)."""

    domain: Domain
    given: DomainJudgement
    computed: str
    concern: bool | None

    @property
    def departs(self) -> bool:
        """Whether the judgement is not what the computed input suggests."""
        lowered = self.given.judgement < 0
        return not lowered if self.concern else lowered

    @property
    def outdated(self) -> bool:
        """Whether the judgement departs without a reason, or gives a reason and does not depart."""
        return self.departs == (self.given.override_reason is None)


@dataclass(frozen=True)
class Rating:
    """The certainty of one outcome. `alternative` is another declared start with the level from it, if there is one."""

    id: str
    outcome: OutcomeCertainty
    body: Body
    inputs: Inputs
    domains: tuple[DomainRating, ...]
    start: Level
    level: Level
    alternative: tuple[Level, Level] | None

    @property
    def symbols(self) -> str:
        """The level as filled and empty circles."""
        return level_symbols(self.level)

    @property
    def outdated(self) -> tuple[Domain, ...]:
        """Domains that are to be judged again."""
        return tuple(one.domain for one in self.domains if one.outdated)

    @property
    def in_conflict(self) -> bool:
        """Whether a value that belongs to the outcome conflicts with another source."""
        return any(found.says for found in self.body.contradictions)


@dataclass(frozen=True)
class Unrated:
    """An outcome that is listed without judgements: nothing is reported on it, or what is waits for a rater."""

    id: str
    outcome: OutcomeCertainty
    body: Body
    elsewhere: tuple[str, ...]  # labels of studies that report it in patients whom no pool is about

    @property
    def reported(self) -> bool:
        """Whether there is anything to rate."""
        return bool(len(self.body.rows) or self.body.contradictions)


def level_symbols(level: Level) -> str:
    """High as four filled circles, very low as one."""
    filled = len(LEVELS) - LEVELS.index(level)
    return FULL * filled + EMPTY * (len(LEVELS) - filled)


def level_from(start: Level, down: int, up: int = 0) -> Level:
    """The level `down` steps below and `up` steps above the start; it ends at high and at very low."""
    return LEVELS[min(max(LEVELS.index(start) + down - up, 0), len(LEVELS) - 1)]


def ratings(declared: Declared) -> tuple[Rating, ...]:
    """Every rated outcome, in the order of data/certainty.yaml; empty where that file is not there.

    A rating of a declared pool or comparison is about its declared result, which `declared` (an `Analysis`) has.
    """
    review = declared.review
    certainty = review.certainty
    if certainty is None:
        return ()
    listed = certainty.outcomes.items()
    return tuple(_rating(declared, certainty, name, outcome) for name, outcome in listed if outcome.domains)


def unrated(declared: Declared) -> tuple[Unrated, ...]:
    """Every outcome that is listed without judgements, in the order of data/certainty.yaml."""
    certainty = declared.review.certainty
    listed = certainty.outcomes.items() if certainty is not None else ()
    return tuple(
        Unrated(
            name,
            outcome,
            body_of(declared, outcome.evidence, outcome.matters),
            elsewhere(declared.review, outcome.evidence),
        )
        for name, outcome in listed
        if not outcome.domains
    )


def rules_of(certainty: Certainty) -> Mapping[Domain, Callable[[Inputs, Body, Thresholds], Computed]]:
    """What the inputs suggest, by domain, under the guidance that is declared."""
    return COMPUTED if certainty.guidance is None else CORE


def _rating(declared: Declared, certainty: Certainty, name: str, outcome: OutcomeCertainty) -> Rating:
    starts = certainty.starts
    body = body_of(declared, outcome.evidence, outcome.matters)
    inputs = inputs_of(declared.review, body)
    rules = rules_of(certainty)
    domains = tuple(
        DomainRating(domain, outcome.domains[domain], *rules[domain](inputs, body, certainty.thresholds))
        for domain in Domain
    )
    down = -sum(judgement.judgement for judgement in outcome.domains.values())
    up = sum(upgrade.by for upgrade in outcome.upgrades)
    start = starts.randomised if body.ratio else starts.single_group
    other = None
    if starts.alternative is not None and not body.ratio:
        other = starts.alternative, level_from(starts.alternative, down, up)
    return Rating(name, outcome, body, inputs, domains, start, level_from(start, down, up), other)


def to_rate(review: Review, waiting: Iterable[Unrated]) -> Iterator[Problem]:
    """Outcomes that are listed without judgements although something is reported on them."""
    for one in waiting:
        if one.reported:
            yield Document(review.root / FILE, FILE).problem(
                ("outcomes", one.id, "domains"),
                f"is missing, and there is evidence now: {one.body.effect.rstrip('.')}. Judge all five domains.",
            )


def comparisons_to_rate(declared: Declared) -> Iterator[Problem]:
    """Comparisons with counts that no judgement of certainty is about."""
    review = declared.review
    if review.certainty is None:
        return
    rated = {one.evidence.comparison for one in review.certainty.outcomes.values()}
    for name, comparison in review.config.comparisons.items():
        rows = declared.comparison(name).rows
        if name not in rated and not rows.empty:
            yield Document(review.root / SETTINGS, SETTINGS).problem(
                ("comparisons", name),
                f"{comparison.label} has {count(rows['study'].nunique(), 'trial')} with counts, and {FILE} has no "
                f"outcome with `evidence: {{comparison: {name}}}`. An editor judges its certainty.",
            )


def to_judge_again(review: Review, rated: Iterable[Rating]) -> Iterator[Problem]:
    """Judgements that no longer fit their computed input, with place and remedy."""
    outdated = [rating for rating in rated if rating.outdated]
    if not outdated:
        return  # nor is there always a file
    document = Document(review.root / FILE, FILE)
    for rating in outdated:
        for one in rating.domains:
            if not one.outdated:
                continue
            path = ("outcomes", rating.id, "domains", str(one.domain))
            if one.departs:
                suggested = "a concern" if one.concern else "no concern that could be computed"
                yield document.problem(
                    (*path, "judgement"),
                    f"{one.given.judgement} goes against the computed input, which is {suggested}: {one.computed} "
                    "Judge again, or give the reason under override_reason.",
                )
            else:
                yield document.problem(
                    (*path, "override_reason"),
                    f"explains a departure, but {one.given.judgement} does not depart from the computed input: "
                    f"{one.computed} Delete it.",
                )
