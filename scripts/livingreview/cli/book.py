"""Commands that check the data and build the book and the papers."""

from __future__ import annotations

import argparse
import sys

from ..render.uses import Use
from ..store import find_root, load, load_data
from ..wording import count, listed
from .command import Command
from .problems import form_of_problems, show_notes, show_notices


def check(args: argparse.Namespace) -> int:
    """Check data/, references.bib and the chapters' citations; notices name what is worth a second look."""
    from ..contributing.checking import checked
    from ..contributing.limits import over_limits
    from ..contributing.notices import notices

    review = checked(args.root)
    long = over_limits(review)
    counts = {
        "publication": len(review.publications),
        "registered trial": len(review.registered),
        "clinical value": len(review.efficacy) + len(review.safety),
        "mechanistic finding": len(review.findings),
    }
    show_notices([*notices(review), *long], args.problems_as)
    print(f"The data are valid: {listed(count(n, what) for what, n in counts.items())}.")
    return 0


def schema(args: argparse.Namespace) -> int:
    """Write what is made from the schema: data/schema/ for editors, and the issue forms in .github/."""
    from ..store.review import write_schemas

    for file in write_schemas(find_root(args.root)):
        print(f"wrote {file}")
    return 0


def build(args: argparse.Namespace) -> int:
    """Check, then build the site into _build/html; the previous site is kept until the new one is complete."""
    from ..publish.building import building
    from ..publish.site import build_html

    root = find_root(args.root)
    if not args.papers:
        with building(root, Use.SITE) as made:
            build_html(made)
        return 0

    from ..publish.manuscript.write import build_manuscript, require
    from ..publish.pdf import build_pdf, require_packages

    require_packages("PDF")
    require(root, "article")
    with building(root, *Use) as made:
        build_pdf(made)
        build_manuscript(made)
        build_html(made)
    return 0


def preview(args: argparse.Namespace) -> int:
    """Show the site on this machine; after each change of a file, build what it touches and reload the page."""
    from ..publish.preview.watching import preview as show

    show(find_root(args.root), args.port)
    return 0


def port(text: str) -> int:
    """A port as typed; 0 is any free one."""
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port. Allowed: 0 (any free one) to 65535.")
    return int(text)


def pdf(args: argparse.Namespace) -> int:
    """Check, then typeset the book into _build/pdf; the previous PDF is kept until the new one is complete."""
    from ..publish.building import building
    from ..publish.pdf import build_pdf, require_packages

    require_packages("PDF")
    with building(find_root(args.root), Use.PAPER) as made:
        build_pdf(made)
    return 0


def manuscript(args: argparse.Namespace) -> int:
    """Check, then write the journal article and its supplement into _build/manuscript as PDF, Word and JATS."""
    from ..publish.building import building
    from ..publish.manuscript.journals import read_journal
    from ..publish.manuscript.write import Look, build_manuscript, require

    root = find_root(args.root)
    require(root, "manuscript")
    look = Look(args.line_numbers, args.double_spacing, journal=read_journal(root, args.journal))
    with building(root, Use.PAPER) as made:
        build_manuscript(made, look)
    return 0


def submission(args: argparse.Namespace) -> int:
    """Check, then write everything that a journal asks for into a dated folder and a zip file in _build/submission."""
    from ..publish.building import building
    from ..publish.manuscript.against import find_earlier
    from ..publish.manuscript.journals import read_journal
    from ..publish.manuscript.submission import build_submission
    from ..publish.manuscript.write import Look, require

    root = find_root(args.root)
    require(root, "submission")
    earlier = find_earlier(root, args.against) if args.against else None
    journal = read_journal(root, args.journal)
    look = Look(
        args.line_numbers, args.double_spacing, tiff=args.tiff, journal=journal, journal_name=args.journal or ""
    )
    with building(root, Use.PAPER) as made:
        build_submission(made, look, earlier)
    return 0


def results(args: argparse.Namespace) -> int:
    """List the names of results for prose: what each first part is for, or the values of some names."""
    from ..subjects.results import Results, UnknownResult

    review, of_chapters = load_data(args.root)
    show_notes(of_chapters)
    found = Results(review)
    if args.beginning is None:
        for first, about in found.about().items():
            print(f"{first}: {about}")
        return 0
    try:
        for name in found.names(args.beginning):
            print(f"{name}: {found[name].text}")
    except UnknownResult as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def picture(args: argparse.Namespace) -> int:
    """Redraw the plot of the primary outcome in docs/, or check that it agrees with the data."""
    from ..publish.picture import check_picture, write_picture

    review = load(args.root)
    if args.check:
        check_picture(review)
        print("The picture agrees with the data.")
    else:
        print(f"wrote {write_picture(review).relative_to(review.root)}")
    return 0


def _beginning(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("beginning", nargs="?", help="first parts of names, such as pools.overall-response")


def _typesetting(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--line-numbers", action="store_true", help="number the lines of the article")
    parser.add_argument("--double-spacing", action="store_true", help="typeset the article in double spacing")
    text = "make the article as this journal of _journals.yml asks, and say what exceeds its limits"
    parser.add_argument("--journal", metavar="NAME", help=text)


def _bundle(parser: argparse.ArgumentParser) -> None:
    _typesetting(parser)
    text = "add the figures as TIFF, 600 dots an inch; few journals want them, and they are large"
    parser.add_argument("--tiff", action="store_true", help=text)
    text = "folder or zip file of an earlier bundle, its manuscript.docx, or a version: adds the article with tracked "
    parser.add_argument("--against", metavar="EARLIER", help=f"{text}changes, and lists of the numbers that changed")


def _port(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=port, help="port of the page (default: the first free one from 8000)")


def _papers(parser: argparse.ArgumentParser) -> None:
    text = "make the PDF and the article too, from the same execution of the chapters; the site offers them"
    parser.add_argument("--papers", action="store_true", help=text)


def _check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="write nothing; fail if it disagrees with the data")


COMMANDS = (
    Command(check, form_of_problems),
    Command(build, _papers),
    Command(manuscript, _typesetting),
    Command(pdf),
    Command(picture, _check),
    Command(preview, _port),
    Command(results, _beginning),
    Command(schema),
    Command(submission, _bundle),
)
