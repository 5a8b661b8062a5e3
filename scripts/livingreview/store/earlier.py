"""Reading the data of another version, which the present schema may refuse: as far as they go, and what was left out.

Data that this engine would not accept today are still worth comparing with. What is wrong with them is reported, and
nothing is guessed: a field that cannot be read is left out by name, and a file that cannot be read without it makes
the whole review unreadable.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from ..schema import Background, OtherMethod, Study, Trial
from .checks import CHECKS
from .loaded import File, Folder, Loaded, Unread
from .models import as_model
from .problems import DataError, FieldPath, Problem, field_path
from .reading import read
from .review import Review, review_of

M = TypeVar("M", bound=BaseModel)
ROUNDS = 3  # a field left out may uncover another complaint about the same file
EDITORS = "data/schema/"  # schemas for editors follow the present models; no number rests on them


@dataclass(frozen=True)
class Earlier:
    """A review read as far as it goes.

    `review` is None where that is not far enough to compute anything. `problems` is all that the present engine holds
    against the data, `left_out` the fields and lines that were not read.
    """

    review: Review | None
    problems: tuple[Problem, ...]
    left_out: tuple[Problem, ...]


def load_earlier(root: Path) -> Earlier:
    """Read the review in this folder, whichever version of the schema it was written for."""
    loaded, problems = read(root)
    terms = loaded.vocabulary.content if loaded.vocabulary else None
    folders: dict[str, Any] = {}
    left_out = [problem for problem in problems if problem.file.endswith(".csv") or problem.file.endswith(".bib")]
    for name, model in (("studies", Study), ("trials", Trial), ("context", Background)):
        folder: Folder[Any] = getattr(loaded, name)
        mended = {key: _without_faults(file, model, terms) for key, file in folder.unread.items()}
        left_out += [problem for file in folder.unread.values() for problem in file.problems]
        read_now = {key: file for key, file in mended.items() if file is not None}
        if len(read_now) < len(mended):
            return Earlier(None, tuple(problems), ())
        folders[name] = Folder(dict(sorted({**folder.files, **read_now}.items())))
    checked = replace(loaded, **folders)
    problems += [problem for check in CHECKS for problem in check(checked) if not problem.file.startswith(EDITORS)]
    unread = [name for name, part in _optional(checked).items() if part is None and (root / name).is_file()]
    left_out += [problem for problem in problems if problem.file in unread]
    review = None
    if checked.config is not None and checked.vocabulary is not None:
        review = _with_logs(review_of(checked))
    return Earlier(review, tuple(sorted(set(problems))), tuple(sorted(set(left_out))))


def _optional(loaded: Loaded) -> dict[str, object]:
    """The files that a review may lack, by name: None where there is none or it could not be read."""
    parts = ("certainty", "pathway", "reporting", "authors", "trust")
    return {f"data/{name}.yaml": getattr(loaded, name) for name in parts}


def _with_logs(review: Review) -> Review:
    """The review with every name in the column `log` declared: before they were, any name was allowed."""
    config = review.config
    known = {search.log for search in config.searches} | {method.log for method in config.other_methods}
    named = dict.fromkeys(log for record in review.log for log in record.log.split(";") if log not in known)
    more = [OtherMethod(log=log, label=log) for log in named]
    return replace(review, config=config.model_copy(update={"other_methods": [*config.other_methods, *more]}))


def _without_faults(file: Unread, model: type[M], terms: Any) -> File[M] | None:
    """The file without the fields that the schema refuses; None where it cannot be read without them."""
    if file.document is None:
        return None
    problems = file.problems
    for _ in range(ROUNDS):
        for path in sorted({field_path(problem.field) for problem in problems}, key=len, reverse=True):
            if not _delete(file.document.data, path):
                return None
        try:
            return File(as_model(file.document, model, terms), file.document)
        except DataError as error:
            problems = tuple(error.problems)
    return None


def _delete(data: Any, path: FieldPath) -> bool:
    """Delete a field of a mapping; False where there is none, as where it is missing, or where a row would go."""
    *before, last = path or ("",)
    for part in before:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return False
    if not isinstance(data, dict) or last not in data:
        return False
    del data[last]
    return True
