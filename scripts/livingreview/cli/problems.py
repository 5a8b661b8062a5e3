"""How problems are printed: as lines for a person, or as commands that GitHub shows beside the line of the file.

Names and texts in a problem are anybody's. In both forms a problem is one line, and nothing in it is a command.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Literal

from ..store import Problem, grouped
from ..store.problems import one_line

TEXT, GITHUB = "text", "github"
# As in the toolkit of GitHub Actions (packages/core/src/command.ts): the runner turns them back.
DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
PROPERTY = DATA | {":": "%3A", ",": "%2C"}


def form_of_problems(parser: argparse.ArgumentParser) -> None:
    """Declares --format, for commands that do nothing but find problems; `show_problems` takes what was typed."""
    text = "how problems are printed; github: as annotations of a run of GitHub Actions (default: text)"
    parser.add_argument("--format", dest="problems_as", choices=(TEXT, GITHUB), default=TEXT, help=text)


def show_problems(problems: Sequence[Problem], form: str = TEXT) -> None:
    """Print the problems to stderr, or as commands to stdout, from where GitHub reads them; and how many there are.

    A kind of problem that many rows of a file share is printed once.
    """
    for problem in grouped(problems):
        if form == GITHUB:
            print(annotation(problem))
        else:
            print(one_line(str(problem)), file=sys.stderr)
    count = len(problems)
    print(f"{count} problem{'s' if count > 1 else ''} found; nothing was done.", file=sys.stderr)


def show_notices(notices: Sequence[Problem], form: str = TEXT) -> None:
    """Print what is worth a second look and is no problem, to stdout."""
    for notice in notices:
        print(annotation(notice, "notice") if form == GITHUB else f"Notice: {one_line(str(notice))}")


def show_notes(problems: Sequence[Problem]) -> None:
    """Print problems of chapters, for a command that does without chapters, to stderr."""
    for problem in grouped(problems):
        print(f"Note, this chapter has a problem: {one_line(str(problem))}", file=sys.stderr)


def annotation(problem: Problem, kind: Literal["error", "notice"] = "error") -> str:
    """A problem as a command of GitHub Actions. The message names the place too, because the log shows nothing else."""
    title = "What to correct" if kind == "error" else "Worth a second look"
    about = {"file": problem.file, "line": str(problem.line or ""), "title": problem.field or title}
    properties = ",".join(f"{name}={_escaped(one_line(value), PROPERTY)}" for name, value in about.items() if value)
    return f"::{kind} {properties}::{_escaped(one_line(str(problem)), DATA)}"


def _escaped(text: str, signs: dict[str, str]) -> str:
    return "".join(signs.get(sign, sign) for sign in text)
