"""Commands that keep the review alive."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..search.faults import Unreachable
from ..store import DataError, Problem, find_root, load
from ..store.reading import read_config
from ..wording import count
from .arguments import day, role
from .command import Command
from .dedupe import dedupe
from .importing import import_, read_export
from .searching import search

if TYPE_CHECKING:
    from ..living.inbox import Waiting

DUE = 4  # exit code: something is to be done


def update(args: argparse.Namespace) -> int:
    """Search, import the files that wait in inbox/, mark duplicates, and say what people have to decide.

    Every step can be repeated: what is done already is not done again. Files wait in inbox/LOG/ or inbox/LOG/STRATEGY/,
    named by the log and the strategy of their source in data/review.yaml; imported ones move to .review/imported/.
    All files are read before anything is done, and one that cannot be imported stops the update.
    Exit code 3 if a service cannot be reached: nothing after that is done; --offline leaves the searches out.
    """
    root = find_root(args.root)
    from ..living.deciding import to_decide
    from ..living.inbox import INBOX, put_away, waiting

    given = {"root": root, "role": args.role, "dry_run": False}
    files = waiting(root, read_config(root).searches)
    _refuse_unreadable(root, files)
    if args.offline:
        print("1. Search: left out (--offline).")
    elif not any(search.service for search in read_config(root).searches):
        print("1. Search: no source has an open interface (`service` in data/review.yaml).")
    else:
        print("1. Search", flush=True)
        try:
            code = search(argparse.Namespace(**given, source=None, since=None, full=False))
        except Unreachable:
            print("Nothing was imported. `make update OFFLINE=1` (review update --offline) leaves the searches out.")
            raise
        if code:
            return code
    print(f"2. Import: {count(len(files), 'file')} in {INBOX}/", flush=True)
    for one in files:
        what = {"files": [one.path], "source": one.log, "strategy": one.strategy, "date": one.exported, "hits": None}
        if code := import_(argparse.Namespace(**given, **what)):
            return code
        put_away(root, one.path)
    print("3. Duplicates", flush=True)
    questions = argparse.Namespace(
        root=root, role=args.role, answers=None, links=False, export=None, no_questions=True, typed=False
    )
    if code := dedupe(questions):
        return code
    print("4. To be decided", flush=True)
    for line in to_decide(root):
        print(line)
    return 0


def _refuse_unreadable(root: Path, files: Sequence[Waiting]) -> None:
    """Raises DataError, with every waiting file that cannot be read, before an update does anything."""
    problems: list[Problem] = []
    for one in files:
        try:
            read_export(one.path, one.log, one.path.relative_to(root).as_posix())
        except DataError as error:
            problems += error.problems
    if problems:
        raise DataError(problems)


def status(args: argparse.Namespace) -> int:
    """Say how current the review is: searches that are due, retractions, changed trials, undecided records.

    Exit code 4 if something is to be done, 0 if not.
    """
    from ..subjects.currency.model import currency
    from ..subjects.currency.words import lines

    review = load(args.root)
    current = currency(review, args.date or date.today())
    for line in lines(review, current):
        print(line)
    return 0 if current.is_current else DUE


def _date(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--date", type=day, help="day to reckon from (default: today)")


def _update(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--role", type=role, required=True, help='who searches, such as "information specialist 1"')
    parser.add_argument("--offline", action="store_true", help="leave the searches out: import, mark duplicates, say")


COMMANDS = (Command(status, _date), Command(update, _update))
