"""The fonts of figures: DejaVu Sans, which matplotlib brings along, and one with what it lacks, such as Chinese.

Nothing here loads matplotlib, so that data can be checked without it.
"""

from __future__ import annotations

import re
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
    """The characters of a text that no font of figures has, each once, in their order.

    A character and the accents that combine with it are drawn in one font, which must have all of them.
    """
    if text.isascii():
        return []
    found: dict[str, None] = {}
    for cluster in re.findall(r"(?s).[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]*", text):
        signs = [sign for sign in cluster if not (sign.isascii() or sign.isspace())]
        first = [sign for sign in signs if not _first_has(sign)]
        second = [sign for sign in signs if not _second_has(sign)]
        found.update(dict.fromkeys(first if len(first) <= len(second) else second))
    return list(found)


def named(signs: Iterable[str]) -> str:
    """Characters with their code points and names: '𝕏' (U+1D54F, mathematical double-struck capital x)."""
    return ", ".join(
        f"{sign!r} (U+{ord(sign):04X}, {unicodedata.name(sign, 'without a name').lower()})" for sign in signs
    )


def _first_has(sign: str) -> bool:
    """Whether the first font has it upright and bold."""
    return all(ord(sign) in _signs(shipped_folder() / name) for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"))


def _second_has(sign: str) -> bool:
    """Whether the second font has it; one file is used for upright and bold letters."""
    return ord(sign) in _signs(FALLBACK)


@cache
def _signs(file: Path) -> frozenset[int]:
    with TTFont(file, lazy=True) as font:
        return frozenset(font.getBestCmap())
