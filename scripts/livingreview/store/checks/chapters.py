"""Chapters: they can be read, and the places that reporting standards name in them exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ...schema import nearest
from ..chapters import chapter_files, every_chapter, headings, place, surplus_cells
from ..loaded import Loaded
from ..problems import Problem
from ..texts import not_utf8

CODE = re.compile(r"`[^`]*`")
LEVEL = re.compile(r"95% (confidence|prediction)|\(95% ")  # the level of an interval is a definition
TYPED = re.compile(r"\d+(\.\d+)?\s?%|\bn\s?=\s?\d|\b\d+/\d+\b|\bP\s?[<=>]\s?0?\.\d")


def chapters_are_text(data: Loaded) -> Iterator[Problem]:
    """Every chapter can be read, else its citations would go unchecked."""
    for file, fault in every_chapter(data.root):
        name = str(file.relative_to(data.root))
        if not name.isprintable():
            yield Problem(name, 0, "", "the name of a chapter has letters, digits and hyphens only. Rename the file.")
        if fault is not None:
            yield fault
            continue
        try:
            raw = file.read_bytes()
            raw.decode("utf-8")
        except OSError as error:
            yield Problem(name, 0, "", f"cannot be read: {error.strerror}.")
        except UnicodeDecodeError as error:
            yield not_utf8(raw, error, name)


def tables_print_every_cell(data: Loaded) -> Iterator[Problem]:
    """No row of a table has more cells than its heading: Markdown drops what is too much."""
    for file in chapter_files(data.root):
        try:
            text = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            continue  # reported above
        for line, cells, columns in surplus_cells(text):
            yield Problem(
                str(file.relative_to(data.root)),
                line,
                "",
                f"this row of a table has {cells} cells, its heading {columns}: the last ones would not be printed. "
                r"Write \| for a vertical line inside a cell, also inside `code`.",
            )


def places_exist(data: Loaded) -> Iterator[Problem]:
    """Every place where an item of a reporting standard is reported is a chapter, or a heading in one."""
    if data.reporting is None:
        return
    known = {place(file, data.root): headings(file) for file, fault in every_chapter(data.root) if fault is None}
    unread = {place(file, data.root) for file, fault in every_chapter(data.root) if fault is not None}
    for name, items in data.reporting.content.standards.items():
        for number, item in items.items():
            for i, where in enumerate(item.where):
                chapter, _, anchor = where.partition("#")
                path = ("standards", name, number, "where", i)
                if chapter in unread:
                    continue
                if chapter not in known:
                    message = f"{chapter!r} is not a chapter. {nearest(chapter, list(known))}"
                    yield data.reporting.problem(path, message)
                elif anchor and anchor not in known[chapter]:
                    message = f"{chapter} has no heading {anchor!r}. {nearest(anchor, list(known[chapter]))}"
                    yield data.reporting.problem(path, message)


def results_are_not_typed(data: Loaded) -> Iterator[Problem]:
    """No result is typed into prose: what is computed in the build cannot differ from the data."""
    for file in filter(Path.is_file, chapter_files(data.root)):
        for number, line in enumerate(file.read_text("utf-8", errors="ignore").splitlines(), 1):
            prose = LEVEL.sub("", CODE.sub("", line))
            if typed := TYPED.search(prose):
                message = (
                    f"{typed[0]!r} is typed. Write `{{result}}` with the name of the result, which the build computes; "
                    "`review results` lists the names."
                )
                yield Problem(str(file.relative_to(data.root)), number, "", message)


CHECKS = (chapters_are_text, tables_print_every_cell, results_are_not_typed, places_exist)
