"""`review lookup`: what services say of included publications and registered trials."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from typing import TYPE_CHECKING

from ..store import load
from .command import Command, packages_for

if TYPE_CHECKING:
    from ..search.lookup import Looked


def lookup(args: argparse.Namespace) -> int:
    """Look up included publications in Crossref (retractions, corrections, DOIs) and trials in ClinicalTrials.gov.

    What is found is written to data/searches/lookups.csv, for `review status` and the book. What was looked up today is
    left out, so that a call that was stopped goes on. Exit code 3 if a service cannot be reached.
    """
    with packages_for("Looking up"):
        from ..search.clinicaltrials import ClinicalTrials
        from ..search.lookup import look_up
        from ..search.services import look_up as crossref
        from ..search.services import service

    review = load(args.root)
    trials = service("clinicaltrials", say=_say)
    assert isinstance(trials, ClinicalTrials)
    look_up(review, crossref(say=_say), trials, date.today(), _tell, args.again)
    return 0


def _tell(looked: Looked) -> None:
    print(f"{looked.study}: {looked.words or 'nothing'}", flush=True)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--again", action="store_true", help="look up again what was looked up today")


COMMANDS = (Command(lookup, _arguments),)
