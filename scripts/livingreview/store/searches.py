"""The runs of searches and the records that they found: data/searches, and answers on pairs of records."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from ..schema import Found, Lookup, Pair, Run
from .problems import Problem
from .tables import Lines, read_table

M = TypeVar("M", bound=BaseModel)
RUNS = "data/searches/runs.csv"
FOUND = "data/searches/found"
LOOKUPS = "data/searches/lookups.csv"
PAIRS = "data/screening/pairs.csv"


@dataclass(frozen=True)
class Searches:
    """The runs in the order they were written, the records of each by its name, what was looked up of the included
    publications, and the answers on pairs."""

    runs: Lines[Run] = field(default_factory=Lines)
    found: Mapping[str, Lines[Found]] = field(default_factory=dict)
    pairs: Lines[Pair] = field(default_factory=Lines)
    lookups: Lines[Lookup] = field(default_factory=Lines)

    @property
    def records(self) -> dict[str, tuple[str, Found]]:
        """Every record by its key, as the last run that has it gives it, with the first run that found it."""
        records: dict[str, tuple[str, Found]] = {}
        for run in [row.run for row in self.runs.rows]:
            for found in self.found[run].rows if run in self.found else ():
                first, _ = records.get(found.key, (run, found))
                records[found.key] = (first, found)
        return records


def read_searches(root: Path) -> tuple[Searches, list[Problem]]:
    """What data/searches and data/screening/pairs.csv hold, as far as they can be read, and what is wrong with them."""
    runs, problems = _optional(root, RUNS, Run, "run")
    pairs, more = _optional(root, PAIRS, Pair, "one")
    lookups, wrong = _optional(root, LOOKUPS, Lookup, "study")
    problems += [*more, *wrong]
    found: dict[str, Lines[Found]] = {}
    for name in _tables(root, problems):
        found[Path(name).stem], wrong = read_table(root, name, Found, named_by="key")
        problems += wrong
    return Searches(runs, found, pairs, lookups), problems


def _optional(root: Path, name: str, model: type[M], named_by: str) -> tuple[Lines[M], list[Problem]]:
    if not os.path.lexists(root / name):
        return Lines(), []
    return read_table(root, name, model, named_by=named_by)


def _tables(root: Path, problems: list[Problem]) -> Iterator[str]:
    folder = root / FOUND
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        if file.name.startswith(".") and file.suffix == ".part":
            continue  # of a writing that was stopped; the next one does not need it
        if file.suffix == ".csv":
            yield f"{FOUND}/{file.name}"
        else:
            problems.append(Problem(f"{FOUND}/{file.name}", 0, "", "does not belong here. Allowed: RUN.csv files."))
