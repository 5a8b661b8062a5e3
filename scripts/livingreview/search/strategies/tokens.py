"""The text of a strategy as tokens, with what is wrong with its signs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from .query import Fault, Place
from .syntax import Syntax

CURVED = {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "′": "'", "″": '"'}
FULL_WIDTH = {
    "（": "(", "）": ")", "，": ",", "：": ":", "；": ";", "＝": "=", "＋": "+", "＊": "*", "－": "-", "％": "%",
    "［": "[", "］": "]", "【": "[", "】": "]", "、": ",", "。": ".", "＂": '"', "＇": "'", "\u3000": " ",
}  # fmt: skip
NUMBERED = re.compile(r"^\s*#(\d+)[.:]?\s+(?=\S)", re.MULTILINE)
_WORD_OPERATOR = re.compile(r"(AND|OR|NOT|SAME|NEAR|NEXT)(?:/(\w+))?(?![\w*?$\-])", re.IGNORECASE)
_REFERENCE = re.compile(r"#(\d+)\b")


@dataclass(frozen=True)
class Token:
    """`kind`: ( ) quoted word heading before behind operator reference. `detail` is what follows a slash or a tag."""

    kind: str
    text: str
    start: int
    end: int
    detail: str = ""


class Source:
    """The text of a strategy, straightened, and the faults found in it.

    Curved quotation marks and full-width signs are faults; the rest is read as if they were the plain ones, so that
    one wrong sign gives one fault.
    """

    def __init__(self, text: str, syntax: Syntax) -> None:
        self.syntax = syntax
        self.original = text
        self.faults: list[Fault] = []
        self._starts = [0, *(at.end() for at in re.finditer("\n", text))]
        self.text = "".join(map(self._straight, range(len(text)), text))

    def place(self, at: int) -> Place:
        line = bisect_right(self._starts, at)
        return Place(line, at - self._starts[line - 1] + 1)

    def fault(self, at: int, message: str, error: bool = True) -> None:
        where = self.place(at)
        self.faults.append(Fault(where.line, where.column, error, message))

    def _straight(self, at: int, sign: str) -> str:
        inside_word = sign == "’" and self.original[at - 1 : at].isalpha() and self.original[at + 1 : at + 2].isalpha()
        if inside_word:  # an apostrophe, as in a name
            return "'"
        if sign in CURVED:
            self.fault(at, f"{sign} is a curved quotation mark. Allowed: {' or '.join(self.syntax.quotes)}.")
            return self.syntax.quotes[0] if self.syntax.quotes == '"' else CURVED[sign]
        if sign in FULL_WIDTH:
            plain = FULL_WIDTH[sign]
            self.fault(at, f"{sign!r} is full-width punctuation. Allowed: {plain!r}.")
            return plain
        return sign

    def tokens(self, start: int = 0, end: int | None = None) -> Iterator[Token]:
        """Tokens of a part of the text."""
        at, end = start, len(self.text) if end is None else end
        while at < end:
            if self.text[at].isspace():
                at += 1
                continue
            token = self._next(at, end)
            if token.kind:
                yield token
            at = max(token.end, at + 1)

    def _next(self, at: int, end: int) -> Token:
        text, syntax = self.text, self.syntax
        sign = text[at]
        if sign in "()":
            return Token(sign, sign, at, at + 1)
        if syntax.heading and (found := syntax.heading.match(text, at, end)):
            given = found.groupdict()
            if "limit" in given:
                return Token("heading", given["limit"], at, found.end(), "lim")
            only = bool(given["only"]) or (given["reach"] or "").lower() == "this term only"
            heading = given["heading"] or given["descriptor"] or ""
            return Token("heading", heading.strip(), at, found.end(), "mh^" if only else "mh")
        if sign in syntax.quotes:
            return self._quoted(at, end)
        if found := _REFERENCE.match(text, at, end):
            return Token("reference", found[1], at, found.end())
        if syntax.behind and (found := syntax.behind.match(text, at, end)):
            return Token("behind", found[0].strip(), at, found.end(), found[1])
        if syntax.signs and sign in syntax.signs:
            return Token("operator", syntax.signs[sign], at, at + 1, sign)
        if (found := _WORD_OPERATOR.match(text, at, end)) and (found[1].upper() in syntax.ranks or found[2]):
            return self._operator(found)
        if syntax.before and (found := syntax.before.match(text, at, end)):
            return Token("before", found[0].strip(), at, found.end(), found[1])
        return self._word(at, end)

    def _quoted(self, at: int, end: int) -> Token:
        close = self.text.find(self.text[at], at + 1, end)
        line_end = self.text.find("\n", at, end)
        if close < 0 or 0 <= line_end < close:
            self.fault(at, f"the quotation mark {self.text[at]} is not closed on its line. Needed: a second one.")
            close = line_end if line_end >= 0 else end
            return Token("quoted", self.text[at + 1 : close].strip(), at, close)
        if not self.text[at + 1 : close].strip():
            self.fault(at, "there is nothing between the quotation marks. Needed: a word or phrase.")
            return Token("", "", at, close + 1)
        return Token("quoted", self.text[at + 1 : close], at, close + 1)

    def _operator(self, found: re.Match[str]) -> Token:
        name, number = found[1].upper(), found[2] or ""
        at = found.start()
        if name not in self.syntax.ranks:
            allowed = ", ".join(sorted(self.syntax.ranks))
            self.fault(at, f"{self.syntax.name} has no operator {name}. Allowed: {allowed}.")
        if number and (name not in ("NEAR", "NEXT") or not number.isdigit()):
            form = f"{name}/n, n a number" if name in ("NEAR", "NEXT") else name
            self.fault(at, f"{found[0]} is not an operator. Allowed: {form}.")
        if found[1] != name:
            must = "must be in capitals" if self.syntax.upper else "should be in capitals"
            self.fault(at, f"the operator {found[1]!r} {must}. Allowed: {name}.", error=self.syntax.upper)
        return Token("operator", name, at, found.end(), number)

    def _ends_word(self, at: int) -> bool:
        """A quotation mark (an apostrophe is part of a word), a sign, or a field behind the word."""
        if self.text[at] in self.syntax.quotes.replace("'", ""):
            return True
        if self.syntax.signs and self.text[at] in "+*":
            return True
        behind = self.syntax.behind if self.syntax.behind_groups else None
        return behind is not None and behind.match(self.text, at) is not None

    def _word(self, at: int, end: int) -> Token:
        stop = at
        while stop < end and not self.text[stop].isspace() and self.text[stop] not in "()[]":
            if stop > at and self._ends_word(stop):
                break
            stop += 1
        if stop == at:
            self.fault(at, f"{self.text[at]!r} has no meaning here. Allowed: words, fields, operators, ( and ).")
            return Token("", "", at, at + 1)
        return Token("word", self.text[at:stop], at, stop)
