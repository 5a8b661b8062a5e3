"""The assembled article as Word, PDF and JATS files, through pandoc."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import docx
import panflute as pf
import pypandoc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from ..build import READ_ONLY, run_book, write_inputs
from ..citations import BIB_FILE
from ..page.base import FIGURES
from ..pdf import missing_packages
from ..store import load
from .assemble import Article, assemble
from .convert import ConversionError
from .plan import read_plan

WORK = Path("_build") / "work-manuscript"
FOLDER = Path("_build") / "manuscript"
THEME = Path(__file__).parents[1] / "theme"
DPI = 300
DRAFT = "DRAFT: not for submission while author data are placeholders"


class TypesettingError(Exception):
    """A program that writes the article failed; the message is what it said."""


def build_manuscript(root: Path, *, line_numbers: bool = False, double_spacing: bool = False) -> int:
    """Execute every chapter and write the article and its supplement into _build/manuscript. Returns the exit code.

    The previous files stay until all new ones are complete.
    """
    missing = missing_packages() + ([] if shutil.which("pdftoppm") else ["poppler-utils"])
    if missing:
        print(
            f"The manuscript needs Debian's {', '.join(missing)}. "
            f"Install with: apt-get install --no-install-recommends {' '.join(missing)}",
            file=sys.stderr,
        )
        return 1
    review = load(root)
    plan = read_plan(root)
    write_inputs(review)
    if not run_book(root, WORK, READ_ONLY):
        print(f"The manuscript was not made; {FOLDER} holds the previous one.", file=sys.stderr)
        return 1
    made = root / WORK / "files"
    made.mkdir()
    draft = DRAFT if review.authors is None or review.authors.placeholders else ""
    try:
        pictures = rasters(root / FIGURES, root / WORK / "pictures", DPI)
        article = assemble(review, plan, root / WORK / "_build" / ".doctrees", pictures)
        write_all(article, root, made, draft, line_numbers, double_spacing)
    except (ConversionError, TypesettingError) as error:
        print(f"{error}\nThe manuscript was not made; {FOLDER} holds the previous one.", file=sys.stderr)
        return 1
    shutil.rmtree(root / FOLDER, ignore_errors=True)
    shutil.move(made, root / FOLDER)
    shutil.rmtree(root / WORK)
    print(f"The manuscript is in {FOLDER}" + (" (a draft: author data are placeholders)." if draft else "."))
    return 0


def rasters(figures: Path, folder: Path, dpi: int, kind: str = "png") -> Path:
    """Every figure drawn as a picture of `dpi` dots an inch; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in sorted(figures.glob("*.pdf")):
        program = ["pdftoppm", "-r", str(dpi), f"-{kind}", "-singlefile", str(file), str(folder / file.stem)]
        subprocess.run(program, check=True, capture_output=True)
        shutil.copy(file, folder)
    return folder


def write_all(article: Article, root: Path, folder: Path, draft: str, numbered: bool, double: bool) -> None:
    """Article as PDF, Word and JATS; supplement as PDF and Word."""
    for name, document in (("manuscript", article.article), ("supplement", article.supplement)):
        text = _json(document)
        _pandoc(text, "docx", root, ["-o", str(folder / f"{name}.docx")])
        _finish_word(folder / f"{name}.docx", draft, numbered, double)
        if name == "manuscript":
            _pandoc(text, "jats_publishing", root, ["-s", "-o", str(folder / "manuscript.xml")])
        _write_pdf(text, root, folder / f"{name}.pdf", draft, numbered, double)


def _json(document: pf.Doc) -> str:
    stream = io.StringIO()
    pf.dump(document, stream)
    return stream.getvalue()


def _pandoc(text: str, to: str, root: Path, options: list[str]) -> str:
    command = [pypandoc.get_pandoc_path(), "-f", "json", "-t", to, "--citeproc", "--fail-if-warnings"]
    command += ["--bibliography", str(root / BIB_FILE), "--csl", str(THEME / "vancouver.csl"), *options]
    done = subprocess.run(command, input=text, capture_output=True, text=True, cwd=root)
    if done.returncode:
        raise TypesettingError(f"pandoc ({to}): {done.stderr.strip()}")
    return done.stdout


def _write_pdf(text: str, root: Path, file: Path, draft: str, numbered: bool, double: bool) -> None:
    switches = {"livingreviewdraft": draft, "livingreviewnumbers": numbered, "livingreviewdouble": double}
    defined = "".join(
        f"\\def\\{name}{{{value if value is not True else 1}}}\n" for name, value in switches.items() if value
    )
    header = file.with_suffix(".header.tex")
    header.write_text(defined + (THEME / "manuscript.tex").read_text("utf-8"), "utf-8")
    options = ["-s", "-H", str(header), "-V", "documentclass=article", "-V", "papersize=a4", "-V", "fontsize=11pt"]
    options += [
        "-V",
        "geometry=margin=2.3cm",
        "-V",
        "colorlinks=true",
        "-V",
        "mainfont=FreeSerif",
        "-V",
        "monofont=FreeMono",
    ]
    tex = _pandoc(text.replace(".png", ".pdf"), "latex", root, options)
    header.unlink()
    from ..typeset import faults, with_fallback

    work = file.parent / f"{file.stem}-tex"
    work.mkdir()
    source = work / f"{file.stem}.tex"
    source.write_text(with_fallback(tex), "utf-8")
    command = ["latexmk", "-xelatex", "-interaction=nonstopmode", "-halt-on-error", "-quiet", source.name]
    environment = {**os.environ, "max_print_line": "10000"}
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, errors="replace", env=environment)
    log = source.with_suffix(".log")
    found = faults(log.read_text("utf-8", errors="replace"), source.read_text("utf-8")) if done.returncode == 0 else []
    if done.returncode or found:
        told = [str(fault) for fault in found] or [
            line for line in done.stdout.splitlines() if line.startswith(("!", "l."))
        ]
        raise TypesettingError(f"{file.name}: " + "\n".join(told))
    shutil.move(source.with_suffix(".pdf"), file)
    shutil.rmtree(work)


def _finish_word(file: Path, draft: str, numbered: bool, double: bool) -> None:
    document = docx.Document(str(file))
    for section in document.sections:
        if draft:
            paragraph = section.header.paragraphs[0]
            paragraph.text, paragraph.alignment = draft, WD_ALIGN_PARAGRAPH.CENTER
        if numbered:
            lines = OxmlElement("w:lnNumType")
            lines.set(qn("w:countBy"), "1")
            lines.set(qn("w:restart"), "continuous")
            section._sectPr.append(lines)
    if double:
        for name in ("Normal", "Body Text", "First Paragraph"):
            document.styles[name].paragraph_format.line_spacing = 2
    for table in document.tables:
        table.style = document.styles["Table"]
        for row in table.rows:
            for cell in row.cells:
                for paragraph in cell.paragraphs:
                    for run in paragraph.runs:
                        run.font.size = Pt(8)
    document.save(str(file))
