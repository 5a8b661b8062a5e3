"""What could be read of a review, before it is trusted: all that a check may know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from ..schema import (
    Audit,
    Authors,
    Background,
    Certainty,
    Extract,
    Pathway,
    Reporting,
    ReviewConfig,
    Settlement,
    Study,
    Trial,
    TrustScreen,
    Vocabulary,
)
from .bibliography import Bibliography
from .decisions import Decisions
from .documents import Document
from .problems import FieldPath, Problem, field_name
from .screening import Log
from .searches import Searches

M = TypeVar("M", bound=BaseModel, covariant=True)


@dataclass(frozen=True)
class File(Generic[M]):
    """A file of data/ that could be read."""

    content: M
    document: Document

    @property
    def name(self) -> str:
        return self.document.name

    def problem(self, path: FieldPath, message: str) -> Problem:
        """A problem at a field of the file."""
        return self.document.problem(path, message)


@dataclass(frozen=True)
class Unread:
    """A file of data/ whose content cannot be used, and why; `document` is None where it is not even YAML.

    `part` is the content without what is wrong in it, where that can be judged alone: for checks of the file itself.
    """

    name: str
    problems: tuple[Problem, ...]
    document: Document | None = None
    part: File[BaseModel] | None = None

    def problem(self, path: FieldPath, message: str) -> Problem:
        """A further problem of the file."""
        if self.document is None:
            return Problem(self.name, 0, field_name(path), message)
        return self.document.problem(path, message)


@dataclass(frozen=True, eq=False)
class Folder(Mapping[str, File[M]]):
    """The files of a folder that could be read, by id, and those that could not.

    `others` are the ids of files that nobody asked for, where only some of the folder are wanted.
    """

    files: Mapping[str, File[M]] = field(default_factory=dict)
    unread: Mapping[str, Unread] = field(default_factory=dict)
    others: frozenset[str] = frozenset()

    def __getitem__(self, key: str) -> File[M]:
        return self.files[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)

    @property
    def ids(self) -> frozenset[str]:
        """Ids of all files, read or not."""
        return frozenset(chain(self.files, self.unread, self.others))

    @property
    def every(self) -> Iterator[tuple[str, File[M] | Unread]]:
        """All files, read or not, with their ids."""
        yield from self.files.items()
        yield from self.unread.items()


@dataclass(frozen=True)
class Loaded:
    """What could be read: None or absent where a file is missing or cannot be used.

    A check asks for the facts it needs and judges as much as they allow; it does not know which other checks there are.
    So a fault in one file hides nothing in another that can be judged without it.
    """

    root: Path
    vocabulary: File[Vocabulary] | None
    config: File[ReviewConfig] | None
    studies: Folder[Study]
    trials: Folder[Trial]
    context: Folder[Background]
    bibliography: Bibliography
    log: Log
    authors: File[Authors] | None
    reporting: File[Reporting] | None
    certainty: File[Certainty] | None
    pathway: File[Pathway] | None
    searches: Searches = field(default_factory=Searches)
    decisions: Decisions = field(default_factory=Decisions)
    trust: File[TrustScreen] | None = None
    readings: Mapping[str, Folder[Extract]] = field(default_factory=dict)  # by the folder of a role: extractor-2
    settled: Folder[Settlement] = field(default_factory=Folder)
    audits: Folder[Audit] = field(default_factory=Folder)

    @property
    def files(self) -> Iterator[tuple[str, File[Study] | File[Trial] | File[Background] | Unread]]:
        """Every file of a publication, trial or background publication, read or not, with its id."""
        yield from self.studies.every
        yield from self.trials.every
        yield from self.context.every

    @property
    def single_files(self) -> Iterator[File[BaseModel]]:
        """Every file of data/ itself that could be read: those that are one for the whole review."""
        single = (self.vocabulary, self.config, self.authors, self.reporting, self.certainty, self.pathway, self.trust)
        yield from (file for file in single if file is not None)

    @property
    def ids(self) -> frozenset[str]:
        """Ids of these files."""
        return self.studies.ids | self.trials.ids | self.context.ids
