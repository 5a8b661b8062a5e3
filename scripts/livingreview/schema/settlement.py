"""data/extractions/decisions: how each difference between two readings of a publication was settled."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from .base import AsFound, Model, Number, Role, StudyId, Text
from .dates import IsoDate
from .values import SourceNumber, Span

Place = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z_]+(\[\d+\])?$")]
FieldName = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z_]+(\.[a-z_]+)?$")]
RowPlace = Annotated[str, StringConstraints(strict=True, pattern=r"^(efficacy|safety|findings)\[\d+\]$")]
Taken = Literal["first", "second", "third", "empty", "conflict", "not-seen"]


class Same(Model):
    """A row of each reading that are one datum, although nothing in them shows it: a feature named in other words."""

    first: RowPlace = Field(description="Row of the first reading: efficacy[2].")
    second: RowPlace = Field(description="Row of the second reading, of the same part.")

    @model_validator(mode="after")
    def one_part(self) -> Self:
        if self.first.partition("[")[0] != self.second.partition("[")[0]:
            raise ValueError(f"second: {self.second} and {self.first} are of two parts. One datum is of one part.")
        return self


class Decided(Model):
    """One difference, and what was decided on it."""

    first: Place | None = Field(default=None, description="Row of the first reading: efficacy[2]; absent: it has none.")
    second: Place | None = Field(default=None, description="Row of the second reading; absent: it has none.")
    field: FieldName | None = Field(default=None, description="The field that differs; absent: the whole row.")
    first_says: AsFound | None = Field(default=None, description="What the first reading gives.")
    second_says: AsFound | None = Field(default=None, description="What the second reading gives.")
    take: Taken = Field(
        description="Which is right after a third look at the source: the first, the second, a third value, none "
        "(`empty`: no source prints one), both (`conflict`: the sources disagree), or nobody can see it any more "
        "(`not-seen`: the first stays)."
    )
    value: int | Number | Span | Text | list[Text] | None = Field(
        default=None, description="With `third`: the value as printed; a time as months or in words."
    )
    source: SourceNumber | None = Field(
        default=None, description="With `third`: number of the source, in the file in data/, in which it is printed."
    )
    at: Text | None = Field(default=None, description="With `third`: the place in that source.")
    reason: Text = Field(description="Why, from the source; printed with the disagreement.")
    role: Role = Field(description="Who decided, as a role with a number: adjudicator 1.")

    @model_validator(mode="after")
    def complete(self) -> Self:
        if self.first is None and self.second is None:
            raise ValueError("first: name the row of at least one reading.")
        if self.field is None and self.take in ("third", "empty", "conflict"):
            raise ValueError(f"take: {self.take!r} is for a field. Of a whole row: first, second or not-seen.")
        given = [name for name in ("value", "source", "at") if getattr(self, name) is not None]
        if self.take == "third" and len(given) < 3:
            missing = next(name for name in ("value", "source", "at") if name not in given)
            raise ValueError(f"{missing} is missing: a third value is given as printed, with its source and place.")
        if self.take != "third" and given:
            raise ValueError(f"{given[0]}: only a third value has it. Delete the field, or write `take: third`.")
        return self


class Settlement(Model):
    """data/extractions/decisions/<id>.yaml: the differences between two readings, and the decision on each."""

    id: StudyId = Field(description="Key of the publication; the name of the file without `.yaml`.")
    first: Role = Field(description="Role of the first reading.")
    second: Role = Field(description="Role of the second reading.")
    settled_on: IsoDate = Field(description="Day on which the differences were settled.")
    same: list[Same] = Field(default=[], description="Rows that are one datum, named differently by the two readers.")
    differences: list[Decided] = Field(default=[], description="Every difference, once.")
