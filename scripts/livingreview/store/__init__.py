"""data/ in, one immutable `Review` out, or every problem at once."""

from typing import TYPE_CHECKING, Any

from .problems import DataError, Problem, grouped
from .review import Review, find_root, load, load_data

if TYPE_CHECKING:
    from .frames import records, split_by

__all__ = ["DataError", "Problem", "Review", "find_root", "grouped", "load", "load_data", "records", "split_by"]


def __getattr__(name: str) -> Any:
    # Imported when first asked for: without pandas, `review study check` answers within a second.
    if name in ("records", "split_by"):
        from . import frames

        return getattr(frames, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
