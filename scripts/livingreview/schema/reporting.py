"""data/reporting.yaml: where each item of a reporting standard is met, or why it is not."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from .base import Model, Text
from .naming import nearest
from .standards import standards
from .terms import Reported

Place = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z0-9/-]+(#[a-z0-9-]+)?$")]


class _Answer(Model):
    """How far one item is met, and where."""

    reported: Reported
    where: list[Place] = Field(
        default=[], description="Chapters without `.md`, with the heading after #: `methods#searches`."
    )
    note: Text | None = Field(default=None, description="What is missing and why; required unless the item is met.")

    @model_validator(mode="after")
    def complete(self) -> Self:
        if self.reported in (Reported.MET, Reported.PARTLY) and not self.where:
            raise ValueError("where is missing: an item that is met, or met in part, names the place.")
        if self.reported is not Reported.MET and self.note is None:
            raise ValueError("note is missing: an item that is not wholly met says why.")
        return self


class ReportedItem(_Answer):
    """How far one item is met, and where; an item on authors has a second answer for the time when they have signed."""

    once_signed: _Answer | None = Field(
        default=None, description="The answer as soon as data/authors.yaml holds no placeholder."
    )

    def answer(self, signed: bool) -> ReportedItem:
        """The answer that holds while authors have, or have not, signed."""
        if not signed or self.once_signed is None:
            return self
        return ReportedItem(**self.once_signed.model_dump())


class Reporting(Model):
    """The review against the reporting standards it follows."""

    standards: dict[str, dict[str, ReportedItem]]

    @model_validator(mode="after")
    def every_item(self) -> Self:
        known = standards()
        for name, items in self.standards.items():
            if name not in known:
                raise ValueError(f"{name!r} is not a standard. {nearest(name, list(known))}")
            ids = [item.id for item in known[name].items]
            if unknown := [one for one in items if one not in ids]:
                raise ValueError(f"{name}: there is no item {unknown[0]!r}. {nearest(unknown[0], ids, 60)}")
            if missing := [one for one in ids if one not in items]:
                raise ValueError(f"{name}: item {missing[0]!r} is missing. List every item of the standard.")
        return self
