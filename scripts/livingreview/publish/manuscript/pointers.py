"""Sentences that point: to a figure or table, which stands elsewhere, or to a page of the site."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import panflute as pf
from docutils import nodes

POINTER = "pointer"  # class of a pointer to a figure or table
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
    """Whether a sentence begins behind these nodes; a line of a chapter and its end are texts of their own."""
    text = ""
    for node in reversed(before):
        if not isinstance(node, nodes.Text):
            return text.isspace() and node.astext().endswith((".", "?", "!"))
        text = node.astext() + text
        if text.strip():
            break
    return BEFORE.search(text) is not None


def _ends(found: Sequence[nodes.Node], i: int) -> bool:
    after = found[i + 1] if i + 1 < len(found) else None
    return isinstance(after, nodes.Text) and STOP.match(after) is not None


def is_pointer(block: pf.Block) -> bool:
    """Whether a paragraph is nothing but a pointer."""
    return isinstance(block, pf.Para) and len(block.content) == 1 and _points(block.content[0])


def _points(inline: pf.Inline) -> bool:
    return isinstance(inline, pf.Span) and POINTER in inline.classes


def ends_in_words(block: pf.Block) -> bool:
    """Whether a sentence may follow in the same paragraph: not after a line of code or an equation."""
    return isinstance(block, pf.Para) and not isinstance(block.content[-1], (pf.Code, pf.Math))


def point_at_end(paragraph: pf.Para, pointer: pf.Para) -> None:
    """Add a pointer as the last sentence of a paragraph, or to the one that it ends with."""
    if _points(paragraph.content[-1]):
        paragraph.content[-1].content.extend(pointer.content[0].content)
    else:
        paragraph.content.extend([pf.Space(), *pointer.content])
