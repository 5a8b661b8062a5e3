"""One record of references.bib, decoded once; every output is made from it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from urllib.parse import quote

from .names import Names
from .pages import Pages
from .text import Rich

BIB_FILE = "references.bib"
ADDRESSES = ("doi", "pmid", "pmcid", "url")  # kept as typed: LaTeX would take % for a comment and -- for a dash
PEOPLE = ("author", "editor")
LONGEST_NAME = 20  # characters; a longer journal name would crowd figures
LONGEST_TITLE = 24  # characters of a short title
LETTERED = re.compile(r".*\d{4}([a-z]{1,2})")  # a key that ends in a letter, such as feng2020b
NUMBERED = re.compile(r"[A-Z]{2,} ?\d{4,}")  # the number of a record in PubMed or a register, which stands for a name
REGISTERED = re.compile(r"\bNCT\d{8}\b")  # a number of ClinicalTrials.gov
DOI_SAFE = "/:;()@!$&'*+,=~"
URL_SAFE = "/:;()@!$&'*+,=~?#"


@dataclass(frozen=True)
class Entry:
    """One record.

    `fields` has all fields as plain Unicode text, `texts` those that are neither names nor addresses nor pages.
    """

    key: str
    kind: str
    fields: Mapping[str, str]
    texts: Mapping[str, Rich]
    names: Mapping[str, Names]
    pages: Pages | None = None
    line: int = 0
    lines: Mapping[str, int] = field(default_factory=dict)  # of each field
    complete: bool = True  # whether all fields were read
    followed: bool = True  # whether its web page may be a link

    @property
    def authors(self) -> tuple[str, ...]:
        """Family or group names, in order."""
        return tuple(one.short for one in self.names.get("author", Names()).people)

    @property
    def year(self) -> str:
        """Four digits, or "" where no source gives the year."""
        return self.fields.get("year", "")

    @property
    def name(self) -> str:
        """What figures print: the first of a short author, an author, a short title, a journal and an identifier.

        The journal counts only where its name is short.
        """
        journal = self.fields.get("journal", self.fields.get("booktitle", ""))
        stand_ins = (
            self.fields.get("shortauthor", ""),
            *self.authors[:1],
            self.fields.get("shorttitle", ""),
            journal if len(journal) <= LONGEST_NAME else "",
            f"PMID {pmid}" if (pmid := self.fields.get("pmid")) else "",
            self.fields.get("pmcid", ""),
        )
        return next(filter(None, stand_ins), self.key)

    @property
    def page(self) -> str:
        """The web address given in the record, percent-encoded where necessary, followed or not; "" without one."""
        return web_address(self.fields.get("url", ""))

    @property
    def links(self) -> dict[str, str]:
        """Addresses to follow, percent-encoded where necessary: DOI, PubMed, PubMed Central, register, page.

        The register is that of the number under which the record says it was published. The page is left out where it
        may not be a link, and where another address leads to it.
        """
        given = self.fields.get
        number = REGISTERED.search(given("howpublished", ""))
        made = {
            "DOI": f"https://doi.org/{quote(doi, safe=DOI_SAFE)}" if (doi := given("doi")) else "",
            "PubMed": f"https://pubmed.ncbi.nlm.nih.gov/{pmid}" if (pmid := given("pmid")) else "",
            "PMC": f"https://pmc.ncbi.nlm.nih.gov/articles/{pmcid}" if (pmcid := given("pmcid")) else "",
            "register": f"https://clinicaltrials.gov/study/{number[0]}" if number else "",
        }
        there = self.page in made.values() or (number and f"clinicaltrials.gov/ct2/show/{number[0]}" in self.page)
        made["page"] = self.page if self.followed and not there else ""
        return {name: address for name, address in made.items() if address}


def web_address(url: str) -> str:
    """A web address with what is not allowed in one percent-encoded; what is encoded already remains."""
    return "".join(
        part if re.fullmatch(r"%[0-9A-Fa-f]{2}", part) else quote(part, safe=URL_SAFE)
        for part in re.split(r"(%[0-9A-Fa-f]{2})", url)
    )


class Bibliography(Mapping[str, Entry]):
    """Entries by key, in file order.

    `unread` is whatever could not be read: text in which the keys of further entries may be found; None where nothing
    of the file could be read.
    """

    def __init__(self, entries: Iterable[Entry], unread: str | None = "") -> None:
        self._unread = unread
        self._entries = {entry.key: entry for entry in entries}
        same = defaultdict(list)
        for entry in sorted(self._entries.values(), key=lambda e: e.key):
            same[_dated(entry.name, entry.year)].append(entry.key)
        self._labels = {
            key: label + letter
            for label, keys in same.items()
            for key, letter in (_letters(keys).items() if len(keys) > 1 else [(keys[0], "")])
        }

    def __getitem__(self, key: str) -> Entry:
        return self._entries[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def label(self, key: str) -> str:
        """Short name in figures and tables, such as "Feng 2020"; a letter distinguishes what would be the same."""
        return self._labels[key]

    def following(self, rule: Callable[[str], bool]) -> Bibliography:
        """The same entries, whose web pages are links where the rule allows their address."""
        return Bibliography((replace(one, followed=rule(one.page)) for one in self.values()), self._unread)

    def may_hold(self, key: str) -> bool:
        """Whether the file has an entry of this key, or may have one in a part that could not be read."""
        return key in self or self._unread is None or (key != "" and key in self._unread)


def _dated(name: str, year: str) -> str:
    """The name with the year, "undated" without one; behind the number of a record, a year would only obscure it."""
    return name if NUMBERED.fullmatch(name) else f"{name} {year or 'undated'}"


def _letters(keys: list[str]) -> dict[str, str]:
    """A letter for each key: its own if it ends in one, else the next that is free (a, b, ..., z, aa, ab, ...)."""
    given: dict[str, str] = {}
    for key in keys:
        if (own := LETTERED.fullmatch(key)) and own[1] not in given.values():
            given[key] = own[1]
    free = (letter for letter in map(_letter, count()) if letter not in given.values())
    return {key: given[key] if key in given else next(free) for key in keys}


def _letter(number: int) -> str:
    """a for 0, b for 1, ..., z for 25, aa for 26, as columns of a spreadsheet are named."""
    before, place = divmod(number, 26)
    return (_letter(before - 1) if before else "") + chr(ord("a") + place)
