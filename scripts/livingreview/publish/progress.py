"""What a command is doing, for people who wait: a line for each stage, and on a terminal a bar for chapters."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from ..wording import count

STARTED = time.monotonic()
EVERY = 5.0  # seconds between lines where there is no terminal
SLOWEST = 5


_quiet = False


@contextmanager
def quiet() -> Iterator[None]:
    """Print nothing about progress."""
    global _quiet
    _quiet = True
    try:
        yield
    finally:
        _quiet = False


def stage(text: str) -> None:
    """Say what begins now, with the seconds since the command began."""
    if not _quiet:
        print(f"[{time.monotonic() - STARTED:4.0f} s] {text}", flush=True)


def note(text: str) -> None:
    """Say more about the stage."""
    if not _quiet:
        print(f"         {text}", flush=True)


class Ticker(Protocol):
    """Called after each item, with what is being worked on now."""

    def __call__(self, running: Sequence[str]) -> None: ...


@contextmanager
def bar(total: int, what: str) -> Iterator[Ticker]:
    """Show how many of `total` items, such as chapters, are done, and the seconds left."""
    if _quiet:
        yield lambda running: None
        return
    if not sys.stdout.isatty():
        yield _lines(total, what)
        return
    columns = (
        TextColumn("         "),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(compact=True),
        TextColumn("{task.fields[running]}"),
    )
    with Progress(*columns, console=Console(file=sys.stdout), transient=True) as shown:
        task = shown.add_task(what, total=total, running="")
        yield lambda running: shown.update(task, advance=1, running=", ".join(running))


def _lines(total: int, what: str) -> Ticker:
    begin = shown = time.monotonic()
    done = 0

    def tick(running: Sequence[str]) -> None:
        nonlocal done, shown
        done += 1
        now = time.monotonic()
        if done < total and now - shown >= EVERY:
            shown = now
            left = (now - begin) / done * (total - done)
            note(f"{done} of {count(total, what)}, about {left:.0f} s left")

    return tick


def slowest(times: dict[str, float]) -> str:
    """The items that took longest, as a sentence."""
    longest = sorted(times.items(), key=lambda item: -item[1])[:SLOWEST]
    return "Slowest: " + ", ".join(f"{name} {seconds:.1f} s" for name, seconds in longest) + "."
