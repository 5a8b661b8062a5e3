"""What is made from the models and the vocabulary, and kept as files: schemas for editors, and issue forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from ...schema import issue_forms, schema_files
from ..loaded import Loaded
from ..problems import Problem

SCHEMAS = Path("data") / "schema"
ISSUE_FORMS = Path(".github") / "ISSUE_TEMPLATE"


def schemas_are_current(data: Loaded) -> Iterator[Problem]:
    """The JSON Schemas are those that `review schema` would write."""
    if data.vocabulary is not None:
        yield from _out_of_date(data.root, SCHEMAS, schema_files(data.vocabulary.content))


def issue_forms_are_current(data: Loaded) -> Iterator[Problem]:
    """The issue forms are those that `review schema` would write; a review without .github has none."""
    if (data.root / ISSUE_FORMS.parent).is_dir():
        yield from _out_of_date(data.root, ISSUE_FORMS, issue_forms())


def _out_of_date(root: Path, folder: Path, made: Mapping[str, str]) -> Iterator[Problem]:
    for name, text in made.items():
        file = root / folder / name
        if not file.is_file() or file.read_text("utf-8", errors="replace") != text:
            yield Problem(f"{folder.as_posix()}/{name}", 0, "", "is out of date. Run `review schema`.")


CHECKS = (schemas_are_current, issue_forms_are_current)
