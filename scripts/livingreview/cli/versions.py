"""Commands on versions: what is different between two states of the review, and freezing a version."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..render.uses import Use
from ..store import DataError, Problem, find_root, load
from .command import Command

CHANGED = 4  # exit code with --exit-code where a conclusion changed


def diff(args: argparse.Namespace) -> int:
    """Show what changes between two states: publications, estimates, certainty, and the sentences of the book."""
    from ..living.diff.markdown import markdown
    from ..living.diff.page import page
    from ..living.diff.report import as_json, from_json, report
    from ..living.diff.text import show
    from ..store.tables import write_whole

    if args.stored is not None:
        try:
            found = from_json(args.stored.read_bytes())
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else str(error).partition("\n")[0]
            message = f"is no report of `review diff --format json`: {why}"
            raise DataError([Problem(str(args.stored), 0, "", message)]) from None
    else:
        found = report(find_root(args.root), args.old, args.new, cells=args.cells, run_engine=args.run_engine or None)
    if args.html is not None:
        write_whole(args.html, page(found))
        print(f"wrote {args.html}", file=sys.stderr)
    if args.format == "json":
        print(as_json(found), end="")
    elif args.format == "markdown":
        print(markdown(found), end="")
    elif args.format == "text" or args.html is None:
        show(found)
    return CHANGED if args.exit_code and found.conclusions_changed else 0


def release(args: argparse.Namespace) -> int:
    """Freeze the current version in data/releases, results and text, to compare later ones with it; and cite it."""
    from ..publish.building import building
    from ..publish.citation_files import write_citation
    from ..publish.manuscript.kept import has_article, keep, kept_file
    from ..subjects.analysis import Analysis
    from ..subjects.certainty.model import to_judge_again, to_rate
    from ..subjects.versions.model import release as freeze

    review = load(args.root)
    analysis = Analysis(review)
    if problems := [*to_judge_again(review, analysis.ratings), *to_rate(review, analysis.unrated)]:
        raise DataError(problems)
    for file in (freeze(analysis), *write_citation(review)):
        print(f"wrote {file.relative_to(review.root)}")
    text = kept_file(review.root, review.config.version)
    if not args.results_only and not text.exists() and has_article(review.root):
        with building(review.root, Use.PAPER) as made:
            keep(made)
        print(f"wrote {text.relative_to(review.root)}")
    return 0


def citation(args: argparse.Namespace) -> int:
    """Write CITATION.cff and .zenodo.json from the data, or check that they agree with them."""
    from ..publish.citation_files import check_citation, write_citation

    review = load(args.root)
    if args.check or args.tag is not None:
        check_citation(review, args.tag)
        print("CITATION.cff and .zenodo.json agree with the data.")
        return 0
    for file in write_citation(review):
        print(f"wrote {file.relative_to(review.root)}")
    return 0


def _citation(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="write nothing; fail if they disagree with the data")
    parser.add_argument("--tag", metavar="NAME", help="check also that the name of this tag is the version")


def _frozen(parser: argparse.ArgumentParser) -> None:
    text = "do not keep the text of the article, for which all chapters are executed"
    parser.add_argument("--results-only", action="store_true", help=text)


def _sides(parser: argparse.ArgumentParser) -> None:
    names = "a revision of git (main, HEAD~3), a released version (0.1.0), or a folder with a review"
    parser.add_argument("old", nargs="?", help=f"{names}; default: the last released version")
    parser.add_argument("new", nargs="?", help="likewise; default: this folder as it is")
    parser.add_argument("--cells", action="store_true", help="also compare what the cells of chapters print (slower)")
    parser.add_argument(
        "--format", choices=("text", "json", "markdown"), help="form of what is printed (default: text)"
    )
    parser.add_argument("--html", type=Path, metavar="FILE", help="write a page with plots, which fetches nothing")
    code = f"exit with {CHANGED} if an estimate or a level of certainty changed"
    parser.add_argument("--exit-code", action="store_true", help=code)
    engine = "run the engine of OLD even if OLD is not part of the history of HEAD: its code is executed"
    parser.add_argument("--run-engine", action="store_true", help=engine)
    stored = "show a report that was printed with --format json, instead of comparing"
    parser.add_argument("--from", dest="stored", type=Path, metavar="FILE", help=stored)


COMMANDS = (Command(citation, _citation), Command(diff, _sides), Command(release, _frozen))
