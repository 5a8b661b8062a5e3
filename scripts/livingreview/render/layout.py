"""Fit tables and figures on pages of paper.

Tables get an orientation, a font size and column widths; figures that are too high are scaled down, or split between
rows. The book and the article share one page: A4 with margins of MARGIN_CM and 11-point text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, permutations
from pathlib import Path

import numpy as np

from .parts import Breaks, read_manifest

MARGIN_CM = 2.3
TEXT_WIDTH, TEXT_HEIGHT = 465.0, 700.0  # in points
GUTTER = 6.0  # points between two columns
SIZES = {"footnotesize": 9.0, "scriptsize": 8.0, "tiny": 6.0}
LETTER = 0.5  # mean width of a letter in a serif font, as a share of the font size
CAPITAL = 0.5  # extra width of a capital, as a share of a letter
SHORT, SMALL = 5, 7  # most columns of a table in the larger font, and of one in portrait
TERSE, SHORT_CELL = 9, 60  # most columns in portrait if no cell has more letters than this
LARGEST_WORD = 11  # letters; a longer word is hyphenated
PARTS = re.compile(r"(?:[\s/]|-(?!\d))+")  # where a line may end: not at a hyphen before a digit, as in a day
LEADING = 1.25  # line height in tables, as a multiple of the font size
STEPS = (0.08, 0.04, 0.02, 0.01)  # shares of the width that are moved from column to column, in turn
READABLE, LEAST_SCALE = 0.8, 0.66  # scale below which a figure is split, and least scale (9-point text is then 6)
LINE = 13.0  # line height of captions, in points
CAPTION_LETTERS = 100  # letters in a line of a caption
POINTS_PER_INCH = 72.0
ENOUGH = 0.6  # share of a page to be filled before a split between groups of rows is preferred


class LayoutError(ValueError):
    """A table or figure that does not fit on a page; the message begins with its name."""


@dataclass(frozen=True)
class Column:
    """A column of a table: its requested width (in any unit) and the length of each text in letters, header first.

    `longest` is the length of the longest piece of text that cannot be broken.
    """

    width: float
    longest: int
    letters: tuple[int, ...]


def column(width: float, texts: Iterable[str]) -> Column:
    """Measure a column with these texts, header first."""
    longest, letters = 3, []
    for text in texts:
        letters.append(len(text))
        for word in PARTS.split(text.replace("\u00a0", "~")):
            capitals = sum(letter.isupper() for letter in word)
            whole = min(len(word), LARGEST_WORD if word.isalpha() else 2 * LARGEST_WORD)
            longest = max(longest, whole + math.ceil(CAPITAL * min(capitals, whole)))
    return Column(width, longest, tuple(letters))


@dataclass(frozen=True)
class Fit:
    """How a table is typeset: shares of the width, font size, and whether the page is turned."""

    shares: tuple[float, ...]
    size: str
    landscape: bool


def fit(columns: Sequence[Column], where: str) -> Fit:
    """Choose orientation, font size and column widths for a table.

    Raises LayoutError, with a message that begins with `where`, if the table does not fit on a page.
    """
    upright = ("footnotesize" if len(columns) <= SHORT else "scriptsize", False)
    tried = [("scriptsize", True), ("tiny", True)]
    terse = len(columns) <= TERSE and max(max(one.letters) for one in columns) <= SHORT_CELL
    for size, landscape in [upright, *tried] if len(columns) <= SMALL or terse else tried:
        width = TEXT_HEIGHT if landscape else TEXT_WIDTH
        least = [(one.longest * LETTER * SIZES[size] + GUTTER) / width for one in columns]
        if sum(least) <= 1:
            return Fit(tuple(_shares(columns, least, size, width)), size, landscape)
    raise LayoutError(f"{where}: the table has {len(columns)} columns; their longest words do not fit on one line.")


def on_screen(columns: Sequence[Column]) -> list[float]:
    """Shares of the width for a table in the text of a page, whose letters are as wide as in the larger font on paper.

    They begin between the requested widths and what the columns hold; words are whole as far as there is room.
    """
    size = "footnotesize"
    least = [(one.longest * LETTER * SIZES[size] + GUTTER) / TEXT_WIDTH for one in columns]
    scale = min(1.0, 0.9 / sum(least))
    between = [replace(one, width=math.sqrt(one.width * (1 + sum(one.letters[1:])))) for one in columns]
    return _shares(between, [share * scale for share in least], size, TEXT_WIDTH)


def row_height(texts: Sequence[str], how: Fit) -> float:
    """Height in points of a row with these texts."""
    width = TEXT_HEIGHT if how.landscape else TEXT_WIDTH
    return float(_lines(np.array([[len(text) for text in texts]]), np.array(how.shares), how.size, width)) * (
        SIZES[how.size] * LEADING
    )


def _lines(letters: np.ndarray, shares: np.ndarray, size: str, width: float) -> float:
    """Number of lines of all rows together (`letters`: rows by columns); a row is as high as its highest cell."""
    fitting = (shares * width - GUTTER) / (LETTER * SIZES[size])
    return np.maximum(np.ceil(letters / fitting), 1).max(axis=1).sum()


def _shares(columns: Sequence[Column], least: Sequence[float], size: str, width: float) -> list[float]:
    """Shares that keep the table short: from the requested widths, width moves to where it saves lines."""
    letters = np.array([one.letters for one in columns]).T
    given = np.array([one.width for one in columns], dtype=float)
    lowest = np.array(least)
    shares = lowest + given / given.sum() * (1 - lowest.sum())
    lines = _lines(letters, shares, size, width)
    for step in STEPS:
        better = True
        while better:
            better = False
            for giver, taker in permutations(range(len(shares)), 2):
                moved = shares.copy()
                moved[giver] -= step
                moved[taker] += step
                if moved[giver] >= lowest[giver] and (fewer := _lines(letters, moved, size, width)) < lines:
                    shares, lines, better = moved, fewer, True
    return shares.tolist()


@dataclass(frozen=True)
class Piece:
    """A picture to be typeset: a PDF of one page, its width, and its height with the caption, both in points."""

    file: Path
    width: float
    height: float


def pieces(picture: Path, caption: str, where: str) -> list[Piece]:
    """Parts of a picture, each for a page of its own; a single part if the picture fits on one page.

    A picture slightly too high is scaled down; one that is much too high was drawn in parts as well (see `cut`), which
    are listed in its manifest. Raises LayoutError, with a message that begins with `where`, for one that was not.
    """
    try:
        made = read_manifest(picture)
    except FileNotFoundError as error:
        raise LayoutError(f"{where}: {error}") from None
    if made.parts:
        return [Piece(picture.with_name(part.file), TEXT_WIDTH, TEXT_HEIGHT) for part in made.parts]
    ratio = made.height / made.width
    tall = TEXT_WIDTH * ratio
    scale = min(1.0, (TEXT_HEIGHT - caption_height(caption)) / tall)
    if scale < LEAST_SCALE:
        raise LayoutError(f"{where}: the picture is {ratio:.1f} times as high as wide, too high for a page.")
    return [Piece(picture, TEXT_WIDTH * scale, tall * scale + caption_height(caption))]


def caption_height(caption: str) -> float:
    """Height of a caption in points, at most two thirds of a page."""
    return min(LINE * (math.ceil(len(caption) / CAPTION_LETTERS) + 2), TEXT_HEIGHT * 2 / 3)


def cut(wide: float, breaks: Breaks, caption: str) -> list[tuple[float, float]]:
    """Split a picture that is much too high for a page: start and end of the rows in each part, in its unit.

    Parts are as few as possible and of similar height. The list is empty if the picture fits, or if no split gives
    parts that fit. A split between two groups of rows is preferred if it costs no page.
    """
    high, at, better = breaks.high, breaks.at, breaks.groups
    available = (TEXT_HEIGHT - caption_height(caption)) * wide / TEXT_WIDTH
    if available >= READABLE * high or len(at) < 3:
        return []
    body = available - breaks.around  # height left for rows
    plain, grouped = _filled(at, (), body), _filled(at, better, body)
    if len(grouped) != len(plain):
        grouped, better = plain, ()
    for hundredths in range(99, 0, -1):
        tighter = _filled(at, better, body * hundredths / 100)
        if len(tighter) != len(plain):
            break
        grouped = tighter
    return list(pairwise(grouped))


def _filled(breaks: Sequence[float], better: Container[float], body: float) -> list[float]:
    cuts = [breaks[0]]
    while cuts[-1] < breaks[-1]:
        there = [one for one in breaks if cuts[-1] < one <= cuts[-1] + body]
        if not there:
            return []
        groups = [one for one in there if one in better and one >= cuts[-1] + body * ENOUGH]
        cuts.append(there[-1] if there[-1] == breaks[-1] or not groups else groups[-1])
    return cuts
