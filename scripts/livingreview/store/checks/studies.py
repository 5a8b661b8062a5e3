"""A study: what its rows refer to, what must be unique in it, and which other studies share its patients."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from ...schema import ALL_ARMS, Direction, EfficacyRow, GroupRole, SafetyRow, Study, nearest
from ..loaded import Loaded
from ..problems import FieldPath, Problem, field_name
from .files import repeated


def value_rows(study: Study) -> Iterator[tuple[FieldPath, EfficacyRow | SafetyRow]]:
    """Efficacy and safety rows with their paths."""
    yield from ((("efficacy", i), row) for i, row in enumerate(study.efficacy))
    yield from ((("safety", i), row) for i, row in enumerate(study.safety))


def references_exist(data: Loaded) -> Iterator[Problem]:
    """Arms and groups are unique in a file, and every arm and group that a row names is one of them."""
    for file in data.studies.values():
        study = file.content
        arms, groups = [arm.id for arm in study.arms], [group.id for group in study.groups]
        yield from repeated(file, "arms", arms)
        yield from repeated(file, "groups", groups)
        for path, row in value_rows(study):
            for field, allowed in (("arm", [*arms, ALL_ARMS]), ("versus", arms), ("group", groups)):
                if (value := getattr(row, field)) is not None and value not in allowed:
                    message = f"{value!r} is not declared in this file. {nearest(value, allowed)}"
                    yield file.problem((*path, field), message)


def relations_are_complete(data: Loaded) -> Iterator[Problem]:
    """A row of an outcome that relates a feature to another outcome gives feature, outcome and direction."""
    if data.vocabulary is None:
        return
    for file in data.studies.values():
        for i, row in enumerate(file.content.efficacy):
            if data.vocabulary.content.outcomes[row.outcome].relation and row.relates is None:
                yield file.problem(
                    ("efficacy", i, "relates"),
                    f"is missing: a row of {row.outcome!r} gives feature, of (an outcome) and direction "
                    f"({', '.join(Direction)}).",
                )


def rows_are_unique(data: Loaded) -> Iterator[Problem]:
    """No value or finding is given twice: same arm, group, outcome or event, time, source and place."""
    for file in data.studies.values():
        rows: list[tuple[FieldPath, Hashable]] = [
            (("findings", i), (r.axis, r.system, r.disease, r.perturbation, r.direction, r.finding, r.source, r.at))
            for i, r in enumerate(file.content.findings)
        ]
        rows += ((path, (path[0], *_what(row))) for path, row in value_rows(file.content))
        first: dict[Hashable, FieldPath] = {}
        for path, what in rows:
            if what in first:
                yield file.problem(path, f"says the same as {field_name(first[what])}. Keep one.")
            first.setdefault(what, path)


def _what(row: EfficacyRow | SafetyRow) -> tuple[Hashable, ...]:
    numbers = (row.stat, row.says, row.events, row.printed, row.value)
    same = (row.arm, row.versus, row.group, row.source, row.at, *numbers)
    if isinstance(row, EfficacyRow):
        return (*same, row.outcome, row.month, row.when)
    return (*same, row.event, row.severity, row.as_printed)


def whole_group_is_one(data: Loaded) -> Iterator[Problem]:
    """At most one whole group, and one group a condition: else a pool would count patients twice."""
    for file in data.studies.values():
        taken: dict[Hashable, str] = {}
        for i, group in enumerate(file.content.groups):
            if group.role is GroupRole.SUBGROUP:
                continue
            mark = (group.role, None if group.role is GroupRole.WHOLE else group.condition)
            if mark in taken:
                yield file.problem(
                    ("groups", i, "role"),
                    f"{group.role} is already the role of group {taken[mark]!r}. Use subgroup for other parts.",
                )
            taken.setdefault(mark, group.id)


def groups_of_a_condition_are_of_a_mixed_cohort(data: Loaded) -> Iterator[Problem]:
    """The role condition is for one condition among several: a part of patients who all have it is a subgroup."""
    for file in data.studies.values():
        groups = file.content.groups
        everybody = {group.condition: group.id for group in groups if group.role is GroupRole.WHOLE}
        for i, group in enumerate(groups):
            if group.role is GroupRole.CONDITION and group.condition in everybody:
                yield file.problem(
                    ("groups", i, "role"),
                    f"everybody in the study has the condition {group.condition!r} (group "
                    f"{everybody[group.condition]!r}), so a part of them is a `subgroup`; `condition` is for all "
                    "patients with one condition in a study of several. Write `role: subgroup`.",
                )


def register_entries_are_of_the_study(data: Loaded) -> Iterator[Problem]:
    """An entry of a register has one of the study's registration numbers."""
    for file in data.studies.values():
        numbers = file.content.registry
        for i, entry in enumerate(file.content.registrations):
            if entry.number not in numbers:
                known = nearest(entry.number, numbers) if numbers else "There is none."
                message = f"{entry.number!r} is not under `registry`. {known} Add it there if it is this study's."
                yield file.problem(("registrations", i, "number"), message)


def overlaps_are_mutual(data: Loaded) -> Iterator[Problem]:
    """A cohort overlap is declared in both files, to the same extent."""
    for key, file in data.studies.items():
        cohort = file.content.cohort
        for i, overlap in enumerate(cohort.overlaps if cohort else []):
            path = ("cohort", "overlaps", i, "study")
            if overlap.study == key:
                yield file.problem(path, "names the study itself. Name the other publication.")
            elif overlap.study not in data.studies.ids:
                message = f"{overlap.study!r} is not a study. {nearest(overlap.study, sorted(data.studies.ids))}"
                yield file.problem(path, message)
            elif overlap.study in data.studies:
                other = data.studies[overlap.study].content.cohort
                back = [o.extent for o in (other.overlaps if other else []) if o.study == key]
                if back != [overlap.extent]:
                    yield file.problem(
                        path,
                        f"data/studies/{overlap.study}.yaml does not declare the same overlap with {key}. "
                        f"Add `{{study: {key}, extent: {overlap.extent}, why: ...}}` there.",
                    )


CHECKS = (
    references_exist,
    relations_are_complete,
    rows_are_unique,
    whole_group_is_one,
    groups_of_a_condition_are_of_a_mixed_cohort,
    register_entries_are_of_the_study,
    overlaps_are_mutual,
)
