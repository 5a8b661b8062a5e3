"""Everything that `review check` looks at."""

from __future__ import annotations

from pathlib import Path

from ..search.strategies.declared import check_strategies
from ..store import Review, load
from ..subjects.analysis import Analysis


def checked(root: Path) -> Review:
    """The review, whose data, search strings and judgements are in order. Raises DataError with what is not."""
    review = load(root)
    check_strategies(review.root, review.config)
    _ = Analysis(review).ratings  # raises DataError for judgements that contradict what is computed
    return review
