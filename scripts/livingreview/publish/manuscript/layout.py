"""Fitting the tables of the article on its pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import panflute as pf

from ...render.layout import Fit, column, fit
from . import raw


def fit_table(table: pf.Table, where: str) -> Fit:
    """Fit a table on a page. Raises LayoutError, with a message that begins with `where`, if it does not fit."""
    texts = table_rows(table)
    return fit([column(width, [row[i] for row in texts]) for i, (_, width) in enumerate(table.colspec)], where)


def table_rows(table: pf.Table) -> list[list[str]]:
    """The texts of the cells of a table, row by row, header first."""
    rows = [*table.head.content, *(row for body in table.content for row in body.content)]
    return [[" ".join(_text(block) for block in cell.content) for cell in row.content] for row in rows]


def _text(block: pf.Block) -> str:
    """Text of a cell, with a blank around what a comparison marks: lines may break there."""
    if not isinstance(block, (pf.Plain, pf.Para)):
        return pf.stringify(block)
    marked = [f" {pf.stringify(one)} " if isinstance(one, pf.Span) else pf.stringify(one) for one in block.content]
    return "".join(marked)


def turned(blocks: Sequence[pf.Block], where: Callable[[pf.Block], str]) -> list[bool]:
    """Whether each block is on a page in landscape: tables that need it, with the headings and comments above them."""
    found = [isinstance(block, pf.Table) and fit_table(block, where(block)).landscape for block in blocks]
    for i in range(len(blocks) - 2, -1, -1):
        above = isinstance(blocks[i], pf.Header) or raw.is_comment(blocks[i])
        found[i] = found[i] or (above and found[i + 1])
    return found
