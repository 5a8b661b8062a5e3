"""Pictures in chapters: files of the review, of kinds that browsers only draw; an SVG holds shapes and text only."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

# How the file of each kind begins.
KINDS = {
    ".gif": (b"GIF8",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".jpg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".webp": (b"RIFF",),
    ".svg": (),
}
MAX_BYTES = 5_000_000
NAMESPACE = re.compile(r"\{[^}]*\}")
# Of SVG, only what draws: https://www.w3.org/TR/SVG2/eltindex.html without scripts, links, animation and foreign parts.
ELEMENTS = frozenset(
    (
        "svg g path rect circle ellipse line polyline polygon text tspan textPath title desc defs symbol use clipPath "
        "mask linearGradient radialGradient stop pattern marker style metadata"
    ).split()
)
# What programs write into <metadata>: RDF and Dublin Core, which draw nothing.
METADATA = frozenset("RDF Work Agent date format type creator title rights publisher language".split())
INACTIVE = re.compile(r"url\(\s*['\"]?#[\w:.-]+['\"]?\s*\)")  # a reference within the file
ACTIVE = re.compile(r"url\(|@import|expression\(|javascript:|\\", re.IGNORECASE)
REFUSED = re.compile(rb"<!DOCTYPE|<!ENTITY|<\?xml-", re.IGNORECASE)


def picture_fault(path: str, chapter: Path, root: Path) -> str:
    """What is wrong with the file of a picture that a chapter names, and what to do; empty for a good one."""
    named = root / path.lstrip("/") if path.startswith("/") else chapter.parent / path
    file, home = named.resolve(), root.resolve()
    if not file.is_relative_to(home) or any(part.startswith((".", "_")) for part in file.relative_to(home).parts):
        return f"the picture {path!r} is not in this review. Copy it into chapters/."
    if file.suffix.lower() not in KINDS:
        return f"{path!r} is no picture. Allowed: {', '.join(sorted(KINDS))}."
    if not file.is_file():
        beside = sorted(one.name for one in named.parent.glob("*") if one.suffix.lower() in KINDS)
        return f"there is no picture {path!r}. " + (
            f"There are: {', '.join(beside[:8])}." if beside else "Add the file."
        )
    if file.stat().st_size > MAX_BYTES:
        return f"the picture {path!r} has {file.stat().st_size:,} bytes. A picture has at most {MAX_BYTES:,}."
    raw = file.read_bytes()
    if file.suffix.lower() == ".svg":
        return f"{path!r}: {reason}. Draw it without." if (reason := svg_fault(raw)) else ""
    if not raw.startswith(KINDS[file.suffix.lower()]):
        return f"{path!r} is not what its name says: its content is no {file.suffix} picture. Export it again."
    return ""


def svg_fault(raw: bytes) -> str:
    """What an SVG holds besides shapes and text, such as a script or something from outside; empty for a good one."""
    if b"\0" in raw or REFUSED.search(_without_usual_head(raw)):
        return "the SVG declares entities, a style sheet or another encoding than UTF-8"
    try:
        tree = ElementTree.fromstring(raw.decode("utf-8"))
    except (ElementTree.ParseError, ValueError) as error:
        return f"the SVG cannot be read ({error})"
    metadata = {id(one) for parent in tree.iter() if _bare(parent.tag) == "metadata" for one in parent.iter()}
    for element in tree.iter():
        name = _bare(element.tag)
        if name not in ELEMENTS and not (id(element) in metadata and name in METADATA):
            return f"the SVG holds <{name}>"
        for attribute, value in element.attrib.items():
            if fault := _attribute_fault(_bare(attribute), value):
                return fault
        if name == "style" and ACTIVE.search(INACTIVE.sub("", element.text or "")):
            return "the styles of the SVG refer to something outside"
    return ""


def _attribute_fault(name: str, value: str) -> str:
    if name.lower().startswith("on"):
        return f"the SVG holds {name}="
    if name.lower() in ("href", "src") and not value.strip().startswith("#"):
        return "the SVG links to something outside"
    if ACTIVE.search(INACTIVE.sub("", value)):
        return f"{name}= of the SVG refers to something outside"
    return ""


def _bare(tag: object) -> str:
    return NAMESPACE.sub("", tag) if isinstance(tag, str) else "?"


def _without_usual_head(raw: bytes) -> bytes:
    """The file without the declarations that programs write before every SVG, which load nothing."""
    head = rb'\s*(<\?xml version="1\.[01]" encoding="utf-8"( standalone="(no|yes)")?\s*\?>)?\s*'
    usual = (
        rb'(<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1\.1//EN"\s+"http://www\.w3\.org/Graphics/SVG/1\.1/DTD/svg11\.dtd">)?'
    )
    return re.sub(rb"\A" + head + usual, b"", raw, flags=re.IGNORECASE)
