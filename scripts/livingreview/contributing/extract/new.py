"""A second reading begun: an empty file that says what to look for; and a check of one that is filled in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from ...schema import Extract, nearest
from ...schema.base import Role
from ...store.checks.extractions import CHECKS
from ...store.comparing.settling import axes_of, parts_of
from ...store.documents import Document
from ...store.loaded import File, Folder
from ...store.models import as_model
from ...store.problems import DataError, Problem
from ...store.reading import EXTRACTIONS, read
from ...store.tables import write_whole
from ..study.keys import key_of
from .skeleton import skeleton


def folder_of(role: str) -> str:
    """The folder of a role: data/extractions/extractor-2."""
    return f"{EXTRACTIONS}/{role.replace(' ', '-')}"


def new_reading(
    root: Path, given: str, role: str, day: date, axes: Collection[str], only: str | None, out: Path | None
) -> Path:
    """Write the empty file of a second reading and return it. Raises DataError, before anything is written.

    `axes` restricts the findings asked for, `only` (`clinical` or `findings`) the parts; `out` is where the file goes
    instead of its place in data/extractions.
    """
    key = key_of(root, given)
    loaded, problems = read(root, frozenset({key}))
    folders = (loaded.studies, loaded.trials, loaded.context)
    item = next((folder[key].content for folder in folders if key in folder), None)
    if item is None or loaded.vocabulary is None or loaded.config is None or key not in loaded.bibliography:
        raise DataError(problems or [_wrong("key", f"{key!r} has no record in references.bib.")])
    if item.extraction.extracted_by == _role(role):
        raise DataError([_wrong("--role", f"{role} extracted {key}. A second reading is by somebody else.")])
    parts = parts_of(item, only)
    if not parts:
        what = "nothing that is read twice" if only is None else f"no {only} to be read"
        raise DataError([_wrong("key" if only is None else "--only", f"{key} has {what}.")])
    known = axes_of(item)
    for axis in axes:
        if axis not in known:
            raise DataError([_wrong("--axes", f"{axis!r} is no axis of {key}. {nearest(axis, known)}")])
    wanted = [axis for axis in known if not axes or axis in axes]
    file = out if out is not None else root / folder_of(role) / f"{key}.yaml"
    if file.exists():
        raise DataError([Problem(str(file), 0, "", "is there already, and is not replaced. Delete it, or use --out.")])
    topic = (loaded.vocabulary.content, loaded.config.content)
    write_whole(file, skeleton(item, loaded.bibliography[key], role, day, parts, wanted, *topic))
    return file


def check_reading(root: Path, file: Path) -> Extract:
    """A filled file, wherever it is. Raises DataError with everything wrong in it; no other reading is opened."""
    found, problems = read(root, frozenset())
    if found.vocabulary is None:
        raise DataError(problems)
    content = as_model(Document(file, str(file)), Extract, found.vocabulary.content)
    own = Folder({content.id: File(content, Document(file, str(file)))})
    alone = replace(found, readings={content.role.replace(" ", "-"): own})
    wrong = [problem for check in CHECKS for problem in check(alone)]
    if wrong:
        raise DataError(wrong)
    return content


def _role(role: str) -> str:
    try:
        return TypeAdapter[str](Role).validate_python(role)
    except ValidationError as error:
        message = str(error.errors()[0]["ctx"]["error"])
        raise DataError([_wrong("--role", message)]) from None


def _wrong(field: str, message: str) -> Problem:
    return Problem("review extract", 0, field, message)
