"""`load()`: everything in data/, checked, as one immutable `Review`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from ..schema import Vocabulary, issue_forms, schema_files
from .checks import CHECKS, OF_CHAPTERS, problems_of_parts
from .checks.editor_schemas import ISSUE_FORMS, SCHEMAS
from .contents import Contents
from .documents import Document
from .loaded import File, Loaded
from .models import as_model
from .problems import DataError, Problem
from .reading import read

if TYPE_CHECKING:
    import pandas as pd

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Review(Contents):
    """A review's data, which nothing can change.

    DataFrames are made on first use. Each access returns a copy on write, and the lists and mappings in its cells are
    read-only.
    """

    _frames: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False)

    def _frame(self, name: str) -> pd.DataFrame:
        from . import frames  # with pandas, which checking alone does not need

        if name not in self._frames:
            self._frames[name] = getattr(frames, name)(self)
        return self._frames[name].copy(deep=False)  # pandas copies what is written to

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
        """One row an efficacy value."""
        return self._frame("efficacy")

    @property
    def safety(self) -> pd.DataFrame:
        """One row a safety value."""
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
    def trust_judgements(self) -> pd.DataFrame:
        """One row an item of a tool that a study was judged on for trustworthiness."""
        return self._frame("trust_judgements")

    @property
    def certainty_domains(self) -> pd.DataFrame:
        """One row a domain of an outcome whose certainty was rated."""
        return self._frame("certainty_domains")

    @property
    def sources(self) -> pd.DataFrame:
        """One row a source of a publication or trial."""
        return self._frame("sources")

    @property
    def registrations(self) -> pd.DataFrame:
        """One row an entry of a trial register on an included study."""
        return self._frame("registrations")

    @property
    def context(self) -> pd.DataFrame:
        """One row a background value."""
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
        """One row a registered trial; `reports` names the publications that report it."""
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

    `path` is the review's folder or any folder inside it. A file that cannot be read hides only what cannot be judged
    without it: terms and plausible values without data/vocabulary.yaml, what a row refers to in a file that is not
    valid YAML, and the like.
    """
    review, of_chapters, problems = _read(path)
    if review is None or of_chapters or problems:
        raise DataError([*problems, *of_chapters])
    return review


def load_data(path: str | Path = ".") -> tuple[Review, list[Problem]]:
    """The same for what needs no chapters: their problems are returned, and everything else is as for `load`.

    Raises DataError with the problems of data/ and references.bib.
    """
    review, of_chapters, problems = _read(path)
    if review is None or problems:
        raise DataError(problems)
    return review, sorted(set(of_chapters))


def _read(path: str | Path) -> tuple[Review | None, list[Problem], list[Problem]]:
    """The review, if it can be put together; problems of chapters; all other problems."""
    loaded, found = read(find_root(path))
    of_chapters: list[Problem] = []
    for check in CHECKS:
        (of_chapters if check in OF_CHAPTERS else found).extend(check(loaded))
    found += problems_of_parts(loaded)
    of_chapters += [one for one in found if one.file.startswith("chapters/")]
    problems = [one for one in found if not one.file.startswith("chapters/")]
    readable = loaded.config is not None and loaded.vocabulary is not None
    return (review_of(loaded) if readable else None), of_chapters, problems


def review_of(loaded: Loaded) -> Review:
    """What was read, as a review. Raises ValueError where its configuration or vocabulary could not be read."""
    if loaded.config is None or loaded.vocabulary is None:
        raise ValueError("A review needs data/review.yaml and data/vocabulary.yaml.")
    return Review(
        loaded.root,
        loaded.config.content,
        loaded.vocabulary.content,
        _contents(loaded.studies),
        _contents(loaded.trials),
        _contents(loaded.context),
        loaded.bibliography,
        loaded.log.rows,
        loaded.authors.content if loaded.authors else None,
        loaded.reporting.content if loaded.reporting else None,
        loaded.certainty.content if loaded.certainty else None,
        loaded.pathway.content if loaded.pathway else None,
        loaded.searches,
        loaded.decisions,
        loaded.trust.content if loaded.trust else None,
        {name.replace("-", " "): _contents(folder) for name, folder in loaded.readings.items()},
        _contents(loaded.settled),
        _contents(loaded.audits),
    )


def _contents(files: Mapping[str, File[M]]) -> Mapping[str, M]:
    return MappingProxyType({key: file.content for key, file in files.items()})


def write_schemas(root: Path) -> list[Path]:
    """Write data/schema/*.schema.json from the models and data/vocabulary.yaml; returns the files written.

    Where the review has a folder .github, its issue forms are written too.
    """
    document = Document(root / "data" / "vocabulary.yaml", "data/vocabulary.yaml")
    made = {SCHEMAS / name: text for name, text in schema_files(as_model(document, Vocabulary)).items()}
    if (root / ISSUE_FORMS.parent).is_dir():
        made |= {ISSUE_FORMS / name: text for name, text in issue_forms().items()}
    for file, text in made.items():
        (root / file).parent.mkdir(exist_ok=True)
        (root / file).write_text(text, "utf-8")
    return list(made)
