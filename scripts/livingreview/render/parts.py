"""The manifest of a figure for paper, <name>.parts.json beside <name>.svg: its size and how it is split over pages."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

SUFFIX = ".parts.json"
PAPER = "-paper.svg"  # ends the names of the pictures themselves


@dataclass(frozen=True)
class Breaks:
    """Where a figure of rows may be split: heights in inches from its upper edge.

    `at` begins above the first row and ends below the last; `groups` are those of them at which a group of rows ends.
    `rows` counts the rows above each of `at`. Of each panel, `panels` has the upper edge, where its rows begin and end,
    and the lower edge: what is above and below its rows is repeated in every part that has any of them, and what is
    outside of all panels in every part. `over` has, for each of `at`, the upper and lower edges of headings that are
    repeated in a part that begins there, within their group; empty where no group is ever split.
    """

    high: float
    at: tuple[float, ...]
    groups: tuple[float, ...]
    rows: tuple[int, ...]
    panels: tuple[tuple[float, float, float, float], ...]
    over: tuple[tuple[tuple[float, float], ...], ...] = ()

    @property
    def around(self) -> float:
        """The most that is repeated in a part with rows of one panel."""
        outside = self.panels[0][0] + self.high - self.panels[-1][3]
        above, below = zip(*((first - upper, lower - last) for upper, first, last, lower in self.panels), strict=True)
        headings = max((sum(end - start for start, end in bands) for bands in self.over), default=0.0)
        return outside + max(above) + max(below) + headings

    def headings(self, top: float) -> tuple[tuple[float, float], ...]:
        """Edges of the headings that a part repeats whose rows begin at `top`, one of `at`."""
        return self.over[self.at.index(top)] if self.over else ()

    def shown(self, top: float, bottom: float) -> list[tuple[float, float]]:
        """What a part with the rows between two of `at` shows, in bands from one height to another."""
        bands = [(0.0, self.panels[0][0])]
        for upper, first, last, lower in self.panels:
            if top < last and first < bottom:
                repeated = self.headings(top) if first <= top else ()
                bands += [(upper, first), *repeated, (max(top, first), min(bottom, last)), (last, lower)]
        bands.append((self.panels[-1][3], self.high))
        return [(start, end) for start, end in bands if start < end]


@dataclass(frozen=True)
class Part:
    """A page's part of a figure: its file, the rows it holds (inches from the top of the whole), and its height."""

    file: str
    top: float
    bottom: float
    height: float


@dataclass(frozen=True)
class Manifest:
    """Size of a figure in inches, where it may be split, and the parts that were drawn, if it is much too high."""

    width: float
    height: float
    breaks: tuple[float, ...] = ()
    parts: tuple[Part, ...] = ()

    def write(self, picture: Path) -> None:
        """Write the manifest beside a picture."""
        _beside(picture).write_text(json.dumps(asdict(self), indent=1) + "\n", "utf-8")


def read_manifest(picture: Path) -> Manifest:
    """The manifest of a picture. Raises FileNotFoundError for one that has none."""
    file = _beside(picture)
    if not file.is_file():
        raise FileNotFoundError(f"{file.name}: not found; it states the size of {picture.name}.")
    found = json.loads(file.read_text("utf-8"))
    parts = tuple(Part(**part) for part in found["parts"])
    return Manifest(found["width"], found["height"], tuple(found["breaks"]), parts)


def _beside(picture: Path) -> Path:
    return picture.with_name(picture.stem + SUFFIX)


def on_paper(picture: Path) -> Path:
    """The SVG for paper of a picture or of a part of it, beside its manifest."""
    return picture.with_name(f"{picture.stem}{PAPER}")
