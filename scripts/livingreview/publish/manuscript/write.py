"""Writing the article as Word, PDF and JATS files, through pandoc and Typst."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from dataclasses import replace as replace_fields
from pathlib import Path

import panflute as pf

from ...render.layout import LayoutError
from ...render.myst import FIGURES
from ...render.parts import PAPER, SUFFIX, on_paper, read_manifest
from ...store import Review
from .. import progress
from ..building import MADE_FROM, WORK, Build, fingerprint
from ..pdf import require_packages
from ..workplace import BUILT, NotBuilt, replace
from . import jats, pdf, word, zotero
from .assemble import LANGUAGE, Manuscript, Paper, assemble
from .assemble import words as _words
from .blinding import APART
from .engine import TypesettingError, picture
from .items import ConversionError
from .journals import NO_JOURNAL, FigureFormat, Journal, exceeded, style_file
from .pandoc import copied, pandoc, run_pandoc
from .plan import read_plan

FOLDER = BUILT / "manuscript"
DPI = 300


@dataclass(frozen=True)
class Look:
    """How the article is typeset and what goes with it.

    Line numbers, double spacing, the text that marks pages of a draft, figures as TIFF too, and the journal.
    """

    line_numbers: bool = False
    double_spacing: bool = False
    draft: str = ""
    tiff: bool = False
    journal: Journal = NO_JOURNAL
    journal_name: str = ""  # as asked for; empty for the default

    def for_journal(self) -> Look:
        """With what the journal asks for, besides what was asked for by hand."""
        asked = self.journal
        return replace_fields(
            self,
            line_numbers=self.line_numbers or asked.line_numbers,
            double_spacing=self.double_spacing or asked.double_spacing,
            tiff=self.tiff or FigureFormat.TIFF in asked.figure_formats,
        )


DEFAULT_LOOK = Look()


@dataclass(frozen=True)
class Made:
    """The article as written, with the page of every label in the PDF of the article and of the supplement."""

    manuscript: Manuscript
    pictures: Path
    pages: dict[str, dict[str, int]] = field(default_factory=dict)


def build_manuscript(build: Build, look: Look = DEFAULT_LOOK) -> None:
    """Write the article and its supplement into _build/manuscript, from a build with figures for paper.

    Raises NotBuilt or DataError if anything fails; the previous files are kept.
    """

    def write(review: Review, folder: Path, doctrees: Path, look: Look) -> dict[Path, Path]:
        copy_pictures(make(review, doctrees, folder, look), folder / "figures")
        (folder / MADE_FROM).write_text(fingerprint(review.root), "utf-8")
        return {folder: build.root / FOLDER}

    write_files(build, "manuscript", write, look)


def require(root: Path, what: str) -> None:
    """Raise NotBuilt or DataError if the article cannot be made: packages are missing, or its plan is faulty."""
    require_packages(what)
    read_plan(root)


def write_files(
    build: Build, what: str, write: Callable[[Review, Path, Path, Look], dict[Path, Path]], look: Look
) -> None:
    """Read every chapter and let `write` fill a fresh folder.

    `write` returns the target of each file or folder that it made. Previous ones are kept until all are complete.
    """
    not_built = f"The {what} was not built; the previous one was kept."
    doctrees = build.doctrees(not_built)
    progress.stage(f"Writing the {what}")
    folder = build.root / WORK / what
    folder.mkdir()
    draft = draft_mark(build.review)
    try:
        targets = write(build.review, folder, doctrees, replace_fields(look.for_journal(), draft=draft))
    except (ConversionError, LayoutError, TypesettingError) as error:
        raise NotBuilt(f"{error}\n{not_built}") from error
    for one, target in targets.items():
        replace(one, target)
        made = f"The {what} is in {target.relative_to(build.root)}"
        progress.stage(f"{made} ({draft})." if draft else f"{made}.")


def draft_mark(review: Review) -> str:
    """Text that marks every page while author data are incomplete or the review is a draft; empty if final."""
    if review.authors is None:
        return "DRAFT: data/authors.yaml is missing"
    if review.authors.placeholders:
        return "DRAFT: author data are incomplete"
    return "DRAFT: the review is a draft" if review.config.status == "draft" else ""


def make(review: Review, doctrees: Path, folder: Path, look: Look) -> Made:
    """Assemble the article from the chapters in `doctrees` and write it into `folder`.

    Raises DataError, ConversionError, LayoutError or TypesettingError.
    """
    manuscript, pictures = assembled(review, doctrees, look.journal)
    for one in exceeded(look.journal, manuscript.counts):
        progress.note(f"{look.journal.title}: {one}.")
    rasters(manuscript, pictures, DPI)
    made = Made(manuscript, pictures)
    with ThreadPoolExecutor() as pool:  # pandoc is a process of its own, and Typst uses no Python
        apart = folder / APART if look.journal.blinded else folder  # for what names the authors
        apart.mkdir(exist_ok=True)
        jats_file = pool.submit(write_jats, manuscript, apart / "manuscript.xml", folder)
        plain = Look(draft=look.draft)  # lines are numbered and spaced for those who read and edit the article
        written = {
            paper.name: pool.submit(
                write_paper,
                manuscript,
                paper,
                apart if paper is manuscript.title_page else folder,
                look if paper is manuscript.article else plain,
            )
            for paper in manuscript.papers
        }
        jats_file.result()
        made.pages.update({name: pages.result() for name, pages in written.items()})
    return made


def assembled(review: Review, doctrees: Path, journal: Journal = NO_JOURNAL) -> tuple[Manuscript, Path]:
    """The article assembled from the chapters in `doctrees`, and the folder of its pictures.

    Raises DataError or ConversionError.
    """
    pictures = doctrees.with_name("pictures")
    drawn = review.root / FIGURES
    pictures.mkdir(exist_ok=True)
    for file in (*drawn.glob(f"*{PAPER}"), *drawn.glob(f"*{SUFFIX}")):
        shutil.copy(file, pictures)
    return assemble(review, read_plan(review.root), doctrees, pictures, journal), pictures


def rasters(manuscript: Manuscript, folder: Path, dpi: int) -> None:
    """Draw the figures of the article and of its supplement as PNG at `dpi` dots per inch, beside their SVG."""
    names = [
        name.removeprefix("fig-")
        for paper in (manuscript.article, manuscript.supplement)
        for item in paper.items.values()
        if (name := item.block.identifier).startswith("fig-")
    ]
    for name in names:
        whole = folder / f"{name}.svg"
        made = read_manifest(whole)
        for file in (whole, *(folder / part.file for part in made.parts)):
            file.with_suffix(".png").write_bytes(picture(on_paper(file), made.width, "png", dpi))


def copy_pictures(made: Made, folder: Path) -> None:
    """Copy the figures of the article under the names that its JATS file uses."""
    folder.mkdir(exist_ok=True)
    for number, item in made.manuscript.article.items.items():
        if number.startswith("Figure"):
            name = item.block.identifier.removeprefix("fig-")
            shutil.copy(made.pictures / f"{name}.png", folder / f"{jats.picture_name(number)}.png")


def write_paper(manuscript: Manuscript, paper: Paper, folder: Path, look: Look) -> dict[str, int]:
    """Write a document as PDF and Word; returns the page of every label in the PDF."""
    write_word(manuscript, paper, folder, look)
    pages = write_pdf(manuscript, paper, folder, look)
    progress.note(f"{paper.name} is written, as Word and PDF.")
    return pages


def write_word(manuscript: Manuscript, paper: Paper, folder: Path, look: Look) -> None:
    """Write a document as a Word file."""
    target = folder / f"{paper.name}.docx"
    blocks = word.for_word(copied(_flat(paper)), paper)
    document = pf.Doc(*blocks, metadata=metadata(manuscript, paper))
    review, style = manuscript.review, manuscript.journal.style
    cited = [] if paper.compared else [review.bibliography[key] for key in paper.cited()]  # of two states of a text
    with zotero.citation_filter(cited) as fields:
        pandoc(document, "docx", review, "--lua-filter", str(fields), "-o", str(target), style=style)
    word.finish(
        target, look.draft, look.line_numbers, look.double_spacing, style_file(review.root, style) if cited else None
    )


def write_pdf(manuscript: Manuscript, paper: Paper, folder: Path, look: Look) -> dict[str, int]:
    """Write a document as PDF; returns the page of every label in it."""
    review = manuscript.review
    named = review.authors is not None and not (manuscript.journal.blinded and paper.name != "title-page")
    day = review.config.date
    about = pdf.About(
        title=paper.title,
        day=day,
        authors=[one.name for one in review.authors.authors] if named and review.authors else [],
        keywords=review.authors.keywords if review.authors else [],
        draft=look.draft,
        line_numbers=look.line_numbers,
        double_spacing=look.double_spacing,
    )
    with tempfile.TemporaryDirectory() as work:
        blocks = pdf.source(resolved(manuscript, paper, linked=True), paper, Path(work))
        text = run_pandoc(pf.Doc(*blocks), pdf.FORMAT, "--wrap=none")
        return pdf.write_pdf(about, text, folder / f"{paper.name}.pdf", Path(work))


def resolved(manuscript: Manuscript, paper: Paper, *, linked: bool = False) -> list[pf.Block]:
    """The blocks of a document with its citations in printed form; with `linked`, each is a link to its reference."""
    document = pf.Doc(*copied(_flat(paper)), metadata=metadata(manuscript, paper))
    document.metadata["link-citations"] = pf.MetaBool(linked)
    made = pandoc(document, "json", manuscript.review, style=manuscript.journal.style)
    return list(pf.load(io.StringIO(made)).content)


def write_jats(manuscript: Manuscript, file: Path, beside: Path | None = None) -> None:
    """Write the article as JATS XML; the folder of its figures lies in `beside`, or else beside the file."""
    figures = Path(os.path.relpath((beside or file.parent) / "figures", file.parent)).as_posix()
    paper = manuscript.article
    body = [*_without_abstract(paper), *paper.body]
    document = pf.Doc(*jats.for_jats(copied(body), paper, figures), metadata=jats.metadata(manuscript))
    pandoc(document, jats.FORMAT, manuscript.review, "-s", "-o", str(file), style=manuscript.journal.style)
    jats.finish(file)


def _without_abstract(paper: Paper) -> list[pf.Block]:
    """What stands before the text besides the abstract, which JATS has among the metadata."""
    found = [one for one in paper.leading if one not in paper.abstract]
    return [one for one in found if not (isinstance(one, pf.Header) and pf.stringify(one) == "Abstract")]


def _flat(paper: Paper) -> list[pf.Block]:
    return [*paper.front, *paper.leading, *paper.body]


def metadata(manuscript: Manuscript, paper: Paper) -> dict:
    """Title, date and language for pandoc's writer of Word."""
    review = manuscript.review
    meta: dict = {
        "title": pf.MetaInlines(*_words(paper.title)),
        "date": pf.MetaInlines(*_words(f"{review.config.date:%-d %B %Y}")),
        "lang": pf.MetaString(LANGUAGE),
    }
    return meta
