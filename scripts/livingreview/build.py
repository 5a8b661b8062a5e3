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
from .store import load
from .study_pages import write_study_pages

WORK = Path("_build") / "work"
SITE = Path("_build") / "html"
README_PICTURE = Path("docs") / "primary-outcome.svg"


def build_html(root: Path) -> int:
    """Check the data, write the study pages, execute every chapter and set the site. Returns the exit code.

    Any execution error and any Sphinx warning fails the build; the previous site then stays untouched.
    """
    review = load(root)
    ratings(review)  # refuses judgements that contradict what is computed
    write_study_pages(review)
    shutil.rmtree(root / OPEN_DATA, ignore_errors=True)
    write_open_data(review, root / OPEN_DATA)
    shutil.rmtree(root / FIGURES, ignore_errors=True)
    shutil.rmtree(root / WORK, ignore_errors=True)
    command = [
        str(Path(sys.executable).with_name("jupyter-book")),
        "build",
        ".",
        "--path-output",
        str(WORK),
        "--builder",
        "html",
        "-W",
        "--keep-going",
        "-n",
        "-q",
    ]
    done = subprocess.run(command, cwd=root, env={**os.environ, "PYTHONHASHSEED": "0"})
    if done.returncode:
        reports = WORK / "_build" / "html" / "reports"
        print(
            f"The book was not built; the site in {SITE} is the previous one. Tracebacks of cells: {reports}.",
            file=sys.stderr,
        )
        return 1
    shutil.rmtree(root / SITE, ignore_errors=True)
    shutil.move(root / WORK / "_build" / "html", root / SITE)
    shutil.rmtree(root / WORK)
    primary = next(name for name, pool in review.config.pools.items() if pool.primary)
    (root / README_PICTURE).parent.mkdir(exist_ok=True)
    shutil.copy(root / FIGURES / f"forest-{primary}.svg", root / README_PICTURE)
    print(f"The site is in {SITE}: open {SITE / 'index.html'}.")
    return 0
