"""Bytes of an export to lines of text, whatever encoding, line ends and stray bytes it has.

A file is never held as a whole: `Text.lines` reads it anew each time it is called, in bounded memory.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from ..store.problems import DataError, Problem

PIECE = 1 << 20  # bytes read at a time
LOOK = 1 << 22  # bytes looked at to tell one encoding from another
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SPOKEN = {
    "utf-8": "UTF-8",
    "gb18030": "GB18030 (Chinese)",
    "cp1252": "Windows-1252 (Western European)",
    "cp949": "CP949 (Korean)",
    "euc_jp": "EUC-JP (Japanese)",
    "cp932": "Shift JIS (Japanese)",
}
# Letters that only one language has, the encoding in which they are looked for and that of the file, and the share of
# all letters from which on it is this language: Korean and Japanese bytes are valid Chinese ones too, and half of what
# Chinese bytes are in Korean is Hangul.
SPECIAL = (
    (re.compile("[\u3041-\u30ff]"), "euc_jp", "euc_jp", 0.2),
    (re.compile("[\u3041-\u30ff]"), "cp932", "cp932", 0.2),
    (re.compile("[\uac00-\ud7a3]"), "euc_kr", "cp949", 0.9),
)
LEAST = 20  # letters, below which the share proves nothing
HIGH = re.compile(rb"[\x80-\xff]+")
UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
FOUR = re.compile(rb"[\x81-\xfe][0-9][\x81-\xfe][0-9]")  # GB18030 has rare signs, such as ß, in four bytes
COMMON_CHINESE = re.compile(rb"[\xb0-\xd7][\xa1-\xfe]|[\xa1-\xa9][\xa1-\xfe]")  # GB 2312: its first level, and signs
FEW = 50  # bytes beyond ASCII, which prove nothing
LOST = "\ufffd"
# What Chinese text becomes if a program took it for UTF-8, gave up on it, and another took the result for GBK.
RUINED = re.compile("锟斤拷|\ufffd")
INVISIBLE = dict.fromkeys(map(ord, "\0\ufeff"))  # a mark inside the file stands where two files were joined


@dataclass(frozen=True)
class Text:
    """An export as text. `name` is what messages call it; `replaced` says that undecodable bytes are replaced."""

    name: str
    content: Path | bytes
    encoding: str = "utf-8"
    mark: int = 0  # bytes of the byte order mark
    replaced: int = 0
    notes: tuple[str, ...] = ()

    def open(self) -> BinaryIO:
        """The bytes, from the first one after the byte order mark."""
        stream = self.content.open("rb") if isinstance(self.content, Path) else io.BytesIO(self.content)
        stream.seek(self.mark)
        return stream

    def lines(self) -> Iterator[str]:
        """Lines without their ends (LF, CRLF or a lone CR), null characters and byte order marks."""
        errors = "replace" if self.replaced else "strict"
        with io.TextIOWrapper(self.open(), encoding=self.encoding, errors=errors) as stream:
            for line in stream:
                if "\0" in line or "\ufeff" in line:
                    line = line.translate(INVISIBLE)
                yield line.rstrip("\n")

    def pieces(self, *, lines: bool = True) -> Iterator[str]:
        """The text as `lines` has it, in pieces of many whole lines, which are quick to search.

        With `lines=False`, pieces end anywhere: a file may be one line.
        """
        errors = "replace" if self.replaced else "strict"
        with io.TextIOWrapper(self.open(), encoding=self.encoding, errors=errors) as stream:
            while piece := stream.read(PIECE):
                if lines:
                    piece += stream.readline()
                if "\0" in piece or "\ufeff" in piece:
                    piece = piece.translate(INVISIBLE)
                yield piece

    @property
    def head(self) -> str:
        """The beginning of the text."""
        return next(self.pieces(lines=False), "")

    def error(self, message: str, line: int = 0, field: str = "") -> DataError:
        """What is wrong with the file."""
        return DataError([Problem(self.name, line, field, message)])


def open_text(content: Path | bytes, name: str) -> Text:
    """The file with its encoding recognised. Raises DataError if it is in none that is known."""
    with content.open("rb") if isinstance(content, Path) else io.BytesIO(content) as stream:
        start = stream.read(LOOK)
    mark, encoding = next(((len(m), e) for m, e in MARKS if start.startswith(m)), (0, ""))
    encoding = encoding or _wide(start) or "utf-8"
    text = Text(name, content, encoding, mark)
    if (bad := _undecodable(text)) == 0:
        return _checked(text)
    if mark == 0 and encoding == "utf-8":
        text = Text(name, content, _eight_bit(start, text))
        bad = _undecodable(text)
    notes = [] if text.encoding == "utf-8" else [f"read as {SPOKEN.get(text.encoding, text.encoding.upper())}"]
    if bad:
        notes.append(f"{bad} bytes could not be decoded and were replaced by {LOST}")
    return _checked(replace(text, replaced=bad, notes=tuple(notes)))


def _undecodable(text: Text) -> int:
    """How many times the decoder of the encoding meets bytes that it cannot decode."""
    met = 0

    def count(error: UnicodeError) -> tuple[str, int]:
        nonlocal met
        met += 1
        assert isinstance(error, UnicodeDecodeError)
        return LOST, error.end

    codecs.register_error("livingreview.count", count)
    decoder = codecs.getincrementaldecoder(text.encoding)("livingreview.count")
    with text.open() as stream:
        while piece := stream.read(PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    return met


def _wide(start: bytes) -> str:
    """UTF-16 without a mark: every second byte of Latin letters is zero."""
    head = start[:2000]
    for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if len(head) > 3 and zeros.count(0) > 0.4 * len(zeros):
            return encoding
    return ""


def _eight_bit(start: bytes, text: Text) -> str:
    """The encoding of bytes that are not UTF-8 throughout.

    Chinese bytes come in pairs; accented letters of a Western language stand alone between others.
    """
    start = FOUR.sub(b"", start)
    runs = HIGH.findall(start)
    high = sum(map(len, runs))
    if high == 0 or sum(map(len, UTF8.findall(start))) > 0.9 * high:
        return "utf-8"  # with single bad bytes, such as a character cut in two
    if sum(len(run) for run in runs if len(run) > 1) <= 0.5 * high:
        return "cp1252"
    if special := _special(start):
        return special
    if 2 * len(COMMON_CHINESE.findall(start)) >= 0.6 * high and _chinese(start):
        return "gb18030"
    if high < FEW and max(map(len, runs)) <= 3:
        return "cp1252"  # accented letters side by side
    raise text.error("is in an encoding that is not known here. Save it as UTF-8 and import it again.")


def _special(start: bytes) -> str:
    """The encoding of Korean or Japanese text; "" for any other. Few bytes may be faulty."""
    for letters, narrow, encoding, share in SPECIAL:
        found = _letters(start, narrow)
        if len(found) >= LEAST and found.count(LOST) < 0.02 * len(found):
            if len(letters.findall("".join(found))) >= share * len(found):
                return encoding
    return ""


def _chinese(start: bytes) -> bool:
    """Whether most letters are the common ones of GB 2312; of Big5 and other encodings read as Chinese, few are."""
    found = _letters(start, "gb18030")
    common = sum(b"\xb0" <= sign.encode("gb2312", "ignore")[:1] <= b"\xd7" for sign in found)
    return len(found) < LEAST or common >= 0.55 * len(found)


def _letters(start: bytes, encoding: str) -> list[str]:
    """Letters beyond Latin ones, and the places of bytes that are none in this encoding."""
    return [sign for sign in start.decode(encoding, "replace") if sign > "\u00ff" and (sign.isalpha() or sign == LOST)]


def _checked(text: Text) -> Text:
    """Refuses text that an earlier program ruined; a few lost characters are only said."""
    if not any(RUINED.search(piece) for piece in text.pieces(lines=False) if not piece.isascii()):
        return text
    lost = first = faulty = other = 0
    for number, line in enumerate(text.lines(), 1):
        if line.isascii():
            continue
        if found := len(RUINED.findall(line)):
            first, lost, faulty = first or number, lost + found, faulty + 1
        other += 1
    if lost > 20 and faulty > 0.2 * other:
        message = (
            f"{lost} characters are lost: a program saved this file in the wrong encoding, which cannot be undone. "
            "Export it from the database again, as UTF-8 if there is a choice."
        )
        raise text.error(message, first)
    if lost and not text.replaced:
        note = f"{lost} characters were already lost in the file (the first in line {first})"
        return replace(text, notes=(*text.notes, note))
    return text
