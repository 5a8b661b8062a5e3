"""What every service has in common: a query in, checked references out, page by page."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from ..records import Reference
from .faults import BadAnswer
from .trail import Trail


@dataclass(frozen=True)
class Query:
    """A strategy as data/review.yaml has it, and the first day of entry in the database; everything without one."""

    text: str
    since: date | None = None


@dataclass(frozen=True)
class Count:
    """Records that the database says it has, and what it says of the search."""

    hits: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fetched:
    """All records of a query: as many as the database says, each once."""

    hits: int
    records: tuple[Reference, ...]
    notes: tuple[str, ...] = ()


class Service(Protocol):
    """A database or register with an open interface."""

    name: str

    def count(self, query: Query) -> Count:
        """Ask how many records there are."""
        ...

    def fetch(self, query: Query, trail: Trail) -> Fetched:
        """Fetch all records. Raises SearchError if one is missing or comes twice."""
        ...


@dataclass(frozen=True)
class Page:
    """One page: its records, the token of the next page (empty at the end), and the total where the page has it."""

    records: tuple[Reference, ...]
    next: str = ""
    total: int | None = None
    notes: tuple[str, ...] = field(default=())


def all_pages(
    ask: Callable[[str], bytes], read: Callable[[bytes], Page], trail: Trail, first: str, *, name: str
) -> Fetched:
    """Every page of a source that gives each page the token of the next one.

    The first page is always asked anew: if it is what it was at the last attempt, the pages of that attempt count.
    The end is where the total is reached, because some services give a token after the last page too.
    """
    body = ask(first)
    page = read(body)
    total = page.total
    if total is None:
        raise BadAnswer(f"{name} does not say how many records there are.")
    trail.begin_with(f"{total} {_hash(page.records)}")
    trail.keep(body)
    notes = page.notes
    gathered = Gathered(name, total)
    gathered.add(page.records)
    tokens = {first}
    while page.next and len(gathered.records) < total:
        if page.next in tokens:
            raise BadAnswer(f"{name} leads from a page back to an earlier one. {gathered.state}")
        if not page.records:
            raise BadAnswer(f"{name} sent an empty page that leads to another. {gathered.state}")
        tokens.add(token := page.next)
        page = read(trail.answer(f"page {token}", lambda token=token: ask(token)))  # type: ignore[misc]
        if page.total is not None and page.total != total:
            changed = f"{name} changed its total from {total:,} to {page.total:,} between pages"
            raise BadAnswer(f"{changed}: it is being updated. Run the command again.")
        gathered.add(page.records)
    return Fetched(total, gathered.complete(), notes)


class Gathered:
    """Records as they come, page by page, which must be exactly as many as the source says."""

    def __init__(self, name: str, total: int) -> None:
        self.name, self.total = name, total
        self.records: dict[str, Reference] = {}
        self._pages: set[str] = set()

    @property
    def state(self) -> str:
        return f"{len(self.records):,} of {self.total:,} records had come; none was written."

    def add(self, records: Iterable[Reference]) -> None:
        """Take the records of a page; none may have come before."""
        records = tuple(records)
        if records and (page := _hash(records)) in self._pages:
            raise BadAnswer(f"{self.name} sent a page twice. {self.state}")
        elif records:
            self._pages.add(page)
        for record in records:
            if not record.identifier or any(map(str.isspace, record.identifier)):
                raise BadAnswer(f"{self.name} sent a record without its number. {self.state}")
            if record.identifier in self.records:
                raise BadAnswer(f"{self.name} sent record {record.identifier} twice. {self.state}")
            self.records[record.identifier] = record

    def complete(self) -> tuple[Reference, ...]:
        """All records. Raises BadAnswer if their number is not the one announced."""
        if (came := len(self.records)) != self.total:
            raise BadAnswer(f"{self.name} says that it has {self.total:,} records and sent {came:,}; none was written.")
        return tuple(self.records.values())


def _hash(records: Iterable[Reference]) -> str:
    return hashlib.sha256("\n".join(record.identifier for record in records).encode()).hexdigest()[:16]


def base_of(service: str, address: str) -> str:
    """The address of a service; the environment may name another, such as a copy that plays answers back."""
    return os.environ.get(f"REVIEW_{service.upper()}_URL", "") or address


def total_of(value: object) -> int:
    """A total as a service writes it. Raises BadAnswer if it is no number."""
    text = str(value)
    if isinstance(value, bool) or not (text.isascii() and text.isdigit() and len(text) < 13):
        raise BadAnswer(f"gives {text[:40]!r} as the number of records.", again=True)
    return int(text)
