"""A record under construction: what a format has in its fields becomes a `Reference`; what is left is kept as extra."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from .people import people
from .reference import Reference
from .registers import registrations_in
from .values import clean, date_in, doi_in, doi_of, issns_in, language_of, pmid_in, year_in

LONGEST_NUMBER = 40  # characters of a volume or issue; a longer text is something else in the wrong field

# What databases write where a record has no abstract.
NO_ABSTRACT = re.compile(
    r"[\[(]?\s*(?:no abstract(?: is)?(?: available)?|abstract (?:is )?not available|n/?a)\.?\s*[\])]?", re.I
)


class Fields:
    """The fields of a record, from which values are taken; what nobody takes remains."""

    def __init__(self, values: Mapping[str, list[str]]) -> None:
        self._left = {tag: [one for one in given if one.strip()] for tag, given in values.items()}

    def see(self, *tags: str) -> list[str]:
        """The values of tags; they remain."""
        return [value for tag in tags for value in self._left.get(tag, ())]

    def take(self, *tags: str) -> list[str]:
        """All values of all these tags."""
        return [value for tag in tags for value in self._left.pop(tag, ())]

    def first(self, *tags: str) -> str:
        """The first value of the first tag that has one, as one line; other values remain."""
        for tag in tags:
            if given := self._left.get(tag):
                return clean(given.pop(0))
        return ""

    def any_of(self, *tags: str) -> list[str]:
        """All values of the first tag that has one; the other tags remain."""
        return next((self.take(tag) for tag in tags if self._left.get(tag)), [])

    def put(self, tag: str, values: Iterable[str]) -> None:
        """Give back what could not be used."""
        if kept := list(values):
            self._left.setdefault(tag, []).extend(kept)

    def rest(self, without: Collection[str] = ()) -> dict[str, tuple[str, ...]]:
        return {tag: tuple(values) for tag, values in self._left.items() if values and tag not in without}


@dataclass
class Draft:
    """Values as the source writes them; `reference` brings them into the form of `Reference`.

    `years` and `dates` are whatever may hold them, the best first. `addresses` are texts that may hold a DOI or
    a PubMed number (`doi` and `pmid` come first). `foreign` are tags about other publications or places, in which no
    trial number is looked for, and `not_ours` matches such values in other tags.
    """

    source: str
    fields: Fields
    identifier: str = ""
    title: str = ""
    original_title: str = ""
    authors: list[str] = field(default_factory=list)
    years: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    journal: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: list[str] = field(default_factory=list)
    pmid: str = ""
    addresses: list[str] = field(default_factory=list)
    issn: list[str] = field(default_factory=list)
    registrations: list[str] = field(default_factory=list)
    language: str = ""
    abstract: str = ""
    keywords: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    url: str = ""
    related: list[tuple[str, str]] = field(default_factory=list)
    foreign: Collection[str] = ()
    not_ours: re.Pattern[str] = re.compile("(?!)")

    def reference(self) -> Reference:
        """The finished record. One without a number of its own gets a fingerprint of what identifies it."""
        title, original = clean(self.title), clean(self.original_title)
        year = year_in(self.years) or year_in(self.dates)
        volume, issue = (self._number(name, value) for name, value in (("volume", self.volume), ("issue", self.issue)))
        texts = [title, original, clean(self.journal), self.url, self.identifier, self.abstract, *self.keywords]
        other = [value for values in self.fields.rest(without=self.foreign).values() for value in values]
        other = [value for value in other if not self.not_ours.match(value)]
        doi = next(filter(None, map(doi_of, self.doi)), "") or next(filter(None, map(doi_in, self.addresses)), "")
        pmid = self.pmid.strip().lstrip("0") or next(filter(None, map(pmid_in, self.addresses)), "")
        made = Reference(
            source=self.source,
            identifier=re.sub(r"\s+", "_", clean(self.identifier)),
            title=title,
            original_title=original if original != title else "",
            authors=people(self.authors),
            year=year,
            date=date_in([*self.dates, *self.years], year),
            journal=clean(self.journal),
            volume=volume,
            issue=issue,
            pages=self.pages,
            doi=doi,
            pmid=pmid if pmid.isdigit() and len(pmid) <= 8 else "",
            registrations=registrations_in([*self.registrations, *texts, *other]),
            issn=issns_in(self.issn),
            language=language_of(self.language),
            abstract="" if NO_ABSTRACT.fullmatch(abstract := clean(self.abstract)) else abstract,
            keywords=_each_once(self.keywords),
            headings=_each_once(self.headings),
            types=_each_once(self.types),
            url=self.url.strip(),
            related=tuple(dict.fromkeys(self.related)),
            extra=self.fields.rest(),
        )
        return made if made.identifier else with_fingerprint(made)

    def _number(self, name: str, value: str) -> str:
        value = clean(value)
        if len(value) > LONGEST_NUMBER:
            self.fields.put(name, [value])
            return ""
        return value


def with_fingerprint(reference: Reference) -> Reference:
    """The record known by a hash of what identifies a publication.

    Unlike a hash of everything it stays the same if the record is exported again on another day, with another address,
    abstract or number of citations. A record without a title has nothing better than all its text.
    """
    r = reference
    core = [r.title, r.original_title, *r.authors, r.year, r.journal, r.volume, r.issue, r.pages, r.doi, r.pmid]
    text = "\n".join(core) if r.title or r.original_title else replace(r, identifier="").to_json()
    return replace(r, identifier="sha256-" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16])


def _each_once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(clean, values))))
