"""references.bib: complete, consistent, and in step with the study files and chapters."""

from __future__ import annotations

import logging
import re
import string
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from bibtexparser import model
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import NameParts, SeparateCoAuthors, SplitNameParts
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    ImplicitComment,
    ParsingFailedBlock,
)
from pylatexenc.latex2text import LatexNodes2Text

from ..schema import STUDY_ID, nearest
from .chapters import chapter_files
from .documents import INVISIBLE
from .problems import Problem

BIB_FILE = "references.bib"
KEY = re.compile(STUDY_ID)
DOI = re.compile(r"10\.\d{4,9}/\S+")
LONGEST_NAME = 20  # characters; a longer journal name would crowd figures
YEAR = re.compile(r"(19|20)\d\d")
URL = re.compile(r"https?://[^\s<>\"]+")
ADDRESSES = {"doi", "pmcid", "pmid", "url"}  # kept as typed: LaTeX would take % for a comment and -- for a dash
LATEX = LatexNodes2Text(math_mode="verbatim")
LATEX_SIGNS = re.compile(r"[\\{}$%~]|--|``|''")
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # everything it would log is reported as a Problem
CITE_ROLE = re.compile(r"\{cite(?::\w+)?\}`([^`]+)`")
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
}


@dataclass(frozen=True)
class Entry:
    """One record of references.bib."""

    key: str
    kind: str
    fields: Mapping[str, str]
    authors: tuple[str, ...]  # family or corporate names, in order
    line: int

    @property
    def year(self) -> str:
        """Four digits, or "" where no source gives the year."""
        return self.fields.get("year", "")

    @property
    def name(self) -> str:
        """`shortauthor`, the first author's family name, a short journal name, or an identifier: the first there is."""
        journal = self.fields.get("journal", self.fields.get("booktitle", ""))
        stand_ins = (
            self.fields.get("shortauthor", ""),
            *self.authors[:1],
            journal if len(journal) <= LONGEST_NAME else "",
            f"PMID {pmid}" if (pmid := self.fields.get("pmid")) else "",
            self.fields.get("pmcid", ""),
        )
        return next(filter(None, stand_ins), self.key)

    @property
    def links(self) -> dict[str, str]:
        """Addresses to follow: DOI, PubMed, PubMed Central, page."""
        known = {
            "DOI": ("doi", "https://doi.org/"),
            "PubMed": ("pmid", "https://pubmed.ncbi.nlm.nih.gov/"),
            "PMC": ("pmcid", "https://pmc.ncbi.nlm.nih.gov/articles/"),
            "page": ("url", ""),
        }
        return {name: prefix + self.fields[field] for name, (field, prefix) in known.items() if field in self.fields}


