"""`review study`: one publication, from a new file to another key."""

from __future__ import annotations

import argparse
import sys
from itertools import chain

from ..store import DataError, Problem, find_root, load_data
from ..wording import count
from .command import Command, Group, called
from .problems import show_notes

SHOWN = 60  # marked gaps that are listed


OPTIONS = {
    "kind": "kind of report, such as journal-article",
    "design": "design of the study, such as case-series",
    "read": "what was read of it: full-text, full-text-excerpt, abstract, registry, secondary",
    "condition": "what the patients have, all of them together: a term of data/vocabulary.yaml",
    "groups": "conditions whose patients the report gives apart, with commas between",
    "arms": "what was given: drugs joined by +, semicolons between arms",
    "extractor": "role of whoever reads it, with a number and no name: extractor 2",
    "log": "where it was found: a name of the column `log` of the screening log",
    "key": "key (default: family name and year)",
    "title": "title, if the source gives none",
    "authors": "authors: Family, Given and Family, Given",
    "year": "year of publication",
    "journal": "journal",
    "url": "address where it was read",
    "record": "number of the record, if a file holds several",
}


def new(args: argparse.Namespace) -> int:
    """Begin a publication: a commented file that is valid at once, its record, and its line of the screening log.

    SOURCE is a DOI, a PubMed number, an NCT number or an exported file (.nbib, .ris, .bib); without it, what is known
    is typed. What is not given by an option is asked for; with --no-questions, or where the input ends, what may be
    missing is marked in the file, and what may not ends the command. All files are written, or none.
    """
    from ..contributing.study.asking import Asking
    from ..contributing.study.new import new_study

    root = find_root(args.root)
    asking = Asking({name: getattr(args, name) for name in OPTIONS}, questions=not args.no_questions)
    written = new_study(root, args.source or "", asking, _say, offline=args.offline)
    if written.known is not None:
        print(f"Its line of the screening log was there: {written.known.record}, {written.known.decision} until now.")
    for name in written.files:
        print(f"wrote {name}")
    print(f"\nFill in what is marked with TODO in {written.files[0]}, then: {called()} study check {written.key}")
    return 0


def check(args: argparse.Namespace) -> int:
    """Check publications and what they touch, and list what is still marked as missing.

    The checks and their messages are those of `review check`, on each file, its record in references.bib, its line of
    the screening log, and the publications that it names or that name it. Exit code 1 if there are problems.
    """
    from ..contributing.study.checking import check_study
    from ..contributing.study.keys import key_of

    root = find_root(args.root)
    faulty = False
    for key in [key_of(root, study) for study in args.studies]:
        checked = check_study(root, key)
        for problem in checked.problems:
            print(problem)
        for gap in checked.gaps[:SHOWN]:
            print(f"{checked.name}:{gap.line} to do: {gap.text}")
        for hint in checked.hints:
            print(f"{checked.name} hint: {hint}")
        found, gaps = count(len(checked.problems), "problem"), count(len(checked.gaps), "gap")
        print(f"{checked.key}: {found}, {gaps} marked with TODO.")
        faulty |= bool(checked.problems)
    return 1 if faulty else 0


def rename(args: argparse.Namespace) -> int:
    """Give a publication another key, everywhere: file, record, log, data and chapters; all or none.

    Released versions keep the old key, because they are frozen. If the check then finds what it did not find before,
    everything is put back.
    """
    from ..contributing.study.renaming import rename as everywhere

    root = find_root(args.root)
    done = everywhere(root, args.old, args.new)
    for name, places in done.changed.items():
        print(f"{name}: {count(places, 'place')}")
    print(f"{args.old} is {args.new} now: {count(len(done.changed), 'file')}. The data are as valid as before.")
    if done.releases:
        versions = ", ".join(done.releases)
        print(f"Frozen, and unchanged: {versions}. Compared with it, {args.old} is removed and {args.new} is new.")
    for place in done.left[:SHOWN]:
        print(f"left as it is, as it may be another word or no part of the data: {place}")
    return 0


def remove(args: argparse.Namespace) -> int:
    """Take a publication out of the review, everywhere: file, record, log, data; all or none.

    Without --yes, it says what would change and changes nothing. A record that a search found waits for a decision
    again. Where a chapter or another file names the publication in its own words, the places are listed instead.
    """
    from ..contributing.study.keys import key_of
    from ..contributing.study.removing import remove as everywhere

    root = find_root(args.root)
    key = key_of(root, args.study)
    done = everywhere(root, key, write=args.yes)
    for change in done.changes:
        print(change)
    if done.releases:
        print(f"Frozen, and unchanged: {', '.join(done.releases)}.")
    if done.done:
        print(f"{key} is removed: {count(len(done.changes), 'file')}. The data are as valid as before.")
    else:
        print(f"This would change, and nothing was done. To do it: {called()} study remove {key} --yes")
    return 0


def show(args: argparse.Namespace) -> int:
    """Show what the review makes of one publication, as tables.

    Its data; the pools, comparisons and chapters that it enters; what is listed and not pooled, with the reason; other
    publications' findings in the opposite direction; conflicts; and the figures, tables and sentences that name it.
    """
    from ..book import Book
    from ..contributing.study.keys import key_of
    from ..contributing.study.places import places
    from ..contributing.study.printing import markdown, print_sections
    from ..contributing.study.showing import show_study

    review, of_chapters = load_data(args.root)
    key = key_of(review.root, args.study)
    if key not in review.publications:
        message = f"{key!r} is no publication of data/studies. Its page on the site shows what it says."
        raise DataError([Problem("review study", 0, "key", message)])
    book = Book(review)
    sections = chain(show_study(book.results.analysis, key), () if args.quick else places(book, key))
    if args.markdown:
        for section in sections:
            print(markdown(section), flush=True)
    else:
        print_sections(sections)
    show_notes(of_chapters)
    return 0


def _study(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("study", metavar="FILE|KEY", help="key of the publication, or its file")


def _studies(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("studies", metavar="FILE|KEY", nargs="+", help="keys of publications, or their files")


def _rename(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", metavar="OLD", help="the key that it has")
    parser.add_argument("new", metavar="NEW", help="the key that it gets")


def _remove(parser: argparse.ArgumentParser) -> None:
    _study(parser)
    parser.add_argument("--yes", action="store_true", help="do it; without this, only say what would change")


def _show(parser: argparse.ArgumentParser) -> None:
    _study(parser)
    parser.add_argument("--markdown", action="store_true", help="print Markdown")
    parser.add_argument("--quick", action="store_true", help="leave out figures, tables and sentences of chapters")


def _new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", nargs="?", metavar="SOURCE", help="DOI, PubMed number, NCT number or exported file")
    for name, text in OPTIONS.items():
        parser.add_argument(f"--{name}", help=text)
    parser.add_argument("--offline", action="store_true", help="look nothing up")
    parser.add_argument("--no-questions", action="store_true", help="ask nothing")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


COMMANDS = (
    Group(
        "study",
        "Work on one publication.",
        (
            Command(check, _studies),
            Command(new, _new),
            Command(remove, _remove),
            Command(rename, _rename),
            Command(show, _show),
        ),
    ),
)
