"""The table of contents of what is built: on paper, it lacks the guides for contributors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from ..render.myst import PAPER
from ..store.chapters import GUIDES

INNER = ("parts", "chapters", "sections")  # keys of _toc.yml that list entries
PAGES = ("file", "glob", "url", *INNER)  # what an entry has that leads to a page


def contents(root: Path, builder: str, work: Path) -> Path:
    """The file that a builder takes its table of contents from: _toc.yml, or a copy in `work` without the guides."""
    file = root / "_toc.yml"
    if builder not in PAPER:
        return file
    copy = work / "paper-toc.yml"
    copy.parent.mkdir(parents=True, exist_ok=True)
    kept = without_guides(yaml.safe_load(file.read_text("utf-8")))
    copy.write_text(yaml.safe_dump(kept, sort_keys=False, allow_unicode=True), "utf-8")
    return copy


def without_guides(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry of a table of contents without pages in GUIDES, and without parts that hold nothing else."""
    kept = dict(entry)
    for name in INNER:
        left = [
            without_guides(one) for one in kept.pop(name, ()) if not Path(one.get("file", "")).is_relative_to(GUIDES)
        ]
        if left := [one for one in left if any(key in one for key in PAGES)]:
            kept[name] = left
    return kept
