"""`review screen`: decisions on records, by two people who do not see each other's."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..schema import GROUNDS
from ..store import DataError, Problem, find_root
from ..wording import count, listed
from .command import Command, packages_for

STAGES = ("abstract", "full-text")


def screen(args: argparse.Namespace) -> int:
    """Screen records in the terminal, resolve conflicts, or exchange decisions with a spreadsheet or ASReview."""
    with packages_for("Screening"):
        return _screen(args)


def _screen(args: argparse.Namespace) -> int:
    from ..screening.desk import open_desk, settle
    from ..screening.status import conflict_lines, status_lines

    root = find_root(args.root)
    if args.status or args.conflicts:
        print(*(status_lines if args.status else conflict_lines)(open_desk(root)), sep="\n")
        return 0
    if args.include:
        from ..screening.including import include

        for record, study in args.include:
            include(root, record, study)
            print(f"{record} is included, with the file {study}.")
        return 0
    if args.export:
        from ..screening.exporting import export

        number = export(open_desk(root), _role(args), args.export, full_text=args.stage == "full-text")
        print(f"wrote {args.export}: {count(number, 'record')}")
        return 0
    if args.take:
        from ..screening.importing import take

        given = {"full_text": args.stage == "full-text", "category": args.category, "replace": args.replace}
        taken = take(open_desk(root), _role(args), args.take, **given)
        print(f"{args.take}: {taken}.")
    else:
        _at_the_terminal(args, root)
    _tell(settle(root))
    return 0


def _at_the_terminal(args: argparse.Namespace, root: Path) -> None:
    from ..screening.desk import open_desk, settle
    from ..screening.session import Session
    from ..screening.terminal import Screen, forget_typed
    from ..screening.words import marked, search_terms

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        message = "needs a terminal. Without one, use --export FILE and --import FILE."
        raise DataError([Problem("review screen", 0, "", message)])
    _tell(settle(root))
    desk = open_desk(root)
    role = _resolver(args, desk.rule.conflicts) if args.resolve else desk.screener(_role(args))
    print("Reading and ordering the records.", flush=True)
    session = Session(desk, role, full_text=args.stage == "full-text", resolving=args.resolve)
    if not session.left:
        print(f"Nothing is left to decide for {role} at this stage.")
        return
    screen = Screen(session, marked(search_terms(desk.config)))
    forget_typed(sys.stdin.fileno())
    screen.application().run()
    print(f"{role}: {count(session.decided, 'decision')}, {session.left:,} left.")


def _role(args: argparse.Namespace) -> str:
    if args.role is None:
        message = 'is missing. Say who decides, such as --role "screener 1".'
        raise DataError([Problem("review screen", 0, "--role", message)])
    return args.role


def _resolver(args: argparse.Namespace, conflicts: str) -> str:
    if args.role not in (None, conflicts):
        message = (
            f"{args.role!r} does not decide conflicts. Allowed: {conflicts} (screening.conflicts in data/review.yaml)."
        )
        raise DataError([Problem("review screen", 0, "--role", message)])
    return conflicts


def _tell(counts: dict) -> None:
    if counts:
        what = listed(f"{number:,} {outcome.value}" for outcome, number in counts.items())
        print(f"data/screening/records.csv: {what}.")


def _included(text: str) -> tuple[str, str]:
    record, sign, study = text.partition("=")
    if not (record and sign and study):
        raise argparse.ArgumentTypeError(f"{text!r} is not RECORD=FILE. Allowed: such as r0123=smith2024.")
    return record.strip(), study.strip()


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--role", help='who decides, such as "screener 1"')
    parser.add_argument("--stage", choices=STAGES, default=STAGES[0], help="title and abstract (default), or full text")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--status", action="store_true", help="say how far screening is, and how far the screeners agree")
    what.add_argument("--conflicts", action="store_true", help="list conflicts with the decisions of both")
    what.add_argument("--resolve", action="store_true", help="decide conflicts, each with its reason")
    text = "name the study file of a record that was included at full text"
    what.add_argument("--include", type=_included, action="append", metavar="RECORD=FILE", help=text)
    text = "write the records and your own decisions for a spreadsheet or ASReview (.csv or .ris)"
    what.add_argument("--export", type=Path, metavar="FILE", help=text)
    text = "take your decisions from a file that a spreadsheet or ASReview wrote (.csv or .ris)"
    what.add_argument("--import", dest="take", type=Path, metavar="FILE", help=text)
    text = "with --import: the reason of exclusions that have none in the file"
    parser.add_argument("--category", choices=[str(group) for group in GROUNDS], metavar="CATEGORY", help=text)
    text = "with --import: put the decisions of the file in the place of different ones"
    parser.add_argument("--replace", action="store_true", help=text)


COMMANDS = (Command(screen, _arguments),)
