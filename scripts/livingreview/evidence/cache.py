"""Keep what was computed from a review for as long as the review is in use."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from ..store import Review

T = TypeVar("T")


def once_a_review(compute: Callable[[Review], T]) -> Callable[[Review], T]:
    """A function of a review that computes its result once for each review.

    Callers share the result and must not change it. It must not hold the review itself, which would never be freed.
    """
    kept: dict[int, T] = {}  # by identity: a review holds mappings, so it has no hash

    @wraps(compute)
    def of(review: Review) -> T:
        key = id(review)
        if key not in kept:
            kept[key] = compute(review)
            weakref.finalize(review, kept.pop, key, None)  # before another review can get the same identity
        return kept[key]

    return of
