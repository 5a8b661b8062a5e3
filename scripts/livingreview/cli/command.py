"""What a command of `review` is."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ..publish.workplace import NotBuilt


def _no_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds nothing."""


@dataclass(frozen=True)
class Command:
    """A function that does the work and returns the exit code, and one that declares its arguments.

    The function's name is that of the command and its docstring the help.
    """

    run: Callable[[argparse.Namespace], int]
    arguments: Callable[[argparse.ArgumentParser], None] = _no_arguments

    @property
    def name(self) -> str:
        return self.run.__name__.strip("_").replace("_", "-")

    @property
    def about(self) -> str:
        """The first sentence of the help, for the list of commands."""
        return (self.run.__doc__ or "").partition("\n\n")[0]


@contextmanager
def packages_for(what: str) -> Iterator[None]:
    """Says how to install a Python package that the work inside needs and that is not there. Raises NotBuilt."""
    try:
        yield
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("livingreview"):
            raise
        raise NotBuilt(f"{what} needs the Python package {missing.name}: `make update` installs it.") from None
