"""What no page may hold, wherever its text is from: HTML, addresses that run code, pictures from outside, other pages.

The checks refuse such chapters and data before a build. This looks at the pages as Sphinx read them, where every way
in ends, and fails the build if something was missed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import PurePosixPath

from docutils import nodes

from ..store.chapters import CHAPTERS
from ..store.markup import addresses

OWN = {"engine": True}  # attributes of HTML that the engine itself writes, which no chapter can give
COMMENTS = re.compile(r"(\s*<!--.*?-->)*\s*", re.DOTALL)


def strangers(names: Collection[str]) -> list[str]:
    """Pages that are no chapters and not made by a build."""
    return sorted(name for name in names if not PurePosixPath(name).is_relative_to(CHAPTERS.as_posix()))


def remove_comments(doctree: nodes.document) -> None:
    """Take HTML comments out of a page: a reader does not see them, and a program that reads the page does."""
    for node in list(doctree.findall(nodes.raw)):
        if "html" in node.get("format", "").split() and COMMENTS.fullmatch(node.astext()):
            node.parent.remove(node)


def intruders(doctree: nodes.document, allowed: Collection[str] = ()) -> Iterator[tuple[nodes.Element, str]]:
    """What a page must not hold, each with the reason; `allowed` are exact texts that were allowed by name."""
    for node in doctree.findall(nodes.Element):
        if isinstance(node, nodes.raw) and "engine" not in node and node.astext().strip() not in allowed:
            yield node, f"HTML or LaTeX is refused: {node.astext().strip()[:60]!r}."
        if isinstance(node, nodes.reference) and (address := node.get("refuri", "")) and not _leads_well(address):
            yield node, f"a link must not lead to {address[:80]!r}. Allowed: http, https, mailto, pages of the site."
        if isinstance(node, nodes.image):
            for address in (node.get("uri", ""), *node.get("candidates", {}).values()):
                if addresses.is_outside(address):
                    yield node, f"the picture {address[:80]!r} is outside: the site loads nothing from there."


def _leads_well(address: str) -> bool:
    seen = addresses.UNSEEN.sub("", address)
    scheme = addresses.SCHEME.match(seen)
    return scheme[1].lower() in addresses.SCHEMES if scheme else not addresses.is_outside(address)
