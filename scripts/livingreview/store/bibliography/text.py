"""Text of a bibliographic record, decoded: Unicode, with what is set in another way kept as structure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import TypeVar

T = TypeVar("T")
NO_BREAK = "\u00a0"


class Mark(StrEnum):
    """How a run of text is set; the order is from the outermost to the innermost."""

    PROTECTED = "protected"  # in braces: no program may change its capitals
    ITALIC = "italic"
    BOLD = "bold"
    SMALL_CAPS = "small-caps"
    SUPERSCRIPT = "superscript"
    SUBSCRIPT = "subscript"


def _raised(kind: str) -> dict[str, str]:
    """Characters, and the characters that Unicode has for them as superscripts (`<super>`) or subscripts (`<sub>`)."""
    found: dict[str, str] = {}
    for code in range(0x3000):
        name, _, base = unicodedata.decomposition(chr(code)).partition(" ")
        if name == kind and base and " " not in base and chr(code) not in "ªº":
            found.setdefault(chr(int(base, 16)), chr(code))
    return found | {"-": found["\u2212"]}


RAISED = {Mark.SUPERSCRIPT: (_raised("<super>"), "^"), Mark.SUBSCRIPT: (_raised("<sub>"), "_")}


@dataclass(frozen=True)
class Run:
    """Characters that are set in the same way."""

    text: str
    marks: frozenset[Mark] = frozenset()


@dataclass(frozen=True)
class Rich:
    """Decoded text: runs in order, neighbours set in different ways; single blanks, and none at the ends."""

    runs: tuple[Run, ...] = ()

    @staticmethod
    def of(runs: Iterable[Run]) -> Rich:
        """Runs with blanks made single, and equal neighbours joined."""
        made: list[Run] = []
        for run in runs:
            text = re.sub(r"[ \t\r\n\f\v]+", " ", run.text)
            if text.startswith(" ") and (not made or made[-1].text.endswith(" ")):
                text = text[1:]
            if not text:
                continue
            if made and made[-1].marks == run.marks:
                made[-1] = Run(made[-1].text + text, run.marks)
            else:
                made.append(Run(text, run.marks))
        while made and not (last := made.pop()).text.isspace():
            made.append(Run(last.text.rstrip(" "), last.marks))
            break
        return Rich(tuple(made))

    def __bool__(self) -> bool:
        return bool(self.runs)

    @property
    def plain(self) -> str:
        """The text as characters only.

        Superscripts and subscripts are Unicode's where all their characters have one (10⁹), else in brackets (x^(a,b)).
        """
        return "".join(
            "".join(inside) if mark is None else raised("".join(inside), mark)
            for mark, inside in (
                (mark, [run.text for run in runs])
                for mark, runs in groupby(self.runs, lambda run: next((m for m in RAISED if m in run.marks), None))
            )
        ).replace(NO_BREAK, " ")

    def render(self, leaf: Callable[[str], T], wrap: Callable[[Mark, list[T]], T]) -> list[T]:
        """The text in another form: `leaf` makes it of characters, `wrap` of parts that have a mark in common."""
        return _render(self.runs, list(Mark), leaf, wrap)


def _render(
    runs: Sequence[Run], marks: list[Mark], leaf: Callable[[str], T], wrap: Callable[[Mark, list[T]], T]
) -> list[T]:
    if not marks:
        return [leaf("".join(run.text for run in runs))]
    outermost, *inner = marks
    made: list[T] = []
    for marked, group in groupby(runs, lambda run: outermost in run.marks):
        parts = _render(list(group), inner, leaf, wrap)
        made += [wrap(outermost, parts)] if marked else parts
    return made


def raised(text: str, mark: Mark) -> str:
    """A superscript or subscript as characters."""
    characters, sign = RAISED[mark]
    if all(one in characters for one in text):
        return "".join(characters[one] for one in text)
    return f"{sign}({text})"
