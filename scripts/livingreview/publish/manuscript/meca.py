"""Manifest of a submission as journals' systems read it: Manuscript Exchange Common Approach (MECA, NISO)."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from pathlib import PurePosixPath

from lxml import etree

MANIFEST = "manifest.xml"
NAMESPACE = "https://manuscriptexchange.org/schema/manifest"
XLINK = "http://www.w3.org/1999/xlink"
DOCTYPE = '<!DOCTYPE manifest PUBLIC "-//MECA//DTD Manifest v1.0//en" "MECA_manifest.dtd">'
# Item types by the beginning of the path, in the order of the manifest; the first match counts.
KINDS = {
    "manuscript.xml": "article-metadata",
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
        place = next(i for i, one in enumerate(starts) if path.startswith(one))
        items.setdefault((place, str(PurePosixPath(path).with_suffix(""))), []).append((path, what))
    for number, ((place, _), found) in enumerate(sorted(items.items()), 1):
        attributes = {"id": f"item-{number}", "item-type": KINDS[starts[place]]}
        item = etree.SubElement(root, f"{{{NAMESPACE}}}item", attributes)
        description = " ".join(dict.fromkeys(what for _, what in found))
        etree.SubElement(item, f"{{{NAMESPACE}}}item-description").text = description
        for path, _ in found:
            instance = {f"{{{XLINK}}}href": path, "media-type": media_type(path)}
            etree.SubElement(item, f"{{{NAMESPACE}}}instance", instance)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True, doctype=DOCTYPE)


def media_type(path: str) -> str:
    """Media type of a file, from its suffix."""
    suffix = PurePosixPath(path).suffix
    return MEDIA.get(suffix) or KNOWN.get(suffix, "application/octet-stream")
