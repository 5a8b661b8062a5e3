"""The whole book on pages: tables and figures that fit, headings with what follows."""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from ...render.layout import GUTTER, TEXT_HEIGHT, Fit, LayoutError, Piece, column, fit, pieces, row_height, told
from .document import plain

HEADING = 60  # points that one takes
FEW_ROWS = 3  # a table of so many rows that is too wide for an upright page gets them as columns
logger = logging.getLogger(__name__)


def arrange(app: Sphinx, doctree: nodes.document) -> None:
    """Set the whole book on pages: tables and figures that fit, headings with what follows.

    What fits on no page is a warning that names its chapter and item.
    """
    title = next(iter(doctree.findall(nodes.title)))  # LaTeX makes it the title of the book and its chapter has none
    _insert(title, _raw(rf"\livingreviewfirst{{{plain(title.astext())}}}"), after=True)
    for heading in list(doctree.findall(nodes.line_block)):  # Jupyter Book makes them of the first chapter's headings
        _insert(heading, _raw(_room(2 * HEADING)))
    for item in [*doctree.findall(nodes.figure), *doctree.findall(nodes.table)]:
        try:
            _arrange_figure(app, item) if isinstance(item, nodes.figure) else _arrange_table(item)
        except LayoutError as error:
            logger.warning("%s", error, location=(_chapter(item), item.line))


def _room(points: float) -> str:
    """LaTeX that begins a new page if less is left: a heading stays with what it opens."""
    return rf"\Needspace{{{points:.0f}pt}}"  # the other, \needspace, lets a long table begin before the page ends


def _raw(latex: str) -> nodes.raw:
    return nodes.raw("", latex, format="latex")


def _insert(beside: nodes.Node, node: nodes.Node, *, after: bool = False) -> None:
    beside.parent.insert(beside.parent.index(beside) + after, node)


def _chapter(node: nodes.Node) -> str:
    # Jupyter Book takes the files apart and leaves their names on their topmost sections.
    while node.parent is not None and not node.get("docname"):
        node = node.parent
    return node.get("docname", "")


def _arrange_table(table: nodes.table) -> None:
    how = _fit(table)
    heads, body = table.next_node(nodes.thead), table.next_node(nodes.tbody)
    if how.landscape and heads is not None and len(body) <= FEW_ROWS:
        _transpose(table.next_node(nodes.tgroup), heads, body)
        how = _fit(table)
    for spec, share in zip(table.findall(nodes.colspec), how.shares, strict=True):
        spec["colwidth"] = round(share * 1000)
    table["classes"].append("colwidths-given")
    after = r"\endgroup"
    if not _inside(table, nodes.Admonition, nodes.list_item, nodes.entry):
        table["classes"].append("longtable")
        if not isinstance(table[0], nodes.title):
            after += r"\addtocounter{table}{-1}"  # longtable counts those without caption too
    start = r"\begin{landscape}" if how.landscape else _room(_start_height(table, how))
    _insert(_opened_by(table) or table, _raw(start))
    _insert(table, _raw(rf"\begingroup\{how.size}\setlength{{\tabcolsep}}{{{GUTTER / 2}pt}}"))
    _insert(table, _raw(after + (r"\end{landscape}" if how.landscape else "")), after=True)


def _fit(table: nodes.table) -> Fit:
    rows = [[entry.astext() for entry in row] for row in table.findall(nodes.row)]
    columns = [
        column(spec["colwidth"], [row[i] for row in rows]) for i, spec in enumerate(table.findall(nodes.colspec))
    ]
    return fit(columns, _name(table))


def _start_height(table: nodes.table, how: Fit) -> float:
    """Points that a heading, the caption and the first rows take: no row is broken over two pages."""
    title = table.next_node(nodes.title)
    rows = list(table.findall(nodes.row))[:3]
    tall = sum(row_height([entry.astext() for entry in row], how) for row in rows)
    return min(HEADING + told(title.astext() if title is not None else "") + tall, TEXT_HEIGHT / 2)


def _transpose(group: nodes.tgroup, heads: nodes.thead, body: nodes.tbody) -> None:
    """Make columns of the rows of a table: a wide one of a few rows then stands upright."""
    columns = [list(found) for found in zip(*(row.children for row in (*heads, *body)), strict=True)]
    made = [nodes.row("", *entries) for entries in columns]
    specs = [nodes.colspec(colwidth=1), *(nodes.colspec(colwidth=3) for _ in columns[0][1:])]
    group.children = []
    group["cols"] = len(specs)
    group += [*specs, nodes.thead("", made[0]), nodes.tbody("", *made[1:])]


def _inside(node: nodes.Node, *kinds: type) -> bool:
    while (node := node.parent) is not None:
        if isinstance(node, kinds):
            return True
    return False


def _opened_by(item: nodes.Element) -> nodes.section | nodes.rubric | None:
    """The section, or the heading of what was folded on the site, that begins with this figure or table."""
    while item.parent is not None:
        before = [one for one in item.parent.children[: item.parent.index(item)] if _is_seen(one)]
        if before:
            heading = before[-1]
            if isinstance(heading, nodes.title) and isinstance(item.parent, nodes.section):
                return item.parent
            return heading if isinstance(heading, nodes.rubric) else None
        item = item.parent
    return None


def _is_seen(node: nodes.Node) -> bool:
    shown = not isinstance(node, (nodes.raw, nodes.Invisible))
    return shown and bool(node.astext() or (isinstance(node, nodes.Element) and node.next_node(nodes.image)))


def _name(item: nodes.Element) -> str:
    return next((name for name in (*item["names"], *item["ids"]) if name.startswith(("tbl-", "fig-"))), "an item")


def _arrange_figure(app: Sphinx, figure: nodes.figure) -> None:
    image, caption = figure.next_node(nodes.image), figure.next_node(nodes.caption)
    picture = image["candidates"].get("application/pdf") if image is not None else None
    if picture is None:
        return
    found = pieces(Path(app.srcdir) / picture, caption.astext() if caption is not None else "", _name(figure))
    for piece in found:
        # To be copied, though no node names it.
        app.builder.images[str(piece.file.relative_to(app.srcdir))] = piece.file.name
    image.replace_self(_raw(graphic(found[0], found[0].file.name)))
    if (heading := _opened_by(figure)) is not None:
        _insert(heading, _raw(_room(found[0].room + HEADING)))
    label = rf"\detokenize{{{_chapter(figure)}:{figure['ids'][0]}}}"
    continued = rf"\par\medskip{{\small\hyperref[{label}]{{\figurename~\ref*{{{label}}}}}, continued}}"
    for piece in reversed(found[1:]):
        whole = rf"\begin{{figure}}[H]\centering {graphic(piece, piece.file.name)}{continued}\end{{figure}}"
        _insert(figure, _raw(whole), after=True)


def graphic(piece: Piece, file: str | Path) -> str:
    """LaTeX that sets a picture that stands at `file`."""
    return rf"\includegraphics[width={piece.width:.1f}pt]{{{file}}}"
