"""BibTeX, as Zotero, Mendeley, Scopus, Web of Science and Google Scholar write it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..store.bibliography.latex import Undecodable, decode
from .decoding import Text
from .draft import Draft, Fields
from .people import INITIALS
from .reference import Reference
from .values import clean, own_lines, pages_of, pmid_in, split, year_in

ENTRY = re.compile(r"^\s*@(?!comment\b|string\b|preamble\b)[A-Za-z]+\s*[{(]", re.I)
AS_TYPED = ("doi", "url", "pmid", "file", "eprint")
KINDS = {
    "article": "Journal Article", "inproceedings": "Conference Paper", "conference": "Conference Paper",
    "book": "Book", "incollection": "Book Chapter", "inbook": "Book Chapter", "phdthesis": "Thesis",
    "mastersthesis": "Thesis", "techreport": "Report", "unpublished": "Unpublished",
}  # fmt: skip
CENTRAL = re.compile(r"CN-\d{6,}")
FOREIGN = ("affiliation", "affiliations", "references", "cited-references", "file", "editor")


def count(text: Text) -> int:
    """Entries by the lines that begin them."""
    entry = re.compile(ENTRY.pattern, re.I | re.M)
    return sum(len(entry.findall(piece)) for piece in text.pieces())


def references(text: Text, source: str) -> Iterator[Reference]:
    """The entries of a file. Raises DataError for one that cannot be read; a key that comes twice is no error here."""
    import logging

    from bibtexparser import model, parse_string

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    for block in parse_string("".join(text.pieces())).blocks:
        entry = block.ignore_error_block if isinstance(block, model.ParsingFailedBlock) else block
        if isinstance(entry, model.Entry):
            yield _reference(entry.entry_type, entry.key, [(one.key, str(one.value)) for one in entry.fields], source)
        elif isinstance(block, model.ParsingFailedBlock):
            why = clean(str(getattr(block.error, "abort_reason", block.error)))
            message = f"this entry cannot be read ({why}). Check commas, braces and quotes."
            raise text.error(message, (block.start_line or 0) + 1)


def plain(latex: str) -> str:
    """A field decoded; one that is not sound LaTeX (databases export raw signs) without its braces."""
    try:
        return decode(latex).plain
    except Undecodable:
        return clean(re.sub(r"\\([&%$#_{}])", r"\1", latex).replace("{", "").replace("}", ""))


def _reference(kind: str, key: str, given: list[tuple[str, str]], source: str) -> Reference:
    values: dict[str, list[str]] = {}
    for name, value in given:
        lower = name.lower()
        if lower in AS_TYPED:
            value = clean(value.strip("{}"))
        elif lower not in ("author", "editor"):  # names are decoded when they are taken apart
            value = plain(value)
        values.setdefault(lower, []).append(value)
    fields = Fields(values)
    draft = Draft(source, fields, foreign=FOREIGN)
    draft.title = ": ".join(filter(None, (fields.first("title"), fields.first("subtitle"))))
    draft.authors = [name for one in fields.take("author") for name in _names(one)]
    draft.years, draft.dates = fields.take("year"), fields.take("date")
    fields.put("year", [one for one in draft.years if not year_in([one])])
    draft.dates += [_month_of(draft.years, fields.take("month"), fields.take("day"))]
    draft.journal = fields.first("journal", "journaltitle", "booktitle")
    draft.volume, draft.issue = fields.first("volume"), fields.first("number", "issue")
    pages = fields.first("pages") or fields.first("article-number", "art_number")
    draft.pages = pages_of(pages.replace("--", "-"))
    draft.doi = fields.take("doi")
    draft.addresses = [*fields.see("url"), *own_lines(fields.see("note", "notes"))]
    noted = own_lines(fields.see("note", "notes", "annote", "accession_number"))  # the last is the Cochrane Library's
    draft.pmid = fields.first("pmid", "pubmed_id") or pmid_in(" ".join(noted))
    draft.issn = fields.take("issn")
    draft.language = fields.first("language", "langid")
    draft.abstract = fields.first("abstract")
    draft.keywords = [word for one in fields.take("keywords", "author_keywords") for word in _words(one)]
    draft.types = [*fields.take("type", "document_type")] or [KINDS.get(kind.lower(), kind)]
    draft.url = fields.first("url")
    number = fields.first("unique-id")
    eid = re.search(r"eid=(2-s2\.0-\d+)", draft.url)
    # The key of an entry is made up by the program that wrote the file: another file may have it for another record.
    draft.identifier = number or (eid[1] if eid else "") or (key if key.startswith("WOS:") else "")
    if found := CENTRAL.search(draft.url):
        draft.identifier = found[0]
    if found := re.fullmatch(r"PMID:(\d{1,8})", key):  # Europe PMC
        draft.identifier = draft.pmid = found[1]
    fields.put("key", [key])
    return draft.reference()


def _month_of(years: list[str], months: list[str], days: list[str]) -> str:
    """Day and month as text; Mendeley and others number the months."""
    month = clean(months[0]) if months else ""
    if years and re.fullmatch(r"0?[1-9]|1[0-2]", month):
        return "-".join([years[0].strip(), month, *(day for day in days if day.strip().isdigit())])
    return " ".join([*days, *months])


def _names(value: str) -> Iterator[str]:
    """Names between `and`; a name in braces is a group, and its commas and `and` belong to it.

    The Cochrane Library writes `Huey, SL, Mehta, NH, and Mehta, S`.
    """
    if ", and " in value and "{" not in value:
        parts = re.split(r",\s*(?:and\s+)?", " ".join(value.split()))
        if len(parts) % 2 == 0 and all(INITIALS.fullmatch(part) for part in parts[1::2]):
            yield from map(", ".join, zip(parts[::2], parts[1::2], strict=True))
            return
    for one in re.split(r"\s+and\s+(?![^{}]*\})", " ".join(value.split())):
        yield plain(one).replace(", and ", " & ") if one.startswith("{") else plain(one)


def _words(value: str) -> list[str]:
    words = split(value, ";；")
    return split(value, ",，") if len(words) == 1 else words
