"""What a mistake of a newcomer is, and the message that it must give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CARTER, ADLER, BAKER = (f"data/studies/{key}.yaml" for key in ("carter2012", "adler2010", "baker2011"))
CONTEXT, TRIAL = "data/context/olsen2005.yaml", "data/trials/tea-0001.yaml"
LOG, BIB, INDEX = "data/screening/records.csv", "references.bib", "chapters/index.md"
# The first row of carter2012, from its outcome on.
ROW = "outcome: relief, month: 6, events: 15, n: 25, printed: 60%, count_printed: true, source: 1, at: Abstract}"

Change = Callable[[str], str]


@dataclass(frozen=True)
class Mistake:
    """One change of one file of the invented review, and the one message that `load` must give for it.

    `at` is a text of the line that the message names; without it, the message names no line. `says` are parts of the
    message: what is wrong, and what to do. `moved` is where the file is saved instead, and then named.
    """

    name: str
    file: str
    change: Change
    field: str
    at: str
    says: tuple[str, ...]
    moved: str = ""
    encoding: str = "utf-8"


def swap(old: str, new: str) -> Change:
    """Another text for one that the file has once."""

    def change(text: str) -> str:
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in the file"
        return text.replace(old, new)

    return change


def in_row(old: str, new: str) -> Change:
    """Another text in the efficacy row of carter2012 on relief at 6 months."""
    assert ROW.count(old) == 1, old
    return swap(ROW, ROW.replace(old, new))


def in_line(mark: str, old: str, new: str) -> Change:
    """Another text in the only line that holds `mark`."""

    def change(text: str) -> str:
        (line,) = [line for line in text.split("\n") if mark in line]
        assert line.count(old) == 1, f"{old!r} is {line.count(old)} times in the line of {mark!r}"
        return text.replace(line, line.replace(old, new))

    return change


def unchanged(text: str) -> str:
    return text


def apply(mistake: Mistake, root: Path) -> None:
    """Make the mistake in a copy of the review."""
    file = root / mistake.file
    text = mistake.change(file.read_text("utf-8"))
    if mistake.moved:
        file.unlink()
    target = root / (mistake.moved or mistake.file)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(text.encode(mistake.encoding))
