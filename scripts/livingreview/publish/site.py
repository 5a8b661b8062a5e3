"""Building the book into a fresh folder, then in place of the previous one: nothing half-made is published."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from ..render.myst import FIGURES, FORMAT, READ_ONLY
from ..store import Review, load
from ..store.chapters import STUDY_PAGES
from ..subjects.analysis import Analysis
from ..subjects.data.model import OPEN_DATA, write_open_data
from .study_pages import write_study_pages

WORK = Path("_build") / "work"
SITE = Path("_build") / "html"
# What other commands make of the same inputs, and the file beside it that says of which.
BUILT = Path("_build")
PAPERS = (BUILT / "pdf" / "book.pdf", BUILT / "manuscript" / "manuscript.pdf", BUILT / "manuscript" / "manuscript.docx")
MADE_FROM = "made-from.txt"
INPUTS = ("data", "chapters", "scripts", "references.bib", "_config.yml", "_toc.yml")


def write_inputs(review: Review) -> None:
    """Make afresh what chapters are executed against: the open data and the folder of figures."""
    shutil.rmtree(review.root / OPEN_DATA, ignore_errors=True)
    write_open_data(review, review.root / OPEN_DATA)
    shutil.rmtree(review.root / FIGURES, ignore_errors=True)


def inputs(root: Path) -> list[Path]:
    """Every file that a build is made from, sorted."""
    files = (
        file for name in INPUTS for file in ([root / name] if (root / name).is_file() else (root / name).rglob("*"))
    )
    return sorted(
        file
        for file in files
        if file.is_file()
        and file.suffix != ".pyc"
        and not file.is_relative_to(root / STUDY_PAGES)
        and not any(part.endswith(".egg-info") for part in file.parts)
    )


def fingerprint(root: Path) -> str:
    """One word for everything that a build is made from: equal inputs, equal word."""
    parts = (f"{file.relative_to(root)} {hashlib.sha256(file.read_bytes()).hexdigest()}" for file in inputs(root))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def offer_papers(root: Path) -> None:
    """Put the PDF of the book and the article beside the open data, if they were made from the same inputs."""
    now = fingerprint(root)
    for paper in PAPERS:
        made_from = root / paper.parent / MADE_FROM
        if (root / paper).is_file() and made_from.is_file() and made_from.read_text("utf-8") == now:
            shutil.copy(root / paper, root / OPEN_DATA)


def run_book(root: Path, work: Path, builder: str) -> bool:
    """Execute every chapter and build the book into `work`; any error in a cell and any warning is a failure."""
    shutil.rmtree(root / work, ignore_errors=True)
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", ".", "--path-output", str(work)]
    command += ["--builder", builder, "-W", "--keep-going", "-n", "-q"]
    if builder == READ_ONLY:
        command[command.index(builder)] = "custom"
        command += ["--custom-builder", "dummy"]
    environment = {**os.environ, "PYTHONHASHSEED": "0", FORMAT: builder}
    done = subprocess.run(command, cwd=root, env=environment)
    if done.returncode:
        print(f"Tracebacks of cells: {work / '_build' / builder / 'reports'}.", file=sys.stderr)
    return done.returncode == 0


def build_html(root: Path) -> int:
    """Check the data, write the study pages, execute every chapter and set the site. Returns the exit code.

    Any execution error and any Sphinx warning fails the build; the previous site then stays untouched.
    """
    review = load(root)
    _ = Analysis(review).ratings  # refuses judgements that contradict what is computed
    write_study_pages(review)
    write_inputs(review)
    offer_papers(root)
    if not run_book(root, WORK, "html"):
        print(f"The book was not built; the site in {SITE} is the previous one.", file=sys.stderr)
        return 1
    shutil.rmtree(root / SITE, ignore_errors=True)
    shutil.move(root / WORK / "_build" / "html", root / SITE)
    shutil.rmtree(root / WORK)
    print(f"The site is in {SITE}: open {SITE / 'index.html'}.")
    return 0
