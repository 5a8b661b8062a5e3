"""Places for the boxes and lines of a layered picture: order by igraph, then straight lines without any overlap."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence

import igraph
import numpy as np
from scipy.optimize import isotonic_regression

SWEEPS = 40
TRIES = 40  # orders to begin with: the heuristic that avoids crossings ends in different places
CROSSING = 0.4  # inches of slope that one crossing is worth
STRAIGHT = 6.0  # how much more a bend in a long line counts than the slope of a short one


def layered(
    columns: Mapping[str, int],
    edges: Sequence[tuple[str, str]],
    size: Mapping[str, float],
    gap: float,
    lane: float,
) -> tuple[dict[str, float], list[list[float]]]:
    """Position across the layers of every node, and of every edge in each layer it passes on its way.

    `columns` gives the layer of a node, `size` its extent across the layer, `gap` the room between neighbours and
    `lane` the extent of a passing line; all lengths in one unit, the smallest position is 0. The order within a layer
    is that of Sugiyama's layered layout (igraph), which avoids crossings; positions then follow their neighbours as far
    as the room allows (isotonic regression, layer by layer), so that nothing overlaps whatever the sizes.
    """
    names, layer = list(columns), list(columns.values())
    extent, pairs, passing = [size[name] for name in names], [], []
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
    best, least = None, np.inf
    random = np.random.default_rng(0)  # the same data, the same picture
    for _ in range(TRIES):
        across = _order(layer, pairs, random.permutation(len(layer)))
        place = _settle(np.array(layer), pairs, np.array(extent), across, len(names), gap)
        if (cost := _cost(layer, pairs, place)) < least - 1e-9:
            best, least = place, cost
    best = best - min(p - e / 2 for p, e in zip(best, extent, strict=True))
    return {name: float(best[i]) for name, i in index.items()}, [[float(best[i]) for i in way] for way in passing]


def _order(layer: list[int], pairs: list[tuple[int, int]], turn: np.ndarray) -> np.ndarray:
    """Places within the layers from igraph, which is shown the nodes in the order `turn`."""
    renamed = np.argsort(turn)
    edges = [(int(renamed[a]), int(renamed[b])) for a, b in pairs]
    graph = igraph.Graph(n=len(layer), edges=edges, directed=True)
    found = graph.layout_sugiyama(layers=[layer[k] for k in turn], maxiter=200).coords
    return np.array([found[renamed[k]][0] for k in range(len(layer))])


def _cost(layer: list[int], pairs: list[tuple[int, int]], place: np.ndarray) -> float:
    """Length of all slopes, and crossings."""
    total = 0.0
    for number in set(layer):
        own = np.array([(place[a], place[b]) for a, b in pairs if layer[a] == number])
        if len(own):
            start, end = own[:, 0], own[:, 1]
            crossed = (start[:, None] - start) * (end[:, None] - end) < -1e-9
            total += np.abs(start - end).sum() + CROSSING * crossed.sum() / 2
    return total


def _settle(layer, pairs, extent, across, nodes: int, gap: float) -> np.ndarray:
    neighbours: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for one, other in pairs:
        weight = STRAIGHT if one >= nodes or other >= nodes else 1.0
        neighbours[one].append((other, weight))
        neighbours[other].append((one, weight))
    rows = [np.flatnonzero(layer == number) for number in range(layer.max() + 1)]
    rows = [row[np.argsort(across[row], kind="stable")] for row in rows if len(row)]
    place = np.zeros(len(layer))
    offsets = []
    for row in rows:
        room = (extent[row][:-1] + extent[row][1:]) / 2 + gap
        offset = np.concatenate([[0.0], np.cumsum(room)])
        offsets.append(offset)
        place[row] = offset - offset.mean()
    for sweep in range(SWEEPS):
        turn = range(len(rows)) if sweep % 2 == 0 else reversed(range(len(rows)))
        for i in turn:
            row, offset = rows[i], offsets[i]
            wanted = np.array(
                [
                    np.average([place[j] for j, _ in neighbours[k]], weights=[w for _, w in neighbours[k]])
                    if neighbours[k]
                    else place[k]
                    for k in row
                ]
            )
            weights = np.array([sum(w for _, w in neighbours[k]) or 1.0 for k in row])
            # No two closer than they are large: place - offset may not fall along the row.
            place[row] = isotonic_regression(wanted - offset, weights=weights).x + offset
    return place
