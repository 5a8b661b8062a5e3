"""Every character of the data is in a font, so that no figure and no page is refused for it later.

The screening log is not printed, so that its records may have titles in any script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ... import fonts
from ..bibliography import BIB_FILE
from ..documents import Document
from ..loaded import File, Loaded, Unread
from ..problems import FieldPath, Problem

ENTRY = re.compile(r"\s*@\w+\s*\{\s*([^,\s]+)")
ADVICE = "Figures and papers cannot show it: write it in other letters."


def fonts_have_every_character_of_files(data: Loaded) -> Iterator[Problem]:
    """Texts of every YAML file, with the field."""
    for document in _documents(data):
        for path, text in _texts(document.data, ()):
            if lacking := fonts.missing(text):
                yield document.problem(path, f"no font has {fonts.named(lacking)}. {ADVICE}")


def fonts_have_every_character_of_references(data: Loaded) -> Iterator[Problem]:
    """Lines of the bibliography, with entry and field."""
    entry = ""
    for number, line in enumerate(_lines(data.root / BIB_FILE), 1):
        if begins := ENTRY.match(line):
            entry = begins[1]
        if lacking := fonts.missing(line):
            name, found, _ = line.partition("=")
            field = f"{entry}.{name.strip()}" if found else entry
            yield Problem(BIB_FILE, number, field, f"no font has {fonts.named(lacking)}. {ADVICE}")


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []  # a problem that its reader reports


def _documents(data: Loaded) -> Iterator[Document]:
    single = (data.vocabulary, data.config, data.authors, data.reporting, data.certainty, data.pathway)
    files: list[File[Any] | Unread] = [file for file in single if file is not None]
    files += [file for _, file in data.files]
    yield from (file.document for file in files if file.document is not None)


def _texts(value: Any, path: FieldPath) -> Iterator[tuple[FieldPath, str]]:
    """Every text in plain values, names of fields included, with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key), key
            yield from _texts(inner, (*path, key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from _texts(inner, (*path, i))


CHECKS = (fonts_have_every_character_of_files, fonts_have_every_character_of_references)
