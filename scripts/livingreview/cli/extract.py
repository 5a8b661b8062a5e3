"""`review extract`: second readings, from an empty file on."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from ..store import find_root
from .command import Command, Group, called


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


def _file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the filled file")


COMMANDS = (Group("extract", "Read publications a second time.", (Command(check, _file), Command(new, _new))),)
