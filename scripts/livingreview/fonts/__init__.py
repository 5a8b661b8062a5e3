"""The fonts of figures: DejaVu Sans, which matplotlib brings along, and one with what it lacks, such as Chinese.

Nothing here loads matplotlib, so that data can be checked without it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from fontTools.ttLib import TTFont

FAMILIES = ("DejaVu Sans", "Droid Sans Fallback")  # in the order in which they are tried
FALLBACK = Path(__file__).with_name("DroidSansFallbackFull.ttf")


@cache
def shipped_folder() -> Path:
    """The folder of the fonts that matplotlib brings along."""
    found = find_spec("matplotlib")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("matplotlib is not installed.")
    return Path(next(iter(found.submodule_search_locations)), "mpl-data", "fonts", "ttf")


def missing(text: str) -> list[str]:
    """The characters of a text that no font of figures has, each once, in their order."""
    if text.isascii():
        return []
    return [sign for sign in dict.fromkeys(text) if not (sign.isascii() or sign.isspace() or _is_covered(sign))]


def named(signs: Iterable[str]) -> str:
    """Characters with their code points and names: '𝕏' (U+1D54F, mathematical double-struck capital x)."""
    return ", ".join(
        f"{sign!r} (U+{ord(sign):04X}, {unicodedata.name(sign, 'without a name').lower()})" for sign in signs
    )


def _is_covered(sign: str) -> bool:
    """Whether it can be drawn both upright and bold; there is one file of the second font for both."""
    fonts = (shipped_folder() / "DejaVuSans.ttf", shipped_folder() / "DejaVuSans-Bold.ttf")
    return ord(sign) in _signs(FALLBACK) or all(ord(sign) in _signs(file) for file in fonts)


@cache
def _signs(file: Path) -> frozenset[int]:
    with TTFont(file, lazy=True) as font:
        return frozenset(font.getBestCmap())
