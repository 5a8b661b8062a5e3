"""`review verify` and `review audit`: figures of data/ beside their sources."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from ..store import find_root, load_data
from .command import Command, Group, called


def verify(args: argparse.Namespace) -> int:
    """Find the figures of a publication again in a text of its source, such as an abstract or the text of a PDF.

    Each row with a number may say under `seen` which text is around it. A row is found, or moved (the text is there, in
    another passage than the one recorded), changed (the same words with another number), not found, or has no such
    text. Exit code 1 if a row changed or was not found.
    """
    from ..contributing.extract.verifying import name_of, record, summary
    from ..contributing.extract.verifying import verify as rows
    from ..contributing.study.keys import key_of

    review, _ = load_data(args.root)
    key = key_of(review.root, args.study)
    found = list(rows(review, key, args.text, args.role, args.source))
    name = name_of(review.root, key, args.role)
    for one in found:
        now = f", now {one.now!r}" if one.now else ""
        print(f"{name}:{one.line} {one.place}: {one.outcome}" + (f": {one.text!r}{now}" if one.text else ""))
    counts = summary(found)
    print(", ".join(f"{outcome} {number:,}" for outcome, number in counts.items()) or "No row has a number.")
    if args.record:
        print(f"Passages recorded: {record(review.root, name, found):,}")
    return 1 if counts["changed"] or counts["not found"] else 0


def draw(args: argparse.Namespace) -> int:
    """Draw a random sample of the printed figures of data/, as a table for a person to fill in.

    For each figure: was it seen at its source (yes or no); if so, is the number right, and is the label right: outcome,
    time, arm, group, unit. Then: review audit take.
    """
    from ..contributing.extract.auditing import sheet
    from ..store.tables import write_whole

    review, _ = load_data(args.root)
    file = args.out or Path(f"audit-{args.seed}.csv")
    write_whole(file, sheet(review, args.n, args.seed))
    print(f"wrote {file}\nWhen it is filled in: {called()} audit take {file} --by ROLE")
    return 0


def take(args: argparse.Namespace) -> int:
    """Read a filled sheet back, and write what was found to data/audits, which the book prints."""
    from ..contributing.extract.auditing import take as taken
    from ..subjects.agreement.table import rate

    file, audit = taken(find_root(args.root), args.file, args.by, args.date or date.today(), args.note)
    print(f"wrote {file}: {audit.seen:,} of {audit.drawn:,} seen.")
    for what, wrong in (("number", audit.wrong_numbers), ("label", audit.wrong_labels)):
        print(f"Wrong {what}: {rate(wrong, audit.seen)}.")
    return 0


def _verify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("study", metavar="KEY|FILE", help="key of the publication, or its file")
    parser.add_argument("--text", type=Path, required=True, metavar="FILE", help="a text of the source (UTF-8)")
    parser.add_argument("--source", type=int, metavar="N", help="only rows from this source of the file")
    parser.add_argument("--role", help='rows of a second reading instead, such as that of "extractor 2"')
    parser.add_argument("--record", action="store_true", help="write the marks of passages that were found")


def _draw(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--n", type=int, default=100, help="figures (default: 100)")
    parser.add_argument("--seed", type=int, required=True, help="number from which the sample can be drawn again")
    parser.add_argument("--out", type=Path, metavar="FILE", help="file to write (default: audit-SEED.csv)")


def _take(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the filled sheet")
    parser.add_argument("--by", required=True, metavar="ROLE", help='who compared, as a role: "checker 1"')
    parser.add_argument("--date", type=date.fromisoformat, metavar="DAY", help="day of the audit (default: today)")
    parser.add_argument("--note", help="how it was done, in a sentence")


COMMANDS = (
    Command(verify, _verify),
    Group("audit", "Compare random figures with their sources.", (Command(draw, _draw), Command(take, _take))),
)
