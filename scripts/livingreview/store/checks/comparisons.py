"""Treatment and comparators: each arm has what its role says, and a comparison is with another treatment, once."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from ...schema import Arm, ArmRole, Study, Trial, TrialArm
from ..loaded import File, Loaded
from ..problems import Problem


def comparators_are_not_the_treatment(data: Loaded) -> Iterator[Problem]:
    """The treatment under review is not compared with itself."""
    if data.config is None:
        return
    for name, comparison in data.config.content.comparisons.items():
        for i, drug in enumerate(comparison.against):
            if drug in data.config.content.intervention_drugs:
                message = f"{drug!r} is the treatment under review. Name what it is compared with."
                yield data.config.problem(("comparisons", name, "against", i), message)


def arms_have_their_treatment(data: Loaded) -> Iterator[Problem]:
    """An arm with the treatment under review has it among its drugs, and a study with arms has such an arm.

    Else a comparator would enter the pools, and its patients would count as treated.
    """
    if data.config is None:
        return
    treatment = data.config.content.intervention_drugs
    files: tuple[File[Study] | File[Trial], ...] = (*data.studies.values(), *data.trials.values())
    for file in files:
        arms: list[Arm | TrialArm] = [*file.content.arms]
        if arms and all(arm.role is ArmRole.COMPARATOR for arm in arms):
            message = (
                f"are all comparators: nobody had the treatment under review ({' or '.join(treatment)}). Give the arm "
                "that had it `role: intervention`, or `mixed` where it cannot be separated; a report on other "
                "treatments alone belongs in data/context."
            )
            yield file.problem(("arms",), message)
        for i, arm in enumerate(arms):
            if arm.role is ArmRole.INTERVENTION and not set(treatment) & set(arm.drugs):
                message = (
                    f"is for arms with the treatment under review ({' or '.join(treatment)}), which is not among the "
                    "drugs of this arm. Write `role: comparator`, or add the drug."
                )
                yield file.problem(("arms", i, "role"), message)


def comparisons_are_unique(data: Loaded) -> Iterator[Problem]:
    """No two comparisons compare the same."""
    if data.config is None:
        return
    taken: dict[Hashable, str] = {}
    for name, comparison in data.config.content.comparisons.items():
        mark = (
            comparison.outcome,
            comparison.event,
            comparison.severity,
            frozenset(comparison.against),
            frozenset(comparison.conditions),
            comparison.window.model_dump_json() if comparison.window is not None else None,
        )
        if mark in taken:
            yield data.config.problem(("comparisons", name), f"compares the same as {taken[mark]!r}. Keep one.")
        taken.setdefault(mark, name)


CHECKS = (comparators_are_not_the_treatment, comparisons_are_unique)
