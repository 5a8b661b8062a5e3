"""Names of authors as databases write them, and whether two lists can be the same people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from rapidfuzz.distance import JaroWinkler

from .text import folded, scripts_differ

PARTICLES = frozenset(
    "van von der den de di da del della dos das du la le el al ter ten zu zur af bin ibn abu san st jr sr ii".split()
)
GROUP = re.compile(
    r"\b(?:group|grp|consortium|committee|collaborat\w+|investigators?|society|association|network|team|council|"
    r"institute|organi[sz]ation|agency|centre|center|department|university|force|panel|registry|initiative|writing)\b"
)
NOBODY = re.compile(
    r"^\W*(?:anonymous|anon|no authors?(?: listed)?|unknown|et al|others|nn|null|none|not available)?\W*$"
)
LETTERS = re.compile(r"[^\W\d_]+")


class Agreement(IntEnum):
    """Whether two lists of authors can be the same people."""

    MISSING = -1
    DIFFERENT = 0
    SOME = 1
    SAME = 2


@dataclass(frozen=True, slots=True)
class Names:
    """Authors of one record: families in order, the initial of the first given name of each, and all parts of names."""

    families: tuple[str, ...] = ()
    initials: tuple[str, ...] = ()
    parts: frozenset[str] = frozenset()


def names_of(authors: tuple[str, ...]) -> Names:
    """The people among the authors; groups are left out, because half of the databases leave them out."""
    families: list[str] = []
    initials: list[str] = []
    parts: set[str] = set()
    for author in authors:
        text = folded(author)
        if NOBODY.match(text) or GROUP.search(text):
            continue
        family, comma, given = text.partition(",")
        if not comma:
            family, given = _parted(author, text)
        pieces = LETTERS.findall(family.replace("'", "").replace("\u2019", ""))
        core = "".join(piece for piece in pieces if piece not in PARTICLES) or "".join(pieces)
        if not core:
            continue
        first = LETTERS.search(given)
        families.append(core)
        initials.append(first[0][0] if first else "")
        parts.add(core)
        parts.update(piece for piece in pieces if len(piece) > 2)
        parts.update(piece for piece in LETTERS.findall(given) if len(piece) > 2)
    return Names(tuple(families), tuple(initials), frozenset(parts))


def _parted(author: str, text: str) -> tuple[str, str]:
    """Family and given names of a name without a comma: `Smith JA`, `J. A. Smith`, `John Smith`, `王伟`."""
    pieces = text.replace(".", ". ").split()
    if len(pieces) < 2:
        return text, ""
    last = author.replace(".", "").split()[-1]
    if len(last) <= 3 and last.isupper():
        return " ".join(pieces[:-1]), pieces[-1]
    return pieces[-1], " ".join(pieces[:-1])


def _found(family: str, names: Names) -> bool:
    if family in names.parts:
        return True
    for other in names.families:
        if family[0] == other[0] and min(len(family), len(other)) >= 4:
            if JaroWinkler.similarity(family, other) >= 0.9 or family.startswith(other) or other.startswith(family):
                return True
        elif len(family) > 6 and len(other) > 4 and (family.endswith(other) or other.endswith(family)):
            return True
    return False


def agreement(one: Names, other: Names) -> Agreement:
    """SAME if the first authors agree and so do four in five of the shorter list; order and initials may vary.

    MISSING where one list is empty, or in another script than the other.
    """
    if not one.families or not other.families:
        return Agreement.MISSING
    if scripts_differ(one.families, other.families):
        return Agreement.MISSING
    if one.families == other.families:
        return Agreement.SAME if _initials_agree(one, other) else Agreement.SOME
    short, long = (one, other) if len(one.families) <= len(other.families) else (other, one)
    shared = sum(_found(family, long) or _whole_name(short, long, n) for n, family in enumerate(short.families))
    share = shared / len(short.families)
    first = _found(one.families[0], other) or _found(other.families[0], one)
    begins = (
        _found(short.families[0], Names(long.families[:1], (), _first_parts(long))) or shared == len(short.families) > 1
    )
    if first and begins and share >= 0.8 and _initials_agree(one, other):
        return Agreement.SAME
    return Agreement.SOME if first or share >= 0.5 else Agreement.DIFFERENT


def _first_parts(names: Names) -> frozenset[str]:
    return names.parts if len(names.families) == 1 else frozenset(names.families[:1]) | {
        part for part in names.parts if part not in names.families
    }  # fmt: skip


def _whole_name(short: Names, long: Names, n: int) -> bool:
    return bool(long.parts) and any(len(part) > 3 and part in short.families[n] for part in long.families)


def complete(one: Names, other: Names) -> bool:
    """Whether both lists have the same number of people, each of them on the other list."""
    return (
        len(one.families) == len(other.families)
        and all(_found(family, other) for family in one.families)
        and all(_found(family, one) for family in other.families)
    )


def _initials_agree(one: Names, other: Names) -> bool:
    """Whether the first authors, where they have the same family name, can have the same given name."""
    if one.families[0] != other.families[0]:
        return True
    a, b = one.initials[0], other.initials[0]
    if not a or not b or a == b:
        return True
    # With co-authors in common, another initial is a slip or another order of given names.
    return len(one.families) > 1 and len(other.families) > 1
