"""The decisions of screeners, each in a file of their own: data/screening/decisions/ROLE.csv."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..schema import Judged
from .problems import Problem
from .tables import Lines, as_csv, read_table, write_whole

DECISIONS = "data/screening/decisions"


def decisions_file(role: str) -> str:
    """Name of the file of a role: data/screening/decisions/screener-1.csv."""
    return f"{DECISIONS}/{role.replace(' ', '-')}.csv"


@dataclass(frozen=True)
class Decisions:
    """Every file of decisions, by the name that it has: `screener-1`."""

    files: Mapping[str, Lines[Judged]] = field(default_factory=dict)

    def of(self, role: str) -> tuple[Judged, ...]:
        """The decisions of a role in the order in which they were made."""
        name = Path(decisions_file(role)).stem
        return self.files[name].rows if name in self.files else ()


def read_decisions(root: Path) -> tuple[Decisions, list[Problem]]:
    """Everybody's decisions as far as they can be read, and everything wrong with the files."""
    files: dict[str, Lines[Judged]] = {}
    problems: list[Problem] = []
    folder = root / DECISIONS
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        if file.name.startswith(".") and file.suffix == ".part":
            continue  # of a writing that was stopped; the next one does not need it
        name = f"{DECISIONS}/{file.name}"
        if file.suffix != ".csv":
            problems.append(Problem(name, 0, "", "does not belong here. Allowed: ROLE.csv, such as screener-1.csv."))
            continue
        files[file.stem], wrong = read_table(root, name, Judged, named_by="record")
        problems += wrong
    return Decisions(files), problems


def read_own(root: Path, role: str) -> tuple[Lines[Judged], list[Problem]]:
    """The decisions of one role, and everything wrong with its file. Nobody else's file is opened."""
    name = decisions_file(role)
    if not os.path.lexists(root / name):
        return Lines(), []
    return read_table(root, name, Judged, named_by="record")


def write_decisions(root: Path, role: str, decisions: Iterable[Judged]) -> None:
    """Write all decisions of a role; a stop at any moment leaves the old file or the new one."""
    write_whole(root / decisions_file(role), as_csv(decisions, Judged))
