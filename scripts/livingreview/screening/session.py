"""One person's screening, without the terminal: the queue, decisions that are written at once, and undoing them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from ..records import Reference
from ..records.duplicates import Duplicates, find
from ..records.runs import key_of
from ..schema import Choice, Decision, Judged, ReasonGroup, Record, Stage
from ..store.tables import problems_of
from ..store.texts import INVISIBLE
from .desk import Desk, keep, withdraw
from .ranking import Ranker, Ranking, basis_of
from .similar import Similar, similar
from .standing import Outcome, is_pending
from .words import query_of

LEARN_EVERY = 10  # decisions after which the rest is ordered anew


@dataclass(frozen=True)
class Item:
    """A record to decide on. `others` has the decisions to choose between, in resolving only."""

    record: Record
    reference: Reference
    similar: tuple[Similar, ...]
    why: tuple[str, ...]
    others: Mapping[str, Judged] = field(default_factory=dict)


class Refused(ValueError):
    """A decision that cannot be kept as it is; the message says what is missing."""


class Session:
    """What one role decides at one stage, in order; with `resolving`, the conflicts of the screeners.

    Nobody else's decisions on records that are still open are read into the queue, its order or its items, except when
    conflicts are resolved.
    """

    def __init__(self, desk: Desk, role: str, *, full_text: bool, resolving: bool = False) -> None:
        self.root: Path = desk.root
        self.role, self.full_text, self.resolving = role, full_text, resolving
        self.criteria = (desk.config.eligibility, desk.config.exclusion)
        self._records = desk.records
        self._desk = desk
        self._at = {record.record: i for i, record in enumerate(desk.records)}
        self._conflicts = {
            standing.record.record: standing for standing in desk.standings if standing.outcome is Outcome.CONFLICT
        }
        own = [one for one in desk.decisions.of(role) if one.full_text == full_text]
        self._own = {one.record: one for one in own}
        self._closed = _excluded_by_one(desk, full_text)
        self._open = [record.record for record in desk.records if self._is_mine(record)]
        self._skipped: list[str] = []
        self._done: list[tuple[Judged, Judged | None]] = []
        self.total = len(self._open)
        self._ranking: Ranking | None = None  # made when the first record is asked for: it takes seconds

    @cached_property
    def _duplicates(self) -> Duplicates:
        return find(self.root)

    @cached_property
    def _references(self) -> list[Reference]:
        return [self._duplicates.records[key_of(record)] for record in self._records]

    @cached_property
    def _similar(self) -> dict[str, tuple[Similar, ...]]:
        pairs = self._desk.searches.pairs.rows
        return similar(self._records, self._references, pairs, self._duplicates.found)

    @cached_property
    def _ranker(self) -> Ranker:
        return Ranker(
            [one.title or one.original_title for one in self._references],
            [" ".join((one.original_title, one.abstract, *one.keywords)) for one in self._references],
            query_of(self._desk.config),
        )

    def _is_mine(self, record: Record) -> bool:
        if not is_pending(record) or (record.stage is Stage.FULL_TEXT) != self.full_text:
            return False
        if self.resolving:
            return record.record in self._conflicts
        return record.record not in self._own and record.record not in self._closed

    @property
    def basis(self) -> str:
        """What the order rests on."""
        return basis_of(self._learned()) if self._ranking is None else self._ranking.basis

    @property
    def decided(self) -> int:
        return len(self._done)

    @property
    def left(self) -> int:
        return len(self._open)

    @property
    def queue(self) -> tuple[str, ...]:
        """Numbers of the records to decide on, in order."""
        self._begin()
        return tuple(self._open)

    @property
    def current(self) -> Item | None:
        """The record to decide on; None when all are decided."""
        self._begin()
        if not self._open:
            return None
        number = self._open[0]
        position = self._at[number]
        others = self._conflicts[number].judged if self.resolving else {}
        why = self._ranking.why.get(position, ()) if self._ranking else ()
        return Item(self._records[position], self._references[position], self._similar.get(number, ()), why, others)

    def decide(self, choice: Choice, category: ReasonGroup | None = None, reason: str = "") -> Judged:
        """Keep a decision on the current record, in the file, before anything else happens.

        Raises Refused for one that cannot be kept, and DataError or OSError if the file cannot be read or written.
        """
        item = self.current
        if item is None:
            raise Refused("There is no record left to decide on.")
        if self.resolving and not reason.strip():
            raise Refused("A conflict is decided with its reason: write it first.")
        if self.resolving and choice is Choice.UNSURE and category is None:
            raise Refused("Say what the record waits for, or decide to include or exclude it.")
        try:
            judged = Judged(
                record=item.record.record,
                stage=self._stage(item.reference),
                decision=choice,
                category=category,
                reason=" ".join(INVISIBLE.sub("", reason).split()) or None,
                date=datetime.date.today(),
            )
        except ValidationError as error:
            raise Refused(_first(error)) from None
        self._done.append((judged, keep(self.root, self.role, judged)))
        self._own[judged.record] = judged
        self._open.pop(0)
        self._learn()
        return judged

    def undo(self) -> Judged | None:
        """Take back the last decision of this session; its record is the current one again."""
        if not self._done:
            return None
        judged, former = self._done.pop()
        withdraw(self.root, self.role, judged, former)
        del self._own[judged.record]
        self._open.insert(0, judged.record)
        return judged

    def skip(self) -> None:
        """Put the current record at the end of the queue."""
        self._begin()
        if self._open:
            self._skipped.append(self._open[0])
            self._open.append(self._open.pop(0))

    def _stage(self, reference: Reference) -> Stage:
        if self.full_text:
            return Stage.FULL_TEXT
        return Stage.ABSTRACT if reference.abstract else Stage.TITLE

    def _begin(self) -> None:
        if self._ranking is None:
            self._order()

    def _learn(self) -> None:
        if len(self._done) % LEARN_EVERY == 0:
            self._order()

    def _order(self) -> None:
        """Order what is open: by rank, similar records one after the other, skipped ones last."""
        if not self._open:
            return
        self._ranking = self._ranker.rank(self._learned())
        rank = {position: i for i, position in enumerate(self._ranking.order)}
        late = {number: i for i, number in enumerate(self._skipped)}
        ranked = sorted(self._open, key=lambda number: (late.get(number, -1), rank[self._at[number]]))
        self._open = together(ranked, self._similar)

    def _learned(self) -> dict[int, bool]:
        """What is learned from: the decided records of the log, and this role's own decisions; nobody else's."""
        learned = {
            self._at[record.record]: record.decision is Decision.INCLUDE
            for record in self._records
            if record.decision in (Decision.INCLUDE, Decision.EXCLUDE)
        }
        for number, judged in self._own.items():
            if judged.decision is not Choice.UNSURE and number not in self._open:
                learned[self._at[number]] = judged.decision is Choice.INCLUDE
        return learned


def together(numbers: Sequence[str], alike: Mapping[str, Sequence[Similar]]) -> list[str]:
    """Records in order, each followed by those that resemble it."""
    waiting = dict.fromkeys(numbers)
    ordered: list[str] = []
    for number in numbers:
        group = [number, *(other.record for other in alike.get(number, ()))] if number in waiting else []
        for one in group:
            if one in waiting:
                del waiting[one]
                ordered.append(one)
    return ordered


def _excluded_by_one(desk: Desk, full_text: bool) -> set[str]:
    """Records that need no further decision, because one exclusion suffices and is there."""
    return {s.record.record for s in desk.standings if s.full_text == full_text and s.outcome is Outcome.EXCLUDED}


def _first(error: ValidationError) -> str:
    problem = next(problems_of("", 0, "", error.errors(include_url=False)))
    return f"{problem.field}: {problem.message}"
