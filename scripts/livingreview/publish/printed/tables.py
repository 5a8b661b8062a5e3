"""Tables of the book that a page in portrait can hold once their rows are columns."""

from __future__ import annotations

from docutils import nodes

from ...render.layout import Fit, column, fit

FEW_ROWS = 3  # most rows of a table that is transposed because it is too wide for a page in portrait


def fitted_columns(table: nodes.table, where: str) -> Fit:
    """How a table is set; one of few rows that is too wide for a page in portrait is transposed.

    Raises LayoutError, with a message that begins with `where`, if it fits on no page.
    """
    how = _fit(table, where)
    heads, body = table.next_node(nodes.thead), table.next_node(nodes.tbody)
    if how.landscape and heads is not None and len(body) <= FEW_ROWS:
        _transpose(table.next_node(nodes.tgroup), heads, body)
        how = _fit(table, where)
    return how


def _fit(table: nodes.table, where: str) -> Fit:
    rows = [[entry.astext() for entry in row] for row in table.findall(nodes.row)]
    specs = list(table.findall(nodes.colspec))
    return fit([column(_width(spec), [row[i] for row in rows]) for i, spec in enumerate(specs)], where)


def _width(spec: nodes.colspec) -> float:
    return float(spec.get("colwidth", 1))


def _transpose(group: nodes.tgroup, heads: nodes.thead, body: nodes.tbody) -> None:
    """Turn the rows of a table into columns, so that a wide table of a few rows fits on a page in portrait."""
    columns = [list(found) for found in zip(*(row.children for row in (*heads, *body)), strict=True)]
    made = [nodes.row("", *entries) for entries in columns]
    specs = [nodes.colspec(colwidth=1), *(nodes.colspec(colwidth=3) for _ in columns[0][1:])]
    group.children = []
    group["cols"] = len(specs)
    group += [*specs, nodes.thead("", made[0]), nodes.tbody("", *made[1:])]
