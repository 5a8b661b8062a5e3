"""`review chapter`: one chapter, checked in seconds."""

from __future__ import annotations

import argparse

from ..store import find_root
from ..wording import count
from .command import Command, Group
from .problems import form_of_problems, show_problems


def check(args: argparse.Namespace) -> int:
    """Execute chapters and read them as a build would, in seconds; each problem is one line with its remedy.

    Found are unknown results, figures, citations, directives and roles, blocks that are not closed, cells that fail or
    warn, broken links, missing pictures, uneven tables, and what chapters may not hold. Nothing is written.
    Exit code 1 if there are problems.
    """
    from ..contributing.chapter.checking import check_chapters

    problems = check_chapters(find_root(args.root), args.chapters)
    if problems:
        show_problems(problems, args.problems_as)
        return 1
    print(f"{count(len(args.chapters), 'chapter')}: no problems.")
    return 0


def _chapters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("chapters", nargs="+", metavar="FILE", help="file of a chapter, or its name, such as safety")
    form_of_problems(parser)


COMMANDS = (Group("chapter", "Work on one chapter.", (Command(check, _chapters),)),)
