"""What journals' systems read of a submission: Manuscript Exchange Common Approach (MECA, NISO RP-30).

manifest.xml lists the files; transfer.xml says where they come from and which journal they go to.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from pathlib import PurePosixPath

from lxml import etree

from ...store import Review
from .blinding import APART
from .journals import Serial

MANIFEST, TRANSFER = "manifest.xml", "transfer.xml"
SCHEMA = "https://manuscriptexchange.org/schema/"
NAMESPACE = f"{SCHEMA}manifest"
XLINK = "http://www.w3.org/1999/xlink"
DOCTYPES = {
    name.lower(): f'<!DOCTYPE {name.lower()} PUBLIC "-//MECA//DTD {name} v1.0//en" '
    f'"https://www.manuscriptexchange.org/schema/{name.lower()}-1.0.dtd">'
    for name in ("Manifest", "Transfer")
}
# Item types by the beginning of the path, in the order of the manifest; the first match counts.
KINDS = {
    "manuscript.xml": "article-metadata",
    TRANSFER: "transfer-metadata",
    "manuscript.": "manuscript",
    "figures/figure-S": "supplemental",
    "figures/figure-": "figure",
    "source.zip": "article-source",
    "": "supplemental",
}
KNOWN = mimetypes.MimeTypes().types_map[True]  # those of Python only, so that every machine gives the same
# Suffixes that Python's list of media types lacks or gives another type.
MEDIA = {
    ".bib": "application/x-bibtex",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".md": "text/markdown",
    ".ris": "application/x-research-info-systems",
    ".xml": "application/xml",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
}


def manifest(files: Sequence[tuple[str, str]]) -> bytes:
    """The manifest as XML. `files` are paths inside the bundle with their descriptions.

    Files that differ in their format only, such as a figure as PDF and as PNG, are instances of one item.
    """
    root = etree.Element(f"{{{NAMESPACE}}}manifest", {"manifest-version": "1"}, nsmap={None: NAMESPACE, "xlink": XLINK})
    starts = list(KINDS)
    items: dict[tuple[int, str], list[tuple[str, str]]] = {}
    for path, what in sorted(files):
        place = next(i for i, one in enumerate(starts) if path.removeprefix(f"{APART}/").startswith(one))
        items.setdefault((place, str(PurePosixPath(path).with_suffix(""))), []).append((path, what))
    for number, ((place, _), found) in enumerate(sorted(items.items()), 1):
        attributes = {"id": f"item-{number}", "item-type": KINDS[starts[place]]}
        item = etree.SubElement(root, f"{{{NAMESPACE}}}item", attributes)
        description = " ".join(dict.fromkeys(what for _, what in found))
        etree.SubElement(item, f"{{{NAMESPACE}}}item-description").text = description
        for path, _ in found:
            instance = {f"{{{XLINK}}}href": path, "media-type": media_type(path)}
            etree.SubElement(item, f"{{{NAMESPACE}}}instance", instance)
    return _written(root)


def transfer(review: Review, serial: Serial, blinded: bool) -> bytes:
    """The source and the destination of the submission as XML; with the first corresponding author if not blinded.

    The source is the review itself. What only the system of the journal knows, such as its authentication code, is
    left out, as the document type allows.
    """
    space = f"{SCHEMA}transfer"
    root = etree.Element(f"{{{space}}}transfer", {"transfer-version": "1.0"}, nsmap={None: space})

    def add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
        made = etree.SubElement(parent, f"{{{space}}}{name}", attributes)
        made.text = text
        return made

    config = review.config
    publication = add(add(root, "transfer-source"), "publication", type="review")
    add(publication, "publication-title", config.title)
    if review.authors is not None and not blinded:
        one = review.authors.corresponding[0]
        contact = add(publication, "contact")
        contact.set("contact-role", "corresponding author")
        name = add(contact, "contact-name")
        add(name, "surname", one.family if one.group is None else one.group)
        if one.given is not None:
            add(name, "given-names", one.given)
        add(contact, "email", one.email)
    destination = add(root, "destination")
    add(add(destination, "service-provider"), "provider-name", serial.publisher)
    journal = add(destination, "publication", type="journal")
    add(journal, "publication-title", serial.title)
    if serial.abbreviation is not None:
        add(journal, "acronym", serial.abbreviation)
    instructions = add(root, "processing-instructions")
    add(instructions, "processing-comments", f"Version {config.version}, data of {config.date}.")
    return _written(root)


def _written(root: etree._Element) -> bytes:
    doctype = DOCTYPES[etree.QName(root).localname]
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True, doctype=doctype)


def media_type(path: str) -> str:
    """Media type of a file, from its suffix."""
    suffix = PurePosixPath(path).suffix
    return MEDIA.get(suffix) or KNOWN.get(suffix, "application/octet-stream")
