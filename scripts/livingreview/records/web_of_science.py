"""Web of Science: plain text and .ciw (a tag in the first two columns), and the table with these tags as headings."""

from __future__ import annotations

import re

from .draft import Draft, Fields
from .reference import Reference
from .tagged import Grammar, Raw, by_pattern, lines_of
from .values import beyond_issn, pages_of, split, year_in

PLAIN = Grammar(
    name="plain text (ISI)",
    split=by_pattern(r"([A-Z][A-Z0-9])(?:\s(.*)|\s*$)"),
    start=frozenset({"PT"}),
    begins=re.compile(r"PT\s"),
    end=frozenset({"ER"}),
    head=frozenset({"FN", "VR", "EF"}),
    unended=True,
    inside=frozenset({"TI", "AU"}),
)
FOREIGN = frozenset({"C1", "RP", "CR", "EM", "PA", "FU", "FX"})
KINDS = {
    "J": "",
    "B": "Book",
    "S": "Book Series",
    "C": "Conference Paper",
    "P": "Patent",
    "BK": "Book",
    "CH": "Book Chapter",
}


LISTS = frozenset({"AU", "AF", "BA", "BF", "CA", "BE"})


def reference(raw: Raw, source: str) -> Reference:
    """One record of the plain text: values that are lists have a line each."""
    return _reference({tag: lines_of(given) if tag in LISTS else given for tag, given in raw.fields.items()}, source)


def row_reference(cells: dict[str, list[str]], source: str) -> Reference:
    """One row of the table: values that are lists stand between semicolons."""
    return _reference({tag: split(given[0], ";") if tag in LISTS else given for tag, given in cells.items()}, source)


def _reference(values: dict[str, list[str]], source: str) -> Reference:
    fields = Fields(values)
    draft = Draft(source, fields, foreign=FOREIGN)
    fields.take("EF")
    draft.identifier = fields.first("UT", "AN")
    if not re.search(r"\d{3}", draft.identifier):
        draft.identifier = ""
    draft.title, draft.original_title = fields.first("TI", "FT"), fields.first("OT", "TF")
    full, short = fields.see("AF"), fields.see("AU")
    draft.authors = fields.take("AF") if full and len(full) >= len(short) else fields.take("AU")
    if full and draft.authors == full:
        fields.take("AU")
    draft.authors += fields.take("CA")
    draft.years = fields.take("PY")
    fields.put("PY", [one for one in draft.years if not year_in([one])])
    draft.dates = fields.take("PD")
    if not draft.years:
        draft.years = [*fields.see("EA"), *fields.see("EY"), *draft.dates]
    draft.journal = fields.first("SO", "JI", "J9")
    draft.volume, draft.issue = fields.first("VL"), fields.first("IS")
    pages = fields.first("BP"), fields.first("EP")
    draft.pages = pages_of(*pages) or pages_of(fields.first("PS")) or pages_of(fields.first("AR"))
    draft.doi = fields.take("DI") or fields.see("D2")
    draft.addresses = fields.see("DL")
    draft.pmid = fields.first("PM")
    if not draft.pmid and draft.identifier.startswith("MEDLINE:"):
        draft.pmid = draft.identifier.removeprefix("MEDLINE:")
    draft.issn = fields.take("SN", "EI")
    fields.put("SN", beyond_issn(draft.issn))
    draft.language = "; ".join(fields.take("LA"))
    draft.abstract = "\n".join(fields.take("AB"))
    draft.keywords = [word for value in fields.take("DE") for word in split(value.replace("\n", " "), ";")]
    draft.headings = [word for value in fields.take("ID", "MH") for word in split(value.replace("\n", " "), ";")]
    kind = fields.first("PT")
    draft.types = [word for value in fields.take("DT") for word in split(value.replace("\n", " "), ";")]
    if KINDS.get(kind, kind):
        draft.types.insert(0, KINDS.get(kind, kind))
    draft.url = fields.first("UR", "DL", "AW")
    return draft.reference()
