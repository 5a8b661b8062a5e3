"""Text that was read with the letters of another encoding, such as KÃ¼hne for Kühne."""

from __future__ import annotations

import html
import re

HIGH = re.compile("[^\x00-\x7f]+")
# What Windows-1252 makes of bytes from 128 on; the five that it leaves free become control characters.
WINDOWS = {bytes([byte]).decode("cp1252", "replace"): byte for byte in range(0x80, 0x100)}
WINDOWS |= {chr(byte): byte for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
# Characters as which UTF-8 misread as Windows-1252 makes sense; the rest, such as Hebrew points, occurs by chance.
SENSE = re.compile(
    "[\u00a0-\u017f\u0391-\u03c9\u2010-\u2027\u2030-\u203a\u20ac\u2122\u2212\u2260-\u2265\u3000-\u9fff\uff00-\uffef]+"
)
SCRIPTS = re.compile(
    "([\u0080-\u024f])|([\u0391-\u03ff])|([\u0400-\u04ff])|([\u0530-\u07ff\u0250-\u02af\u0300-\u036f])"
)
LOST = "\ufffd"
ENTITY = re.compile(r"&(?:[a-z]{2,8}[1-4]?|#[0-9]{2,6}|#x[0-9a-f]{2,5});", re.IGNORECASE)


def misread(text: str) -> str | None:
    """What is wrong with a text whose letters were misread, or None: the letters, and what they probably were.

    Recognised are UTF-8 read as Windows-1252 or Latin-1, Chinese (GBK) read as either of them or as UTF-8, and the
    sign that programs put for a letter they could not read. A single letter may be missed; a name is not complained of.
    """
    if text.isascii():
        return None
    if LOST in text:
        return f"holds {LOST}, the sign for a letter that a program could not read. Type the letter."
    for run in HIGH.findall(text):
        if meant := _utf8_as_windows(run) or _gbk(run):
            word = re.findall(rf"[\w'’-]*{re.escape(run)}[\w'’-]*", text)[0]
            return (
                f"holds {word!r}: letters read in the wrong encoding, probably {word.replace(run, meant)!r}. "
                "Type them again."
            )
    return None


def escaped(text: str) -> str | None:
    """What is wrong with a text that holds a letter or sign beyond ASCII as HTML writes it, or None.

    Those of ASCII may be meant, as in a search string.
    """
    for found in ENTITY.findall(text):
        if not (meant := html.unescape(found)).isascii():
            return f"holds {found}, as HTML writes a character. Type {meant}"
    return None


def _utf8_as_windows(run: str) -> str | None:
    if not all(sign in WINDOWS for sign in run):
        return None
    raw = bytes(WINDOWS[sign] for sign in run)
    # Some programs read two bytes of a longer run; the first pair or triple that makes sense is enough.
    for start in range(len(raw) - 1):
        for size in (4, 3, 2):
            try:
                meant = raw[start : start + size].decode("utf-8")
            except UnicodeDecodeError:
                continue
            closing = size == 2 and raw[start] not in (0xC2, 0xC3, 0xCE, 0xCF) and run[start + 1] in "«»“”„’‘"
            if len(meant) == 1 and SENSE.fullmatch(meant) and not closing:
                whole = raw.decode("utf-8", "replace")
                return meant if LOST in whole else whole
    return None


def _gbk(run: str) -> str | None:
    """Chinese of at least two characters, read as Latin-1, or as UTF-8 where its bytes happen to be valid there."""
    if len(run) >= 4 and len(run) % 2 == 0 and all("\xa1" <= sign <= "\xff" for sign in run):
        raw = run.encode("latin-1")
    elif len(run) >= 2 and all("\x80" <= sign <= "\u07ff" for sign in run) and len(_scripts(run)) > 1:
        raw = run.encode("utf-8")
    else:
        return None
    try:
        meant = raw.decode("gb2312")
    except UnicodeDecodeError:
        return None
    return meant if all("\u4e00" <= sign <= "\u9fff" for sign in meant) else None


def _scripts(run: str) -> set[int | None]:
    return {found.lastindex for sign in run if (found := SCRIPTS.match(sign))}
