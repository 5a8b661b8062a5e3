"""Which time points may enter a pool or a comparison."""

from __future__ import annotations

from typing import Self

from pydantic import Field, field_validator, model_validator

from .base import Model, Number
from .terms import UNTIMED, When


class Window(Model):
    """Which time points may enter a pool, and which is taken where a report gives several."""

    target: Number = Field(description="Month; the row nearest to it is taken.")
    first: Number
    last: Number
    also: list[When] = Field(
        default=[],
        description=(
            "Times in words that are accepted too; marked in every figure. Neither `best` nor `not-stated` is a time: "
            "where one is accepted, the other is too."
        ),
    )

    @model_validator(mode="after")
    def ordered(self) -> Self:
        if not self.first <= self.target <= self.last:
            raise ValueError("first <= target <= last is needed.")
        return self

    @field_validator("also")
    @classmethod
    def untimed_alike(cls, also: list[When]) -> list[When]:
        """Neither of UNTIMED is a time: which of the two a row has must not decide whether it enters."""
        return list(dict.fromkeys([*also, *UNTIMED])) if set(also) & set(UNTIMED) else also
