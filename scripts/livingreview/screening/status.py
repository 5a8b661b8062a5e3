"""How far screening is, in lines: who has judged how much, what is in conflict, what is missing, how far they agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..meta import Agreement
from .agreeing import STAGES, agreements, shown
from .desk import Desk
from .standing import Outcome, Standing
from .stopping import advice


def status_lines(desk: Desk) -> Iterator[str]:
    """Where screening stands. No decision on a single record is shown but that there is a conflict on it."""
    every = desk.standings
    for full_text, stage in STAGES.items():
        here = [standing for standing in every if standing.full_text == full_text]
        yield f"{stage.capitalize()}: {len(here):,} undecided records."
        for role in desk.rule.screeners:
            judged = sum(role in standing.judged for standing in here)
            yield f"  {role} judged {judged:,} of them."
        outcomes = Counter(standing.outcome for standing in here)
        if outcomes[Outcome.CONFLICT]:
            yield f"  In conflict: {_numbers(here, Outcome.CONFLICT)}. `review screen --resolve` decides them."
        if outcomes[Outcome.INCLUDED]:
            yield f"  Included, without a study file: {_numbers(here, Outcome.INCLUDED)}. Write the file of each, then"
            yield "  `review screen --include RECORD=FILE`, such as r0123=smith2024."
        for one, other, measured in agreements(desk.rule, desk.decisions, full_text=full_text):
            yield from (f"  {line}" for line in agreement_lines(one, other, measured))
        if not full_text:
            for role in desk.rule.screeners:
                yield from (f"  {line}" for line in advice(desk, role).lines(role))


def agreement_lines(one: str, other: str, found: Agreement) -> Iterator[str]:
    """Agreement in words, with what was judged by one of them alone."""
    if not found.both:
        yield f"{one} and {other} have judged no record in common."
        return
    yield (
        f"{one} and {other} agree on {found.same:,} of {found.both:,} records that both judged "
        f"(only {one}: {found.only_first:,}, only {other}: {found.only_second:,})."
    )
    for name, coefficient in (
        ("Percent agreement", found.percent),
        ("Cohen's kappa", found.kappa),
        ("Gwet's AC1", found.ac1),
    ):
        yield f"  {name}: {shown(coefficient)}"


def conflict_lines(desk: Desk) -> Iterator[str]:
    """Every conflict with the decisions of both, for those who resolve them."""
    conflicts = [standing for standing in desk.standings if standing.outcome is Outcome.CONFLICT]
    for standing in conflicts:
        yield f"{standing.record.record} ({STAGES[standing.full_text]}): {standing.record.title}"
        yield f"  {standing.why}"
        for role, judged in standing.judged.items():
            category = f", {judged.category.label}" if judged.category else ""
            yield f"  {role}: {judged.decision}{category}{f'. {judged.reason}' if judged.reason else ''}"
    if not conflicts:
        yield "There is no conflict."


def _numbers(standings: list[Standing], outcome: Outcome, shown: int = 10) -> str:
    numbers = [standing.record.record for standing in standings if standing.outcome is outcome]
    rest = f" and {len(numbers) - shown} more" if len(numbers) > shown else ""
    return ", ".join(numbers[:shown]) + rest
