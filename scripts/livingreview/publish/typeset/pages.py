"""Arrangement of the book on pages: tables and figures that fit, headings kept with the text that follows."""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from ...render.layout import (
    GUTTER,
    TEXT_HEIGHT,
    Fit,
    LayoutError,
    Piece,
    caption_height,
    column,
    fit,
    pieces,
    row_height,
)
from .breaks import break_literals
from .document import plain

HEADING = 60  # height of a heading in points
FEW_ROWS = 3  # most rows of a table that is transposed because it is too wide for a page in portrait
logger = logging.getLogger(__name__)


def arrange(app: Sphinx, doctree: nodes.document) -> None:
    """Arrange tables, figures and headings of the book on pages.

    A table or figure that fits on no page gives a warning with its chapter and name.
    """
    title = next(iter(doctree.findall(nodes.title)))  # LaTeX takes it as the title of the book, so its chapter has none
    _insert(title, _raw(rf"\livingreviewfirst{{{plain(title.astext())}}}"), after=True)
    break_literals(doctree)
    for heading in list(doctree.findall(nodes.line_block)):  # Jupyter Book makes these of the first chapter's headings
        _insert(heading, _raw(_need_space(2 * HEADING)))
    for item in [*doctree.findall(nodes.figure), *doctree.findall(nodes.table)]:
        try:
            _arrange_figure(app, item) if isinstance(item, nodes.figure) else _arrange_table(item)
        except LayoutError as error:
            logger.warning("%s", error, location=(_chapter(item), item.line))


def _need_space(points: float) -> str:
    """LaTeX that begins a new page if less height is left, so that a heading stays with the text that follows."""
    return rf"\Needspace{{{points:.0f}pt}}"  # \needspace would still let a long table begin at the foot of a page


def _raw(latex: str) -> nodes.raw:
    return nodes.raw("", latex, format="latex")


def _insert(beside: nodes.Node, node: nodes.Node, *, after: bool = False) -> None:
    beside.parent.insert(beside.parent.index(beside) + after, node)


def _chapter(node: nodes.Node) -> str:
    # Jupyter Book splits the files and leaves their names on their topmost sections.
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
            after += r"\addtocounter{table}{-1}"  # longtable also counts tables without a caption
    heading = _opened_by(table)
    if how.landscape:
        _insert(_beside(table, heading), _raw(r"\end{landscape}"), after=True)
    _insert(heading or table, _raw(r"\begin{landscape}" if how.landscape else _need_space(_start_height(table, how))))
    _insert(table, _raw(rf"\begingroup\{how.size}\setlength{{\tabcolsep}}{{{GUTTER / 2}pt}}"))
    _insert(table, _raw(after), after=True)


def _fit(table: nodes.table) -> Fit:
    rows = [[entry.astext() for entry in row] for row in table.findall(nodes.row)]
    columns = [
        column(spec["colwidth"], [row[i] for row in rows]) for i, spec in enumerate(table.findall(nodes.colspec))
    ]
    return fit(columns, _name(table))


def _start_height(table: nodes.table, how: Fit) -> float:
    """Height in points of a heading, the caption and the first rows; rows are never split over two pages."""
    title = table.next_node(nodes.title)
    rows = list(table.findall(nodes.row))[:3]
    tall = sum(row_height([entry.astext() for entry in row], how) for row in rows)
    return min(HEADING + caption_height(title.astext() if title is not None else "") + tall, TEXT_HEIGHT / 2)


def _transpose(group: nodes.tgroup, heads: nodes.thead, body: nodes.tbody) -> None:
    """Turn the rows of a table into columns, so that a wide table of a few rows fits on a page in portrait."""
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
    """The outermost heading that nothing but headings separates from this figure or table.

    A heading is a section, or that of a part folded on the site.
    """
    heading = None
    while item.parent is not None:
        before = [one for one in item.parent.children[: item.parent.index(item)] if _is_visible(one)]
        if not before:
            item = item.parent
        elif isinstance(before[-1], nodes.title) and isinstance(item.parent, nodes.section):
            heading = item = item.parent
        elif isinstance(before[-1], nodes.rubric) and heading is None:
            heading = item = before[-1]
        else:
            break
    return heading


def _beside(item: nodes.Element, heading: nodes.section | nodes.rubric | None) -> nodes.Element:
    """What holds the item, as far out as its section or heading: an environment of LaTeX has to end after it."""
    if heading is None:
        return item
    home = heading if isinstance(heading, nodes.section) else heading.parent
    while item.parent is not home and not isinstance(item.parent, nodes.section):
        item = item.parent
    return item


def _is_visible(node: nodes.Node) -> bool:
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
        # Sphinx copies only pictures that are registered here or named by a node.
        app.builder.images[str(piece.file.relative_to(app.srcdir))] = piece.file.name
    image.replace_self(_raw(graphic(found[0], found[0].file.name)))
    if (heading := _opened_by(figure)) is not None:
        _insert(heading, _raw(_need_space(found[0].height + HEADING)))
    label = rf"\detokenize{{{_chapter(figure)}:{figure['ids'][0]}}}"
    continued = rf"\par\medskip{{\small\hyperref[{label}]{{\figurename~\ref*{{{label}}}}}, continued}}"
    for piece in reversed(found[1:]):
        whole = rf"\begin{{figure}}[H]\centering {graphic(piece, piece.file.name)}{continued}\end{{figure}}"
        _insert(figure, _raw(whole), after=True)


def graphic(piece: Piece, file: str | Path) -> str:
    """LaTeX that includes the picture `file` at the width of the piece."""
    return rf"\includegraphics[width={piece.width:.1f}pt]{{{file}}}"
