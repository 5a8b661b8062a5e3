"""What to write instead of a value of the wrong kind: the cause where it is known, and the text to type."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any

from pydantic import BaseModel

from ..schema import When
from ..schema.patterns import in_words
from ..schema.repairs import MONTHS, PERIOD, ROUNDED, in_months, repaired
from .documents import plain_scalar

LONGEST = 60  # characters of a value that a message repeats
QUOTES = "'\""
NUMBER = r"\d+(?:\.\d+)?"
OF = re.compile(r"(\d+)\s*(?:of|out of|/|／)\s*(\d+)", re.IGNORECASE)
PERCENTAGE = re.compile(rf"({NUMBER})\s*(?:[%％]|percent|per cent)", re.IGNORECASE)
NAMED = re.compile(rf"\w+\s*[=＝]\s*({NUMBER})")
THOUSANDS = re.compile(r"\d{1,3}(?:[,.'’\u00a0\u202f ]\d{3})+")
DECIMAL_COMMA = re.compile(r"-?\d+[,，]\d+")
RANGE = re.compile(rf"({NUMBER})\s*(?:-|‐|‑|–|—|~|to)\s*({NUMBER})")
PLUS_MINUS = re.compile(rf"({NUMBER})\s*(?:±|\+/-|\+-)\s*({NUMBER})")
ABOUT = re.compile(rf"(?:~|≈|about|approx\w*\.?|circa|ca\.?|[<>≤≥]=?)\s*({NUMBER})", re.IGNORECASE)
# As spreadsheets show what they took for a date: 15-Jan, Jan-15, 15/01/2025, 2025-01-15.
DATE = re.compile(
    rf"(?:\d{{1,2}}[-. ])?(?:{'|'.join(MONTHS)})[a-z]*\.?(?:[-. ]\d{{1,4}})?"
    r"|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}",
    re.IGNORECASE,
)
MONTH_OF_YEAR = re.compile(r"(?:19|20)\d\d[-/.]\d{1,2}|\d{1,2}[-/.](?:19|20)\d\d")
PADDED = re.compile(r"[-+]?0+[0-9]+(?:\.[0-9]*)?")
OTHER_BASE = re.compile(r"[-+]?0[xob][0-9a-f_]+", re.IGNORECASE)
WITH_UNIT = re.compile(rf"({NUMBER})\s*([^\W\d_].*)")
WORDS = re.compile(r"(?:none|no|all|both|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)", re.I)
INNER = 4  # parts of a block that a message names


def shown(given: Any) -> str:
    """A value as it may be repeated in a message: short, and a block or list by its kind."""
    match given:
        case dict():
            return "a block of fields"
        case list():
            return "a list"
        case _:
            text = repr(given)
            return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}...{text[0] if text[0] in QUOTES else ''}"


def wrong_form(pattern: str, given: str) -> str:
    """For a text that does not have the form of its field."""
    message = f"{shown(given)} does not have the right form: {in_words(pattern)}."
    if ROUNDED.fullmatch(given.strip()) and "\\d" in pattern:
        return f"{message} A spreadsheet rounded it: copy the number from its source again, into a column of texts."
    if (instead := repaired(pattern, given)) is not None:
        message += f" Write {shown(instead).strip(chr(39))}."
    return message


def wrong_type(kind: str, given: Any, message: str, field: str, beside: Collection[str]) -> str:
    """For a value of another type than the field `field` has; `beside` are all fields of its block."""
    match kind, given:
        case "string_type", int() | float() if field == "printed" and not isinstance(given, bool):
            percent = f"{given:g}%" + (f", or {100 * given:g}% if a proportion is printed" if 0 < given < 1 else "")
            return f"{given:g} has no sign. Write the percentage as printed, with its sign: {percent}."
        case "string_type", bool() | int() | float():
            text = str(given).lower() if isinstance(given, bool) else f"{given}"
            what = "true or false" if isinstance(given, bool) else "a number"
            return f"{text} is read as {what}, and the field is a text. Put it in quotes, as printed: {text!r}."
        case "string_type", _:
            return f"{shown(given)} is not a text. Write one text, in quotes if it holds a colon, comma or bracket."
        case (("int_type" | "float_type" | "decimal_type"), str()):
            return f"{shown(given)} is not a number. {as_number(given, field, beside, whole=kind == 'int_type')}"
        case (("int_type" | "float_type" | "decimal_type"), dict() | list()):
            one = given[0] if isinstance(given, list) and len(given) == 1 else None
            return f"{shown(given)} is not a number. Write one number, without brackets" + (
                f": {one}." if isinstance(one, int | float) else "."
            )
        case "int_type", float():
            thousands = f" (or {given * 1000:.0f}, if the point separates thousands)" if given < 1000 else ""
            return f"{given:g} with a point is not a whole number. " + (
                f"Write {given:.0f}{thousands}." if given.is_integer() else "Write digits only."
            )
        case "bool_type", _:
            return f"{shown(given)} is not true or false. Write one of these, without quotes."
        case "list_type", _:
            entry = f"[{given}]" if isinstance(given, str | int | float) and len(str(given)) <= LONGEST else "[...]"
            return f"{shown(given)} is not a list. Write {entry}, with commas between entries, or one entry a line."
        case _:
            return f"{shown(given)} is not {message.removeprefix('Input should be ')}."


def no_block(given: Any, inner: type[BaseModel] | None) -> str:
    """For a single value where a block of fields belongs."""
    names = list(inner.model_fields) if inner else []
    if len(names) > INNER and inner:
        names = [name for name in names if inner.model_fields[name].is_required()] or names[:INNER]
    parts = ", ".join(f"{name}: ..." for name in names) or "field: value"
    return f"{shown(given)} is not a block of fields. Write {{{parts}}}, or one field a line."


def as_number(text: str, field: str, beside: Collection[str], *, whole: bool) -> str:
    """The advice for a text where a number belongs."""
    text = text.strip()
    has = set(beside).__contains__
    if isinstance(plain_scalar(text), int | float):
        return "Delete the quotes."
    if (plain := unicodedata.normalize("NFKC", text)) != text and isinstance(plain_scalar(plain), int | float):
        return f"Write {plain}, in ordinary digits."
    if not text.isascii() and text.isdigit():
        return f"Write {int(text)}, in ordinary digits."
    if PADDED.fullmatch(text):
        return f"Write {text.lstrip('+0') or 0}, without a zero in front, which some programs read as another number."
    if OTHER_BASE.fullmatch(text):
        return "Write it in ordinary digits."
    if field == "month" and MONTH_OF_YEAR.fullmatch(text):
        return "That is a date. Write the months from the start of treatment."
    if DATE.fullmatch(text):
        return "A spreadsheet has made a date of it. Copy the number from its source again."
    if (found := OF.fullmatch(text)) and has("events") and has("n"):
        return f"Write `events: {found[1]}, n: {found[2]}`."
    if (found := PERCENTAGE.fullmatch(text)) and has("printed"):
        return f"A percentage is no count: write `printed: {found[1]}%`."
    if found := NAMED.fullmatch(text):
        return f"Write {found[1]}."
    if THOUSANDS.fullmatch(text):
        return f"Write {re.sub('[^0-9]', '', text)}, without a separator of thousands."
    if DECIMAL_COMMA.fullmatch(text):
        return f"Write {re.sub('[,，]', '.', text)}, with a point."
    if found := PLUS_MINUS.fullmatch(text):
        mean, spread = float(found[1]), float(found[2])
        if has("spread"):
            ends = f"low: {mean - spread:g}, high: {mean + spread:g}, spread: sd"
            return f"Write `{field}: {found[1]}`; if the second number is the standard deviation, also `{ends}`."
        return f"Write {found[1]}" + (f", and `plus_minus: {found[2]}`." if has("plus_minus") else ".")
    if field == "month":
        if text.lower() in list(When):
            return f"A time in words goes into `when`: write `when: {text.lower()}`, and no month."
        if (months := in_months(text)) is not None:
            return f"Write the months as a number: {months:g}."
        if RANGE.fullmatch(text):
            return "Write one month; if only a range is printed, give it in `note` and use `when`."
    if found := RANGE.fullmatch(text):
        ends = f"low: {found[1]}, high: {found[2]}"
        return (
            f"Write one number; the range goes into `{ends}, spread: range`." if has("spread") else "Write one number."
        )
    if found := ABOUT.fullmatch(text):
        return f"Write {found[1]} only if that is printed as the number; else put the words into `note` or `says`."
    if WORDS.fullmatch(text):
        also = ", with `derived: words` and `how`" if has("derived") else ""
        return f"Write it in digits{also}."
    if found := WITH_UNIT.fullmatch(text):
        return f"Write the number alone: {found[1]}." + (" The unit goes into `unit`." if has("unit") else "")
    return "Write digits only, as in 12." if whole else "Write digits only, as in 12.5."


def as_count(given: str, beside: Mapping[str, Any]) -> str | None:
    """The advice for a count out of a number in the place of a percentage, with what the row has beside it, or None."""
    found = OF.fullmatch(given.strip())
    if found is None:
        return None
    counted = (int(found[1]), int(found[2]))
    percent = "`printed` is only for a percentage that the report prints, with its sign."
    if counted[0] > counted[1]:
        return f"{shown(given)} counts more than there are. Correct it, and write it as `events` and `n`. {percent}"
    if (beside.get("events"), beside.get("n")) == counted:
        return f"{shown(given)} repeats `events` and `n`. Delete it here. {percent}"
    if {"events", "n"} & beside.keys():
        given_now = f"events {beside.get('events', 'not given')}, n {beside.get('n', 'not given')}"
        return f"{shown(given)} is not what the row says ({given_now}). Correct one of them. {percent}"
    return f"{shown(given)} is a count. Write `events: {counted[0]}, n: {counted[1]}` in its place. {percent}"


def as_time(given: Any) -> str | None:
    """The advice for a number of months where a time in words belongs, or None."""
    months = given if isinstance(given, int | float) and not isinstance(given, bool) else in_months(str(given))
    if months is None and not PERIOD.fullmatch(str(given)):
        return None
    return f"A time in months goes into `month`: write `month: {months:g}`, and no `when`."
