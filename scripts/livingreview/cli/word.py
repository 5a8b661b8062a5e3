"""Commands on the Word file of the article."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from ..store import find_root, load_data
from ..store.problems import one_line
from ..wording import count
from .command import Command, Group, packages_for
from .problems import show_notes

if TYPE_CHECKING:
    from ..living.returned import Returned


def compare(args: argparse.Namespace) -> int:
    """List what a co-author changed in the Word file of the article, by chapter and line, with their comments."""
    with packages_for("Reading Word files"):
        from ..living.returned import returned
    from ..subjects.results import Results

    root = find_root(args.root)
    review, of_chapters = load_data(root)
    show_notes(of_chapters)
    found = returned(root, Results(review), args.file, args.sent)
    if args.format == "json":
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
    else:
        _show(found)
    return 0


def _show(found: Iterable[Returned]) -> None:
    found = list(found)
    for one in found:
        where = f"{one.file}:{one.line}" if one.file else one.place
        print(f"{where}{' (a number in it is computed from data/: correct it there)' if one.computed else ''}")
        if one.comment:
            print(f"  comment by {one_line(one.by) or 'an unnamed author'}: {one_line(one.comment)}")
            print(f"  on: {one_line(one.after)}\n")
            continue
        if one.before:
            print(f"  - {one_line(one.before)}")
        print(f"  + {one_line(one.after)}\n" if one.after else "")
    changed = [one for one in found if not one.comment]
    print(f"{count(len(changed), 'change').capitalize()} and {count(len(found) - len(changed), 'comment')}.")


def _returned(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the Word file as it came back")
    text = "the Word file as it was sent out; default: the file with its tracked changes rejected"
    parser.add_argument("--sent", type=Path, metavar="FILE", help=text)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="form of what is printed")


COMMANDS = (Group("word", "Work with the Word file of the article.", (Command(compare, _returned),)),)
