"""Values as printed, the source of each, and who extracted them: what study, trial and background files share."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, ClassVar, Self

from pydantic import Field, StringConstraints, model_validator

from .base import PLACE, Account, Count, Model, Number, Remark, Role, Text, UnitTerm, Url, refuse
from .proof import Provable, Seen
from .terms import Derivation, SourceKind, Spread, Stat

Percent = Annotated[str, StringConstraints(strict=True, pattern=r"^(100(\.0+)?|\d{1,2}(\.\d+)?)%$")]
ROUNDING = 0.1  # of the distance between mean minus and mean plus SD: what rounding of both ends may shift
SourceNumber = Annotated[int, Field(strict=True, ge=1)]


def percent_fits(printed: str, events: int, n: int, parts: int = 1) -> bool:
    """Whether events/n, rounded half up as printed, is the printed percentage (both neighbours at an exact half).

    parts: percentages, each rounded, that the printed one may be the sum of; 41% + 29% is 70%, and 55/78 is 71%.
    """
    digits = printed.rstrip("%")
    value = Decimal(digits)
    half = Decimal(1).scaleb(-len(digits.partition(".")[2])) / 2
    exact = Decimal(100) * events / n
    return value - parts * half <= exact <= value + parts * half


def _exact(percentage: float) -> str:
    return f"{percentage:.2f}" if percentage >= 0.1 or percentage == 0 else f"{percentage:.2g}"


def counts_that_fit(printed: str, n: int) -> range:
    """Every count that, out of n, gives the printed percentage."""
    digits = printed.rstrip("%")
    half = Decimal(1).scaleb(-len(digits.partition(".")[2])) / 2
    first, last = ((Decimal(digits) + end) * n / 100 for end in (-half, half))
    return range(max(0, math.ceil(first)), min(n, math.floor(last)) + 1)


class Source(Model):
    """Something that was read: the place of values."""

    id: SourceNumber = Field(title="Number", description="Number of the source within its file.")
    url: Url | None = Field(default=None, title="Address", description="Web address where it was read.")
    no_url: Text | None = Field(
        default=None,
        title="Why there is no address",
        description="Why there is no address (a printed book, a stored record), and how to find it.",
    )
    kind: SourceKind = Field(title="What was read", description="How much of the publication it shows.")
    note: Remark = Field(default=None, description="What was accessible there.")

    @model_validator(mode="after")
    def has_address(self) -> Self:
        if (self.url is None) == (self.no_url is None):
            raise ValueError("give either url, or no_url with the reason.")
        return self


class Sourced(Provable):
    """The source of a value, and the place in it."""

    source: Annotated[SourceNumber, PLACE] = Field(description="Number of the source in which it is printed.")
    at: Annotated[Text, PLACE] = Field(
        title="Place in the source",
        description='Where it is printed there: page, table, figure, section or "Abstract".',
    )
    seen: Annotated[Seen | None, PLACE] = Field(
        default=None,
        title="As printed around the number",
        description="Proof of place: the shortest text around the number, so that it can be found again.",
    )
    note: Remark = Field(
        default=None,
        description="Whatever else a reader must know about it; about the report, not about how this file was made.",
    )


class SourcedIfValues(Provable):
    """A block that may hold values; as soon as it does, it must give their source and the place in it."""

    values: ClassVar[tuple[str, ...]]

    source: Annotated[SourceNumber | None, PLACE] = Field(
        default=None, description="Number of the source in which its numbers are printed."
    )
    at: Annotated[Text | None, PLACE] = Field(
        default=None,
        title="Place in the source",
        description='Where they are printed there: page, table, figure, section or "Abstract".',
    )
    seen: Annotated[Seen | None, PLACE] = Field(
        default=None,
        title="As printed around the number",
        description="Proof of place: the shortest text around the number, so that it can be found again.",
    )

    @model_validator(mode="after")
    def values_have_a_source(self) -> Self:
        given = [name for name in self.values if getattr(self, name) is not None]
        missing = [name for name in ("source", "at") if getattr(self, name) is None]
        if given and missing:
            raise ValueError(f"{missing[0]} is missing: {', '.join(given)} needs a source and the place in it.")
        return self


class Extraction(Model):
    """Who did what, as roles."""

    extracted_by: Role = Field(
        default="extractor 1", description="Who read the source, as a role with a number and no name: extractor 1."
    )
    checked_by: Role | None = Field(
        default=None,
        description="Role of a second person who compared every value with the source: extractor 2; absent: not done.",
    )
    note: Remark = Field(
        default=None,
        title="About this file",
        description="How this file was made or corrected, for contributors; no page shows it.",
    )

    @model_validator(mode="after")
    def second_person(self) -> Self:
        if self.checked_by == self.extracted_by:
            raise ValueError(f"checked_by: {self.checked_by} extracted the values. A second person checks them.")
        return self


class Span(Model):
    """Lowest and highest value of a dose, level or time."""

    low: Number | None = Field(default=None, title="Lowest", description="Lowest value.")
    high: Number | None = Field(default=None, title="Highest", description="Highest value.")
    unit: UnitTerm = Field(description="Unit of both.")

    @model_validator(mode="after")
    def ordered(self) -> Self:
        if self.low is None and self.high is None:
            raise ValueError("give low, high, or both.")
        for name in ("low", "high"):
            if (value := getattr(self, name)) is not None and value < 0:
                raise ValueError(f"{name}: {value:g} is negative; no dose, level or time is.")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"low = {self.low:g} is above high = {self.high:g}. Exchange them, or correct one.")
        return self


class Value(Sourced):
    """A value, or what is said in place of one."""

    events: Count | None = Field(
        default=None, title="Patients with it", description="Patients who had the outcome or event, as printed."
    )
    n: Count | None = Field(
        default=None,
        title="Out of (n)",
        description="All patients who could have had it, as printed: the denominator of the percentage.",
    )
    printed: Percent | None = Field(
        default=None, title="Percentage as printed", description="Percentage exactly as printed, with its sign: 42.5%."
    )
    value: Number | None = Field(
        default=None, description="A measured value where no patients are counted: a mean, median, difference or ratio."
    )
    stat: Stat | None = Field(default=None, title="Kind of number", description="What kind of number the value is.")
    unit: UnitTerm | None = Field(default=None, description="Unit of the value.")
    low: Number | None = Field(default=None, title="Lower end", description="Lower end of the spread.")
    high: Number | None = Field(default=None, title="Upper end", description="Upper end of the spread.")
    spread: Spread | None = Field(
        default=None, title="Kind of spread", description="What the lower and upper end are: `low` and `high`."
    )
    p: Text | None = Field(default=None, title="P value", description="P value exactly as printed.")
    says: Text | None = Field(
        default=None, title="Words without a number", description="What is stated without a number, in our words."
    )
    derived: Derivation | None = Field(
        default=None,
        title="If not printed as such",
        description="How the number was obtained, only where the report does not print it as such.",
    )
    how: Account = Field(
        default=None,
        title="How it was worked out",
        description="How a derived value was worked out: from which printed numbers, by which step.",
    )
    conflict: Remark = Field(
        default=None,
        title="Disagrees with",
        description="Which other value or source this one disagrees with, and why it was kept.",
    )

    @model_validator(mode="after")
    def numbers_agree(self) -> Self:
        refuse([*self._what_is_given(), *self._value_and_spread(), *self._counts()])
        return self

    def _what_is_given(self) -> Iterator[str]:
        if all(v is None for v in (self.events, self.printed, self.value, self.says, self.p)):
            yield "a row needs events, printed, value, p or says."
        if (self.derived is None) != (self.how is None):
            yield "derived and how go together: a derived value says how it was worked out."

    def _value_and_spread(self) -> Iterator[str]:
        if self.value is not None and (self.unit is None or self.stat is None):
            yield "value needs a unit and a stat (" + ", ".join(Stat) + ")."
        if (self.low is not None or self.high is not None) and self.spread is None:
            yield "low and high need a spread (" + ", ".join(Spread) + ")."
        if self.low is not None and self.high is not None and self.low > self.high:
            yield f"low = {self.low:g} is above high = {self.high:g}. Exchange them, or correct one."
        elif self.value is not None and self.conflict is None:
            if self.value < 0 and self.stat is not Stat.DIFFERENCE:
                yield f"value: {self.value:g} is negative; only a difference can be."
            if (self.low is not None and self.value < self.low) or (self.high is not None and self.value > self.high):
                yield f"value: {self.value:g} is outside its own low and high. Correct one."
            else:
                yield from self._spread_fits()

    def _counts(self) -> Iterator[str]:
        """Whether count, denominator and percentage agree; of faults that follow from one another, the first."""
        derived = self.derived is Derivation.PERCENTAGE and self.events is not None
        if self.n == 0:
            yield "n: 0 patients give no value. Allowed: 1 or more."
        elif self.events is not None and self.n is not None and self.events > self.n:
            yield f"events: {self.events} is more than n = {self.n}. Allowed: 0 to {self.n}."
        elif derived and (self.n is None or self.printed is None):
            yield "derived: percentage needs the printed percentage and n it was worked out from."
        elif self.events is not None and self.n is not None and self.printed is not None:
            parts = 2 if self.derived is Derivation.SUM else 1
            if self.conflict is None and not percent_fits(self.printed, self.events, self.n, parts):
                yield (
                    f"printed: {self.printed} is not {self.events}/{self.n} = {_exact(100 * self.events / self.n)}%. "
                    "Correct the numbers, or say under conflict why they differ."
                )
            elif derived and (fitting := counts_that_fit(self.printed, self.n)) != range(self.events, self.events + 1):
                some = ", ".join(map(str, fitting[:5])) + (f" and {len(fitting) - 5:,} more" if fitting[5:] else "")
                yield (
                    f"events: derived from {self.printed} of {self.n}, which fits {some or 'no integer'}, "
                    f"not only {self.events}."
                )

    def _spread_fits(self) -> Iterator[str]:
        if self.spread is not Spread.SD or self.value is None or self.conflict is not None:
            return
        if self.stat is Stat.MEDIAN:
            yield (
                "spread: a standard deviation goes with a mean, and the value is a median. Correct one of them, or say "
                "under conflict that the report prints it so."
            )
        elif self.low is not None and self.high is not None:
            if abs(self.value - (self.low + self.high) / 2) > ROUNDING * (self.high - self.low):
                yield (
                    f"low: with sd, low and high are the mean minus and plus one standard deviation; {self.value:g} is "
                    f"not in the middle of {self.low:g} and {self.high:g}. Correct them, or say why under conflict."
                )
