"""Tables of MyST cells, with all text from data escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ..schema import STUDY_ID
from ..store import Review

SPECIAL = re.compile(r"([\\`*_{}\[\]<>$|~#@^:])")


@dataclass(frozen=True)
class Table:
    """A numbered table: `rows` of MyST cells under `header`; `widths` are relative."""

    name: str
    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    wide: bool = False  # has more columns than fit the width of the text
    stacked: bool = False  # cells are stacked on a phone; for tables of text


def plain(value: object) -> str:
    """A value from data as MyST that prints it literally: markup, HTML, roles and links are escaped."""
    if value is None or value is pd.NA or value != value:  # nothing but nan and NaT differs from itself
        return ""
    return escaped(" ".join(str(value).split()))


def escaped(text: str) -> str:
    """The text with every character that MyST could read as markup escaped."""
    # MyST reads a line that begins with % as a comment.
    return re.sub(r"^%", r"\\%", SPECIAL.sub(r"\\\1", text))


def linked(review: Review, value: str | None) -> str:
    """Text from data, escaped, in which ids of studies become links with the study's label."""
    words = re.split(f"({STUDY_ID})", " ".join((value or "").split()))
    known = review.publications.keys() | review.registered.keys()
    return "".join(
        study_link(word, review.bibliography.label(word)) if word in known else escaped(word) for word in words
    )


def study_link(key: str, label: str) -> str:
    """Link to a study's page."""
    return f"[{plain(label)}](/chapters/studies/{key}.md)"


def title(review: Review, key: str) -> str:
    """Title of a publication as characters, without a full stop."""
    return review.bibliography[key].fields["title"].rstrip(".")
