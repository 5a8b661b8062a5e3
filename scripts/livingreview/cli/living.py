"""Commands that keep the review alive."""

from __future__ import annotations

import argparse
from datetime import date

from ..store import load
from .command import Command

DUE = 4  # exit code: something is to be done


def status(args: argparse.Namespace) -> int:
    """Say how current the review is: searches that are due, retractions, changed trials, undecided records.

    Exit code 4 if something is to be done, 0 if not.
    """
    from ..subjects.currency.model import currency
    from ..subjects.currency.words import lines

    review = load(args.root)
    current = currency(review, args.date or date.today())
    for line in lines(review, current):
        print(line)
    return 0 if current.is_current else DUE


def day(text: str) -> date:
    """A day as typed."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a date. Allowed: year-month-day, such as 2024-01-31."
        ) from None


def _date(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--date", type=day, help="day to reckon from (default: today)")


COMMANDS = (Command(status, _date),)
