"""Citations in the chapters."""

from __future__ import annotations

import re
from pathlib import Path

from .chapters import chapter_files

CITE_ROLE = re.compile(r"\{cite(?::\w+)?\}`([^`]+)`")


def cited_in(root: Path) -> list[tuple[str, int, str]]:
    """(file, line, key) of every citation in the chapters; that every chapter is text is a check of its own."""
    return [
        (str(file.relative_to(root)), number, key.strip())
        for file in chapter_files(root)
        if file.is_file()
        for number, line in enumerate(file.read_text("utf-8", errors="replace").splitlines(), 1)
        for keys in CITE_ROLE.findall(line)
        for key in keys.split(",")
    ]
