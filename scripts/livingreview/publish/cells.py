"""The cells of chapters, called in this process: no kernel, no Sphinx, and no code but calls of the book's methods.

For comparing what two states of a review print, and for checking a chapter. A build executes chapters with `execution`.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from ..book import Book
from ..schema import nearest
from ..store.chapters import chapter_files, place
from ..store.markup.cells import Call, NotACall, cell_call
from ..subjects.page import Page
from .notebooks import OPENING, code_cells, read_chapter

__all__ = ["Cell", "NotACall", "call", "cells", "cells_of", "fault"]


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
        yield from cells_of(read_chapter(file.read_text("utf-8"), str(file)), place(file, root))


def cells_of(notebook: nbformat.NotebookNode, chapter: str) -> Iterator[Cell]:
    """The cells of a chapter that was read, in order, without the one that opens the book."""
    starts = dict(zip(map(id, notebook.cells), notebook.metadata["source_map"], strict=True))
    for cell in code_cells(notebook):
        if cell.source != OPENING:
            yield Cell(chapter, starts[id(cell)] + 2, cell.source)


def call(book: Book, source: str) -> Any:
    """What a cell shows: the result of its call.

    Raises NotACall for a cell that is anything but a call such as `book.pools.forest("response", dose=True)`, which is
    then not executed; what the call raises is passed on.
    """
    if message := fault(book, source):
        raise NotACall(message)
    made = cell_call(source)
    return getattr(getattr(book, made.subject), made.method)(*made.values, **made.named)


def fault(book: Book, source: str) -> str:
    """Why a cell cannot be called, with the nearest name; empty if it can."""
    try:
        made = cell_call(source)
    except NotACall as error:
        return f"the cell {error}."
    subjects = {name: one for name, one in vars(book).items() if isinstance(one, Page)}
    if made.subject not in subjects:
        return f"the book has no subject {made.subject!r}. {nearest(made.subject, sorted(subjects), 40)}"
    methods = dict(inspect.getmembers(subjects[made.subject], _is_public_method))
    if made.method not in methods:
        return f"book.{made.subject} has no method {made.method!r}. {nearest(made.method, sorted(methods), 40)}"
    return _values_fault(made, inspect.signature(methods[made.method]))


def _is_public_method(one: object) -> bool:
    return inspect.ismethod(one) and not one.__name__.startswith("_")


def _values_fault(made: Call, signature: inspect.Signature) -> str:
    try:
        signature.bind(*made.values, **made.named)
    except TypeError as error:
        takes = f"book.{made.subject}.{made.method}{_shown(signature)}"
        return f"book.{made.subject}.{made.method}: {error}. It is {takes}."
    return ""


def _shown(signature: inspect.Signature) -> str:
    """The values that a method takes, without their types."""
    bare = [one.replace(annotation=inspect.Parameter.empty) for one in signature.parameters.values()]
    return str(inspect.Signature(bare))
