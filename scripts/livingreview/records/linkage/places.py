"""Where a record was published: journal, volume, issue, pages, and whether two of each agree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from .text import digits, folded, scripts_differ

STOPWORDS = frozenset(
    "of the and for in on de la et des der die und fur du del di i a an to les le el y e och zur".split()
)
NOT_PAGES = re.compile(
    r"^\W*(?:no pagination|no pages?|na|n/a|nan|n\.?p\.?|in press|ahead of print|var\.? ?pagings?)\W*$"
)
SUPPLEMENT = re.compile(r"\bsup\w*\.?\s*-?\s*(\d+|[a-z]\b)?|\bs(\d+)\b")
MONTHS = {name: n for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}


class Place(IntEnum):
    """Whether two volumes, issues, pages, journals or years agree."""

    MISSING = -1
    DIFFERENT = 0
    POSSIBLE = 1  # written in two systems: another name of the journal, a page and an article number, a year beside
    SAME = 2


@dataclass(frozen=True, slots=True)
class Pages:
    """First and last page as numbers in digits, and the letters before the first."""

    first: str = ""
    last: str = ""
    prefix: str = ""


def pages_of(text: str) -> Pages:
    """`S12-9` is (12, 19, s), `e1002` (1002, , e), `08-Nov` (a spreadsheet's date for 8-11) (8, 11, )."""
    text = folded(text).strip().replace("\u2013", "-").replace("\u2014", "-")
    if not text or NOT_PAGES.match(text) or re.fullmatch(r"\d+ ?p(?:p|ages)?\.?", text):
        return Pages()  # `215 p` is the length of a thesis or a book
    text = re.sub(r"^(?:pp?|pages?|art(?:icle)?(?: no)?|id|no)[.: ]+(?=\w)", "", text)
    dated = re.fullmatch(r"(\d+)-([a-z]{3})|([a-z]{3})-(\d+)", text)
    if dated and (dated[2] or dated[3]) in MONTHS:
        day, month = dated[1] or dated[4], str(MONTHS[dated[2] or dated[3]])
        text = f"{day}-{month}" if dated[1] else f"{month}-{day}"
    found = re.match(r"([a-z.]*[ -]?)(\d+)([a-z]?)(?:\s*-+\s*([a-z.]*)(\d+))?", text.replace(" ", ""))
    if not found:
        return Pages()
    first, last = found[2].lstrip("0") or "0", (found[5] or "").lstrip("0")
    if last and len(last) < len(first):
        last = first[: -len(last)] + last
    return Pages(first + found[3], last if last != first else "", found[1].strip(".- "))


def compare_pages(one: Pages, other: Pages) -> Place:
    """SAME for one first page; POSSIBLE for an article number beside a page, or where only the last page agrees."""
    if not one.first or not other.first:
        return Place.MISSING
    if one.first == other.first:
        apart = one.last and other.last and one.last != other.last
        if one.prefix != other.prefix and one.prefix and other.prefix:
            return Place.POSSIBLE
        return Place.POSSIBLE if apart and abs(int(one.last) - int(other.last)) > 40 else Place.SAME
    ends = (one.last or one.first, other.last or other.first)
    if ends[0] == ends[1] and len(ends[0]) > 1:
        return Place.POSSIBLE
    supplement = {one.prefix[:1], other.prefix[:1]} & {"a", "s", "p", "o"}
    if one.prefix != other.prefix and not supplement:
        return Place.POSSIBLE
    if "suppl" in one.prefix + other.prefix:
        return Place.POSSIBLE
    return Place.DIFFERENT


@dataclass(frozen=True, slots=True)
class Issue:
    """Volume and issue: numbers in digits, and which supplement (`s` for one without a number)."""

    volume: str = ""
    issue: str = ""
    supplement: str = ""


def issue_of(volume: str, issue: str, prefix: str = "") -> Issue:
    """`35 Suppl 1` and `35 (SUPPL.1)` are volume 35, supplement s1, as are pages with an S; `8 Pt 2` is issue 8."""
    both = f"{folded(volume)} | {folded(issue)}"
    found = SUPPLEMENT.search(both)
    supplement = "s" + (found[1] or found[2] or "") if found else "s" if prefix.startswith("s") else ""
    plain = SUPPLEMENT.sub(" ", folded(issue))
    plain = re.sub(r"\b(?:pt|part)\b", " ", plain)
    bare = SUPPLEMENT.sub(" ", folded(volume))
    number, rest = digits(bare), bare
    if not number:
        return Issue("", digits(plain), supplement)
    within = re.search(r"\(([^)]*)\)", rest)
    if within and not issue:
        plain = within[1]
        number = digits(rest.replace(within[0], " ")) or number
        number = number if rest.strip()[:1] != "(" else ""
    return Issue(number, digits(plain), supplement)


def compare_numbers(one: str, other: str) -> Place:
    if not one or not other:
        return Place.MISSING
    return Place.SAME if one == other else Place.DIFFERENT


def compare_supplements(one: Issue, other: Issue) -> Place:
    """DIFFERENT for two supplements with different numbers; one without a number can be any."""
    if not one.supplement or not other.supplement:
        return Place.MISSING
    if one.supplement == other.supplement:
        return Place.SAME
    return Place.DIFFERENT if len(one.supplement) > 1 and len(other.supplement) > 1 else Place.POSSIBLE


def compare_years(one: int, other: int) -> Place:
    if not one or not other:
        return Place.MISSING
    apart = abs(one - other)
    return Place.SAME if apart == 0 else Place.POSSIBLE if apart == 1 else Place.DIFFERENT


@lru_cache(maxsize=100_000)
def journal_words(name: str) -> tuple[str, ...]:
    """The words of a journal's name that carry meaning, without a subtitle, a parallel name or what is in brackets."""
    text = folded(name)
    text = re.sub(r"[(\[][^)\]]*[)\]]", " ", text) if re.sub(r"[(\[].*", "", text).strip() else text
    text = (
        re.split(r" : | = | / |: (?=official|the official|an? )|\.(?=[a-z]{3,} )|(?<!\d)\. ?conference", text)[0]
        or text
    )
    found = [w for w in re.findall(r"[^\W_]+", text.replace("'s", "s").replace("'", "")) if w not in STOPWORDS]
    return tuple(found)


@lru_cache(maxsize=200_000)
def compare_journals(one: tuple[str, ...], other: tuple[str, ...]) -> Place:
    """SAME for one name or its abbreviation; POSSIBLE for one that begins like the other or has most of its words."""
    if not one or not other or scripts_differ(one, other):
        return Place.MISSING
    if one == other or "".join(one) == "".join(other):
        return Place.SAME
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    rest = _left(short, long)
    if rest == 0:
        return Place.SAME
    if rest > 0 or all(any(_abbreviates(word, whole) for whole in long) for word in short):
        return Place.POSSIBLE
    return Place.DIFFERENT


def _left(short: tuple[str, ...], long: tuple[str, ...]) -> int:
    """How many words of a name are left after those that a shorter form stands for, or -1 if it is no form of it.

    A word may stand for one word (`natl`) or, as initials, for several (`usa`, `jama`).
    """
    if not short:
        return len(long)
    word, found = short[0], []
    if long and _abbreviates(word, long[0]):
        found.append(_left(short[1:], long[1:]))
    if 2 <= len(word) <= len(long) and all(map(str.startswith, long, word)):
        found.append(_left(short[1:], long[len(word) :]))
    return min((rest for rest in found if rest >= 0), default=-1)


def _abbreviates(one: str, other: str) -> bool:
    """Whether one word can be short for the other: `clin` for clinical, `natl` for national."""
    if one == other:
        return True
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if long.startswith(short):
        return True
    if len(short) < 3 or short[0] != long[0]:
        return False
    rest = iter(long)
    return all(letter in rest for letter in short) and len(short) <= len(long) // 2 + 1
