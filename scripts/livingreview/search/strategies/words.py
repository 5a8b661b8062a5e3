"""Matching the words of a term with the words of a record, as databases split and spell them.

Letters are compared without case and diacritics; Greek letters are their names (PubMed indexes β as beta); hyphens,
slashes and other punctuation separate words, so that `interleukin-6` is two words in sequence and finds
`interleukin 6`, but not `interleukin6`. Chinese and Japanese texts have no blanks: a term in such letters matches
anywhere in the text. A quoted phrase is looked for as it is; PubMed ignores the quotation marks of a phrase that its
index does not have, and so may find more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from .syntax import Syntax

EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"[^\W_\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ue000-\uf8ff]+")
_PATTERN = re.compile(r"[^\W_\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[\ue000-\ue0ff]")
_APOSTROPHE = re.compile("['’ʼ′`´]")
_FIRST_PRIVATE = 0xE000  # wildcards pass through normalisation as characters of the private use area

Span = tuple[int, int]  # first word and the word behind the last


@lru_cache(maxsize=4096)
def plain(text: str, apostrophe: str = "") -> str:
    """Text in lower case, without diacritics, with Greek letters by name and `apostrophe` for each apostrophe."""
    text = _APOSTROPHE.sub(apostrophe, text)
    if text.isascii():
        return text.lower()
    named = unicodedata.normalize("NFKC", text).translate(_GREEK)
    parts = unicodedata.normalize("NFKD", named.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def _greek_names() -> Iterator[tuple[int, str]]:
    for code in range(0x370, 0x400):
        name = unicodedata.name(chr(code), "")
        if " LETTER " in name:
            short = name.split(" LETTER ")[1].split(" WITH ")[0].removeprefix("FINAL ").lower()
            yield code, "lambda" if short == "lamda" else short


_GREEK = dict(_greek_names())


@dataclass(frozen=True)
class Text:
    """A part of a record: its words in sequence, and all of it without blanks."""

    words: tuple[str, ...]
    letters: str

    @classmethod
    def of(cls, text: str, syntax: Syntax) -> Text:
        straight = plain(text, syntax.apostrophe)
        return cls(tuple(_WORD.findall(straight)), re.sub(r"\s+", "", straight))


@dataclass(frozen=True)
class Matcher:
    """What a term looks for: words in sequence, or with up to `within` words between them; or letters anywhere."""

    tests: tuple[Callable[[str], bool], ...]
    letters: str = ""
    within: int | None = None

    @property
    def east_asian(self) -> bool:
        return bool(self.letters)

    def spans(self, text: Text) -> list[Span]:
        """Where the term is in the text; (0, 0) for letters that are anywhere in it."""
        if self.letters:
            return [(0, 0)] if self.letters in text.letters else []
        if not self.tests:
            return []
        if self.within is not None and len(self.tests) > 1:
            return list(self._near(text.words, self.within))
        size, first = len(self.tests), self.tests[0]
        return [
            (start, start + size)
            for start, word in enumerate(text.words[: max(0, len(text.words) - size + 1)])
            if first(word) and all(test(text.words[start + i]) for i, test in enumerate(self.tests[1:], 1))
        ]

    def _near(self, words: tuple[str, ...], within: int) -> Iterator[Span]:
        """Windows that hold each word, with at most `within` other words among them, in any order."""
        size = len(self.tests) + within
        for start in range(len(words)):
            window = words[start : start + size]
            if any(test(window[0]) for test in self.tests) and _each_its_own(self.tests, window):
                yield start, start + len(window)


def _each_its_own(tests: tuple[Callable[[str], bool], ...], words: tuple[str, ...]) -> bool:
    """Whether every test can have a word of its own."""
    if not tests:
        return True
    return any(
        tests[0](word) and _each_its_own(tests[1:], words[:index] + words[index + 1 :])
        for index, word in enumerate(words)
    )


@lru_cache(maxsize=8192)
def matcher(text: str, quoted: bool, within: int | None, syntax: Syntax) -> Matcher:
    """What a term with this text looks for in this syntax."""
    if EAST_ASIAN.search(text):
        return Matcher((), re.sub(r"\s+", "", plain(text, syntax.apostrophe)))
    signs: Mapping[str, str] = syntax.wildcards or {}
    held = {sign: chr(_FIRST_PRIVATE + index) for index, sign in enumerate(signs)}
    straight = plain("".join(held.get(sign, sign) for sign in text), syntax.apostrophe)
    patterns = {held[sign]: pattern for sign, pattern in signs.items()}
    words = ["".join(run) for run in _runs(straight)]
    tests = tuple(_test(word, patterns, syntax.forms and not quoted) for word in words)
    return Matcher(tests, "", within)


def _runs(straight: str) -> Iterator[list[str]]:
    run: list[str] = []
    for sign in straight:
        if _PATTERN.match(sign):
            run.append(sign)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _test(word: str, patterns: Mapping[str, str], forms: bool) -> Callable[[str], bool]:
    if not any(sign in patterns for sign in word):
        if forms:
            stem = _stem(word)
            return lambda other: other == word or _stem(other) == stem
        return lambda other: other == word
    pattern = re.compile("".join(patterns.get(sign, re.escape(sign)) for sign in word))
    return lambda other: pattern.fullmatch(other) is not None


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    """The English stem (Snowball), which stands in for the word forms that a database knows."""
    import Stemmer

    return str(Stemmer.Stemmer("english").stemWord(word))
