"""Every number that prose may use, by name: `{result}`pool.overall-response.estimate`` in a chapter.

| name | gives |
| --- | --- |
| review.FIELD | a field of data/review.yaml, such as version or date |
| count.WHAT | a count over the data set, see `results.review.count` |
| pool.POOL.WHAT | a pooled result, see `results.pools.of_pool` |
| pool.POOL.SUBGROUP.WHAT | the same for a declared subgroup |
| study.ID.WHAT | a fact about one publication, see `results.studies.study` |
| figure.ID.ARM.GROUP.OUTCOME.TIME | one efficacy figure with its marks; TIME is a month or a word such as best |
| axis.CHAPTER.WHAT | a mechanism chapter's evidence in words or numbers, see `results.mechanisms.axis` |
| map.WHAT, pathway.WHAT | the mechanism map and the pathway, see `results.mechanisms` |
| hypothesis.ID.WHAT, conflicts.WHAT | the synthesis and the conflict register, see `results.mechanisms` |
| search.WHAT | the state of the searches |
| flow.BOX | a box of the PRISMA flow: identified, duplicates, screened, excluded, awaiting, included ... |
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from ..store import Review
from ..synthesis import synthesise
from .base import Result, UnknownResult, pick
from .mechanisms import axis, hypothesis, in_conflict, on_map, on_pathway
from .pools import pool
from .review import count, flow, review, search
from .studies import figure, study

# First word of a name, and what resolves the rest of it.
KINDS: dict[str, Callable[[Results, str], Result]] = {
    "review": review,
    "count": count,
    "pool": pool,
    "study": study,
    "figure": figure,
    "axis": axis,
    "map": on_map,
    "pathway": on_pathway,
    "hypothesis": hypothesis,
    "conflicts": in_conflict,
    "search": search,
    "flow": flow,
}

__all__ = ["Result", "Results", "UnknownResult"]


class Results:
    """Resolves result names on one review."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self.pool = lru_cache(maxsize=None)(lambda name: synthesise(review, name))

    def __getitem__(self, name: str) -> Result:
        kind, _, rest = name.partition(".")
        return pick(KINDS, kind, name)(self, rest)
