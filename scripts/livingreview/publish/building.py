"""One build: the data are read once, every chapter is executed once, and any number of formats is made from that."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import nbformat
import yaml
from myst_nb.core.read import MystMetadataParsingError

from ..book import Book, open_book, shared
from ..render.myst import FIGURES, FORMAT, PAPER
from ..render.uses import Use, asking
from ..search.strategies.declared import check_strategies
from ..store import DataError, Problem, Review
from ..store.chapters import STUDY_PAGES, chapter_files, place
from ..subjects.data.model import OPEN_DATA, write_open_data
from ..subjects.results import UnknownResult
from ..subjects.validation.model import REFERENCE, SIMULATED
from ..wording import count
from . import progress
from .cells import cells_of, fault
from .execution import Executed, execute, jobs, processes
from .notebooks import EXECUTED_IN, has_cells, printed_results, read_chapter, traceback_file
from .workplace import BUILT, NotBuilt, alone, begin_fork, refusal

WORK = BUILT / "work"  # deleted after a build; kept after a failed one
TIMES = BUILT / "times.json"  # seconds that each chapter took in the last build, so that slow ones begin first
MADE_FROM = "made-from.txt"  # beside a paper: the fingerprint of its inputs
INPUTS = (
    "data",
    "chapters",
    "scripts",
    "references.bib",
    "_config.yml",
    "_manuscript.yml",
    "_journals.yml",
    "_toc.yml",
    REFERENCE.as_posix(),
    SIMULATED.as_posix(),
)
DEFAULT_TIMEOUT = 30.0  # seconds for a cell; Jupyter Book's default


@dataclass(frozen=True)
class Build:
    """A review whose chapters were executed; `complete` is False if a cell failed."""

    book: Book
    complete: bool

    @property
    def review(self) -> Review:
        return self.book.review

    @property
    def root(self) -> Path:
        return self.book.review.root

    def pages(self, builder: str, otherwise: str) -> Path:
        """Make all pages with a builder of Sphinx; returns their folder.

        Raises NotBuilt, with the text `otherwise`, after any error in a cell and any error or warning of Sphinx.
        """
        if not run_sphinx(self.root, builder) or not self.complete:
            raise NotBuilt(otherwise)
        return self.root / pages_folder(builder)

    def for_paper(self, otherwise: str) -> Path:
        """The folder of the chapters for paper, as `publish.printed.builder` writes them; they are made once.

        Raises NotBuilt as `pages` does.
        """
        made = self.root / pages_folder(PAPER)
        return made if made.is_dir() else self.pages(PAPER, otherwise)

    def doctrees(self, otherwise: str) -> Path:
        """The folder with the chapters as read for paper, before Sphinx resolved them. Raises NotBuilt likewise."""
        return self.for_paper(otherwise).with_name(".doctrees")


@contextmanager
def building(root: Path, *uses: Use) -> Iterator[Build]:
    """Read and check the data, write what is made from them, and execute every chapter; figures are for these `uses`.

    Raises DataError for faulty data or a chapter that cannot be read, and NotBuilt if another build is running.
    """
    book = read_book(root)
    with alone(root):
        shutil.rmtree(root / WORK, ignore_errors=True)
        write_inputs(book.review)
        compute(book)
        with shared(book):
            done = execute_chapters(root, *uses)
            yield Build(book, not any(one.failed is not None for one in done))
        shutil.rmtree(root / WORK, ignore_errors=True)


def read_book(root: Path) -> Book:
    """Read and check the data. Raises DataError for faulty data."""
    progress.stage("Reading and checking the data")
    book = open_book(root)
    check_strategies(root, book.review.config)
    return book


def compute(book: Book) -> None:
    """Compute what prose prints once, before the processes that need it are forked."""
    for name in printed_results(file.read_text("utf-8") for file in chapter_files(book.review.root)):
        with suppress(UnknownResult):  # an error of its page, which is named when the page is read
            _ = book.results[name]


def write_inputs(review: Review) -> None:
    """Write the open data again and empty the folder of figures, before chapters are executed."""
    shutil.rmtree(review.root / OPEN_DATA, ignore_errors=True)
    write_open_data(review, review.root / OPEN_DATA)
    shutil.rmtree(review.root / FIGURES, ignore_errors=True)


def files_below(folder: Path) -> Iterator[Path]:
    """Every file in a folder and in those below it, also where a folder or a file is a symbolic link."""
    above: dict[Path, set[Path]] = {folder: set()}
    for name_here, folders, names in os.walk(folder, followlinks=True):
        here = Path(name_here)
        real = above[here] | {here.resolve()}
        folders[:] = [name for name in folders if (here / name).resolve() not in real]  # a link to a folder above it
        above |= {here / name: real for name in folders}
        yield from (here / name for name in names if (here / name).is_file())


def inputs(root: Path) -> list[Path]:
    """Every file that a build depends on, sorted."""
    return listed_files(root, INPUTS)


def listed_files(root: Path, names: Iterable[str]) -> list[Path]:
    """The files of these names in `root` and those in folders of these names, sorted; `*` is any part of a name.

    What a program makes of them, such as pages of studies and compiled modules, is left out.
    """
    places = [place for name in names for place in root.glob(name)]
    files = {file for one in places for file in ([one] if one.is_file() else files_below(one))}
    return sorted(
        file
        for file in files
        if file.suffix != ".pyc"
        and not file.is_relative_to(root / STUDY_PAGES)
        and not any(part.endswith(("egg-info", "_cache")) or part == "_build" for part in file.relative_to(root).parts)
    )


def fingerprint(root: Path) -> str:
    """Hash of everything that a build depends on: equal inputs have equal fingerprints."""
    parts = (f"{file.relative_to(root)} {hashlib.sha256(file.read_bytes()).hexdigest()}" for file in inputs(root))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def chapter_settings(root: Path) -> tuple[tuple[str, ...], float]:
    """The MyST extensions of chapters, and the seconds that a cell may take."""
    settings = yaml.safe_load((root / "_config.yml").read_text("utf-8")) or {}
    extensions = settings.get("parse", {}).get("myst_enable_extensions", ())
    return tuple(extensions), float(settings.get("execute", {}).get("timeout", DEFAULT_TIMEOUT))


def execute_chapters(root: Path, *uses: Use, work: Path = WORK, only: Iterable[Path] | None = None) -> list[Executed]:
    """Execute every chapter that has cells, or of these `only` some; figures are drawn for these `uses`.

    Raises DataError if a chapter cannot be read, or if a cell is no call of the book's methods.
    """
    extensions, timeout = chapter_settings(root)
    times = json.loads((root / TIMES).read_text("utf-8")) if (root / TIMES).is_file() else {}
    files = sorted(_with_cells(root, extensions, only), key=lambda file: -times.get(place(file, root), 0))
    progress.stage(f"Executing {count(len(files), 'chapter')} on {count(jobs(), 'processor')}")
    done = []
    with asking(uses), progress.bar(len(files), "chapter") as tick:
        for one, running in execute(files, root, root / executed_in(work), timeout=timeout, extensions=extensions):
            done.append(one)
            tick([place(file, root) for file in running])
    taken = {place(one.file, root): round(one.seconds, 1) for one in done}
    kept = times if only is not None else {}
    (root / TIMES).write_text(json.dumps({**kept, **taken}, indent=1, sort_keys=True), "utf-8")
    progress.note(progress.slowest(taken))
    for one in done:
        if one.failed is not None:
            report = traceback_file(root / executed_in(work), one.file.relative_to(root)).relative_to(root)
            progress.note(f"The traceback of a cell that failed is in {report}.")
    return done


def _with_cells(root: Path, extensions: Iterable[str], only: Iterable[Path] | None) -> list[Path]:
    files, problems = [], []
    for file in chapter_files(root) if only is None else only:
        path = str(file.relative_to(root))
        try:
            notebook = read_chapter(file.read_text("utf-8"), path, extensions)
            if has_cells(notebook):
                files.append(file)
            problems += cell_problems(open_book(root), notebook, file)
        except MystMetadataParsingError as error:
            problems.append(Problem(path, 0, "", str(error).removeprefix(f"{path}: ")))
    if problems:
        raise DataError(problems)
    return files


def cell_problems(book: Book, notebook: nbformat.NotebookNode, file: Path) -> list[Problem]:
    """Cells that are neither calls of the book's methods nor allowed by name, which must not be executed."""
    root = book.review.root
    allowed = book.review.config.allowed_in_chapters
    excepted = {one.text.strip() for one in allowed if one.chapter == place(file, root)}
    found = (
        (cell.line, fault(book, cell.source))
        for cell in cells_of(notebook, place(file, root))
        if cell.source.strip() not in excepted
    )
    return [Problem(file.relative_to(root).as_posix(), line, "", message) for line, message in found if message]


