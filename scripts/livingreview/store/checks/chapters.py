"""Chapters: they can be read, hold only what they may hold, and have the places that reporting standards name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from ...schema import nearest
from ..chapters import CHAPTERS, STUDY_PAGES, chapter_files, headings, place, uneven_rows
from ..loaded import Loaded
from ..markup.addresses import fault as address_fault
from ..markup.faults import faults, unseen
from ..markup.labels import Known, page
from ..markup.pictures import KINDS
from ..markup.reading import items, parser
from ..problems import Problem

CONTENTS = "_toc.yml"


def chapters_are_text(data: Loaded) -> Iterator[Problem]:
    """Every chapter can be read, else its citations would go unchecked."""
    for file in chapter_files(data.root):
        name = str(file.relative_to(data.root))
        try:
            raw = file.read_bytes()
            raw.decode("utf-8")
        except OSError as error:
            yield Problem(name, 0, "", f"cannot be read: {error.strerror}.")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            yield Problem(name, line, "", "is not UTF-8 text. Save the file with encoding UTF-8.")


def folder_holds_chapters_and_pictures(data: Loaded) -> Iterator[Problem]:
    """chapters/ holds only what the other checks read: Sphinx would make a page of a notebook or of reStructuredText."""
    made, home = data.root / STUDY_PAGES, data.root.resolve()
    for file in sorted((data.root / CHAPTERS).rglob("*")):
        name = file.relative_to(data.root).as_posix()
        if not file.resolve().is_relative_to(home):
            yield Problem(name, 0, "", "leads out of this folder. Put the file itself here.")
        elif file.is_file() and not file.is_relative_to(made) and file.suffix.lower() not in (".md", *KINDS):
            allowed = ", ".join((".md", *sorted(KINDS)))
            yield Problem(name, 0, "", f"is no chapter and no picture. Move it out of chapters/. Allowed: {allowed}.")


def tables_have_even_rows(data: Loaded) -> Iterator[Problem]:
    """Every row of a table has as many cells as its heading: Markdown drops what is too much, and fills up the rest."""
    for file, text in _texts(data.root):
        for line, cells, columns in uneven_rows(text):
            what = f"this row of a table has {cells} cells, its heading {columns}: "
            if cells > columns:
                what += r"the last ones would not be printed. Write \| for a vertical line inside a cell, also inside `code`."
            else:
                what += "write `|` for each empty cell too."
            yield Problem(_name(file, data.root), line, "", what)


def nothing_is_hidden(data: Loaded) -> Iterator[Problem]:
    """No chapter holds characters that nobody sees: they can hide a text, or turn its order."""
    for file, text in _texts(data.root):
        for line, message in unseen(text):
            yield Problem(_name(file, data.root), line, "", message)


def markup_is_allowed(data: Loaded) -> Iterator[Problem]:
    """Chapters hold only markup of the closed lists, and what they link to exists."""
    markdown = parser(data.root)
    texts = dict(_texts(data.root))
    found = {file: items(text, markdown) for file, text in texts.items()}
    pages = {_name(file, data.root): page(texts[file], read) for file, read in found.items()}
    studies = frozenset(f"{STUDY_PAGES.as_posix()}/{key}.md" for key in data.studies.ids | data.trials.ids)
    known = Known(pages, studies, _listed(data.root))
    allowed = data.config.content.allowed_in_chapters if data.config else []
    for file, read in found.items():
        excepted = {one.text.strip() for one in allowed if one.chapter == place(file, data.root)}
        for line, message in faults(read, file, data.root, known, excepted):
            yield Problem(_name(file, data.root), line, "", message)


def exceptions_are_used(data: Loaded) -> Iterator[Problem]:
    """Every text that is allowed by name is in its chapter: a forgotten exception would allow it later, unnoticed."""
    if data.config is None:
        return
    texts = {place(file, data.root): text for file, text in _texts(data.root)}
    for number, one in enumerate(data.config.content.allowed_in_chapters):
        path = ("allowed_in_chapters", number)
        if one.chapter not in texts:
            yield data.config.problem((*path, "chapter"), f"{one.chapter!r} is not a chapter. {nearest(one.chapter, list(texts))}")
        elif one.text.strip() not in texts[one.chapter]:
            yield data.config.problem((*path, "text"), f"chapter {one.chapter} does not hold this text. Delete the exception.")


def contents_lead_to_the_web(data: Loaded) -> Iterator[Problem]:
    """Addresses in the table of contents begin with http or https: `javascript://` would be accepted by Sphinx."""
    for entry in _entries(_contents(data.root)):
        if "url" in entry and (fault := address_fault(str(entry["url"]))):
            yield Problem(CONTENTS, 0, "url", fault)


def _texts(root: Path) -> Iterator[tuple[Path, str]]:
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


def places_exist(data: Loaded) -> Iterator[Problem]:
    """Every place where an item of a reporting standard is reported is a chapter, or a heading in one."""
    if data.reporting is None:
        return
    known = {place(file, data.root): headings(file) for file in chapter_files(data.root)}
    for name, items in data.reporting.content.standards.items():
        for number, item in items.items():
            for i, where in enumerate(item.where):
                chapter, _, anchor = where.partition("#")
                path = ("standards", name, number, "where", i)
                if chapter not in known:
                    message = f"{chapter!r} is not a chapter. {nearest(chapter, list(known))}"
                    yield data.reporting.problem(path, message)
                elif anchor and anchor not in known[chapter]:
                    message = f"{chapter} has no heading {anchor!r}. {nearest(anchor, list(known[chapter]))}"
                    yield data.reporting.problem(path, message)


CHECKS = (
    chapters_are_text,
    folder_holds_chapters_and_pictures,
    tables_have_even_rows,
    nothing_is_hidden,
    markup_is_allowed,
    exceptions_are_used,
    contents_lead_to_the_web,
    places_exist,
)
