"""How a figure or table becomes MyST that the book sets: numbered, with its data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from .style import Drawing
from .table import Table

FIGURES = Path("_build") / "figures"
FORMAT = "BOOK_FORMAT"  # environment variable that names the builder for which chapters are executed
READ_ONLY = "read"  # execute and read every chapter, write nothing: for the article
PAPER = ("latex", READ_ONLY)  # what is built without the pages of single studies, and needs figures as PDF
SHORT = 8  # rows; a numbered table with more can be sorted, searched and downloaded on the page
ROWS_TITLE = "The figures behind this plot"


def figure_text(drawing: Drawing, behind: Table | None = None, title: str = ROWS_TITLE) -> str:
    """MyST of a numbered figure: page-width image, phone-width image (HTML only), and the rows behind it, folded."""
    place = f"/{FIGURES.as_posix()}/{drawing.name}"
    alt = drawing.alt.replace("\n", " ")
    inline = " inline-svg" if drawing.svg is not None else ""  # its words are text: `book` puts it into the page
    options = f":name: fig-{drawing.name}\n:alt: {alt}\n:class: page-width{inline}"
    narrow = f":::{{only}} html\n```{{image}} {place}-narrow.svg\n:alt: {alt}\n:class: phone-width{inline}\n```\n:::"
    text = f"::::{{figure}} {place}.*\n{options}\n\n{drawing.caption}\n\n{narrow}\n::::\n"
    if behind is not None and behind.rows:
        text += f"\n::::{{dropdown}} {title}\n:name: behind-{drawing.name}\n\n{table_text(behind)}\n::::\n"
    return text


def table_text(table: Table) -> str:
    """MyST of a numbered table; a sentence where it would be empty."""
    if not table.rows:
        return f"*{table.caption} There are none in the data.*"
    kinds = ("stacked",) * table.stacked + ("wide",) * table.wide + ("interactive",) * (len(table.rows) > SHORT)
    return list_table(table.header, table.rows, table.widths, table.caption, f":name: tbl-{table.name}\n", *kinds)


def folded(title: str, table: Table) -> str:
    """MyST of a numbered table that opens on a click."""
    return f"::::{{dropdown}} {title}\n\n{table_text(table)}\n::::\n"


def list_table(
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    widths: Sequence[int],
    title: str = "",
    options: str = "",
    *kinds: str,
) -> str:
    """MyST of a table of MyST cells, each of one or more paragraphs; numbered if it has a title. `kinds`: classes."""
    lines = [
        f":::{{list-table}} {title}",
        f"{options}:header-rows: 1",
        f":class: {' '.join(('longtable', *kinds))}",
        f":widths: {' '.join(map(str, widths))}",
        "",
    ]
    for row in (header, *rows):
        lines += [("* - " if i == 0 else "  - ") + _cell(cell) for i, cell in enumerate(row)]
    return "\n".join([*lines, ":::"])


def _cell(text: str) -> str:
    text = f"\\{text}" if text.startswith("%") else text or " "  # a line that begins with % is a comment
    return text.replace("\n", "\n    ")
