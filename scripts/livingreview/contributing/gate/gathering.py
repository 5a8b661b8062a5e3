"""In the run without rights: check the data, compare the folder with a revision, and store both as data."""

from __future__ import annotations

import subprocess
from pathlib import Path

from ...living.diff.report import report
from ...store import DataError, Problem, find_root, load
from ..notices import notices
from .material import LONGEST, MOST_PROBLEMS, Gathered
from .quoting import cut


def gather(root: Path, old: str) -> tuple[Gathered, tuple[Problem, ...]]:
    """What is stored on the folder `root` and the revision `old`, and every problem of its data.

    Raises DataError where `old` cannot be compared with, which says nothing on the data.
    """
    root = find_root(root)
    base, head = (_commit(root, name) for name in (old, "HEAD"))
    try:
        found = report(root, old, None)
    except DataError as error:
        if any(problem.file.startswith((f"{old}:", "review diff:")) for problem in error.problems):
            raise
        problems = tuple(error.problems)
        lines = tuple(cut(str(problem), LONGEST) for problem in problems[:MOST_PROBLEMS])
        return Gathered(base=base, head=head, count=len(problems), problems=lines), problems
    seconds = notices(load(root), {one.key for one in found.publications}) if found.publications else []
    lines = tuple(cut(str(one), LONGEST) for one in seconds[:MOST_PROBLEMS])
    return Gathered(base=base, head=head, notices=lines, report=found), ()


def _commit(root: Path, name: str) -> str:
    done = subprocess.run(
        ["git", "-C", root, "rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise DataError([Problem(f"{name}:", 0, "", f"is no commit: {done.stderr.strip()}")])
    return done.stdout.strip()
