"""data/studies: one publication a file."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, WithJsonSchema, model_validator

from .base import JUDGEMENT, PLACE, PROGRESS, ROLES, Account, Count, Model, Month, Remark, Role, Slug, StudyId, Text
from .findings import Finding
from .instruments import TOOLS
from .naming import nearest
from .outcomes import Candidate, EfficacyRow, Reading, SafetyRow
from .patients import Arm, Cohort, Group, Population
from .terms import Design, Instrument, Judgement, RatingStatus, ReportKind, TrialStatus
from .values import Extraction, Source, Sourced, SourceNumber

ITEMS = sorted({item.id for tool in TOOLS.values() for item in tool.items})
ItemName = Annotated[Slug, WithJsonSchema({"type": "string", "enum": ITEMS})]


class BiasItem(Model):
    """One judgement on one or more items of a risk-of-bias instrument."""

    instrument: Instrument = Field(description="The instrument that goes with the design of the study.")
    items: list[ItemName] = Field(
        min_length=1, description="Items of the instrument that this judgement, with this reason, is about."
    )
    judgement: Judgement = Field(description="The judgement, by the rule of the item.")
    reason: Text = Field(description="Why, from what was read.")
    source: SourceNumber | None = Field(default=None, description="Number of the source the judgement rests on.")
    at: Text | None = Field(
        default=None, title="Place in the source", description="Place in that source: page, section or Abstract."
    )
    status: RatingStatus = Field(default=RatingStatus.DRAFT, description="Whether a rater confirmed it.")
    rater: Role | None = Field(default=None, description="Role of the person who confirmed it: rater 1.")

    @model_validator(mode="after")
    def judged_from_something(self) -> Self:
        known = [item.id for item in TOOLS[self.instrument].items]
        for name in self.items:
            if name not in known:
                raise ValueError(f"items: {name!r} is not an item of {self.instrument}. {nearest(name, known)}")
        tool = TOOLS[self.instrument]
        if self.judgement not in tool.judgements:
            allowed = ", ".join(tool.judgements)
            raise ValueError(f"judgement: {self.instrument} has no {self.judgement}. Allowed: {allowed}.")
        if self.judgement is not Judgement.NO_INFORMATION and (self.source is None or self.at is None):
            raise ValueError("source is missing: a judgement names the source and the place it rests on.")
        if (self.status is RatingStatus.CONFIRMED) != (self.rater is not None):
            raise ValueError("rater: a confirmed judgement names the rater's role, a draft has none.")
        return self


class Registration(Sourced):
    """What a trial register says of the study: when it was registered, and what was planned."""

    number: Text = Field(title="Registration number", description="One of the numbers under `registry`.")
    registered: Month | None = Field(
        default=None, title="First registered", description="When the register first had it, as printed there."
    )
    started: Month | None = Field(default=None, description="Start of the study, as registered.")
    planned: Count | None = Field(default=None, title="Planned number", description="Planned number of patients.")
    phase: Text | None = Field(default=None, description="Phase of development, as registered.")
    status: Annotated[TrialStatus | None, PROGRESS] = Field(
        default=None, description="State of the study at the date given."
    )
    status_date: Annotated[Month | None, PROGRESS] = Field(
        default=None, title="Date of the status", description="When the register, or its copy, said so."
    )


class Study(Model):
    """data/studies/<id>.yaml: one publication."""

    id: StudyId = Field(
        title="Key", description="Key of the publication, as in references.bib; the name of the file without `.yaml`."
    )
    kind: ReportKind = Field(title="Kind of report", description="Kind of publication.")
    design: Design = Field(description="Design of the study, by what was done and not by what the report calls it.")
    design_note: Remark = Field(default=None, description="What else a reader must know about the design.")
    country: Text | None = Field(default=None, description="Where it was done.")
    setting: Text | None = Field(default=None, description="Hospital, city, number of centres, whether open label.")
    registry: list[Text] = Field(
        default=[], title="Registration numbers", description="Numbers of the study in trial registers."
    )
    registrations: list[Registration] = Field(
        default=[],
        title="Entries of registers",
        description="What trial registers say of the study, one entry read a row.",
    )
    recruited_from: Month | None = Field(
        default=None, description="When the first patient entered: year, or year and month, such as 2019-03."
    )
    recruited_to: Month | None = Field(
        default=None, description="When the last patient entered: year, or year and month."
    )
    followup: Text | None = Field(default=None, title="Follow-up", description="How long patients were followed.")
    response_definition: Text | None = Field(
        default=None, description="What counts as a response in this report, with its thresholds, in our words."
    )
    sources: Annotated[list[Source], PLACE] = Field(
        min_length=1, description="What was read, numbered; every value names the one in which it is printed."
    )
    extraction: Annotated[Extraction, ROLES] = Field(default=Extraction(), description="Who read it, and who checked.")
    cohort: Cohort | None = Field(
        default=None, description="Which patients these are; only needed where another publication may report them too."
    )
    population: Population = Field(description="Who was studied, in a few facts.")
    groups: list[Group] = Field(default=[], description="Sets of patients that values refer to.")
    arms: list[Arm] = Field(default=[], description="Treatments that the patients were given.")
    efficacy: list[EfficacyRow] = Field(default=[], description="Effects of treatment, one value a row.")
    readings: list[Reading] = Field(
        default=[],
        title="Percentages of unknown patients",
        description="Percentages printed without a denominator, and what they may mean. Only where two arms have one.",
    )
    safety: list[SafetyRow] = Field(
        default=[],
        title="Harms",
        description="Adverse events, one value a row; also what is said not to have occurred.",
    )
    findings: list[Finding] = Field(default=[], description="Findings on mechanisms, one observation a row.")
    risk_of_bias: Annotated[list[BiasItem], JUDGEMENT] = Field(
        default=[], description="Judgements with the instrument that goes with the design, every item once."
    )
    limits: Remark = Field(
        default=None,
        title="What could not be read",
        description="What was not accessible, or is not in the report, and where its sources disagree.",
    )
    assumed: Account = Field(
        default=None,
        title="What was assumed",
        description="What was taken for granted although no source prints it.",
    )


def candidate_size(study: Study, reading: Reading, candidate: Candidate, arm: Arm) -> int | None:
    """Patients of an arm in a candidate of a reading: those of the arm, or its count of an outcome; None if unknown."""
    if candidate.of is None:
        return arm.n
    time = (candidate.month, candidate.when)
    counts = {
        row.events
        for row in study.efficacy
        if (row.arm, row.group, row.outcome) == (arm.id, reading.group, candidate.of)
        and (time == (None, None) or (row.month, row.when) == time)
        and row.events is not None
    }
    return counts.pop() if len(counts) == 1 else None
