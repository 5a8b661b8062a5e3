"""data/authors.yaml: who signs the article, and what they declare."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, field_validator, model_validator

from .base import AsFound, Flag, Model, Text

PLACEHOLDER = "TO BE FILLED IN"
EMAIL = re.compile(r"[^@\s<>(),;:\"]+@[^@\s<>(),;:\".]+(\.[^@\s<>(),;:\".]+)+")


def _orcid(text: str) -> str:
    """The identifier if its check digit is right. Raises ValueError otherwise."""
    if (digit := orcid_check_digit(text)) != text[-1]:
        raise ValueError(f"{text} is no ORCID: its last digit should be {digit}. Check every digit against orcid.org.")
    return text


def orcid_check_digit(text: str) -> str:
    """Check digit of an ORCID by ISO 7064 MOD 11-2, from its first 15 digits."""
    total = 0
    for digit in text.replace("-", "")[:15]:
        total = (total + int(digit)) * 2
    rest = (12 - total % 11) % 11
    return "X" if rest == 10 else str(rest)


Orcid = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]$"),
    AfterValidator(_orcid),
]
Key = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z0-9-]+$")]


def is_eastern(text: str) -> bool:
    """Whether all characters are Chinese, Japanese or Korean, in which the family name comes first."""
    kinds = ("CJK", "HANGUL", "HIRAGANA", "KATAKANA")
    return all(unicodedata.name(one, "").startswith(kinds) for one in text)


class Author(Model):
    """One author: a person by given and family name, or a group by its name."""

    given: Text | None = Field(default=None, description=f"Given names, or {PLACEHOLDER!r}.")
    family: AsFound | None = None
    group: Text | None = Field(default=None, description="Name of a group that signs, in place of given and family.")
    affiliations: list[Key] = Field(min_length=1, description="Keys of `affiliations`.")
    orcid: Orcid | None = None
    email: Text | None = Field(default=None, description="Required of every corresponding author.")
    corresponding: Flag = False
    contributions: list[Text] = Field(min_length=1, description="CRediT roles.")
    conflicts: Text = Field(description="Competing interests, or that there are none.")

    @property
    def name(self) -> str:
        """The name as signed: the family name first in Eastern scripts; given once where both parts are the same."""
        if self.group is not None:
            return self.group
        given, family = self.given or "", self.family or ""
        if given != family and is_eastern(family + given):
            return family + given
        return given if given == family else f"{given} {family}"

    @property
    def listed(self) -> str:
        """The name as in a list: family name, comma, given name."""
        return self.group if self.group is not None else f"{self.family}, {self.given}"

    @field_validator("email")
    @classmethod
    def an_address(cls, text: str | None) -> str | None:
        if text is not None and PLACEHOLDER not in text and not EMAIL.fullmatch(text):
            raise ValueError(f"{text!r} is no e-mail address. Allowed: one address such as ann@example.org.")
        return text

    @model_validator(mode="after")
    def named_once(self) -> Self:
        parts = [name for name in ("given", "family") if getattr(self, name) is not None]
        if self.group is not None and parts:
            raise ValueError(f"{parts[0]} and group exclude each other: a group has no given and family name.")
        if self.group is None and len(parts) < 2:
            missing = "given" if "family" in parts else "family"
            raise ValueError(f"{missing} is missing: a person has given and family; a group has `group` instead.")
        return self

    @model_validator(mode="after")
    def reachable(self) -> Self:
        if self.corresponding and self.email is None:
            raise ValueError("email is missing: a corresponding author needs one.")
        return self


class Authors(Model):
    """Authors and declarations of the article. Any value may be a placeholder; the submission then stays a draft."""

    authors: list[Author] = Field(min_length=1)
    affiliations: dict[Key, Text]
    funding: Text
    funding_in_abstract: Text | None = Field(
        default=None, description="The main funders in a few words, for the abstract, if `funding` is too long for it."
    )
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
                raise ValueError(f"{author.name}: there is no affiliation {unknown[0]!r}. Allowed: {allowed}.")
        used = {one for author in self.authors for one in author.affiliations}
        if unused := [one for one in self.affiliations if one not in used]:
            raise ValueError(f"affiliations: {unused[0]!r} is nobody's. Give it to an author or delete it.")
        if not any(author.corresponding for author in self.authors):
            raise ValueError("no author is corresponding. Write `corresponding: true` for at least one.")
        for what in ("orcid", "email"):
            given = [getattr(one, what) for one in self.authors if getattr(one, what) not in (None, PLACEHOLDER)]
            if twice := next((one for one in given if given.count(one) > 1), None):
                raise ValueError(f"{what}: {twice} is given for two authors.")
        return self

    @property
    def corresponding(self) -> list[Author]:
        """Every corresponding author, in order."""
        return [one for one in self.authors if one.corresponding]

    @property
    def signed(self) -> bool:
        """Whether every value is filled in."""
        return not self.placeholders

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
