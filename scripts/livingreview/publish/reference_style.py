"""The list of references of site and book: numbered, made from the decoded records, every identifier a link."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from pybtex.backends.plaintext import Backend
from pybtex.database import BibliographyData, Person
from pybtex.database import Entry as PybtexEntry
from pybtex.richtext import HRef, Tag, Text
from pybtex.style import FormattedEntry
from pybtex.style.formatting import toplevel
from pybtex.style.formatting.unsrt import Style as Unsrt
from pybtex.style.template import join, sentence, words
from sphinx.application import Sphinx
from sphinxcontrib.bibtex.bibfile import BibData, BibFile, get_mtime
from sphinxcontrib.bibtex.domain import BibtexDomain

from ..schema import is_eastern
from ..store.bibliography import BIB_FILE, Bibliography, Entry, Mark, Name, Rich
from ..store.bibliography.names import OTHERS
from ..store.bibliography.text import raised

TAGS = {Mark.ITALIC: "em", Mark.BOLD: "strong", Mark.SUPERSCRIPT: "sup", Mark.SUBSCRIPT: "sub"}
RAISED = {"sup": Mark.SUPERSCRIPT, "sub": Mark.SUBSCRIPT}


class Tooltip(Backend):
    """Plain text of a reference, shown where it is cited, with superscripts as characters."""

    def format_tag(self, tag: str, text: str) -> str:
        return raised(text, RAISED[tag]) if tag in RAISED else text


class Decoded(Person):
    """A name of a record for pybtex, which would take plain text for LaTeX."""

    def __init__(self, name: Name) -> None:
        super().__init__()
        self.first_names = name.given.split()
        self.prelast_names = name.prefix.split()
        self.last_names = [name.literal] if name.literal else name.family.split()
        self.lineage_names = name.suffix.split()

    rich_first_names = property(lambda self: list(map(Text, self.first_names)))
    rich_middle_names = property(lambda self: [])
    rich_prelast_names = property(lambda self: list(map(Text, self.prelast_names)))
    rich_last_names = property(lambda self: list(map(Text, self.last_names)))
    rich_lineage_names = property(lambda self: list(map(Text, self.lineage_names)))


class Reference(PybtexEntry):
    """A record for pybtex."""

    def __init__(self, record: Entry) -> None:
        people = {
            role: [Decoded(one) for one in (*names.people, *([Name(OTHERS)] if names.others else []))]
            for role, names in record.names.items()
        }
        super().__init__(record.kind, fields=record.fields, persons={role: one for role, one in people.items() if one})
        self.key = record.key
        self.record = record

    def __repr__(self) -> str:
        return repr(self.record)


class Style(Unsrt):
    """References in BibTeX's style `unsrt` with links. Titles are printed as they are in the record."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.made: dict[tuple[str, str], FormattedEntry] = {}

    def format_entry(self, label: str, entry: Reference, bib_data: object = None) -> FormattedEntry:
        # Sphinx asks twice for each reference: for the list, and for what is shown where it is cited.
        if (label, entry.key) not in self.made:
            self.made[label, entry.key] = FormattedEntry(entry.key, self.reference(entry), label)
        return self.made[label, entry.key]

    def reference(self, entry: Reference) -> Text:
        """The reference as rich text."""
        record = entry.record
        title, emphasised = (_text(record, "title"), record.kind == "book")
        authors = self._people(entry, "author")
        editors = self._people(entry, "editor")
        if editors:
            editors = join(sep=", ")[editors, "editors" if len(entry.persons["editor"]) > 1 else "editor"].format()
        parts = [
            sentence[authors or (editors if record.kind == "book" else Text())],
            sentence[Tag("em", title) if emphasised else title],
            self._source(record, editors if authors or record.kind != "book" else Text()),
            sentence[_text(record, "note")],
            sentence[list(_links(record))],
        ]
        return toplevel[parts].format()

    def _source(self, record: Entry, editors: Text) -> Any:
        year = record.year
        if record.kind == "article":
            return sentence[Tag("em", _text(record, "journal")), _where(record), year]
        if record.kind == "inproceedings":
            volume = [numbered(word, record.fields[word]) for word in ("volume", "number") if word in record.fields]
            pages = record.fields.get("pages", "")
            book = sentence[[editors, Tag("em", _text(record, "booktitle")), *volume, pages]]
            return words["In", book, sentence[year]]
        if record.kind == "techreport":
            report = " ".join(filter(None, ("Technical Report", record.fields.get("number", ""))))
            return sentence[editors, report, _text(record, "institution"), year]
        issuer = _text(record, "publisher" if record.kind == "book" else "howpublished")
        return sentence[editors, issuer, _where(record), year]

    def _people(self, entry: Reference, role: str) -> Text:
        made = [
            Text(eastern) if (eastern := _eastern(name)) else self.format_name(person, self.abbreviate_names)
            for person, name in zip(entry.persons.get(role, ()), _names(entry.record, role), strict=True)
        ]
        return join(sep=", ", sep2=" and ", last_sep=", and ")[made].format()


def numbered(word: str, value: str) -> str:
    """A volume or number of a series with its word; what has a word of its own, such as "Supplement 2", takes none."""
    return f"{value[0].lower()}{value[1:]}" if re.match(r"[A-Z][a-z]{2}", value) else f"{word} {value}"


def _names(record: Entry, role: str) -> tuple[Name, ...]:
    names = record.names.get(role)
    return (*names.people, *([Name(OTHERS)] if names.others else [])) if names else ()


def _eastern(name: Name) -> str:
    """A name in Chinese, Japanese or Korean characters, with the family name first; "" for any other."""
    return name.family + name.given if name.family and name.given and is_eastern(name.family + name.given) else ""


def _text(record: Entry, field: str) -> Text:
    return rich(record.texts.get(field, Rich()))


def rich(text: Rich) -> Text:
    """Decoded text as pybtex has it."""
    return Text(*text.render(Text, lambda mark, parts: Tag(TAGS[mark], *parts) if mark in TAGS else Text(*parts)))


def _where(record: Entry) -> Text:
    """Volume, number and pages, as far as they are there: 12(3):45–67."""
    volume, number = _text(record, "volume"), record.fields.get("number", "")
    pages = record.fields.get("pages", "")
    if not volume and not number:
        return Text("pages ", pages) if pages else Text()
    return Text(volume, f"({number})" if number else "", f":{pages}" if pages else "")


def _links(record: Entry) -> Iterable[HRef | str]:
    links = record.links
    if not links and record.page:
        return [f"Read at {record.page}"]  # kept as text: no link may lead there
    shown = {"DOI": f"doi {record.fields.get('doi')}", "PubMed": f"PMID {record.fields.get('pmid')}"}
    shown |= {"PMC": record.fields.get("pmcid", ""), "register": "ClinicalTrials.gov", "page": "web page"}
    return (HRef(address, shown[name]) for name, address in links.items())


def hand_over(app: Sphinx, bibliography: Bibliography) -> None:
    """Give sphinxcontrib-bibtex the records, so that it does not read and decode the file itself."""
    file = (Path(app.confdir) / BIB_FILE).resolve()
    data = BibliographyData({key: Reference(record) for key, record in bibliography.items()})
    files = {file: BibFile(mtime=get_mtime(file), keys=dict.fromkeys(bibliography))}
    domain = cast(BibtexDomain, app.env.get_domain("cite"))
    domain.data["bibdata"] = BibData(encoding=app.config.bibtex_encoding, bibfiles=files, data=data)
