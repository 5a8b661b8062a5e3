"""What a command of `review` is, and a group of them."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..publish.workplace import NotBuilt

if TYPE_CHECKING:
    Parsers = argparse._SubParsersAction[argparse.ArgumentParser]


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

    def add_to(self, commands: Parsers) -> None:
        one = commands.add_parser(self.name, help=self.about, description=self.run.__doc__)
        one.set_defaults(run=self.run)
        self.arguments(one)


@dataclass(frozen=True)
class Group:
    """Commands about one thing, called by its name and theirs: `review study check`."""

    name: str
    about: str
    commands: tuple[Command, ...]

    def add_to(self, commands: Parsers) -> None:
        one = commands.add_parser(self.name, help=self.about, description=self.about)
        add_all(one, self.commands)


def add_all(parser: argparse.ArgumentParser, commands: Iterable[Command | Group]) -> None:
    """Gives the parser the commands, in the order of their names; one of them must be typed."""
    parsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in sorted(commands, key=lambda command: command.name):
        command.add_to(parsers)


def called() -> str:
    """The command as the reader can type it here: `.venv/bin/review` where the shell does not find `review`."""
    own, found = Path(sys.argv[0]), shutil.which("review")
    if own.name != "review" or not own.is_file() or (found is not None and Path(found).samefile(own)):
        return "review"
    here, place = Path.cwd(), Path(os.path.abspath(own))
    return place.relative_to(here).as_posix() if place.is_relative_to(here) else str(place)


@contextmanager
def packages_for(what: str) -> Iterator[None]:
    """Says how to install a Python package that the work inside needs and that is not there. Raises NotBuilt."""
    try:
        yield
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("livingreview"):
            raise
        raise NotBuilt(f"{what} needs the Python package {missing.name}: `make .venv/update` installs it.") from None
