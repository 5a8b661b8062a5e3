"""One look for every figure: sizes, colours that survive colour blindness and grey print, and reproducible files."""

from __future__ import annotations

import io
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import matplotlib as mpl
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.cbook import normalize_kwargs
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from ..fonts import FALLBACKS, FAMILIES, shipped_folder
from . import svg
from .layout import cut
from .parts import Breaks, Manifest, Part, on_paper
from .uses import Use

FONT_SIZE = 9.0  # points, at the printed width
WIDE, NARROW = 7.2, 3.6  # inches: a page's text block, a phone held upright
ROW = 0.235  # inches from one line of text to the next
LINE = ROW * 0.8  # the same within one broken text
BAND_INSET = 0.06  # inches from the edge of a band to its text
HAIR = 1e-6  # inches by which a text may exceed its space, for rounding
BREAKS = re.compile(r"[-‐–—/\\_,.;:&@)\]]+")  # behind which a long word is broken
# Behind each letter of Chinese or Japanese a line may end, but not between it and the signs that close or open.
LETTERS = "\u2e80-\u2fff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
OPENING, CLOSING = "（「『【《〈“‘", "、。，．：；！？）」』】》〉”’％"
UNBROKEN = re.compile(f"[{OPENING}]*[{LETTERS}][{CLOSING}]*|(?:(?![{OPENING}]*[{LETTERS}]).)+")
MEASURED_AT = 100.0  # points: large, so that the font's rounding to 1/64 point does not count

INK = "#1a1a1a"
LETTER = "#1a1a1b"  # words on a coloured ground, which is light on a dark page too
QUIET = "#5c5c5c"
RULE = "#c9c9c9"
BAND = "#f1f4f7"
MARKED = "#fdf0c8"  # behind a row that the text is about
# Distinct with any colour vision; shape and text carry the meaning as well.
BLUE, _, GREEN, ORANGE, PINK, _, _, _, YELLOW, SKY = sns.color_palette("colorblind").as_hex()
# From light to dark, behind text in INK: for counts in cells.
BLUES = sns.blend_palette(["white", BLUE], 8).as_hex()[1:4]
GREYS = sns.blend_palette(["white", QUIET], 10).as_hex()[1:4]
PALE_BLUE, PALE_ORANGE, PALE_GREEN = "#dfe6ec", "#fdf3e3", "#eef6f1"  # behind text in INK: for kinds of boxes
FAINT = "#8a8a8a"  # lines less certain than those in QUIET
# The names under which the style sheet of pages knows them, and gives them other values on a dark ground.
COLOURS = {
    **{colour: f"blue-{step}" for step, colour in enumerate(BLUES, 1)},
    **{colour: f"grey-{step}" for step, colour in enumerate(GREYS, 1)},
    INK: "ink",
    LETTER: "letter",
    QUIET: "quiet",
    RULE: "rule",
    BAND: "band",
    MARKED: "marked",
    "#ffffff": "ground",
    BLUE: "blue",
    GREEN: "green",
    ORANGE: "orange",
    PINK: "pink",
    YELLOW: "yellow",
    SKY: "sky",
    PALE_BLUE: "pale-blue",
    PALE_ORANGE: "pale-orange",
    PALE_GREEN: "pale-green",
    FAINT: "faint",
    # Those of plots of livingreview.meta, which have matplotlib's.
    "#000000": "ink",
    "#262626": "ink",
    "#1f77b4": "blue",
}

RC = {
    **sns.axes_style("white"),
    "font.family": list(FAMILIES),  # shipped with matplotlib and with this package: the same on every machine
    "text.parse_math": False,  # a dollar sign in the data is a dollar sign
    "font.size": FONT_SIZE,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "lines.solid_capstyle": "butt",  # a line ends where its interval ends
    "svg.hashsalt": "figure",  # same data, same bytes
    "svg.fonttype": "path",
    "text.hinting": "none",  # letters as wide on screen as in the file
    "pdf.fonttype": 42,
    "figure.dpi": 96,
    "savefig.facecolor": "white",
}


def use_shipped_fonts() -> None:
    """Prefer the shipped font files to those of the system with the same name, which may be another version.

    matplotlib takes the first that it lists, and its list, kept from run to run, may lack its own.
    """
    shipped = [*sorted(shipped_folder().glob("DejaVuSans*.ttf")), *FALLBACKS]
    for file in shipped:
        if not any(Path(font.fname) == file for font in fontManager.ttflist):
            fontManager.addfont(file)
    for file in FALLBACKS:
        own = [font for font in fontManager.ttflist if Path(font.fname) == file]
        if len(own) == 1:  # it has no bold letters, about which matplotlib would print a warning
            fontManager.ttflist.append(replace(own[0], weight=700))
    fontManager.ttflist.sort(key=lambda font: Path(font.fname) not in shipped)


