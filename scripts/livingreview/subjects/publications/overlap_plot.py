"""Map of publications that may report the same patients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

import igraph
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...render import style
from ...render.style import Drawing, text_width
from ...render.table import plain
from ...schema import Extent
from ...store import records
from ...wording import count, listed

LINES = {Extent.SAME: ("-", 2.2), Extent.PARTIAL: ((0, (5, 2)), 1.6), Extent.POSSIBLE: ((0, (1, 2)), 1.3)}
NODE = 7.0  # points
GAP, MARGIN = 0.14, 0.08  # inches: from a node to its label, around the figure
LINE = style.ROW * 0.85  # inches from one line of a label to the next
BESIDE = 1.0  # inches of the width that are not for labels: arcs, nodes, gaps


@dataclass(frozen=True)
class Cluster:
    """Publications linked by overlaps: where each is, in inches from the cluster's upper left corner.

    On a `line`, publications are one above the other, and links pass by those between them in an arc.
    """

    at: Mapping[str, tuple[float, float]]
    right: Mapping[str, bool]  # whether the label is on the right of its node
    texts: Mapping[str, Sequence[str]]  # the lines of each label
    width: float
    height: float
    line: bool = False


def overlap_map(overlaps: pd.DataFrame, labels: Mapping[str, str], pools: Mapping[str, Sequence[str]]) -> Drawing:
    """Graph of declared overlaps: lines by extent, publications that enter a pool filled.

    `overlaps` is as `evidence.overlaps`; `pools` names the pools each publication enters.
    """
    keys = sorted({*overlaps["one"], *overlaps["other"]})
    entering = [key for key in keys if pools.get(key)]
    pairs = [f"{labels[r['one']]} and {labels[r['other']]} ({r['extent']})" for r in records(overlaps)]
    used = (
        f"{listed(f'{labels[key]} ({listed(pools[key])})' for key in entering)} "
        f"{'enters' if len(entering) == 1 else 'enter'} a pool"
        if entering
        else "None of them enters a pool"
    )
    return Drawing(
        name="overlap",
        draw=lambda width: _draw(overlaps, labels, pools, width),
        caption=f"**Publications that may report the same patients**: {count(len(overlaps), 'pair')} declared, "
        f"among {count(len(keys), 'publication')}. {plain(used)}; of publications that are linked, a pool takes one.",
        alt=f"Graph of {count(len(keys), 'publication')} with {count(len(overlaps), 'declared overlap')}"
        + (f": {'; '.join(pairs)}. {used}." if pairs else "."),
        data=overlaps,
    )


def clusters(overlaps: pd.DataFrame, labels: Mapping[str, str], space: float = style.WIDE) -> list[Cluster]:
    """Connected publications, largest first: on a circle, or on a line if two or wider than `space` inches."""
    graph = igraph.Graph.TupleList(overlaps[["one", "other"]].itertuples(index=False))
    names = graph.vs["name"] if graph.vcount() else []
    texts = {name: style.wrapped(labels[name], space - BESIDE) for name in names}
    found = []
    for members in sorted(graph.connected_components(), key=lambda part: (-len(part), min(graph.vs[part]["name"]))):
        names = sorted(graph.vs[members]["name"])
        circle = _placed(_circle(names), texts)
        apart = max(len(texts[name]) for name in names)
        on_line = _placed(_line(names, apart), texts, line=True)
        found.append(circle if len(names) > 2 and apart == 1 and circle.width <= space else on_line)
    return found


def _line(names: Sequence[str], lines: int) -> dict[str, tuple[float, float]]:
    """On a line, for labels of at most so many lines."""
    step = style.ROW * (2.2 if len(names) == 2 else 1.4) + LINE * (lines - 1)
    return {name: (0.0, i * step) for i, name in enumerate(names)}


def _circle(names: Sequence[str]) -> dict[str, tuple[float, float]]:
    radius = max(0.42, 0.13 * len(names))
    turn = pi / len(names)  # so that four form a square, and no two labels on one side at one height
    around = zip(names, igraph.Graph(len(names)).layout_circle(), strict=True)
    return {
        name: (1.25 * radius * (x * cos(turn) - y * sin(turn)), radius * (x * sin(turn) + y * cos(turn)))
        for name, (x, y) in around
    }


def _placed(
    places: Mapping[str, tuple[float, float]], texts: Mapping[str, Sequence[str]], line: bool = False
) -> Cluster:
    """The cluster with space for its labels, and for the arcs of a line."""
    right = {name: x > -1e-9 for name, (x, _) in places.items()}
    space = GAP / 2 + 0.02
    wide = {name: max(map(text_width, texts[name])) for name in places}
    xs = [x + (GAP + wide[n] if right[n] else space) for n, (x, _) in places.items()]
    west = [x - (space if right[n] else GAP + wide[n]) for n, (x, _) in places.items()]
    if line and len(places) > 2:
        west.append(-_bulge(len(places) - 1))
    half = style.ROW * 0.6 + LINE * (max(len(texts[name]) for name in places) - 1) / 2
    ys = [y for _, y in places.values()]
    left, top = min(west), min(ys) - half
    at = {name: (x - left, y - top) for name, (x, y) in places.items()}
    return Cluster(at, right, {n: texts[n] for n in places}, max(xs) - left, max(ys) - top + half, line)


def _bulge(apart: int) -> float:
    """How far the arc of a link passes beside a line, in inches, from how many places it spans."""
    return min(0.1 + 0.07 * apart, 0.7)


def _link(axes: Axes, one: tuple[float, float], other: tuple[float, float], apart: int, extent: Extent) -> None:
    line, weight = LINES[extent]
    (x0, y0), (x1, y1) = one, other
    if apart > 1:
        half = abs(y1 - y0) / 2
        angles = [pi * i / 40 for i in range(41)]
        xs = [x0 - _bulge(apart) * sin(angle) for angle in angles]
        ys = [(y0 + y1) / 2 - half * cos(angle) for angle in angles]
    else:
        xs, ys = [x0, x1], [y0, y1]
    axes.plot(xs, ys, color=style.INK, ls=line, lw=weight, zorder=1)


def _draw(
    overlaps: pd.DataFrame, labels: Mapping[str, str], pools: Mapping[str, Sequence[str]], width: float
) -> Figure:
    placed: list[tuple[Cluster, float, float]] = []
    x, y, row = MARGIN, MARGIN, 0.0
    for cluster in clusters(overlaps, labels, width - 2 * MARGIN):
        if x > MARGIN and x + cluster.width > width - MARGIN:
            x, y, row = MARGIN, y + row + style.ROW * 0.9, 0.0
        placed.append((cluster, x, y))
        x, row = x + cluster.width + 3 * GAP, max(row, cluster.height)
    below = y + row + style.ROW * 0.6
    entries = _legend(overlaps, pools)
    figure, axes = style.canvas(width, below + style.ROW * (1 + len(entries)))
    for cluster, left, top in placed:
        at = {name: (left + x, top + y) for name, (x, y) in cluster.at.items()}
        for pair in records(overlaps):
            one, other = pair["one"], pair["other"]
            if one in at:
                order = list(at)
                apart = abs(order.index(one) - order.index(other)) if cluster.line else 1
                _link(axes, at[one], at[other], apart, Extent(pair["extent"]))
        for name, (nx, ny) in at.items():
            _node(axes, nx, ny, bool(pools.get(name)))
            side = (nx + GAP, "left") if cluster.right[name] else (nx - GAP, "right")
            lines = cluster.texts[name]
            for i, text in enumerate(lines):
                height = ny + LINE * (i - (len(lines) - 1) / 2)
                axes.text(side[0], height, text, ha=side[1], va="center", zorder=4)
    if entries:
        axes.plot([MARGIN, width - MARGIN], [below] * 2, color=style.RULE, lw=0.6)
    for i, (kind, words) in enumerate(entries):
        level = below + style.ROW * (i + 0.9)
        if isinstance(kind, Extent):
            line, weight = LINES[kind]
            axes.plot([MARGIN, MARGIN + 0.35], [level] * 2, color=style.INK, ls=line, lw=weight)
        else:
            _node(axes, MARGIN + 0.175, level, kind == "in")
        axes.text(MARGIN + 0.45, level, words, va="center", size=style.fitting(words, width - 0.45 - 2 * MARGIN))
    return figure


def _node(axes: Axes, x: float, y: float, entering: bool) -> None:
    axes.plot(x, y, "s" if entering else "o", ms=NODE, mfc=style.BLUE if entering else "white", mec=style.BLUE, mew=1.3,
              zorder=3)  # fmt: skip


def _legend(overlaps: pd.DataFrame, pools: Mapping[str, Sequence[str]]) -> list[tuple[Extent | str, str]]:
    """What is in use, in words."""
    keys = {*overlaps["one"], *overlaps["other"]}
    words = {
        Extent.SAME: "the same patients",
        Extent.PARTIAL: "some patients certainly in both",
        Extent.POSSIBLE: "some patients may be in both",
    }
    entries: list[tuple[Extent | str, str]] = [(e, w) for e, w in words.items() if (overlaps["extent"] == e).any()]
    if any(pools.get(key) for key in keys):
        entries.append(("in", "publication that enters a pool"))
    if any(not pools.get(key) for key in keys):
        entries.append(("out", "publication that enters no pool"))
    return entries
