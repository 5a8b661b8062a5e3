"""Pieces of Typst in a tree of pandoc, which other formats leave out."""

from __future__ import annotations

import panflute as pf
from panflute import elements

TYPST = "typst"
COMMENT = "//"
elements.RAW_FORMATS.add(TYPST)  # panflute lists the formats of an earlier pandoc


def block(code: str) -> pf.RawBlock:
    """Typst between paragraphs."""
    return pf.RawBlock(code, format=TYPST)


def inline(code: str) -> pf.RawInline:
    """Typst within a paragraph."""
    return pf.RawInline(code, format=TYPST)


def quoted(text: str) -> str:
    """A text as a string of Typst's code, in which no sign of it is markup."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def comment(text: str) -> pf.RawBlock:
    """A line that is not printed, by which the place of a fault is found."""
    return block(f"{COMMENT} {text}")


def is_comment(found: pf.Block) -> bool:
    """Whether this is such a line."""
    return isinstance(found, pf.RawBlock) and found.format == TYPST and found.text.startswith(COMMENT)


def place(name: str) -> pf.RawBlock:
    """A mark whose page is known after typesetting."""
    return block(f"#metadata({quoted(name)}) <place>")
