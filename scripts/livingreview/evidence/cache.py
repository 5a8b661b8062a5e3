"""Keep what was computed from a review for as long as the review is in use."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from ..store import Review

T = TypeVar("T")
P = ParamSpec("P")


def once_a_review(compute: Callable[Concatenate[Review, P], T]) -> Callable[Concatenate[Review, P], T]:
    """A function of a review, and of further hashable arguments, that computes each result once for each review.

    Callers share the result and must not change it. It must not hold the review itself, which would never be freed.
    """
    kept: dict[int, dict[object, T]] = {}  # by identity: a review holds mappings, so it has no hash

    def of(review: Review, /, *args: P.args, **kwargs: P.kwargs) -> T:
        key = id(review)
        if key not in kept:
            kept[key] = {}
            weakref.finalize(review, kept.pop, key, None)  # before another review can get the same identity
        asked = (args, tuple(sorted(kwargs.items())))
        if asked not in kept[key]:
            kept[key][asked] = compute(review, *args, **kwargs)
        return kept[key][asked]

    return wraps(compute)(of)
