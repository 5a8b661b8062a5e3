"""In the run without rights: check the data, compare the folder with a revision, and store both as data."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from ...living.diff.report import report
from ...store import DataError, Problem, find_root, load
from ..checking import checked
from ..notices import notices
from .material import LONGEST, MOST_PROBLEMS, Gathered
from .quoting import cut
from .tree import tree_problems


def gather(root: Path, old: str) -> tuple[Gathered, tuple[Problem, ...]]:
    """What is stored on the folder `root` and the revision `old`, and every problem of its files or data.

    Files that are not in order are not read. Raises DataError where `old` cannot be compared with.
    """
    root = find_root(root)
    base, head = (_commit(root, name) for name in (old, "HEAD"))
    if problems := tuple(tree_problems(root)) or _faults(root):
        return Gathered(base=base, head=head, count=len(problems), problems=_lines(problems)), problems
    found = report(root, old, None)
    changed = {one.key for one in found.publications}
    seconds = [one for one in notices(load(root), changed) if str(one) not in found.judge_again] if changed else []
    return Gathered(base=base, head=head, notices=_lines(seconds), report=found), ()


def _faults(root: Path) -> tuple[Problem, ...]:
    """What `review check` finds."""
    try:
        checked(root)
    except DataError as error:
        return tuple(error.problems)
    return ()


def _lines(problems: Sequence[Problem]) -> tuple[str, ...]:
    return tuple(cut(str(problem), LONGEST) for problem in problems[:MOST_PROBLEMS])


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
