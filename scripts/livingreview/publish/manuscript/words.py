"""Texts of pandoc elements, and their words with the formats around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import panflute as pf

PIECES = re.compile(r"\d+(?:[.,]\d+)*|\w+|[^\w\s]")
SIGNS_OF_TEX = re.compile(r"\\[a-zA-Z]+|[\s{}\\]")  # which Word writes in other ways
WRAPPERS = (pf.Emph, pf.Strong, pf.Underline, pf.Strikeout, pf.Superscript, pf.Subscript, pf.SmallCaps, pf.Link)
OPENED = (pf.Cite, pf.Span, pf.Quoted)  # whose content is compared as if they were not there
BLANK = (pf.Space, pf.SoftBreak)
TEXT = (pf.Para, pf.Plain)
LISTS = (pf.BulletList, pf.OrderedList)


@dataclass(frozen=True)
class Word:
    """A word, or another inline that has no inlines inside, with the formats around it, outermost first."""

    key: str
    inline: pf.Inline
    around: tuple[pf.Inline, ...]
    spaced: bool


def text_of(element: pf.Element) -> str:
    """Text of an element, in one line, with a blank between blocks."""
    if isinstance(element, pf.Table):
        rows = [*element.head.content, *(row for body in element.content for row in body.content)]
        caption = [text_of(one) for one in element.caption.content] if element.caption else []
        return " ".join([*caption, *map(row_text, rows)])
    if isinstance(element, pf.Figure):
        return " ".join(text_of(one) for one in element.caption.content) if element.caption else ""
    if isinstance(element, (*TEXT, pf.Header)):
        return "".join(" " * one.spaced + one.key for one in words_of(element.content)).strip()
    if isinstance(element, (pf.ListItem, pf.TableCell, pf.BlockQuote, pf.Div, *LISTS)):
        return " ".join(text_of(one) for one in element.content).strip()
    return " ".join(pf.stringify(element).split())


def row_text(row: pf.TableRow) -> str:
    """Text of the cells of a row, in one line."""
    return " | ".join(text_of(cell) for cell in row.content)


def named(block: pf.Block) -> str:
    """The number of a figure or table, such as Table 1; empty for other blocks."""
    if isinstance(block, (pf.Figure, pf.Table)) and block.caption and block.caption.content:
        found = re.match(r"(?:Figure|Table)\s*S?\d+", text_of(block.caption.content[0]))
        return found[0] if found else ""
    return ""


def words_of(inlines: Iterable[pf.Inline]) -> list[Word]:
    """The words of inlines, each with the formats around it."""
    words: list[Word] = []
    space = False

    def add(found: Iterable[pf.Inline], around: tuple[pf.Inline, ...]) -> None:
        nonlocal space
        for one in found:
            if isinstance(one, BLANK):
                space = True
            elif isinstance(one, WRAPPERS):
                add(one.content, (*around, one))
            elif isinstance(one, OPENED):
                add(one.content, around)
            elif not isinstance(one, pf.RawInline):
                for piece, blank in _pieces(one):
                    words.append(Word(_key(piece), piece, around, space or blank))
                    space = False
                space = space or (isinstance(one, pf.Str) and one.text[-1:].isspace())

    add(inlines, ())
    return words


def _pieces(inline: pf.Inline) -> list[tuple[pf.Inline, bool]]:
    """An inline, or the words, numbers and signs of a string; and whether a blank is before each.

    Documents that were read from different files cut the same text into different strings.
    """
    if not isinstance(inline, pf.Str):
        return [(inline, False)]
    found = PIECES.finditer(inline.text)
    return [(pf.Str(one[0]), one.start() > 0 and inline.text[one.start() - 1].isspace()) for one in found]


def _key(inline: pf.Inline) -> str:
    if isinstance(inline, pf.LineBreak):
        return "\n"
    if isinstance(inline, pf.Math):
        return SIGNS_OF_TEX.sub("", inline.text)
    return str(getattr(inline, "text", "")) or pf.stringify(inline)


def built(words: Sequence[Word], depth: int = 0) -> list[pf.Inline]:
    """Inlines of words, with neighbours in one format inside one."""
    made: list[pf.Inline] = []
    i = 0
    while i < len(words):
        around = words[i].around[depth] if depth < len(words[i].around) else None
        j = i + 1
        while (
            around is not None and j < len(words) and depth < len(words[j].around) and words[j].around[depth] is around
        ):
            j += 1
        if words[i].spaced and not (depth and i == 0):
            made.append(pf.Space())
        made.append(words[i].inline if around is None else _format(around, built(words[i:j], depth + 1)))
        i = j
    return made


def _format(around: pf.Inline, inside: list[pf.Inline]) -> pf.Inline:
    if isinstance(around, pf.Link):
        return pf.Link(*inside, url=around.url, title=around.title)
    return type(around)(*inside)
