"""Plots of rows and what is drawn in them."""

import numpy as np
from matplotlib.colors import to_hex
from matplotlib.patches import Polygon, Rectangle

from livingreview.render import style
from livingreview.render.rows import (
    Column,
    Diamond,
    Row,
    estimated,
)

WIDTHS = (style.WIDE, style.NARROW)
COLUMNS = (
    Column("marks", "Marks", phone="label", quiet=True),
    Column("count", "Events/n", align="right"),
    Column("estimate", "% (95% CI)", side="right"),
    Column("weight", "Weight", "per cent", side="right", align="right", phone="none"),
)
ENDS = {"proportions": (0, 1), "to a tenth": (0, 0.1), "linear": (-4, 4)}


def drawn(plot, width=style.WIDE):
    with style.theme():
        return plot(width).axes[0]


def baseline(axes):
    """Left and right end of the (first) axis."""
    lines = [line for line in axes.lines if line.get_color() == style.INK and line.get_linewidth() == 0.8]
    return min(lines, key=lambda line: min(line.get_xdata())).get_xdata()


def at(axes, name, value):
    """Where a value of a proportional or linear axis of AXES belongs."""
    left, right = baseline(axes)
    low, high = ENDS[name]
    return left + (value - low) / (high - low) * (right - left)


def lines_of(axes, colour, width):
    return [one for one in axes.lines if (one.get_color(), one.get_linewidth()) == (colour, width)]


def ends_of(line):
    return tuple(float(x) for x in line.get_xdata())


def middle_of(square):
    return square.get_x() + square.get_width() / 2, square.get_y() + square.get_height() / 2


def squares(axes, colour=style.BLUE):
    return [p for p in axes.patches if type(p) is Rectangle and to_hex(p.get_facecolor()) == colour]


def diamonds(axes):
    return [patch for patch in axes.patches if type(patch) is Polygon]


def texts_of(axes):
    return {text.get_text(): text.get_position() for text in axes.texts}


def read(axes):
    """The texts of a plot, line by line from the top and from left to right."""
    lines = {}
    for text in axes.texts:
        x, y = text.get_position()
        lines.setdefault(round(float(y), 3), []).append((float(x), text.get_text()))
    return [[text for _, text in sorted(lines[y])] for y in sorted(lines)]


def height(axes, *texts):
    """The height of the first line with these texts, from the top."""
    lines = {}
    for text in axes.texts:
        y = float(text.get_position()[1])
        lines.setdefault(round(y, 3), (y, set()))[1].add(text.get_text())
    return min(y for y, those in lines.values() if those >= set(texts))


def predictions(axes):
    """Ends and height of every prediction interval, from the top."""
    level = [one for one in axes.lines if one.get_color() == style.ORANGE and len({*one.get_ydata()}) == 1]
    found = [(*ends_of(one), float(one.get_ydata()[0])) for one in level if len(one.get_xdata()) == 2]
    return sorted(found, key=lambda one: one[2])


def rows(k, label="Li 2013"):
    made = [Row("Adults", kind="heading")] if k else []
    for i in range(k):
        low, at, high = sorted(np.random.default_rng(i).random(3))
        cells = {"marks": "ADTC"[: i % 5], "count": f"{i}/{k}", "estimate": "50 (3–99.6)", "weight": f"{100 / k:.0f}%"}
        made.append(Row(label, cells, estimated(at, low, high), sub="all patients, follow-up" if i % 2 else ""))
        if i % 7 == 3:
            made.append(Row("Adults and children together, or the age is not stated", kind="heading"))
            made.append(Row(label, cells, instead="Statement: " + "no event was seen in any patient; " * (i % 3 + 1)))
    made.append(Row("pooled", {"count": "99/999", "estimate": "50 (40–60)"}, [Diamond(0.5, 0.4, 0.6)], kind="pooled"))
    return made if k else [Row("no study with a count", kind="gap")]
