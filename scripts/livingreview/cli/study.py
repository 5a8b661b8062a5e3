"""`review study`: one publication, from a new file to another key."""

from __future__ import annotations

import argparse

from ..store import find_root
from ..wording import count
from .command import Command, Group

SHOWN = 60  # marked gaps that are listed


def check(args: argparse.Namespace) -> int:
    """Check one publication and what it touches, and list what is still marked as missing.

    The checks and their messages are those of `review check`, on this file, its record in references.bib, its line of
    the screening log, and the publications that it names or that name it. Exit code 1 if there are problems.
    """
    from ..contributing.study.checking import check_study
    from ..contributing.study.keys import key_of

    root = find_root(args.root)
    checked = check_study(root, key_of(root, args.study))
    for problem in checked.problems:
        print(problem)
    for gap in checked.gaps[:SHOWN]:
        print(f"{checked.name}:{gap.line} to do: {gap.text}")
    for hint in checked.hints:
        print(f"{checked.name} hint: {hint}")
    found, gaps = count(len(checked.problems), "problem"), count(len(checked.gaps), "gap")
    print(f"{checked.key}: {found}, {gaps} marked with TODO.")
    return 1 if checked.problems else 0


def _study(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("study", metavar="FILE|KEY", help="key of the publication, or its file")


COMMANDS = (Group("study", "Work on one publication.", (Command(check, _study),)),)
