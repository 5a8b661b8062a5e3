"""Every character of the data is in a font, so that no figure and no page is refused for it later.

The screening log is not printed, so that its records may have titles in any script.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ... import fonts
from ..bibliography import BIB_FILE
from ..documents import Document
from ..loaded import Loaded
from ..problems import FieldPath, Problem

ADVICE = "Figures and papers cannot show it: write it in other letters."


def fonts_have_every_character_of_publications(data: Loaded) -> Iterator[Problem]:
    """Texts of every publication, trial and background publication, with the field."""
    yield from _lacking(file.document for _, file in data.files)


def fonts_have_every_character_of_other_files(data: Loaded) -> Iterator[Problem]:
    """Texts of every other YAML file, with the field."""
    yield from _lacking(file.document for file in data.single_files)
    yield from _lacking(file.document for folder in data.readings.values() for file in folder.values())


def _lacking(documents: Iterable[Document | None]) -> Iterator[Problem]:
    for document in filter(None, documents):
        for path, text in texts(document.data, ()):
            if lacking := fonts.missing(text):
                yield document.problem(path, f"no font has {fonts.named(lacking)}. {ADVICE}")


def fonts_have_every_character_of_references(data: Loaded) -> Iterator[Problem]:
    """Decoded fields of the bibliography, whether a character was typed, written as a macro or composed by LaTeX."""
    for entry in filter(lambda entry: entry.complete, data.bibliography.values()):
        for name, text in entry.fields.items():
            if lacking := fonts.missing(text):
                message = f"no font has {fonts.named(lacking)}. {ADVICE}"
                yield Problem(BIB_FILE, entry.lines[name], f"{entry.key}.{name}", message)


def texts(value: Any, path: FieldPath) -> Iterator[tuple[FieldPath, str]]:
    """Every text in plain values, names of fields included, with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key), key
            yield from texts(inner, (*path, key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from texts(inner, (*path, i))


CHECKS = (fonts_have_every_character_of_publications, fonts_have_every_character_of_references)
