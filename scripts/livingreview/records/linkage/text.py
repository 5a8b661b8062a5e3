"""Titles, names and numbers of records in one spelling, so that they can be compared."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

GREEK = {chr(code): unicodedata.name(chr(code)).split()[-1].lower() for code in range(0x3B1, 0x3CA)} | {"ς": "sigma"}
STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
# Only real elements: "<5 years" is text.
MARKUP = re.compile(r"</?(?:sub|sup|i|b|em|strong|span|inf|p|br|italic|bold|sc|u|tt|jats:\w+)\b[^<>]*>", re.IGNORECASE)
# A Chinese or Japanese character is a word; other scripts have blanks between words.
WORDS = re.compile(r"[a-z]+|\d+(?:\.\d+)?|[\u3040-\u30ff\u3400-\u9fff]|[\uac00-\ud7af\u0400-\u04ff\u0590-\u06ff]+")
# The letter A is a name after these words, not an article.
LETTER_A = re.compile(
    r"\b(part|type|group|hepatitis|vitamin|influenza|section|study|phase|stage|factor|protein|class|level|appendix|arm|"
    r"haemophilia|hemophilia|cohort|toxin|case|series|grade|child pugh|streptococcus|paper|chapter) a\b"
    r"(?! \w+ (?:of|for)\b)"
)
STOPWORDS = frozenset(
    "a an the in of on for from and are is was with to or as by their its at s using does do be into among "
    "les le la des du de et en un une dans der die das und mit von bei el los las del y con".split()
)
THOUSANDS = re.compile(r"(?<=\d)[, \u2009](?=\d{3}\b)")
ROMAN = {word: str(n) for n, word in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), 1)}
NUMBERS = {
    word: str(n) for n, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)
}
# British and American spelling, and transliterations, that say the same word.
SPELLINGS = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        (r"ae|oe", "e"),
        (r"our(s|ed|ing|al|ally|able)?$", r"or\1"),
        (r"isation", "ization"),
        (r"is(e|ed|es|ing)$", r"iz\1"),
        (r"ys(e|ed|es|ing)$", r"yz\1"),
        (r"ph", "f"),
        (r"^cic", "cyc"),
        (r"(.)\1", r"\1"),
        (r"(?<=..)tre(s?)$", r"ter\1"),
        (r"gram(m?e)$", "gram"),
        (r"(?<=...)e$", ""),
    )
)


def scripts_differ(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether one text is in Latin letters and most of the other is not: a title and its translation, `王` and `Wang`.

    Nothing of them can be compared.
    """
    shares = []
    for words in (one, other):
        letters = [sign for word in words for sign in word if sign.isalpha()]
        if not letters:
            return False
        shares.append(sum(sign > "\u02ff" for sign in letters) / len(letters))
    return min(shares) == 0 and max(shares) > 0.5


@lru_cache(maxsize=200_000)
def spelled(word: str) -> str:
    """A word in one spelling: `tumour` and `tumor`, `leukaemia` and `leukemia`, `ii` and `2` give the same."""
    if len(word) < 4 or not word.isascii():
        return ROMAN.get(word) or NUMBERS.get(word) or word
    if word in NUMBERS or word in ROMAN:
        return NUMBERS.get(word) or ROMAN[word]
    for pattern, new in SPELLINGS:
        word = pattern.sub(new, word)
    return word


def folded(text: str) -> str:
    """Lower case, without markup, entities and accents; Greek letters by name."""
    if not text.isascii() or "<" in text or "&" in text:
        if "&" in text:
            text = html.unescape(html.unescape(text))
        if "<" in text:
            text = MARKUP.sub("", text)
        text = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
        text = "".join(c for c in text if not unicodedata.combining(c)).lower().translate(STROKES)
        if not text.isascii():
            text = "".join(f" {GREEK[c]} " if c in GREEK else c for c in text)
    return text.lower()


def words(text: str) -> tuple[str, ...]:
    """The words and numbers of a folded text that carry meaning, in order; numerals and number words as digits."""
    text = THOUSANDS.sub("", text).replace("'", "").replace("\u2019", "")
    if " a" in text:
        text = LETTER_A.sub(r"\1 alpha", text)
    return tuple([spelled(word) for word in WORDS.findall(text) if word not in STOPWORDS])


def digits(text: str) -> str:
    """The first number in a text without leading zeros, or nothing."""
    found = re.search(r"\d+", text)
    return (found[0].lstrip("0") or "0") if found else ""
