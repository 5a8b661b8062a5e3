"""Marks behind results in pages: one link a result, to the page that explains them, for a tap, a key or a pointer."""

from __future__ import annotations

import html
from itertools import takewhile

from docutils import nodes
from sphinx.application import Sphinx

from ..evidence import MARKS

CLASS = "mark"
LEGEND = "marks"  # the label of the paragraph that explains them; without it they stay abbreviations


def connect(app: Sphinx) -> None:
    """Register what marks need with Sphinx."""
    app.connect("doctree-resolved", _link_marks)


def _link_marks(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    legend = app.env.domaindata["std"]["anonlabels"].get(LEGEND)
    if app.builder.format != "html" or legend is None or legend[0] == docname:
        return
    address = f"{app.builder.get_relative_uri(docname, legend[0])}#{legend[1]}"
    for first in list(doctree.findall(_is_mark)):
        if first.parent is None:  # it followed another
            continue
        place = first.parent.index(first)
        together = list(takewhile(lambda one: _is_mark(one) or one.astext() == "", first.parent.children[place:]))
        letters = "".join(one.astext() for one in together)
        meaning = "; ".join(f"{letter}, {MARKS[letter]}" for letter in letters)
        link = (
            f'<a class="marks" href="{html.escape(address)}" title="{html.escape(meaning)}" '
            f'aria-label="{html.escape(f"Marks {letters}: {meaning}")}">{letters}</a>'
        )
        parent = first.parent
        parent[place : place + len(together)] = [nodes.raw("", link, format="html")]
        for one in together:
            one.parent = None


def _is_mark(node: nodes.Node) -> bool:
    return isinstance(node, nodes.abbreviation) and CLASS in node["classes"]
