"""Pages of a record: a range, or whatever else stands there, such as an article number."""

from __future__ import annotations

import re
from dataclasses import dataclass

DASHES = re.compile(r"\s*(?:-{2,3}|[\u2012-\u2015\u2212])\s*")  # a range, whatever is on its sides
SIDE = re.compile(r"((?:[\w.:]*[^\W\d]\.?)?)(\d+)[A-Za-z]?")
ROMAN = re.compile(r"[ivxlcdm]+|[IVXLCDM]+")


@dataclass(frozen=True)
class Pages:
    """First and last page; `last` is empty for a single page, an article number or several ranges."""

    first: str
    last: str = ""

    @property
    def plain(self) -> str:
        """As printed, with an en dash in a range."""
        return f"{self.first}–{self.last}" if self.last else self.first


def read_pages(text: str) -> Pages:
    """Pages of a decoded field.

    A double hyphen or a dash makes a range. A single hyphen does so only between numbers that grow and have the same
    letters before them (13-20, S1-S9, e1-e7), of which the last may be shortened (862-7, S63-7); CD001-2 is a number.
    """
    text = text.strip()
    if re.search(r"[,;&+]|\band\b", text):
        return Pages(re.sub(r"-{2,3}", "–", text))
    sides = DASHES.split(text)
    if len(sides) == 2 and all(sides):
        return Pages(*sides)
    hyphenated = re.split(r"\s*[-\u2010\u2011]\s*", text)
    if len(hyphenated) == 2 and _grows(*hyphenated):
        return Pages(*hyphenated)
    return Pages(re.sub(r"-{2,3}", "–", text))


def _grows(first: str, last: str) -> bool:
    if ROMAN.fullmatch(first) and ROMAN.fullmatch(last):
        return True
    one, two = SIDE.fullmatch(first), SIDE.fullmatch(last)
    if one is None or two is None:
        return False
    (before, start), (between, end) = one.groups(), two.groups()
    if not (before == between or (between and before.endswith(between)) or (not between and len(before) == 1)):
        return False
    if len(end) < len(start):
        end = start[: -len(end)] + end
    return int(end) >= int(start)
