"""Tables of text on a phone, where every row is a card: each cell says of which column it is."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

STACKED = "stacked"  # class of such tables
LABEL = "card-label"  # attribute of a cell, which the style sheet shows before its text


def connect(app: Sphinx) -> None:
    """Register what cards need with Sphinx."""
    app.connect("doctree-resolved", _label_cells)
    app.add_node(nodes.entry, override=True, html=(_visit_entry, _depart_entry))


def _label_cells(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give cells the heading of their column. The first column heads the cards, and says it all if it has one other."""
    if app.builder.format != "html":
        return
    for table in doctree.findall(nodes.table):
        head = next(table.findall(nodes.thead), None)
        if STACKED not in table["classes"] or head is None:
            continue
        labels = [cell.astext().strip() for cell in head.findall(nodes.entry)]
        for row in (row for body in table.findall(nodes.tbody) for row in body.findall(nodes.row)):
            for label, cell in list(zip(labels, row.children, strict=False))[1:]:
                if not cell.astext().strip() and cell.next_node(nodes.image) is None:
                    cell["classes"].append("empty")
                elif len(labels) > 2:
                    cell[LABEL] = label


def _visit_entry(translator: HTML5Translator, node: nodes.entry) -> None:
    type(translator).visit_entry(translator, node)
    if label := node.get(LABEL):
        tag = translator.body[-1]
        translator.body[-1] = tag.replace(">", f' data-label="{translator.attval(label)}">', 1)
    if isinstance(node.parent.parent, nodes.thead) and not node.astext().strip():  # a head that says nothing is none
        translator.body[-1] = translator.body[-1].replace("<th", "<td", 1)
        translator.context[-1] = translator.context[-1].replace("</th", "</td")


def _depart_entry(translator: HTML5Translator, node: nodes.entry) -> None:
    type(translator).depart_entry(translator, node)
