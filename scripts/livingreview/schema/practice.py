"""Questions that are asked before the treatment is given, and where in the data their answers are."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from .base import EventTerm, Flag, Model, OutcomeTerm, Text

ArmSpan = Literal["dose", "trough_target", "trough_measured"]


class PracticeQuestion(Model):
    """A question asked before the treatment is given. What the data have on it is listed, and nothing is advised."""

    question: Text = Field(description="The question, as a heading.")
    short: Text = Field(description="The question in a word or two, as the overview has it.")
    arms: list[ArmSpan] = Field(default=[], description="Fields of the arms that had the treatment.")
    outcomes: list[OutcomeTerm] = Field(default=[], description="Outcomes whose values answer it.")
    events: list[EventTerm] = Field(default=[], description="Adverse events whose values answer it.")
    eligibility: Flag = Field(default=False, description="Whether it is answered by who may enter registered trials.")
    interactions: Flag = Field(default=False, description="Whether it is answered by interactions in data/context.")
    topics: list[Text] = Field(default=[], description="Topics of points of data/context.")
    mentions: list[Text] = Field(
        default=[],
        description="Beginnings of words: points of data/context on the treatment that have such a word are listed.",
    )

    @model_validator(mode="after")
    def asks_the_data(self) -> Self:
        """Refuse a question without a place where its answer could be."""
        places = (self.arms, self.outcomes, self.events, self.topics, self.mentions)
        if not any(places) and not self.eligibility and not self.interactions:
            raise ValueError(
                "the question says nowhere to look. Give one or more of: arms, outcomes, events, eligibility, "
                "interactions, topics, mentions."
            )
        return self
