"""What a text that has to follow a pattern looks like, in words: for messages and help, which show no pattern."""

from __future__ import annotations

from typing import Any, get_args

from .base import Month, Role, Slug, StudyId, Url
from .screening import RecordId
from .values import Percent


def pattern_of(kind: Any) -> str:
    """The pattern of an annotated text, as the JSON Schema has it."""
    for part in get_args(kind)[1:]:
        if pattern := getattr(part, "pattern", None):
            return str(pattern)
        if schema := getattr(part, "json_schema", None):
            return str(schema["pattern"])
    raise TypeError(f"{kind} has no pattern.")


PATTERNS = {
    pattern_of(Percent): "a percentage as printed, with its sign and a point for decimals: 42.5%",
    pattern_of(Slug): "letters, digits and single hyphens, without blanks: high-dose",
    pattern_of(StudyId): "lower-case letters, digits and single hyphens, without blanks: smith2020",
    pattern_of(Month): "a year, or year and month: 2019 or 2019-03",
    pattern_of(Url): "an address that begins with https:// or http://, without blanks or quotes",
    pattern_of(Role): "a role with its number and no name: extractor 1",
    pattern_of(RecordId): "r and four to six digits, or the name of the file: r0042 or smith2020",
    r"^(19|20)\d\d$": "a year in four digits: 2019",
    r"^[a-z_]+(\.[a-z_]+)?$": "the name of a field: events",
    r"^[a-z_]+(\[\d+\])?$": "a part and the number of its row, counted from 0: efficacy[2]",
    r"^\d{1,8}$": "up to eight digits",
    r"^[0-9a-f]{16}$": "sixteen digits or letters from a to f, as the command wrote them",
    r"^[^\s:]+:\S+$": "the name of a source, a colon, and the record's number there",
}


def in_words(pattern: str) -> str:
    """What the pattern allows, in words; a pattern without words is shown as it is."""
    return PATTERNS.get(pattern, pattern)
