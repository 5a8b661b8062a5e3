"""Proof of place: the few words around a number as the source prints them, and a mark of the passage they are in."""

from __future__ import annotations

import re
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator

from .base import Model, Text

MOST_WORDS = 12  # facts around a number are no quotation; more would be a sentence
CHINESE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")  # characters of texts without blanks: two count as a word
NUMBER = re.compile(r"\d*[.·]\d+|\d+")
GIVEN = (
    *("events", "n", "printed", "value", "low", "high", "participants", "enrolled", "planned", "p", "regimen"),
    *("dose", "trough_target", "trough_measured"),
)


def words_in(text: str) -> float:
    """Words of a text; two Chinese or Japanese characters count as one."""
    return len(CHINESE.sub(" ", text).split()) + len(CHINESE.findall(text)) / 2


def _short(text: str) -> str:
    if not re.search(r"\d", text):
        raise ValueError(f"{text[:60]!r} has no digit. Copy the shortest text around the number, as it is printed.")
    if words_in(text) > MOST_WORDS:
        raise ValueError(f"has {words_in(text):g} words. Allowed: {MOST_WORDS}; copy the shortest around the number.")
    return text


class Seen(Model):
    """Where a figure is printed, so that `review verify` finds it again in a text of the source."""

    text: Annotated[Text, AfterValidator(_short)] = Field(
        title="As printed",
        description=f"The shortest text around the number, copied as printed: at most {MOST_WORDS} words with a digit.",
    )
    hash: Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9a-f]{16}$")] | None = Field(
        default=None, description="Mark of the passage around it, written by `review verify --record`."
    )


class Provable(Model):
    """A row that says which text of its source shows its number."""

    @model_validator(mode="after")
    def shows_one_of_its_numbers(self) -> Self:
        seen: Seen | None = getattr(self, "seen", None)
        if seen is None or getattr(self, "derived", None) is not None:
            return self  # a derived number is not printed; the text shows what it was derived from
        own = [number for name in GIVEN for number in numbers_in(getattr(self, name, None))]
        if own and not set(own) & set(numbers_in(seen.text)):
            listed = ", ".join(f"{number:g}" for number in own[:6])
            raise ValueError(f"seen: {seen.text!r} shows none of the numbers of the row ({listed}). Copy it again.")
        return self


def numbers_in(value: Any) -> list[float]:
    """Numbers in a value, a span or a text: 0.5 and 86 in "0.5 of 86". Signs and commas of thousands do not count."""
    if value is None:
        return []
    if isinstance(value, BaseModel):
        return [number for end in ("low", "high") for number in numbers_in(getattr(value, end, None))]
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", f"{value:.10g}" if isinstance(value, float) else str(value))
    return [float(number.replace("·", ".")) for number in NUMBER.findall(text)]
