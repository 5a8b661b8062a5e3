"""Which pairs of records are worth comparing. The work grows with the number of records, not with its square."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from itertools import combinations
from typing import Any

from .prepared import Prepared

Pair = tuple[int, int]

LARGEST = 40  # records under one key that are all compared with one another
WINDOW = 8  # neighbours that are compared where more records have one key


def keys(record: Prepared) -> Iterator[tuple[str, ...]]:
    """What records of one publication have in common, however much of the rest is missing or misspelled."""
    year, first = str(record.year or ""), record.first[:6]
    volume, page = record.issue.volume, record.pages.first
    journal = "".join(word[0] for word in record.journal)
    if record.doi:
        yield "doi", record.doi
    if record.pmid:
        yield "pmid", record.pmid
    if record.entry:
        yield "entry", record.entry
    for title in (*record.titles, record.subject) if record.subject else record.titles:
        text = "".join(title)
        if len(text) >= 8 or (len(text) >= 4 and not text.isascii()):
            yield "title", text[:24]
            yield "end", text[-20:]
        if len(title) >= 4:
            yield "words", *sorted(sorted(set(title), key=lambda word: (-len(word), word))[:3])
    if first and year:
        for title in record.titles[:1]:
            for word in sorted(set(title), key=lambda word: (-len(word), word))[:2]:
                yield "author-year", first, year, word[:5]
    if page and volume:
        yield "place", volume, page, year
        yield "journal", journal, volume, page
        if first:
            yield "author-place", first, volume, page
    if page and first:
        yield "author-page", first, page, year
    if volume and first:
        yield "author-volume", first, volume, year, journal[:1]
    if record.pages.last and volume:
        yield "last", volume, record.pages.last, journal


def pairs(records: Sequence[Prepared], new: Sequence[bool] | None = None) -> Iterator[Pair]:
    """Pairs of positions (smaller first), each once, in order. With `new`, only pairs of which one at least is new."""
    import numpy as np

    hashes, owners = array("q"), array("i")
    for position, record in enumerate(records):
        for key in set(keys(record)):
            hashes.append(hashed(key))
            owners.append(position)
    codes = np.frombuffer(hashes, dtype=np.int64) if hashes else np.empty(0, dtype=np.int64)
    rows = np.frombuffer(owners, dtype=np.int32) if owners else np.empty(0, dtype=np.int32)
    order = np.lexsort((rows, codes))
    codes, rows = codes[order], rows[order]
    starts = np.flatnonzero(np.concatenate(([True], codes[1:] != codes[:-1]))) if len(codes) else np.empty(0, dtype=int)
    sizes = np.diff(np.append(starts, len(codes)))
    found = array("q")
    for start, size in zip(starts[sizes > 1].tolist(), sizes[sizes > 1].tolist(), strict=True):
        members = rows[start : start + size].tolist()
        if new is not None and not any(new[member] for member in members):
            continue
        for one, other in _within(members, records):
            if new is None or new[one] or new[other]:
                found.append(one << 32 | other if one < other else other << 32 | one)
    for code in np.unique(np.frombuffer(found, dtype=np.int64)) if found else ():
        yield int(code) >> 32, int(code) & 0xFFFFFFFF


def _within(members: list[int], records: Sequence[Prepared]) -> Iterator[Pair]:
    """Pairs under one key: all of them, or the neighbours in several orders where there are many."""
    if len(members) <= LARGEST:
        yield from combinations(members, 2)
        return
    for order in _ORDERS:
        ranked = sorted(members, key=lambda member: (order(records[member]), records[member].key))
        for step in range(1, WINDOW + 1):
            yield from zip(ranked, ranked[step:], strict=False)


_ORDERS: tuple[Callable[[Prepared], Any], ...] = (
    lambda r: (r.title, r.names.families, r.year, r.issue.volume, r.pages.first),
    lambda r: (r.journal, r.issue.volume, r.pages.first, r.title),
    lambda r: (r.year, r.issue.volume, r.pages.first, r.title),
    lambda r: (r.names.families, r.year, r.title),
)


def hashed(key: tuple[str, ...]) -> int:
    """A hash that is the same in every process."""
    return int.from_bytes(blake2b("\x1f".join(key).encode(), digest_size=8).digest(), "big", signed=True)
