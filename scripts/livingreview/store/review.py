"""`load()`: everything in data/, checked, as one immutable `Review`."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import pandas as pd
from pydantic import BaseModel

from ..citations import BIB_FILE, Bibliography, read_bibliography
from ..documents import Document
from ..problems import DataError, Problem
from ..schema import (
    Authors,
    Certainty,
    Context,
    Pathway,
    Record,
    Reporting,
    ReviewConfig,
    Study,
    Trial,
    Vocabulary,
    schema_files,
)
from . import frames
from .checks import CHECKS, Loaded
from .models import as_model
from .screening import read_records

# Folders of data/ and what each file in them is.
FOLDERS = {"studies": Study, "trials": Trial, "context": Context}
# Files of data/ that a review may have, and the model of each.
OPTIONAL = {"authors": Authors, "reporting": Reporting, "certainty": Certainty, "pathway": Pathway}


@dataclass(frozen=True)
class Review:
    """A review's data. DataFrames are made on first use; each access returns a fresh copy: nothing can be changed."""

    root: Path
    config: ReviewConfig
    vocabulary: Vocabulary
    publications: Mapping[str, Study]
    registered: Mapping[str, Trial]
    background: Mapping[str, Context]
    bibliography: Bibliography
    log: tuple[Record, ...] = ()
    authors: Authors | None = None
    reporting: Reporting | None = None
    certainty: Certainty | None = None  # None: nothing was rated yet
    pathway: Pathway | None = None
    _frames: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False)

    def _frame(self, name: str) -> pd.DataFrame:
        if name not in self._frames:
            self._frames[name] = getattr(frames, name)(self)
        frame = self._frames[name].copy()
        for column in frame:
            if pd.api.types.is_object_dtype(frame[column]):  # pandas does not copy lists and mappings in cells
                frame[column] = frame[column].map(deepcopy)
        return frame

    @property
    def studies(self) -> pd.DataFrame:
        """One row a publication."""
        return self._frame("studies")

    @property
    def arms(self) -> pd.DataFrame:
        """One row an arm."""
        return self._frame("arms")

    @property
    def groups(self) -> pd.DataFrame:
        """One row a patient group."""
        return self._frame("groups")

    @property
    def efficacy(self) -> pd.DataFrame:
        """One row an efficacy figure."""
        return self._frame("efficacy")

    @property
    def safety(self) -> pd.DataFrame:
        """One row a safety figure."""
        return self._frame("safety")

    @property
    def findings(self) -> pd.DataFrame:
        """One row a mechanistic observation."""
        return self._frame("findings")

    @property
    def bias(self) -> pd.DataFrame:
        """One row a risk-of-bias item of a study."""
        return self._frame("bias")

    @property
    def certainty_domains(self) -> pd.DataFrame:
        """One row a domain of an outcome whose certainty was rated."""
        return self._frame("certainty_domains")

    @property
    def sources(self) -> pd.DataFrame:
        """One row a source of a publication or trial."""
        return self._frame("sources")

    @property
    def context(self) -> pd.DataFrame:
        """One row a background figure."""
        return self._frame("context")

    @property
    def points(self) -> pd.DataFrame:
        """One row a background point."""
        return self._frame("points")

    @property
    def records(self) -> pd.DataFrame:
        """One row a record of the screening log."""
        return self._frame("log")

    @property
    def trials(self) -> pd.DataFrame:
        """One row a registered trial without visible results."""
        return self._frame("trials")


def find_root(start: str | Path = ".") -> Path:
    """The folder that holds data/review.yaml: `start` or the nearest one above it."""
    here = Path(start).resolve()
    for folder in (here, *here.parents):
        if (folder / "data" / "review.yaml").is_file():
            return folder
    raise DataError([Problem("data/review.yaml", 0, "", f"is neither in {here} nor in a folder above it.")])


def load(path: str | Path = ".") -> Review:
    """Read and check data/ and references.bib. Raises DataError listing every problem at once.

    `path` is the review's folder or any folder inside it.
    """
    root = find_root(path)
    problems: list[Problem] = []

    def read(file: Path, model, vocabulary=None):
        try:
            document = Document(file, str(file.relative_to(root)))
            return document, as_model(document, model, vocabulary)
        except DataError as error:
            problems.extend(error.problems)
            return None, None

    data = root / "data"
    vocabulary_document, vocabulary = read(data / "vocabulary.yaml", Vocabulary)
    if vocabulary is None:
        raise DataError(problems)
    config_document, config = read(data / "review.yaml", ReviewConfig, vocabulary)
    documents: dict[str, Document] = {}
    unread: set[str] = set()
    models: dict[str, dict] = {folder: {} for folder in FOLDERS}
    for folder, model in FOLDERS.items():
        if not (data / folder).is_dir():
            if folder == "studies":
                problems.append(Problem("data/studies", 0, "", "is missing. One folder with a file a publication."))
            continue  # a review need not have trials or context
        for file in sorted((data / folder).iterdir()):
            if file.suffix != ".yaml":
                problems.append(
                    Problem(str(file.relative_to(root)), 0, "", "does not belong here. Allowed: <id>.yaml files.")
                )
                continue
            document, content = read(file, model, vocabulary)
            if content is None:
                unread.add(file.stem)
                continue
            if file.stem in documents:
                problems.append(
                    document.problem(
                        ("id",), f"{file.stem!r} is also in {documents[file.stem].name}. One file a publication."
                    )
                )
            documents[file.stem] = document
            models[folder][file.stem] = content
    optional: dict[str, BaseModel] = {}
    optional_documents: dict[str, Document] = {}
    for name, model in OPTIONAL.items():
        if (data / f"{name}.yaml").is_file():
            document, content = read(data / f"{name}.yaml", model, vocabulary)
            if content is not None:
                optional[name], optional_documents[name] = content, document
    bibliography, found = read_bibliography(root / BIB_FILE)
    problems += found
    problems += stale_schemas(root, vocabulary)
    try:
        log = read_records(root)
    except DataError as error:
        problems, log = problems + error.problems, []
    if config is not None:
        loaded = Loaded(
            root,
            config,
            config_document,
            vocabulary,
            vocabulary_document,
            models["studies"],
            models["trials"],
            models["context"],
            documents,
            bibliography,
            log,
            frozenset(unread),
            optional,
            optional_documents,
        )
        for check in CHECKS:
            # A bibliography that could not be read cannot be matched: it would only add noise.
            if not (found and check.__name__ == "bibliography_matches"):
                problems += check(loaded)
    if problems:
        raise DataError(problems)
    parts = (MappingProxyType(models[folder]) for folder in FOLDERS)
    return Review(root, config, vocabulary, *parts, bibliography, tuple(log), **optional)


def write_schemas(root: Path) -> list[Path]:
    """Write data/schema/*.schema.json from the models and data/vocabulary.yaml; returns the files written."""
    document = Document(root / "data" / "vocabulary.yaml", "data/vocabulary.yaml")
    folder = root / "data" / "schema"
    folder.mkdir(exist_ok=True)
    files = []
    for name, text in schema_files(as_model(document, Vocabulary)).items():
        (folder / name).write_text(text, "utf-8")
        files.append((folder / name).relative_to(root))
    return files


def stale_schemas(root: Path, vocabulary: Vocabulary) -> list[Problem]:
    """JSON Schema files in data/schema/ that no longer say what the models and the vocabulary say."""
    return [
        Problem(f"data/schema/{name}", 0, "", "is out of date. Run `review schema`.")
        for name, text in schema_files(vocabulary).items()
        if not (file := root / "data" / "schema" / name).is_file() or file.read_text("utf-8", errors="replace") != text
    ]
