"""What a new review is about, as it is said on the command line."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ...schema import Design
from ...wording import capital


def plain_letters(text: str) -> str:
    """The text in lower-case letters a to z and digits, words joined by hyphens; accents are dropped."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return "-".join(re.findall(r"[a-z0-9]+", bare.lower()))


@dataclass(frozen=True)
class Topic:
    """The question of a review: treatment, condition, outcome, and what the treatment is compared with, if anything.

    `higher_is_better` says whether more of the outcome is better; None where that is not said. `design` is that of
    every study in a table that does not give it. `source` and `at` are the address of the table and its place there.
    """

    intervention: str = "the treatment"
    condition: str = "the condition"
    outcome: str = "the outcome"
    against: str | None = None
    title: str = ""
    higher_is_better: bool | None = None
    design: Design | None = None
    source: str | None = None
    at: str | None = None

    @property
    def full_title(self) -> str:
        return self.title or f"{capital(self.intervention)} for {self.condition}: a living review"

    @property
    def ids(self) -> dict[str, str]:
        """Terms of the vocabulary for the treatment, its comparator, the condition and the outcome."""
        intervention = plain_letters(self.intervention) or "treatment"
        comparator = plain_letters(self.against or "") or "comparator"
        return {
            "intervention-id": intervention,
            "comparator-id": comparator if comparator != intervention else f"{comparator}-2",
            "condition-id": plain_letters(self.condition) or "condition",
            "outcome-id": plain_letters(self.outcome) or "outcome",
        }
