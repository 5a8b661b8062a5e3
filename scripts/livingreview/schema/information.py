"""What the optimal information size of a pool or comparison rests on; the size itself is computed."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from .base import Model, Number, Text

Risk = Annotated[Number, Field(gt=0, lt=1)]


class Precision(Model):
    """Of a pool of proportions: how precise a result should be."""

    half_width: Risk = Field(
        description="Half the width that its confidence interval may have: 0.1 is ten percentage points to either side."
    )
    expected: Risk = Field(default=0.5, description="Proportion that is expected; 0.5 needs most patients.")
    why: Text = Field(description="Reason for these numbers, printed with the size that follows from them.")


class Detectable(Model):
    """Of a comparison: which effect a trial should be able to find."""

    control_risk: Risk = Field(description="Share of patients with the outcome or event under the comparator.")
    relative_change: Number = Field(
        description="Relative change of that share: -0.25 for a quarter less, 0.25 for a quarter more."
    )
    alpha: Risk = Field(default=0.05, description="Two-sided error of the first kind.")
    power: Risk = Field(default=0.8, description="Probability that a trial of this size finds the effect.")
    why: Text = Field(description="Reason for these numbers, printed with the size that follows from them.")

    @model_validator(mode="after")
    def a_risk_changes(self) -> Self:
        treated = self.control_risk * (1 + self.relative_change)
        if self.relative_change == 0 or not 0 < treated < 1:
            raise ValueError(
                f"relative_change: {self.relative_change:g} makes {treated:g} of {self.control_risk:g}. "
                "Allowed: a change, after which the share is between 0 and 1."
            )
        return self
