"""What fits on a page: tables upright or turned, in which size and with which columns; figures scaled or cut in two."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import panflute as pf
from PIL import Image

from .convert import ConversionError

# A4 with margins of 2.3 cm, in points.
TEXT_WIDTH, TEXT_HEIGHT = 465.0, 700.0
GUTTER = 6.0  # between two columns
SIZES = {"footnotesize": 9.0, "scriptsize": 8.0, "tiny": 6.0}  # of an article in 11 point
LETTER = 0.5  # mean width of a letter of a serif font, in its size
SHORT, SMALL = 5, 7  # columns up to which a table is set in the larger size, and upright
TERSE, SHORT_CELL = 9, 60  # columns up to which it is upright as well if no cell has more letters than this
LARGEST_WORD = 11  # letters; a longer word is hyphenated
LEAST_SCALE = 0.66  # of a figure: letters of 9 points stay near 6 points
LINE = 13.0  # points from one line of a caption to the next
CAPTION_LETTERS = 100  # in a line of a caption
POINTS_PER_INCH = 72


@dataclass(frozen=True)
class Fit:
    """How a table is set: parts of the width for each column, size of its letters, and whether it is turned."""

    shares: tuple[float, ...]
    size: str
    landscape: bool


def fit(table: pf.Table, where: str) -> Fit:
    """How a table fits on a page. Raises ConversionError, beginning with `where`, for one that does not."""
    longest, most = _lengths(table)
    # Between what the author asked for and what lets long cells become low: width as the root of their length.
    wanted = [math.sqrt(width * math.sqrt(letters)) for (_, width), letters in zip(table.colspec, most, strict=True)]
    wanted = [width / sum(wanted) for width in wanted]
    upright = ("footnotesize" if len(wanted) <= SHORT else "scriptsize", False)
    tried = [("scriptsize", True), ("tiny", True)]
    stands = len(wanted) <= SMALL or (len(wanted) <= TERSE and max(most) <= SHORT_CELL)
    for size, landscape in [upright, *tried] if stands else tried:
        room = TEXT_HEIGHT if landscape else TEXT_WIDTH
        least = [(letters * LETTER * SIZES[size] + GUTTER) / room for letters in longest]
        if sum(least) <= 1:
            return Fit(tuple(_shared(wanted, least)), size, landscape)
    raise ConversionError(f"{where}: the table has {len(wanted)} columns, whose longest words do not fit on a page.")


def turned(blocks: Sequence[pf.Block], where: Callable[[pf.Block], str]) -> list[bool]:
    """Which blocks stand on turned pages: tables that need it, with the headings and comments right above them."""
    found = [isinstance(block, pf.Table) and fit(block, where(block)).landscape for block in blocks]
    for i in range(len(blocks) - 2, -1, -1):
        above = isinstance(blocks[i], pf.Header) or (
            isinstance(blocks[i], pf.RawBlock) and blocks[i].text.startswith("%")
        )
        found[i] = found[i] or (above and found[i + 1])
    return found


def _lengths(table: pf.Table) -> tuple[list[int], list[int]]:
    """Letters of the longest piece of each column that cannot be broken, and of its longest cell."""
    rows = [*table.head.content, *(row for body in table.content for row in body.content)]
    longest, most = [3] * len(table.colspec), [3] * len(table.colspec)
    for row in rows:
        for i, cell in enumerate(row.content):
            text = " ".join(pf.stringify(block) for block in cell.content)
            most[i] = max(most[i], len(text))
            for word in re.split(r"[\s/-]+", text.replace("\u00a0", "~")):
                letters = min(len(word), LARGEST_WORD) if word.isalpha() else min(len(word), 2 * LARGEST_WORD)
                longest[i] = max(longest[i], letters)
    return longest, most


def _shared(wanted: Sequence[float], least: Sequence[float]) -> list[float]:
    """The wanted shares, with none below its least: what the narrow ones gain, the others give in proportion."""
    shares = list(wanted)
    fixed: set[int] = set()
    while short := [i for i in range(len(shares)) if i not in fixed and shares[i] < least[i]]:
        fixed.update(short)
        free = [i for i in range(len(shares)) if i not in fixed]
        room = 1 - sum(least[i] for i in fixed)
        total = sum(wanted[i] for i in free)
        for i in fixed:
            shares[i] = least[i]
        for i in free:
            shares[i] = wanted[i] / total * room
    return shares


@dataclass(frozen=True)
class Piece:
    """A part of a figure that fits on a page: from `top` to `bottom` (parts of its height), `width` points wide."""

    top: float
    bottom: float
    width: float


def pieces(picture: Path, caption: str) -> list[Piece]:
    """The parts in which a picture is set, from top to bottom; one, if it fits when made smaller but still readable."""
    with Image.open(picture) as image:
        wide, high = image.size
        lines = math.ceil(len(caption) / CAPTION_LETTERS) + 2
        room = max(TEXT_HEIGHT - LINE * lines, TEXT_HEIGHT / 3)
        height = TEXT_WIDTH * high / wide
        if height * LEAST_SCALE <= room:
            return [Piece(0, 1, TEXT_WIDTH * min(1, room / height))]
        ink = _ink(image)
    cuts, step = [0.0], room / height
    while 1 - cuts[-1] > step:
        first, last = int((cuts[-1] + step * 0.7) * len(ink)), int((cuts[-1] + step) * len(ink))
        least = ink[first:last].min()
        cuts.append((first + int(np.flatnonzero(ink[first:last] == least)[-1])) / len(ink))
    return [Piece(a, b, TEXT_WIDTH) for a, b in zip(cuts, [*cuts[1:], 1.0], strict=True)]


def _ink(image: Image.Image) -> np.ndarray:
    """How much is drawn in each line of pixels, averaged over neighbours: a cut in the middle of a gap is best."""
    dark = (255 - np.asarray(image.convert("L"), dtype=float)).sum(axis=1)
    reach = max(3, image.size[0] // 300)
    return np.round(np.convolve(dark, np.ones(reach), mode="same") / dark.max(), 3)