use_shipped_fonts()


@contextmanager
def theme() -> Iterator[None]:
    """Draw with matplotlib's defaults and RC, whatever a user's matplotlibrc sets; then restore the settings."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(RC)
        yield


@runtime_checkable
class Splittable(Protocol):
    """What draws a figure of rows, and some of its rows, such as `rows.Plot`."""

    def breaks(self, width: float) -> Breaks: ...

    def part(self, width: float, first: int, last: int) -> Figure: ...


@dataclass(frozen=True)
class Drawing:
    """A figure with everything a page says about it.

    `draw(width)` returns the figure for a width in inches; `alt` says what it shows, `caption` what to look at, and
    `data` holds the rows behind it. All come from the same data. `svg(width)`, where given, writes the SVG instead
    of matplotlib.
    """

    name: str
    draw: Callable[[float], Figure]
    caption: str
    alt: str
    data: pd.DataFrame = field(repr=False)
    svg: Callable[[float], str] | None = None

    def save(self, folder: Path, *uses: Use) -> None:
        """Write the files for these uses into `folder`; without one, those for the site.

        For the site, they are <name>.svg at page width and <name>-narrow.svg at phone width, to be put into a page; of
        a figure that is much higher than a sheet, <name>-sheets.html shows the first in parts when a page is printed.
        For paper, it is <name>-paper.svg, with the manifest <name>.parts.json; a figure that is much higher than a page
        is also written in parts.
        """
        folder.mkdir(parents=True, exist_ok=True)
        with theme():
            wide = self.draw(WIDE)
            if Use.PAPER in uses:
                self._save_paper(folder, wide)
            if uses and Use.SITE not in uses:
                return
            for name, width in ((self.name, WIDE), (f"{self.name}-narrow", NARROW)):
                if self.svg is not None:
                    written = self.svg(width)
                else:
                    written = svg.in_page(wide if width == WIDE else self.draw(width), name, COLOURS, FONT_SIZE)
                (folder / f"{name}.svg").write_text(written, "utf-8")
            breaks, cuts = self._cuts(wide)
            on_sheets = folder / f"{self.name}{svg.ON_SHEETS}"
            on_sheets.unlink(missing_ok=True)  # of a time when the figure was higher
            if breaks is not None and cuts:
                on_sheets.write_text(svg.on_sheets(svg.whole(self.name), WIDE, breaks, cuts), "utf-8")

    def _cuts(self, wide: Figure) -> tuple[Breaks | None, list[tuple[float, float]]]:
        """Where the figure at page width may be split, and where it is to be split because it is much too high."""
        breaks = self.draw.breaks(WIDE) if isinstance(self.draw, Splittable) else None
        return breaks, cut(wide.get_size_inches()[0], breaks, self.caption) if breaks is not None else []

    def alone(self) -> str:
        """SVG at page width for a file of its own, in which letters are shapes and need no font."""
        file = io.StringIO()
        with theme():
            self.draw(WIDE).savefig(file, format="svg", metadata={"Date": None})
        return file.getvalue()

    def _save_paper(self, folder: Path, wide: Figure) -> None:
        picture = folder / f"{self.name}.svg"
        width, height = wide.get_size_inches()
        parts: list[Part] = []
        breaks, cuts = self._cuts(wide)
        if breaks is not None and isinstance(self.draw, Splittable):
            for number, (top, bottom) in enumerate(cuts, 1):
                first, last = (breaks.rows[breaks.at.index(y)] for y in (top, bottom))
                part = self.draw.part(WIDE, first, last)
                file = f"{self.name}-part-{number:02}.svg"
                _save_picture(part, folder / file)
                parts.append(Part(file, top, bottom, float(part.get_size_inches()[1])))
        _save_picture(wide, picture)
        Manifest(float(width), float(height), breaks.at if breaks else (), tuple(parts)).write(picture)


def _save_picture(figure: Figure, file: Path) -> None:
    """Write a picture for paper as SVG with its words as text."""
    with mpl.rc_context({"svg.fonttype": "none"}):
        figure.savefig(on_paper(file), metadata={"Date": None})


@lru_cache(maxsize=8192)
def text_width(text: str, size: float = FONT_SIZE, weight: str = "normal") -> float:
    """Width of a line of text in inches, so that columns are as wide as their longest entry and nothing is cut."""
    if not text.strip():
        return 0.0
    font = _font(weight)
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    return font.get_width_height()[0] / 64 / 72 * size / MEASURED_AT


def _font(weight: str) -> FT2Font:
    font = get_font([findfont(FontProperties(family=[family], weight=weight)) for family in FAMILIES])
    font.set_size(MEASURED_AT, 72)
    return font


@lru_cache(maxsize=1)
def _slanted_letters() -> frozenset[int]:
    return frozenset(get_font(findfont(FontProperties(family=[FAMILIES[0]], style="italic"))).get_charmap())


def has_slanted(text: str) -> bool:
    """Whether every letter of a text has a slanted form; of many scripts, fonts have upright letters only."""
    return _slanted_letters().issuperset(map(ord, text))


def fitting(text: str, space: float, weight: str = "normal") -> float:
    """Font size, at most FONT_SIZE, at which the text is no wider than `space` inches."""
    return FONT_SIZE * min(1.0, space / max(text_width(text, weight=weight), 1e-9))


class Sheet(Axes):
    """Axes whose limits are fixed: nothing that is added to them is measured, which takes most of the time."""

    def plot(self, *args: Any, scalex: bool = True, scaley: bool = True, data: Any = None, **look: Any) -> list[Line2D]:
        """A line through the points (x, y), or, with a shape behind them, a marker at each."""
        x, y, *shape = args
        if shape:
            look = {"marker": shape[0], "linestyle": "None", **look}
        line = Line2D(np.atleast_1d(x), np.atleast_1d(y), **normalize_kwargs(look, Line2D))
        self.add_artist(line)
        return [line]

    def add_patch(self, p: Patch) -> Patch:
        """A shape in the coordinates of the sheet."""
        self.add_artist(p)
        return p


def canvas(width: float, height: float) -> tuple[Figure, Sheet]:
    """A figure and one Sheet over all of it, in inches, with the origin at the top left."""
    figure = Figure(figsize=(width, height))
    axes = Sheet(figure, (0, 0, 1, 1))
    figure.add_axes(axes)
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.axis("off")
    return figure, axes


def wrapped(
    text: str, width: float, size: float = FONT_SIZE, weight: str = "normal", *, whole_words: bool = False
) -> list[str]:
    """The text in lines no wider than `width` inches, broken where `unbroken` allows it.

    A word that is wider is broken too, behind a hyphen or the like where it has one; with `whole_words` it is a line
    of its own, which is too wide.
    """
    lines: list[str] = [""]
    for space, word in unbroken(text):
        longer = f"{lines[-1]}{space}{word}".strip()
        if not lines[-1] or text_width(longer, size, weight) <= width + HAIR:
            lines[-1] = longer
        else:
            lines.append(word)
        if not whole_words:
            while (end := _fits(lines[-1], width, size, weight)) < len(lines[-1]):
                lines[-1:] = lines[-1][:end], lines[-1][end:]
    return lines


def unbroken(text: str) -> Iterator[tuple[str, str]]:
    """The words of a text, in Chinese and Japanese its letters, each with what is before it: a space or nothing.

    Words end at spaces but not at non-breaking ones.
    """
    for word in filter(None, re.split(r"[ \t\n]+", text)):
        for i, part in enumerate(UNBROKEN.findall(word)):
            yield "" if i else " ", part


def _fits(word: str, width: float, size: float, weight: str) -> int:
    """How many characters of a word to set on a line: all if they fit, else at least one."""
    if text_width(word, size, weight) <= width + HAIR:
        return len(word)
    starts = [i for i in range(1, len(word)) if not unicodedata.combining(word[i])] or [len(word)]
    end = starts[max(bisect_right(starts, width + HAIR, key=lambda i: text_width(word[:i], size, weight)) - 1, 0)]
    behind = [found.end() for found in BREAKS.finditer(word, 0, end)]
    return behind[-1] if behind and behind[-1] > end / 2 else end


def in_lines(widths: Sequence[float], width: float, margin: float, gap: float = 0.28) -> list[list[tuple[int, float]]]:
    """Entries of a key in as many lines as they need: for each line, the number and the left edge of each entry."""
    lines: list[list[tuple[int, float]]] = []
    x = width
    for number, wide in enumerate(widths):
        if not lines or x + wide > width - margin + HAIR:
            lines.append([])
            x = margin
        lines[-1].append((number, x))
        x += wide + gap
    return lines


def band_lines(text: str, width: float) -> list[str]:
    """A heading in the lines that it needs on a band."""
    return wrapped(text, width - 2 * BAND_INSET, weight="bold")


def band(axes: Axes, lines: Sequence[str], top: float, row: float, width: float) -> float:
    """A heading on a band over the whole width; `row` is the height of a band of one line. Returns its height."""
    height = band_height(lines, row)
    axes.add_patch(Rectangle((0, top), width, height, color=BAND, lw=0, zorder=0.7))
    for i, line in enumerate(lines):
        axes.text(BAND_INSET, top + row / 2 + LINE * i, line, weight="bold", va="center")
    return height


def band_height(lines: Sequence[str], row: float) -> float:
    """Height of a band in inches, if one of a single line is `row` high."""
    return row + LINE * (len(lines) - 1)
