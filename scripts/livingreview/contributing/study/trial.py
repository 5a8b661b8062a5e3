"""The text of a new file in data/trials: a registered trial without results, with what its register says."""

from __future__ import annotations

from collections.abc import Iterator

from ...records.reference import Reference
from ...schema import ReviewConfig, Trial, TrialStatus, Vocabulary
from ...store.problems import DataError, Problem
from .plan import Plan
from .skeleton import about, label, role_of, text, todo

STATES = {
    "NOT_YET_RECRUITING": TrialStatus.PLANNED,
    "RECRUITING": TrialStatus.RECRUITING,
    "ENROLLING_BY_INVITATION": TrialStatus.RECRUITING,
    "ACTIVE_NOT_RECRUITING": TrialStatus.ACTIVE,
    "COMPLETED": TrialStatus.COMPLETED,
    "TERMINATED": TrialStatus.STOPPED,
    "SUSPENDED": TrialStatus.STOPPED,
    "WITHDRAWN": TrialStatus.STOPPED,
}
HEAD = """\
# yaml-language-server: $schema=../schema/trial.schema.json
# Each TODO names what is missing and what is allowed; delete it when it is done, or when the register does not say.
"""


def without_results(reference: Reference) -> bool:
    """Whether it is an entry of a register that says that it has no results."""
    return reference.extra.get("hasResults") == ("no",)


def trial_text(plan: Plan, reference: Reference, vocabulary: Vocabulary, config: ReviewConfig) -> str:
    """The YAML of a registered trial. Raises DataError without a condition or arms, which every trial has."""
    for option, given in (("--condition", plan.condition), ("--arms", plan.arms)):
        if not given:
            raise DataError([Problem("review study", 0, option, "is missing: a registered trial plans it.")])
    return HEAD + "".join(f"{line}\n" for line in _lines(plan, reference, vocabulary, config))


def _lines(plan: Plan, reference: Reference, vocabulary: Vocabulary, config: ReviewConfig) -> Iterator[str]:
    def said(name: str) -> str:
        return next(iter(reference.extra.get(name, ())), "")

    yield f"id: {plan.key}"
    yield f"registry: {text(reference.registrations[0])}"
    if acronym := said("acronym"):
        yield f"acronym: {text(acronym)}"
    yield f"status: {STATES.get(reference.status, TrialStatus.UNKNOWN)}"
    if day := said("lastUpdatePostDate"):
        yield f'status_date: "{day[:7]}"'
    if phases := [one for one in reference.types if one.startswith("PHASE")]:
        yield f"phase: {text('/'.join(phases).lower().replace('phase', 'phase '))}"
    if reference.authors:
        yield f"sponsor: {text(reference.authors[0])}"
    yield f"design: {plan.design}"
    yield "age: not-stated"
    yield from todo("age", "Who may take part, by age. Write it above: adult, child, mixed or not-stated.")
    yield f"condition: {plan.condition}"
    if said("enrollment").isdigit():
        yield f"planned: {said('enrollment')}"
    yield "arms:"
    for arm in plan.arms:
        named = f"label: {label(arm, vocabulary)}, role: {role_of(arm, config)}"
        yield f"  - {{{named}, drugs: [{', '.join(arm.drugs)}]}}"
    for name in ("masking", "country", "eligibility", "schedule", "response_definition"):
        yield from todo(name, about(Trial, name), example=f"{name}: ...")
    yield "sources:"
    yield f"  - {{id: 1, url: {text(reference.url)}, kind: registry}}"
    yield "source: 1"
    yield "at: Registry entry"
