"""Packages that only tables and plots need: numbers do without."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

EXTRAS = {"pandas": "tables", "matplotlib": "plots"}


@contextmanager
def needed_for(what: str) -> Iterator[None]:
    """Around an import: an ImportError says what needs the package that is missing, and how to install it."""
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in EXTRAS:
            raise
        message = f"{what} needs {package}, which is not installed: pip install {package}, or livingreview"
        raise ModuleNotFoundError(f"{message}[{EXTRAS[package]}].", name=package) from None
