"""Commands on versions: what is different between two states of the review, and freezing a version."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

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
    """Freeze the current version in data/releases, so that later versions can be compared with it."""
    from ..subjects.analysis import Analysis
    from ..subjects.versions.model import release as freeze

    print(f"wrote {freeze(Analysis(load(args.root))).relative_to(find_root(args.root))}")
    return 0


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


COMMANDS = (Command(diff, _sides), Command(release))
