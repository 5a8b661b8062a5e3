"""The cells of chapters, called in this process: no kernel, no Sphinx, and no code but calls of the book's methods.

For comparing what two states of a review print. A build executes chapters with `execution`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..book import Book
from ..store.chapters import chapter_files, place
from .notebooks import code_cells, read_chapter


class NotACall(ValueError):
    """A cell is something else than calls of the book's methods with written-out values."""


@dataclass(frozen=True)
class Cell:
    """A cell of a chapter: the chapter as `place` names it, the line on which the cell begins, and its text."""

    chapter: str
    line: int
    source: str

    @property
    def last(self) -> str:
        """Its last line."""
        return self.source.strip().splitlines()[-1]


def cells(root: Path) -> Iterator[Cell]:
    """Every cell of every chapter, in order, without those that open the book."""
    for file in chapter_files(root):
        notebook = read_chapter(file.read_text("utf-8"), str(file))
        starts = dict(zip(map(id, notebook.cells), notebook.metadata["source_map"], strict=True))
        for cell in code_cells(notebook):
            if "open_book()" not in cell.source:
                yield Cell(place(file, root), starts[id(cell)] + 2, cell.source)


def call(book: Book, source: str) -> Any:
    """What a cell shows: the result of its last call.

    Raises NotACall for a cell that holds anything but calls such as `book.pools.forest("response", dose=True)`, which
    is then not executed; what a call raises is passed on.
    """
    try:
        statements = ast.parse(source).body
    except SyntaxError as error:
        raise NotACall(f"{source.strip()!r} is not Python.") from error
    shown = None
    for subject, method, values, named in [_call(statement, source) for statement in statements]:
        shown = getattr(getattr(book, subject), method)(*values, **named)
    return shown


def _call(statement: ast.stmt, source: str) -> tuple[str, str, list[Any], dict[str, Any]]:
    match statement:
        case ast.Expr(
            ast.Call(ast.Attribute(ast.Attribute(ast.Name("book"), subject), method), arguments, keywords)
        ) if not subject.startswith("_") and not method.startswith("_"):
            try:
                values = [ast.literal_eval(argument) for argument in arguments]
                return subject, method, values, {str(one.arg): ast.literal_eval(one.value) for one in keywords}
            except ValueError:
                pass
    raise NotACall(f"{source.strip()!r} is no call of a method of the book with written-out values.")
