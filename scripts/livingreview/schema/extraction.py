"""data/extractions: what one reader read in a publication, without sight of what another had read there."""

from __future__ import annotations

from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, Field, model_validator

from .background import BackgroundValue
from .base import (
    AxisTerm,
    CauseTerm,
    ConditionTerm,
    Count,
    DrugTerm,
    Model,
    Month,
    Remark,
    Role,
    Slug,
    StudyId,
    Text,
)
from .dates import IsoDate
from .findings import Finding
from .outcomes import EfficacyRow, SafetyRow
from .patients import Population, not_reserved
from .terms import Age, Design, TrialStatus
from .values import Source, SourcedIfValues, Span

ReadPart = Literal["population", "groups", "arms", "efficacy", "safety", "findings", "figures", "trial"]
READ_PARTS: tuple[ReadPart, ...] = get_args(ReadPart)


class ReadGroup(Model):
    """A set of patients, as the reader found it."""

    id: Slug = Field(description="Short name of the group; rows refer to it.")
    label: Text = Field(description="The group in words.")
    condition: ConditionTerm | None = Field(default=None, description="What the patients of the group have.")
    cause: CauseTerm | None = Field(default=None, description="The disease behind a secondary condition, if named.")
    n: Count | None = Field(default=None, description="Patients in the group.")
    note: Remark = Field(default=None, description="What was assumed about it.")


class ReadArm(SourcedIfValues):
    """A treatment, as the reader found it."""

    values = ("n", "dose", "trough_target", "trough_measured")

    id: Annotated[Slug, AfterValidator(not_reserved)] = Field(description="Short name of the arm; rows refer to it.")
    label: Text = Field(description="The arm in words.")
    drugs: list[DrugTerm] = Field(default=[], description="Every drug that the patients of the arm were given.")
    regimen: Text | None = Field(default=None, description="Dose and schedule in words.")
    n: Count | None = Field(default=None, description="Patients in the arm.")
    dose: Span | None = Field(default=None, description="Lowest and highest dose.")
    trough_target: Span | None = Field(default=None, description="Trough level aimed at.")
    trough_measured: Span | None = Field(default=None, description="Trough level measured.")
    note: Remark = Field(default=None, description="Whatever else a reader must know about it.")


class ReadTrial(SourcedIfValues):
    """The entry of a registered trial, as the reader found it."""

    values = ("planned",)

    status: TrialStatus | None = Field(default=None, description="State of the trial at the date given.")
    status_date: Month | None = Field(default=None, description="When the register, or its copy, said so.")
    phase: Text | None = Field(default=None, description="Phase of development.")
    masking: Text | None = Field(default=None, description="Who does not know the treatment.")
    country: Text | None = Field(default=None, description="Where it is done.")
    design: Design | None = Field(default=None, description="Design of the trial.")
    age: Age | None = Field(default=None, description="Ages of the patients.")
    condition: ConditionTerm | None = Field(default=None, description="What the patients have.")
    planned: Count | None = Field(default=None, description="Planned number of patients.")


class NotSeen(Model):
    """What the reader looked for and could not find: counted as not read again, never as agreement."""

    part: ReadPart | Literal["everything"] = Field(
        description="Part of the publication: one of `parts`, or `everything` where no page of it was found."
    )
    of: Slug | None = Field(
        default=None,
        description="Only one outcome, event, axis, arm or group of that part, or one numbered figure; absent: all.",
    )
    why: Text = Field(description="Why: the page is gone, is cut before it, asks for payment.")

    @model_validator(mode="after")
    def everything_has_no_part(self) -> Self:
        if self.part == "everything" and self.of is not None:
            raise ValueError("of: `everything` has no parts. Name the part, or delete this field.")
        return self


class Extract(Model):
    """data/extractions/<role>/<id>.yaml: one reader's reading of one publication."""

    id: StudyId = Field(description="Key of the publication; the name of the file without `.yaml`.")
    role: Role = Field(description="Who read it; the folder has the same name, with a dash.")
    read_on: IsoDate | None = Field(default=None, description="Day on which the sources were read.")
    frozen_on: IsoDate | None = Field(
        default=None,
        description="Day on which `review extract resolve` kept the first reading as it was, in place of `read_on`.",
    )
    parts: list[ReadPart] = Field(min_length=1, description="What was to be read; rows of other parts do not count.")
    axes: list[AxisTerm] = Field(
        default=[], description="Axes of the mechanism that were to be read, where `parts` has findings; absent: all."
    )
    sources: list[Source] = Field(default=[], description="What this reader found and read, numbered.")
    population: Population | None = Field(default=None, description="Who was studied.")
    groups: list[ReadGroup] = Field(default=[], description="Sets of patients that values refer to.")
    arms: list[ReadArm] = Field(default=[], description="Treatments that the patients were given.")
    efficacy: list[EfficacyRow] = Field(default=[], description="Effects of treatment, one value a row.")
    safety: list[SafetyRow] = Field(default=[], description="Adverse events, one value a row.")
    findings: list[Finding] = Field(default=[], description="Findings on mechanisms, one observation a row.")
    figures: list[BackgroundValue] = Field(
        default=[], description="Values of a background publication; `id` is the number in the list of what to find."
    )
    trial: ReadTrial | None = Field(default=None, description="The entry of a registered trial.")
    not_seen: list[NotSeen] = Field(default=[], description="What was looked for and could not be seen, and why.")
    note: Remark = Field(default=None, description="Whatever else the other readers must know.")

    @model_validator(mode="after")
    def says_when_and_what(self) -> Self:
        if (self.read_on is None) == (self.frozen_on is None):
            raise ValueError("read_on: give the day on which the sources were read, such as 2024-01-31.")
        if len(set(self.parts)) < len(self.parts):
            raise ValueError("parts: each part once.")
        if self.axes and "findings" not in self.parts:
            raise ValueError("axes: only findings have axes, and they are not among the parts.")
        for name in READ_PARTS:
            if name not in self.parts and name not in ("groups", "arms") and getattr(self, name):
                raise ValueError(f"{name}: is not among the parts to be read ({', '.join(self.parts)}).")
        if not self.not_seen and not self.rows and not self.population and not self.trial:
            raise ValueError("not_seen is missing: nothing was read. Fill in rows, or say what could not be seen.")
        if self.rows and not self.sources:
            raise ValueError("sources is missing: name what was read.")
        return self

    @property
    def rows(self) -> bool:
        """Whether anything was read of arms or rows."""
        return any((self.efficacy, self.safety, self.findings, self.figures, [arm for arm in self.arms if arm.drugs]))

    def missed(self, part: str, *terms: str | None) -> NotSeen | None:
        """What the reader says on not seeing this part, or one of these terms in it."""
        for one in self.not_seen:
            if one.part == "everything" or (one.part == part and (one.of is None or one.of in terms)):
                return one
        return None
