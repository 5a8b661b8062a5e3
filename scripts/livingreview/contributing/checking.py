"""Everything that `review check` refuses."""

from __future__ import annotations

from pathlib import Path

from ..search.strategies.declared import check_strategies
from ..store import Review, load


def checked(root: Path) -> Review:
    """The review, whose data and search strings are in order. Raises DataError with what is not."""
    review = load(root)
    check_strategies(review.root, review.config)
    return review
