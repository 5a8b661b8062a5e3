"""Patients without an outcome: who entered an arm and group, against those whom a row counts.

Only numbers that mean the same patients may be compared:

- A group that is everybody: the patients of the arm, as printed with their source. In a design of one treated group,
  those enrolled are the same patients and count also those who were not analysed; the larger of both is taken.
- A group that is one condition of several: the patients of the group, where the study has one arm, so that they are not
  spread over arms, and where nothing about the group was assumed: a number taken from a denominator tells nothing.
- Everybody in a study whose arm has no number: the patients of the group, under the same two conditions.

Otherwise it cannot be known how many are missing; nor where the number enrolled was itself derived, as from a
denominator. The enrolled of a study with several arms, or of a cohort that may have had others, are never held against
one arm.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from ..schema import Arm, Design, Group, GroupRole, Study

Named = TypeVar("Named", Arm, Group)
ONE_GROUP = (Design.PROSPECTIVE, Design.SINGLE_ARM_UNCLEAR, Design.CASE_SERIES, Design.CASE_REPORT)


def entered(study: Study, arm: str, group: str) -> int | None:
    """Patients who entered an arm and group of a study; None where the data do not tell, or for a subgroup.

    Raises KeyError for an arm or group that the study does not have.
    """
    one, part = _by_id(study.arms, arm), _by_id(study.groups, group)
    if study.population.derived is not None:
        return None
    alone = len(study.arms) == 1
    if part.role is GroupRole.WHOLE:
        known = [one.n, study.population.enrolled if alone and study.design in ONE_GROUP else None]
        if sizes := [size for size in known if size is not None]:
            return max(sizes)
    return part.n if alone and part.derived is None and part.role is not GroupRole.SUBGROUP else None


def _by_id(items: Sequence[Named], name: str) -> Named:
    return {item.id: item for item in items}[name]


def missing(study: Study, arm: str, group: str, n: int) -> int | None:
    """Patients of an arm and group who are not among the n of a row; None where the data do not tell."""
    began = entered(study, arm, group)
    return None if began is None or began < n else began - n
