"""Whom a publication studied, and what they were given: cohort, population, groups, arms."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from .base import (
    ACCOUNT,
    Account,
    CauseTerm,
    ConditionTerm,
    Count,
    DrugTerm,
    Flag,
    LineTerm,
    Model,
    Remark,
    Slug,
    StudyId,
    Text,
)
from .terms import Age, ArmRole, Extent, GroupRole
from .values import SourcedIfValues, Span

ALL_ARMS = "all"  # arm id reserved for values printed for every arm together


class Overlap(Model):
    """Another publication that may report the same patients; must be declared in both files."""

    study: StudyId
    extent: Extent
    why: Annotated[Text, ACCOUNT]


class Cohort(Model):
    """Which patients these are."""

    id: StudyId = Field(description="Reports of one cohort share this id; only one report a cohort enters a pool.")
    overlaps: list[Overlap] = []


class Population(SourcedIfValues):
    """Who was studied."""

    values = ("enrolled",)

    age: Age
    line: LineTerm | None = Field(default=None, description="Phase or line of the disease.")
    enrolled: Count | None = Field(default=None, description="Patients in the study.")
    note: Remark = None


class Group(Model):
    """A set of patients that values refer to."""

    id: Slug = Field(description="Name of the group within its file; rows refer to it.")
    label: Text = Field(description="The group in words.")
    role: GroupRole = Field(description="Whether it is everybody, everybody with one condition, or another part.")
    condition: ConditionTerm = Field(description="What the patients of the group have.")
    cause: CauseTerm | None = Field(default=None, description="The disease behind a secondary condition.")
    n: Count | None = Field(default=None, description="Patients in the group.")
    derived: Account = Field(default=None, description="How n, or the condition, was assumed where it is not printed.")
    selected_on_response: Flag | None = Field(
        default=None,
        description="Whether the patients were chosen by how they responded: a proportion of them is no response rate.",
    )

    @model_validator(mode="after")
    def chosen_patients_are_a_part(self) -> Self:
        if self.selected_on_response and self.role is not GroupRole.SUBGROUP:
            raise ValueError(
                f"selected_on_response: patients chosen by their response are a subgroup, not {self.role.value!r}."
            )
        return self


def not_reserved(arm: str) -> str:
    if arm == ALL_ARMS:
        raise ValueError(f"{arm!r} is reserved for values of every arm together. Give the arm a name of its own.")
    return arm


class Arm(SourcedIfValues):
    """What a group of patients was given."""

    values = ("n", "dose", "trough_target", "trough_measured")

    id: Annotated[Slug, AfterValidator(not_reserved)] = Field(
        description="Name of the arm within its file; rows refer to it."
    )
    label: Text = Field(description="The arm in words.")
    role: ArmRole = Field(description="Whether it had the treatment under review.")
    drugs: list[DrugTerm] = Field(min_length=1, description="Every drug of the arm.")
    regimen: Text | None = Field(default=None, description="Dose and schedule in words.")
    n: Count | None = Field(default=None, description="Patients in the arm.")
    dose: Span | None = Field(default=None, description="Lowest and highest dose.")
    trough_target: Span | None = Field(default=None, description="Trough level aimed at.")
    trough_measured: Span | None = Field(default=None, description="Trough level measured.")
