"""data/authors.yaml: who signs the article, and what they declare."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from .base import AsFound, Flag, Model, Text

PLACEHOLDER = "TO BE FILLED IN"
Orcid = Annotated[str, StringConstraints(strict=True, pattern=r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$")]
Key = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z0-9-]+$")]


def is_eastern(text: str) -> bool:
    """Whether all characters are Chinese, Japanese or Korean, in which the family name comes first."""
    kinds = ("CJK", "HANGUL", "HIRAGANA", "KATAKANA")
    return all(unicodedata.name(one, "").startswith(kinds) for one in text)


class Author(Model):
    """One author."""

    given: Text = Field(description=f"Given names, or {PLACEHOLDER!r}.")
    family: AsFound
    affiliations: list[Key] = Field(min_length=1, description="Keys of `affiliations`.")
    orcid: Orcid | None = None
    email: Text | None = Field(default=None, description="Required of the corresponding author.")
    corresponding: Flag = False
    contributions: list[Text] = Field(min_length=1, description="CRediT roles.")
    conflicts: Text = Field(description="Competing interests, or that there are none.")

    @property
    def name(self) -> str:
        """The name as signed: the family name first in Chinese; given once where both parts are the same."""
        if self.given != self.family and is_eastern(self.family + self.given):
            return self.family + self.given
        return self.given if self.given == self.family else f"{self.given} {self.family}"

    @model_validator(mode="after")
    def reachable(self) -> Self:
        if self.corresponding and self.email is None:
            raise ValueError("email is missing: the corresponding author needs one.")
        return self


class Authors(Model):
    """Authors and declarations of the article. Any value may be a placeholder; the submission then stays a draft."""

    authors: list[Author] = Field(min_length=1)
    affiliations: dict[Key, Text]
    funding: Text
    role_of_funders: Text
    ethics: Text
    data_availability: Text
    acknowledgements: Text | None = None
    keywords: list[Text] = Field(min_length=1)

    @model_validator(mode="after")
    def consistent(self) -> Self:
        for author in self.authors:
            if unknown := [one for one in author.affiliations if one not in self.affiliations]:
                allowed = ", ".join(self.affiliations)
                raise ValueError(f"{author.family}: there is no affiliation {unknown[0]!r}. Allowed: {allowed}.")
        if sum(author.corresponding for author in self.authors) != 1:
            raise ValueError("exactly one author is corresponding.")
        return self

    @property
    def placeholders(self) -> list[str]:
        """Where placeholders are left."""
        found: list[str] = []

        def look(value: object, path: str) -> None:
            if isinstance(value, dict):
                for key, inner in value.items():
                    look(inner, f"{path}.{key}" if path else str(key))
            elif isinstance(value, list):
                for i, inner in enumerate(value, 1):
                    look(inner, f"{path} {i}")
            elif isinstance(value, str) and PLACEHOLDER in value:
                found.append(path)

        look(self.model_dump(), "")
        return found
