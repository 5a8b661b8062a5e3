"""How the tables of the article fit on its pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import panflute as pf

from ...render.layout import Fit, column, fit


def fit_table(table: pf.Table, where: str) -> Fit:
    """How a table fits on a page. Raises LayoutError, beginning with `where`, for one that does not."""
    rows = [*table.head.content, *(row for body in table.content for row in body.content)]
    texts = [[" ".join(pf.stringify(block) for block in cell.content) for cell in row.content] for row in rows]
    return fit([column(width, [row[i] for row in texts]) for i, (_, width) in enumerate(table.colspec)], where)


def turned(blocks: Sequence[pf.Block], where: Callable[[pf.Block], str]) -> list[bool]:
    """Which blocks stand on turned pages: tables that need it, with the headings and comments right above them."""
    found = [isinstance(block, pf.Table) and fit_table(block, where(block)).landscape for block in blocks]
    for i in range(len(blocks) - 2, -1, -1):
        above = isinstance(blocks[i], pf.Header) or (
            isinstance(blocks[i], pf.RawBlock) and blocks[i].text.startswith("%")
        )
        found[i] = found[i] or (above and found[i + 1])
    return found
