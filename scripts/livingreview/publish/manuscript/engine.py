"""Typst: typesetting a source, drawing a picture, and what is wrong with either, each with its place in the article."""

from __future__ import annotations

import html
import io
import json
import re
import subprocess
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal, NamedTuple

import pikepdf
import typst

from ... import fonts
from ...render.layout import MARGIN_CM, POINTS_PER_INCH
from ...store.chapters import CHAPTERS
from . import raw

MAIN = "main.typ"
STANDARD: Final = "ua-1"
LACKING = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
MESSAGE = re.compile(r"^error: (.*?)$\n\s*┌─ (.*?):(\d+):\d+", re.MULTILINE)
WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')
PAGE = re.compile(r'^width="([\d.]+)" height="([\d.]+)">')
MARGIN = MARGIN_CM / 2.54 * POINTS_PER_INCH
TOLERANCE = 3.0  # points


class TypesettingError(Exception):
    """A program that writes the article failed; the message says what is wrong, and where."""


@cache
def _fonts() -> typst.Fonts:
    """The fonts of Typst and those of figures, and none of this machine."""
    return typst.Fonts(include_system_fonts=False, font_paths=[fonts.shipped_folder(), fonts.FALLBACKS[0].parent])


def set_pages(folder: Path, file: Path, timestamp: int) -> dict[str, int]:
    """Typeset MAIN in `folder` as a PDF for everyone (PDF/UA-1); returns the page of every place.

    Raises TypesettingError that lists every fault.
    """
    source = (folder / MAIN).read_text("utf-8")
    found: Iterable[str]
    compiler = typst.Compiler(str(folder / MAIN), root=str(folder), font_paths=_fonts(), ignore_system_fonts=True)
    try:
        made, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=[STANDARD], timestamp=timestamp)
    except typst.TypstError as error:
        found = dict.fromkeys(faults(error.diagnostic, source))
        raise TypesettingError("\n".join(f"{file.name}: {one}" for one in found)) from None
    if warnings:
        raise TypesettingError("\n".join(f"{file.name}: {one.message}" for one in warnings))
    file.write_bytes(packed(_single(made)))
    pages = dict(json.loads(compiler.query("<pages>", field="value", one=True)))
    if misplaced := list(overlaps(words(file))):
        raise TypesettingError("\n".join(f"{file.name}: {_near(page, pages)}{one}" for page, one in misplaced))
    return pages


def _near(page: int, pages: Mapping[str, int]) -> str:
    """Where a page is in the chapters, by the last place before its end, such as place:methods::question."""
    before = [name for name, there in pages.items() if there <= page]
    chapter, _, section = before[-1].removeprefix("place:").partition("::") if before else ("", "", "")
    return f"{CHAPTERS}/{chapter}.md, near {section or 'its heading'}: " if chapter else ""


def _single(made: bytes | list[bytes] | None) -> bytes:
    assert isinstance(made, bytes)  # a list is of several pictures, and None is a file that was written
    return made


def packed(pdf: bytes) -> bytes:
    """The PDF with its objects in compressed streams: Typst writes each of thousands of tags in plain."""
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(file, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return file.getvalue()


def picture(svg: Path, width: float, kind: Literal["pdf", "png"], dpi: float = 72.0) -> bytes:
    """A picture of `width` inches as PDF or PNG; `dpi` is the resolution of the latter."""
    page = f'#set page(width: auto, height: auto, margin: 0pt)\n#image("{svg.name}", width: {width}in)'
    compiler = typst.Compiler(page.encode(), root=str(svg.parent), font_paths=_fonts(), ignore_system_fonts=True)
    try:
        return _single(compiler.compile(format=kind, timestamp=0, ppi=dpi))
    except typst.TypstError as error:
        raise TypesettingError(f"{svg.name}: {error.message}") from None


def faults(said: str, source: str) -> Iterator[str]:
    """What Typst says is wrong, each with chapter and item."""
    found = MESSAGE.findall(said)
    for message, file, line in found:
        where = place(source, int(line)) if file.endswith(MAIN) else file
        lacking = LACKING.search(message)
        yield f"{where}: {_no_font(lacking[1]) if lacking else message}"
    if not found:
        yield said.strip()


def _no_font(text: str) -> str:
    signs = dict.fromkeys(re.sub(r"\\u\{([0-9a-f]+)\}", lambda one: chr(int(one[1], 16)), text))
    return "; ".join(f"the font has no {sign!r} (U+{ord(sign):04X})" for sign in signs) + "."


def place(source: str, line: int) -> str:
    """Chapter and item of a line of the source, as the last comment before it has them."""
    before = [one for one in source.splitlines()[:line] if one.startswith(f"{raw.COMMENT} ")]
    return before[-1].removeprefix(f"{raw.COMMENT} ") if before else "title page"


class Word(NamedTuple):
    """A word as it lies on a page, in points from its upper left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str
    width: float
    height: float


def words(file: Path) -> list[Word]:
    """The words of a PDF."""
    done = subprocess.run(["pdftotext", "-bbox", str(file), "-"], capture_output=True, text=True)
    if done.returncode:
        raise TypesettingError(f"{file.name}: pdftotext: {done.stderr.strip()}")
    made = []
    for number, text in enumerate(done.stdout.split("<page ")[1:], 1):
        width, high = map(float, PAGE.findall(text)[0])
        for found in WORD.findall(text):
            left, top, right, bottom = map(float, found[:4])
            made.append(Word(number, left, top, right, bottom, html.unescape(found[4]), width, high))
    return made


def _has_accent(text: str) -> bool:
    """Whether it has an accent of its own, of which pdftotext makes too wide a letter."""
    return any(unicodedata.combining(sign) for sign in text)


def _empty(word: Word) -> float:
    """Points at the end of a word that are not printed: Typst sets signs of Chinese close, pdftotext measures them."""
    last = word.text[-1:]
    wide = bool(last) and unicodedata.east_asian_width(last) in "WF" and unicodedata.category(last).startswith("P")
    return (word.bottom - word.top) / 2 if wide else 0.0


def overlaps(found: Iterable[Word]) -> Iterator[tuple[int, str]]:
    """Words beyond the margin of their page, and words printed over others of the same line; each with its page."""
    lines: dict[tuple[int, float, float], list[Word]] = {}
    for word in found:
        if word.right - _empty(word) > word.width - MARGIN + TOLERANCE or word.bottom > word.height:
            yield word.page, f"page {word.page}: {word.text!r} lies beyond the margin."
        lines.setdefault((word.page, word.top, word.bottom), []).append(word)
    for line in lines.values():
        for one, other in pairwise(sorted(line, key=lambda word: word.left)):
            right = one.right - TOLERANCE - _empty(one)
            if other.left < right and not (_has_accent(one.text) or _has_accent(other.text)):
                yield one.page, f"page {one.page}: {one.text!r} and {other.text!r} are printed over each other."
