"""`review new`: a living review of another topic."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..schema import Design
from ..wording import count
from .command import Command


def new(args: argparse.Namespace) -> int:
    """Write a small living review of another topic into FOLDER, with this engine.

    With --from, it begins with the studies of a published meta-analysis: a CSV file with one row a study and the
    columns author, events, n; with --against also events_control and n_control; and, as far as the table has them,
    year, title, doi, pmid, key, design, age, country, month or when, source (address of the table), at (place of the
    row).
    Each study is marked as known from the table of another review only. Nothing is written if a row cannot be used.
    """
    from ..contributing.newreview.topic import Topic
    from ..contributing.newreview.writing import new_review

    given = {
        name: getattr(args, name) for name in ("title", "intervention", "condition", "outcome") if getattr(args, name)
    }
    topic = Topic(
        **given,
        against=args.against,
        higher_is_better={"higher": True, "lower": False}.get(args.better),
        design=args.design,
        source=args.source,
        at=args.at,
    )
    studies = new_review(args.folder, topic, args.table)
    print(f"wrote {args.folder}: {topic.full_title}, {count(studies, 'study', 'studies')}.")
    print(f"It is no git repository yet. Next: cd {args.folder} && git init && make html")
    return 0


def _text(text: str) -> str:
    """One line of text that is not empty."""
    if not (one := " ".join(text.split())):
        raise argparse.ArgumentTypeError("is empty.")
    return one


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("folder", type=Path, help="folder to write: empty, or not there yet")
    parser.add_argument("--title", type=_text, help="title of the review (default: made of treatment and condition)")
    parser.add_argument("--intervention", type=_text, metavar="TREATMENT", help="the treatment under review")
    parser.add_argument("--condition", type=_text, help="what the patients have")
    parser.add_argument("--outcome", type=_text, help="the primary outcome")
    parser.add_argument("--better", choices=("higher", "lower"), help="whether more or less of the outcome is better")
    parser.add_argument(
        "--against",
        type=_text,
        metavar="COMPARATOR",
        help="compare two arms of randomised trials; without it, pool one",
    )
    parser.add_argument("--from", dest="table", type=Path, metavar="TABLE.csv", help="the table of a meta-analysis")
    parser.add_argument("--source", type=_text, metavar="URL", help="address of that table, for rows that give none")
    parser.add_argument("--at", type=_text, help='place in that source, for rows that give none, such as "Table 2"')
    parser.add_argument("--design", type=Design, choices=list(Design), metavar="DESIGN", help="of rows that give none")


COMMANDS = (Command(new, _arguments),)
