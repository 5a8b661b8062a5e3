"""The fonts of figures: DejaVu Sans, which matplotlib brings along, and two with what it lacks: Chinese and Korean.

On paper, they set what the fonts of its text lack. Nothing here loads matplotlib, so that data can be checked without
it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from fontTools.ttLib import TTFont

FAMILIES = ("DejaVu Sans", "Droid Sans Fallback", "NanumSquare")  # in the order in which they are tried
# The files of all but the first family; one is used for upright and bold letters.
FALLBACKS = tuple(map(Path(__file__).with_name, ("DroidSansFallbackFull.ttf", "NanumSquareR.ttf")))
ACCENTS = r"\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
# Letters and signs that the first font has, upright and bold, which a test makes sure of: most texts need no other, and
# opening the files takes longer than checking a publication.
COMMON = frozenset(map(chr, [*range(0xA0, 0x180), *range(0x391, 0x3A2), *range(0x3A3, 0x3CA)])) | set("–—‘’“”…≤≥≠≈−′″")
CLUSTER = re.compile(f"(?s).[{ACCENTS}]*")  # a character and the accents that combine with it


@cache
def shipped_folder() -> Path:
    """The folder of the fonts that matplotlib brings along."""
    found = find_spec("matplotlib")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("matplotlib is not installed.")
    return Path(next(iter(found.submodule_search_locations)), "mpl-data", "fonts", "ttf")


@cache
def first_files() -> tuple[Path, Path]:
    """The files of the first font, upright and bold."""
    return shipped_folder() / "DejaVuSans.ttf", shipped_folder() / "DejaVuSans-Bold.ttf"


def missing(text: str) -> list[str]:
    """The characters of a text that no font of figures has, each once, in their order.

    A character and the accents that combine with it are drawn in one font, which must have all of them.
    """
    if text.isascii():
        return []
    found: dict[str, None] = {}
    for cluster in CLUSTER.findall(text):
        found.update(dict.fromkeys(_lacking(cluster)[family_of(cluster)]))
    return list(found)


def family_of(cluster: str) -> int:
    """The place in FAMILIES of the font that draws a character with its accents: the first that lacks least."""
    lacking = [len(signs) for signs in _lacking(cluster)]
    return lacking.index(min(lacking))


def _lacking(cluster: str) -> list[list[str]]:
    """What each font lacks of a character with its accents; others are not asked where the first has all."""
    signs = [sign for sign in cluster if not (sign.isascii() or sign.isspace())]
    if not (first := [sign for sign in signs if not _first_has(sign)]):
        return [[]]
    return [first, *([sign for sign in signs if not _has(file, sign)] for file in FALLBACKS)]


def named(signs: Iterable[str]) -> str:
    """Characters with their code points and names: '𝕏' (U+1D54F, mathematical double-struck capital x)."""
    return ", ".join(
        f"{sign!r} (U+{ord(sign):04X}, {unicodedata.name(sign, 'without a name').lower()})" for sign in signs
    )


def _first_has(sign: str) -> bool:
    """Whether the first font has it upright and bold."""
    return sign in COMMON or all(ord(sign) in characters(file) for file in first_files())


def _has(file: Path, sign: str) -> bool:
    """Whether a font that stands in for the first has it.

    Parts of Korean syllables (U+1100 to U+11FF) would be printed one beside the other; whole syllables do not.
    """
    return ord(sign) in characters(file) and not 0x1100 <= ord(sign) <= 0x11FF


@cache
def characters(file: Path) -> frozenset[int]:
    """The code points that a font file has."""
    with TTFont(file, lazy=True) as font:
        # Names of glyphs are not asked for, and making them up takes most of the time.
        font.setGlyphOrder(list(map(str, range(font["maxp"].numGlyphs))))
        return frozenset(font.getBestCmap())
