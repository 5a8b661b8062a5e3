"""The evidence: one publication a file. Every figure carries the source and the place in it where it was seen."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema, model_validator

from .base import (
    ACCOUNT,
    JUDGEMENT,
    NAME,
    PLACE,
    PROGRESS,
    ROLES,
    Account,
    AxisTerm,
    CauseTerm,
    ConditionTerm,
    Count,
    DiseaseTerm,
    DrugTerm,
    EventTerm,
    Flag,
    LineTerm,
    Model,
    Month,
    Number,
    OutcomeTerm,
    PerturbationTerm,
    Remark,
    Slug,
    StudyId,
    Text,
    UnitTerm,
    Url,
    nearest,
)
from .instruments import TOOLS
from .vocabulary import (
    Age,
    ArmRole,
    Derivation,
    Design,
    Direction,
    Extent,
    GroupRole,
    Instrument,
    Judgement,
    PlusMinus,
    Purpose,
    RatingStatus,
    ReportKind,
    Severity,
    SourceKind,
    Spread,
    Stat,
    System,
    TrialStatus,
    When,
)

ALL_ARMS = "all"  # arm id reserved for figures printed for every arm together

Percent = Annotated[str, StringConstraints(strict=True, pattern=r"^(100(\.0+)?|\d{1,2}(\.\d+)?)%$")]
SourceNumber = Annotated[int, Field(strict=True, ge=1)]
ITEMS = sorted({item.id for tool in TOOLS.values() for item in tool.items})
ItemName = Annotated[Slug, WithJsonSchema({"type": "string", "enum": ITEMS})]


def percent_fits(printed: str, events: int, n: int) -> bool:
    """Whether events/n, rounded half up as printed, is the printed percentage (both neighbours at an exact half)."""
    digits = printed.rstrip("%")
    value = Decimal(digits)
    half = Decimal(1).scaleb(-len(digits.partition(".")[2])) / 2
    exact = Decimal(100) * events / n
    return value - half <= exact <= value + half


def counts_that_fit(printed: str, n: int) -> list[int]:
    """Every count that, out of n, gives the printed percentage."""
    return [events for events in range(n + 1) if percent_fits(printed, events, n)]


class Source(Model):
    """A place where figures were seen."""

    id: SourceNumber = Field(description="Number of the source within its file.")
    url: Url | None = Field(default=None, description="Address where it was seen.")
    no_url: Text | None = Field(
        default=None, description="Why there is no address (a stored record without one), and how to find it."
    )
    kind: SourceKind = Field(description="How near the source is to the publication itself.")
    note: Remark = Field(default=None, description="What was visible there.")

    @model_validator(mode="after")
    def has_address(self) -> Self:
        if (self.url is None) == (self.no_url is None):
            raise ValueError("give either url, or no_url with the reason.")
        return self


class Seen(Model):
    """Where a figure was seen."""

    source: Annotated[SourceNumber, PLACE] = Field(description="`id` of one of the file's sources.")
    at: Annotated[Text, PLACE] = Field(description='Locator: page, table, figure or section, or "Abstract".')
    note: Remark = Field(default=None, description="Whatever else the reader must know.")


class SeenIfFigures(Model):
    """A block that may hold figures; as soon as it does, it must say where they were seen."""

    figures: ClassVar[tuple[str, ...]]

    source: Annotated[SourceNumber | None, PLACE] = Field(
        default=None, description="`id` of one of the file's sources."
    )
    at: Annotated[Text | None, PLACE] = Field(
        default=None, description='Locator: page, table, figure or section, or "Abstract".'
    )

    @model_validator(mode="after")
    def figures_have_a_place(self) -> Self:
        given = [name for name in self.figures if getattr(self, name) is not None]
        missing = [name for name in ("source", "at") if getattr(self, name) is None]
        if given and missing:
            raise ValueError(
                f"{missing[0]} is missing: {', '.join(given)} needs the source and the place where it was seen."
            )
        return self


class Span(Model):
    """Lowest and highest value of a dose, level or time."""

    low: Number | None = None
    high: Number | None = None
    unit: UnitTerm

    @model_validator(mode="after")
    def ordered(self) -> Self:
        if self.low is None and self.high is None:
            raise ValueError("give low, high, or both.")
        for name in ("low", "high"):
            if (value := getattr(self, name)) is not None and value < 0:
                raise ValueError(f"{name}: {value:g} is negative; no dose, level or time is.")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"low = {self.low:g} is above high = {self.high:g}.")
        return self


class Overlap(Model):
    """Another publication that may report the same patients; must be declared in both files."""

    study: StudyId
    extent: Extent
    why: Annotated[Text, ACCOUNT]


class Cohort(Model):
    """Which patients these are."""

    id: StudyId = Field(description="Reports of one cohort share this id; only one report a cohort enters a pool.")
    overlaps: list[Overlap] = []


class Population(SeenIfFigures):
    """Who was studied."""

    figures = ("enrolled",)

    age: Age
    line: LineTerm | None = Field(default=None, description="Phase or line of the disease.")
    enrolled: Count | None = Field(default=None, description="Patients in the study.")
    note: Remark = None


class Group(Model):
    """A set of patients that figures refer to."""

    id: Slug = Field(description="Name of the group within its file; rows refer to it.")
    label: Text = Field(description="The group in words.")
    role: GroupRole = Field(description="Whether it is everybody, everybody with one condition, or another part.")
    condition: ConditionTerm = Field(description="What the patients of the group have.")
    cause: CauseTerm | None = Field(default=None, description="The disease behind a secondary condition.")
    n: Count | None = Field(default=None, description="Patients in the group.")
    derived: Account = Field(default=None, description="How n, or the condition, was assumed where it is not printed.")
    selected_on_response: Flag | None = Field(
        default=None,
        description="Whether the patients were chosen by how they responded: a proportion of them is no response rate.",
    )

    @model_validator(mode="after")
    def chosen_patients_are_a_part(self) -> Self:
        if self.selected_on_response and self.role is not GroupRole.SUBGROUP:
            raise ValueError(
                f"selected_on_response: patients chosen by their response are a subgroup, not {self.role.value!r}."
            )
        return self


def not_reserved(arm: str) -> str:
    if arm == ALL_ARMS:
        raise ValueError(f"{arm!r} is reserved for figures of every arm together. Give the arm a name of its own.")
    return arm


class Arm(SeenIfFigures):
    """What a group of patients was given."""

    figures = ("n", "dose", "trough_target", "trough_measured")

    id: Annotated[Slug, AfterValidator(not_reserved)] = Field(
        description="Name of the arm within its file; rows refer to it."
    )
    label: Text = Field(description="The arm in words.")
    role: ArmRole = Field(description="Whether it had the treatment under review.")
    drugs: list[DrugTerm] = Field(min_length=1, description="Every drug of the arm.")
    regimen: Text | None = Field(default=None, description="Dose and schedule in words.")
    n: Count | None = Field(default=None, description="Patients in the arm.")
    dose: Span | None = Field(default=None, description="Lowest and highest dose.")
    trough_target: Span | None = Field(default=None, description="Trough level aimed at.")
    trough_measured: Span | None = Field(default=None, description="Trough level measured.")


class Numbers(Seen):
    """A figure, or what is said in place of one."""

    events: Count | None = Field(default=None, description="Patients with the outcome or event.")
    n: Count | None = Field(default=None, description="Patients who could have had it: the denominator.")
    printed: Percent | None = Field(default=None, description="Percentage exactly as printed.")
    value: Number | None = Field(default=None, description="A measured value.")
    stat: Stat | None = Field(default=None, description="What kind of number the value is.")
    unit: UnitTerm | None = Field(default=None, description="Unit of the value.")
    low: Number | None = Field(default=None, description="Lower end of the spread.")
    high: Number | None = Field(default=None, description="Upper end of the spread.")
    spread: Spread | None = Field(default=None, description="What low and high are.")
    p: Text | None = Field(default=None, description="P value exactly as printed.")
    says: Text | None = Field(default=None, description="What is stated without a figure, in our words.")
    derived: Derivation | None = Field(default=None, description="How the figure came about if it was not printed.")
    how: Account = Field(default=None, description="How a derived figure was worked out.")
    conflict: Remark = Field(default=None, description="What this figure disagrees with, and why it stands.")

    @model_validator(mode="after")
    def figures_agree(self) -> Self:
        if all(v is None for v in (self.events, self.printed, self.value, self.says, self.p)):
            raise ValueError("a row needs events, printed, value, p or says.")
        if self.n == 0:
            raise ValueError("n: 0 patients give no figure. Allowed: 1 or more.")
        if self.events is not None and self.n is not None and self.events > self.n:
            raise ValueError(f"events: {self.events} is more than n = {self.n}. Allowed: 0 to {self.n}.")
        if (self.derived is None) != (self.how is None):
            raise ValueError("derived and how go together: a derived figure says how it was worked out.")
        if self.value is not None and (self.unit is None or self.stat is None):
            raise ValueError("value needs a unit and a stat (" + ", ".join(Stat) + ").")
        if (self.low is not None or self.high is not None) and self.spread is None:
            raise ValueError("low and high need a spread (" + ", ".join(Spread) + ").")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"low = {self.low:g} is above high = {self.high:g}.")
        if self.value is not None and self.conflict is None:
            if self.value < 0 and self.stat is not Stat.DIFFERENCE:
                raise ValueError(f"value: {self.value:g} is negative; only a difference can be.")
            if (self.low is not None and self.value < self.low) or (self.high is not None and self.value > self.high):
                raise ValueError(f"value: {self.value:g} is outside its own low and high.")
        if self.events is not None and self.n is not None and self.printed is not None and self.conflict is None:
            if not percent_fits(self.printed, self.events, self.n):
                raise ValueError(
                    f"printed: {self.printed} is not {self.events}/{self.n} = {100 * self.events / self.n:.2f}%. "
                    "Correct the figures, or say under conflict why they differ."
                )
        if self.derived is Derivation.PERCENTAGE and self.events is not None:
            if self.n is None or self.printed is None:
                raise ValueError("derived: percentage needs the printed percentage and n it was worked out from.")
            fitting = counts_that_fit(self.printed, self.n)
            if fitting != [self.events]:
                raise ValueError(
                    f"events: derived from {self.printed} of {self.n}, which fits {fitting or 'no integer'}, "
                    f"not only {self.events}."
                )
        return self


class Figure(Numbers):
    """What efficacy and safety rows share."""

    arm: Slug = Field(description=f"`id` of an arm, or `{ALL_ARMS}` for every arm together.")
    versus: Slug | None = Field(default=None, description="`id` of the other arm, for a comparison.")
    group: Slug = Field(description="`id` of a group.")

    @model_validator(mode="after")
    def versus_another(self) -> Self:
        if self.versus is not None and self.versus == self.arm:
            raise ValueError(f"versus: {self.versus!r} is the arm itself. Name the other arm.")
        return self


class Relation(Model):
    """What a report relates to an outcome: a feature of the patients, a dose, a level."""

    feature: Text = Field(description="The feature, and what it was compared with.")
    of: OutcomeTerm = Field(description="The outcome it was related to.")
    direction: Direction = Field(
        description="With the feature the outcome was commoner or better (up), rarer or worse (down), or neither."
    )


class EfficacyRow(Figure):
    """One efficacy figure."""

    outcome: OutcomeTerm = Field(description="What was assessed.")
    month: Annotated[Number, Field(ge=0, le=600)] | None = Field(
        default=None, description="Months after the start of treatment."
    )
    when: When | None = Field(default=None, description="The time in words, where no month is given.")
    relates: Relation | None = Field(default=None, description="The feature that the row relates to an outcome.")

    @model_validator(mode="after")
    def one_time(self) -> Self:
        if (self.month is None) == (self.when is None):
            raise ValueError("month: give either month, or when (" + ", ".join(When) + ").")
        return self


class Candidate(Model):
    """A set of patients that an ambiguous percentage may be of: those of the arm, or those of them with an outcome."""

    id: Slug = Field(description="Name of the set within its reading.")
    label: Text = Field(description="The set in words, after `of`.")
    of: OutcomeTerm | None = Field(
        default=None, description="The patients counted in the arm's row of this outcome; absent: all of the arm."
    )
    when: When | None = Field(default=None, description="Time of that row, where it is given in words.")
    month: Number | None = Field(default=None, description="Time of that row, where it is given in months.")


class Reading(Seen):
    """Percentages printed without a denominator, and what they may mean: a reconstruction, never a row, never pooled.

    `events` are the counts that reproduce the printed percentages among one of the candidates; the check of the data
    proves it. The same counts are then set over the other candidates too.
    """

    id: Slug = Field(description="Name of the reading within its file.")
    outcome: OutcomeTerm = Field(description="Outcome of the rows that print the percentages.")
    group: Slug = Field(description="Group of these rows.")
    month: Number | None = Field(default=None, description="Time of these rows in months, or `when`.")
    when: When | None = Field(default=None, description="Time of these rows in words, or `month`.")
    printed: dict[Slug, Percent] = Field(min_length=2, description="Percentages as printed, by arm.")
    events: dict[Slug, Count] = Field(min_length=2, description="Counts reconstructed from them, by arm.")
    candidates: list[Candidate] = Field(min_length=2, description="What the percentages may be of.")
    how: Annotated[Text, ACCOUNT] = Field(description="Why these readings, and what speaks for one of them.")

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


class SafetyRow(Figure):
    """One safety figure."""

    event: EventTerm = Field(description="The adverse event.")
    severity: Severity = Field(default=Severity.ANY, description="How severe.")
    as_printed: Text | None = Field(default=None, description="The report's own term, where the vocabulary's differs.")


class MeasuredGroup(Model):
    """Mean and spread of one group, as printed."""

    label: Text = Field(description="The group in words.")
    mean: Number = Field(description="Mean exactly as printed.")
    plus_minus: Annotated[Number, Field(gt=0)] = Field(description="The number printed behind ±.")
    n: Annotated[Count, Field(ge=2)] | None = Field(
        default=None, description="Size of the group, where printed; without it nothing is standardised."
    )


class Measured(Model):
    """Means of two or more groups in one unit, exactly as printed: nothing is converted or corrected."""

    what: Text = Field(description="What was measured.")
    unit: UnitTerm = Field(description="Unit as printed; different units are never put on one axis.")
    plus_minus_is: PlusMinus = Field(description="What the number behind ± is.")
    odd: Remark = Field(default=None, description="What is odd in the printed figures: shown, never mended.")
    reference: Text = Field(description="Label of the group that the others are compared with.")
    groups: list[MeasuredGroup] = Field(min_length=2)

    @model_validator(mode="after")
    def reference_is_a_group(self) -> Self:
        labels = [group.label for group in self.groups]
        if repeated := next((label for label in labels if labels.count(label) > 1), None):
            raise ValueError(f"groups: the label {repeated!r} appears twice. Each group once.")
        if self.reference not in labels:
            raise ValueError(f"reference: {self.reference!r} is not a group. {nearest(self.reference, labels)}")
        return self


class Finding(Seen):
    """One mechanistic observation."""

    axis: AxisTerm = Field(description="Which part of the mechanism.")
    system: System = Field(description="Where it was measured.")
    disease: DiseaseTerm = Field(description="Whose cells or bodies.")
    perturbation: PerturbationTerm = Field(description="What was done or compared.")
    direction: Direction = Field(description="Which way it changed.")
    finding: Text = Field(description="What was found, in our words.")
    comparison: Text | None = Field(default=None, description="What was compared with what.")
    value: Text | None = Field(default=None, description="Values as printed, with units.")
    measured: list[Measured] | None = Field(
        default=None, description="The printed means with their spread, where the values allow it."
    )
    p: Text | None = Field(default=None, description="P value exactly as printed.")
    participants: Count | None = Field(default=None, description="Patients or donors, where printed.")
    conflict: Remark = Field(
        default=None,
        description="Which finding this disagrees with, by the id of its study; that study says so as well.",
    )

    @model_validator(mode="after")
    def measured_is_printed(self) -> Self:
        if self.measured is None:
            return self
        if self.value is None:
            raise ValueError("measured: there is no value as printed that it could be taken from.")
        printed = set(re.findall(r"\d+(?:\.\d+)?", self.value.replace(",", "")))
        for block in self.measured:
            for number in (x for group in block.groups for x in (group.mean, group.plus_minus)):
                if not any(float(one) == abs(number) for one in printed):
                    raise ValueError(f"measured: {number:g} does not stand in the value as printed.")
        return self


class BiasItem(Model):
    """One judgement on one or more items of a risk-of-bias instrument."""

    instrument: Instrument = Field(description="The instrument that goes with the design of the study.")
    items: list[ItemName] = Field(
        min_length=1, description="Items of the instrument that this judgement, with this reason, is about."
    )
    judgement: Judgement = Field(description="The judgement, by the rule of the item.")
    reason: Text = Field(description="Why, from what was seen.")
    source: SourceNumber | None = Field(default=None, description="`id` of the source the judgement rests on.")
    at: Text | None = Field(default=None, description="Place in that source.")
    status: RatingStatus = Field(default=RatingStatus.DRAFT, description="Whether a rater confirmed it.")
    rater: Text | None = Field(default=None, description="Role of the person who confirmed it.")

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


class Extraction(Model):
    """Who did what, as roles."""

    extracted_by: Text = "extractor 1"
    checked_by: Text | None = Field(
        default=None, description="Role of a second person who compared every figure with the source; absent: not done."
    )


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
    limits: Remark = Field(default=None, description="What could not be seen, and where sources disagree.")
    assumed: Account = Field(default=None, description="What was assumed where figures are not printed.")


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


class TrialArm(Model):
    """A planned arm."""

    label: Text
    role: ArmRole
    drugs: list[DrugTerm] = Field(min_length=1)
    regimen: Text | None = None


class Trial(Model):
    """data/trials/<id>.yaml: a registered trial without visible results."""

    id: StudyId
    registry: Text = Field(description="Registration number.")
    acronym: Text | None = Field(default=None, description="Short name of the trial.")
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
    limits: Remark = Field(default=None, description="What could not be seen, and where sources disagree.")
    assumed: Account = Field(default=None, description="What was assumed without being printed.")


class ContextFigure(Numbers):
    """A figure that gives context: never pooled, never ranked against the treatment under review."""

    id: Annotated[Slug | None, NAME] = Field(
        default=None, description="Name within the file by which prose asks for the figure; needed only where it does."
    )
    about: Text = Field(description="Who, and given what.")
    short: Annotated[Text | None, NAME] = Field(
        default=None,
        description="Arm or subgroup in few words, where the drug does not tell it from the report's other figures.",
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


class Point(Seen):
    """A definition, position or finding used as background, in our words."""

    id: Annotated[Slug | None, NAME] = Field(
        default=None, description="Name within the file by which prose refers to the point; needed only where it does."
    )
    topic: Text = Field(description="What it is about.")
    point: Text = Field(description="The point in our words.")
    interactions: list[Interaction] = Field(default=[], description="Interactions that the point tells of.")


class Context(Model):
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
    figures: list[ContextFigure] = []
    points: list[Point] = []
    limits: Remark = None
    assumed: Account = None

    @model_validator(mode="after")
    def holds_something(self) -> Self:
        if not self.figures and not self.points:
            raise ValueError("points: a context file needs at least one figure or point.")
        return self
