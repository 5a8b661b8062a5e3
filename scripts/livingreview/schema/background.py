"""data/context: one background publication a file."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from .base import NAME, PLACE, ROLES, Account, DrugTerm, EventTerm, Model, OutcomeTerm, Remark, Slug, StudyId, Text
from .terms import Direction, Purpose, ReportKind
from .values import Extraction, Source, Sourced, Value


class BackgroundValue(Value):
    """A background value: never pooled, never ranked against the treatment under review."""

    id: Annotated[Slug | None, NAME] = Field(
        default=None, description="Name within the file by which prose asks for the value; needed only where it does."
    )
    about: Text = Field(description="Who, and given what.")
    short: Annotated[Text | None, NAME] = Field(
        default=None,
        description="Arm or subgroup in few words, where the report has other values of the same drug.",
    )
    drug: DrugTerm | None = Field(default=None, description="The treatment, where it is a single one.")
    outcome: OutcomeTerm | None = Field(default=None, description="The outcome, where it is one of the review's.")
    event: EventTerm | None = Field(default=None, description="The adverse event, where it is one of the review's.")
    as_printed: Text = Field(description="The outcome or event in the report's own terms.")
    time: Text | None = Field(default=None, description="When it was assessed, in words.")


class Interaction(Model):
    """What else a person takes, and which way it moves the level of the treatment under review."""

    agent: Text = Field(description="The other drug, food or class of drugs.")
    level: Direction = Field(description="Which way the level of the treatment under review goes.")
    drug: DrugTerm | None = Field(
        default=None, description="The agent, where it is one of the review's drugs: shows where it meets the evidence."
    )


class Point(Sourced):
    """A definition, position or finding used as background, in our words."""

    id: Annotated[Slug | None, NAME] = Field(
        default=None, description="Name within the file by which prose refers to the point; needed only where it does."
    )
    topic: Text = Field(description="What it is about.")
    point: Text = Field(description="The point in our words.")
    interactions: list[Interaction] = Field(default=[], description="Interactions that the point states.")


class Background(Model):
    """data/context/<id>.yaml: background that is not evidence on the treatment under review."""

    id: StudyId
    kind: ReportKind
    purpose: Purpose
    country: Text | None = None
    setting: Text | None = None
    design: Text | None = Field(default=None, description="Design in words: meta-analysis, survey, trial ...")
    population: Text | None = Field(default=None, description="Who was studied, in words.")
    sources: Annotated[list[Source], PLACE] = Field(min_length=1)
    extraction: Annotated[Extraction, ROLES] = Extraction()
    figures: list[BackgroundValue] = Field(default=[], description="Values of the publication, as printed.")
    points: list[Point] = []
    limits: Remark = None
    assumed: Account = None

    @model_validator(mode="after")
    def holds_something(self) -> Self:
        if not self.figures and not self.points:
            raise ValueError("points: a background file needs at least one value (under `figures`) or point.")
        return self
