"""A living systematic review, from checked study files to a published book. `load()` reads a review."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .store import DataError, Review, load

__all__ = ["DataError", "Review", "load"]


def __getattr__(name: str) -> Any:
    # Imported when first asked for, so that the statistics can be used without pandas and the schema.
    if name in __all__:
        from . import store

        return getattr(store, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
