"""What a person decides about a new publication, by questions whose words come from the schema."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass

from ...records.reference import Reference
from ...schema import Decision, Design, Record, ReportKind, ReviewConfig, SourceKind, Vocabulary
from ...schema.base import ROLE as ROLE_FORM
from ...store.problems import DataError, Problem
from .asking import Asking, Form, match
from .keys import ascii_letters, proposed, refuse
from .log_line import logs_of

ROLE = Form(re.compile(ROLE_FORM), "a role with its number, such as extractor 2")
BACKGROUND = (ReportKind.REVIEW, ReportKind.GUIDELINE, ReportKind.LABEL)
TOGETHER = re.compile(r",|&|\b(?:and|with|plus)\b", re.IGNORECASE)  # between drugs, in a report
TREATED = (
    Design.RCT,
    Design.PROSPECTIVE,
    Design.PROSPECTIVE_COHORT,
    Design.RETROSPECTIVE,
    Design.SINGLE_ARM_UNCLEAR,
    Design.CASE_SERIES,
    Design.CASE_REPORT,
)
# What databases say, and the design or the kind of report that it means.
DESIGNS = {"randomized controlled trial": Design.RCT, "case reports": Design.CASE_REPORT, "randomized": Design.RCT}
KINDS = {
    "preprint": ReportKind.PREPRINT,
    "posted-content": ReportKind.PREPRINT,
    "congress": ReportKind.CONFERENCE,
    "meeting abstract": ReportKind.CONFERENCE,
    "proceedings-article": ReportKind.CONFERENCE,
    "conference paper": ReportKind.CONFERENCE,
    "interventional": ReportKind.REGISTRY,
    "observational": ReportKind.REGISTRY,
    "journal article": ReportKind.JOURNAL,
    "journal-article": ReportKind.JOURNAL,
}


@dataclass(frozen=True)
class PlannedArm:
    """What some of the patients were given: terms of data/vocabulary.yaml."""

    drugs: tuple[str, ...]

    @property
    def id(self) -> str:
        return "-".join(self.drugs).lower()


@dataclass(frozen=True)
class Plan:
    """The blocks that a new file gets. `condition` is that of everybody, `groups` are those of parts.

    `extractor` is the role of whoever reads it, empty where nobody said it.
    """

    key: str
    kind: ReportKind
    design: Design
    read: SourceKind
    condition: str
    groups: tuple[str, ...]
    arms: tuple[PlannedArm, ...]
    log: str
    extractor: str = ""

    @property
    def treated(self) -> bool:
        """Whether patients were treated, so that there are groups, arms, effects and harms."""
        return self.design in TREATED or bool(self.arms)


def plan(
    asking: Asking,
    reference: Reference,
    family: str,
    vocabulary: Vocabulary,
    config: ReviewConfig,
    taken: Container[str],
    known: Record | None,
) -> Plan:
    """Ask what was not given. Raises DataError where an answer that is needed is missing or not allowed."""
    kinds = {one.value: one.definition for one in ReportKind}
    kind = ReportKind(asking.term("kind", "What kind of report is it?", kinds, _guess(reference, KINDS)))
    if kind in BACKGROUND:
        message = f"a {kind.label} is background: it brings no patients. Copy a file of data/context that resembles it."
        raise DataError([Problem("review study", 0, "--kind", message)])
    designs = {one.value: one.definition for one in Design if one is not Design.REVIEW}
    question = "Which design? By what was done, not by what the report calls it."
    design = Design(asking.term("design", question, designs, _guess(reference, DESIGNS)))
    kinds_of_source = {one.value: one.definition for one in SourceKind}
    read = SourceKind(asking.term("read", "What have you read of it?", kinds_of_source, SourceKind.ABSTRACT))
    treated = design in TREATED
    condition, groups = _groups(asking, vocabulary) if treated or asking.given.get("condition") else ("", ())
    arms = _arms(asking, vocabulary, config) if treated or asking.given.get("arms") else ()
    return Plan(
        key=_key(asking, reference, family, taken),
        kind=kind,
        design=design,
        read=read,
        condition=condition,
        groups=groups,
        arms=arms,
        log=_log(asking, config, known),
        extractor=asking.text(
            "extractor", "Your role with a number, such as extractor 2 (empty to fill in later)", form=ROLE
        ),
    )


def _guess(reference: Reference, meanings: Mapping[str, str]) -> str:
    """What the database calls it; empty if that says nothing."""
    said = [one.casefold() for one in (*reference.types, *reference.extra.get("allocation", ()))]
    return next((str(meanings[one]) for one in meanings if one in said), "")


def _groups(asking: Asking, vocabulary: Vocabulary) -> tuple[str, tuple[str, ...]]:
    conditions = {name: one.definition for name, one in vocabulary.conditions.items()}
    question = "What do the patients have, all of them together? One term."
    found = asking.terms("condition", question, conditions, several=False, optional=True)
    if not found:
        return "", ()
    if vocabulary.conditions[found[0]].pooled and asking.given.get("groups") is None:
        return found[0], ()
    parts = {name: about for name, about in conditions.items() if name != found[0]}
    question = "Does the report give results apart for all patients with one condition? Which?"
    return found[0], tuple(dict.fromkeys(asking.terms("groups", question, parts, optional=True)))


def _arms(asking: Asking, vocabulary: Vocabulary, config: ReviewConfig) -> tuple[PlannedArm, ...]:
    """Arms between semicolons, the drugs of each joined by +."""
    first = config.intervention_drugs
    names = [*first, *(name for name in vocabulary.drugs if name not in first)]
    drugs = {name: vocabulary.drugs[name].label for name in names}
    called = {same.lower(): name for name, term in vocabulary.drugs.items() for same in term.synonyms}

    def drug(text: str) -> str:
        name = called.get(text.lower(), text)
        if name not in drugs and TOGETHER.search(name):
            raise ValueError(f"{text!r} names several drugs: write + between those of one arm, ; between arms.")
        return match(name, drugs)

    def arms(text: str) -> tuple[PlannedArm, ...]:
        parts = [[one.strip() for one in part.split("+") if one.strip()] for part in text.split(";")]
        return tuple(PlannedArm(tuple(map(drug, part))) for part in parts if part)

    if (given := asking.given.get("arms")) is not None:
        try:
            return arms(given)
        except ValueError as error:
            raise DataError([Problem("review study", 0, "--arms", str(error))]) from None
    while True:
        line = asking.offer(
            "What was each group of patients given? One drug, several joined by +; between arms a semicolon.",
            drugs,
            f"Arms, such as {'; '.join([first[0], *names[len(first) :][:1]])}",
        )
        try:
            return arms(line)
        except ValueError as error:
            asking.wrong(str(error))


def _key(asking: Asking, reference: Reference, family: str, taken: Container[str]) -> str:
    key = proposed(family, reference.year, reference.pmid, taken)
    if not family and not key and reference.registrations:
        key = reference.registrations[0].lower()
    question = "Key"
    if family and not ascii_letters(family):
        question = f"Key: the family name {family} in the letters a to z, and the year, such as wang2024"
    while True:
        given = asking.text("key", question, key)
        try:
            refuse(given, "--key")
            if not re.search(r"\d", given):
                message = f"{given!r} has no year. Take the family name of the first author and the year: wang2024."
                raise DataError([Problem("review study", 0, "--key", message)])
            if given in taken:
                message = (
                    f"{given!r} is the key of another publication. Put a letter behind the year, such as {given}b."
                )
                raise DataError([Problem("review study", 0, "--key", message)])
            return given
        except DataError as error:
            if not asking.questions or asking.given.get("key") is not None:
                raise
            asking.wrong(error.problems[0].message)


def _log(asking: Asking, config: ReviewConfig, known: Record | None) -> str:
    if known is not None and known.decision in (Decision.PENDING, Decision.AWAITING):
        return known.log
    logs = logs_of(config)
    if not logs:
        return ""
    default = next(iter(logs)) if len(logs) == 1 else ""
    return asking.term("log", "Where did you find it? (the name goes into the screening log)", logs, default)
