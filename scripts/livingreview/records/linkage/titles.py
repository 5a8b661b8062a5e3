"""What a title says: its words, what kind of publication it announces, and how near another title is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from rapidfuzz.distance import DamerauLevenshtein, Indel

from .notices import ADDED, KINDS, MAY_HAVE_ADDED, MAY_HAVE_KIND, NOTICE, RETRACTED, WITH_PLACE
from .text import folded, words

# Words whose exchange changes what a publication is about, however near the rest of two titles is.
OPPOSED = (
    ("hypo", "hyper", "normo", "iso"),
    ("pre", "post", "peri"),
    ("intra", "inter", "extra"),
    ("macro", "micro"),
    ("mono", "bi", "tri", "poly", "multi", "uni"),
    ("under", "over"),
    ("homo", "hetero"),
    ("anti", "pro", "non"),
    ("en", "es", "levo", "dextro"),
    ("in", "un", "im", "ir", "dis"),
)
GENERIC = frozenset(
    words(
        "editorial introduction preface foreword reply response letter letters comment commentary abstracts abstract "
        "index contents discussion conclusion summary news obituary correspondence authors author editor editors "
        "erratum correction corrigendum retraction notice book review reviews reviewer reviewers announcement "
        "meeting meetings report annual proceedings poster session posters oral presentations presentation "
        "symposium congress conference issue journal case reports untitled title no available not acknowledgement "
        "acknowledgements thanks in this re"
    )
)


class Nearness(IntEnum):
    """How near two titles are; the order is that of growing agreement."""

    MISSING = -1
    DIFFERENT = 0
    SIMILAR = 1  # most letters agree, but words or numbers are exchanged
    LOOSE = 2  # one leaves out words, or words are misspelled
    CUT = 3  # one is the beginning of the other
    CLOSE = 4  # the same words, some spelled or divided in another way
    SAME = 5


@dataclass(frozen=True, slots=True)
class Title:
    """What a title says.

    `variants`: the words of the title, then those of each title within it. `kind`: what it announces (correction,
    retraction, reply, comment, editorial, protocol, summary), nothing for most. `subject`: the words of the title that
    a notice, reply or comment is about. `letters`: all letters and digits of it.
    """

    variants: tuple[tuple[str, ...], ...]
    kind: str
    subject: tuple[str, ...]
    letters: str


def read(title: str, original: str = "") -> Title:
    """A title as a database gives it, taken apart; `original` is the title in the language of the publication."""
    text = folded(title or original)
    if text.lstrip()[:1] in "rw[(":
        text = RETRACTED.sub("", text)
    plain = cleaned(text)
    kind = ""
    if MAY_HAVE_KIND.search(text):
        once = ADDED.sub(" ", text).strip()
        kind = next((name for name, pattern in WITH_PLACE if pattern.search(text)), "")
        kind = kind or next((name for name, pattern in KINDS if pattern.search(once)), "")
    return Title(
        variants=_variants(plain, original if title else ""),
        kind=kind,
        subject=_subject(plain) if kind else (),
        letters="".join(LETTERS.findall(plain)),
    )


LETTERS = re.compile(r"[^\W_]+")


def cleaned(text: str) -> str:
    """A folded title without what databases add to it."""
    while MAY_HAVE_ADDED.search(text):
        shorter = ADDED.sub(" ", text).strip()
        if shorter == text:
            break
        text = shorter
    return text


def _subject(text: str) -> tuple[str, ...]:
    text = re.sub(r"\[[^\]]*\d{4}[^\]]*\]\W*$|\([^)]*\d{4}[^)]*\)\W*$", "", text)  # the place of the article
    return words(NOTICE.sub(" ", text))


def _variants(text: str, original: str) -> tuple[tuple[str, ...], ...]:
    """The words of a title, then those of each title within it: a translation in brackets, and what is outside them."""
    found = [words(text)]
    if "[" in text and not re.fullmatch(r"\[(.*)\]\.?", text):
        for inner in re.findall(r"\[([^\[\]]+)\]", text):
            rest = words(text.replace(f"[{inner}]", " "))
            if len(words(inner)) >= 4 and len(rest) >= 3:
                found += [words(inner), rest]
    halves = [words(half) for half in re.split(r" = | / ", text)] if " = " in text or " / " in text else []
    if len(halves) == 2 and min(map(len, halves)) >= 4:
        found += halves
    if original:
        found.append(words(cleaned(folded(original))))
    return tuple(dict.fromkeys(variant for variant in found if variant)) or ((),)


def numbers(title: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in title if word[0].isdigit())


def is_generic(title: tuple[str, ...]) -> bool:
    """Whether many publications have this title: it is short or consists of such words as Editorial or Reply."""
    telling = [word for word in title if word not in GENERIC and not word.isdigit()]
    signs = sum(map(_is_sign, telling))
    return len(telling) - signs / 2 < 3 and _length(telling) < 24


def _is_sign(word: str) -> bool:
    """Whether a word is one Chinese or Japanese character; two of them say about as much as another word."""
    return "\u3040" <= word <= "\u9fff"


def _length(title: Sequence[str]) -> int:
    return sum(4 if _is_sign(word) else len(word) for word in title)


def nearness(one: tuple[str, ...], other: tuple[str, ...]) -> Nearness:
    """How near two titles are, as their words."""
    if not one or not other:
        return Nearness.MISSING
    a, b = "".join(one), "".join(other)
    if a == b:
        return Nearness.SAME
    short, long = (one, other) if len(a) < len(b) else (other, one)
    cut = len(short) >= 3 and "".join(long).startswith("".join(short))
    likeness = Indel.normalized_similarity(a, b, score_cutoff=0.75)
    if not cut and likeness == 0:
        return Nearness.DIFFERENT
    if cut and short[-1] != long[len(short) - 1]:
        short = (*short[:-1], long[len(short) - 1])  # cut within a word
    found = _difference(short, long)
    if cut and found >= Nearness.LOOSE:
        return Nearness.CUT if len(short) >= 4 and _length(short) >= 24 else Nearness.LOOSE
    if found == Nearness.LOOSE and likeness < 0.85:
        return Nearness.SIMILAR
    return found if found < Nearness.CLOSE or likeness >= 0.9 else Nearness.LOOSE


def _difference(short: tuple[str, ...], long: tuple[str, ...]) -> Nearness:
    """CLOSE for spelling, LOOSE for slips and words that one leaves out, SIMILAR for what may tell two apart."""
    left, right = Counter(short) - Counter(long), Counter(long) - Counter(short)
    if not left and not right:
        return Nearness.LOOSE  # the same words in another order: "A after B" is not "B after A"
    less, more = _only(short, left), _only(long, right)
    if "".join(less) == "".join(more):
        return Nearness.CLOSE
    if numbers(tuple(less)) or numbers(tuple(more)):
        return Nearness.SIMILAR
    slips = 1
    for word in list(less):
        twin = next((n for n in (1, 2) for other in more if slip(word, other, n)), 0)
        if twin:
            less.remove(word)
            more.remove(next(other for other in more if slip(word, other, twin)))
            slips = max(slips, twin)
    if (less and more) or SPLITTING & {*less, *more}:
        return Nearness.SIMILAR
    return Nearness.CLOSE if not less and not more and slips == 1 else Nearness.LOOSE


def _only(title: tuple[str, ...], count: Counter[str]) -> list[str]:
    """The words of a title that are over, in order."""
    found = []
    for word in title:
        if count[word] > 0:
            count[word] -= 1
            found.append(word)
    return found


# Words by which one of two titles that are otherwise the same announces another publication.
SPLITTING = frozenset(
    words(
        "part phase protocol reply response comment letter erratum correction retraction summary extension follow "
        "followup update updated interim final results supplement addendum editorial not without no non women men male "
        "female children adults pediatric rats mice vivo vitro versus placebo pilot long short term report abstract "
        "alpha beta gamma delta left right high low early late baseline secondary subgroup post hoc"
    )
)


def slip(one: str, other: str, most: int) -> bool:
    """Whether two words can be one word with a slip (`most` 1) or a coarser one (2), and no exchanged prefix."""
    shorter = min(len(one), len(other))
    if shorter > 3 and one.rstrip("s") == other.rstrip("s"):
        return True
    if one[:2] != other[:2]:  # abduction and adduction, afferent and efferent
        return False
    if not (one + other).isascii() or not (one + other).isalpha():
        return False
    distance = DamerauLevenshtein.distance(one, other, score_cutoff=2)
    if most == 1:
        near = distance <= 1 and shorter >= 6
    else:
        near = (distance <= 1 and shorter >= 5) or (distance <= 2 and shorter >= 8)
    return near and not _opposed(one, other)  # the comparison that takes longest comes last


def _opposed(one: str, other: str) -> bool:
    for group in OPPOSED:
        for a in ("", *group):
            for b in ("", *group):
                if a != b and one.startswith(a) and other.startswith(b) and one[len(a) :] == other[len(b) :]:
                    return True
    return False
