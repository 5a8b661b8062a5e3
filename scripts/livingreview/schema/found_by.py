"""By which words readers find a page, beside those of its title and its text."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from .base import Model, Text

TermKind = Literal["outcomes", "conditions", "causes", "drugs", "events"]


class FoundBy(Model):
    """Words that lead to a page first in the search of the site."""

    words: list[Text] = Field(default=[], description="What readers type who look for the page: side effects, dose.")
    terms: list[TermKind] = Field(
        default=[], description="Vocabularies of which each label and synonym leads to the page."
    )

    @model_validator(mode="after")
    def found_by_something(self) -> Self:
        """Refuse an entry without words, which would change nothing."""
        if not self.words and not self.terms:
            raise ValueError("the page has no word that leads to it. Give words, terms, or both.")
        return self
