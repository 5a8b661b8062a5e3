"""What a bundle holds, as journals' systems read it: a manifest of the Manuscript Exchange Common Approach (NISO)."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from pathlib import PurePosixPath

from lxml import etree

MANIFEST = "manifest.xml"
NAMESPACE = "https://manuscriptexchange.org/schema/manifest"
XLINK = "http://www.w3.org/1999/xlink"
DOCTYPE = '<!DOCTYPE manifest PUBLIC "-//MECA//DTD Manifest v1.0//en" "MECA_manifest.dtd">'
# Kinds of items by how their path begins, in the order of the manifest; the first that fits counts.
KINDS = {
    "manuscript.xml": "article-metadata",
    "manuscript.": "manuscript",
    "figures/figure-S": "supplemental",
    "figures/figure-": "figure",
    "source/": "article-source",
    "": "supplemental",
}
KNOWN = mimetypes.MimeTypes().types_map[True]  # those of Python, not of the machine
# Suffixes that Python's list of media types lacks or takes for something else.
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
    """The manifest of these files, each a path inside the bundle and what it is."""
    root = etree.Element(f"{{{NAMESPACE}}}manifest", {"manifest-version": "1"}, nsmap={None: NAMESPACE, "xlink": XLINK})
    starts = list(KINDS)
    found = sorted(
        (next(i for i, one in enumerate(starts) if path.startswith(one)), path, what) for path, what in files
    )
    for number, (place, path, what) in enumerate(found, 1):
        kind = KINDS[starts[place]]
        item = etree.SubElement(root, f"{{{NAMESPACE}}}item", {"id": f"item-{number}", "item-type": kind})
        etree.SubElement(item, f"{{{NAMESPACE}}}item-description").text = what
        instance = {f"{{{XLINK}}}href": path, "media-type": media_type(path)}
        etree.SubElement(item, f"{{{NAMESPACE}}}instance", instance)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True, doctype=DOCTYPE)


def media_type(path: str) -> str:
    """The media type of a file, by its suffix."""
    suffix = PurePosixPath(path).suffix
    return MEDIA.get(suffix) or KNOWN.get(suffix, "application/octet-stream")
