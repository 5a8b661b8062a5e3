"""The `review` command.

Exit codes: 0 success, 1 faulty data or a failed build, 2 wrong usage, 3 a service cannot be reached, 4 `review
status` found something to do, or `review diff --exit-code` a changed conclusion, 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import _thread
import argparse
import os
import sys
import threading
from pathlib import Path

from ..publish.workplace import NotBuilt, refusal
from ..search.faults import SearchError, Unreachable
from ..store import DataError
from . import (
    audit,
    book,
    chapter,
    dedupe,
    extract,
    gate,
    importing,
    living,
    looking,
    new,
    screening,
    searching,
    strategies,
    study,
    versions,
    word,
)
from .command import add_all
from .problems import TEXT, show_problems

SUBJECTS = (
    audit,
    book,
    chapter,
    dedupe,
    extract,
    gate,
    importing,
    living,
    looking,
    new,
    screening,
    searching,
    strategies,
    study,
    versions,
    word,
)


def begin_as_usual() -> None:
    """Begin again if the environment tells Python to treat warnings as errors or to print more of them.

    A build would otherwise stop at a warning that concerns a library, not the review, or print it in a chapter.
    """
    if os.environ.pop("PYTHONWARNINGS", None):
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


def stop_where_it_was_lost(lost: sys.UnraisableHookArgs) -> None:
    """Deliver Ctrl-C again where compiled code dropped it, as the callbacks of some libraries do, and would go on."""
    if lost.exc_type is KeyboardInterrupt:
        threading.Timer(0.1, _thread.interrupt_main).start()
    else:
        sys.__unraisablehook__(lost)


def main(argv: list[str] | None = None) -> int:
    if argv is None:
        begin_as_usual()
        sys.unraisablehook = stop_where_it_was_lost
    parser = argparse.ArgumentParser(prog="review", description="Check and build a living review.")
    parser.add_argument(
        "--root", type=Path, default=Path(), help="folder of the review (default: this folder or the nearest above)"
    )
    add_all(parser, (command for subject in SUBJECTS for command in subject.COMMANDS))
    args = parser.parse_args(argv)
    try:
        code = args.run(args)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # Whoever read the output, such as `head`, has ended. Python would fail again when it closes the output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except NotBuilt as error:
        print(error, file=sys.stderr)
        return 1
    except SearchError as error:
        print(error, file=sys.stderr)
        return 3 if isinstance(error, Unreachable) else 1
    except DataError as error:
        show_problems(error.problems, getattr(args, "problems_as", TEXT))
        return 1
    except OSError as error:
        if not refusal(error):
            raise
        print(refusal(error), file=sys.stderr)
        return 1
