"""The record of a publication in references.bib, in the accepted form and at its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ...records.people import INITIALS, person
from ...records.reference import Reference
from ...store.bibliography import Entry, Name, Names, Rich, Run, Undecodable
from ...store.bibliography.checks import JOURNALS, bare_name
from ...store.bibliography.names import read_names
from ...store.bibliography.pages import read_pages
from ...subjects.data.references import bibtex

TEXTS = ("title", "journal", "howpublished", "year", "volume", "number", "note")
ADDRESSES = ("doi", "pmid", "url")
SMALL = re.compile(r"(?<![A-Za-z])\{([a-z]+)\}")  # a word that other programs might begin with a capital: as printed
ET_AL = re.compile(r"[,;]?\s*\b(et\.? al\.?|and others)\s*$", re.IGNORECASE)


def named(authors: Iterable[str]) -> Names:
    """Authors as databases write them (`Teachey, DT`, `Teachey DT`, a group), in the form of references.bib."""
    people, others = [], False
    for written in authors:
        author = ET_AL.sub("", written).strip()
        others |= author != written.strip()
        if author:
            people.append(_name(person(author)))
    return Names(tuple(people), others)


def _name(author: str) -> Name:
    family, _, given = (part.strip() for part in author.partition(","))
    if not given:
        return Name(literal=family)
    if INITIALS.fullmatch(given) and not re.search("[a-z]", given):  # DT as D. T.
        given = " ".join(f"{letter}." for letter in re.sub(r"[^\w]", "", given))
    try:
        (read,) = read_names(f"{family}, {given}").people  # with its prefix, such as van der, as BibTeX takes it apart
    except (Undecodable, ValueError):
        return Name(family=family, given=given)
    return read


def typed_names(text: str) -> Names:
    """Authors as a person types them: in the form of references.bib, or as databases print them."""
    if " and " in text and "," in text:
        return read_names(text)
    others = ET_AL.search(text) is not None
    parts = [part.strip() for part in re.split(r"[;]|,(?=\s*\w+[\w\s'-]*\s[A-Z]{1,3}\b)", ET_AL.sub("", text))]
    names = named(part for part in parts if part)
    return Names(names.people, others or names.others)


def entry_of(key: str, reference: Reference, names: Names, entries: Mapping[str, Entry]) -> Entry:
    """The record of a publication; what the source does not give is said in its note.

    `entries` are the other records: a journal that they have is written as they write it.
    """
    journal = _as_elsewhere(reference.journal, entries)
    registered = reference.journal == "ClinicalTrials.gov"
    number = next(iter(reference.registrations), reference.identifier)
    lacking = [
        what for what, there in (("authors", names.people), ("year", reference.year), ("journal", journal)) if not there
    ]
    note = f"{', '.join(lacking).capitalize()} not accessible in the sources read" if lacking else ""
    kind = "article" if journal and reference.year and not registered else "misc"
    fields = {
        "author": names.plain if names.people else "",
        "title": reference.title.strip().removesuffix("."),
        "journal": journal if kind == "article" else "",
        "howpublished": f"{journal} {number}".strip() if registered else journal if kind == "misc" else "",
        "year": reference.year,
        "volume": reference.volume,
        "number": reference.issue,
        "pages": reference.pages,
        "doi": reference.doi,
        "pmid": reference.pmid,
        "url": "" if (reference.doi or reference.pmid) and kind == "article" else reference.url,
        "note": note,
    }
    if kind == "misc" and not fields["url"] and not fields["howpublished"]:
        fields["howpublished"] = "Publication without an accessible address"
    fields = {name: value for name, value in fields.items() if value}
    texts = {name: Rich.of([Run(fields[name])]) for name in TEXTS if name in fields}
    pages = read_pages(fields["pages"]) if "pages" in fields else None
    return Entry(key, kind, fields, texts, {"author": names} if names.people else {}, pages)


def _as_elsewhere(journal: str, entries: Mapping[str, Entry]) -> str:
    bare = bare_name(journal)
    known = (entry.fields.get(field, "") for entry in entries.values() for field in JOURNALS)
    return next((name for name in known if name and bare_name(name) == bare), journal) if bare else journal


def with_entry(text: str, entry: Entry) -> str:
    """The text of references.bib with a record at its place in the order of keys; nothing else in it changes."""
    made = SMALL.sub(r"\1", bibtex(entry))
    for found in re.finditer(r"^@\w+\s*\{\s*([^,\s]+)\s*,", text, re.MULTILINE):
        if found[1] > entry.key:
            return f"{text[: found.start()]}{made}\n{text[found.start() :]}"
    return f"{text.rstrip()}\n\n{made}" if text.strip() else made
