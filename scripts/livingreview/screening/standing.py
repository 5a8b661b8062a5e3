"""Where every undecided record stands: which decisions are there, whether they agree, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from ..schema import Choice, Decision, Judged, Record, ScreeningRule, Stage
from ..store.decisions import Decisions


class Outcome(Enum):
    """What the decisions on a record come to at its stage."""

    WAITING = "decisions are missing"
    CONFLICT = "the screeners differ"
    EXCLUDED = "excluded"
    AWAITING = "awaiting what is needed to judge it"
    FULL_TEXT = "on to the full text"
    INCLUDED = "included; its study file is not named yet"


@dataclass(frozen=True)
class Standing:
    """A record that is pending, with the decisions on it at its stage.

    `judged` has the screeners' decisions by role, in the order of the rule; `resolved` is the decision on a conflict.
    """

    record: Record
    judged: Mapping[str, Judged]
    resolved: Judged | None
    outcome: Outcome
    why: str = ""

    @property
    def full_text(self) -> bool:
        return self.record.stage is Stage.FULL_TEXT


def is_pending(record: Record) -> bool:
    """Whether nothing is decided yet on a record, at the stage that it is at."""
    return record.decision is Decision.PENDING


def standings(rule: ScreeningRule, records: Iterable[Record], decisions: Decisions) -> Iterator[Standing]:
    """Where each pending record stands, in the order of the log."""
    given = {role: {(one.record, one.full_text): one for one in decisions.of(role)} for role in rule.roles}
    for record in records:
        if is_pending(record):
            key = (record.record, record.stage is Stage.FULL_TEXT)
            judged = {role: given[role][key] for role in rule.screeners if key in given[role]}
            yield _standing(rule, record, judged, given[rule.conflicts].get(key))


def _standing(rule: ScreeningRule, record: Record, judged: Mapping[str, Judged], third: Judged | None) -> Standing:
    second_stage = record.stage is Stage.FULL_TEXT
    if third is not None:
        return Standing(record, judged, third, _outcome(third.decision, second_stage))
    missing = [role for role in rule.screeners if role not in judged]
    choices = {_counted(rule, one) for one in judged.values()}
    if missing:
        alone = rule.one_exclusion and not second_stage and choices == {Choice.EXCLUDE}
        outcome = Outcome.EXCLUDED if alone else Outcome.WAITING
        return Standing(record, judged, None, outcome, "" if alone else f"not judged by {' and '.join(missing)}")
    if len(choices) > 1:
        return Standing(record, judged, None, Outcome.CONFLICT, "different decisions")
    categories = {one.category for one in judged.values()}
    if choices == {Choice.UNSURE}:
        if len(categories) == 1 and None not in categories:
            return Standing(record, judged, None, Outcome.AWAITING)
        return Standing(record, judged, None, Outcome.CONFLICT, "nobody could judge it")
    if second_stage and choices == {Choice.EXCLUDE} and len(categories) > 1:
        return Standing(record, judged, None, Outcome.CONFLICT, "excluded for different reasons")
    return Standing(record, judged, None, _outcome(choices.pop(), second_stage))


def _counted(rule: ScreeningRule, judged: Judged) -> Choice:
    """The decision as it counts: without a full text to turn to, `unsure` is never an inclusion."""
    unsure = judged.decision is Choice.UNSURE and judged.category is None
    return Choice.INCLUDE if unsure and rule.unsure_goes_on and not judged.full_text else judged.decision


def _outcome(choice: Choice, second_stage: bool) -> Outcome:
    match choice:
        case Choice.EXCLUDE:
            return Outcome.EXCLUDED
        case Choice.UNSURE:
            return Outcome.AWAITING
    return Outcome.INCLUDED if second_stage else Outcome.FULL_TEXT


def decided(standing: Standing) -> Record | None:
    """The record as the log has it after its decisions; None as long as they decide nothing.

    An exclusion gives the category of the first screener of the rule (or of whoever decided the conflict) and the
    reasons of all, or else the definition of the category. What was judged on is the most that anybody had.
    """
    deciding = [standing.resolved] if standing.resolved else list(standing.judged.values())
    match standing.outcome:
        case Outcome.FULL_TEXT:
            return standing.record.model_copy(update={"stage": Stage.FULL_TEXT})
        case Outcome.EXCLUDED:
            decision = Decision.EXCLUDE
        case Outcome.AWAITING:
            decision = Decision.AWAITING
        case _:
            return None
    category = deciding[0].category
    assert category is not None  # `Judged` and the checks require it
    order = list(Stage)
    changed = {
        "stage": max((one.stage for one in deciding), key=order.index),
        "decision": decision,
        "category": category,
        "reason": "; ".join(dict.fromkeys(one.reason for one in deciding if one.reason)) or category.definition,
    }
    return Record.model_validate({**standing.record.model_dump(exclude_none=True), **changed})
