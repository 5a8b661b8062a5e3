"""Declared comparisons: each with another treatment, and each once."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from ..loaded import Loaded
from ..problems import Problem


def comparators_are_not_the_treatment(data: Loaded) -> Iterator[Problem]:
    """The treatment under review is not compared with itself."""
    if data.config is None:
        return
    for name, comparison in data.config.content.comparisons.items():
        for i, drug in enumerate(comparison.against):
            if drug in data.config.content.intervention_drugs:
                message = f"{drug!r} is the treatment under review. Name what it is compared with."
                yield data.config.problem(("comparisons", name, "against", i), message)


def comparisons_are_unique(data: Loaded) -> Iterator[Problem]:
    """No two comparisons compare the same."""
    if data.config is None:
        return
    taken: dict[Hashable, str] = {}
    for name, comparison in data.config.content.comparisons.items():
        mark = (comparison.outcome, comparison.event, comparison.severity, frozenset(comparison.against))
        if mark in taken:
            yield data.config.problem(("comparisons", name), f"compares the same as {taken[mark]!r}. Keep one.")
        taken.setdefault(mark, name)


CHECKS = (comparators_are_not_the_treatment, comparisons_are_unique)
