"""The process of a preview that builds: it holds the book, and makes again only what a change can alter.

What a change can alter is decided by the content of files. A chapter whose prose was edited keeps the outputs of its
cells; an edited cell has its chapter executed; changed data, headings or citations have all chapters executed, because
any figure, table or check may depend on them. Changed code and settings need a new process.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

import nbformat
from myst_nb.core.read import MystMetadataParsingError

from ...book import Book, shared
from ...render.myst import FIGURES
from ...render.uses import Use
from ...store import DataError, Problem
from ...store.chapters import CHAPTERS, STUDY_PAGES, chapter_files, headings
from ...store.citations import cited_in
from ...store.markup.chapters import chapter_problems
from ...subjects.data.model import OPEN_DATA
from ...wording import count
from .. import progress
from ..building import (
    chapter_settings,
    compute,
    execute_chapters,
    executed_in,
    inputs,
    read_book,
    run_sphinx,
    write_inputs,
)
from ..notebooks import (
    code_cells,
    executed_file,
    has_cells,
    read_chapter,
    take_outputs,
)
from ..study_pages import write_study_pages
from ..workplace import Busy, alone, end_with_parent, refusal
from .rereading import FOLDER, Asked, forget_messages, read_messages
from .state import PREVIEW, Built, Restart, Started

CODE = ("scripts", "_config.yml")
CONTENTS = "_toc.yml"
UNUSED = "_manuscript.yml"  # inputs of other formats
MADE = (FIGURES, OPEN_DATA, STUDY_PAGES)  # made from the data, outside the folder of the preview
WAIT = 1.0  # seconds until another try while another command is building


@dataclass(frozen=True)
class Inputs:
    """The inputs by their name, each with a hash of its content, and what others may know of chapters."""

    files: dict[str, str]
    known: object  # headings and citations: checks and tables of other chapters depend on them

    @classmethod
    def of(cls, root: Path) -> Inputs:
        """The inputs as they are now."""
        files = {file.relative_to(root).as_posix(): _hash(file) for file in inputs(root)}
        files.pop(UNUSED, None)
        heads = {str(file): headings(file) for file in chapter_files(root)}
        return cls(files, (heads, {(file, key) for file, _, key in cited_in(root)}))

    def changed(self, before: Inputs | None) -> list[str]:
        """Files that were added, removed or changed since."""
        old = before.files if before else {}
        return sorted(name for name in self.files.keys() | old.keys() if self.files.get(name) != old.get(name))


def _hash(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:  # an editor replaces it just now, or it cannot be read: a check says so
        return ""


@dataclass
class Builder:
    """Builds the pages of a preview and remembers what they were made from."""

    root: Path
    book: Book | None = None  # as last read without fault
    made_from: Inputs | None = None  # what the pages were made from; None if everything must be made again
    last: Built | None = None  # what was wrong with the pages
    failed: dict[str, Problem] = field(default_factory=dict)  # chapters with a cell that failed
    messages: list[Problem] | None = None  # of Sphinx; None if what it keeps cannot be used
    times: dict[str, tuple[int, int]] = field(default_factory=dict)  # times of the files in MADE after the last build
    waiting: set[str] = field(default_factory=set)  # changed pages that Sphinx has not read yet
    results: bool = True  # whether printed results may have changed since Sphinx last ran

    @property
    def folder(self) -> Path:
        return self.root / PREVIEW

    def build(self, now: Inputs) -> Built:
        """Make the pages from the inputs. Raises Busy, before anything is done, while another command is building."""
        changed = now.changed(self.made_from)
        if self.made_from is not None and self.last is not None and not changed:
            return self.last  # an edit that made the data faulty was undone
        chapters = [name for name in changed if _is_chapter(name)]
        with alone(self.root):
            try:
                if self._everything(now, changed):
                    self._read()
                else:
                    self._take_or_execute(chapters)
            except DataError as error:
                return Built(tuple(error.problems), pages=False)
            self.made_from = now
            self.waiting.update(chapters)
            if CONTENTS in changed or any(name not in now.files for name in chapters):
                shutil.rmtree(self.folder / "html", ignore_errors=True)
                self.messages = None
            self.last = Built(tuple(self._write_pages()), pages=True)
            return self.last

    def _everything(self, now: Inputs, changed: list[str]) -> bool:
        """Whether data may have changed: they are read again, and all chapters are executed."""
        return (
            self.book is None
            or self.made_from is None
            or now.known != self.made_from.known
            or any(not _is_chapter(name) and name != CONTENTS for name in changed)
            or self.times != _times(self.root)
        )

    def _read(self) -> None:
        """Read the data, write what is made from them, and execute all chapters."""
        book = read_book(self.root)
        self.made_from = None
        with _kept_times(self.root):
            write_inputs(book.review)
            write_study_pages(book.review)
            compute(book)
            self._execute(book, None)
        self.book, self.results = book, True
        self.times = _times(self.root)

    def _take_or_execute(self, names: Iterable[str]) -> None:
        """Keep the outputs of chapters whose cells are as before, and execute the others."""
        assert self.book is not None
        review = self.book.review
        keys = review.publications.keys() | review.registered.keys()
        if problems := chapter_problems(self.root, keys, review.config.allowed_in_chapters):
            raise DataError(problems)
        extensions, _ = chapter_settings(self.root)
        edited = []
        for name in names:
            path = self.root / name
            target = executed_file(self.root / executed_in(PREVIEW), Path(name))
            if not path.is_file():
                continue
            try:
                notebook = read_chapter(path.read_text("utf-8"), name, extensions)
            except MystMetadataParsingError as error:
                raise DataError([Problem(name, 0, "", str(error).removeprefix(f"{name}: "))]) from error
            if not has_cells(notebook):
                self.failed.pop(name, None)
                continue
            done = nbformat.read(target, as_version=4) if target.is_file() else None
            if done is None or name in self.failed or _cells(notebook) != _cells(done):
                edited.append(path)
            else:
                take_outputs(notebook, done)
                nbformat.write(notebook, target)
        if edited:
            with _kept_times(self.root):
                self._execute(self.book, edited)
            self.times = _times(self.root)

    def _execute(self, book: Book, only: list[Path] | None) -> None:
        folder = self.root / executed_in(PREVIEW)
        before = {file: _outputs(file) for file in folder.rglob("*.ipynb")}
        with shared(book):
            done = execute_chapters(self.root, Use.SITE, work=PREVIEW, only=only)
        if only is None:
            self.failed.clear()
        for one in done:
            name = one.file.relative_to(self.root)
            target = executed_file(folder, name)
            if before.get(target) != _outputs(target):
                self.waiting.add(name.as_posix())
            self.failed.pop(name.as_posix(), None)
            if one.failed is not None:
                self.failed[name.as_posix()] = Problem(name.as_posix(), one.failed[0], "", one.failed[1])

    def _write_pages(self) -> list[Problem]:
        """Run Sphinx on the kept pages, or on none if they cannot be kept."""
        assert self.book is not None
        if self.messages is None or not all(_is_chapter(one.file) for one in self.messages):
            shutil.rmtree(self.folder / "html" / ".doctrees", ignore_errors=True)
            self.messages = []
        again = self.waiting | {one.file for one in self.messages}
        Asked(tuple(sorted(again)), self.results).write(self.folder)
        forget_messages(self.folder)
        os.environ[FOLDER] = str(self.folder)
        with shared(self.book):
            fine = run_sphinx(self.root, "html", PREVIEW)
        self.messages = read_messages(self.folder)
        if self.messages is None:
            return [Problem("The pages", 0, "", "could not be written: Sphinx stopped. The terminal shows why.")]
        self.waiting, self.results = set(), False
        named = {one.file for one in self.messages}
        problems = [*self.messages, *(one for name, one in self.failed.items() if name not in named)]
        if not fine and not problems:
            problems.append(Problem("The pages", 0, "", "have errors. The terminal shows them."))
        return problems


def _is_chapter(name: str) -> bool:
    return name.startswith(f"{CHAPTERS}/") and name.endswith(".md")


def _cells(notebook: nbformat.NotebookNode) -> list[object]:
    """All that decides what the cells of a chapter give."""
    return [notebook.metadata.get("kernelspec"), *((cell.source, cell.metadata) for cell in code_cells(notebook))]


def _outputs(file: Path) -> list[object]:
    """All that the cells of an executed chapter gave."""
    return [cell.outputs for cell in code_cells(nbformat.read(file, as_version=4))]


def _files(root: Path) -> Iterator[Path]:
    for folder in MADE:
        yield from (file for file in (root / folder).rglob("*") if file.is_file())


def _times(root: Path) -> dict[str, tuple[int, int]]:
    """Time and size of every file in MADE: another command may have written or deleted some."""
    return {str(file): ((found := file.stat()).st_mtime_ns, found.st_size) for file in _files(root)}


@contextmanager
def _kept_times(root: Path) -> Iterator[None]:
    """Let files in MADE that are written again with the same content keep their times, so that pages are kept too."""
    before = {file: (_hash(file), file.stat()) for file in _files(root)}
    yield
    for file in _files(root):
        if file in before and before[file][0] == _hash(file):
            os.utime(file, ns=(before[file][1].st_atime_ns, before[file][1].st_mtime_ns))


def run(root: Path, connection: Connection) -> None:
    """Build whenever asked, until the process that asks ends this one, or ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the other process, which ends this one
    signal.signal(signal.SIGTERM, _end)
    end_with_parent()
    builder, shown = Builder(root), None
    start = Inputs.of(root)
    while _asked(connection):
        now = Inputs.of(root)
        if any(name.split("/")[0] in CODE for name in now.changed(start)):
            connection.send(Restart())  # the other process ends this one
            continue
        if builder.made_from is None or now.changed(builder.made_from) or shown is not builder.last:
            shown = _build(builder, now, connection)
            connection.send(shown)


