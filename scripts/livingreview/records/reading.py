"""`read_records`: a file that a person exported from a database, whatever its format, as references."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ..store.problems import DataError, Problem
from .decoding import Text, open_text
from .draft import with_fingerprint
from .formats import Format, recognise, refuse
from .reference import Reference
from .tables import long_cells


@dataclass(frozen=True)
class Read:
    """What a file holds: its format, the database that wrote it ("" if it does not say), its records in their order,
    and what the person who imported it should know."""

    format: str
    origin: str
    references: tuple[Reference, ...]
    notes: tuple[str, ...] = ()

    @property
    def distinct(self) -> tuple[Reference, ...]:
        """The records without those that the file repeats."""
        return tuple({one.key: one for one in reversed(self.references)}.values())[::-1]

    def __str__(self) -> str:
        count = len(self.references)
        return ", ".join(filter(None, (self.origin, self.format, f"{count} record{'s' if count != 1 else ''}")))


@long_cells()
def read_records(content: str | os.PathLike[str] | bytes, source: str, name: str = "") -> Read:
    """The records of a file (its path, or its bytes). `source` is the database as the review names it.

    Raises DataError if the file is in no known format, or if the records read are not as many as the file holds.
    """
    name = name or ("the export" if isinstance(content, bytes) else os.fspath(content))
    text, found = opened(content, name)
    notes = list(text.notes)
    references, origins = [], Counter[str]()
    for reference, origin in found.references(text, source, notes):
        references.append(reference)
        origins[origin] += 1
    expected = found.count(text)
    if len(references) != expected:
        message = (
            f"holds {expected} records ({found.name}), and {len(references)} could be read. Nothing was taken from it."
        )
        raise text.error(message)
    if not references:
        raise text.error(f"holds no records ({found.name}). Export the references again.")
    if 2 * sum(_is_blank(one) for one in references) > len(references):
        message = (
            f"holds {expected} records ({found.name}), most without title and author: its fields are not known here."
        )
        raise text.error(f"{message} Export them as RIS.")
    references = list(_numbers_that_hold(references, notes))
    notes += _remarks(references)
    if len(named := [origin for origin in origins if origin]) > 1:
        notes.append("records of " + ", ".join(f"{origin} ({origins[origin]})" for origin in named))
    return Read(found.name, max(named, key=lambda one: origins[one], default=""), tuple(references), tuple(notes))


def opened(content: str | os.PathLike[str] | bytes, name: str) -> tuple[Text, Format]:
    """The file as text, and its format."""

    def error(message: str) -> DataError:
        return DataError([Problem(name, 0, "", message)])

    if not isinstance(content, bytes):
        content = Path(content)
        if content.is_dir():
            raise error("is a folder. Give the files in it.")
        if not content.is_file():
            raise error("is missing.")
        with content.open("rb") as stream:
            start = stream.read(4096)
    else:
        start = content[:4096]
    refuse(start, error)
    text = open_text(content, name)
    return text, recognise(text)


def _numbers_that_hold(references: list[Reference], notes: list[str]) -> Iterator[Reference]:
    """The records, those whose number another publication in the file has too with a fingerprint instead."""
    titles: dict[str, set[str]] = {}
    for one in references:
        titles.setdefault(one.identifier, set()).add(_letters(one.title))
    doubtful = {number for number, given in titles.items() if len(given) > 1}
    if doubtful:
        notes.append(f"{len(doubtful)} numbers stand for different publications ({min(doubtful)} ...) and are not used")
    for one in references:
        yield with_fingerprint(replace(one, identifier="")) if one.identifier in doubtful else one


def _is_blank(one: Reference) -> bool:
    return not (one.title or one.original_title or one.authors)


def _letters(title: str) -> str:
    return "".join(filter(str.isalnum, title.lower()))


def _remarks(references: list[Reference]) -> Iterator[str]:
    """What is missing in records, where it makes them hard to compare."""
    for what in ("title", "year"):
        if lacking := [one for one in references if not getattr(one, what)]:
            first = lacking[0].title[:50] or lacking[0].key
            have = f"{len(lacking)} records have" if len(lacking) > 1 else "1 record has"
            yield f"{have} no {what} (the first: {first})"
