"""The proposed pathway, drawn from data: shape and line show the evidence for each arrow."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, FancyBboxPatch, PathPatch, Polygon, Rectangle
from matplotlib.path import Path

from ...render import style
from ...render.layered import layered
from ...render.style import Drawing, text_width
from ...render.table import plain
from ...schema import Direction, NodeKind, Sign
from ...wording import count, listed, sentence
from . import AGAINST, FOR, Arrow, Box, Standing, standing_words

SIZE = 7.5  # points
SMALL = 6.6
LINE = 0.135  # inches from one line of text in a box to the next
UPRIGHT_LINE, TALLEST = 0.155, 2.6  # inches from one upright line to the next, and the longest of them
TARGET_LINE, REACH = 0.115, 1.5  # inches: lines in a box of the list, width of this box
PORT = 0.175  # inches between lines that end at one box
PAD = 0.09
DISC = 0.082  # radius of a number
LOOKS = {
    # colour, line width, dashes, double
    Standing.PATIENTS: (style.BLUE, 2.6, "-", False),
    Standing.NEAR: (style.BLUE, 1.3, "-", False),
    Standing.INDIRECT: (style.QUIET, 1.3, (0, (4.5, 2.2)), False),
    Standing.CONTRADICTORY: (style.ORANGE, 1.1, "-", True),
    Standing.HYPOTHESIS: (style.FAINT, 1.1, (0, (1, 2.2)), False),
}
GLYPHS = {Direction.UP: "^", Direction.DOWN: "v", Direction.NONE: "s", Direction.MIXED: "D"}
UPRIGHT = (NodeKind.TREATMENT, NodeKind.OUTCOME)
FACES = {
    NodeKind.TREATMENT: style.INK,
    NodeKind.TARGET: style.PALE_BLUE,
    NodeKind.CELL: "white",
    NodeKind.MOLECULE: style.PALE_ORANGE,
    NodeKind.PROCESS: style.PALE_GREEN,
    NodeKind.OUTCOME: style.INK,
}


def pathway(boxes: Sequence[Box], arrows: Sequence[Arrow], condition: str) -> Drawing:
    """Picture of the pathway: layered from the treatment to the outcome; on a phone, a list of the same arrows."""
    meaning = standing_words(condition)
    return Drawing(
        name="pathway",
        draw=lambda width: (_list if width < 5 else _layers)(boxes, arrows, meaning, condition, width),
        caption=_caption(arrows, condition),
        alt=_alt(arrows, meaning),
        data=_data(arrows),
    )


def _caption(arrows: Sequence[Arrow], condition: str) -> str:
    if not arrows:
        return "**The proposed pathway.** No pathway is declared."
    return (
        f"**The proposed pathway**: {count(len(arrows), 'claim')}, each drawn by its evidence. "
        "Arrowheads: the first raises the second; bars: it lowers it, both as claimed. "
        "Line, colour and the shape around a number show the most direct evidence for a claim; the number links to its "
        f"publications. Marks below a name: what publications found in patients with {plain(condition)} or their cells "
        "against health (triangles up or down, square no change, diamond mixed; without marks, not counted)."
    )


def _alt(arrows: Sequence[Arrow], meaning: dict) -> str:
    if not arrows:
        return "Pathway: no pathway is declared."
    parts = []
    for standing, means in meaning.items():
        found = [f"{a.edge.claim.rstrip('.')} ({a.number})" for a in arrows if a.claim.standing is standing]
        parts.append(f"{means}: {listed(found)}")
    return sentence(f"Pathway of {count(len(arrows), 'claim')}, by evidence. " + "; ".join(parts))


def _data(arrows: Sequence[Arrow]) -> pd.DataFrame:
    rows = [
        (a.number, a.edge.start, str(a.edge.sign), a.edge.end, str(a.claim.standing), len(a.claim.studies[FOR]),
         len(a.claim.studies[AGAINST]))
        for a in arrows
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["number", "start", "sign", "end", "standing", "for", "against"])


def _layers(boxes, arrows, meaning, condition, width: float) -> Figure:
    if not boxes:
        return _empty(width)
    nodes = {box.node.id: box for box in boxes}
    numbers = sorted({box.node.column for box in boxes})  # a column without a node takes no space
    columns = {key: numbers.index(box.node.column) for key, box in nodes.items()}
    ends, starts = (
        {key: sum(getattr(a.edge, side) == key for a in arrows) for key in nodes} for side in ("end", "start")
    )
    wide, tall, lines = {}, {}, {}
    for key, box in nodes.items():
        upright = box.node.kind in UPRIGHT
        lines[key] = style.wrapped(box.node.label, TALLEST, SIZE + 1, "bold") if upright else _label(box, 1.05)
        longest = max(text_width(text, SIZE, "bold") for text in lines[key])
        rows = LINE * (len(lines[key]) + bool(box.tally)) + 0.13
        longest = max(longest, 0.115 * len(box.tally) + (0.1 if box.node.kind is NodeKind.MOLECULE else 0))
        wide[key] = (
            0.36 + UPRIGHT_LINE * (len(lines[key]) - 1)
            if upright
            else longest + 2 * PAD + (DISC + 0.05 if ends[key] else 0)
        )
        need = longest + 0.3 if upright else rows
        tall[key] = max(need, PORT * ends[key] + 0.06, PORT * 0.8 * starts[key] + 0.06)
    across, passing = layered(columns, [(a.edge.start, a.edge.end) for a in arrows], tall, gap=0.1, lane=0.05)
    top = 0.12
    y = {key: top + place for key, place in across.items()}
    port_out, port_in = _ports(arrows, passing, y, tall, top)
    ways = [[port_out[i], *(top + place for place in way), port_in[i]] for i, way in enumerate(passing)]
    breadth = [max(wide[key] for key in nodes if columns[key] == i) for i in range(len(numbers))]
    gaps = _gaps(arrows, columns, ways, len(numbers), width - 0.1 - sum(breadth))
    left = [0.05 + sum(breadth[:i]) + sum(gaps[:i]) for i in range(len(numbers))]
    bottom = max([*(y[key] + tall[key] / 2 for key in nodes), *(place for way in ways for place in way)])
    figure, axes = style.canvas(width, bottom + 0.2 + _legend_height(meaning, condition, width))
    for arrow, way in zip(arrows, ways, strict=True):
        a, b = columns[arrow.edge.start], columns[arrow.edge.end]
        x0 = left[a] + (breadth[a] + wide[arrow.edge.start]) / 2
        x1 = left[b] + (breadth[b] - wide[arrow.edge.end]) / 2
        points = [(x0, way[0])]
        for j, place in enumerate(way[1:-1], a + 1):
            points += [(left[j], place), (left[j] + breadth[j], place)]
        points.append((x1 - DISC - 0.02, way[-1]))
        _arrow(axes, points, arrow)
        _disc(axes, x1, way[-1], arrow)
    for key, box in nodes.items():
        x = left[columns[key]] + breadth[columns[key]] / 2
        if box.node.kind in UPRIGHT:
            _upright(axes, x, y[key], wide[key], tall[key], lines[key], bool(ends[key]))
        else:
            _box(axes, x, y[key], wide[key], tall[key], lines[key], box, DISC / 2 + 0.025 if ends[key] else 0)
    _legend(axes, meaning, condition, bottom + 0.22, width)
    return figure


def _gaps(arrows, columns, ways, number: int, free: float) -> list[float]:
    """Room between columns: more where lines climb more, so that none is steep."""
    climbs = [0.3] * (number - 1)
    for arrow, way in zip(arrows, ways, strict=True):
        for j, (one, other) in enumerate(itertools.pairwise(way), columns[arrow.edge.start]):
            climbs[j] = max(climbs[j], abs(one - other))
    shares = [climb**0.5 for climb in climbs]
    return [free * share / sum(shares) for share in shares]


def _ports(arrows, passing, y, tall, top):
    """Where lines leave and reach a box: in the order of their other ends, so that they do not cross."""
    out, into = [0.0] * len(arrows), [0.0] * len(arrows)
    for side, ports in (("start", out), ("end", into)):
        for key in y:
            at = [i for i, arrow in enumerate(arrows) if getattr(arrow.edge, side) == key]
            other = "end" if side == "start" else "start"

            def beside(i, side=side, other=other):
                way = passing[i]
                if way:
                    return top + (way[0] if side == "start" else way[-1])
                return y[getattr(arrows[i].edge, other)]

            at.sort(key=beside)
            step = min(PORT, (tall[key] - 0.04) / max(len(at), 1))
            for place, i in enumerate(at):
                ports[i] = y[key] + (place - (len(at) - 1) / 2) * step
    return out, into


def _label(box: Box, space: float) -> list[str]:
    text = box.node.label
    return style.wrapped(
        text, min(space, max(0.62, max(text_width(w, SIZE, "bold") for w in text.split()))), SIZE, "bold"
    )


def _upright(axes: Axes, x: float, y: float, wide: float, tall: float, lines: list[str], reached: bool) -> None:
    """Where the picture begins and ends: a tall box with its name upright."""
    shape = "round,pad=0,rounding_size=0.05"
    corner = (x - wide / 2, y - tall / 2)
    axes.add_patch(
        FancyBboxPatch(corner, wide, tall, boxstyle=shape, facecolor=style.INK, edgecolor=style.INK, zorder=4)
    )
    middle = x + (DISC / 2 if reached else 0)
    for i, text in enumerate(lines):
        across = middle + UPRIGHT_LINE * (i - (len(lines) - 1) / 2)
        axes.text(across, y, text, size=SIZE + 1, weight="bold", color="white", rotation=90, ha="center", va="center",
                  zorder=6)  # fmt: skip


def _box(
    axes: Axes, x: float, y: float, wide: float, tall: float, lines: list[str], box: Box, shift: float = 0
) -> None:
    kind = box.node.kind
    dark = kind in UPRIGHT
    ink = "white" if dark else style.INK
    rounding = {NodeKind.CELL: 0.11, NodeKind.TREATMENT: 0.05, NodeKind.OUTCOME: 0.05}.get(kind, 0.02)
    options: dict[str, Any] = {"facecolor": FACES[kind], "edgecolor": style.INK, "lw": 0.9, "zorder": 4}
    if kind is NodeKind.MOLECULE:
        cut = 0.07
        left, right, low, high = x - wide / 2, x + wide / 2, y - tall / 2, y + tall / 2
        corners = [
            (left + cut, low),
            (right - cut, low),
            (right, y),
            (right - cut, high),
            (left + cut, high),
            (left, y),
        ]
        axes.add_patch(Polygon(corners, closed=True, **options))
    else:
        shape = f"round,pad=0,rounding_size={rounding}"
        axes.add_patch(FancyBboxPatch((x - wide / 2, y - tall / 2), wide, tall, boxstyle=shape, **options))
        if kind is NodeKind.TARGET:
            inset = 0.03
            axes.add_patch(
                Rectangle((x - wide / 2 + inset, y - tall / 2 + inset), wide - 2 * inset, tall - 2 * inset,
                          fill=False, ec=style.INK, lw=0.5, zorder=4.1)
            )  # fmt: skip
    glyphs = list(box.tally)
    rows = len(lines) + bool(glyphs)
    for i, text in enumerate(lines):
        row = y + (i - (rows - 1) / 2) * LINE
        axes.text(x + shift, row, text, size=SIZE, weight="bold", color=ink, ha="center", va="center", zorder=6)
    for i, direction in enumerate(glyphs):
        place = x + shift + (i - (len(glyphs) - 1) / 2) * 0.115
        row = y + (rows - 1) / 2 * LINE
        axes.plot(place, row, GLYPHS[direction], ms=4, mfc=ink, mec=ink, mew=0.6, zorder=6)


def _arrow(axes: Axes, points: list[tuple[float, float]], arrow: Arrow) -> None:
    """A smooth line through the points, with an arrowhead or a bar at its end."""
    colour, lw, dashes, double = LOOKS[arrow.claim.standing]
    x1, y1 = points[-1]
    points = [*points[:-1], (x1 - 0.07, y1), (x1, y1)]
    path, codes = [points[0]], [Path.MOVETO]
    for (ax, ay), (bx, by) in itertools.pairwise(points):
        if abs(ay - by) < 1e-6:
            path.append((bx, by))
            codes.append(Path.LINETO)
            continue
        middle = (ax + bx) / 2
        path += [(middle, ay), (middle, by), (bx, by)]
        codes += [Path.CURVE4] * 3
    line = {"facecolor": "none", "capstyle": "butt", "zorder": 2}
    if arrow.edge.sign is Sign.RAISES:  # the line ends in the arrowhead, not in its point
        path[-1] = (x1 - 0.05, y1)
    if double:
        axes.add_patch(PathPatch(Path(path, codes), edgecolor=colour, lw=lw * 3.2, **line))
        axes.add_patch(PathPatch(Path(path, codes), edgecolor="white", lw=lw * 1.3, **line))
    else:
        axes.add_patch(PathPatch(Path(path, codes), edgecolor="white", lw=lw + 2, **line))
        axes.add_patch(PathPatch(Path(path, codes), edgecolor=colour, lw=lw, ls=dashes, **line))
    _tip(axes, x1, y1, arrow.edge.sign, colour)


def _tip(axes: Axes, x: float, y: float, sign: Sign, colour: str) -> None:
    if sign is Sign.RAISES:
        axes.add_patch(Polygon([(x, y), (x - 0.09, y - 0.048), (x - 0.09, y + 0.048)], color=colour, lw=0, zorder=3))
    else:
        axes.plot([x - 0.012] * 2, [y - 0.062, y + 0.062], color=colour, lw=2.0, solid_capstyle="butt", zorder=3)


def _disc(axes: Axes, x: float, y: float, arrow: Arrow) -> None:
    """The number of a claim, in a shape that shows its standing."""
    standing = arrow.claim.standing
    colour = LOOKS[standing][0]
    filled = standing in (Standing.PATIENTS, Standing.NEAR)
    options = {"facecolor": colour if filled else "white", "edgecolor": colour, "lw": 1.0, "zorder": 7}
    r = DISC
    if standing is Standing.CONTRADICTORY:
        r = DISC * 1.32
        axes.add_patch(Polygon([(x - r, y), (x, y - r), (x + r, y), (x, y + r)], closed=True, **options))
    elif standing in (Standing.NEAR, Standing.INDIRECT):
        axes.add_patch(Ellipse((x, y), 2 * r, 2 * r, **options))
    else:
        linestyle = ":" if standing is Standing.HYPOTHESIS else "-"
        axes.add_patch(Rectangle((x - r, y - r), 2 * r, 2 * r, ls=linestyle, **options))
    ink = "white" if filled else style.INK
    axes.text(x, y, str(arrow.number), size=SMALL - 0.6, color=ink, ha="center", va="center_baseline", zorder=8)


def _legend_rows(meaning: dict, width: float) -> list[list[tuple[Standing, str]]]:
    per_row = 1 if width < 5 else 2
    items = list(meaning.items())
    return [items[i : i + per_row] for i in range(0, len(items), per_row)]


def _health(condition: str, width: float) -> list[str]:
    space = (width if width < 5 else width / 2) - 0.8
    return style.wrapped(f"{condition} against health: up, down, no change, mixed", space, SIZE)


def _legend_height(meaning: dict, condition: str, width: float) -> float:
    rows = len(_legend_rows(meaning, width)) + (2 if width < 5 else 1)
    return 0.21 * rows + LINE * (len(_health(condition, width)) - 1) + 0.1


def _legend(axes: Axes, meaning: dict, condition: str, top: float, width: float) -> None:
    rows = _legend_rows(meaning, width)
    for i, row in enumerate(rows):
        for j, (standing, means) in enumerate(row):
            x, y = 0.12 + j * (width / 2), top + 0.21 * (i + 0.5)
            _sample(axes, x, y, standing)
            size = min(SIZE, SIZE * (width / len(row) - 0.8) / text_width(means, SIZE))
            axes.text(x + 0.62, y, means, size=size, va="center", color=style.INK)
    y = top + 0.21 * (len(rows) + 0.5)
    for x, sign, means in ((0.12, Sign.RAISES, "raises"), (1.2, Sign.LOWERS, "lowers")):
        axes.plot([x, x + 0.36], [y, y], color=style.QUIET, lw=1.2)
        _tip(axes, x + 0.42, y, sign, style.QUIET)
        axes.text(x + 0.52, y, means, size=SIZE, va="center")
    x, y = (0.12, y + 0.21) if width < 5 else (width / 2 + 0.12, y)
    for i, direction in enumerate(GLYPHS):
        axes.plot(x + 0.05 + i * 0.13, y, GLYPHS[direction], ms=4, mfc=style.INK, mec=style.INK, mew=0.6)
    for i, line in enumerate(_health(condition, width)):
        axes.text(x + 0.62, y + LINE * i, line, size=SIZE, va="center")


def _sample(axes: Axes, x: float, y: float, standing: Standing) -> None:
    colour, lw, dashes, double = LOOKS[standing]
    if double:
        axes.plot([x, x + 0.3], [y, y], color=colour, lw=lw * 3.2, solid_capstyle="butt")
        axes.plot([x, x + 0.3], [y, y], color="white", lw=lw * 1.3, solid_capstyle="butt")
    else:
        axes.plot([x, x + 0.3], [y, y], color=colour, lw=lw, ls=dashes, solid_capstyle="butt")
    filled = standing in (Standing.PATIENTS, Standing.NEAR)
    shape = {Standing.CONTRADICTORY: "D", Standing.NEAR: "o", Standing.INDIRECT: "o"}.get(standing, "s")
    axes.plot(x + 0.42, y, shape, ms=7 if shape != "D" else 6, mfc=colour if filled else "white", mec=colour, mew=1.1)


def _list(boxes, arrows, meaning, condition, width: float) -> Figure:
    """The same arrows for a narrow page: what acts on the left, what it acts on on the right, a line between them."""
    if not boxes:
        return _empty(width)
    nodes = {box.node.id: box for box in boxes}
    apart, side = 0.12, 1.08
    groups = [(box, [a for a in arrows if a.edge.start == box.node.id]) for box in boxes]
    groups = [(box, own) for box, own in groups if own]
    lines = [style.wrapped(box.node.label, side - 0.12, SIZE, "bold") for box, _ in groups]
    need = [LINE * (len(text) + bool(box.tally)) + 0.1 for text, (box, _) in zip(lines, groups, strict=True)]
    targets = {arrow.number: _target_lines(nodes[arrow.edge.end]) for arrow in arrows}
    steps = [max(0.31, *(TARGET_LINE * len(targets[a.number]) + 0.08 for a in own)) for _, own in groups]
    tall = [max(step * len(own) - 0.05, space) for step, space, (_, own) in zip(steps, need, groups, strict=True)]
    figure, axes = style.canvas(
        width, 0.1 + sum(tall) + apart * len(tall) + _legend_height(meaning, condition, width) + 0.05
    )
    y = 0.1
    for (box, own), text, height, step in zip(groups, lines, tall, steps, strict=True):
        middle = y + height / 2
        _box(axes, 0.05 + side / 2, middle, side, height, text, box)
        for i, arrow in enumerate(own):
            row = middle + step * (i - (len(own) - 1) / 2)
            x0, x1 = 0.05 + side, width - 0.05 - REACH
            _arrow(axes, [(x0, row), (x1 - DISC - 0.02, row)], arrow)
            _disc(axes, x1, row, arrow)
            _target(axes, x1, row, step - 0.05, nodes[arrow.edge.end], targets[arrow.number])
        y += height + apart
    _legend(axes, meaning, condition, y, width)
    return figure


def _target_lines(box: Box) -> list[str]:
    return style.wrapped(box.node.label, REACH - DISC - 0.2 - TARGET_LINE * len(box.tally), SIZE)


def _target(axes: Axes, left: float, y: float, tall: float, box: Box, lines: list[str]) -> None:
    glyphs, wide = list(box.tally), REACH
    face = style.BAND if box.node.kind in UPRIGHT else FACES[box.node.kind]
    axes.add_patch(Rectangle((left, y - tall / 2), wide, tall, facecolor=face, edgecolor=style.INK, lw=0.7, zorder=4))
    for i, text in enumerate(lines):
        row = y + (i - (len(lines) - 1) / 2) * TARGET_LINE
        axes.text(left + DISC + 0.06, row, text, size=SIZE, va="center", zorder=6)
    for i, direction in enumerate(glyphs):
        place = left + wide - 0.08 - 0.115 * (len(glyphs) - 1 - i)
        axes.plot(place, y, GLYPHS[direction], ms=4, mfc=style.INK, mec=style.INK, mew=0.6, zorder=6)


def _empty(width: float) -> Figure:
    figure, axes = style.canvas(width, 0.4)
    axes.text(0.06, 0.2, "no pathway is declared", va="center", style="italic", color=style.QUIET)
    return figure
