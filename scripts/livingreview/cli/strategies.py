"""The command that checks search strings and tries them on what is included."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..store import Review, load
from ..wording import count
from .command import Command

if TYPE_CHECKING:
    from ..search.strategies.declared import Strategy
    from ..subjects.searches.model import Known, Sensitivity

WIDTH = 78  # characters of a line of a strategy that are shown


def strategies(args: argparse.Namespace) -> int:
    """Check the search strings of data/review.yaml; with --test, try them on the included records."""
    from ..search.strategies import Verdict
    from ..search.strategies.declared import strategies as declared

    review = load(args.root)
    found = declared(review.config)
    wrong = sum(len(one.query.errors) for one in found)
    for one in found:
        for fault in one.query.faults:
            print(f"{one.where}, {'' if fault.error else 'warning, '}{fault}")
    unread = [search.database for search in review.config.searches if search.syntax is None and search.strategies]
    if unread:
        print(f"Not checked, as no syntax is declared: {', '.join(unread)}.")
    if wrong:
        print(f"{count(wrong, 'error')} in {count(len(found), 'search string')}.", file=sys.stderr)
        return 1
    print(f"{count(len(found), 'search string')} checked: no errors.")
    if not args.test:
        return 0

    from ..records.runs import references
    from ..subjects.searches.model import known, sensitivity, with_words

    whole = [one for one in references(review.root) if not one.key.startswith("record:")]  # not typed by hand
    records = with_words(known(review), whole)
    tried = sensitivity(review, records)
    for line in _tried(review, found, records, tried):
        print(line)
    missed = {key for one in tried for key in one.keys(Verdict.NOT_FOUND)}
    if missed:
        print(f"Certainly not found by a string that is to find it: {count(len(missed), 'record')}.", file=sys.stderr)
    return 1 if missed else 0


def _tried(
    review: Review, found: Sequence[Strategy], records: Sequence[Known], results: Sequence[Sensitivity]
) -> Iterator[str]:
    """What each line of each string finds among the included records that the string is to find."""
    from ..search.strategies import Verdict
    from ..subjects.searches.model import by_line, by_term, expected

    tried = {(one.strategy.database, one.strategy.name): one for one in results}
    for strategy in found:
        result = tried.get((strategy.database, strategy.name))
        yield ""
        if result is None:
            yield f"{strategy.where}: not tried, as strategy_aims does not say what it is to find."
            continue
        if not result.tried:
            yield f"{strategy.where}: not tried, as no included record is one that it is to find."
            continue
        counts = [len(result.keys(verdict)) for verdict in (Verdict.FOUND, Verdict.OPEN, Verdict.NOT_FOUND)]
        yield (
            f"{strategy.where}: of {count(len(result.tried), 'included record')} to find, by what could be searched "
            f"{counts[0]:,} found, {counts[1]:,} open, {counts[2]:,} not found."
        )
        wanted = expected(review, records, strategy)
        for line in by_line(strategy, wanted):
            none = "" if line.found else " (headings, not known)" if line.headings else " (finds none of them)"
            shown = line.text if len(line.text) <= WIDTH else f"{line.text[: WIDTH - 3]}..."
            yield f"  line {line.line}: {len(line.found):,}{none}  {shown}"
        idle = [term.text for term in by_term(strategy, wanted) if not term.found and not term.headings]
        if idle:
            yield f"  terms that find none of them: {', '.join(idle)}"
        for verdict, words in ((Verdict.NOT_FOUND, "not found"), (Verdict.OPEN, "open")):
            if keys := result.keys(verdict):
                yield f"  {words}: {', '.join(keys)}"


def _test(parser: argparse.ArgumentParser) -> None:
    text = "try each string on the included records that it is to find; exit code 1 if one is certainly not found"
    parser.add_argument("--test", action="store_true", help=text)


COMMANDS = (Command(strategies, _test),)
