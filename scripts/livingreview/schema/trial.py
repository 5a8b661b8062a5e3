"""data/trials: one registered trial a file."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from .base import (
    PLACE,
    PROGRESS,
    ROLES,
    Account,
    CauseTerm,
    ConditionTerm,
    Count,
    DrugTerm,
    Model,
    Month,
    Remark,
    StudyId,
    Text,
)
from .terms import Age, ArmRole, Design, TrialStatus
from .values import Extraction, Source, SourceNumber


class TrialArm(Model):
    """A planned arm."""

    label: Text
    role: ArmRole
    drugs: list[DrugTerm] = Field(min_length=1)
    regimen: Text | None = None


class Trial(Model):
    """data/trials/<id>.yaml: a registered trial, as its register gives it; what it found is in its reports."""

    id: StudyId
    registry: Text = Field(description="Registration number.")
    acronym: Text | None = Field(default=None, description="Short name of the trial.")
    reports: list[StudyId] = Field(
        default=[],
        description="Publications in data/studies that report it; [] while no result of the trial is accessible.",
    )
    status: Annotated[TrialStatus, PROGRESS] = Field(description="State of the trial at the date given.")
    status_date: Annotated[Month | None, PROGRESS] = Field(
        default=None, description="When the register, or its copy, said so."
    )
    phase: Text | None = Field(default=None, description="Phase of development.")
    masking: Text | None = Field(default=None, description="Who does not know the treatment.")
    sponsor: Text | None = Field(default=None, description="Who is responsible for the trial.")
    country: Text | None = Field(default=None, description="Where it is done.")
    design: Design = Field(description="Design of the trial.")
    age: Age
    condition: ConditionTerm = Field(description="What the patients have.")
    cause: CauseTerm | None = Field(default=None, description="The disease behind a secondary condition.")
    eligibility: Text | None = Field(default=None, description="Who may take part.")
    planned: Count | None = Field(default=None, description="Planned number of patients.")
    arms: list[TrialArm] = Field(min_length=1, description="Planned arms.")
    schedule: Text | None = Field(default=None, description="When patients are assessed.")
    response_definition: Text | None = Field(default=None, description="What counts as a response.")
    sources: Annotated[list[Source], PLACE] = Field(min_length=1)
    source: Annotated[SourceNumber, PLACE] = Field(description="`id` of the source of the entry.")
    at: Annotated[Text, PLACE] = Field(description="Place in that source.")
    extraction: Annotated[Extraction, ROLES] = Extraction()
    limits: Remark = Field(default=None, description="What was not accessible, and where sources disagree.")
    assumed: Account = Field(default=None, description="What was assumed without being printed.")
