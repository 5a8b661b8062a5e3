"""data/ in, one immutable `Review` out, or every problem at once."""

from ..problems import DataError, Problem
from .frames import records
from .review import Review, find_root, load

__all__ = ["DataError", "Problem", "Review", "find_root", "load", "records"]
