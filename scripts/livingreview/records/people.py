"""Names of authors as `Family, Given`, from the ways in which databases write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from ..schema import is_eastern
from .values import clean

CAPITAL = "[A-ZÀ-ÖØ-Þ]"
INITIALS = re.compile(rf"(?:{CAPITAL}[a-z]?\.[\s-]?)+{CAPITAL}?|{CAPITAL}{{1,3}}\.?|{CAPITAL}(?:[\s-]{CAPITAL}){{1,4}}")
SUFFIX = re.compile(r"^(?:Jr|Sr|II|III|IV|2nd|3rd|4th)\.?$", re.I)
OTHERS = re.compile(r"(?:and )?(?:others|et\.? al\.?)", re.I)  # for authors that are not named
FOOTNOTES = re.compile(r"(?<=[\u3400-\u9fff])(?:[\d,，*]+|[(（][\d,，、*]+[)）])$")
PARTICLES = frozenset("van von der den de del della di da dos du la le el al ter ten bin ibn zu zum zur af av".split())
GROUP = re.compile(
    r"\b(?:group|stud(?:y|ies)|societ\w+|committee|collaborat\w+|network|universit\w+|consortium|associat\w+|investigators?"
    r"|trial\w*|cent(?:er|re)|institut\w+|department|council|organi[sz]ation|foundation|hospital|team|task|force|board"
    r"|agency|ministry|college|academy|school|company|inc|ltd|gmbh|pharma\w*|initiative|program\w*|panel|members|for|on|and|the|of)\b",
    re.I,
)  # fmt: skip
MARKS = re.compile(r"\s*[\[［][\d,，;；\s*]*[\]］]|\s*\[[A-Z][^\]]*\]$")  # of affiliations; roles at the end
# Between names; VIP has a blank after the mark of an affiliation.
BETWEEN = re.compile(r"[;；\n|]|\s%[AYIK] |(?<=[]］)）])\s+(?=[\u3400-\u9fff])")
# Family names of two characters; all others have one.
TWO = frozenset(
    "欧阳 上官 司马 司徒 司空 诸葛 东方 东郭 公孙 皇甫 尉迟 慕容 令狐 长孙 宇文 轩辕 夏侯 端木 百里 南宫 呼延 钟离 "
    "澹台 独孤 赫连 万俟 闻人 申屠 歐陽 司馬 諸葛".split()
)


@lru_cache(1 << 14)
def person(name: str) -> str:
    """One name as `Family, Given`; a group, or a name that cannot be taken apart, as it is.

    Taken apart are `Liu R.`, `Liu R` (initials last), `Ximena Rivera` (family name last, with its particles),
    `XU Yaqiong` (family name in capitals) and Chinese names (family name first).
    """
    text = clean(MARKS.sub("", name)).strip(" ;,，；*")
    text = "" if OTHERS.fullmatch(text) else FOOTNOTES.sub("", text)
    if not text or "@" in text:
        return text
    if "," in text or "，" in text:
        family, *given = (part.strip() for part in re.split("[,，]", text))
        return ", ".join(filter(None, (family, " ".join(filter(None, given)))))
    plain = text.replace(" ", "")
    if is_eastern(plain):
        parts = text.split(" ")
        return ", ".join(parts) if len(parts) == 2 and _given_apart(*parts) else _eastern(plain)
    words = text.split(" ")
    suffix = words.pop() if len(words) > 2 and SUFFIX.match(words[-1]) else ""
    if len(words) == 1 or len(words) > 6 or GROUP.search(text) or any(map(str.isdigit, " ".join(words))):
        return text
    for first in range(1, len(words)):
        if INITIALS.fullmatch(" ".join(words[first:])):
            return f"{' '.join(words[:first])}, {' '.join([*words[first:], suffix]).strip()}"
    if len(words[0]) > 1 and words[0].isalpha() and words[0].isupper() and not words[-1].isupper():  # XU Ya-qiong
        return f"{words[0]}, {' '.join([*words[1:], suffix]).strip()}"
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in PARTICLES:
        start -= 1
    return f"{' '.join(words[start:])}, {' '.join([*words[:start], suffix]).strip()}"


def _eastern(name: str) -> str:
    """A Chinese name of two or three characters (four after a family name of two); longer ones are groups."""
    if not re.fullmatch(r"[\u3400-\u9fff]+", name):
        return name
    family = 2 if name[:2] in TWO and len(name) > 2 else 1
    return f"{name[:family]}, {name[family:]}" if 2 <= len(name) <= family + 2 else name


def _given_apart(family: str, given: str) -> bool:
    """Whether two parts of an Eastern name are its family name and its given name, not pieces of a group's name."""
    return len(family) <= 3 and len(given) <= 4 and not re.search("[组会院校]$", given)


def people(values: Iterable[str]) -> tuple[str, ...]:
    """Authors of a field that may be repeated and may hold several names, without empty ones, in order.

    Where each of several values is in Eastern letters with one comma (田中, 太郎), the comma divides a name.
    """
    values = [value for value in values if value.strip()]
    if len(values) > 1 and all(map(_eastern_with_comma, values)):
        return tuple(map(person, values))
    return tuple(name for value in values for one in names_in(value) if (name := person(one)))


def _eastern_with_comma(value: str) -> bool:
    parts = [part.strip() for part in re.split("[,，]", value.strip())]
    return len(parts) == 2 and all(map(is_eastern, parts)) and _given_apart(*parts)


def names_in(value: str) -> Iterator[str]:
    """The names in one value: between semicolons, lines, bars or `and`, else between commas if all are whole names."""
    value = value.strip()
    if not value:
        return
    if BETWEEN.search(value):
        for part in BETWEEN.split(value):
            yield part.strip()
        return
    if " and " in value and not GROUP.search(re.sub(r"\band\b", "", value)):
        for part in re.split(r",?\s+and\s+", value):
            yield from names_in(part)
        return
    parts = [part.strip() for part in re.split(r"[,，]\s*", value.rstrip(" .") if _ends_bare(value) else value)]
    if len(parts) == 1:
        yield parts[0]
    elif all(is_eastern(part.replace(" ", "")) and len(part) > 1 for part in parts if part):
        yield from [value] if len(parts) == 2 and parts[0] in TWO else parts
    elif all(map(_whole, parts)):
        yield from parts
    elif all(map(_initials_first, parts)):
        yield from (", ".join(part.split(" ", 1)[::-1]) for part in parts)
    elif len(parts) % 2 == 0 and len(parts) > 2 and all(INITIALS.fullmatch(part) for part in parts[1::2]):
        yield from map(", ".join, zip(parts[::2], parts[1::2], strict=True))
    else:
        yield value


def _whole(part: str) -> bool:
    """Whether this is a name with its initials: Liu R., van de Schoot R, Smith JA Jr."""
    words = part.split(" ")
    if len(words) > 2 and SUFFIX.match(words[-1]):
        words.pop()
    return len(words) > 1 and INITIALS.fullmatch(words[-1]) is not None


def _initials_first(part: str) -> bool:
    """Whether this is a name behind its initials: R Liu, JA van de Schoot."""
    first, _, family = part.partition(" ")
    return len(family) > 2 and INITIALS.fullmatch(first) is not None and INITIALS.fullmatch(family) is None


def _ends_bare(value: str) -> bool:
    """Whether the full stop at the end belongs to the list (Werz O, Nahon S.) rather than to initials (Liu R.)."""
    return value.endswith(".") and value.count(".") == 1 and "," in value
