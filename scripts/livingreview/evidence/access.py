"""How much of a publication could be read: the kind of its deepest source."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from ..schema import SourceKind
from ..store import Review
from ..store.frames import deepest


def access_level(review: Review, key: str) -> SourceKind:
    """Kind of the deepest source of a publication, trial or background publication. Raises KeyError for other keys."""
    for items in (review.publications, review.registered, review.background):
        if key in items:
            return deepest(items[key].sources)
    raise KeyError(f"{key!r} is not a publication, trial or background publication.")


def access_levels(review: Review, keys: Iterable[str]) -> pd.Series:
    """`access_level` of each of these, as text, by key."""
    return pd.Series({key: str(access_level(review, key)) for key in keys}, dtype=object)
