"""Efficacy and safety of an arm: one value a row; and readings of percentages printed without a denominator."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from .base import ACCOUNT, PLACE, Count, EventTerm, Flag, Model, Number, OutcomeTerm, Slug, Text
from .patients import ALL_ARMS
from .terms import Direction, Severity, When
from .values import Percent, Sourced, Value


class ArmValue(Value):
    """What efficacy and safety rows share."""

    arm: Slug = Field(description=f"The arm that the value is of; `{ALL_ARMS}`: every arm together.")
    versus: Slug | None = Field(
        default=None,
        title="Compared with arm",
        description="The other arm, only where the value compares two arms: a difference, ratio or P value.",
    )
    group: Slug = Field(description="The patients that the value is of: one of the groups.")
    count_printed: Annotated[Flag | None, PLACE] = Field(
        default=None,
        title="Count printed beside the percentage",
        description=(
            "Beside a percentage: `true` where the report prints the count too, as in 12 (75%). If the review asks "
            "for it (`counts_say_origin`), a row with both numbers has this field, or `derived`."
        ),
    )

    @model_validator(mode="after")
    def count_has_one_origin(self) -> Self:
        if self.count_printed is None:
            return self
        if self.count_printed is False:
            raise ValueError(
                "count_printed: say how the count was obtained instead: `derived`, such as `percentage`, and `how`."
            )
        if self.events is None or self.printed is None:
            raise ValueError("count_printed: goes with both events and printed. Add the other, or delete this field.")
        if self.derived is not None:
            raise ValueError(
                f"count_printed: the row says that the count is derived ({self.derived}). Delete one of the two."
            )
        return self

    @model_validator(mode="after")
    def versus_another(self) -> Self:
        if self.versus is not None and self.versus == self.arm:
            raise ValueError(f"versus: {self.versus!r} is the arm itself. Name the other arm.")
        return self


class Relation(Model):
    """What a report relates to an outcome: a feature of the patients, a dose, a level."""

    feature: Text = Field(description="The feature, and what it was compared with: women v men.")
    of: OutcomeTerm = Field(title="Outcome", description="The outcome it was related to.")
    direction: Direction = Field(
        description="With the feature the outcome was more frequent or better (up), less frequent or worse (down), or "
        "neither."
    )


class EfficacyRow(ArmValue):
    """One efficacy value."""

    outcome: OutcomeTerm = Field(description="What was assessed.")
    month: Annotated[Number, Field(ge=0, le=600)] | None = Field(
        default=None,
        description="Months from the start of treatment to the assessment, where the report gives a time; else `when`.",
    )
    when: When | None = Field(default=None, description="The time in words, only where no number of months is printed.")
    relates: Relation | None = Field(
        default=None,
        title="Feature and outcome",
        description="Only for outcomes that relate a feature, such as age, to another outcome: which, and which way.",
    )

    @model_validator(mode="after")
    def one_time(self) -> Self:
        if (self.month is None) == (self.when is None):
            raise ValueError("month: give either month, or when (" + ", ".join(When) + ").")
        return self


class SafetyRow(ArmValue):
    """One safety value."""

    event: EventTerm = Field(description="The adverse event.")
    severity: Severity = Field(default=Severity.ANY, description="How severe.")
    as_printed: Text | None = Field(default=None, description="The report's own word for it, where it differs.")


class Candidate(Model):
    """A set of patients that an ambiguous percentage may be of: those of the arm, or those of them with an outcome."""

    id: Slug = Field(title="Short name", description="Short name of the set within its reading.")
    label: Text = Field(title="In words", description="The set in words, after `of`.")
    of: OutcomeTerm | None = Field(
        default=None,
        title="Only those with this outcome",
        description="The patients counted in the arm's row of this outcome; absent: all of the arm.",
    )
    when: When | None = Field(default=None, description="Time of that row, where it is given in words.")
    month: Number | None = Field(default=None, description="Time of that row, where it is given in months.")


class Reading(Sourced):
    """Percentages printed without a denominator, and what they may mean: a reconstruction, never a row, never pooled.

    `events` are the counts that reproduce the printed percentages among one of the candidates; the check of the data
    proves it. The same counts are then set over the other candidates too.
    """

    id: Slug = Field(title="Short name", description="Short name of the reading within its file.")
    outcome: OutcomeTerm = Field(description="Outcome of the rows that print the percentages.")
    group: Slug = Field(description="Group of these rows.")
    month: Number | None = Field(default=None, description="Time of these rows in months, or `when`.")
    when: When | None = Field(default=None, description="Time of these rows in words, or `month`.")
    printed: dict[Slug, Percent] = Field(
        min_length=2, title="Percentages as printed", description="Percentages as printed, by arm."
    )
    events: dict[Slug, Count] = Field(
        min_length=2, title="Counts that give them", description="Counts reconstructed from them, by arm."
    )
    candidates: list[Candidate] = Field(
        min_length=2,
        title="Of which patients",
        description="What the percentages may be of: two sets of patients or more.",
    )
    how: Annotated[Text, ACCOUNT] = Field(title="Why", description="Why these readings, and what supports one of them.")

    @model_validator(mode="after")
    def consistent(self) -> Self:
        if (self.month is None) == (self.when is None):
            raise ValueError("month: give either month, or when (" + ", ".join(When) + ").")
        if list(self.printed) != list(self.events):
            raise ValueError("events: name the same arms as printed, in the same order.")
        ids = [candidate.id for candidate in self.candidates]
        if len(set(ids)) < len(ids):
            raise ValueError("candidates: each id once.")
        return self
