"""data/ in, one immutable `Review` out, or every problem at once."""

from .frames import records, split_by
from .problems import DataError, Problem
from .review import Review, find_root, load

__all__ = ["DataError", "Problem", "Review", "find_root", "load", "records", "split_by"]
