"""The strategies that data/review.yaml declares: each parsed and checked, with its place in the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ...schema import ReviewConfig, Search
from ...store.documents import Document
from ...store.problems import DataError, FieldPath, Problem
from .lint import lint
from .query import Fault, Query
from .syntax import SYNTAXES, Syntax

FILE = "data/review.yaml"


@dataclass(frozen=True)
class Strategy:
    """A search string of one database, parsed."""

    database: str
    name: str
    query: Query
    syntax: Syntax
    path: FieldPath

    @property
    def where(self) -> str:
        """The database and the name, as messages say them."""
        return f"{self.database}, strategy {self.name!r}"


def strategies(config: ReviewConfig) -> tuple[Strategy, ...]:
    """Every search string whose database has a declared syntax, in the order of the file."""
    return tuple(_of(config.searches))


def _of(searches: list[Search]) -> Iterator[Strategy]:
    for index, search in enumerate(searches):
        if search.syntax is None:
            continue
        for name, text in search.strategies.items():
            query = lint(text, search.syntax)
            path = ("searches", index, "strategies", name)
            yield Strategy(search.database, name, query, SYNTAXES[search.syntax], path)


def check_strategies(root: Path, config: ReviewConfig) -> None:
    """Raises DataError with every error in a declared search string: file, line, field, what is wrong and allowed.

    A string also has to join as many parts by AND as its aim in `strategy_aims` has concepts.
    """
    wrong = [(strategy, fault) for strategy in strategies(config) for fault in _faults(strategy, config)]
    if wrong:
        document = Document(root / FILE, FILE)
        raise DataError(_problem(document, strategy, fault) for strategy, fault in wrong)


def _faults(strategy: Strategy, config: ReviewConfig) -> Iterator[Fault]:
    yield from strategy.query.errors
    aim, parts = config.strategy_aims.get(strategy.name), len(strategy.query.blocks)
    if aim is not None and not strategy.query.errors and parts != len(aim.concepts):
        message = f"number of parts joined by AND: {parts}. Needed: one for each concept ({', '.join(aim.concepts)})."
        yield Fault(1, 1, True, message)


def _problem(document: Document, strategy: Strategy, fault: Fault) -> Problem:
    """At the line of the file where the fault is, if the string is written as a block of lines."""
    problem = document.problem(strategy.path, f"{strategy.where}, {fault}")
    written = strategy.query.text.splitlines()[fault.line - 1 : fault.line]
    found = document.lines[problem.line + fault.line - 1 : problem.line + fault.line]
    same = [line.strip() for line in found] == [line.strip() for line in written]
    return replace(problem, line=problem.line + fault.line) if same else problem
