"""What a text that does not have the form of its field was meant to be, where only one thing can be meant."""

from __future__ import annotations

import re
from collections.abc import Callable

from .base import Month, Slug, StudyId, Url
from .patterns import pattern_of
from .screening import RecordId
from .values import Percent

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS_A_MONTH = 30.4375
DAYS = {"d": 1.0, "w": 7.0, "m": DAYS_A_MONTH, "y": 12 * DAYS_A_MONTH}
PERIOD = re.compile(r"(\d+(?:\.\d+)?)\s*(d|w|m|y)(?:ays?|k|ks|eeks?|o|os|onths?|rs?|ears?)?\.?", re.IGNORECASE)
ROUNDED = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")  # 2.35E+07, as a spreadsheet shows a long number


def repaired(pattern: str, given: str) -> str | None:
    """The text in the form that the pattern asks for, or None where it is not certain what was meant."""
    repair = REPAIRS.get(pattern)
    candidate = repair(given.strip()) if repair else None
    return candidate if candidate and candidate != given and re.fullmatch(pattern, candidate) else None


def in_months(text: str) -> float | None:
    """A period such as `24 weeks` or `1 year` in months, to one decimal; None for anything else."""
    found = PERIOD.fullmatch(text.strip())
    return round(float(found[1]) * DAYS[found[2].lower()] / DAYS_A_MONTH, 1) if found else None


def _percent(text: str) -> str:
    text = re.sub(r"\s*(?:per ?cent|pct\.?)$", "%", text, flags=re.IGNORECASE)
    if found := re.fullmatch(
        r"(?:\d+\s*(?:of|/)\s*\d+\s*\()?(\d+(?:\.\d+)?%)\)?(?:\s*\(\d+\s*(?:of|/)\s*\d+\))?", text
    ):
        return found[1]
    return text.replace("％", "%").replace(" ", "").replace("\u00a0", "").replace(",", ".")


def _name(text: str) -> str:
    last = re.sub(r"\.ya?ml$", "", text.replace("\\", "/").rpartition("/")[2], flags=re.IGNORECASE)
    return re.sub(r"[^A-Za-z0-9]+", "-", last).strip("-")


def _month(text: str) -> str | None:
    if found := re.fullmatch(r"(\d{4})\s*年\s*(\d{1,2})\s*月(?:\s*\d{1,2}\s*日)?", text):
        return f"{found[1]}-{int(found[2]):02}"
    if found := re.fullmatch(r"(\d{4})[-/.](\d{1,2})(?:[-/.]\d{1,2})?", text):
        return f"{found[1]}-{int(found[2]):02}"
    if found := re.fullmatch(r"(?:(\d{1,2})[-/.])?(\d{1,2})[-/.](\d{4})", text):
        first, second = int(found[1] or 99), int(found[2])
        if found[1] and first <= 12 and second <= 12 and first != second:
            return None  # 3/4/2019 is March in one country and April in another
        return f"{found[3]}-{first if second > 12 else second:02}"
    if found := re.fullmatch(r"(?:\d{1,2}\.?\s+)?([A-Za-z]{3})[a-z]*\.?,?\s+(?:\d{1,2},?\s+)?(\d{4})", text):
        name = found[1].lower()
        return f"{found[2]}-{MONTHS.index(name) + 1:02}" if name in MONTHS else None
    return None


def _url(text: str) -> str | None:
    bare = text.strip("<>()\"'")
    if re.fullmatch(r"(?:doi:?\s*)?10\.\d{4,9}/\S+", bare, re.IGNORECASE):
        return "https://doi.org/" + re.sub(r"(?i)^doi:?\s*", "", bare)
    if re.fullmatch(r"(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", bare, re.IGNORECASE):
        return f"https://{bare}"
    return bare.replace(" ", "%20")


def _number(text: str) -> str | None:
    found = re.fullmatch(r"(?:\D*[:/ ])?(\d+)(?:\.0+)?/?", text)
    return found[1] if found and not ROUNDED.fullmatch(text) else None


REPAIRS: dict[str, Callable[[str], str | None]] = {
    pattern_of(Percent): _percent,
    pattern_of(Slug): _name,
    pattern_of(StudyId): lambda text: _name(text).lower(),
    pattern_of(Month): _month,
    pattern_of(Url): _url,
    pattern_of(RecordId): lambda text: f"r{int(found[1]):04}" if (found := re.fullmatch(r"r?(\d+)", text)) else None,
    r"^(19|20)\d\d$": lambda text: found[1] if (found := re.match(r"((?:19|20)\d\d)\b", text)) else None,
    r"^\d{1,8}$": _number,
}
