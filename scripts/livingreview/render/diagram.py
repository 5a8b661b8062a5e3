"""Diagrams of boxes and arrows, written as SVG with real text for the site or drawn by matplotlib for print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from . import style

SIZE = 8.0  # points
LINE = 0.152  # inches from one line of text to the next
PAD = 0.07  # inches between a box and its text
SCALE = 100  # units of the SVG to an inch
HEAD = 0.07  # inches, length of an arrow's head


@dataclass(frozen=True)
class Box:
    """A box with its upper left corner at (x, y), in inches, and a title in bold.

    `off`: dashed, for a step that was not taken. `heading`: a band with centred text. `tall`: height in inches of a
    vertical band, whose text runs upwards.
    """

    x: float
    y: float
    width: float
    title: Sequence[str]
    lines: Sequence[str] = ()
    off: bool = False
    heading: bool = False
    tall: float | None = None

    @property
    def height(self) -> float:
        """Height in inches: `tall`, or what its lines need."""
        if self.tall is not None:
            return self.tall
        return (len(self.title) + len(self.lines)) * LINE + 2 * PAD

    @property
    def bottom(self) -> float:
        """Position of the lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> float:
        """Horizontal centre."""
        return self.x + self.width / 2

    @property
    def texts(self) -> list[tuple[float, float, str, bool]]:
        """Left end, baseline, text and boldness of each line; headings are centred."""
        lines = [(text, True) for text in self.title] + [(text, False) for text in self.lines]
        placed = []
        for i, (text, bold) in enumerate(lines):
            x = self.x + PAD
            if self.heading:
                x = self.middle - _width(text, bold) / 2
            placed.append((x, self.y + PAD + (i + 0.76) * LINE, text, bold))
        return placed


@dataclass(frozen=True)
class Arrow:
    """A line through `points`, in inches, with a head at its end; dashed if `off`."""

    points: Sequence[tuple[float, float]]
    off: bool = False


def boxed(x: float, y: float, width: float, title: str, lines: Sequence[str] = (), **kind: bool) -> Box:
    """A box of this width with its text wrapped; continuation lines are indented."""
    inner = width - 2 * PAD
    broken: list[str] = []
    for line in lines:
        first, *more = style.wrapped(line, inner, SIZE)
        broken += [first, *(f"\u2003{part}" for text in more for part in style.wrapped(text, inner - 0.12, SIZE))]
    return Box(x, y, width, style.wrapped(title, inner, SIZE, "bold"), broken, **kind)


def drawn(boxes: Sequence[Box], arrows: Sequence[Arrow], width: float, height: float) -> Figure:
    """The diagram as a matplotlib figure."""
    figure, axes = style.canvas(width, height)
    for arrow in arrows:
        xs, ys = zip(*arrow.points, strict=True)
        colour, line = (style.QUIET, (0, (3, 2))) if arrow.off else (style.INK, "-")
        axes.plot(xs, ys, color=colour, lw=0.9, ls=line, solid_capstyle="butt")
        (tip, one, other) = _head(arrow)
        axes.fill(*zip(tip, one, other, strict=True), color=colour, lw=0)
    for box in boxes:
        axes.add_patch(
            Rectangle(
                (box.x, box.y),
                box.width,
                box.height,
                facecolor=style.BAND if box.heading else "white",
                edgecolor="none" if box.heading else (style.QUIET if box.off else style.INK),
                linestyle=(0, (3, 2)) if box.off else "-",
                lw=0.9,
            )
        )
        if box.tall is not None:
            at = (box.middle, box.y + box.height / 2)
            axes.text(*at, box.title[0], size=SIZE, weight="bold", ha="center", va="center", rotation=90)
            continue
        for x, y, text, bold in box.texts:
            colour = style.QUIET if box.off else style.INK
            axes.text(x, y, text, size=SIZE, weight="bold" if bold else "normal", color=colour, va="baseline")
    return figure


def svg(boxes: Sequence[Box], arrows: Sequence[Arrow], size: tuple[float, float]) -> str:
    """The diagram as SVG with real text."""
    width, height = (round(SCALE * inches) for inches in size)
    parts = [
        f'<svg class="figure diagram" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'font-size="{SIZE / 72 * SCALE:.2f}">',
    ]
    for arrow in arrows:
        kind = "off" if arrow.off else "on"
        dash = ' stroke-dasharray="4 3"' if arrow.off else ""
        line = " ".join(f"{'ML'[i > 0]}{_at(x)} {_at(y)}" for i, (x, y) in enumerate(arrow.points))
        head = " ".join(f"{'ML'[i > 0]}{_at(x)} {_at(y)}" for i, (x, y) in enumerate(_head(arrow)))
        colour = style.QUIET if arrow.off else style.INK
        parts.append(f'<path class="line {kind}" d="{line}" fill="none" stroke="{colour}" stroke-width="1.2"{dash}/>')
        parts.append(f'<path class="head {kind}" d="{head} Z" fill="{colour}"/>')
    for box in boxes:
        kind = "heading" if box.heading else "off" if box.off else "on"
        edge = "none" if box.heading else style.QUIET if box.off else style.INK
        dash = ' stroke-dasharray="4 3"' if box.off else ""
        face = style.BAND if box.heading else "white"
        parts.append(
            f'<rect class="box {kind}" x="{_at(box.x)}" y="{_at(box.y)}" width="{_at(box.width)}" '
            f'height="{_at(box.height)}" fill="{face}" stroke="{edge}" stroke-width="1.2"{dash}/>'
        )
        if box.tall is not None:
            at = f"{_at(box.middle + 0.035)} {_at(box.y + box.height / 2)}"
            parts.append(
                f'<text class="heading" transform="translate({at}) rotate(-90)" text-anchor="middle" '
                f'fill="{style.INK}" font-weight="bold">{escape(box.title[0])}</text>'
            )
            continue
        for x, y, text, bold in box.texts:
            indent = len(text) - len(text.lstrip("\u2003"))
            shown = text.lstrip("\u2003")
            # textLength keeps the line in its box if the reader's machine uses another font.
            parts.append(
                f'<text class="{kind}" x="{_at(x + 0.12 * indent)}" y="{_at(y)}" fill="{style.INK}" '
                f'textLength="{_at(_width(shown, bold))}" lengthAdjust="spacingAndGlyphs"'
                f"{' font-weight=' + chr(34) + 'bold' + chr(34) if bold else ''}>{escape(shown)}</text>"
            )
    return "\n".join([*parts, "</svg>", ""])


def _width(text: str, bold: bool) -> float:
    return style.text_width(text, SIZE, "bold" if bold else "normal")


def _at(inches: float) -> str:
    return f"{SCALE * inches:.1f}"


def _head(arrow: Arrow) -> tuple[tuple[float, float], ...]:
    """The three corners of the arrow's head."""
    (x0, y0), (x1, y1) = arrow.points[-2:]
    length = max(((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5, 1e-9)
    dx, dy = (x1 - x0) / length * HEAD, (y1 - y0) / length * HEAD
    back = (x1 - dx, y1 - dy)
    return (x1, y1), (back[0] - dy / 2, back[1] + dx / 2), (back[0] + dy / 2, back[1] - dx / 2)
