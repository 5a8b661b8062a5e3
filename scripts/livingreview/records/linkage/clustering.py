"""Groups of records that are one publication, from pairs, without a chain joining two that contradict each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

Pair = tuple[int, int]
# How far two records contradict each other: 0 not, 1 there is a doubt, 2 they are two publications, 3 a person said so.
Conflict = Callable[[int, int], int]


class Sets:
    """Disjoint sets of positions. The smallest position stands for a set, whatever the order of the joins."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}

    def find(self, item: int) -> int:
        root = item
        while (above := self._parent.get(root, root)) != root:
            root = above
        while item != root:
            self._parent[item], item = root, self._parent.get(item, item)
        return root

    def join(self, one: int, other: int) -> None:
        a, b = sorted((self.find(one), self.find(other)))
        self._parent[b] = a


def cluster(edges: dict[Pair, int], same: Iterable[Pair], conflict: Conflict) -> tuple[list[list[int]], list[Pair]]:
    """Groups of two or more, and the edges that were not used because their ends contradict what else is joined.

    `edges` maps pairs to the rank of the rule that joins them (1 strongest), `same` holds pairs that a person joined.
    An edge x-y is left out if x is also joined, at least as strongly, to a z that contradicts y: then y or z is wrong,
    and nobody knows which. What still holds a contradiction loses its weakest edges.
    """
    answered = Sets()
    for one, other in same:
        answered.join(one, other)
    must = list(same)
    waiting = _connected(edges, must)
    done: list[list[int]] = []
    while waiting:
        group, within, inside = waiting.pop()
        clashes = _clashes(group, answered, conflict, doubt=max(within.values(), default=0) > 1)
        if not clashes:
            done.append(group)
            continue
        kept = _safe(within, clashes) or {}
        if len(kept) == len(within):
            weakest = max(within.values())
            kept = {pair: rank for pair, rank in within.items() if rank < weakest}
        waiting += _connected(kept, inside)
    joined = Sets()
    for group in done:
        for member in group[1:]:
            joined.join(group[0], member)
    unused = sorted(pair for pair in edges if joined.find(pair[0]) != joined.find(pair[1]))
    return sorted(done), unused


def _connected(edges: dict[Pair, int], must: list[Pair]) -> list[tuple[list[int], dict[Pair, int], list[Pair]]]:
    """Connected groups of two or more, each with its edges and its answered pairs."""
    sets, items = Sets(), set[int]()
    for one, other in (*edges, *must):
        sets.join(one, other)
        items |= {one, other}
    found: dict[int, tuple[list[int], dict[Pair, int], list[Pair]]] = {}
    for item in sorted(items):
        found.setdefault(sets.find(item), ([], {}, []))[0].append(item)
    for pair, rank in edges.items():
        found[sets.find(pair[0])][1][pair] = rank
    for pair in must:
        found[sets.find(pair[0])][2].append(pair)
    return list(found.values())


def _clashes(group: list[int], answered: Sets, conflict: Conflict, doubt: bool) -> dict[int, set[int]]:
    """For each record of a group, those that it contradicts. What a person joined does not contradict itself."""
    found: dict[int, set[int]] = defaultdict(set)
    for n, one in enumerate(group):
        for other in group[n + 1 :]:
            if answered.find(one) != answered.find(other) and conflict(one, other) >= (1 if doubt else 2):
                found[one].add(other)
                found[other].add(one)
    return found


def _safe(edges: dict[Pair, int], clashes: dict[int, set[int]]) -> dict[Pair, int]:
    beside: dict[int, dict[int, int]] = defaultdict(dict)
    for (one, other), rank in edges.items():
        beside[one][other] = beside[other][one] = rank
    return {
        (one, other): rank
        for (one, other), rank in edges.items()
        if other not in clashes[one]
        and not any(beside[one].get(z, rank + 1) <= rank for z in clashes[other])
        and not any(beside[other].get(z, rank + 1) <= rank for z in clashes[one])
    }
