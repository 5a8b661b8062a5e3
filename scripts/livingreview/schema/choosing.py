"""Choices of a pool that could have been made otherwise, and thresholds that its result is held against."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import prod
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from .base import Count, Model, Number, Slug, Text
from .windows import Window

Representative = Literal["largest", "earliest", "latest"]
Counts = Literal["any", "not-worked-out", "printed"]
Percentages = Literal["left-out", "lowest", "highest"]
AnyModel = Literal["glmm", "beta-binomial", "reml", "ml", "dl", "pm", "common", "double-arcsine"]
AnyTest = Literal["z", "t", "adhoc", "profile", "bartlett"]
MOST_COMBINATIONS: Final = 100_000  # that are enumerated; each build pools every different one


class Threshold(Model):
    """A proportion at which a reader would conclude something else."""

    at: Annotated[Number, Field(gt=0, lt=1)] = Field(description="The proportion: 0.5 for half of the patients.")
    label: Text = Field(description="What lies at it, in words: half of the patients.")
    why: Text = Field(description="Why this proportion, and whether it was fixed before the results were known.")


class OtherWindow(Model):
    """Another time window that could have been declared."""

    id: Slug
    label: Text = Field(description="What it means, in words: nearest to six months.")
    window: Window


class Choices(Model):
    """What else could have been chosen for a pool: every combination is pooled, and all are shown together.

    Each field lists alternatives; the choice that the pool declares is always among them and is not repeated.
    """

    windows: list[OtherWindow] = Field(default=[], description="Other time windows.")
    representatives: list[Representative] = Field(
        default=[],
        description="Which of several reports of one cohort enters: the pool takes the largest, then the earliest. "
        "`earliest`, `latest`: by year of publication.",
    )
    counts: list[Counts] = Field(
        default=[],
        description="Which counts enter: the pool takes `any`. `not-worked-out`: none that was worked out from a "
        "percentage, words or a reading; `printed`: none that was derived.",
    )
    percentages: list[Percentages] = Field(
        default=[],
        description="Percentages without a count: the pool leaves them out. `lowest`, `highest`: each enters with the "
        "lowest or highest proportion that an admissible count and denominator give.",
    )
    min_patients: list[Count] = Field(default=[], description="Other smallest denominators.")
    subsets: list[Slug] = Field(default=[], description="Ids of `subsets` of the pool: only their rows are pooled.")
    models: list[AnyModel] = Field(default=[], description="Other models.")
    tests: list[AnyTest] = Field(
        default=[],
        description="Other confidence intervals: z; t (Hartung-Knapp with inverse variance); adhoc, modified "
        "Hartung-Knapp; profile and bartlett, likelihood ratios.",
    )
    why: Text = Field(description="Why these alternatives are admissible and others are not, printed with the figure.")

    @model_validator(mode="after")
    def each_once(self) -> Self:
        for name in ("representatives", "counts", "percentages", "min_patients", "subsets", "models", "tests"):
            listed = getattr(self, name)
            for i, one in enumerate(listed):
                if one in listed[:i]:
                    raise ValueError(f"{name}: {one!r} appears twice. Each alternative once.")
        ids = [other.id for other in self.windows]
        for i, one in enumerate(ids):
            if one in ids[:i]:
                raise ValueError(f"windows: {one!r} appears twice. Each id once.")
        return self

    def check_against(self, declared: Mapping[str, object], window: Window, subsets: Collection[str]) -> None:
        """Raise a ValueError for an alternative that the pool declares already, or for too many combinations.

        declared: what the pool declares, by field of this model; subsets: the ids of its subsets.
        """
        for name in self.subsets:
            if name not in subsets:
                allowed = ", ".join(subsets) or "none, as the pool declares no subsets"
                raise ValueError(f"choices: subsets lists {name!r}, which the pool does not have. Allowed: {allowed}.")
        for name, own in declared.items():
            if own in getattr(self, name):
                raise ValueError(f"choices: {name} lists {own!r}, which the pool declares. List only alternatives.")
        for other in self.windows:
            if other.window == window:
                raise ValueError(
                    f"choices: windows lists {other.id!r}, the window of the pool. List only alternatives."
                )
        combinations = prod(len(getattr(self, name)) + 1 for name in (*declared, "windows", "subsets"))
        if combinations > MOST_COMBINATIONS:
            raise ValueError(f"choices: {combinations:,} combinations. Allowed: up to {MOST_COMBINATIONS:,}.")
