"""Reading a file of a review as text: an ordinary file of a sane size, UTF-8, without invisible characters."""

from __future__ import annotations

import codecs
import re
import stat
import unicodedata
from pathlib import Path

from .problems import DataError, Problem

MAX_BYTES = 1_000_000  # ten times the longest extraction: beyond it, something else was saved under that name
SAVE_AS = "Save the file with encoding UTF-8 (a table in a spreadsheet: as CSV UTF-8)."
OTHER_FILES = {
    codecs.BOM_UTF16_LE: "UTF-16 (Unicode text)",
    codecs.BOM_UTF16_BE: "UTF-16 (Unicode text)",
    b"PK\x03\x04": "a workbook or another packed file",
    b"\xd0\xcf\x11\xe0": "an old file of Excel or Word",
    b"%PDF": "a PDF",
}
INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800"
    r"\u3164\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)


def file_fault(file: Path, name: str, limit: int) -> Problem | None:
    """Why a file must not be read: a link out of the review, no ordinary file, or more than `limit` bytes.

    `name` is its path in the review. A device or a pipe would never end. A file that is not there has no fault.
    """
    try:
        if file.is_symlink() and not file.resolve().is_relative_to(file.parents[len(Path(name).parts) - 1].resolve()):
            return Problem(name, 0, "", "is a link that leads out of the review. Put the file itself here.")
        found = file.stat()
    except (OSError, RuntimeError):  # reading it says why: nothing there, or links that lead in a circle
        return None
    if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
        return Problem(name, 0, "", "is no ordinary file. Put a text file here.")
    if found.st_size > limit:
        return Problem(name, 0, "", f"has {found.st_size:,} bytes. Such a file has at most {limit:,}.")
    return None


def read_bytes(file: Path, name: str, limit: int) -> bytes:
    """The content of a file. Raises DataError, before it is read, for one that must not be; see `file_fault`."""
    if (fault := file_fault(file, name, limit)) is not None:
        raise DataError([fault])
    try:
        return file.read_bytes()
    except OSError as problem:
        raise DataError([Problem(name, 0, "", f"cannot be read: {problem.strerror}.")]) from None


def read_text(file: Path, name: str, limit: int = MAX_BYTES) -> str:
    """Text of a data file, which problems call `name`: UTF-8, of a sane size, without invisible characters."""
    raw = read_bytes(file, name, limit).removeprefix(codecs.BOM_UTF8)  # Windows programs write it at the start
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise DataError([not_utf8(raw, problem, name)]) from None
    if hidden := INVISIBLE.search(text):
        raise DataError([Problem(name, text.count("\n", 0, hidden.start()) + 1, "", invisible(text, hidden.start()))])
    return text


def not_utf8(raw: bytes, error: UnicodeDecodeError, name: str) -> Problem:
    """The problem of a file that is not UTF-8: what it is instead, as far as its first bytes say."""
    for start, what in OTHER_FILES.items():
        if raw.startswith(start):
            return Problem(name, 1, "", f"is not UTF-8 text, but {what}. {SAVE_AS}")
    line = raw.count(b"\n", 0, error.start) + 1
    return Problem(name, line, "", f"is not UTF-8 text: a letter of this line was saved by another rule. {SAVE_AS}")


def invisible(text: str, place: int) -> str:
    """The advice for an invisible character, with what stands around it."""
    around = text[max(0, place - 10) : place], text[place + 1 : place + 11]
    before, after = (" ".join(INVISIBLE.sub("", part).split()) for part in around)
    name = unicodedata.name(text[place], "control character").lower()
    return (
        f"holds an invisible character ({name}, U+{ord(text[place]):04X}) between {before!r} and {after!r}. "
        "Delete both with what is between them, and type them again."
    )
