"""What an entry of references.bib must have, and what several entries must not share."""

from __future__ import annotations

import html
import html.entities
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from ...schema import STUDY_ID, doi_fault, is_mirror, nearest
from ..problems import Problem
from .record import BIB_FILE, LONGEST_TITLE, Entry

KEY = re.compile(STUDY_ID)
YEAR = re.compile(r"(19|20)\d\d")
URL = re.compile(r"https?://[^\s<>\"]+")
# HTML that databases put into titles, and JATS. `<5 years` and `a<b` are text.
TAG = re.compile(
    r"""<(/?)\s*(?:\w+:)?(i|b|u|em|strong|italic|bold|su[bp]|inf|sc|scp|small|span|p|br|tt|a|title|math|m\w+)
    (?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>""",
    re.I | re.X,
)
ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);")
SPELLINGS = {
    "sup": r"\textsuperscript{...}",
    "sub": r"\textsubscript{...}",
    "inf": r"\textsubscript{...}",
    "i": r"\textit{...}",
    "em": r"\textit{...}",
    "italic": r"\textit{...}",
    "b": r"\textbf{...}",
    "strong": r"\textbf{...}",
    "bold": r"\textbf{...}",
    "sc": r"\textsc{...}",
    "scp": r"\textsc{...}",
}
# What an entry must have; `a|b` is one or the other. `note` says why a record is incomplete (what was not accessible).
REQUIRED = {
    "article": ("title", "journal", "year", "author|note", "doi|note|pmid|url"),
    "inproceedings": ("title", "booktitle", "year", "author|note", "doi|note|pmid|url"),
    "misc": ("title", "year|note", "author|note", "url|howpublished"),
    "book": ("title", "publisher", "year", "author|editor"),
    "techreport": ("title", "institution", "year", "url"),
}
OPTIONAL = {
    "volume",
    "number",
    "pages",
    "pmcid",
    "pmid",
    "doi",
    "url",
    "note",
    "author",
    "language",
    "editor",
    "howpublished",
    "shortauthor",
    "shorttitle",
}
# Words of notes for those who edit the file, printed where nobody sees a key or an extraction.
FOR_EDITORS = re.compile(r"\bthe key\b|\bthe extraction\b|\(journal\)")
# Fields by which a record is compared with the others, see `problems_between`.
IDENTIFIERS, JOURNALS = ("doi", "pmid", "pmcid"), ("journal", "booktitle")
DIFFERENT = (*IDENTIFIERS, *JOURNALS)


def entry_problems(entry: Entry) -> Iterable[Problem]:
    """What is wrong with one entry."""

    def problem(field: str, message: str) -> Problem:
        return Problem(BIB_FILE, entry.line, f"{entry.key}.{field}" if field else entry.key, message)

    if not KEY.fullmatch(entry.key):
        yield problem("", "a key has lower-case letters, digits and single hyphens only.")
    if len(title := entry.fields.get("shorttitle", "")) > LONGEST_TITLE:
        too_long = f"{title!r} has {len(title)} characters. Figures print at most {LONGEST_TITLE}; shorten it."
        yield problem("shorttitle", too_long)
    if entry.kind not in REQUIRED:
        yield problem("", f"entry type @{entry.kind} is not used here. {nearest(entry.kind, list(REQUIRED))}")
        return
    for wanted in REQUIRED[entry.kind]:
        if not any(entry.fields.get(field, "").strip() for field in wanted.split("|")):
            yield problem(wanted.split("|")[0], f"is missing ({wanted.replace('|', ' or ')} is required).")
    allowed = sorted(OPTIONAL | {f for w in REQUIRED[entry.kind] for f in w.split("|")})
    for field, value in entry.fields.items():
        if field not in allowed:
            yield problem(field, f"is not used here. {nearest(field, allowed, 30)}")
        if message := _markup(value):
            yield Problem(BIB_FILE, entry.lines.get(field, entry.line), f"{entry.key}.{field}", message)
    if (url := entry.fields.get("url")) is not None and not URL.fullmatch(url):
        yield problem("url", f"{url!r} is not an address. Allowed: http:// or https://, without spaces.")
    elif url and is_mirror(url):
        message = f"{url!r} leads to a mirror. Give the DOI or pmid; where it was read is in its file."
        yield problem("url", message)
    for field in ("note", "howpublished"):
        if found := FOR_EDITORS.search(entry.fields.get(field, "")):
            message = f"{found[0]!r} means nothing to a reader of the references. Leave it out."
            yield problem(field, message)
    if (doi := entry.fields.get("doi")) is not None and (wrong := doi_fault(doi)):
        yield problem("doi", wrong)
    elif doi and re.search(r"%[0-9A-Fa-f]{2}", doi):
        yield problem("doi", f"{doi!r} is percent-encoded. Write the DOI itself, such as < for %3C.")
    if (year := entry.fields.get("year")) is not None and not YEAR.fullmatch(year):
        yield problem("year", f"{year!r} is not a year. Allowed: four digits.")
    if (pmid := entry.fields.get("pmid")) is not None and not re.fullmatch(r"\d{1,8}", pmid):
        yield problem("pmid", f"{pmid!r} is not a PubMed number. Allowed: up to eight digits.")
    if (pmcid := entry.fields.get("pmcid")) is not None and not re.fullmatch(r"PMC\d+", pmcid):
        yield problem("pmcid", f"{pmcid!r} is not a PMC number. Allowed: PMC and digits.")


