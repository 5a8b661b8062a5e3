"""Building the book into a fresh folder, then in place of the previous one: nothing half-made is published."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from .certainty import ratings
from .open_data import OPEN_DATA, write_open_data
from .page.base import FIGURES
from .store import Review, load
from .study_pages import write_study_pages

FORMAT = "BOOK_FORMAT"  # environment variable that tells the Sphinx extension what is built
READ_ONLY = "read"  # execute and read every chapter, write nothing
PAPER = ("latex", READ_ONLY)  # what is built without the pages of single studies
WORK = Path("_build") / "work"
SITE = Path("_build") / "html"
README_PICTURE = Path("docs") / "primary-outcome.svg"


def write_inputs(review: Review) -> None:
    """Make afresh what chapters are executed against: the open data and the folder of figures."""
    shutil.rmtree(review.root / OPEN_DATA, ignore_errors=True)
    write_open_data(review, review.root / OPEN_DATA)
    shutil.rmtree(review.root / FIGURES, ignore_errors=True)


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
    ratings(review)  # refuses judgements that contradict what is computed
    write_study_pages(review)
    write_inputs(review)
    if not run_book(root, WORK, "html"):
        print(f"The book was not built; the site in {SITE} is the previous one.", file=sys.stderr)
        return 1
    shutil.rmtree(root / SITE, ignore_errors=True)
    shutil.move(root / WORK / "_build" / "html", root / SITE)
    shutil.rmtree(root / WORK)
    primary = next(name for name, pool in review.config.pools.items() if pool.primary)
    (root / README_PICTURE).parent.mkdir(exist_ok=True)
    shutil.copy(root / FIGURES / f"forest-{primary}.svg", root / README_PICTURE)
    print(f"The site is in {SITE}: open {SITE / 'index.html'}.")
    return 0
