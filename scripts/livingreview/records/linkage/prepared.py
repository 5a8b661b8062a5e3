"""A record with everything that the comparison needs, computed once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from ..reference import Reference
from ..registers import registrations_in
from . import authors, places, titles
from .text import folded

PREPRINT_DOI = re.compile(
    r"10\.(?:1101/\d|21203/rs|20944/preprints|48550/arxiv|31219/|31234/|31222/|26434/|2139/ssrn|22541/|12688/|36227/|1590/scielopreprints)"
)
PREPRINT_JOURNAL = re.compile(
    r"\b(?:medrxiv|biorxiv|arxiv|research ?square|preprints?(?:\.org)?|ssrn|osf|authorea|chinaxiv)\b"
)
UPDATED = re.compile(r"\bcochrane (?:database|libr)")
REGISTER = re.compile(
    r"\b(?:clinicaltrials|nct\d{8}|chictr|isrctn|eudract|ctri/|drks\d|umin\d|actrn|trial regist)", re.IGNORECASE
)
MEETING = re.compile(r"\b(?:conference|meeting|congress) abstract|\bposter\b|^abstract( report)?$")
NOTICES = (
    (re.compile(r"retraction (?:of publication|notice)|^retraction$"), "retraction"),
    (re.compile(r"^(?:published )?erratum$|^corrigendum$|^correction$|corrected and republished"), "correction"),
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """One record, ready to be compared. `form` says what it is: article, abstract, preprint, registration, or updated
    for a review of which each version is a publication. `entry` is the number of a register's entry that the record
    itself is."""

    key: str
    titles: tuple[tuple[str, ...], ...]
    title: str
    subject: tuple[str, ...]
    letters: str
    kind: str
    generic: bool
    names: authors.Names
    year: int
    journal: tuple[str, ...]
    issn: frozenset[str]
    issue: places.Issue
    pages: places.Pages
    doi: str
    pmid: str
    form: str
    registrations: frozenset[str]
    entry: str
    related: tuple[tuple[str, str], ...]
    abstract: str

    @property
    def first(self) -> str:
        return self.names.families[0] if self.names.families else ""


def clean_doi(text: str) -> str:
    """A DOI in lower case without address, escapes and the sign that a sentence or a database leaves at its end."""
    text = unquote(text).strip().lower()
    found = re.search(r"10\.\d{4,9}/\S+", text)
    return found[0].rstrip(".,;)]\"'") if found else ""


def prepare(record: Reference) -> Prepared:
    """The record with its fields in one spelling. Nothing is dropped from the record itself."""
    title = titles.read(record.title, record.original_title)
    found, kind = title.variants, title.kind
    types = [folded(word) for word in record.types]
    for pattern, name in NOTICES if types and not kind else ():
        if any(pattern.search(word) for word in types):
            kind = name
    doi = clean_doi(record.doi)
    journal = record.journal or " ".join(record.extra.get("booktitle", ()))
    year = re.search(r"(?:1[6-9]|20)\d\d", record.year) or re.search(r"(?:1[6-9]|20)\d\d", record.date)
    pages = places.pages_of(record.pages)
    return Prepared(
        key=record.key,
        titles=found,
        title="".join(found[0]),
        subject=title.subject,
        letters=title.letters,
        kind=kind,
        generic=titles.is_generic(found[0]),
        names=authors.names_of(record.authors),
        year=int(year[0]) if year else 0,
        journal=places.journal_words(journal),
        issn=frozenset(re.sub(r"\W", "", number).lower() for number in record.issn),
        issue=places.issue_of(record.volume, record.issue, pages.prefix),
        pages=pages,
        doi=doi,
        pmid=record.pmid.strip().lstrip("0"),
        form=_form(record, doi, types),
        registrations=frozenset(re.sub(r"\s", "", number).lower() for number in record.registrations),
        entry=record.identifier.lower() if record.identifier in registrations_in([record.identifier]) else "",
        related=record.related,
        abstract=record.abstract,
    )


def _form(record: Reference, doi: str, types: list[str]) -> str:
    journal = folded(record.journal)
    if (
        PREPRINT_DOI.match(doi)
        or PREPRINT_JOURNAL.search(f"{journal} {record.source}")
        or any("preprint" in word for word in types)
    ):
        return "preprint"
    if REGISTER.search(record.source) or REGISTER.search(record.identifier) or any("trial regist" in w for w in types):
        return "registration"
    if UPDATED.search(journal):
        return "updated"
    if any(MEETING.search(word) for word in types):
        return "abstract"
    if any(word in ("article", "journal article", "review", "research article") for word in types):
        return "article"
    return ""
