"""data/schema/: what editors complete by is what the models and the vocabulary say."""

from __future__ import annotations

from collections.abc import Iterator

from ...schema import schema_files
from ..loaded import Loaded
from ..problems import Problem


def schemas_are_current(data: Loaded) -> Iterator[Problem]:
    """The JSON Schemas are those that `review schema` would write."""
    if data.vocabulary is None:
        return
    for name, text in schema_files(data.vocabulary.content).items():
        file = data.root / "data" / "schema" / name
        if not file.is_file() or file.read_text("utf-8", errors="replace") != text:
            yield Problem(f"data/schema/{name}", 0, "", "is out of date. Run `review schema`.")


CHECKS = (schemas_are_current,)
