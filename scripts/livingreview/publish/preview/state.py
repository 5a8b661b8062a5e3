"""What the process that builds reports to the process that serves."""

from __future__ import annotations

from dataclasses import dataclass

from ...store import Problem
from ..workplace import BUILT

PREVIEW = BUILT / "preview"  # executed chapters, what Sphinx keeps, and the pages; emptied at the start
LOCK = BUILT / "preview.lock"


@dataclass(frozen=True)
class Started:
    """A build began, or waits until another command has built (`waiting` is then the reason)."""

    waiting: str = ""


@dataclass(frozen=True)
class Built:
    """A build ended. `pages` is False if the pages are those of the build before."""

    problems: tuple[Problem, ...]
    pages: bool


@dataclass(frozen=True)
class Restart:
    """The engine or its settings changed: a new process must build."""
