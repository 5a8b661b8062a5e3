"""Everything that `review check` refuses."""

from __future__ import annotations

from pathlib import Path

from ..search.strategies.declared import check_strategies
from ..store import DataError, Problem, Review, find_root, load
from ..store.reading import read_config


def checked(root: Path) -> Review:
    """The review, whose data and search strings are in order. Raises DataError with everything that is not."""
    problems: list[Problem] = []
    review = None
    try:
        review = load(root)
        folder, config = review.root, review.config
    except DataError as error:
        problems += error.problems
        folder = find_root(root)
        try:
            config = read_config(folder)
        except DataError:
            raise error from None  # without it, no search string is known
    try:
        check_strategies(folder, config)
    except DataError as error:
        problems += error.problems
    if problems or review is None:
        raise DataError(problems)
    return review
