"""Files of records in which each field has a tag at the start of its line: one reader, and a grammar for each format.

The readers on PyPI were tried first: rispy 0.10 joins a record without ER to the next, keeps one of several values and
drops what stands between records; nbib 0.3 drops tags it does not know, comments and retractions among them, and stops
at a line it does not expect. Neither reads a file as a stream. Tests compare this reader with both on clean files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from .decoding import Text

Fields = dict[str, list[str]]
Split = Callable[[str], tuple[str, str] | None]
OUTSIDE = "outside the record"  # lines after the end of a record that belong to no other
# Lines that databases put around records: numbers, rulers, who made the file.
PACKAGING = re.compile(
    r"\s*(?:<?\s*\d{1,7}\s*[.>)]?\s*>?|Record #\d+ of \d+|Provider:.*|Content:.*|Database:.*|[_=*\-]{3,}|EF|EOF)\s*"
)


@dataclass
class Raw:
    """A record as it stands in the file: values by tag, in order, and the line on which it begins."""

    line: int
    fields: Fields = field(default_factory=dict)
    last: str = ""
    blank: bool = False  # whether a blank line came last
    ended: bool = False
    origin: str = ""  # the database that wrote it, where it is known

    def add(self, tag: str, value: str) -> None:
        self.fields.setdefault(tag, []).append(value)
        self.last, self.blank = tag, False

    def extend(self, line: str) -> None:
        """A line without a tag goes on with the value before it."""
        values = self.fields.setdefault(self.last or OUTSIDE, [""])
        values[-1] = f"{values[-1]}\n{line.strip()}" if values[-1] else line.strip()
        self.blank = False


@dataclass(frozen=True)
class Grammar:
    """How a format is written.

    `split` takes a line apart into tag and value (None if it has no tag). A record begins with a tag of `start`, and
    ends with one of `end` or with the next. `apart` says that a record begins only after a blank line or if it already
    has the tag. `begins` matches the same lines independently of `split`, to count them; `total` finds, in lines around
    records, how many records the file says it holds. `continues` says that a line with a tag goes on with the
    value before it all the same.
    """

    name: str
    split: Split
    start: frozenset[str]
    begins: re.Pattern[str]
    end: frozenset[str] = frozenset()
    apart: bool = False
    head: frozenset[str] = frozenset()
    total: re.Pattern[str] | None = None
    continues: Callable[[Raw, str, str], bool] = lambda raw, tag, value: False
    starts_anew: bool = False  # the tag that begins a record is the first one of the file
    unended: bool = False  # whether a missing end is worth a note
    inside: frozenset[str] = frozenset()  # tags that are never seen between two records
    blocks: bool = False  # whether only a blank line divides records


def count(text: Text, grammar: Grammar) -> int:
    """How many records the file holds, by its lines alone."""
    if not grammar.apart:
        begins = re.compile(f"^(?:{grammar.begins.pattern})", re.M)
        return sum(len(begins.findall(piece)) for piece in text.pieces())
    # A record may begin with one of two tags, of which the second may follow: blocks, or tags if no line is blank.
    blocks, tags, fresh = 0, 0, True
    first = ""
    for line in text.lines():
        if not line.strip():
            fresh = True
        elif found := grammar.begins.match(line):
            first = first or found[0]
            blocks += fresh
            tags += found[0] == first
            fresh = False
        else:
            fresh = False
    return blocks if grammar.blocks else max(blocks, tags)


def read(text: Text, grammar: Grammar, notes: list[str]) -> Iterator[Raw]:
    """The records of a file, one after the other. Raises DataError if there are not as many as it says it holds."""
    raw: Raw | None = None
    before: list[str] = []
    records = unended = said = 0
    start = grammar.start
    for number, line in enumerate(text.lines(), 1):
        if not line or line.isspace():
            if raw is not None:
                raw.blank = True
            continue
        found = grammar.split(line)
        if found is not None:
            tag, value = found
            if grammar.starts_anew and not start:
                start = frozenset({tag})
            if tag in start and _begins(grammar, raw, tag):
                if raw is not None:
                    unended += not raw.ended
                    yield raw
                raw = Raw(number)
                records += 1
                raw.add(tag, value)
                if grammar.total and (total := grammar.total.match(line)):
                    said = int(total[1])
                continue
            if tag in grammar.head and (raw is None or raw.ended):  # of one file, or of the next that was joined to it
                continue
            if raw is None:
                before.append(f"line {number}: {line.strip()[:60]}")
                continue
            if tag in grammar.end:
                raw.ended = True
                continue
            if raw.ended and tag in grammar.inside:
                message = f"a record begins without {'/'.join(sorted(start))}. Add this line above it."
                raise text.error(message, number)
            if not grammar.continues(raw, tag, value):
                raw.add(tag, value)
                continue
        if grammar.total and (total := grammar.total.match(line)):
            said = int(total[1])
        if raw is None:
            if not PACKAGING.fullmatch(line):
                before.append(f"line {number}: {line.strip()[:60]}")
        elif raw.ended or raw.last in ("", OUTSIDE):
            if not PACKAGING.fullmatch(line):
                raw.fields.setdefault(OUTSIDE, []).append(line.strip())
        else:
            raw.extend(line)
    if raw is not None:
        unended += not raw.ended
        yield raw
    if said > records:
        raise text.error(f"says that it holds {said} records, and has {records}. It was cut off: export it again.")
    if before:
        more = f" and {len(before) - 1} more" if len(before) > 1 else ""
        notes.append(f"text before the first record was left out: {before[0]}{more}")
    if grammar.unended and unended:
        notes.append(f"{unended} of {records} records have no end ({', '.join(sorted(grammar.end))})")


def _begins(grammar: Grammar, raw: Raw | None, tag: str) -> bool:
    return raw is None or not grammar.apart or raw.blank or raw.ended or (tag in raw.fields and not grammar.blocks)


def by_pattern(pattern: str) -> Split:
    """A `split` by a pattern: its first group is the tag, its last one that matches the value."""
    compiled = re.compile(pattern).match

    def split(line: str) -> tuple[str, str] | None:
        found = compiled(line)
        if found is None:
            return None
        last = found.lastindex or 1
        return found[1], (found[last] or "").strip() if last > 1 else ""

    return split


def lines_of(values: Iterable[str]) -> list[str]:
    """All lines of all values, without empty ones."""
    return [line for value in values for line in value.split("\n") if line]
