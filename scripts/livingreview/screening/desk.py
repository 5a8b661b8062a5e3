"""What screening works on: the rule, the log and the decisions of a review, read together and written one by one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ..records.runs import alone
from ..schema import Judged, Record, ReviewConfig, ScreeningRule, nearest
from ..store import DataError, Problem
from ..store.checks import decisions as decision_checks
from ..store.checks import screening as log_checks
from ..store.decisions import Decisions, read_own, write_decisions
from ..store.reading import read
from ..store.screening import change_records
from ..store.searches import Searches
from .standing import Outcome, Standing, decided, is_pending, standings

NEEDED = ("data/review.yaml", "data/vocabulary.yaml", "data/screening/", "data/searches/")
CONFIG = "data/review.yaml"


@dataclass(frozen=True)
class Desk:
    """A review as screening needs it. `ids` are the names of all files of data/studies, data/trials, data/context."""

    root: Path
    config: ReviewConfig
    records: tuple[Record, ...]
    searches: Searches
    decisions: Decisions
    ids: frozenset[str]

    @property
    def rule(self) -> ScreeningRule:
        return self.config.screening

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        return tuple(standings(self.rule, self.records, self.decisions))

    def screener(self, role: str) -> str:
        """The role as it was typed, if it is that of a screener. Raises DataError otherwise."""
        if role in self.rule.screeners:
            return role
        message = f"{role!r} is no screener here. {nearest(role, self.rule.screeners)}"
        raise DataError([Problem(CONFIG, 0, "screening.screeners", message)])


def open_desk(root: Path) -> Desk:
    """Read what screening needs. Raises DataError for faults in it; faults in other files do not stop anybody."""
    loaded, problems = read(root)
    for check in (*decision_checks.CHECKS, log_checks.record_numbers_are_unique):
        problems += check(loaded)
    faults = [problem for problem in problems if problem.file.startswith(NEEDED)]
    if loaded.config is None or faults:
        raise DataError(faults or problems)
    return Desk(root, loaded.config.content, loaded.log.rows, loaded.searches, loaded.decisions, frozenset(loaded.ids))


def settle(root: Path) -> Counter[Outcome]:
    """Write what the decisions come to into the log, and count the records by what happened to them.

    A record that its decisions exclude, or let wait, gets that decision; one that they let pass gets the stage
    full-text and remains pending. Nothing else in the log is changed, and doing it twice changes nothing more.
    """
    with alone(root):
        desk = open_desk(root)
        changed, counts = _changed(desk)
        if changed:
            change_records(root, changed)
    return counts


def _changed(desk: Desk) -> tuple[dict[str, Record], Counter[Outcome]]:
    """The records that are decided, as the log will have them."""
    changed: dict[str, Record] = {}
    counts: Counter[Outcome] = Counter()
    waiting = [record for record in desk.records if is_pending(record)]
    while waiting:  # decisions on the full text may be there already
        following = []
        for standing in standings(desk.rule, waiting, desk.decisions):
            if (record := decided(standing)) is not None:
                changed[record.record] = record
                counts[standing.outcome] += 1
                following.append(record)
        waiting = [record for record in following if is_pending(record)]
    return changed, counts


def keep(root: Path, role: str, judged: Judged) -> Judged | None:
    """Add a decision to the file of a role, or put it in the place of the one on the same record and stage.

    Returns the decision that it replaced. The file is read anew, so that a file changed meanwhile loses nothing.
    """
    rows = list(_own(root, role))
    key = (judged.record, judged.full_text)
    old = next((one for one in rows if (one.record, one.full_text) == key), None)
    if old is not None:
        rows.remove(old)
    write_decisions(root, role, [*rows, judged])
    return old


def withdraw(root: Path, role: str, judged: Judged, former: Judged | None = None) -> None:
    """Take a decision back, and put the former one on the same record in its place if there was one."""
    rows = [one for one in _own(root, role) if one != judged]
    write_decisions(root, role, [*rows, former] if former else rows)


def _own(root: Path, role: str) -> tuple[Judged, ...]:
    lines, problems = read_own(root, role)
    if problems:
        raise DataError(problems)
    return lines.rows
