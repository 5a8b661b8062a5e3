"""data/pathway.yaml: the proposed pathway and the hypotheses. It declares claims; what they are worth is computed."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from .base import AxisTerm, Model, Slug, StudyId, Text
from .terms import NodeKind, Part, Sign, System


class Node(Model):
    """A box of the picture."""

    id: Slug
    label: Text = Field(description="As short as can be.")
    kind: NodeKind
    column: Annotated[int, Field(strict=True, ge=0, le=9)] = Field(
        description="Place between the treatment (0) and the outcome; arrows run to higher columns."
    )
    axes: list[AxisTerm] = Field(
        default=[], description="Axes it represents; the first gives its direction in the disease."
    )


class Bearing(Model):
    """Which findings bear on a claim, and which of their directions supports it."""

    axis: AxisTerm
    parts: list[Part] = Field(min_length=1)
    supports: Literal["up", "down"] = Field(description="Direction that supports the claim; the opposite, against it.")
    studies: list[StudyId] = Field(
        default=[], description="Only these publications, where others on the axis ask something else."
    )
    systems: list[System] = Field(default=[], description="Only what was measured there.")
    why: Text | None = Field(default=None, description="Why only these publications or systems.")

    @model_validator(mode="after")
    def choice_has_a_reason(self) -> Self:
        if bool(self.studies or self.systems) != (self.why is not None):
            raise ValueError("why: a choice of publications or systems needs its reason, and only a choice has one.")
        return self


class Edge(Model):
    """An arrow of the picture: a claim. Its style is computed from the findings, never typed."""

    start: Slug = Field(description="`id` of a node.")
    end: Slug = Field(description="`id` of another node.")
    sign: Sign = Field(description="As claimed.")
    claim: Text = Field(description="The claim as a sentence.")
    findings: list[Bearing] = Field(default=[], description="What bears on it; nothing: a hypothesis.")


class Hypothesis(Model):
    """A claim on the patients, weighed in the synthesis."""

    id: Slug
    label: Text
    claim: Text = Field(description="The claim as a sentence.")
    concern: Literal["benefit", "harm"]
    findings: list[Bearing] = Field(default=[], description="What bears on it.")


class Pathway(Model):
    """data/pathway.yaml."""

    nodes: list[Node] = Field(min_length=2)
    edges: list[Edge] = Field(min_length=1)
    hypotheses: list[Hypothesis] = []
