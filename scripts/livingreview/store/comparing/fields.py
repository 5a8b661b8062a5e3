"""Which fields of two rows are compared, as what kind of datum, and when two of a kind are the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pydantic import BaseModel

from ...schema import Span, numbers_in

Kind = Literal["outcome", "time", "count", "denominator", "percentage", "value", "P", "direction", "label"]
KINDS: tuple[Kind, ...] = get_args(Kind)
MONTHS = 0.25  # a week: reports give the same visit in weeks or months
TOLERANCES: dict[Kind, str] = {
    "outcome": "the same term",
    "time": "the same month, to a quarter of a month, or the same words",
    "count": "the same number",
    "denominator": "the same number",
    "percentage": "the same percentage, rounded to the fewer decimals of the two",
    "value": "the same number; in a text of several, the same numbers",
    "P": "the same number and sign, however they are written",
    "direction": "the same direction",
    "label": "the same term, or the same terms in any order",
}
_VALUE: tuple[tuple[str, Kind], ...] = (
    ("events", "count"),
    ("n", "denominator"),
    ("printed", "percentage"),
    ("value", "value"),
    ("stat", "label"),
    ("unit", "label"),
    ("low", "value"),
    ("high", "value"),
    ("spread", "label"),
    ("p", "P"),
)
_OF_AN_ARM: tuple[tuple[str, Kind], ...] = (("arm", "label"), ("versus", "label"), ("group", "label"), *_VALUE)
COMPARED: dict[str, tuple[tuple[str, Kind], ...]] = {
    "population": (("age", "label"), ("line", "label"), ("enrolled", "denominator")),
    "groups": (("condition", "label"), ("cause", "label"), ("n", "denominator")),
    "arms": (
        ("drugs", "label"),
        ("n", "denominator"),
        ("dose", "value"),
        ("trough_target", "value"),
        ("trough_measured", "value"),
    ),
    "efficacy": (
        ("outcome", "outcome"),
        ("time", "time"),
        ("relates.of", "label"),
        ("relates.direction", "direction"),
        *_OF_AN_ARM,
    ),
    "safety": (("event", "outcome"), ("severity", "label"), *_OF_AN_ARM),
    "findings": (
        ("axis", "label"),
        ("system", "label"),
        ("disease", "label"),
        ("perturbation", "label"),
        ("direction", "direction"),
        ("participants", "count"),
        ("value", "value"),
        ("p", "P"),
    ),
    "figures": (("drug", "label"), *_VALUE),  # the form names the outcome of each
    "trial": (
        ("status", "label"),
        ("status_date", "label"),
        ("design", "label"),
        ("age", "label"),
        ("condition", "label"),
        ("planned", "count"),
    ),
}
NUMBERS = ("events", "printed", "value", "low", "high")
# What a derived count was worked out from is printed; the count itself is not, and nobody else has to see it.
DERIVED: tuple[Kind, ...] = ("count", "denominator")


@dataclass(frozen=True)
class FieldPair:
    """A field of two rows that were paired.

    `first` and `second` are its values as text, empty where a reading does not give it. `by` is the second number less
    the first. `derived` says that the first reading worked it out, so that a second one need not have it.
    """

    name: str
    kind: Kind
    first: str
    second: str
    same: bool
    by: float | None = None
    derived: bool = False

    @property
    def both(self) -> bool:
        """Whether both readings give it."""
        return bool(self.first and self.second)

    @property
    def differs(self) -> bool:
        """Whether it asks for a decision."""
        return not self.same and not self.derived


def compared_fields(part: str, first: BaseModel, second: BaseModel) -> Iterator[FieldPair]:
    """Fields that at least one of two rows gives."""
    for name, kind in COMPARED[part]:
        one, two = field_of(first, name), field_of(second, name)
        shown = as_text(one), as_text(two)
        if not any(shown):
            continue
        same = all(shown) and is_same(kind, one, two)
        numbers = [numbers_in(x) for x in (one, two) if kind == "percentage" or isinstance(x, int | float)]
        single = len(numbers) == 2 and all(len(found) == 1 for found in numbers)
        by = numbers[1][0] - numbers[0][0] if single and not same else None
        worked_out = getattr(first, "derived", None) is not None and kind in DERIVED and not shown[1]
        yield FieldPair(name, kind, shown[0], shown[1], same, by, worked_out)


def compared_figures(first: BaseModel, second: Sequence[BaseModel]) -> Iterator[FieldPair]:
    """Fields of a background value and of the rows that the second reader wrote for it.

    What the first reading gives in words is compared by its numbers with those of all these rows, because a range is
    words to one reader and two ends to another, and two arms one row or two. A printed percentage needs no unit.
    """
    if in_words(first):
        given = [field_of(row, name) for row in second for name in ("says", *NUMBERS)]
        shown = "; ".join(dict.fromkeys(filter(None, map(as_text, given))))
        said = as_text(field_of(first, "says"))
        same = {*numbers_in(said)} == {number for value in given for number in numbers_in(value)}
        yield FieldPair("says", "value", said, shown, same and bool(shown))
        return
    percentages = all(field_of(row, "printed") and field_of(row, "value") is None for row in (first, second[0]))
    for pair in compared_fields("figures", first, second[0]):
        if not (percentages and pair.name == "unit"):
            yield pair


def in_words(row: BaseModel) -> bool:
    """Whether a background value is given in words that hold numbers, and not in fields."""
    return bool(numbers_in(field_of(row, "says"))) and all(field_of(row, name) is None for name in NUMBERS)


def field_of(row: BaseModel, name: str) -> Any:
    """The value of a field; `time` is the month or, without one, the words; `relates.of` is inside a block."""
    if name == "time":
        month = getattr(row, "month", None)
        return month if month is not None else getattr(row, "when", None)
    value: Any = row
    for part in name.split("."):
        value = getattr(value, part, None)
    return value


def as_text(value: Any) -> str:
    """A value as text; nothing where there is none."""
    if value is None or value == []:
        return ""
    if isinstance(value, list):
        return " + ".join(sorted(map(str, value)))
    if isinstance(value, Span):
        low, high = (f"{end:g}" if end is not None else "" for end in (value.low, value.high))
        return f"{low if low == high else f'{low}–{high}'} {value.unit}"
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def is_same(kind: Kind, one: Any, two: Any) -> bool:
    """Whether two values of a kind are the same, by the tolerance of the kind."""
    if kind == "percentage":
        return _rounded_alike(str(one), str(two))
    if kind == "time" and not isinstance(one, str) and not isinstance(two, str):
        return bool(abs(one - two) <= MONTHS)
    if kind == "P":
        return _p(str(one)) == _p(str(two))
    if kind == "value" and isinstance(one, str) and isinstance(two, str):
        return sorted(numbers_in(one)) == sorted(numbers_in(two))
    if isinstance(one, list) and isinstance(two, list):
        return sorted(map(str, one)) == sorted(map(str, two))
    return bool(one == two)


def _rounded_alike(one: str, two: str) -> bool:
    decimals = min(len(text.rstrip("%").partition(".")[2]) for text in (one, two))
    values = [float(text.rstrip("%")) for text in (one, two)]
    return abs(values[0] - values[1]) <= 0.5 * 10.0**-decimals + 1e-9 if one != two else True


def _p(text: str) -> tuple[str, tuple[float, ...]]:
    """Sign and numbers of a P value: `P < .05`, `p<0.05` and `<0.05` are one."""
    sign = re.search("[<>≤≥]", text.replace("＜", "<").replace("＞", ">"))
    return sign[0] if sign else "=", tuple(numbers_in(text))
