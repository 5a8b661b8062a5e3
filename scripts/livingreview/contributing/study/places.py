"""In which figures, tables and sentences of the book a publication appears."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...book import Book
from ...publish.cells import NotACall, call, cells
from ...store.citations import cited_in
from ...subjects.page import words_only
from .showing import Section

NAME = re.compile(r"^:name: (fig|tbl|data-table)-(\S+)$", re.MULTILINE)
WITHOUT_STUDIES = ("validation", "protocol", "reporting")  # subjects whose cells name no publication


def places(book: Book, key: str) -> Iterator[Section]:
    """The numbered figures and tables that name the publication, by chapter, and the lines that cite it."""
    review = book.review
    named = re.compile(rf"/studies/{re.escape(key)}\.md|(?<!\w){re.escape(review.bibliography.label(key))}(?!\w)")
    rows: list[tuple[str, str, str]] = []
    with words_only():
        for cell in cells(review.root):
            if any(f"book.{subject}." in cell.source for subject in WITHOUT_STUDIES):
                continue
            try:
                shown = call(book, cell.source)
            except NotACall:
                continue
            except Exception as error:  # a chapter may call anything, and nobody has checked that it can be computed
                rows.append((f"{cell.chapter}, line {cell.line}", "cell", f"fails: {error}"))
                continue
            text = getattr(shown, "data", "")
            for kind, name in dict.fromkeys(_before(text, found.start()) for found in named.finditer(text)):
                rows.append((f"{cell.chapter}, line {cell.line}", kind, name or cell.last))
    for file, line, cited in cited_in(review.root):
        if cited == key:
            rows.append((f"{file.removeprefix('chapters/').removesuffix('.md')}, line {line}", "sentence", "cites it"))
    none = "" if rows else "No figure, table or sentence of a chapter names it."
    yield Section("Figures, tables and sentences", ("Chapter", "Kind", "Which"), tuple(rows), none)


def _before(text: str, place: int) -> tuple[str, str]:
    """The numbered figure or table in which a place of a cell's output is."""
    names = list(NAME.finditer(text, 0, place))[-2:]
    if not names:
        return "text", ""
    if names[0][1] == "data-table":  # a table in the folded data of a figure belongs to the figure
        return "figure", f"fig-{names[0][2]}"
    kind = "table" if names[-1][1] == "tbl" else "figure"
    return kind, f"{'tbl' if kind == 'table' else 'fig'}-{names[-1][2]}"
