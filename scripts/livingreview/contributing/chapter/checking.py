"""What is wrong with a chapter: its markup, the results, figures and citations that it names, and its cells."""

from __future__ import annotations

import io
import tempfile
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, redirect_stderr
from difflib import SequenceMatcher, get_close_matches
from pathlib import Path

from myst_nb.core.read import MystMetadataParsingError

from ...book import Book
from ...publish.building import chapter_settings
from ...publish.cells import Cell, call, cells, cells_of, fault
from ...publish.messages import no_label
from ...publish.notebooks import failed, read_chapter, warned
from ...publish.roles import dataset_fault, mark_fault, result_fault
from ...render.myst import FIGURES
from ...store import DataError, Problem
from ...store.chapters import CHAPTERS, chapter_files, place
from ...store.checks import CHECKS
from ...store.markup.labels import MADE_BY_CELLS, NAMED
from ...store.markup.reading import Item, items, parser
from ...store.reading import read
from ...store.review import review_of
from ...subjects.page import drawn_into, words_only
from .parsing import sphinx_problems


def check_chapters(root: Path, names: Sequence[str]) -> list[Problem]:
    """What is wrong with the chapters of these names, in the order of files and lines; nothing is written.

    Data are checked first, and chapters with a fault do not hinder that. Raises DataError for faulty data, with what
    could be found in the chapters, and for a name that is no chapter.
    """
    files = [chapter_named(root, name) for name in names]
    loaded, problems = read(root)
    problems += [problem for check in CHECKS for problem in check(loaded)]
    wanted = {file.relative_to(root).as_posix() for file in files}
    mine = [one for one in problems if one.file in wanted]
    if faulty := [one for one in problems if not one.file.startswith(f"{CHAPTERS}/")]:
        raise DataError([*mine, *faulty])
    book = Book(review_of(loaded))
    whole = []  # chapters that can be read to their end
    for file in files:
        try:
            found = items(file.read_text("utf-8"), parser(root))
        except (OSError, UnicodeDecodeError):
            continue  # among the problems already
        if not any(item.kind == "unclosed" for item in found):
            whole.append(file)
            mine += _new(_executed(book, file, found), mine)
    return sorted(set(mine) | set(_new(sphinx_problems(book, whole), mine, lines=True)))


def _new(found: Iterable[Problem], known: Iterable[Problem], *, lines: bool = False) -> list[Problem]:
    """Problems that are not known under a similar message; with `lines`, nor under another in their line.

    Sphinx knows only the first line of a paragraph, so that the same fault may be known in another line.
    """
    messages = {(one.file, _gist(one.message)) for one in known}
    places = {(one.file, one.line) for one in known} if lines else set()
    return [
        one for one in found if (one.file, _gist(one.message)) not in messages and (one.file, one.line) not in places
    ]


def _gist(message: str) -> str:
    return message.partition(". ")[0].rstrip(".")


def chapter_named(root: Path, name: str) -> Path:
    """The chapter that is meant: by its file, as seen from here or from the review, or as others name it.

    Raises DataError with the nearest chapter if there is none.
    """
    files = {place(file, root): file for file in chapter_files(root)}
    typed = (Path(name), root / name, root / CHAPTERS / name, root / CHAPTERS / f"{name}.md")
    here = [file for path in typed for file in files.values() if path.exists() and path.resolve() == file.resolve()]
    if here:
        return here[0]
    short = name.removeprefix(f"{CHAPTERS}/").removesuffix(".md")
    close = get_close_matches(short, list(files), n=1, cutoff=0.3)
    meant = f"Did you mean {CHAPTERS}/{close[0]}.md?" if close else f"Chapters are the .md files in {CHAPTERS}/."
    raise DataError([Problem(name, 0, "", f"is not a chapter. {meant}")])


def _executed(book: Book, file: Path, found: list[Item]) -> Iterator[Problem]:
    """What shows only when results are computed and cells are called."""
    root = book.review.root
    name = file.relative_to(root).as_posix()
    for item in found:
        if message := _fault_of(book, item):
            yield Problem(name, item.line, "", message)
    own: set[str] = set()
    try:
        notebook = read_chapter(file.read_text("utf-8"), name, chapter_settings(root)[0])
    except MystMetadataParsingError as error:
        yield Problem(name, 0, "", str(error).removeprefix(f"{name}: "))
        return
    allowed = {one.text.strip() for one in book.review.config.allowed_in_chapters if one.chapter == place(file, root)}
    for cell in cells_of(notebook, place(file, root)):
        if cell.source.strip() not in allowed:
            for message in _called(book, cell, own):
                yield Problem(name, cell.line, "", message)
    yield from _labels(book, name, found, own)


def _fault_of(book: Book, item: Item) -> str:
    """What is wrong with a role, as the build says it; empty for a good one."""
    match item.kind, item.name:
        case "role", "result":
            return result_fault(book.results, item.text)
        case "role", "dataset":
            return dataset_fault(item.text)
        case "role", "mark":
            return mark_fault(item.text)
    return ""


def _called(book: Book, cell: Cell, labels: set[str]) -> Iterator[str]:
    """What is wrong with a cell, which is called; adds the labels of what it shows to `labels`."""
    if message := fault(book, cell.source):
        yield message
        return
    printed = io.StringIO()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="figures-"))
        stack.enter_context(drawn_into(Path(folder) / FIGURES.name))
        stack.enter_context(redirect_stderr(printed))
        given = stack.enter_context(warnings.catch_warnings(record=True))
        warnings.simplefilter("default")
        for kind in (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning):
            warnings.simplefilter("ignore", kind)  # as in a kernel
        try:
            labels.update(NAMED.findall(getattr(call(book, cell.source), "data", "") or ""))
        except Exception as error:  # whatever a method raises, the chapter has a cell that fails
            yield failed(type(error).__name__, str(error))
    texts = [f"{one.category.__name__}: {one.message}" for one in given]
    if text := "\n".join([*texts, printed.getvalue().strip()]).strip():
        yield warned(text)


def _labels(book: Book, name: str, found: Iterable[Item], own: set[str]) -> Iterator[Problem]:
    """References to figures and tables that no cell makes: other chapters' cells are called until all are found."""
    wanted: dict[str, int] = {}
    for item in found:
        label = item.text.partition("#")[2] or item.text if item.kind == "link" else item.text
        if item.kind in ("role", "link") and label.startswith(MADE_BY_CELLS):
            if item.kind == "link" or item.name in ("ref", "numref"):
                wanted.setdefault(label, item.line)
    missing = {label: line for label, line in wanted.items() if label not in own}
    known = set(own)
    others = list(cells(book.review.root)) if missing else []
    for label, line in missing.items():
        others.sort(key=lambda cell: -_alike(label, cell.source))  # most figures are found at the first try
        while others and label not in known:
            cell = others.pop(0)
            if not fault(book, cell.source):
                known |= _labels_of(book, cell)
        if label not in known:
            yield Problem(name, line, "", no_label(label, sorted(known)))


def _labels_of(book: Book, cell: Cell) -> set[str]:
    with words_only(), warnings.catch_warnings(action="ignore"):
        try:
            return set(NAMED.findall(getattr(call(book, cell.source), "data", "") or ""))
        except Exception:  # a fault of another chapter, whose own check reports it
            return set()


def _alike(label: str, source: str) -> float:
    return SequenceMatcher(None, label.replace("-", " "), source.replace("_", " ").replace(".", " ")).ratio()