def run_sphinx(root: Path, builder: str, work: Path = WORK) -> bool:
    """Make the pages of a builder from the executed chapters. Returns False after any error or warning."""
    process = processes().Process(target=_jupyter_book, args=(root, builder, work))
    process.start()
    try:
        process.join()
    finally:
        process.terminate()  # if this process was stopped; the other then ends too
    return process.exitcode == 0


def _jupyter_book(root: Path, builder: str, work: Path) -> None:
    """Run Jupyter Book in a process of its own, which finds the book as it was read and computed if it was forked."""
    from jupyter_book import sphinx

    show = sphinx.handle_exception

    def in_one_line(app: object, arguments: object, error: BaseException, stderr: TextIO) -> None:
        if line := refusal(error):
            print(line, file=stderr)
        else:
            show(app, arguments, error, stderr)

    sphinx.handle_exception = in_one_line
    begin_fork()
    os.chdir(root)
    os.environ.pop("SOURCE_DATE_EPOCH", None)  # Sphinx would change the year of the copyright; `extension` sets it
    os.environ.update({FORMAT: builder, EXECUTED_IN: str(root / executed_in(work))})
    result = sphinx.build_sphinx(
        root,
        root / pages_folder(builder, work),
        noconfig=True,
        path_config=root / "_config.yml",
        confoverrides={
            "external_toc_path": str(root / "_toc.yml"),
            "latex_individualpages": False,
            "nitpicky": True,
        },
        builder=builder,
        warningiserror=True,
        keep_going=True,
        quiet=True,
    )
    sys.exit(0 if result == 0 else 1)


def executed_in(work: Path) -> Path:
    """Where the executed chapters are."""
    return work / "executed"


def pages_folder(builder: str, work: Path = WORK) -> Path:
    """Where the pages of a builder are made; the chapters as read are in .doctrees beside it."""
    return work / builder / "pages"