class Bibliography(Mapping[str, Entry]):
    """Entries by key, in file order.

    `unread` is whatever could not be read: text in which the keys of further entries may be found; None where nothing
    of the file could be read.
    """

    def __init__(self, entries: Iterable[Entry], unread: str | None = "") -> None:
        self._unread = unread
        self._entries = {entry.key: entry for entry in entries}
        shared = Counter((e.name, e.year) for e in self._entries.values())
        letters: dict[tuple[str, str], Iterator[str]] = {}
        self._labels: dict[str, str] = {}
        for entry in sorted(self._entries.values(), key=lambda e: e.key):
            same = (entry.name, entry.year)
            letter = next(letters.setdefault(same, iter(string.ascii_lowercase)), "") if shared[same] > 1 else ""
            self._labels[entry.key] = f"{entry.name} {entry.year or 'n.d.'}{letter}"

    def __getitem__(self, key: str) -> Entry:
        return self._entries[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def label(self, key: str) -> str:
        """Short name in figures and tables, such as "Feng 2020"; a letter distinguishes what would be the same."""
        return self._labels[key]

    def may_hold(self, key: str) -> bool:
        """Whether the file has an entry of this key, or may have one in a part that could not be read."""
        return key in self or self._unread is None or (key != "" and key in self._unread)


def read_bibliography(file: Path) -> tuple[Bibliography, list[Problem]]:
    """The bibliography, as far as it can be read, and everything wrong with the file itself."""
    text, problems = _text(file)
    if text is None:
        return Bibliography([], unread=None), problems
    library = parse_string(text, append_middleware=[SeparateCoAuthors(), SplitNameParts()])
    stray = [
        block for block in library.comments if isinstance(block, ImplicitComment) and not block.comment.startswith("%")
    ]
    problems += [_unreadable(block) for block in library.failed_blocks]
    problems += [
        Problem(BIB_FILE, _line(block), "", "text outside any entry. Is an @ missing, or a bracket too many?")
        for block in stray
    ]
    entries = []
    for block in library.entries:
        entry, found = _entry(block)
        entries.append(entry)
        problems += [*found, *_entry_problems(entry)]
    problems += [*_shared_identifiers(entries), *_journals(entries), *_unsorted(entries)]
    unread = "\n".join(block.raw or "" for block in [*library.failed_blocks, *stray])
    return Bibliography(entries, unread), problems


def _text(file: Path) -> tuple[str | None, list[Problem]]:
    """The file's text, without what cannot be read in it, and what that is; None without a file."""
    if not file.is_file():
        return None, [Problem(file.name, 0, "", "is missing.")]
    problems = []
    raw = file.read_bytes()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        problems.append(Problem(file.name, 0, "", f"is not UTF-8 text (byte {error.start})."))
        text = raw.decode("utf-8", errors="replace")
    else:
        if hidden := INVISIBLE.search(text):
            line = text.count("\n", 0, hidden.start()) + 1
            message = f"holds the invisible character U+{ord(hidden.group()):04X}. Delete it."
            problems.append(Problem(file.name, line, "", message))
    return INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")), problems


def _line(block: Block) -> int:
    return (block.start_line or 0) + 1


def _entry(block: model.Entry) -> tuple[Entry, list[Problem]]:
    """One record as plain text, and fields that are given twice or cannot be one text."""
    problems = []
    fields: dict[str, str] = {}
    authors: list[str] = []
    for field in block.fields:
        name = field.key.lower()
        place = f"{block.key}.{name}"
        if name in fields:
            problems.append(Problem(BIB_FILE, _line(block), place, "appears twice in this entry. Keep one."))
        if field.enclosing == "no-enclosing":
            message = "is not one text in braces. Is a comma missing at its end?"
            problems.append(Problem(BIB_FILE, _line(block), place, message))
        fields[name] = _plain(name, field.value)
        if name == "author":
            authors = [family for part in field.value if (family := _family(part)) != "others"]
    return Entry(block.key, block.entry_type.lower(), fields, tuple(authors), _line(block)), problems


def _shared_identifiers(entries: Iterable[Entry]) -> Iterator[Problem]:
    for field in ("doi", "pmid", "pmcid"):
        first: dict[str, str] = {}
        for entry in entries:
            value = entry.fields.get(field, "").lower()
            if value and value in first:
                message = f"{value} is also that of {first[value]}. One publication, one key."
                yield Problem(BIB_FILE, entry.line, f"{entry.key}.{field}", message)
            first.setdefault(value, entry.key)


def _unsorted(entries: Iterable[Entry]) -> Iterator[Problem]:
    for before, entry in pairwise(entries):
        if entry.key < before.key:
            message = f"comes after {before.key}. Entries are sorted by key."
            yield Problem(BIB_FILE, entry.line, entry.key, message)


def _plain(field: str, value: str | list[NameParts]) -> str:
    """A field as readable text: addresses without escapes, names as "Family, First and ...", LaTeX decoded."""
    if not isinstance(value, str):
        return " and ".join(_decoded(name.merge_last_name_first) for name in value)
    return re.sub(r"\\([&%_#~])", r"\1", value) if field in ADDRESSES else _decoded(value)


def _decoded(text: str) -> str:
    return str(LATEX.latex_to_text(text)) if LATEX_SIGNS.search(text) else text


def _family(name: NameParts) -> str:
    return _decoded(" ".join([*name.von, *name.last] or name.first))


def _unreadable(block: ParsingFailedBlock) -> Problem:
    match block:
        case DuplicateBlockKeyBlock():
            return Problem(BIB_FILE, _line(block), block.key, "this key appears twice. Keep one entry.")
        case DuplicateFieldKeyBlock():
            given = ", ".join(sorted(block.duplicate_keys))
            return Problem(BIB_FILE, _line(block), "", f"the field {given} appears twice in this entry. Keep one.")
        case _:
            why = " ".join(str(getattr(block.error, "abort_reason", block.error)).split())
            message = f"this entry cannot be read ({why}). Check commas, braces and quotes."
            return Problem(BIB_FILE, _line(block), "", message)


def _journals(entries: Iterable[Entry]) -> Iterator[Problem]:
    """Journals whose names differ only in case, punctuation, an article, or a name in brackets."""
    first: dict[str, str] = {}
    for entry in entries:
        for field in ("journal", "booktitle"):
            if name := entry.fields.get(field, ""):
                bare = re.sub(r"\(.*?\)|[^\w ]", "", name.lower().replace("&", "and")).strip().removeprefix("the ")
                known = first.setdefault(bare, name)
                if bare and known != name:
                    message = f"{name!r} is written {known!r} elsewhere. Write a journal in one way."
                    yield Problem(BIB_FILE, entry.line, f"{entry.key}.{field}", message)


def _entry_problems(entry: Entry) -> Iterable[Problem]:
    def problem(field: str, message: str) -> Problem:
        return Problem(BIB_FILE, entry.line, f"{entry.key}.{field}" if field else entry.key, message)

    if not KEY.fullmatch(entry.key):
        yield problem("", "a key has lower-case letters, digits and single hyphens only.")
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
        if "<" in value and re.search(r"<\s*/?\w", value):
            yield problem(field, "holds HTML. Write plain text or LaTeX accents.")
    if re.search(r"^and\s|\sand$|\band\s+and\b", entry.fields.get("author", "").strip()):
        yield problem("author", "holds an empty name. Write names with `and` between them only.")
    if (url := entry.fields.get("url")) is not None and not URL.fullmatch(url):
        yield problem("url", f"{url!r} is not an address. Allowed: http:// or https://, without spaces.")
    if (doi := entry.fields.get("doi")) is not None and not DOI.fullmatch(doi):
        yield problem("doi", f"{doi!r} is not a DOI. Allowed: 10.<registrant>/<suffix>, without address or spaces.")
    if (year := entry.fields.get("year")) is not None and not YEAR.fullmatch(year):
        yield problem("year", f"{year!r} is not a year. Allowed: four digits.")
    if (pmid := entry.fields.get("pmid")) is not None and not re.fullmatch(r"\d{1,8}", pmid):
        yield problem("pmid", f"{pmid!r} is not a PubMed number. Allowed: up to eight digits.")
    if (pmcid := entry.fields.get("pmcid")) is not None and not re.fullmatch(r"PMC\d+", pmcid):
        yield problem("pmcid", f"{pmcid!r} is not a PMC number. Allowed: PMC and digits.")


def cited_in(root: Path) -> list[tuple[str, int, str]]:
    """(file, line, key) of every citation in the chapters; that every chapter is text is a check of its own."""
    return [
        (str(file.relative_to(root)), number, key.strip())
        for file in chapter_files(root)
        if file.is_file()
        for number, line in enumerate(file.read_text("utf-8", errors="replace").splitlines(), 1)
        for keys in CITE_ROLE.findall(line)
        for key in keys.split(",")
    ]
