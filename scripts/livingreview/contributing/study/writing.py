"""Writing several files: all of them, or none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ...store.tables import write_whole


def write_all(root: Path, texts: Mapping[str, str | None]) -> None:
    """Write files by their names below the root; None deletes one. If one fails, all are as they were before."""
    before = {name: (root / name).read_bytes() if (root / name).is_file() else None for name in texts}
    done: list[str] = []
    try:
        for name, text in texts.items():
            done.append(name)
            _put(root / name, None if text is None else text.encode())
    except BaseException:
        for name in done:
            _put(root / name, before[name])
        raise


def _put(file: Path, content: bytes | None) -> None:
    if content is None:
        file.unlink(missing_ok=True)
    else:
        write_whole(file, content)
