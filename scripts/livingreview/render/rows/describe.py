"""What a row plot is made of: rows and columns of text, grouped in panels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from .. import style
from .axis import Axis
from .marks import Mark

Kind = Literal["row", "pooled", "heading", "subheading", "gap"]


@dataclass(frozen=True)
class Row:
    """A row of a panel.

    A "heading" has a band over the whole width, a "subheading" only bold letters; a "gap" says in italics that
    something is missing; "pooled" is a row in bold letters. `cells` are texts by key of their column. `sub` is written
    below the label and the columns beside it. `instead` takes the place of the plot and of all columns to its right.
    `quiet` texts are grey. A row that is `joined` to the one above belongs to the same label, which may run on beside
    it; no page is broken between them. A `marked` row is in bold letters on a coloured band.
    """

    label: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    marks: Sequence[Mark] = ()
    sub: str = ""
    kind: Kind = "row"
    instead: str = ""
    indent: float = 0.0  # inches
    quiet: bool | Literal["label", "cells"] = False
    joined: bool = False
    marked: bool = False

    @property
    def spans(self) -> bool:
        """Whether the label has the whole width for itself."""
        return self.kind in ("heading", "subheading", "gap")

    @property
    def weight(self) -> str:
        """Of the label and the cells."""
        return "normal" if self.kind in ("row", "gap") and not self.marked else "bold"


@dataclass(frozen=True)
class Column:
    """A column of text, as wide as its longest entry or as `widest` (inches), where longer ones are broken.

    At phone width its text follows the label, is at the right end of the label's line, or under the label, or is
    left out; `pattern` is then set around it. `under`: it is written under the label at page width too.
    """

    key: str
    head: str = ""
    unit: str = ""  # second line of the head
    side: Literal["left", "right"] = "left"  # of the plot
    align: Literal["left", "right"] = "left"
    phone: Literal["label", "right", "under", "none"] = "right"
    pattern: str = "{}"
    widest: float | None = None
    quiet: bool = False
    under: bool = False
    size: float | None = None  # points; that of the panel, if None


@dataclass(frozen=True)
class Panel:
    """Rows over one axis or several side by side, between columns of text.

    `head` is that of the labels, `phone_head` what is written there at phone width (by default made of the heads).
    `widest` limits the labels at page width. At phone width, `joint` is set between texts at the right end;
    `apart` gives the label a line of its own, before the texts that would follow it; `beside` keeps columns and plot
    beside the labels as at page width.
    """

    rows: Sequence[Row]
    axes: Sequence[Axis]
    columns: Sequence[Column] = ()
    head: str = ""
    phone_head: str | None = None
    widest: float | None = None
    joint: str = "  "
    apart: bool = False
    beside: bool = False
    size: float = style.FONT_SIZE
    sub_size: float = style.FONT_SIZE


@dataclass(frozen=True)
class Key:
    """An entry of the key below a plot: marks and what they mean."""

    marks: Sequence[Mark]
    text: str
