"""The chapters as files: which there are, and which headings they have."""

from __future__ import annotations

import re
from pathlib import Path

from mdit_py_plugins.anchors.index import slugify

CHAPTERS = Path("chapters")
STUDY_PAGES = CHAPTERS / "studies"  # made from data/ by every build
HEADING = re.compile(r"^(#{1,3})\s+(.+?)\s*$", re.MULTILINE)
BLOCK = re.compile(r"^(`{3,}|:{3,}).*?^\1", re.MULTILINE | re.DOTALL)


def chapter_files(root: Path) -> list[Path]:
    """The chapters that people write; generated study pages do not count."""
    files = sorted((root / CHAPTERS).rglob("*.md"))
    return [file for file in files if not file.is_relative_to(root / STUDY_PAGES)]


def place(file: Path, root: Path) -> str:
    """A chapter's file as reporting standards name it: chapters/efficacy/index.md as efficacy/index."""
    return file.relative_to(root / CHAPTERS).with_suffix("").as_posix()


def headings(file: Path) -> dict[str, str]:
    """Headings of a chapter by their anchor, in order; the first is the title."""
    text = BLOCK.sub("", file.read_text("utf-8", errors="replace")) if file.is_file() else ""
    return {slugify(title): title for _, title in HEADING.findall(text)}
