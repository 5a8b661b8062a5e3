"""What the data report on each question that is asked before the treatment is given. Nothing is pooled or advised."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ...evidence import efficacy, of_treated, safety
from ...schema import ArmRole, ArmSpan, Background, Direction, GroupRole, Point, PracticeQuestion, Purpose, Study
from ...store import Review, records
from ...wording import (
    capital,
    harm_words,
    listed,
    patients_words,
    remarks,
    span_words,
    timed_words,
    value_words,
    what_words,
)

SPAN_WORDS: dict[ArmSpan, str] = {
    "dose": "dose",
    "trough_target": "target trough level",
    "trough_measured": "measured trough level",
}
WAYS = {
    Direction.UP: "level raised",
    Direction.DOWN: "level lowered",
    Direction.NONE: "level not changed",
    Direction.MIXED: "level changed either way",
}
# Points of these purposes are about the treatment; others are about the disease, other treatments or methods.
ON_TREATMENT = (Purpose.PHARMACOLOGY, Purpose.SAFETY, Purpose.GUIDELINE, Purpose.EARLIER_REVIEW)


@dataclass(frozen=True)
class Line:
    """One thing that a publication reports on a question.

    `direct`: of treated patients of a condition that may be pooled, and of no others. `treated`: of treated patients
    at all; else it is from a register's plan or from background publications.
    """

    study: str
    whom: str
    text: str
    at: str
    direct: bool
    treated: bool
    marks: str = ""


@dataclass(frozen=True)
class Span:
    """A dose or level of an arm: `low` or `high` is None where the report gives one end only."""

    field: ArmSpan
    low: float | None
    high: float | None
    unit: str
    direct: bool


@dataclass(frozen=True)
class Answer:
    """A question with every line on it: patients of the condition alone first, then other patients, then the rest."""

    id: str
    question: PracticeQuestion
    lines: tuple[Line, ...]
    spans: tuple[Span, ...]
    arms: int  # arms that had the treatment, of patients of the condition alone
    other_arms: int

    @property
    def direct(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.direct)

    @property
    def elsewhere(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if not line.direct)


def answers(review: Review) -> dict[str, Answer]:
    """The declared questions, in their order, each with what the data have on it."""
    return {name: _answer(review, name, question) for name, question in review.config.practice.items()}


def _answer(review: Review, name: str, question: PracticeQuestion) -> Answer:
    arms = list(_treated_arms(review))
    spans = [
        Span(field, span.low, span.high, span.unit, direct)
        for _, arm, _, direct in arms
        for field in question.arms
        if (span := getattr(arm, field)) is not None
    ]
    lines = [
        *_spans(review, question, arms),
        *_outcomes(review, question),
        *_events(review, question),
        *_plans(review, question),
        *_points(review, question),
    ]
    lines.sort(key=lambda line: (not line.direct, not line.treated))
    alone = sum(direct for *_, direct in arms)
    return Answer(name, question, tuple(lines), tuple(spans), alone, len(arms) - alone)


def _treated_arms(review: Review) -> Iterator[tuple[str, Any, str, bool]]:
    """Arms of treated patients that had the treatment: key, arm, patients in words, whether of the condition alone."""
    studies = review.studies
    clinical = studies[studies["clinical"]].sort_values(["year", "study"])["study"]
    for key in clinical:
        study = review.publications[key]
        whom, direct = _patients(review, study)
        for arm in study.arms:
            if arm.role is ArmRole.INTERVENTION:
                yield key, arm, whom, direct


def _patients(review: Review, study: Study) -> tuple[str, bool]:
    """The conditions of a study in words, and whether each of them may be pooled."""
    conditions = dict.fromkeys(group.condition for group in study.groups if group.role is not GroupRole.SUBGROUP)
    known = [review.vocabulary.conditions[condition] for condition in conditions]
    return listed(one.label for one in known) if known else "not stated", bool(known) and all(c.pooled for c in known)


def _spans(review: Review, question: PracticeQuestion, arms: list[tuple[str, Any, str, bool]]) -> Iterator[Line]:
    units = {unit: named.label for unit, named in review.vocabulary.units.items()}
    for key, arm, whom, direct in arms:
        found = {field: getattr(arm, field) for field in question.arms if getattr(arm, field) is not None}
        if found:
            words = "; ".join(f"{SPAN_WORDS[field]} {span_words(span, units)}" for field, span in found.items())
            text = capital(words) + (f". Regimen: {arm.regimen}" if arm.regimen else "")
            yield Line(key, f"{whom}; {arm.label}", text, arm.at or "", direct, True)


def _outcomes(review: Review, question: PracticeQuestion) -> Iterator[Line]:
    rows = of_treated(efficacy(review))
    rows = rows[rows["outcome"].isin(question.outcomes)]
    for row in _in_order(rows):
        text = f"{timed_words(capital(row['outcome_label']), row)}: {value_words(row)}"
        yield _value(row, text)


def _events(review: Review, question: PracticeQuestion) -> Iterator[Line]:
    rows = of_treated(safety(review))
    rows = rows[rows["event"].isin(question.events)]
    level = review.config.safety.level if review.config.safety else review.config.primary.level
    for row in _in_order(rows):
        yield _value(row, f"{capital(what_words(row, review.vocabulary))}: {harm_words(row, level)}")


def _in_order(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return records(rows.sort_values(["year", "study", "row"], kind="stable"))


def _value(row: dict[str, Any], text: str) -> Line:
    notes = remarks(row["note"], row["conflict"])
    whom = patients_words(row["condition_label"], row["group_label"])
    full = text
    if notes:  # in one pair of brackets with what the text ends in
        full = f"{text[:-1]}; {notes})" if text.endswith(")") else f"{text} ({notes})"
    return Line(row["study"], whom, full, row["at"], bool(row["pooled_population"]), True, row["marks"])


def _plans(review: Review, question: PracticeQuestion) -> Iterator[Line]:
    if question.eligibility:
        for key, trial in review.registered.items():
            if trial.eligibility:
                label = review.vocabulary.conditions[trial.condition].label
                yield Line(key, f"{label}; plan of a registered trial", trial.eligibility, trial.at, False, False)


def _points(review: Review, question: PracticeQuestion) -> Iterator[Line]:
    words = [rf"\b{re.escape(word)}" for word in question.mentions]
    mentioned = re.compile("|".join(words), re.IGNORECASE) if words else None
    for key, item in sorted(review.background.items(), key=lambda one: one[0]):
        for point in item.points:
            said = item.purpose in ON_TREATMENT and mentioned is not None and mentioned.search(point.point)
            if said or point.topic in question.topics or (question.interactions and point.interactions):
                yield Line(key, _of_whom(item), _said(question, point), point.at, False, False)


def _of_whom(item: Background) -> str:
    return "; ".join(filter(None, (item.kind.label, item.population or item.country or item.setting)))


def _said(question: PracticeQuestion, point: Point) -> str:
    """A point behind its topic, which may name whom it is about; of an interaction, the agents and what they do."""
    if not question.interactions or not point.interactions:
        return point.point if _names(question, point.topic) else f"{capital(point.topic)}: {point.point}"
    ways: dict[Direction, list[str]] = {}
    for one in point.interactions:
        ways.setdefault(one.level, []).append(one.agent)
    agents = "; ".join(f"{'; '.join(names)}: {WAYS[way]}" for way, names in ways.items())
    return f"{capital(agents)}. {point.point}"


def _names(question: PracticeQuestion, topic: str) -> bool:
    """Whether the topic says no more than the name of the question: monitoring, under Monitoring."""
    return topic.casefold().rstrip("s") == question.short.casefold().rstrip("s")
