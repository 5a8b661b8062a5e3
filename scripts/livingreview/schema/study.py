"""data/studies: one publication a file."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, WithJsonSchema, model_validator

from .base import JUDGEMENT, PLACE, ROLES, Account, Model, Month, Remark, Role, Slug, StudyId, Text, nearest
from .findings import Finding
from .instruments import TOOLS
from .outcomes import Candidate, EfficacyRow, Reading, SafetyRow
from .patients import Arm, Cohort, Group, Population
from .terms import Design, Instrument, Judgement, RatingStatus, ReportKind
from .values import Extraction, Source, SourceNumber

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
    source: SourceNumber | None = Field(default=None, description="`id` of the source the judgement rests on.")
    at: Text | None = Field(default=None, description="Place in that source.")
    status: RatingStatus = Field(default=RatingStatus.DRAFT, description="Whether a rater confirmed it.")
    rater: Role | None = Field(default=None, description="Role of the person who confirmed it: rater 1.")

    @model_validator(mode="after")
    def judged_from_something(self) -> Self:
        known = [item.id for item in TOOLS[self.instrument].items]
        for name in self.items:
            if name not in known:
                raise ValueError(f"items: {name!r} is not an item of {self.instrument}. {nearest(name, known)}")
        if self.judgement is not Judgement.NO_INFORMATION and (self.source is None or self.at is None):
            raise ValueError("source is missing: a judgement names the source and the place it rests on.")
        if (self.status is RatingStatus.CONFIRMED) != (self.rater is not None):
            raise ValueError("rater: a confirmed judgement names the rater's role, a draft has none.")
        return self


class Study(Model):
    """data/studies/<id>.yaml: one publication."""

    id: StudyId
    kind: ReportKind = Field(description="Kind of publication.")
    design: Design = Field(description="Design of the study.")
    design_note: Remark = None
    country: Text | None = Field(default=None, description="Where it was done.")
    setting: Text | None = None
    registry: list[Text] = Field(default=[], description="Registration numbers.")
    recruited_from: Month | None = None
    recruited_to: Month | None = None
    followup: Text | None = None
    response_definition: Text | None = None
    sources: Annotated[list[Source], PLACE] = Field(min_length=1)
    extraction: Annotated[Extraction, ROLES] = Extraction()
    cohort: Cohort | None = None
    population: Population
    groups: list[Group] = []
    arms: list[Arm] = []
    efficacy: list[EfficacyRow] = []
    readings: list[Reading] = []
    safety: list[SafetyRow] = []
    findings: list[Finding] = []
    risk_of_bias: Annotated[list[BiasItem], JUDGEMENT] = []
    limits: Remark = Field(default=None, description="What was not accessible, and where sources disagree.")
    assumed: Account = Field(default=None, description="What was assumed without being printed.")


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
