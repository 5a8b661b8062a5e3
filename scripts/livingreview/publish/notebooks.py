"""Chapters as notebooks: what every chapter would otherwise repeat is added when it is read.

A chapter is prose and cells of one line, such as::

    ```{code-cell}
    book.pools.forest("response")
    ```

Before its first cell a chapter gets a hidden cell that opens the book. A cell without tags shows its output only; one
with tags, such as `:tags: [hide-input]`, is shown as they say.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from myst_nb.core.read import MystMetadataParsingError, read_myst_markdown_notebook
from myst_parser.config.main import MdParserConfig

from ..store.chapters import chapter_files

OPENING = "from livingreview.book import open_book\nbook = open_book()"
KERNEL = {"name": "python3", "display_name": "Python 3"}


def read_chapter(text: str, path: str, extensions: Iterable[str] = ("colon_fence",)) -> nbformat.NotebookNode:
    """A chapter as a notebook; without any cell it has no kernel, and nothing of it is executed.

    `extensions` are those of MyST that decide where blocks begin and end. Raises MystMetadataParsingError, with the
    path, for an empty chapter and for a cell whose options cannot be read.
    """
    if not text.strip():
        raise MystMetadataParsingError(f"{path}: the chapter is empty. It needs a title at least.")
    try:
        notebook = read_myst_markdown_notebook(
            text, MdParserConfig(enable_extensions=set(extensions)), add_source_map=True, path=path
        )
    except MystMetadataParsingError as error:
        raise MystMetadataParsingError(f"{path}: {error}") from error
    lines = text.splitlines()
    starts = [
        _first_line(cell.source, lines, after)
        for cell, after in zip(notebook.cells, notebook.metadata["source_map"], strict=True)
    ]
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for cell in cells:
        cell.metadata.setdefault("tags", ["remove-input"])
    if cells:
        notebook.metadata.setdefault("kernelspec", nbformat.from_dict(KERNEL))
        opening = nbformat.v4.new_code_cell(OPENING, metadata={"tags": ["remove-cell"]})
        notebook.cells.insert(0, opening)
        starts.insert(0, 0)
    # Messages name the line two below an entry (in MyST-NB 1.4), so that lines counted from 0 need one less.
    notebook.metadata["source_map"] = [start - 1 for start in starts]
    return notebook


def _first_line(source: str, lines: list[str], after: int) -> int:
    """The line, counted from 0, at which the text of a cell begins: blank lines and options come before it."""
    first = source.partition("\n")[0].rstrip()
    return next((i for i, line in enumerate(lines[after:], after) if first and line.rstrip() == first), after)


def formats(root: Path, extensions: Iterable[str]) -> dict[str, list[Any]]:
    """The readers of written chapters, for `nb_custom_formats`; generated pages stay plain Markdown."""
    reader = f"{read_chapter.__module__}.{read_chapter.__name__}"
    return {str(file): [reader, {"path": str(file), "extensions": sorted(extensions)}] for file in chapter_files(root)}


def failed_cells(doctree: nodes.document) -> list[tuple[int, str]]:
    """Every cell of a chapter that raised an error: its first line in the file, and the error."""
    found = [block for block in doctree.findall(nodes.literal_block) if "traceback" in block["classes"]]
    return [(block.line, block.astext().strip().splitlines()[-1]) for block in found]
