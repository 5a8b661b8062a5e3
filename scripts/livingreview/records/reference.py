"""One record of a database, decoded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Reference:
    """A record as a source gave it: decoded Unicode text without markup. What the source does not give is empty.

    `identifier` is the source's own number (PubMed number, accession number, number in a trial register). `authors`
    are `Family, Given` each, or the name of a group as it is. `year` has four digits; `date` is as exact as the source
    has it: 2024, 2024-05 or 2024-05-17. `doi` is in lower case without an address before it. `types` are the
    publication types as given, `status` the state of a registered trial as its register gives it. `related` pairs a
    relation (`retracted-by`, `corrected-by`, `published-as`, `preprint-of`, `comment-on`, `retracts` ...) with an
    identifier such as `doi:10.1000/x` or `pmid:123`. `extra` keeps every field that has no place here under its name
    in the source.
    """

    source: str
    identifier: str = ""
    title: str = ""
    original_title: str = ""
    authors: tuple[str, ...] = ()
    year: str = ""
    date: str = ""
    journal: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    pmid: str = ""
    registrations: tuple[str, ...] = ()
    issn: tuple[str, ...] = ()
    language: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    status: str = ""
    url: str = ""
    related: tuple[tuple[str, str], ...] = ()
    extra: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What the record is known by: `source:identifier`, or the hash of all it says where it has no number."""
        return f"{self.source}:{self.identifier or self.digest}"

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits that change with any field."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:16]

    def to_json(self) -> str:
        """One line of JSON, with the fields that are not empty."""
        return json.dumps({k: v for k, v in asdict(self).items() if v}, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, line: str) -> Reference:
        """The record that `to_json` wrote."""
        return cls(**{name: _tuples(value) for name, value in json.loads(line).items()})


def _tuples(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(map(_tuples, value))
    return {name: _tuples(inner) for name, inner in value.items()} if isinstance(value, dict) else value
