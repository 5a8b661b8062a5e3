"""Tables of text on a phone, where every row is a card: each cell says of which column it is."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from .head import quoted

STACKED = "stacked"  # class of such tables
MADE = "longtable"  # class of tables that methods make, which decide whether they are cards
LABELS = "card-labels"  # attribute of a table: the headings of its columns, which the style sheet shows before cells
VARIABLE = "--column-"  # begins the names of the variables that hold them, once for all rows
MOST = 12  # columns with a rule in book.css
SHORT = "short"  # class of a cell that is behind its label, on one line; longer ones begin below theirs
NOTHING = re.compile(r"(–( \w+)?)?")  # in a cell that a card leaves out: a dash, with a word at most, or no text
ONE_LINE = 40  # characters of a label and its cell that fit a phone


def connect(app: Sphinx) -> None:
    """Register what cards need with Sphinx."""
    app.connect("doctree-resolved", _label_cells)
    app.add_node(nodes.entry, override=True, html=(_visit_entry, _depart_entry))
    app.add_node(nodes.table, override=True, html=(_visit_table, _depart_table))


def _label_cells(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give tables the headings of their columns. The first heads the cards, and says it all if there is one other."""
    if app.builder.format != "html":
        return
    for table in doctree.findall(nodes.table):
        head = next(table.findall(nodes.thead), None)
        if head is None:
            continue
        labels = [cell.astext().strip() for cell in head.findall(nodes.entry)]
        if MADE not in table["classes"] and len(labels) > 2:  # written by hand, in the text of a chapter
            table["classes"].append(STACKED)
        if STACKED not in table["classes"]:
            continue
        if len(labels) > MOST:
            raise ValueError(f"{docname}: a table of cards has {len(labels)} columns; book.css labels {MOST}.")
        for row in (row for body in table.findall(nodes.tbody) for row in body.findall(nodes.row)):
            for label, cell in list(zip(labels, row.children, strict=False))[1:]:
                if NOTHING.fullmatch(cell.astext().strip()) and cell.next_node(nodes.image) is None:
                    cell["classes"].append("empty")
                elif len(labels) > 2 and len(cell.children) == 1 and len(f"{label} {cell.astext()}") <= ONE_LINE:
                    cell["classes"].append(SHORT)
        if len(labels) > 2:
            table[LABELS] = labels


def _visit_table(translator: HTML5Translator, node: nodes.table) -> None:
    type(translator).visit_table(translator, node)
    named = [f"{VARIABLE}{i}:{quoted(label)}" for i, label in enumerate(node.get(LABELS, ()), 1) if i > 1 and label]
    if named:
        place = next(i for i in reversed(range(len(translator.body))) if "<table" in translator.body[i])
        style = f'<table style="{translator.attval(";".join(named))}"'
        translator.body[place] = translator.body[place].replace("<table", style, 1)


def _depart_table(translator: HTML5Translator, node: nodes.table) -> None:
    type(translator).depart_table(translator, node)


def _visit_entry(translator: HTML5Translator, node: nodes.entry) -> None:
    type(translator).visit_entry(translator, node)
    if isinstance(node.parent.parent, nodes.thead) and not node.astext().strip():  # a head that says nothing is none
        translator.body[-1] = translator.body[-1].replace("<th", "<td", 1)
        translator.context[-1] = translator.context[-1].replace("</th", "</td")


def _depart_entry(translator: HTML5Translator, node: nodes.entry) -> None:
    type(translator).depart_entry(translator, node)
