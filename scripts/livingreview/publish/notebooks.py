"""Reading chapters as notebooks, with the parts added that every chapter would otherwise repeat.

A chapter is prose and cells of one line, such as::

    ```{code-cell}
    book.pools.forest("response")
    ```

A hidden cell that opens the book is added before the first cell. A cell without tags shows its output only; tags, such
as `:tags: [hide-input]`, change that.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from myst_nb.core.read import MystMetadataParsingError, read_myst_markdown_notebook
from myst_parser.config.main import MdParserConfig

from ..store.chapters import RESULT, chapter_files

OPENING = "from livingreview.book import open_book\nbook = open_book()"
EXECUTED_IN = "BOOK_EXECUTED"  # environment variable: the folder with the executed chapters
STDERR_FOUND = "stderr was found"  # begins MyST-NB's message about a cell that printed a warning
KERNEL = {"name": "python3", "display_name": "Python 3"}


def read_chapter(text: str, path: str, extensions: Iterable[str] = ("colon_fence",)) -> nbformat.NotebookNode:
    """Read a chapter as a notebook; one without cells has no kernel, and is not executed.

    `extensions` are the MyST extensions that decide where blocks end. Raises MystMetadataParsingError,
    with the path, for an empty chapter and for a cell whose options cannot be read.
    """
    if not text.strip():
        raise MystMetadataParsingError(f"{path}: the chapter is empty. It needs at least a title.")
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
    cells = code_cells(notebook)
    for cell in cells:
        cell.metadata.setdefault("tags", ["remove-input"])
    if cells:
        notebook.metadata.setdefault("kernelspec", nbformat.from_dict(KERNEL))
        opening = nbformat.v4.new_code_cell(OPENING, metadata={"tags": ["remove-cell"]})
        notebook.cells.insert(0, opening)
        starts.insert(0, 0)
    # MyST-NB 1.4 reports the line two below an entry, so entries counted from 0 are lowered by one.
    notebook.metadata["source_map"] = [start - 1 for start in starts]
    return notebook


def _first_line(source: str, lines: list[str], after: int) -> int:
    """Line, counted from 0, on which the text of a cell begins, after blank lines and options."""
    first = source.partition("\n")[0].rstrip()
    return next((i for i, line in enumerate(lines[after:], after) if first and line.rstrip() == first), after)


def read_executed(text: str, path: str, outputs: str, extensions: Iterable[str] = ()) -> nbformat.NotebookNode:
    """Read a chapter with the outputs of its cells from `outputs`, the notebook that `execution` wrote.

    Raises MystMetadataParsingError as `read_chapter` does, and if the chapter was edited since it was executed.
    """
    notebook = read_chapter(text, path, extensions)
    if not has_cells(notebook):
        return notebook
    executed = nbformat.read(outputs, as_version=4)
    if [cell.source for cell in notebook.cells] != [cell.source for cell in executed.cells]:
        raise MystMetadataParsingError(f"{path}: the chapter was edited while the book was built. Build it again.")
    take_outputs(notebook, executed)
    return notebook


def take_outputs(notebook: nbformat.NotebookNode, executed: nbformat.NotebookNode) -> None:
    """Give the cells of a chapter the outputs of the same cells of an executed notebook."""
    notebook.metadata["language_info"] = executed.metadata["language_info"]
    for cell, done in zip(code_cells(notebook), code_cells(executed), strict=True):
        cell.outputs, cell.execution_count = done.outputs, done.execution_count


def code_cells(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """The cells that are executed, in their order."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def has_cells(notebook: nbformat.NotebookNode) -> bool:
    """Whether a chapter has a cell, so that it is executed."""
    return bool(code_cells(notebook))


def printed_results(texts: Iterable[str]) -> list[str]:
    """Names of the results that the prose of chapters prints, each once."""
    return sorted({name for text in texts for name in RESULT.findall(text)})


def said(name: str, value: str) -> str:
    """What an error says: a sentence of ours as it is, anything else behind the name of the error."""
    if name == "KeyError":  # prints its text in quotes
        try:
            value = str(ast.literal_eval(value))
        except (ValueError, SyntaxError):
            pass
    return value if name in ("KeyError", "ValueError", "UnknownResult") and " " in value else f"{name}: {value}"


def failed(name: str, value: str) -> str:
    """The message about a cell that failed with this error."""
    return f"the cell failed: {said(name, value)}"


def warned(text: str) -> str:
    """The message about a cell that wrote this to the standard error stream."""
    return f"the cell printed a warning:\n{text}"


def printed_warnings(notebook: nbformat.NotebookNode) -> list[tuple[int, str]]:
    """What each cell of an executed chapter wrote to the standard error stream, with the line of the cell."""
    found = []
    for cell, start in zip(notebook.cells, notebook.metadata["source_map"], strict=True):
        outputs = cell.outputs if cell.cell_type == "code" else []
        if text := "".join(one.text for one in outputs if one.output_type == "stream" and one.name == "stderr"):
            found.append((start + 2, text.strip()))
    return found


def failed_cell(notebook: nbformat.NotebookNode) -> tuple[int, str] | None:
    """Line of the cell of an executed chapter that failed, and the message about it; None if none did."""
    for cell, start in zip(notebook.cells, notebook.metadata["source_map"], strict=True):
        for one in cell.outputs if cell.cell_type == "code" else []:
            if one.output_type == "error":
                return start + 2, failed(one.ename, one.evalue)
    return None


def executed_file(folder: Path, chapter: Path) -> Path:
    """Where a chapter with its outputs is written; `chapter` is its path in the review."""
    return folder / chapter.with_suffix(".ipynb")


def traceback_file(folder: Path, chapter: Path) -> Path:
    """Where the traceback of a failed cell of a chapter is written."""
    return folder / chapter.with_suffix(".txt")


def formats(root: Path, extensions: Iterable[str], executed: str | None = None) -> dict[str, list[Any]]:
    """Readers of chapters for `nb_custom_formats`; generated pages remain plain Markdown.

    `executed` is the folder with the executed chapters; without it, chapters are read as they are, to be executed.
    """
    found: dict[str, list[Any]] = {}
    for file in chapter_files(root):
        options: dict[str, Any] = {"path": str(file), "extensions": sorted(extensions)}
        if executed is not None:
            options["outputs"] = str(executed_file(Path(executed), file.relative_to(root)))
        reader = read_chapter if executed is None else read_executed
        found[str(file)] = [f"{__name__}.{reader.__name__}", options]
    return found


def failed_cells(doctree: nodes.document) -> list[tuple[int, tuple[str, str]]]:
    """Cells of a chapter that raised an error, each with its first line in the file, and name and text of the error."""
    found = [block for block in doctree.findall(nodes.literal_block) if "traceback" in block["classes"]]
    last = [(block.line, block.astext().strip().splitlines()[-1].partition(": ")) for block in found]
    return [(line, (name, text)) for line, (name, _, text) in last]
