"""How records are screened: the rule in data/review.yaml, and one person's decisions in data/screening/decisions."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from .base import Flag, Model, Role, Text
from .dates import IsoDate
from .screening import RecordId
from .screening_terms import WAITING, Choice, ReasonGroup, Stage

CONSENSUS = "consensus"
GROUNDS = tuple(group for group in ReasonGroup if group not in WAITING)  # for an exclusion


class ScreeningRule(Model):
    """Who screens, and how their decisions become the decision on a record."""

    screeners: list[Role] = Field(
        default=["screener 1", "screener 2"],
        min_length=1,
        description="Roles that each decide on every record, without the others' decisions.",
    )
    conflicts: Role | Literal["consensus"] = Field(
        default="adjudicator 1",
        description="Who decides where the screeners differ: a role of its own, or their consensus.",
    )
    unsure_goes_on: Flag = Field(
        default=False,
        description="Whether `unsure` at title and abstract counts as including; otherwise it is a conflict.",
    )
    one_exclusion: Flag = Field(
        default=False,
        description="Whether one exclusion at title and abstract decides on a record that no other screener judged.",
    )

    @model_validator(mode="after")
    def different_people(self) -> Self:
        if len(set(self.screeners)) < len(self.screeners):
            raise ValueError("screeners: each role once.")
        if self.conflicts in self.screeners:
            raise ValueError(f"conflicts: {self.conflicts!r} is a screener. Name another role, or `consensus`.")
        if self.one_exclusion and len(self.screeners) == 1:
            raise ValueError("one_exclusion: with one screener, every exclusion is one. Delete the field.")
        return self

    @property
    def roles(self) -> tuple[str, ...]:
        """Everybody who has a file of decisions."""
        return (*self.screeners, self.conflicts)


class Judged(Model):
    """One person's decision on a record at a stage: a line of data/screening/decisions/ROLE.csv."""

    record: RecordId = Field(description="Number of the record in the screening log.")
    stage: Stage = Field(description="What it was judged on; title and abstract are one stage of screening.")
    decision: Choice
    category: ReasonGroup | None = Field(
        default=None, description="Required for an exclusion; says what a record that is unsure waits for."
    )
    reason: Text | None = Field(
        default=None, description="Reason or note in words; required of whoever decides conflicts."
    )
    date: IsoDate

    @model_validator(mode="after")
    def consistent(self) -> Self:
        allowed = {Choice.EXCLUDE: GROUNDS, Choice.UNSURE: WAITING}.get(self.decision, ())
        shown = ", ".join(allowed)
        if self.category is not None and self.category not in allowed:
            rest = f"Allowed: {shown}." if allowed else "Leave it empty."
            raise ValueError(f"category: {str(self.category)!r} does not go with {self.decision}. {rest}")
        if self.decision is Choice.EXCLUDE and self.category is None:
            raise ValueError(f"category is missing: an exclusion has one of {shown}.")
        return self

    @property
    def full_text(self) -> bool:
        """Whether it was decided at the second stage."""
        return self.stage is Stage.FULL_TEXT
