"""Answers of services as they came, outside git: packed, each under the SHA-256 of its content."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from pathlib import Path

from ..store.tables import write_whole

LARGEST = 256_000_000  # of an unpacked answer; the HTTP client takes no larger one


class Answers:
    """The answers kept in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, body: bytes) -> str:
        """Keep an answer and return its SHA-256. The same answer twice is one file."""
        name = hashlib.sha256(body).hexdigest()
        if self.get(name) is None:
            write_whole(self._file(name), gzip.compress(body, mtime=0))
        return name

    def get(self, name: str) -> bytes | None:
        """The answer with this SHA-256, or None if it is missing or damaged."""
        try:
            with gzip.open(self._file(name)) as file:
                body = file.read(LARGEST)
        except (OSError, EOFError, zlib.error):
            return None
        return body if hashlib.sha256(body).hexdigest() == name else None

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.gz"
