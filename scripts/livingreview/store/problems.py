"""What is wrong with data/: one sentence each, with file, line and field."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

LONGEST = 1500  # characters of a message, of a field, of the name of a file
SEVERAL, LISTED = 3, 10  # as many problems of one kind are one line; lines that it lists
PART = re.compile(r"\[(\d+)\]|([^.\[\]]+)")  # of the name of a field
FieldPath = tuple[str | int, ...]  # ("efficacy", 2, "events")


def field_name(path: FieldPath) -> str:
    """("efficacy", 2, "events") as `efficacy[2].events`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def field_path(name: str) -> FieldPath:
    """`efficacy[2].events` as ("efficacy", 2, "events"); ("",) for no field."""
    return tuple(int(number) if number else part for number, part in PART.findall(name)) or ("",)


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to correct. `line` is 0 where the parser cannot know it."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        file, field, message = (_short(part) for part in (self.file, self.field, self.message))
        place = file + (f":{self.line}" if self.line else "")
        return f"{place} {field}: {message}" if field else f"{place} {message}"


def _short(text: str) -> str:
    """A text without what is in its middle, if it is too long to be read: a file may hold anything."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} ... {text[-LONGEST // 2 :]}"


class DataError(Exception):
    """The data cannot be used; `problems` lists everything found, in file and line order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, grouped(self.problems))))


def grouped(problems: Iterable[Problem]) -> list[Problem]:
    """The problems, each kind that many rows of a file share once, with the lines of the others.

    Problems are of one kind if they are in one file and differ in rows, lines, numbers and quoted values only.
    """
    kinds: dict[tuple[str, str, str], list[Problem]] = {}
    for one in problems:
        field = one.field.rpartition(".")[2] if one.file.endswith(".csv") else re.sub(r"\[\d+\]", "[]", one.field)
        kinds.setdefault((one.file, field, re.sub(r"'[^']*'|\d+", "", one.message)), []).append(one)
    found: list[Problem] = []
    for alike in kinds.values():
        if len(alike) < SEVERAL:
            found += alike
            continue
        first, *others = alike
        lines = ", ".join(str(one.line) for one in others[:LISTED])
        more = f" and {len(others) - LISTED:,} more" if others[LISTED:] else ""
        found.append(replace(first, message=f"{first.message} So in {len(others):,} more lines: {lines}{more}."))
    return found


def one_line(text: str) -> str:
    r"""A text in which whatever ends a line, steers a terminal or turns the direction of writing is spelled, as \n."""
    return "".join(sign if sign == " " or sign.isprintable() else ascii(sign)[1:-1] for sign in text)
