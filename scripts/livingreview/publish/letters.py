"""The letters of fonts that pages show, as small fonts: only what is shown, so that pages stay light.

The font of figures is in the style sheet itself, for pages opened as files too. The letters of texts are those of the
reader's machine; for those that it may lack, Chinese and Korean, there is a file, which a browser loads where needed.
"""

from __future__ import annotations

import base64
import hashlib
import html
import io
import re
from collections import Counter
from collections.abc import Iterable, Set
from functools import cache
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from ..fonts import FALLBACKS, characters, first_files
from ..render.svg import FONT

DRAWN = re.compile(r"<svg\b[^>]*\bclass=\"figure\b.*?</svg>", re.DOTALL)
TEXT = re.compile(r"<text\b[^>]*>([^<]*)")
SPARE = "Spare letters"  # the family of letters that the reader's machine may lack, last in the theme's list
# Fonts of common machines, to be used before one is loaded, for each of the fallbacks.
INSTALLED = (
    ("PingFang SC", "PingFangSC-Regular", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC"),
    ("Apple SD Gothic Neo", "AppleSDGothicNeo-Regular", "Malgun Gothic", "Noto Sans CJK KR", "Noto Sans KR"),
)
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


def spare_faces(pages: Iterable[str], folder: Path) -> str:
    """Rules of a style sheet with the letters of pages that only a fallback has; their files go to the folder.

    Letters of most pages that have any, such as those of the contents, are in a file of their own: a page that has no
    others loads that one only.
    """
    first = characters(first_files()[0])
    found = [{ord(one) for one in set(page) if not one.isspace()} - first for page in pages]
    rules = []
    for file, names in zip(FALLBACKS, INSTALLED, strict=True):
        having = [letters for one in found if (letters := one & characters(file))]
        uses = Counter(one for letters in having for one in letters)
        found = [letters - uses.keys() for letters in found]
        frequent = {one for one, times in uses.items() if times > len(having) / 2}
        rules += [
            _spare_face(file, names, letters, folder) for letters in (frequent, uses.keys() - frequent) if letters
        ]
    return "\n".join(rules)


def _spare_face(file: Path, names: Iterable[str], letters: Set[int], folder: Path) -> str:
    data = small(file, frozenset(letters))
    name = f"letters-{hashlib.sha256(data).hexdigest()[:12]}.woff"
    (folder / name).write_bytes(data)
    sources = ",".join([*(f'local("{one}")' for one in names), f'url("{name}") format("woff")'])
    return f'@font-face{{font-family:"{SPARE}";src:{sources};{_range(letters)}}}'


def _face(file: Path, weight: int, letters: Set[int]) -> str:
    found = sorted(letters & characters(file))
    only = f";{_range(found)}" if file in FALLBACKS else ""
    return f"@font-face{{font-family:{FONT};font-weight:{weight};src:{encoded(file, frozenset(found))}{only}}}"


def _range(letters: Iterable[int]) -> str:
    return f"unicode-range:{','.join(f'U+{sign:X}' for sign in sorted(letters))}"


def encoded(file: Path, letters: frozenset[int]) -> str:
    """A font with these letters only, as the source of a rule of a style sheet."""
    return f'url("data:font/woff;base64,{base64.b64encode(small(file, letters)).decode()}") format("woff")'


@cache
def small(file: Path, letters: frozenset[int]) -> bytes:
    """A font with these letters only, as a file of the web (WOFF)."""
    font = TTFont(file, recalcTimestamp=False)
    options = subset.Options(hinting=False, layout_features=list(FEATURES))
    options.drop_tables += ["FFTM"]  # dates of the program that made the font
    chosen = subset.Subsetter(options)
    chosen.populate(unicodes=letters)
    chosen.subset(font)
    font.flavor, data = "woff", io.BytesIO()
    font.save(data)
    return data.getvalue()
