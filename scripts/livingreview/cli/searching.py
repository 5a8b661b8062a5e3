"""`review search`: databases and registers with an open interface."""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import datetime
from typing import TYPE_CHECKING

from ..store import DataError, find_root
from ..store.reading import read_config
from ..store.searches import read_searches
from .arguments import past_day, role
from .command import Command, packages_for

if TYPE_CHECKING:
    from ..search.plan import Wish
    from ..search.runs import Outcome
    from ..search.service import Service


def search(args: argparse.Namespace) -> int:
    """Search databases and registers that have an open interface, and write what is new as undecided records.

    Exit code 3 if a service cannot be reached; what it has is then fetched by the next call, from where this one ended.
    """
    with packages_for("Searching"):
        from ..search.plan import wishes
        from ..search.runs import run_all
        from ..search.services import EMAIL, UNDATED, service

    if args.role is None and not args.dry_run:
        print('--role is missing. Say who searches, such as --role "information specialist 1".', file=sys.stderr)
        return 2
    root = find_root(args.root)
    searches, problems = read_searches(root)
    if problems:
        raise DataError(problems)
    planned = wishes(
        read_config(root).searches,
        searches.runs.rows,
        source=args.source,
        since=args.since,
        full=args.full,
        undated=UNDATED,
    )
    if not os.environ.get(EMAIL):
        _say(f"{EMAIL} is not set: services ask for the e-mail address of who searches, to write before they block.")
    if args.dry_run:
        for wish in planned:
            _count(wish, service(str(wish.search.service), say=_say))
        return 0
    now = datetime.now().astimezone()
    try:
        run_all(
            root,
            planned,
            lambda name: service(name, say=_say),
            role=args.role,
            now=now,
            tell=_tell,
            progress=_Waiting(),
        )
    except KeyboardInterrupt:
        _say("Stopped. The next call goes on from here.")
        return 130
    return 0


def _count(wish: Wish, client: Service) -> None:
    from ..search.service import Query

    found = client.count(Query(wish.text, wish.since))
    print(f"{wish.label}{_since(wish)}: {_number(found.hits, 'record')}.")
    _print_notes(wish.note, *found.notes)


def _tell(wish: Wish, outcome: Outcome) -> None:
    added = outcome.added
    changed = f", {len(added.changed):,} changed" if added.changed else ""
    resumed = f" ({_number(outcome.resumed, 'page')} from the attempt before)" if outcome.resumed else ""
    fetched = f"{_number(added.fetched, 'record')} of {outcome.hits:,} fetched{resumed}"
    print(f"{wish.label}{_since(wish)}: {fetched}, {len(added.new):,} new{changed}; run {added.run}.")
    _print_notes(*outcome.notes)


class _Waiting:
    """Says every few seconds how many pages have come, for people who wait."""

    EVERY = 10.0  # seconds

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, wish: Wish, pages: int) -> None:
        if time.monotonic() - self._last > self.EVERY:
            self._last = time.monotonic()
            _say(f"{wish.label}: {_number(pages, 'page')} ...")


def _number(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _since(wish: Wish) -> str:
    return f", entered since {wish.since}" if wish.since else ""


def _print_notes(*notes: str) -> None:
    for note in filter(None, notes):
        print(f"  {note}")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _arguments(parser: argparse.ArgumentParser) -> None:
    text = "database, log or service as in data/review.yaml (default: all that have a `service`)"
    parser.add_argument("source", nargs="?", metavar="SOURCE", help=text)
    parser.add_argument("--role", type=role, help='who searches, such as "information specialist 1"')
    parser.add_argument(
        "--dry-run", action="store_true", help="say how many records there are; fetch and write nothing"
    )
    when = parser.add_mutually_exclusive_group()
    text = "only records entered from this day on (default: 30 days before the last run of the same strategy)"
    when.add_argument("--since", type=past_day, metavar="DATE", help=text)
    when.add_argument("--full", action="store_true", help="all records, whatever was found before")


COMMANDS = (Command(search, _arguments),)
