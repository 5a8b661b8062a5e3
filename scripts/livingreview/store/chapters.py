"""The chapters as files: which there are, and which headings they have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.rules_block.table import escapedSplit
from mdit_py_plugins.anchors.index import slugify
from mdit_py_plugins.colon_fence import colon_fence_plugin

from .problems import Problem
from .texts import file_fault

CHAPTERS = Path("chapters")
STUDY_PAGES = CHAPTERS / "studies"  # made from data/ by every build
MAX_BYTES = 200_000  # ten times the longest chapter
MAX_PARAGRAPH = 20_000  # characters: a parser looks for the end of each bracket and star in the whole paragraph
CONTRIBUTING = CHAPTERS / "contributing"  # for people who work on the review: on the site, not on paper
HEADING = re.compile(r"^(#{1,3})\s+(.+?)\s*$", re.MULTILINE)
PARAGRAPHS = re.compile(r"\n[ \t]*\n")
MARKDOWN = MarkdownIt("commonmark").enable("table").use(colon_fence_plugin)
DIRECTIVE = re.compile(r"\{(?!code|math|literal|raw)")
RESULT = re.compile(r"\{result\}`([^`]+)`")  # a computed result in prose
BLOCK = re.compile(r"^(`{3,}|:{3,}).*?^\1", re.MULTILINE | re.DOTALL)


def chapter_files(root: Path) -> list[Path]:
    """The chapters that people write; generated study pages do not count, nor files that must not be read."""
    return [file for file, fault in every_chapter(root) if fault is None]


def every_chapter(root: Path) -> Iterator[tuple[Path, Problem | None]]:
    """Every chapter that people write, in order, and why it must not be read: see `file_fault`; or a long paragraph."""
    for file in sorted((root / CHAPTERS).rglob("*.md")):
        if not file.is_relative_to(root / STUDY_PAGES):
            name = str(file.relative_to(root))
            yield file, file_fault(file, name, MAX_BYTES) or _long_paragraph(file, name)


def _long_paragraph(file: Path, name: str) -> Problem | None:
    try:
        text = file.read_text("utf-8", errors="replace")
    except OSError:  # reading it says why
        return None
    line = 1
    for paragraph in PARAGRAPHS.split(text):
        if len(paragraph) > MAX_PARAGRAPH:
            size = f"this paragraph has {len(paragraph):,} characters"
            message = f"{size}, and may have {MAX_PARAGRAPH:,}. Divide it by empty lines."
            return Problem(name, line, "", message)
        line += paragraph.count("\n") + 2
    return None


def place(file: Path, root: Path) -> str:
    """A chapter's file as reporting standards name it: chapters/efficacy/index.md as efficacy/index."""
    return file.relative_to(root / CHAPTERS).with_suffix("").as_posix()


def headings(file: Path) -> dict[str, str]:
    """Headings of a chapter by their anchor, in order, without computed results in them; the first is the title."""
    text = BLOCK.sub("", file.read_text("utf-8", errors="replace")) if file.is_file() else ""
    return {slugify(title): RESULT.sub("", title) for _, title in HEADING.findall(text)}


def uneven_rows(text: str) -> Iterator[tuple[int, int, int]]:
    """Rows of tables with more or fewer cells than the heading: the line, its cells, and the columns of the heading.

    Tables inside directives count too, but no code.
    """
    lines = text.split("\n")
    for token in MARKDOWN.parse(text):
        if token.type in ("fence", "colon_fence") and DIRECTIVE.match(token.info.strip()) and token.map:
            first = token.map[0] + 1
            yield from ((first + line, cells, columns) for line, cells, columns in uneven_rows(token.content))
        elif token.type == "table_open" and token.map:
            start, end = token.map
            columns = _cells(lines[start])
            for number in range(start + 2, end):
                if (cells := _cells(lines[number])) != columns:
                    yield number + 1, cells, columns


def _cells(line: str) -> int:
    parts = escapedSplit(re.sub(r"^[>\s]*", "", line).rstrip())
    return len(parts) - (parts[0] == "") - (len(parts) > 1 and parts[-1] == "")