def _end(*_: object) -> None:
    """End this process and those that it started, which end theirs in the same way."""
    for process in multiprocessing.active_children():
        process.terminate()
    sys.exit(1)


def _build(builder: Builder, now: Inputs, connection: Connection) -> Built:
    """Build, after other commands have built; says on the terminal what and how long."""
    connection.send(Started())
    first, changed, begin = builder.made_from is None, now.changed(builder.made_from), time.monotonic()
    with nullcontext() if first else progress.quiet():
        while True:
            try:
                built = builder.build(now)
                break
            except Busy as error:
                connection.send(Started(str(error)))
                time.sleep(WAIT)
                now = Inputs.of(builder.root)
            except Exception as error:  # such as a full disk: the preview goes on when it is mended
                line = refusal(error)
                if not line:
                    traceback.print_exc()
                builder.made_from = builder.messages = None
                message = f"stopped. {line or f'{type(error).__name__}: {error}'}"
                built = Built((Problem("The build", 0, "", message),), pages=False)
                break
    if not built.pages:
        for problem in built.problems:
            print(problem, file=sys.stderr)
    what = "Everything" if first else f"Changes in {count(len(changed), 'file')}"
    if len(changed) < 2:
        what = changed[0] if changed else "An edit that was undone"
    result = count(len(built.problems), "problem") if built.problems else "no problems"
    print(f"{time.strftime('%H:%M:%S')} {what}: {result}, {time.monotonic() - begin:.1f} s", flush=True)
    return built


def _asked(connection: Connection) -> bool:
    """Wait until a build is asked for; returns False when nobody can ask any more."""
    try:
        connection.recv()
        while connection.poll():
            connection.recv()
    except EOFError:
        return False
    return True
