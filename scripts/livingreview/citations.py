"""references.bib: complete, consistent, and in step with the study files and chapters."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import bibtexparser
from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors, SplitNameParts
from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock

from .schema import nearest
from .store.problems import Problem

BIB_FILE = "references.bib"
STUDY_PAGES = Path("chapters") / "studies"  # made from data/ by every build
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
DOI = re.compile(r"10\.\d{4,9}/\S+")
LONGEST_NAME = 20  # characters; a longer journal name would crowd figures
YEAR = re.compile(r"(19|20)\d\d")
CITE_ROLE = re.compile(r"\{cite(?::\w+)?\}`([^`]+)`")
# What an entry must have; `a|b` is one or the other. `note` says why a record is incomplete (what was not visible).
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
        """Four digits, or "" where no page seen prints the year."""
        return self.fields.get("year", "")

    @property
    def name(self) -> str:
        """First author's family name; where no author was visible, `shortauthor`, a short journal name, or an identifier."""
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
    """Entries by key, in file order."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = {entry.key: entry for entry in entries}
        shared = Counter((e.name, e.year) for e in self._entries.values())
        letters: dict[tuple[str, str], Iterable[str]] = {}
        self._labels: dict[str, str] = {}
        for entry in sorted(self._entries.values(), key=lambda e: e.key):
            same = (entry.name, entry.year)
            letter = next(letters.setdefault(same, iter(string.ascii_lowercase)), "") if shared[same] > 1 else ""
            self._labels[entry.key] = f"{entry.name} {entry.year or 'n.d.'}{letter}"

    def __getitem__(self, key: str) -> Entry:
        return self._entries[key]

    def __iter__(self):
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def label(self, key: str) -> str:
        """Short name in figures and tables, such as "Feng 2020"; a letter tells apart what would be the same."""
        return self._labels[key]


def read_bibliography(file: Path) -> tuple[Bibliography, list[Problem]]:
    """The bibliography and everything wrong with the file itself."""
    if not file.is_file():
        return Bibliography([]), [Problem(file.name, 0, "", "is missing.")]
    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError as error:
        return Bibliography([]), [Problem(file.name, 0, "", f"is not UTF-8 text (byte {error.start}).")]
    library = bibtexparser.parse_string(
        text,
        append_middleware=[
            SeparateCoAuthors(),
            SplitNameParts(),
            LatexDecodingMiddleware(),
        ],  # names first: decoding drops their braces
    )
    problems = [_unreadable(block) for block in library.failed_blocks]
    entries = []
    for block in library.entries:
        line = block.start_line + 1
        fields = {f.key.lower(): f.value for f in block.fields}
        authors = tuple(family for name in fields.get("author", []) if (family := _family(name)) != "others")
        fields = {k: v if isinstance(v, str) else " and ".join(map(str, v)) for k, v in fields.items()}
        entry = Entry(block.key, block.entry_type.lower(), fields, authors, line)
        entries.append(entry)
        problems += _entry_problems(entry)
    for field in ("doi", "pmid", "pmcid"):
        first: dict[str, str] = {}
        for entry in entries:
            value = entry.fields.get(field, "").lower()
            if value and value in first:
                problems.append(
                    Problem(
                        BIB_FILE,
                        entry.line,
                        f"{entry.key}.{field}",
                        f"{value} is also that of {first[value]}. One publication, one key.",
                    )
                )
            first.setdefault(value, entry.key)
    keys = [e.key for e in entries]
    for before, entry in zip(keys, entries[1:]):
        if entry.key < before:
            problems.append(
                Problem(BIB_FILE, entry.line, entry.key, f"stands after {before}. Entries are sorted by key.")
            )
    return Bibliography(entries), problems


def _family(name) -> str:
    return " ".join([*name.von, *name.last] or name.first).strip("{}")


def _unreadable(block) -> Problem:
    line = block.start_line + 1
    match block:
        case DuplicateBlockKeyBlock():
            return Problem(BIB_FILE, line, block.key, "this key stands twice. Keep one entry.")
        case DuplicateFieldKeyBlock():
            return Problem(
                BIB_FILE,
                line,
                "",
                f"the field {', '.join(sorted(block.duplicate_keys))} stands twice in this entry. Keep one.",
            )
        case _:
            return Problem(
                BIB_FILE, line, "", f"this entry cannot be read ({block.error}). Check commas, braces and quotes."
            )


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
    if (doi := entry.fields.get("doi")) is not None and not DOI.fullmatch(doi):
        yield problem("doi", f"{doi!r} is not a DOI. Allowed: 10.<registrant>/<suffix>, without address or spaces.")
    if (year := entry.fields.get("year")) is not None and not YEAR.fullmatch(year):
        yield problem("year", f"{year!r} is not a year. Allowed: four digits.")
    if (pmid := entry.fields.get("pmid")) is not None and not re.fullmatch(r"\d{1,8}", pmid):
        yield problem("pmid", f"{pmid!r} is not a PubMed number. Allowed: up to eight digits.")
    if (pmcid := entry.fields.get("pmcid")) is not None and not re.fullmatch(r"PMC\d+", pmcid):
        yield problem("pmcid", f"{pmcid!r} is not a PMC number. Allowed: PMC and digits.")


def cited_in(root: Path) -> list[tuple[str, int, str]]:
    """(file, line, key) of every citation in the chapters; generated study pages do not count."""
    return [
        (str(file.relative_to(root)), number, key.strip())
        for file in sorted((root / "chapters").rglob("*.md"))
        if not file.is_relative_to(root / STUDY_PAGES)
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        for keys in CITE_ROLE.findall(line)
        for key in keys.split(",")
    ]
