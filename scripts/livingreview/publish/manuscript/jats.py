"""The article as JATS XML."""

from __future__ import annotations

import re
from pathlib import Path

import panflute as pf
from lxml import etree

from ...schema import Author, Authors
from ...subjects.authors.words import interests
from ..printed import LICENCE
from .assemble import LANGUAGE, Manuscript, Paper, words
from .forms import credit
from .journals import Serial

LABEL = re.compile(r"^(Figure|Table)\u00a0S?\d+\.$")
LICENCE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/"
FORMAT = "jats_publishing+element_citations"  # references as data, not as printed text
KINDS = {"fig": "fig", "table-wrap": "table", "sec": "sec", "aff": "aff"}  # ref-type of a link, by its target
SECTIONS = {"Introduction": "intro", "Methods": "methods", "Results": "results", "Discussion": "discussion"}


def metadata(manuscript: Manuscript) -> dict:
    """Metadata for pandoc's JATS template."""
    review, authors = manuscript.review, manuscript.review.authors
    date = review.config.date
    meta: dict = {
        "title": _inlines(manuscript.article.title),
        "lang": pf.MetaString(LANGUAGE),
        "link-citations": pf.MetaBool(True),
        "article": pf.MetaMap(type=pf.MetaString("systematic-review")),
        "date": _map({"iso-8601": f"{date}", "day": f"{date.day}", "month": f"{date.month}", "year": f"{date.year}"}),
        "abstract": pf.MetaBlocks(*manuscript.article.abstract),
        "license": pf.MetaList(_map({"type": "open-access", "link": LICENCE_ADDRESS, "text": LICENCE})),
    }
    if (serial := manuscript.journal.serial) is not None:
        meta["journal"] = _map(_journal(serial))
    if authors is None:
        return meta
    meta["author"] = pf.MetaList(*(_author(one, authors) for one in authors.authors))
    meta["affiliation"] = pf.MetaList(
        *(_map({"id": key, "organization": place}) for key, place in authors.affiliations.items())
    )
    meta["tags"] = pf.MetaList(*(_inlines(word) for word in authors.keywords))
    reached = [{"id": str(i), "email": one.email or ""} for i, one in enumerate(authors.corresponding, 1)]
    notes = pf.MetaMap(corresp=pf.MetaList(*map(_map, reached)))
    notes["conflict"] = _inlines(interests(authors))
    meta["article"]["author-notes"] = notes
    meta["article"]["funding-statement"] = _inlines(authors.funding)
    return meta


def _journal(serial: Serial) -> dict[str, str]:
    """What JATS says of the journal, by the names of pandoc's template."""
    found = {
        "nlm-ta": serial.abbreviation,
        "title": serial.title,
        "pissn": serial.print_issn,
        "eissn": serial.electronic_issn,
        "publisher-name": serial.publisher,
    }
    return {name: text for name, text in found.items() if text is not None}


def _author(author: Author, authors: Authors) -> pf.MetaMap:
    fields = (
        {"name": author.group}
        if author.group is not None
        else {"surname": author.family or "", "given-names": author.given or ""}
    )
    if author.orcid:
        fields["orcid"] = f"https://orcid.org/{author.orcid}"
    if author.corresponding:
        fields["cor-id"] = str(authors.corresponding.index(author) + 1)
    made = _map(fields)
    made["affiliation"] = pf.MetaList(*(pf.MetaString(key) for key in author.affiliations))
    made["roles"] = pf.MetaList(*(_map(_role(role)) for role in author.contributions))
    return made


def _role(role: str) -> dict[str, str]:
    """A contribution with its term of CRediT, where it is one."""
    if (term := credit(role)) is None:
        return {"name": role}
    address = "-".join(re.findall("[a-z]+", term.lower()))
    return {"name": role, "credit": address, "credit-name": term.replace(" - ", " \u2013 ")}


def _inlines(text: str) -> pf.MetaInlines:
    return pf.MetaInlines(*words(text))


def _map(fields: dict[str, str]) -> pf.MetaMap:
    made = pf.MetaMap()
    for name, text in fields.items():
        made[name] = _inlines(text)
    return made


