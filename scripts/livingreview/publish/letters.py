"""The letters of fonts that pages show, as small fonts in the style sheet itself, for pages opened as files too."""

from __future__ import annotations

import base64
import html
import io
import re
from collections.abc import Iterable, Set
from functools import cache
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from ..fonts import FALLBACKS, characters, first_files
from ..render.svg import FONT

DRAWN = re.compile(r"<svg\b[^>]*\bclass=\"figure\b.*?</svg>", re.DOTALL)
TEXT = re.compile(r"<text\b[^>]*>([^<]*)")
FEATURES = ("kern", "mark", "mkmk")  # distances and accents, with which matplotlib placed the words too


def has_drawings(page: str) -> bool:
    """Whether a page holds words in figures."""
    return DRAWN.search(page) is not None


def drawn_letters(pages: Iterable[str]) -> set[int]:
    """Code points of the letters in the figures of pages."""
    return {
        ord(letter)
        for page in pages
        for drawing in DRAWN.findall(page)
        for text in TEXT.findall(drawing)
        for letter in html.unescape(text)
    }


def faces(letters: Set[int]) -> str:
    """Rules of a style sheet with the font of figures, upright and bold, for these letters only."""
    upright, bold = first_files()
    rest = letters - characters(upright)
    rules = [_face(file, weight, letters - rest) for file, weight in ((upright, 400), (bold, 700))]
    for file in FALLBACKS:
        if found := rest & characters(file):
            rules.append(_face(file, 400, found))
            rest -= found
    return "\n".join(rules)


def _face(file: Path, weight: int, letters: Set[int]) -> str:
    found = sorted(letters & characters(file))
    only = f";unicode-range:{','.join(f'U+{sign:X}' for sign in found)}" if file in FALLBACKS else ""
    return f"@font-face{{font-family:{FONT};font-weight:{weight};src:{encoded(file, frozenset(found))}{only}}}"


@cache
def encoded(file: Path, letters: frozenset[int]) -> str:
    """A font with these letters only, as the source of a rule of a style sheet."""
    font = TTFont(file, recalcTimestamp=False)
    options = subset.Options(hinting=False, layout_features=list(FEATURES))
    options.drop_tables += ["FFTM"]  # dates of the program that made the font
    small = subset.Subsetter(options)
    small.populate(unicodes=letters)
    small.subset(font)
    font.flavor, data = "woff", io.BytesIO()
    font.save(data)
    return f'url("data:font/woff;base64,{base64.b64encode(data.getvalue()).decode()}") format("woff")'
