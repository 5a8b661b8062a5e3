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
from .terms import Age, ArmRole, Besides, Extent, GroupRole
from .values import SourcedIfValues, Span

ALL_ARMS = "all"  # arm id reserved for values printed for every arm together


class Overlap(Model):
    """Another publication that may report the same patients; must be declared in both files."""

    study: StudyId = Field(title="Other publication", description="Key of the other publication: its file's name.")
    extent: Extent = Field(description="How much of the patients the two share.")
    why: Annotated[Text, ACCOUNT] = Field(
        description="What suggests it: the same clinic and years, or the same registration number."
    )


class Cohort(Model):
    """Which patients these are, so that nobody is counted twice."""

    id: StudyId = Field(
        title="Cohort",
        description="The key of the publication that reported these patients first: usually this one's own. "
        "Publications of one cohort report the same patients, and only one of them enters a pool.",
    )
    overlaps: list[Overlap] = Field(
        default=[],
        description="Other publications that may report some of the same patients. Their files must say so as well.",
    )


class Population(SourcedIfValues):
    """Who was studied."""

    values = ("enrolled",)

    age: Age = Field(description="Ages of the patients.")
    line: LineTerm | None = Field(
        default=None,
        title="Phase or line",
        description="How long the patients had been ill, or what they had been given before. "
        "Leave it out if the report does not say.",
    )
    enrolled: Count | None = Field(
        default=None, description="Patients who entered the study, also those who were not analysed."
    )
    derived: Account = Field(
        default=None,
        title="How the number was obtained",
        description="How the number enrolled was obtained where it is not printed, such as from a denominator: who "
        "left before they were counted is then not known. Leave it out if it is printed.",
    )
    note: Remark = Field(default=None, description="Whatever else a reader must know about the patients.")

    @model_validator(mode="after")
    def derived_from_something(self) -> Self:
        if self.derived is not None and self.enrolled is None:
            raise ValueError("derived: says how enrolled was obtained, and there is no enrolled.")
        return self


class Group(Model):
    """A set of patients that values refer to. A study of one set of patients has one group."""

    id: Slug = Field(
        title="Short name", description="Name of the group within its file, such as `women`; rows refer to it."
    )
    label: Text = Field(title="In words", description="The group in words, as tables show it.")
    role: GroupRole = Field(
        title="Which patients",
        description="Everybody in the study, everybody with one condition in a study of several conditions, or another "
        "part, such as women. Values of such a part are shown and never pooled.",
    )
    condition: ConditionTerm = Field(
        description="What the patients of the group have. (`disease` of a finding says whose cells were studied.)"
    )
    cause: CauseTerm | None = Field(default=None, description="The disease behind a secondary condition, if named.")
    n: Count | None = Field(default=None, title="Patients (n)", description="Patients in the group.")
    derived: Account = Field(
        default=None,
        title="What was assumed",
        description="How n or the condition was assumed where it is not printed. Leave it out if both are printed.",
    )
    selected_on_response: Flag | None = Field(
        default=None,
        description="Whether the patients were chosen because they responded, or did not: how many of them responded "
        "then says nothing about the treatment.",
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
    """What some of the patients were given. A study of one treatment has one arm."""

    values = ("n", "dose", "trough_target", "trough_measured")

    id: Annotated[Slug, AfterValidator(not_reserved)] = Field(
        title="Short name", description="Name of the arm within its file, such as `placebo`; rows refer to it."
    )
    label: Text = Field(title="In words", description="The arm in words, as tables show it.")
    role: ArmRole = Field(title="Treatment or comparison", description="Whether it had the treatment under review.")
    drugs: list[DrugTerm] = Field(min_length=1, description="Every drug that the patients of the arm were given.")
    besides: Besides | None = Field(
        default=None,
        title="Other drugs besides",
        description="What the report says of drugs for the condition besides these. Leave it out if it says nothing.",
    )
    regimen: Text | None = Field(default=None, description="Dose and schedule in words.")
    n: Count | None = Field(default=None, title="Patients (n)", description="Patients in the arm.")
    dose: Span | None = Field(default=None, description="Lowest and highest dose.")
    trough_target: Span | None = Field(default=None, description="Trough level aimed at.")
    trough_measured: Span | None = Field(default=None, description="Trough level measured.")
