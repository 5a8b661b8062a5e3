"""Letters are those that were meant: no text was read in the wrong encoding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ..bibliography import BIB_FILE
from ..chapters import chapter_files
from ..documents import Document
from ..letters import escaped, misread
from ..loaded import Loaded
from ..problems import Problem
from ..screening import file_of
from .glyphs import texts

FIELDS_OF_RECORDS = ("title", "first_author", "reason")


def letters_of_publications_are_as_meant(data: Loaded) -> Iterator[Problem]:
    """Texts of every publication, trial and background publication, with the field."""
    yield from _in_documents(file.document for _, file in data.files)


def letters_of_references_are_as_meant(data: Loaded) -> Iterator[Problem]:
    """Fields of the bibliography, as decoded."""
    for entry in data.bibliography.values():
        for name, text in entry.fields.items():
            if wrong := misread(text):
                yield Problem(BIB_FILE, entry.lines[name], f"{entry.key}.{name}", wrong)


def letters_of_records_are_as_meant(data: Loaded) -> Iterator[Problem]:
    """Titles, authors and reasons of the screening log."""
    for line, record in data.log.lines:
        for field in FIELDS_OF_RECORDS:
            text = getattr(record, field) or ""
            if wrong := misread(text) or escaped(text):
                yield Problem(file_of(record.record), line, f"{record.record}.{field}", wrong)


def letters_of_other_files_are_as_meant(data: Loaded) -> Iterator[Problem]:
    """Texts of every other YAML file, with the field."""
    yield from _in_documents(file.document for file in data.single_files)
    yield from _in_documents(file.document for folder in data.readings.values() for file in folder.values())


def letters_of_chapters_are_as_meant(data: Loaded) -> Iterator[Problem]:
    """Chapters, line by line."""
    for file in filter(Path.is_file, chapter_files(data.root)):
        for number, text in enumerate(file.read_text("utf-8", errors="ignore").splitlines(), 1):
            if wrong := misread(text):
                yield Problem(str(file.relative_to(data.root)), number, "", wrong)


def _in_documents(documents: Iterable[Document | None]) -> Iterator[Problem]:
    for document in filter(None, documents):
        for path, text in texts(document.data, ()):
            if wrong := misread(text) or escaped(text):
                yield document.problem(path, wrong)


CHECKS = (
    letters_of_publications_are_as_meant,
    letters_of_references_are_as_meant,
    letters_of_records_are_as_meant,
)
CHECKS_OF_OTHER_FILES = (letters_of_other_files_are_as_meant, letters_of_chapters_are_as_meant)
