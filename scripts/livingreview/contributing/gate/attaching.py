"""Files of a release: the papers, what a journal asks for, and the site as an archive."""

from __future__ import annotations

import shutil
from pathlib import Path

from ...publish.manuscript.submission import FOLDER as SUBMISSION
from ...publish.site import PAPERS, SITE
from ...publish.workplace import NotBuilt


def attach(root: Path, into: Path) -> list[Path]:
    """Copies of these files in a folder. Raises NotBuilt where one was not made."""
    submissions = sorted((root / SUBMISSION).glob("*.zip"))
    files = [*(root / paper for paper in PAPERS), *submissions[-1:]]
    missing = [str(file.relative_to(root)) for file in (*files, root / SITE / "index.html") if not file.is_file()]
    if missing or not submissions:
        what = ", ".join([*missing, *([] if submissions else [f"{SUBMISSION}/*.zip"])])
        raise NotBuilt(f"A release needs {what}: `make html PAPERS=1` and `make submission` make them.")
    into.mkdir(parents=True, exist_ok=True)
    made = [Path(shutil.copy(file, into)) for file in files]
    made.append(Path(shutil.make_archive(str(into / "site"), "zip", root / SITE)))
    return made
