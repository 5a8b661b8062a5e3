"""Days such as 2026-11-29 on pages: each is a `time` element, which the style sheet keeps in one line."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx

from .languages import LITERAL

# No part of an address, a name of a file or a longer number.
DAY = re.compile(r"(?<![\w./-])(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\w/]|-\d|\.\w)")


def connect(app: Sphinx) -> None:
    """Register what days need with Sphinx."""
    app.connect("doctree-resolved", _mark_days)


def _mark_days(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    if app.builder.format != "html":
        return
    for text in list(doctree.findall(nodes.Text)):
        if DAY.search(text) and not isinstance(text.parent, (*LITERAL, nodes.literal)):
            text.parent.replace(text, marked(text))


def marked(text: str) -> list[nodes.Node]:
    """The text in parts, with a `time` element around each day; its characters remain as they are."""
    made: list[nodes.Node] = []
    end = 0
    for found in DAY.finditer(text):
        made += [nodes.Text(text[end : found.start()])] if found.start() > end else []
        made += [
            nodes.raw("", f'<time datetime="{found[0]}">', format="html"),
            nodes.Text(found[0]),
            nodes.raw("", "</time>", format="html"),
        ]
        end = found.end()
    return [*made, nodes.Text(text[end:])] if end < len(text) else made
