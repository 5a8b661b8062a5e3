"""A living systematic review from guarded study files: `load()` the data, synthesise, draw, publish."""

from .store import DataError, Review, load

__all__ = ["DataError", "Review", "load"]
