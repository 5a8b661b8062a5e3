"""The book as a PDF with tags: its chapters in one source of Typst, set as the article is."""

from __future__ import annotations

import calendar
import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import panflute as pf

from ...render.layout import MARGIN_CM
from ...render.myst import FIGURES
from ...store import Review
from ...subjects.results import Results
from .. import progress
from ..manuscript import pdf, raw
from ..manuscript.engine import MAIN, set_pages
from ..manuscript.pandoc import run_pandoc
from ..version import version_line
from . import LICENCE
from .builder import CONTENTS, read
from .convert import RUBRIC, BookConverter, targets

LOOK = pdf.LOOK.with_name("book.typ")


@dataclass(frozen=True)
class Contents:
    """The chapters of the book: the first, which is in no part, and those of each part by its name."""

    author: str
    first: str
    parts: list[tuple[str, list[str]]]

    @classmethod
    def of(cls, folder: Path) -> Contents:
        """Those of chapters as `builder` wrote them into this folder."""
        return cls(**json.loads((folder / CONTENTS).read_text("utf-8")))

    def chapters(self) -> list[str]:
        """Every chapter in its order."""
        return [self.first, *(name for _, names in self.parts for name in names)]

    def openings(self, book: str) -> Iterator[tuple[str, str]]:
        """Each chapter behind what begins it in Typst. The first is in a part with the name of the book."""
        yield f"#part({raw.quoted(book)}, 0)\n#unnumbered[", self.first
        before = 0
        for part, names in self.parts:
            for i, name in enumerate(names):
                yield "#pagebreak(weak: true)" if i else f"#part({raw.quoted(part)}, {before})", name
            before += len(names)


def write_book(results: Results, chapters: Path, folder: Path) -> Path:
    """Typeset the chapters in `chapters` within `folder`; returns the PDF.

    Raises ConversionError, LayoutError or TypesettingError that lists every fault.
    """
    review = results.review
    contents = Contents.of(chapters)
    trees = {name: read(chapters, name) for name in contents.chapters()}
    wanted = {found for name, tree in trees.items() for found in targets(name, tree)}
    blocks: list[pf.Block] = []
    for opening, name in contents.openings(review.config.short_title):
        converter = BookConverter(name, review.root / FIGURES, review.root, wanted)
        made = converter.document(trees[name])
        typst = pdf.in_typst(made, dict.fromkeys(converter.origin, name), folder)
        blocks += [raw.block(opening), *typst, *([raw.block("]")] if name == contents.first else [])]
    text = run_pandoc(pf.Doc(*_finished(blocks, folder)), pdf.FORMAT, "--wrap=none")
    for look in (pdf.LOOK, LOOK):
        shutil.copy(look, folder)
    (folder / MAIN).write_text(_preamble(review, contents, version_line(results)) + text, "utf-8")
    progress.stage("Typesetting the PDF")
    made_file = folder / "book.pdf"
    set_pages(folder, made_file, calendar.timegm(review.config.date.timetuple()))
    return made_file


def _preamble(review: Review, contents: Contents, version: str) -> str:
    config = review.config
    day = config.date
    options = {
        "title": raw.quoted(config.stated_title),
        "author": raw.quoted(contents.author),
        "date": f"datetime(year: {day.year}, month: {day.month}, day: {day.day})",
        "short": raw.quoted(config.short_title),
        "state": raw.quoted(f"Version {config.version} ({config.status})"),
        "version": raw.quoted(version),
        "draft": raw.quoted("DRAFT" if config.status == "draft" else ""),
        "licence": raw.quoted(LICENCE),
        "margin": f"{MARGIN_CM}cm",
    }
    given = ", ".join(f"{name}: {value}" for name, value in options.items())
    return f'#import "{LOOK.name}": *\n#show: book.with({given})\n\n'


def _finished(blocks: Iterable[pf.Block], folder: Path) -> list[pf.Block]:
    """Headings that are not in the contents, and pictures that no cell drew, as Typst takes them."""
    made: list[pf.Block] = []
    for block in blocks:
        if isinstance(block, pf.Header) and RUBRIC in block.classes:
            made += [raw.block("#rubric["), pf.Plain(*block.content), raw.block("]")]
        else:
            made.append(block)

    def look(element: pf.Element, doc: object) -> pf.Element | None:
        if not isinstance(element, pf.Image):
            return None
        shutil.copy(element.url, folder)
        name, alt = raw.quoted(Path(element.url).name), raw.quoted(pf.stringify(element))
        return raw.inline(f"#image({name}, alt: {alt});")

    return list(pf.Doc(*made).walk(look).content)
