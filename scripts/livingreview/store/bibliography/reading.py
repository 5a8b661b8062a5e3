"""Reading of references.bib: every field is decoded here, and nowhere else."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from bibtexparser import model
from bibtexparser.entrypoint import parse_string
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    ImplicitComment,
    ParsingFailedBlock,
)

from ..problems import DataError, Problem
from ..texts import INVISIBLE, invisible, not_utf8, read_bytes
from .checks import DIFFERENT, entry_problems, problems_between
from .latex import Undecodable, address, decode
from .names import Names, read_names
from .pages import Pages, read_pages
from .record import ADDRESSES, BIB_FILE, PEOPLE, Bibliography, Entry
from .text import Rich

MAX_BYTES = 10_000_000  # some 20,000 records
MAX_DEPTH = 20  # a title has three or four
MAX_LENGTH = 20_000  # of a field; decoding much more takes minutes
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # everything it would log is reported as a Problem


def read_bibliography(file: Path, only: Collection[str] | None = None) -> tuple[Bibliography, list[Problem]]:
    """The bibliography, as far as it can be read, and everything wrong with the file itself.

    With `only`, records of other keys have the fields in which any two are compared, and nothing else is checked.
    """
    text, problems = _text(file)
    if text is None:
        return Bibliography([], unread=None), problems
    if (line := too_deep(text)) is not None:
        message = f"braces are nested more than {MAX_DEPTH} deep. Is a closing one missing?"
        return Bibliography([], unread=None), [*problems, Problem(BIB_FILE, line, "", message)]
    library = parse_string(text)
    stray = [
        block for block in library.comments if isinstance(block, ImplicitComment) and not block.comment.startswith("%")
    ]
    problems += [_unreadable(block) for block in library.failed_blocks]
    problems += [
        Problem(BIB_FILE, _line(block), "", "text outside any entry. Is an @ missing, or a bracket too many?")
        for block in stray
    ]
    problems += [
        Problem(BIB_FILE, _line(block), "", f"@{kind} is not used here. Write the text itself into each entry.")
        for kind, blocks in (("string", library.strings), ("preamble", library.preambles))
        for block in blocks
    ]
    entries = []
    for block in library.entries:
        whole = only is None or block.key in only
        entry, found = _entry(block, None if whole else DIFFERENT)
        entries.append(entry)
        problems += [*found, *entry_problems(entry)] if whole else []
    problems += problems_between(entries)
    unread = "\n".join(block.raw or "" for block in [*library.failed_blocks, *stray])
    return Bibliography(entries, unread), problems


def too_deep(text: str) -> int | None:
    """The line in which braces are nested too deep to be decoded, or None."""
    depth = 0
    for brace in re.finditer(r"\\.|[{}@]", text, re.DOTALL):
        # An entry begins at an @ that begins a line: a brace that is missing before it does not count against it.
        if brace[0] == "@" and (brace.start() == 0 or text[brace.start() - 1] == "\n"):
            depth = 0
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if depth > MAX_DEPTH:
            return text.count("\n", 0, brace.start()) + 1
    return None


def _text(file: Path) -> tuple[str | None, list[Problem]]:
    """The file's text, without what cannot be read in it, and what that is; None without a file."""
    if file.is_dir() or not os.path.lexists(file):
        return None, [Problem(file.name, 0, "", "is missing.")]
    problems = []
    try:
        raw = read_bytes(file, file.name, MAX_BYTES)
    except DataError as error:
        return None, error.problems
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        problems.append(not_utf8(raw, error, file.name))
        text = raw.decode("utf-8", errors="replace")
    else:
        if hidden := INVISIBLE.search(text):
            line = text.count("\n", 0, hidden.start()) + 1
            problems.append(Problem(file.name, line, "", invisible(text, hidden.start())))
    return INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")), problems


def _line(block: Block | model.Field) -> int:
    return (block.start_line or 0) + 1


def _entry(block: model.Entry, only: Collection[str] | None) -> tuple[Entry, list[Problem]]:
    """One record, with all fields or some, and what is wrong with them as they are typed."""
    problems = []
    fields: dict[str, str] = {}
    texts: dict[str, Rich] = {}
    names: dict[str, Names] = {}
    pages: Pages | None = None
    lines: dict[str, int] = {}
    for field in block.fields:
        name = field.key.lower()
        if only is not None and name not in only:
            continue
        typed = str(field.value)
        for message in _as_typed(field, name in fields):
            problems.append(Problem(BIB_FILE, _line(block), f"{block.key}.{name}", message))
        lines[name] = _line(field)
        if len(typed) > MAX_LENGTH:
            message = f"has {len(typed):,} characters. Allowed: up to {MAX_LENGTH:,}."
            problems.append(Problem(BIB_FILE, _line(field), f"{block.key}.{name}", message))
            fields[name] = "?"  # it is there: no check says that it is missing
            continue
        try:
            if name in ADDRESSES:
                fields[name] = address(typed)
            elif name in PEOPLE:
                names[name] = read_names(typed)
                fields[name] = names[name].plain
            elif name == "pages":
                pages = read_pages(decode(typed.replace("--", "–")).plain)
                fields[name] = pages.plain
            else:
                texts[name] = decode(typed)
                fields[name] = texts[name].plain
        except Undecodable as error:
            problems.append(Problem(BIB_FILE, _line(field), f"{block.key}.{name}", str(error)))
            fields[name] = typed  # it is there: no check says that it is missing
    entry = Entry(block.key, block.entry_type.lower(), fields, texts, names, pages, _line(block), lines, only is None)
    return entry, problems


def _as_typed(field: model.Field, again: bool) -> Iterator[str]:
    if again:
        yield "appears twice in this entry. Keep one."
    if field.enclosing == "no-enclosing" and not re.fullmatch(r"\d+", str(field.value)):
        yield "is not one text in braces. Is a comma missing at its end?"


def _unreadable(block: ParsingFailedBlock) -> Problem:
    match block:
        case DuplicateBlockKeyBlock():
            return Problem(BIB_FILE, _line(block), block.key, "this key appears twice. Keep one entry.")
        case DuplicateFieldKeyBlock():
            given = ", ".join(sorted(block.duplicate_keys))
            return Problem(BIB_FILE, _line(block), "", f"the field {given} appears twice in this entry. Keep one.")
        case _:
            why = " ".join(str(getattr(block.error, "abort_reason", block.error)).split())
            message = f"this entry cannot be read ({why}). Check commas, braces and quotes."
            return Problem(BIB_FILE, _line(block), "", message)
