"""`review extract`: second readings, from an empty file on."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from datetime import date
from pathlib import Path

from ..store import DataError, Problem, find_root, load_data
from ..wording import count
from .command import Command, Group, called
from .problems import show_notes

PROOFS = {
    "carried over": "now with the text around it",
    "there already": "had it already",
    "differs": "on which the readings do not agree, or which only one of them gives",
    "no text": "without a text in the second reading",
    "another number": "whose text shows another number",
    "another source": "which the second reader had from another source",
    "not paired": "that the second reading does not have",
}


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
    from ..contributing.extract.template import template
    from ..contributing.study.keys import key_of
    from ..store.comparing import compared_in
    from ..store.tables import write_whole
    from ..subjects.agreement.model import summed

    review, of_chapters = load_data(args.root)
    if args.all == (args.study is not None):
        raise DataError([Problem("review extract", 0, "", "name one publication, or give --all.")])
    key = None if args.all else key_of(review.root, args.study)
    found = summed(tuple(compared_in(review, None if key is None else {key})))
    if not found.compared:
        message = f"there is no second reading {f'of {key} ' if key else ''}in data/extractions."
        raise DataError([Problem("review extract", 0, "", message)])
    if args.write is not None:
        if len(found.compared) != 1 or args.write.exists():
            message = "--write is for one reading of one publication, and a file that is not there yet."
            raise DataError([Problem("review extract", 0, "--write", message)])
        write_whole(args.write, template(found.compared[0], date.today()))
        print(f"wrote {args.write}")
    elif args.json:
        print(json.dumps(as_json(found), indent=1, ensure_ascii=False))
    else:
        print(*as_lines(found), sep="\n")
        show_notes(of_chapters)
    return 0


def resolve(args: argparse.Namespace) -> int:
    """Put the decisions on two readings into data/, and keep both readings: all of it, or nothing.

    The first reading is kept in data/extractions as it was, the decisions in data/extractions/decisions. Fields and
    rows are changed in place. A publication that was read again as a whole is marked as checked by the second reader.
    """
    from ..contributing.extract.resolving import resolve as everything
    from ..contributing.study.keys import key_of

    root = find_root(args.root)
    key = key_of(root, args.study)
    done = everything(root, key, args.decisions)
    for name in done.files:
        print(f"wrote {name}")
    changes = {"value": done.changed, "row added": done.added, "row removed": done.removed}
    print(f"{key}: " + ", ".join(f"{number:,} {what}" for what, number in changes.items()) + ".")
    if done.proofs:
        print(f"{count(done.proofs, 'row')} now {'shows' if done.proofs == 1 else 'show'} the text around the number.")
    for one in done.notices:
        print(f"Notice: {one}")
    if not done.checked:
        print("Not marked as checked: the second reader read a part of it only.")
    return 0


def proof(args: argparse.Namespace) -> int:
    """Give figures in data/ the text around their number that the second reader copied from the source.

    That is done where both readings agree on the figure, the text shows it, and both had it from the same source, or
    from abstracts. `review verify` then finds it again. What is there already stays.
    """
    from ..contributing.extract.proving import CARRIED, prove
    from ..contributing.study.keys import key_of

    review, _ = load_data(args.root)
    if args.all == (args.study is not None):
        raise DataError([Problem("review extract", 0, "", "name one publication, or give --all.")])
    keys = sorted(review.settled) if args.all else [key_of(review.root, args.study)]
    total: Counter[str] = Counter()
    for key in keys:
        total += prove(review, key)
    print(f"{count(len(keys), 'publication')}, {count(total.total(), 'row')} with a number: ", end="")
    print(", ".join(f"{total[what]:,} {PROOFS[what]}" for what in CARRIED if total[what]) + ".")
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
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="print JSON")
    text = "write the file in which each difference is to be decided, for `review extract resolve`"
    how.add_argument("--write", type=Path, metavar="FILE", help=text)


def _proof(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("study", nargs="?", metavar="KEY|FILE", help="key of the publication, or its file")
    parser.add_argument("--all", action="store_true", help="every publication whose two readings are settled")


def _resolve(parser: argparse.ArgumentParser) -> None:
    _study(parser)
    text = "the filled file that `review extract compare --write` began"
    parser.add_argument("--decisions", type=Path, required=True, metavar="FILE", help=text)


def _file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the filled file")


COMMANDS = (
    Group(
        "extract",
        "Read publications a second time.",
        (
            Command(check, _file),
            Command(compare, _compare),
            Command(new, _new),
            Command(proof, _proof),
            Command(resolve, _resolve),
        ),
    ),
)
