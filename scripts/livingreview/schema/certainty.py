"""data/certainty.yaml: judgements on the certainty of evidence (GRADE). What they rest on is computed, never typed."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from .base import Count, EventTerm, Model, Number, OutcomeTerm, Role, Slug, Text
from .concerns import Because
from .dates import IsoDate
from .information import Risk
from .terms import Domain, Level, RatingStatus, Severity, Upgrade

Share = Annotated[Number, Field(ge=0, le=1)]


class Thresholds(Model):
    """From where on a computed input is a concern that a judgement must answer."""

    unclear_bias: Share = Field(
        description="Share of patients in studies with an item that is high, without information or not rated."
    )
    i2: Annotated[Number, Field(ge=0, le=100)] = Field(description="I² in percent.")
    prediction_width: Share = Field(description="Width of a prediction interval of a proportion.")
    time_not_stated: Share = Field(description="Share of patients whose time of assessment is not stated.")
    assumed: Share = Field(description="Share of patients in groups whose number or condition was assumed.")
    information: Count = Field(
        description="Patients at or below which information is small, where no optimal information size is declared."
    )
    width: Share = Field(description="Width of the confidence interval of a proportion.")
    ratio_low: Annotated[Number, Field(gt=0, lt=1)] = Field(
        description="Ratio below which benefit or harm is appreciable."
    )
    ratio_high: Annotated[Number, Field(gt=1)] = Field(description="Ratio above which it is.")
    small_study_p: Share = Field(description="P value of the small-study test.")
    one_place: Share | None = Field(
        default=None, description="Share of patients in studies of one country, or of a country that is not stated."
    )
    co_treated: Share | None = Field(
        default=None, description="Share of patients who were given further drugs with the treatment, as planned."
    )
    why: Text = Field(description="Where the thresholds come from, printed beside them.")


class Starts(Model):
    """The level that the rating starts from, by kind of evidence."""

    randomised: Level
    single_group: Level
    alternative: Level | None = Field(
        default=None, description="Another defensible start for single groups; the level it would give is printed."
    )
    why: Text


class Evidence(Model):
    """Which values an outcome's certainty is about: a declared pool or comparison, one outcome, or adverse events.

    Of an outcome or adverse events, groups that had the treatment are described side by side; they are not compared.
    """

    pool: Slug | None = Field(default=None, description="A pool declared in data/review.yaml.")
    comparison: Slug | None = Field(
        default=None, description="A comparison declared in data/review.yaml, with the measure RR."
    )
    outcome: OutcomeTerm | None = Field(default=None, description="An outcome, outside any pool.")
    events: list[EventTerm] = Field(default=[], description="Adverse events, outside any pool.")
    severities: list[Severity] = Field(default=[], description="Severities of these adverse events.")

    @model_validator(mode="after")
    def one_kind(self) -> Self:
        if sum(map(bool, (self.pool, self.comparison, self.outcome, self.events))) != 1:
            raise ValueError("pool: give one of pool, comparison, outcome and events.")
        if bool(self.events) != bool(self.severities):
            raise ValueError("severities: events need their severities, and nothing else has any.")
        return self


class Matters(Model):
    """What would matter to patients in one outcome: imprecision is judged against it, so it is fixed first."""

    difference: Risk | None = Field(
        default=None,
        description="Of a comparison: the smallest absolute difference between the arms that matters; 0.1 is ten "
        "patients in a hundred.",
    )
    shares: list[Risk] = Field(
        default=[], description="Of one treated group: shares of patients at which a reader would judge otherwise."
    )
    fixed: IsoDate = Field(description="The day on which these numbers were fixed, not after the rating.")
    why: Text = Field(description="Reason for these numbers, printed with them.")

    @model_validator(mode="after")
    def one_kind(self) -> Self:
        if (self.difference is None) == (not self.shares):
            raise ValueError("shares: give either difference, for a comparison, or shares, for one treated group.")
        if self.shares != sorted(set(self.shares)):
            raise ValueError("shares: each once, from the smallest to the largest.")
        return self


class DomainJudgement(Model):
    """How far one domain lowers the certainty."""

    judgement: Literal[0, -1, -2] = Field(description="0 no serious concern, -1 serious, -2 very serious.")
    because: list[Because] = Field(
        default=[],
        description="The reasons that lower the certainty, as terms: each in its domain, and once over all domains.",
    )
    reason: Text = Field(description="Why. Numbers are computed and printed beside it, so it holds none.")
    override_reason: Text | None = Field(
        default=None, description="Why the judgement departs from what the computed input suggests; only if it does."
    )


class UpgradeJudgement(Model):
    """What raises the certainty, by how much, and why."""

    factor: Upgrade
    by: Literal[1, 2]
    reason: Text


class OutcomeCertainty(Model):
    """The rating of one outcome."""

    label: Text
    population: Text = Field(description="Whom the rating is about.")
    meaning: Text = Field(description="What the number says, and what it does not.")
    evidence: Evidence
    matters: Matters | None = Field(default=None, description="Thresholds that imprecision is judged against.")
    domains: dict[Domain, DomainJudgement] = Field(
        default={},
        description="The judgement on each of the five domains; none for an outcome on which nothing is reported.",
    )
    upgrades: list[UpgradeJudgement] = []
    status: RatingStatus = RatingStatus.DRAFT
    raters: list[Role] = Field(default=[], description="Roles of those who confirmed the rating: rater 1.")

    @model_validator(mode="after")
    def complete(self) -> Self:
        if self.domains and (missing := [domain for domain in Domain if domain not in self.domains]):
            raise ValueError(f"domains: {', '.join(missing)} missing. Judge all five; no concern is 0.")
        if self.upgrades and any(judgement.judgement for judgement in self.domains.values()):
            raise ValueError("upgrades: evidence that is rated down in a domain is not rated up.")
        if not self.domains and (self.upgrades or self.status is RatingStatus.CONFIRMED):
            raise ValueError("domains is missing: what is rated up, or confirmed, is judged on all five.")
        if (self.status is RatingStatus.CONFIRMED) != bool(self.raters):
            raise ValueError("raters: a confirmed rating names the raters' roles, a draft has none.")
        return self


class Certainty(Model):
    """data/certainty.yaml."""

    rated_by: list[Role] = Field(min_length=1, description="Roles of those who proposed the judgements: rater 1.")
    rated_on: IsoDate | None = Field(default=None, description="The day of the latest judgement.")
    guidance: Literal["core-grade-2025"] | None = Field(
        default=None,
        description="The guidance followed. With core-grade-2025, every domain that lowers the level names its reasons "
        "as terms, searches not yet run are no publication bias, and imprecision is judged against `matters`; "
        "without it, the rules are those of GRADE before 2025.",
    )
    thresholds: Thresholds
    starts: Starts
    raises: list[Text] = Field(default=[], description="What would raise the certainty.")
    outcomes: dict[Slug, OutcomeCertainty] = Field(
        description="The rated outcomes; {} while the rules are declared and nothing is rated."
    )