def _markup(value: str) -> str | None:
    """What is wrong with a field that holds HTML, with the spelling that works."""
    if tag := TAG.search(value):
        spelling = SPELLINGS.get(tag[2].lower(), "plain text")
        return f"holds HTML ({tag[0]}). Write {spelling} instead."
    for entity in ENTITY.findall(value):
        character = html.unescape(entity)
        if entity[1] == "#" or entity[1:] in html.entities.html5:
            escaped = f"\\{character}" if character in "&%#$_{}" else character
            return f"holds the HTML entity {entity}. Write {escaped} instead."
    return None


def problems_between(entries: list[Entry]) -> Iterator[Problem]:
    """What is wrong with entries beside each other."""
    yield from _shared_identifiers(entries)
    yield from _journals(entries)
    yield from _unsorted(entries)


def _shared_identifiers(entries: Iterable[Entry]) -> Iterator[Problem]:
    for field in IDENTIFIERS:
        first: dict[str, str] = {}
        for entry in entries:
            value = entry.fields.get(field, "").lower()
            if value and value in first:
                message = f"{value} is also that of {first[value]}. One publication, one key."
                yield Problem(BIB_FILE, entry.line, f"{entry.key}.{field}", message)
            first.setdefault(value, entry.key)


def _unsorted(entries: Iterable[Entry]) -> Iterator[Problem]:
    """Entries that are not where their key belongs: the fewest that have to move, so that no other is blamed."""
    given = list(entries)
    keys = [entry.key for entry in given]
    if all(one < other for one, other in pairwise(keys)):
        return
    longest = [1] * len(keys)  # of the rising sequences that begin with each
    for i in reversed(range(len(keys))):
        longest[i] = 1 + max((longest[j] for j in range(i + 1, len(keys)) if keys[j] > keys[i]), default=0)
    kept: list[str] = []
    wanted = max(longest)
    for entry, length in zip(given, longest, strict=True):
        if length == wanted and (not kept or entry.key > kept[-1]):
            kept.append(entry.key)
            wanted -= 1
    for entry in given:
        if entry.key not in kept:
            before = max((key for key in keys if key < entry.key), default=None)
            place = "first" if before is None else f"behind {before}"
            yield Problem(
                BIB_FILE, entry.line, entry.key, f"is out of order. Entries are sorted by key: it is {place}."
            )


def bare_name(journal: str) -> str:
    """The name of a journal without case, punctuation, article, and whatever is in brackets."""
    return re.sub(r"\(.*?\)|[^\w ]", "", journal.lower().replace("&", "and")).strip().removeprefix("the ")


def _journals(entries: Iterable[Entry]) -> Iterator[Problem]:
    """Journals whose names differ only in case, punctuation, an article, or a name in brackets."""
    first: dict[str, str] = {}
    for entry in entries:
        for field in JOURNALS:
            if name := entry.fields.get(field, ""):
                bare = bare_name(name)
                known = first.setdefault(bare, name)
                if bare and known != name:
                    message = f"{name!r} is written {known!r} elsewhere. Write a journal in one way."
                    yield Problem(BIB_FILE, entry.line, f"{entry.key}.{field}", message)