def for_jats(blocks: list[pf.Block], paper: Paper, figures: str = "figures") -> list[pf.Block]:
    """The blocks with pictures linked by their file names in `figures`, the folder as seen from the article's."""
    names = {item.block.identifier: picture_name(number) for number, item in paper.items.items()}

    def rename(element: pf.Element, doc: object) -> None:
        if isinstance(element, pf.Figure):
            element.content[0].content[0].url = f"{figures}/{names[element.identifier]}.png"

    for block in blocks:
        block.walk(rename)
    return [block for block in blocks if not isinstance(block, pf.RawBlock)]


def picture_name(number: str) -> str:
    """File name of a figure without suffix: figure-S1 for Figure S1."""
    return number.replace("\u00a0", "-").replace("Figure", "figure")


def finish(file: Path) -> None:
    """Complete what pandoc writes.

    Labels are separated from captions, the abstract is divided at its bold leads, figures and tables float, each link
    says what it leads to, and metadata of a journal that is not known are left out rather than empty.
    """
    tree = etree.parse(str(file), etree.XMLParser(load_dtd=False, no_network=True, remove_blank_text=False))
    root = tree.getroot()
    root.set("{http://www.w3.org/XML/1998/namespace}lang", LANGUAGE)
    for item in root.iter("fig", "table-wrap"):
        lead = item.find("caption/p/bold")
        if lead is not None and LABEL.match(lead.text or ""):
            label = etree.Element("label")
            label.text = lead.text
            label.tail = "\n"
            rest = (lead.tail or "").lstrip()
            paragraph = lead.getparent()
            paragraph.remove(lead)
            paragraph.text = rest
            item.insert(0, label)
        table = item.find("table")
        if item.get("id") is None and table is not None and "id" in table.attrib:
            item.set("id", table.attrib.pop("id"))
    for abstract in root.iter("abstract"):
        _sections(abstract)
    _float(root)
    _typed(root)
    _without_empty(root.find("front/journal-meta"))
    file.write_bytes(
        b'<?xml version="1.0" encoding="utf-8"?>\n'
        + tree.docinfo.doctype.encode()
        + b"\n"
        + etree.tostring(root, encoding="utf-8")
        + b"\n"
    )


def _float(root: etree._Element) -> None:
    """Move the figures and tables from the end of the text to the group of floats, where JATS keeps them."""
    items = [
        one for one in root.iterfind("body//*") if one.tag in ("fig", "table-wrap") and one.find("label") is not None
    ]
    if not items:
        return
    group = etree.SubElement(root, "floats-group")
    for item in items:
        section = item.getparent()
        item.set("position", "float")
        group.append(item)
        if section.tag == "sec" and all(child.tag == "title" for child in section):
            section.getparent().remove(section)


def _typed(root: etree._Element) -> None:
    """Give links the kind of their target, and sections of a report their kind."""
    targets = {one.get("id"): one.tag for one in root.iter("*") if one.get("id")}
    for link in root.iter("xref"):
        if link.get("ref-type") is None and (kind := KINDS.get(targets.get(link.get("rid"), ""))):
            link.set("ref-type", kind)
    for section in root.iterfind("body/sec"):
        if kind := SECTIONS.get((section.findtext("title") or "").strip()):
            section.set("sec-type", kind)


def _without_empty(part: etree._Element | None) -> None:
    """Leave out elements that hold nothing, and then the part itself if nothing is left in it."""
    if part is None:
        return
    for child in list(part):
        _without_empty(child)
    if not len(part) and not (part.text or "").strip():
        part.getparent().remove(part)


def _sections(abstract: etree._Element) -> None:
    section = None
    for paragraph in list(abstract):
        lead = paragraph.find("bold") if paragraph.tag == "p" else None
        if lead is not None and not (paragraph.text or "").strip() and (lead.text or "").endswith("."):
            section = etree.SubElement(abstract, "sec")
            etree.SubElement(section, "title").text = lead.text.rstrip(".")
            rest = (lead.tail or "").lstrip()
            paragraph.remove(lead)
            paragraph.text = rest
        if section is not None:
            section.append(paragraph)
