"""Abbreviated titles of journals, which styles of medical journals print.

They are listed, not computed: the rules of ISO 4 give other words for some ("J Clin Investig"). A title that is not
listed is printed in full. A reference may have its own, in the field `shortjournal`.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable
from functools import cache

from ...store.bibliography import Entry
from ...subjects.data.references import Json, csl
from .journals import STYLES

LIST = STYLES / "journal-titles.csv"
OWN = "shortjournal"  # the field of biblatex


def record(entry: Entry, to_print: bool = False) -> Json:
    """A reference in CSL JSON as `csl` makes it, with the abbreviated title of its journal where one is known."""
    made = csl(entry, to_print)
    if entry.kind == "article" and (short := entry.fields.get(OWN) or abbreviated(entry.fields.get("journal", ""))):
        made["container-title-short"] = short
    return made


def records(entries: Iterable[Entry]) -> str:
    """References in CSL JSON, to be printed."""
    return json.dumps([record(entry, to_print=True) for entry in entries], indent=1, ensure_ascii=False) + "\n"


def abbreviated(title: str) -> str | None:
    """The abbreviated title of a journal; None if it is not listed."""
    return _listed().get(_plain(title))


def _plain(title: str) -> str:
    """A title without capitals, article and signs, in which lists differ."""
    words = re.sub(r"[^\w]+", " ", title.casefold().replace("&", " and ")).strip()
    return words.removeprefix("the ")


@cache
def _listed() -> dict[str, str]:
    with LIST.open(encoding="utf-8", newline="") as file:
        return {_plain(row["title"]): row["abbreviation"] for row in csv.DictReader(file)}
