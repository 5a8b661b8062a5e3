"""data/trust.yaml: judgements on whether the reports can be trusted. What can be computed is never judged here."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, WithJsonSchema, model_validator

from .base import JUDGEMENT, Model, Role, Slug, StudyId, Text, Url
from .naming import nearest
from .terms import RatingStatus, Trust, TrustTool
from .trust_tools import SCREENS
from .values import SourceNumber

TRUST_ITEMS = sorted({item.id for screen in SCREENS.values() for item in screen.items})
TrustItemName = Annotated[Slug, WithJsonSchema({"type": "string", "enum": TRUST_ITEMS})]


class TrustJudgement(Model):
    """One judgement on one or more items of a tool, about one study."""

    study: StudyId = Field(description="Key of the study: the name of its file in data/studies.")
    tool: TrustTool = Field(description="The tool whose items are judged.")
    items: list[TrustItemName] = Field(
        min_length=1, description="Items of the tool that this judgement, with this reason, is about."
    )
    judgement: Trust = Field(description="The judgement, from what was read.")
    reason: Text = Field(description="Why, from what was read.")
    source: SourceNumber | None = Field(
        default=None, description="Number of a source of the study's own file that the judgement rests on."
    )
    url: Url | None = Field(default=None, description="Another page that it rests on, such as a notice of the journal.")
    at: Text | None = Field(default=None, description="Place in that source or page.")
    status: RatingStatus = Field(default=RatingStatus.DRAFT, description="Whether a rater confirmed it.")
    rater: Role | None = Field(default=None, description="Role of the person who confirmed it: rater 1.")

    @model_validator(mode="after")
    def judged_from_something(self) -> Self:
        known = [item.id for item in SCREENS[self.tool].items]
        for name in self.items:
            if name not in known:
                raise ValueError(f"items: {name!r} is not an item of {self.tool}. {nearest(name, known, 30)}")
        if self.source is not None and self.url is not None:
            raise ValueError("url: give source or url, not both. A page of the study's file has a number there.")
        somewhere = self.source is not None or self.url is not None
        if self.judgement is not Trust.NO_INFORMATION and not somewhere:
            raise ValueError("source is missing: a judgement names the source or the page, and the place, it rests on.")
        if somewhere != (self.at is not None):
            raise ValueError("at: a source or page and the place in it go together.")
        if (self.status is RatingStatus.CONFIRMED) != (self.rater is not None):
            raise ValueError("rater: a confirmed judgement names the rater's role, a draft has none.")
        return self


class TrustScreen(Model):
    """data/trust.yaml."""

    rated_by: list[Role] = Field(min_length=1, description="Roles of those who proposed the judgements: rater 1.")
    judgements: Annotated[list[TrustJudgement], JUDGEMENT] = Field(
        description="One judgement a row; a study that is judged with a tool is judged on every item that applies."
    )
