"""Contributed text in a comment: always in a block of code, where GitHub neither acts on a text nor hides any of it.

Within a block of code nothing is a mention, a reference to an issue or commit, an address, an emoji, mathematics or
HTML. Only a line of backquotes could end the block, so that the fence is longer than any run of them.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from ...store.problems import one_line

WIDTH = 96  # characters of a line; a comment on GitHub shows about as many
LONG = 240  # characters of a text that `different` shortens
LONG_CELL, NARROWEST, GAP = 400, 6, "  "  # of a table: characters of a text, of a narrow column, between columns
AROUND = 40  # characters that it keeps before and after what is different
BACKQUOTES = re.compile(r"`+")


def plain(text: str) -> str:
    """A text of one line in which every blank is a space and every invisible character is spelled, as \\u202e."""
    return one_line(" ".join(text.split()))


def cut(text: str, most: int) -> str:
    """A text of one line of at most so many characters."""
    whole = plain(text)
    return whole if len(whole) <= most else f"{whole[: most - 1]}…"


def fenced(lines: Iterable[str], language: str = "text") -> str:
    """Lines as a block of code."""
    inside = "\n".join(map(_kept, lines))
    fence = "`" * max(3, longest_run([inside]) + 1)
    return f"{fence}{language}\n{inside}\n{fence}\n"


def coded(text: str) -> str:
    """A text of one line as code within a line. It may stand in no table, where a stroke would end its cell."""
    inside = plain(text) or " "
    fence = "`" * (longest_run([inside]) + 1)
    return f"{fence} {inside} {fence}"


def wrapped(text: str, mark: str = "", most: int | None = None) -> Iterator[str]:
    """A text as lines of at most WIDTH characters, each after the mark, which says in a block of kind `diff` whether it
    is old or new; lines after the first are set in."""
    whole = plain(text) if most is None else cut(text, most)
    beside = WIDTH - len(mark) - 2
    lines = textwrap.wrap(whole, beside, break_on_hyphens=False, subsequent_indent="  ") or [""]
    yield from (f"{mark}{line}" for line in lines)


def table(rows: Sequence[Sequence[str]], mark: str = "", width: int = WIDTH) -> list[list[str]]:
    """Rows of a table as lines of at most `width` characters, each after the mark: columns are as wide as their texts,
    the widest give way first, and a text that is too long for its column goes on below."""
    texts = [[cut(cell, LONG_CELL) for cell in row] for row in rows]
    widths = [max((len(row[i]) for row in texts), default=0) for i in range(max(map(len, texts), default=0))]
    used = [i for i, wide in enumerate(widths) if wide]
    room = width - len(mark) - len(GAP) * (len(used) - 1)
    while sum(widths) > room and max(widths) > NARROWEST:
        widths[widths.index(max(widths))] -= 1
    found = []
    for row in texts:
        cells = [textwrap.wrap(row[i], widths[i], break_on_hyphens=False) for i in used]
        lines = zip_longest(*cells, fillvalue="")
        found.append(
            [
                mark + GAP.join(part.ljust(widths[i]) for i, part in zip(used, line, strict=True)).rstrip()
                for line in lines
            ]
        )
    return found


def longest_run(lines: Iterable[str]) -> int:
    """How many backquotes follow one another at most."""
    return max((len(run) for line in lines for run in BACKQUOTES.findall(line)), default=0)


def _kept(line: str) -> str:
    """A line as it is, with the spaces at its beginning."""
    return one_line(line.replace("\t", " "))


def different(old: str, new: str) -> tuple[str, str]:
    """Two texts, without most of what both begin and end with where they are long."""
    if max(len(old), len(new)) <= LONG or not (old and new):
        return old, new
    begin = _alike(old, new)
    end = min(_alike(old[::-1], new[::-1]), min(len(old), len(new)) - begin)
    first, last = max(0, begin - AROUND), max(0, end - AROUND)
    one, two = ("…" * (first > 0) + text[first : len(text) - last] + "…" * (last > 0) for text in (old, new))
    return one, two


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with that are the same."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
