"""Declared pools: what each estimates, which rows it takes, and the parts of it that are shown by themselves."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from .base import CauseTerm, ConditionTerm, Count, Flag, Model, Number, OutcomeTerm, Slug, Text
from .choosing import Choices, Threshold
from .information import Precision
from .terms import Age, Given
from .windows import Window

PoolModel = Literal["glmm", "reml", "dl", "pm", "common"]
Test = Literal["z", "t"]
PredictionInterval = Literal["as test", "z", "t(k-1)", "t(k-2)"]
T_FROM = 3  # studies: with two, t has one degree of freedom, and its interval is so wide that it says almost nothing


class Subgroup(Model):
    """A part of a pool, shown and pooled by itself."""

    id: Slug
    label: Text
    conditions: list[ConditionTerm] = Field(min_length=1)
    ages: list[Age] = Field(min_length=1)
    causes: list[CauseTerm] = Field(
        default=[],
        description="Only groups with one of these causes. Without it: every cause that no other subgroup of the same "
        "condition and age names.",
    )


class Subset(Model):
    """Some of the rows of a pool, pooled again in the same way: a sensitivity analysis that is declared beforehand."""

    id: Slug
    label: Text = Field(description="Which rows remain: `without X`, `X only`.")
    given: Given = Field(default=Given.ANY, description="What else the patients may have been given.")
    causes: list[CauseTerm] = Field(default=[], description="Only groups with one of these causes.")
    without_causes: list[CauseTerm] = Field(default=[], description="No groups with one of these causes.")
    why: Text = Field(description="Reason for it, printed with the result.")

    @model_validator(mode="after")
    def restricts(self) -> Self:
        """Refuse a subset that is the whole pool, and one that asks for a cause and forbids it."""
        if self.given is Given.ANY and not self.causes and not self.without_causes:
            allowed = ", ".join(term for term in Given if term is not Given.ANY)
            raise ValueError(f"given: the subset is the whole pool. Give given ({allowed}), causes or without_causes.")
        if both := [cause for cause in self.causes if cause in self.without_causes]:
            raise ValueError(f"without_causes: {both[0]!r} is under causes too. Delete it in one of them.")
        return self


class Estimand(Model):
    """What a pool estimates, in words. What its rows are in fact is computed and printed beside it."""

    who: Text = Field(description="The patients.")
    treatment: Text = Field(description="What they were given: the treatment alone, or with what.")
    time: Text = Field(description="When the outcome is counted, and which count is taken of several.")
    missing: Text = Field(description="What is done about patients whose outcome is not known.")


class Intervals(Model):
    """How the confidence and the prediction interval of a pool are made."""

    level: Number = Field(default=0.95, description="Level of the intervals of pools and of single studies.")
    test: Test = Field(
        default="z",
        title="Confidence interval",
        description="Confidence interval of a pool of k studies: z, normal distribution; t, Student's t with k - 1 "
        f"degrees of freedom (Hartung-Knapp with reml, dl and pm) from {T_FROM} studies on, while two keep z.",
    )
    prediction_interval: PredictionInterval = Field(
        default="as test",
        description="Distribution of the prediction interval: as test, that of the confidence interval; z; t(k-1) or "
        "t(k-2), Student's t with these degrees of freedom.",
    )
    min_studies_for_prediction: Annotated[Count, Field(ge=2)] = Field(
        default=2,
        title="Fewest studies for a prediction interval",
        description="Fewest studies for which a prediction interval is given; fewer cannot estimate it.",
    )

    @model_validator(mode="after")
    def a_level(self) -> Self:
        """Refuse a level that is none, such as a percentage."""
        if not 0 < self.level < 1:
            raise ValueError(f"level: {self.level:g} is not a level. Allowed: between 0 and 1, such as 0.95.")
        return self


class Pool(Intervals):
    """A declared synthesis: nothing is pooled that is not declared here."""

    label: Text
    outcome: OutcomeTerm
    primary: Flag = Field(default=False, description="Whether it is the primary result of the review.")
    conditions: list[ConditionTerm] = Field(min_length=1)
    window: Window
    min_patients: Count = Field(
        title="Fewest patients",
        description="Smallest denominator that may enter: smaller reports are shown, not pooled.",
    )
    model: PoolModel = "glmm"
    subgroups: list[Subgroup] = []
    subsets: list[Subset] = Field(default=[], description="Parts of the pool that are pooled by themselves as well.")
    estimand: Estimand | None = Field(default=None, description="What the pool estimates.")
    information: Precision | None = Field(default=None, description="What its optimal information size rests on.")
    thresholds: list[Threshold] = Field(
        default=[], description="Proportions at which a reader would conclude something else, in rising order."
    )
    choices: Choices | None = Field(default=None, description="What else could have been chosen.")
    why: Text = Field(description="Reason for these choices, printed in Methods.")

    @model_validator(mode="after")
    def rising_thresholds(self) -> Self:
        """Refuse thresholds that are not in rising order, each once."""
        for one, other in pairwise(self.thresholds):
            if one.at >= other.at:
                raise ValueError(f"thresholds: {other.at:g} comes after {one.at:g}. In rising order, each once.")
        return self

    @model_validator(mode="after")
    def choices_are_others(self) -> Self:
        """Refuse alternatives that repeat what the pool declares, and more combinations than can be enumerated."""
        if self.choices is not None:
            self.choices.check_against(self.declared_choices, self.window, [part.id for part in self.subsets])
        return self

    @property
    def declared_choices(self) -> dict[str, object]:
        """What the pool declares, by the field of `Choices` that lists the alternatives."""
        return {
            "representatives": "largest",
            "counts": "any",
            "percentages": "left-out",
            "min_patients": self.min_patients,
            "models": self.model,
            "tests": self.test,
        }
