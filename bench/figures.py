"""How every figure of the review uses its space: share of the axis, height, words of the caption.

    python bench/figures.py                            # all chapters
    python bench/figures.py safety                     # one chapter
    python bench/figures.py all --below 0.35           # figures of rows whose axes take less of the width

Axes are measured in figures of rows (forests, harms, durability, comparisons, directions), as a share of the width from
the left end of the first axis to the right end of the last one, at page width and at phone width; `sheets` is the
height on a sheet of A4, with the caption.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from livingreview import load
from livingreview.book import Book
from livingreview.publish.cells import call, cells
from livingreview.render import style
from livingreview.render.layout import TEXT_HEIGHT, TEXT_WIDTH, caption_height
from livingreview.render.rows import Plot
from livingreview.render.rows.layout import lay_out
from livingreview.render.style import Drawing
from livingreview.subjects.page import Page


@dataclass(frozen=True)
class Measured:
    """A figure at both widths: shares of its axes (none for other kinds), heights in inches, sheets of paper."""

    chapter: str
    name: str
    shares: tuple[float, ...]
    heights: tuple[float, ...]
    sheets: float
    parts: int
    words: int

    def line(self) -> str:
        shares = " ".join(f"{100 * share:5.1f}" for share in self.shares) or "    -     -"
        heights = " ".join(f"{high:5.1f}" for high in self.heights)
        return f"{shares}  {heights}  {self.sheets:5.2f} {self.parts:3}  {self.words:4}  {self.chapter:28} {self.name}"


def measured(chapter: str, drawing: Drawing) -> Measured:
    """The figure as it would be drawn for a page and for a phone."""
    widths = (style.WIDE, style.NARROW)
    with style.theme():
        figures = [drawing.draw(width) for width in widths]
    shares: list[float] = []
    parts = 1
    if isinstance(drawing.draw, Plot) and all(panel.axes for panel in drawing.draw.panels):
        for width in widths:
            plots = lay_out(drawing.draw.panels, width).plots
            shares.append((plots[-1][1] - plots[0][0]) / width)
        parts = len(drawing._cuts(figures[0])[1]) or 1
    wide, high = figures[0].get_size_inches()
    sheets = (high / wide * TEXT_WIDTH + caption_height(drawing.caption)) / TEXT_HEIGHT
    heights = tuple(float(figure.get_size_inches()[1]) for figure in figures)
    return Measured(chapter, drawing.name, tuple(shares), heights, sheets, parts, len(drawing.caption.split()))


def every(root: Path, chapter: str) -> Iterator[Measured]:
    """The figures of a chapter, or of all chapters, in their order."""
    book = Book(load(root))
    for cell in cells(root):
        if chapter in ("all", cell.chapter):
            kept: list[Drawing] = []
            with mock.patch.object(Page, "_save", lambda _, drawing, kept=kept: kept.append(drawing)):
                call(book, cell.source)
            yield from (measured(cell.chapter, drawing) for drawing in kept)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("chapter", nargs="?", default="all")
    parser.add_argument("--below", type=float, help="list only figures of rows with a smaller share")
    given = parser.parse_args()
    os.environ.pop("BOOK_FORMAT", None)
    print(" page phone   page phone  sheets parts words  chapter                      figure")
    found = list(every(Path.cwd(), given.chapter))
    rows = [one for one in found if one.shares]
    for one in found:
        if given.below is None or (one.shares and min(one.shares) < given.below):
            print(one.line())
    for i, name in enumerate(("page", "phone")):
        shares = sorted(one.shares[i] for one in rows)
        if shares:
            few = sum(share < (given.below or 0.35) for share in shares)
            middle = shares[len(shares) // 2]
            print(f"{name}: {len(shares)} figures of rows, least {shares[0]:.3f}, median {middle:.3f}, {few} below")
