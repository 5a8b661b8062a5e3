"""What fits on a page of paper: tables upright or turned, in which size and with which columns; figures made smaller or
cut between two rows.

For the typeset book and the article alike: A4 with margins of MARGIN_CM and letters of 11 points.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations
from pathlib import Path

import numpy as np

from .parts import Breaks, read_manifest

MARGIN_CM = 2.3
TEXT_WIDTH, TEXT_HEIGHT = 465.0, 700.0  # in points
GUTTER = 6.0  # between two columns
SIZES = {"footnotesize": 9.0, "scriptsize": 8.0, "tiny": 6.0}
LETTER = 0.5  # mean width of a letter of a serif font, in its size
CAPITAL = 0.5  # of a letter, by which a capital is wider
SHORT, SMALL = 5, 7  # columns up to which a table is set in the larger size, and upright
TERSE, SHORT_CELL = 9, 60  # columns up to which it is upright as well if no cell has more letters than this
LARGEST_WORD = 11  # letters; a longer word is hyphenated
LEADING = 1.25  # from one line of a table to the next, in sizes of its letters
STEPS = (0.08, 0.04, 0.02, 0.01)  # of the width, moved from column to column
READABLE, LEAST_SCALE = 0.8, 0.66  # of a figure: with letters of 9 points, the second leaves 6
LINE = 13.0  # points from one line of a caption to the next
CAPTION_LETTERS = 100  # in a line of a caption
POINTS_PER_INCH = 72.0
ENOUGH = 0.6  # of a page, from which on a figure is rather cut between two groups of rows


class LayoutError(ValueError):
    """Something that does not fit on any page; the message begins with what it is."""


@dataclass(frozen=True)
class Column:
    """A column of a table: the width that its author gave it (any unit), and the letters of its texts, head first.

    `longest` is the longest piece that cannot be broken.
    """

    width: float
    longest: int
    letters: tuple[int, ...]


def column(width: float, texts: Iterable[str]) -> Column:
    """The measures of a column that holds these texts, its head first."""
    longest, letters = 3, []
    for text in texts:
        letters.append(len(text))
        for word in re.split(r"[\s/-]+", text.replace("\u00a0", "~")):
            capitals = sum(letter.isupper() for letter in word)
            whole = min(len(word), LARGEST_WORD if word.isalpha() else 2 * LARGEST_WORD)
            longest = max(longest, whole + math.ceil(CAPITAL * min(capitals, whole)))
    return Column(width, longest, tuple(letters))


@dataclass(frozen=True)
class Fit:
    """How a table is set: parts of the width for each column, size of its letters, and whether it is turned."""

    shares: tuple[float, ...]
    size: str
    landscape: bool


def fit(columns: Sequence[Column], where: str) -> Fit:
    """How a table fits on a page. Raises LayoutError, beginning with `where`, for one that does not."""
    upright = ("footnotesize" if len(columns) <= SHORT else "scriptsize", False)
    tried = [("scriptsize", True), ("tiny", True)]
    terse = len(columns) <= TERSE and max(max(one.letters) for one in columns) <= SHORT_CELL
    for size, landscape in [upright, *tried] if len(columns) <= SMALL or terse else tried:
        room = TEXT_HEIGHT if landscape else TEXT_WIDTH
        least = [(one.longest * LETTER * SIZES[size] + GUTTER) / room for one in columns]
        if sum(least) <= 1:
            return Fit(tuple(_shares(columns, least, size, room)), size, landscape)
    raise LayoutError(f"{where}: the table has {len(columns)} columns, whose longest words do not fit on a page.")


def row_height(texts: Sequence[str], how: Fit) -> float:
    """Points that a row with these texts takes in a table set like this."""
    room = TEXT_HEIGHT if how.landscape else TEXT_WIDTH
    return float(_lines(np.array([[len(text) for text in texts]]), np.array(how.shares), how.size, room)) * (
        SIZES[how.size] * LEADING
    )


def _lines(letters: np.ndarray, shares: np.ndarray, size: str, room: float) -> float:
    """Lines of all rows (rows by columns): each row is as high as its highest cell."""
    fitting = (shares * room - GUTTER) / (LETTER * SIZES[size])
    return np.maximum(np.ceil(letters / fitting), 1).max(axis=1).sum()


def _shares(columns: Sequence[Column], least: Sequence[float], size: str, room: float) -> list[float]:
    """Shares that make the table low: from those that the author gave, width moves to where it saves lines."""
    letters = np.array([one.letters for one in columns]).T
    given = np.array([one.width for one in columns], dtype=float)
    lowest = np.array(least)
    shares = lowest + given / given.sum() * (1 - lowest.sum())
    lines = _lines(letters, shares, size, room)
    for step in STEPS:
        better = True
        while better:
            better = False
            for giver, taker in permutations(range(len(shares)), 2):
                moved = shares.copy()
                moved[giver] -= step
                moved[taker] += step
                if moved[giver] >= lowest[giver] and (fewer := _lines(letters, moved, size, room)) < lines:
                    shares, lines, better = moved, fewer, True
    return shares.tolist()


@dataclass(frozen=True)
class Piece:
    """A picture as it is set: a PDF of one page, `width` points wide; with its caption it takes `room` points."""

    file: Path
    width: float
    room: float


def pieces(picture: Path, caption: str, where: str) -> list[Piece]:
    """The parts in which a picture is set, each on a page of its own; one, if it fits whole.

    A picture a little too high is made smaller; one that is much too high was drawn in parts as well (`cut`), which
    its manifest names. Raises LayoutError, beginning with `where`, for one that was not.
    """
    try:
        made = read_manifest(picture)
    except FileNotFoundError as error:
        raise LayoutError(f"{where}: {error}") from None
    if made.parts:
        return [Piece(picture.with_name(part.file), TEXT_WIDTH, TEXT_HEIGHT) for part in made.parts]
    ratio = made.height / made.width
    tall = TEXT_WIDTH * ratio
    scale = min(1.0, (TEXT_HEIGHT - told(caption)) / tall)
    if scale < LEAST_SCALE:
        raise LayoutError(f"{where}: the picture is {ratio:.1f} times as high as wide, too high for a page.")
    return [Piece(picture, TEXT_WIDTH * scale, tall * scale + told(caption))]


def told(caption: str) -> float:
    """Points that a caption takes, at most two thirds of a page."""
    return min(LINE * (math.ceil(len(caption) / CAPTION_LETTERS) + 2), TEXT_HEIGHT * 2 / 3)


def cut(wide: float, breaks: Breaks, caption: str) -> list[tuple[float, float]]:
    """Where a picture that is much too high for a page is cut: the rows of each part, from and to, in its unit.

    There are as few parts as can be, of about the same height; none where the picture fits or cannot be cut into parts
    that fit. A cut between two groups of rows is better if it costs no page.
    """
    high, at, better = breaks.high, breaks.at, breaks.groups
    room = (TEXT_HEIGHT - told(caption)) * wide / TEXT_WIDTH
    if room >= READABLE * high or len(at) < 3:
        return []
    body = room - at[0] - (high - at[-1])  # what is left for rows
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
