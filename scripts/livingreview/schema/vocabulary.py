"""data/vocabulary.yaml: the terms of the topic (outcomes, drugs, events, axes ...), each with its definition."""

from __future__ import annotations

from pydantic import Field

from .base import Flag, Model, Number, Slug, Text
from .terms import Aspect, Part


class Called(Model):
    """What every term may have."""

    synonyms: list[Text] = Field(
        default=[],
        description="Other names of exactly the same thing: a message about one of them names this term. A word "
        "with a wider, narrower or merely similar meaning is none.",
    )


class Outcome(Called):
    """An outcome of the review."""

    label: Text
    definition: Text
    sum_of: list[Slug] = Field(
        default=[],
        description="Outcomes whose counts add up to this one (checked wherever all share arm, group and time).",
    )
    higher_is_better: Flag | None = Field(default=None, description="Whether more is better; absent for measurements.")
    relation: Flag = Field(
        default=False, description="Whether its rows relate a feature to another outcome, and so must say which."
    )
    aspect: Aspect | None = Field(default=None, description="What it says of the course, if it does.")
    surrogate_of: Text | None = Field(
        default=None,
        description="What patients notice and this stands for, if it is a laboratory value or rests on one.",
    )


class Condition(Called):
    """A kind of patient group."""

    label: Text
    definition: Text
    pooled: Flag = Field(description="Whether such groups may enter a pool at all.")
    in_scope: Flag = Field(
        default=True, description="Whether such patients are what the review asks about; else indirect."
    )


class Named(Called):
    """A term with a label and a definition."""

    label: Text
    definition: Text


class Unit(Called):
    """A unit, with the range that a value in it can plausibly have."""

    label: Text
    definition: Text
    low: Number | None = Field(default=None, description="Smallest plausible value; below it, a value is refused.")
    high: Number | None = Field(default=None, description="Largest plausible value; above it, a value is refused.")


class Event(Called):
    """An adverse event term."""

    label: Text
    organ_class: Text
    definition: Text | None = None
    pooled: Flag = Field(
        default=True, description="Whether counts of it may be pooled; not so for a term that holds different events."
    )
    any_kind: Flag = Field(
        default=False, description="Whether it counts patients with an event of any kind, and so those with each other."
    )


class Axis(Called):
    """A mechanism axis."""

    label: Text
    definition: Text
    chapter: Slug = Field(description="Chapter in chapters/mechanisms that shows it.")
    collects: Flag = Field(
        default=False,
        description="Whether up and down mean different things in its findings: shown, never counted together.",
    )


class Chapter(Model):
    """A mechanism chapter."""

    label: Text
    definition: Text
    leading: Slug | None = Field(
        default=None, description="The axis that the chapter is named for, where there is one."
    )


class Perturbation(Called):
    """What was done, or compared, in a finding."""

    label: Text
    definition: Text
    part: Part
    short: Text | None = Field(
        default=None, description="A word or two beside a publication's name in figures; none for the treatment itself."
    )


class Disease(Called):
    """Whose cells or bodies a finding is about."""

    label: Text
    definition: Text
    direct: Flag = Field(description="Whether it is the condition under review itself.")


class Vocabulary(Model):
    """data/vocabulary.yaml: the topic's closed vocabularies, each term with its definition."""

    outcomes: dict[Slug, Outcome] = Field(description="What is assessed in patients.")
    conditions: dict[Slug, Condition] = Field(description="What the patients of a group have.")
    causes: dict[Slug, Named] = Field(default={}, description="Diseases behind a secondary condition.")
    lines: dict[Slug, Named] = Field(default={}, description="Phases of the disease, or lines of its treatment.")
    drugs: dict[Slug, Named] = Field(description="What arms were given.")
    units: dict[Text, Unit] = Field(default={}, description="Units of values, each with its plausible range.")
    events: dict[Slug, Event] = Field(default={}, description="Adverse events.")
    axes: dict[Slug, Axis] = Field(default={}, description="Parts of the proposed mechanism.")
    chapters: dict[Slug, Chapter] = Field(default={}, description="Mechanism chapters, in the order of the book.")
    perturbations: dict[Slug, Perturbation] = Field(default={}, description="What was done, or compared, in a finding.")
    diseases: dict[Slug, Disease] = Field(default={}, description="Whose cells or bodies a finding is about.")
