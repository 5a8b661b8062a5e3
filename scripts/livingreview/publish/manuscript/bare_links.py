"""Sentences that are no more than a link to a page of the site: an article cannot be followed there."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from docutils import nodes

BEFORE = re.compile(r"[.?!][\"\u201d\u2019)]*\s+$|^\s*$")  # a sentence begins behind it
STOP = re.compile(r"^\.(?:\s+|$)")


def without_bare_links(found: Sequence[nodes.Node], is_on_site: Callable[[nodes.Node], bool]) -> list[nodes.Node]:
    """The nodes of a paragraph without sentences that consist of one link to the site."""
    made: list[nodes.Node] = []
    stop_follows = False
    for i, node in enumerate(found):
        if stop_follows:
            node, stop_follows = nodes.Text(STOP.sub("", node.astext())), False
        elif is_on_site(node) and _begins(made) and _ends(found, i):
            stop_follows = True
            continue
        made.append(node)
    while made and isinstance(made[-1], nodes.Text) and not made[-1].strip():
        made.pop()
    return made


def _begins(before: Sequence[nodes.Node]) -> bool:
    return not before or (isinstance(before[-1], nodes.Text) and BEFORE.search(before[-1]) is not None)


def _ends(found: Sequence[nodes.Node], i: int) -> bool:
    after = found[i + 1] if i + 1 < len(found) else None
    return isinstance(after, nodes.Text) and STOP.match(after) is not None
