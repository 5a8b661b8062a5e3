"""Layout of a layered diagram: order from igraph, then positions that straighten lines without overlap."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence

import igraph
import numpy as np
from scipy.optimize import isotonic_regression

SWEEPS = 40
TRIES = 40  # starting orders: the result of the heuristic that reduces crossings depends on the first one
CROSSING = 0.4  # cost of one crossing, in inches of slope
STRAIGHT = 6.0  # weight of a bend in a long line, relative to the slope of a short one


def layered(
    columns: Mapping[str, int],
    edges: Sequence[tuple[str, str]],
    size: Mapping[str, float],
    gap: float,
    lane: float,
) -> tuple[dict[str, float], list[list[float]]]:
    """Position of every node within its layer, and of every edge within each layer that it passes through.

    `columns` gives the layer of a node, `size` its extent along the layer, `gap` the space between neighbours and
    `lane` the extent of a line that passes through; all lengths are in one unit, and the smallest position is 0. The
    order within a layer is that of Sugiyama's layered layout (igraph), which reduces crossings; positions then follow
    those of connected nodes as far as space allows (isotonic regression, layer by layer), so that nothing overlaps.
    """
    names, layer = list(columns), list(columns.values())
    extent, passing = [size[name] for name in names], []
    pairs: list[tuple[int, int]] = []
    index = {name: i for i, name in enumerate(names)}
    for start, end in edges:
        chain = [index[start]]
        for between in range(columns[start] + 1, columns[end]):
            chain.append(len(layer))
            layer.append(between)
            extent.append(lane)
        chain.append(index[end])
        pairs += list(itertools.pairwise(chain))
        passing.append(chain[1:-1])
    best, least = np.zeros(len(layer)), np.inf
    random = np.random.default_rng(0)  # the same data give the same picture
    for _ in range(TRIES):
        across = _order(layer, pairs, random.permutation(len(layer)))
        place = _settle(np.array(layer), pairs, np.array(extent), across, len(names), gap)
        if (cost := _cost(layer, pairs, place)) < least - 1e-9:
            best, least = place, cost
    best = best - min(p - e / 2 for p, e in zip(best, extent, strict=True))
    return {name: float(best[i]) for name, i in index.items()}, [[float(best[i]) for i in way] for way in passing]


def _order(layer: list[int], pairs: list[tuple[int, int]], turn: np.ndarray) -> np.ndarray:
    """Positions within the layers from igraph, given the nodes in the order `turn`."""
    renamed = np.argsort(turn)
    edges = [(int(renamed[a]), int(renamed[b])) for a, b in pairs]
    graph = igraph.Graph(n=len(layer), edges=edges, directed=True)
    found = graph.layout_sugiyama(layers=[layer[k] for k in turn], maxiter=200).coords
    return np.array([found[renamed[k]][0] for k in range(len(layer))])


def _cost(layer: list[int], pairs: list[tuple[int, int]], place: np.ndarray) -> float:
    """Total length of slopes plus the cost of crossings."""
    total = 0.0
    for number in set(layer):
        own = np.array([(place[a], place[b]) for a, b in pairs if layer[a] == number])
        if len(own):
            start, end = own[:, 0], own[:, 1]
            crossed = (start[:, None] - start) * (end[:, None] - end) < -1e-9
            total += np.abs(start - end).sum() + CROSSING * crossed.sum() / 2
    return total


def _settle(
    layer: np.ndarray,
    pairs: Sequence[tuple[int, int]],
    extent: np.ndarray,
    across: np.ndarray,
    nodes: int,
    gap: float,
) -> np.ndarray:
    """Positions in the order `across`, each moved towards the mean of its neighbours in sweeps over the layers."""
    neighbours: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for one, other in pairs:
        weight = STRAIGHT if one >= nodes or other >= nodes else 1.0
        neighbours[one].append((other, weight))
        neighbours[other].append((one, weight))
    beside = [np.array([k for k, _ in neighbours[i]], int) for i in range(len(layer))]
    pulls = [np.array([weight for _, weight in neighbours[i]]) for i in range(len(layer))]
    total = np.array([pull.sum() or 1.0 for pull in pulls])
    rows = [np.flatnonzero(layer == number) for number in range(layer.max() + 1)]
    rows = [row[np.argsort(across[row], kind="stable")] for row in rows if len(row)]
    place = np.zeros(len(layer))
    offsets = []
    for row in rows:
        distances = (extent[row][:-1] + extent[row][1:]) / 2 + gap
        offset = np.concatenate([[0.0], np.cumsum(distances)])
        offsets.append(offset)
        place[row] = offset - offset.mean()
    for sweep in range(SWEEPS):
        turn = range(len(rows)) if sweep % 2 == 0 else reversed(range(len(rows)))
        for i in turn:
            row, offset = rows[i], offsets[i]
            wanted = np.array([pulls[k] @ place[beside[k]] / total[k] if len(beside[k]) else place[k] for k in row])
            # Neighbours may not overlap: place - offset must not decrease along the row.
            place[row] = isotonic_regression(wanted - offset, weights=total[row]).x + offset
    return place
