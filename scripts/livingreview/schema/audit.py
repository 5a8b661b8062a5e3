"""data/audits: random samples of figures that a person compared with their sources."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from .base import Count, Model, Remark, Role, Text
from .dates import IsoDate

Fault = Literal["not seen", "number", "label"]


class AuditFault(Model):
    """One figure of the sample that was not as it should be."""

    file: Text = Field(description="The file that holds the figure.")
    field: Text = Field(description="The row and the field: efficacy[2].events.")
    what: Fault = Field(description="Not seen at its source, another number there, or another label.")
    remark: Remark = Field(default=None, description="What was found instead.")


class Audit(Model):
    """data/audits/<date>-<seed>.yaml: one audit."""

    seed: Count = Field(description="Seed with which the sample was drawn.")
    audited_on: IsoDate = Field(description="Day of the audit.")
    by: Role = Field(description="Who compared the figures with their sources, as a role: checker 1.")
    frame: Count | None = Field(default=None, description="Figures from which the sample was drawn, where known.")
    drawn: Count = Field(description="Figures in the sample.")
    seen: Count = Field(description="Figures that were found at their source.")
    wrong_numbers: Count = Field(description="Of those, figures with another number at the source.")
    wrong_labels: Count = Field(description="Of those, figures with a wrong label: outcome, time, arm.")
    faults: list[AuditFault] = Field(default=[], description="The figures that were not as they should be.")
    note: Remark = Field(default=None, description="How the audit was done, and what was done about its faults.")

    @model_validator(mode="after")
    def counts_fit(self) -> Self:
        if self.drawn < 1:
            raise ValueError("drawn: an audit of no figure is none. Allowed: 1 or more.")
        if self.seen > self.drawn:
            raise ValueError(f"seen: {self.seen} is more than the {self.drawn} drawn.")
        for name in ("wrong_numbers", "wrong_labels"):
            if (wrong := getattr(self, name)) > self.seen:
                raise ValueError(f"{name}: {wrong} is more than `seen` = {self.seen}.")
        if self.frame is not None and self.frame < self.drawn:
            raise ValueError(f"frame: {self.frame} is less than the {self.drawn} drawn.")
        return self
