"""`review extract`: second readings, from an empty file on."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path

from ..store import DataError, Problem, find_root, load_data
from .command import Command, Group, called
from .problems import show_notes


def new(args: argparse.Namespace) -> int:
    """Begin a second reading: an empty file that says what to look for, and holds no figure of the first reading.

    It has the citation, the names of arms and groups without numbers, the outcomes, events and axes to look for, and
    every allowed term. Whoever fills it in needs nothing else of the review.
    """
    from ..contributing.extract.new import new_reading

    root = find_root(args.root)
    axes = [axis for given in args.axes or () for axis in given.split(",") if axis]
    file = new_reading(root, args.study, args.role, args.date or date.today(), axes, args.only, args.out)
    print(f"wrote {file}\nWhen it is filled in: {called()} extract check {file}")
    return 0


def check(args: argparse.Namespace) -> int:
    """Check a filled file, wherever it is. No other reading is opened."""
    from ..contributing.extract.new import check_reading

    found = check_reading(find_root(args.root), args.file)
    rows = {name: len(getattr(found, name)) for name in ("efficacy", "safety", "findings", "figures", "not_seen")}
    print(f"{args.file}: valid. " + ", ".join(f"{name} {number}" for name, number in rows.items() if number))
    return 0


def compare(args: argparse.Namespace) -> int:
    """Compare second readings with the first ones: what agrees, what differs, and what only one reading has.

    With --all, of every publication that was read twice. Agreement is given by kind of datum; intervals take into
    account that the data of one publication belong together.
    """
    from ..contributing.extract.comparing import as_json, as_lines
    from ..contributing.study.keys import key_of
    from ..store.comparing import compared_in
    from ..subjects.agreement.model import summed

    review, of_chapters = load_data(args.root)
    if args.all == (args.study is not None):
        raise DataError([Problem("review extract", 0, "", "name one publication, or give --all.")])
    key = None if args.all else key_of(review.root, args.study)
    found = summed(tuple(compared_in(review, None if key is None else {key})))
    if not found.compared:
        message = f"there is no second reading {f'of {key} ' if key else ''}in data/extractions."
        raise DataError([Problem("review extract", 0, "", message)])
    if args.json:
        print(json.dumps(as_json(found), indent=1, ensure_ascii=False))
    else:
        print(*as_lines(found), sep="\n")
        show_notes(of_chapters)
    return 0


def _study(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("study", metavar="KEY|FILE", help="key of the publication, or its file")


def _new(parser: argparse.ArgumentParser) -> None:
    _study(parser)
    parser.add_argument("--role", default="extractor 2", help='who reads it (default: "extractor 2")')
    parser.add_argument("--date", type=date.fromisoformat, metavar="DAY", help="day of the reading (default: today)")
    parser.add_argument("--axes", action="append", metavar="AXIS,...", help="only these axes of its findings")
    parser.add_argument("--only", choices=("clinical", "findings"), help="only this part of the publication")
    text = "file to write (default: its place in data/extractions)"
    parser.add_argument("--out", type=Path, metavar="FILE", help=text)


def _compare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("study", nargs="?", metavar="KEY|FILE", help="key of the publication, or its file")
    parser.add_argument("--all", action="store_true", help="every publication that was read twice")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the filled file")


COMMANDS = (
    Group(
        "extract",
        "Read publications a second time.",
        (Command(check, _file), Command(compare, _compare), Command(new, _new)),
    ),
)
