"""What is wrong with data/: one sentence each, with file, line and field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

FieldPath = tuple[str | int, ...]  # ("efficacy", 2, "events")


def field_name(path: FieldPath) -> str:
    """("efficacy", 2, "events") as `efficacy[2].events`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to correct. `line` is 0 where the parser cannot know it."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        place = self.file + (f":{self.line}" if self.line else "")
        return f"{place} {self.field}: {self.message}" if self.field else f"{place} {self.message}"


class DataError(Exception):
    """The data cannot be used; `problems` lists everything found, in file and line order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))
