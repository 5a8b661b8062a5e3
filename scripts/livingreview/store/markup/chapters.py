"""What is wrong with the chapters as files: found without data, so that a preview can look after every edit."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import yaml

from ...schema import Allowed
from ..chapters import CHAPTERS, STUDY_PAGES, chapter_files, place, uneven_rows
from ..problems import Problem
from .addresses import fault as address_fault
from .faults import faults, unseen
from .labels import Known, page
from .pictures import KINDS
from .reading import items, parser

CONTENTS = "_toc.yml"
ADDED = ("_static", "_templates")  # folders whose scripts and styles Jupyter Book adds to every page


def chapter_problems(root: Path, studies: Collection[str], allowed: Sequence[Allowed]) -> list[Problem]:
    """What is wrong with the chapters, with chapters/ and with _toc.yml.

    `studies` are the keys of publications and trials, which have pages; `allowed` are texts excepted by name. A chapter
    that is no text is left out: that it can be read is a check of its own.
    """
    texts = dict(chapter_texts(root))
    return [
        *_folder(root),
        *_contents_lead_to_the_web(root),
        *_tables(texts, root),
        *_unseen(texts, root),
        *_markup(texts, root, studies, allowed),
    ]


def _folder(root: Path) -> Iterator[Problem]:
    """chapters/ holds only what other checks read: Sphinx would make a page of a notebook too."""
    for name in ADDED:
        if (root / name).exists() or (root / name).is_symlink():
            yield Problem(name, 0, "", "would be added to every page. Delete it; a picture belongs in chapters/.")
    made, home = root / STUDY_PAGES, root.resolve()
    for file in sorted((root / CHAPTERS).rglob("*")):
        name = file.relative_to(root).as_posix()
        if not file.resolve().is_relative_to(home):
            yield Problem(name, 0, "", "leads out of this folder. Put the file itself here.")
        elif file.is_file() and not file.is_relative_to(made) and file.suffix.lower() not in (".md", *KINDS):
            allowed = ", ".join((".md", *sorted(KINDS)))
            yield Problem(name, 0, "", f"is no chapter and no picture. Move it out of chapters/. Allowed: {allowed}.")


def _tables(texts: dict[Path, str], root: Path) -> Iterator[Problem]:
    """Every row of a table has as many cells as its heading: Markdown drops what is too much, and fills up the rest."""
    for file, text in texts.items():
        for line, cells, columns in uneven_rows(text):
            what = f"this row of a table has {cells} cells, its heading {columns}: "
            if cells > columns:
                what += (
                    "the last ones would not be printed. "
                    r"Write \| for a vertical line inside a cell, also inside `code`."
                )
            else:
                what += "write `|` for each empty cell too."
            yield Problem(_name(file, root), line, "", what)


def _unseen(texts: dict[Path, str], root: Path) -> Iterator[Problem]:
    """No chapter holds characters that nobody sees: they can hide a text, or turn its order."""
    for file, text in texts.items():
        for line, message in unseen(text):
            yield Problem(_name(file, root), line, "", message)


def _markup(
    texts: dict[Path, str], root: Path, studies: Collection[str], allowed: Sequence[Allowed]
) -> Iterator[Problem]:
    """Chapters hold only markup of the closed lists, and what they link to exists."""
    markdown = parser(root)
    found = {file: items(text, markdown) for file, text in texts.items()}
    pages = {_name(file, root): page(texts[file], read) for file, read in found.items()}
    made = frozenset(f"{STUDY_PAGES.as_posix()}/{key}.md" for key in studies)
    known = Known(pages, made, _listed(root))
    for file, read in found.items():
        excepted = {one.text.strip() for one in allowed if one.chapter == place(file, root)}
        for line, message in faults(read, file, root, known, excepted):
            yield Problem(_name(file, root), line, "", message)


def _contents_lead_to_the_web(root: Path) -> Iterator[Problem]:
    """Addresses in the table of contents begin with http or https: `javascript://` would be accepted by Sphinx."""
    for entry in _entries(_contents(root)):
        if "url" in entry and (fault := address_fault(str(entry["url"]))):
            yield Problem(CONTENTS, 0, "url", fault)


def chapter_texts(root: Path) -> Iterator[tuple[Path, str]]:
    """The chapters that can be read, with their text; a check of its own reports the others."""
    for file in chapter_files(root):
        try:
            yield file, file.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            continue


def _name(file: Path, root: Path) -> str:
    return file.relative_to(root).as_posix()


def _contents(root: Path) -> object:
    """The content of _toc.yml; None where it is missing or cannot be read, which the build reports."""
    try:
        return yaml.safe_load((root / CONTENTS).read_text("utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return None


def _entries(part: object) -> Iterator[dict[object, object]]:
    if isinstance(part, dict):
        yield part
        for value in part.values():
            yield from _entries(value)
    elif isinstance(part, list):
        for one in part:
            yield from _entries(one)


def _listed(root: Path) -> frozenset[str] | None:
    contents = _contents(root)
    if not isinstance(contents, dict):
        return None
    named = [str(entry[key]) for entry in _entries(contents) for key in ("file", "root") if key in entry]
    return frozenset(name.removesuffix(".md") for name in named)
