"""What fits on a page of paper: tables upright or turned, in which size and with which columns; figures made smaller or
cut between two rows.

For the typeset book and the article alike: A4 with margins of MARGIN_CM and letters of 11 points.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

MARGIN_CM = 2.3
TEXT_WIDTH, TEXT_HEIGHT = 465.0, 700.0  # in points
GUTTER = 6.0  # between two columns
SIZES = {"footnotesize": 9.0, "scriptsize": 8.0, "tiny": 6.0}
LETTER = 0.5  # mean width of a letter of a serif font, in its size
SHORT, SMALL = 5, 7  # columns up to which a table is set in the larger size, and upright
TERSE, SHORT_CELL = 9, 60  # columns up to which it is upright as well if no cell has more letters than this
LARGEST_WORD = 11  # letters; a longer word is hyphenated
READABLE, LEAST_SCALE = 0.8, 0.66  # of a figure: with letters of 9 points, the second leaves 6
LINE = 13.0  # points from one line of a caption to the next
CAPTION_LETTERS = 100  # in a line of a caption
POINTS_PER_INCH = 72.0
BREAKS = "may be cut at "  # begins the keywords of a picture's PDF, which tell the places in inches from its top


class LayoutError(ValueError):
    """Something that does not fit on any page; the message begins with what it is."""


@dataclass(frozen=True)
class Column:
    """A column of a table: the width that its author gave it (any unit), and the letters of its texts.

    `longest` is the longest piece that cannot be broken, `most` the longest text.
    """

    width: float
    longest: int
    most: int


def column(width: float, texts: Iterable[str]) -> Column:
    """The measures of a column that holds these texts."""
    longest = most = 3
    for text in texts:
        most = max(most, len(text))
        for word in re.split(r"[\s/-]+", text.replace("\u00a0", "~")):
            longest = max(longest, min(len(word), LARGEST_WORD if word.isalpha() else 2 * LARGEST_WORD))
    return Column(width, longest, most)


@dataclass(frozen=True)
class Fit:
    """How a table is set: parts of the width for each column, size of its letters, and whether it is turned."""

    shares: tuple[float, ...]
    size: str
    landscape: bool


def fit(columns: Sequence[Column], where: str) -> Fit:
    """How a table fits on a page. Raises LayoutError, beginning with `where`, for one that does not."""
    # Between what the author asked for and what lets long cells become low: width as the root of their length.
    wanted = [math.sqrt(one.width * math.sqrt(one.most)) for one in columns]
    wanted = [width / sum(wanted) for width in wanted]
    upright = ("footnotesize" if len(columns) <= SHORT else "scriptsize", False)
    tried = [("scriptsize", True), ("tiny", True)]
    terse = len(columns) <= TERSE and max(one.most for one in columns) <= SHORT_CELL
    for size, landscape in [upright, *tried] if len(columns) <= SMALL or terse else tried:
        room = TEXT_HEIGHT if landscape else TEXT_WIDTH
        least = [(one.longest * LETTER * SIZES[size] + GUTTER) / room for one in columns]
        if sum(least) <= 1:
            return Fit(tuple(_shared(wanted, least)), size, landscape)
    raise LayoutError(f"{where}: the table has {len(columns)} columns, whose longest words do not fit on a page.")


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
    """A part of a figure that fits on a page: strips of the picture, one below the other, set `width` points wide.

    A strip goes from its first to its second number, in points from the top of the picture, which is `height` high.
    With its caption the piece takes `room` points of the page.
    """

    strips: tuple[tuple[float, float], ...]
    height: float
    width: float
    room: float


def pieces(picture: Path, caption: str, where: str) -> list[Piece]:
    """The parts in which a picture (a PDF of one page) is set; one, if it fits when made smaller but still readable.

    A higher one is cut where its drawing allows it (`figures.style.may_break`); its heads and its scale are repeated
    in every part. Raises LayoutError, beginning with `where`, for a picture that is too high and may not be cut.
    """
    wide, high, breaks = _measures(picture)
    told = LINE * (math.ceil(len(caption) / CAPTION_LETTERS) + 2)
    room = max(TEXT_HEIGHT - told, TEXT_HEIGHT / 3)
    tall = TEXT_WIDTH * high / wide
    scale = min(1.0, room / tall)
    if scale < READABLE and (cuts := _cuts(breaks, high, room * wide / TEXT_WIDTH)):
        head, foot = (0.0, cuts[0]), (cuts[-1], high)
        return [Piece((head, rows, foot), high, TEXT_WIDTH, TEXT_HEIGHT) for rows in pairwise(cuts)]
    if scale < LEAST_SCALE:
        raise LayoutError(f"{where}: the picture is {high / wide:.1f} times as high as wide, too high for a page.")
    return [Piece(((0.0, high),), high, TEXT_WIDTH * scale, tall * scale + told)]


def _measures(picture: Path) -> tuple[float, float, list[float]]:
    """Width and height of a one-page PDF, and where it may be cut, in points."""
    content = picture.read_bytes()
    box = re.search(rb"/MediaBox\s*\[\s*[\d.]+\s+[\d.]+\s+([\d.]+)\s+([\d.]+)", content)
    if box is None:
        raise LayoutError(f"{picture.name}: this is not a picture of a known size.")
    told = re.search(rb"/Keywords\s*\(" + BREAKS.encode() + rb"([\d. ]+)\)", content)
    breaks = [float(inches) * POINTS_PER_INCH for inches in told[1].split()] if told else []
    return float(box[1]), float(box[2]), breaks


def _cuts(breaks: Sequence[float], high: float, room: float) -> list[float]:
    """Ends of the parts, the first one's beginning first: as few parts as fit in `room`, of about the same height.

    Nothing where the picture cannot be cut into parts that fit.
    """
    if len(breaks) < 3:
        return []
    body = room - breaks[0] - (high - breaks[-1])  # what is left for rows
    best = _filled(breaks, body)
    for hundredths in range(99, 0, -1):
        tighter = _filled(breaks, body * hundredths / 100)
        if len(tighter) != len(best):
            break
        best = tighter
    return best


def _filled(breaks: Sequence[float], body: float) -> list[float]:
    cuts = [breaks[0]]
    while cuts[-1] < breaks[-1]:
        there = [one for one in breaks if cuts[-1] < one <= cuts[-1] + body]
        if not there:
            return []
        cuts.append(there[-1])
    return cuts
