"""Citations and references of the Word file as fields that Zotero's plug-in for Word takes over.

A citation is a field `ADDIN ZOTERO_ITEM CSL_CITATION {...}`, whose JSON holds the CSL record of every publication, so
that Zotero needs none of them in its library: it looks the address of a publication up, finds no item of its own and
uses the record. The list of references is one field `ADDIN ZOTERO_BIBL`, and properties of the document hold the style.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.sax.saxutils import escape

import docx
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml import etree

from ...store.bibliography import Entry
from .abbreviations import record
from .fields import run

FILTER = Path(__file__).parents[1] / "theme" / "zotero.lua"
EMBEDDED = "http://zotero.org/users/local/embedded/items/"  # of what is in no library
REFERENCES = ' ADDIN ZOTERO_BIBL {"uncited":[],"omitted":[],"custom":[]} CSL_BIBLIOGRAPHY '
FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # of properties that a person or program defines, in Office
LONGEST = 255  # characters of a property; Word cuts longer ones


@contextmanager
def citation_filter(entries: Iterable[Entry]) -> Iterator[Path]:
    """A filter of pandoc, for after citeproc, that makes citations of these publications fields of Zotero."""
    with tempfile.TemporaryDirectory() as folder:
        items = {entry.key: json.dumps(citation_item(entry), ensure_ascii=False) for entry in entries}
        (Path(folder) / "items.json").write_text(json.dumps(items, ensure_ascii=False), "utf-8")
        yield Path(shutil.copy(FILTER, folder))


def citation_item(entry: Entry) -> dict[str, object]:
    """An entry of `citationItems`. Its identifier is the key: Zotero's own are numbers, which could be taken."""
    return {"id": entry.key, "uris": [EMBEDDED + entry.key], "itemData": record(entry)}


def mark_references(document: docx.document.Document) -> None:
    """Make the list of references one field; its entries are consecutive paragraphs of their own style."""
    entries = [one._p for one in document.paragraphs if one.style is not None and one.style.name == "Bibliography"]
    if not entries:
        return
    begin = [run("w:fldChar", "begin"), run("w:instrText", REFERENCES), run("w:fldChar", "separate")]
    _at_start(entries[0], begin)
    entries[-1].append(run("w:fldChar", "end"))


def _at_start(paragraph: BaseOxmlElement, runs: Iterable[BaseOxmlElement]) -> None:
    properties = paragraph.find(qn("w:pPr"))
    place = 0 if properties is None else paragraph.index(properties) + 1
    for i, one in enumerate(runs):
        paragraph.insert(place + i, one)


def preferences(style: Path, locale: str) -> bytes:
    """The properties of the document that say which style Zotero applies, as elements of docProps/custom.xml."""
    found = etree.parse(str(style)).find("{*}info/{*}id")
    name = (found.text or "").strip() if found is not None else ""
    session = hashlib.sha256(name.encode()).hexdigest()[:8]
    data = (
        f'<data data-version="3" zotero-version="7.0"><session id="{session}"/>'
        f'<style id="{escape(name)}" locale="{locale}" hasBibliography="1" bibliographyStyleHasBeenSet="1"/>'
        '<prefs><pref name="fieldType" value="Field"/></prefs></data>'
    )
    parts = re.findall(f"(?s).{{1,{LONGEST}}}", data)
    made = (
        f'<property fmtid="{FORMAT}" pid="{number + 1}" name="ZOTERO_PREF_{number}">'
        f"<vt:lpwstr>{escape(part)}</vt:lpwstr></property>"
        for number, part in enumerate(parts, 1)
    )
    return "".join(made).encode()
