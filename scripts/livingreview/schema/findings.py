"""Mechanistic findings, with the means that they were read from."""

from __future__ import annotations

import re
from typing import Annotated, Self

from pydantic import Field, model_validator

from .base import AxisTerm, Count, DiseaseTerm, Model, Number, PerturbationTerm, Remark, Text, UnitTerm, refuse
from .naming import nearest
from .terms import Direction, PlusMinus, System
from .values import Sourced


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
    odd: Remark = Field(default=None, description="What is odd in the printed values: shown, never corrected.")
    reference: Text = Field(description="Label of the group that the others are compared with.")
    groups: list[MeasuredGroup] = Field(min_length=2, description="Each group with its mean and spread.")

    @model_validator(mode="after")
    def reference_is_a_group(self) -> Self:
        labels = [group.label for group in self.groups]
        if repeated := next((label for label in labels if labels.count(label) > 1), None):
            raise ValueError(
                f"groups: the label {repeated!r} appears twice. Each group has its own label, such as `treated` and "
                "`untreated`."
            )
        if self.reference not in labels:
            raise ValueError(
                f"reference: {self.reference!r} is not the label of a group of this block. Write the label of the "
                f"group with which the others are compared. {nearest(self.reference, labels)}"
            )
        return self


class Finding(Sourced):
    """One mechanistic observation."""

    axis: AxisTerm = Field(title="Part of the mechanism", description="Which part of the mechanism it bears on.")
    system: System = Field(title="Where measured", description="Where it was measured: patients, cells or animals.")
    disease: DiseaseTerm = Field(
        title="Whose cells or bodies",
        description="Which disease the cells or bodies had. (`condition` of a group says what treated patients have.)",
    )
    perturbation: PerturbationTerm = Field(
        title="What was done or compared", description="What was done to them, or what was compared with what."
    )
    direction: Direction = Field(description="Which way it changed, with what was done or in what is named first.")
    finding: Text = Field(title="Finding in words", description="What was found, in our words.")
    comparison: Text | None = Field(
        default=None, description="Both sides of the comparison: treated v untreated cells."
    )
    value: Text | None = Field(
        default=None, title="Values as printed", description="Values of both sides as printed, with units."
    )
    measured: list[Measured] | None = Field(
        default=None,
        title="Means with a spread",
        description="Only where the report prints mean ± SD or SE of two groups or more: the same numbers once more, "
        "each in its field, for a standardised difference. Other values stay in words, in `value`.",
    )
    p: Text | None = Field(default=None, title="P value", description="P value exactly as printed.")
    participants: Count | None = Field(
        default=None,
        description="How many people with the disease of this row it is about, all groups of them together, where "
        "printed. Those they are compared with (healthy, or with another disease) are not counted, and no animals; "
        "where `disease` says healthy, these are the donors.",
    )
    conflict: Remark = Field(
        default=None,
        description="Which finding this disagrees with, by the id of its study; that study says so as well.",
    )

    @model_validator(mode="after")
    def measured_is_printed(self) -> Self:
        if self.measured is None:
            return self
        if self.value is None:
            raise ValueError(
                "measured: the numbers are taken from the field `value`, which this finding does not have. Write there "
                "both sides as the report prints them, such as `value: 8.9 ± 1.2 v 4.2 ± 0.8 pg/mL`."
            )
        printed = {float(one) for one in re.findall(r"\d+(?:\.\d+)?", self.value.replace(",", ""))}
        shown = ", ".join(f"{one:g}" for one in sorted(printed)) or "it has none"
        refuse(
            f"measured: {number:g} ({block.what}) is not among the numbers of the field `value` ({shown}), and is the "
            f"{name} of {group.label}. Copy it there as the report prints it, or correct it here; nothing is converted."
            for block in self.measured
            for group in block.groups
            for name, number in (("mean", group.mean), ("plus_minus", group.plus_minus))
            if abs(number) not in printed
        )
        return self
