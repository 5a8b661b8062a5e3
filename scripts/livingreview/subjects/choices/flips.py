"""What it would take to move a pooled result across a threshold: cohorts to leave out, or a cohort to come.

Leaving out: of k cohorts, sets of one, two and more are tried until one moves the result across, at least two cohorts
remaining. With up to EXACT cohorts every set is tried; with more, one cohort after the other is left out that brings
the result nearest, so that a set of three or more is only an upper bound.

To come: cohorts of rising size are added, up to one as large as all cohorts together. Up to SMALL patients every number
of responders is tried, above it shares of them. A smaller cohort that moves the result while larger ones do not could
be missed, so that the size is an upper bound.

This is a sensitivity analysis. It is no sequential test, and says nothing of how likely such a cohort is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any, Literal, TypeAlias

import numpy as np

from ...meta import Pooled
from ...meta.subsets import pool_subsets
from ...schema import Threshold
from ..pooling import pool_options
from ..pools.model import Synthesis

EXACT = 12  # cohorts, up to which every set is tried
FEWEST = 2  # cohorts that remain
SMALL = 12  # patients, up to which every number of responders is tried
GROWTH = 1.15  # factor from one size of a future cohort to the next
SHARES = np.linspace(0, 1, 11)  # responders of a future cohort that are tried
TOGETHER = 32  # cohorts added at once to the data from which pools are made: the search for maxima is fastest so

What: TypeAlias = Literal["estimate", "interval"]
State: TypeAlias = Literal["above", "below", "holds"]  # an interval may hold the threshold


@dataclass(frozen=True)
class Removal:
    """A smallest set of cohorts whose removal moves the result across: that of those which moves it furthest.

    `others`: further sets of this size that do; `exact`: whether no smaller set can, rather than none was found.
    """

    labels: tuple[str, ...]
    pooled: Pooled
    others: int
    exact: bool


@dataclass(frozen=True)
class Arrival:
    """A future cohort that moves the result across."""

    events: int
    n: int
    pooled: Pooled


@dataclass(frozen=True)
class AtLargest:
    """Which numbers of responders, in a future cohort as large as the largest so far, move the result across."""

    n: int
    events: tuple[int, ...]


@dataclass(frozen=True)
class Flip:
    """What would move one result, the pooled estimate or its interval, across one threshold.

    `removal` and `arrival` are None where none was found; `largest_tried` is the size of the largest future cohort.
    """

    threshold: Threshold
    what: What
    state: State
    removal: Removal | None
    arrival: Arrival | None
    at_largest: AtLargest
    largest_tried: int


def state_of(pooled: Pooled, what: What, at: float) -> State:
    """On which side of a proportion a result lies; an interval that reaches it holds it."""
    if what == "estimate":
        return "above" if pooled.estimate > at else "below"
    if pooled.ci_low > at:
        return "above"
    return "below" if pooled.ci_high < at else "holds"


def search_of(synthesis: Synthesis) -> Search | None:
    """The search on a declared pool; None for fewer than two cohorts, which are no pool."""
    pooled = synthesis.pooled
    return None if pooled is None or pooled.k < FEWEST else Search(synthesis, pooled)


def flips(search: Search | None, thresholds: Sequence[Threshold]) -> tuple[Flip, ...]:
    """What would move the estimate, and the interval, of a pool across each of these thresholds, in their order."""
    if search is None:
        return ()
    both: tuple[What, ...] = ("estimate", "interval")
    return tuple(search.flip(threshold, what) for threshold in thresholds for what in both)


Measure: TypeAlias = Callable[[Pooled], float]


class Search:
    """Pools of a declared pool without some of its cohorts, or with one more; each computed once."""

    def __init__(self, synthesis: Synthesis, pooled: Pooled) -> None:
        rows = synthesis.rows
        self.pooled, self.pool = pooled, synthesis.pool
        self.labels = tuple(rows["label"])
        self.events, self.n = (rows[name].to_numpy(float) for name in ("events", "n"))
        self._options: Any = {"model": self.pool.model, **pool_options(self.pool), "tau2_interval": False}
        self._without: dict[tuple[int, ...], Pooled] = {}
        self._with: dict[tuple[int, int], Pooled] = {}

    def without(self, sets: Sequence[tuple[int, ...]]) -> list[Pooled]:
        """The pool without the cohorts at each set of positions."""
        new = [one for one in sets if one not in self._without]
        keep = [np.delete(np.arange(len(self.n)), one) for one in new]
        self._without |= dict(zip(new, pool_subsets([self.events, self.n], keep, self._options), strict=True))
        return [self._without[one] for one in sets]

    def with_each(self, cohorts: Sequence[tuple[int, int]]) -> list[Pooled]:
        """The pool with each of these further cohorts, (events, n)."""
        new = [one for one in dict.fromkeys(cohorts) if one not in self._with]
        for start in range(0, len(new), TOGETHER):
            some = new[start : start + TOGETHER]
            k = len(self.n)
            added = [np.concatenate([own, [one[i] for one in some]]) for i, own in ((0, self.events), (1, self.n))]
            keep = [np.append(np.arange(k), k + i) for i in range(len(some))]
            self._with |= dict(zip(some, pool_subsets(added, keep, self._options), strict=True))
        return [self._with[one] for one in cohorts]

    def flip(self, threshold: Threshold, what: What) -> Flip:
        """What would move one result across one threshold."""
        state = state_of(self.pooled, what, threshold.at)

        def moved(pooled: Pooled) -> bool:
            return state_of(pooled, what, threshold.at) != state

        past = _past(what, state, threshold.at)
        largest = int(self.n.max())
        pools = self.with_each([(events, largest) for events in range(largest + 1)])
        return Flip(
            threshold,
            what,
            state,
            self.removal(moved, past),
            self.arrival(moved, past),
            AtLargest(largest, tuple(events for events, pooled in enumerate(pools) if moved(pooled))),
            self.bound,
        )

    def removal(self, moved: Callable[[Pooled], bool], past: Measure) -> Removal | None:
        """The smallest set of cohorts without which the pool has moved; `past` grows on the way there."""
        k = len(self.n)
        chain: tuple[int, ...] = ()
        for size in range(1, k - FEWEST + 1):
            if k <= EXACT or size == 1:
                sets = list(combinations(range(k), size))
            else:
                sets = [tuple(sorted((*chain, i))) for i in range(k) if i not in chain]
            pools = self.without(sets)
            order = sorted(range(len(sets)), key=lambda i: -past(pools[i]))
            chain = sets[order[0]]
            across = [i for i in order if moved(pools[i])]
            if across:
                labels = tuple(self.labels[i] for i in sets[across[0]])
                return Removal(labels, pools[across[0]], len(across) - 1, k <= EXACT or size <= 2)
        return None

    @cached_property
    def bound(self) -> int:
        """Patients of the largest future cohort that is tried: as many as in all cohorts together."""
        return max(int(self.n.sum()), self.pool.min_patients, 1)

    def _sizes(self) -> Iterator[int]:
        size = max(1, self.pool.min_patients)
        while size < self.bound:
            yield size
            size = size + 1 if size < SMALL else int(np.ceil(size * GROWTH))
        yield self.bound

    def arrival(self, moved: Callable[[Pooled], bool], past: Measure) -> Arrival | None:
        """The smallest further cohort with which the pool has moved; `past` grows on the way there."""
        before = max(1, self.pool.min_patients) - 1
        for size in self._sizes():
            if self._across(size, moved, past) is not None:
                finer = (self._across(smaller, moved, past) for smaller in range(before + 1, size + 1))
                return next(one for one in finer if one is not None)
            before = size
        return None

    def _across(self, n: int, moved: Callable[[Pooled], bool], past: Measure) -> Arrival | None:
        """Of cohorts of n patients that move the result across, that which moves it furthest."""
        counts = range(n + 1) if n <= SMALL else sorted({round(float(share) * n) for share in SHARES})
        cohorts = [(events, n) for events in counts]
        found = [(past(pooled), one, pooled) for one, pooled in zip(cohorts, self.with_each(cohorts), strict=True)
                 if moved(pooled)]  # fmt: skip
        if not found:
            return None
        _, (events, size), pooled = max(found, key=lambda item: item[:2])
        return Arrival(events, size, pooled)


def _past(what: What, state: State, at: float) -> Measure:
    """How far a result is on its way across: it rises towards the threshold and beyond it."""
    if what == "estimate":
        return (lambda pooled: at - pooled.estimate) if state == "above" else (lambda pooled: pooled.estimate - at)
    if state == "above":
        return lambda pooled: at - pooled.ci_low
    if state == "below":
        return lambda pooled: pooled.ci_high - at
    return lambda pooled: max(pooled.ci_low - at, at - pooled.ci_high)
