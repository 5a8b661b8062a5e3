"""One run of one strategy: fetch its records and write them into the review.

The order makes a stop at any moment harmless: each answer is kept when it came, the records are written when all are
there, and the line in data/searches/runs.csv, which says that the run is complete, comes last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..records import Reference
from ..records.runs import WORKPLACE, Account, Added, add_run, strategy_sha256
from .answers import Answers
from .faults import BadAnswer, SearchError, Unreachable
from .plan import Wish
from .service import Query, Service
from .trail import Trail


@dataclass(frozen=True)
class Outcome:
    """What a run brought, the hits and words of the database, and how many answers of a stopped attempt were used."""

    added: Added
    hits: int
    notes: tuple[str, ...]
    resumed: int


def run_strategy(
    root: Path,
    wish: Wish,
    service: Service,
    *,
    role: str,
    now: datetime,
    progress: Callable[[Wish, int], None] = lambda wish, pages: None,
) -> Outcome:
    """Run a strategy and write its records. After a SearchError or DataError, data/ is as it was.

    `progress` gets the number of pages as they come.
    """
    trail = _trail(root, wish, now, lambda pages: progress(wish, pages))
    kept = trail.steps
    try:
        fetched = service.fetch(Query(wish.text, wish.since), trail)
    except BadAnswer:
        trail.drop()  # its pages contradict each other: the next attempt asks for all of them
        raise
    notes = tuple(filter(None, (wish.note, _untitled(fetched.records), *fetched.notes)))
    account = Account(
        wish.search,
        trail.begun.date(),
        role,
        strategy=wish.strategy,
        since=wish.since,
        hits=fetched.hits,
        note="; ".join(notes) or None,
    )
    added = add_run(root, account, fetched.records)
    trail.complete(added.run)
    return Outcome(added, fetched.hits, notes, kept if trail.resumed else 0)


def run_all(
    root: Path,
    wishes: Iterable[Wish],
    make: Callable[[str], Service],
    *,
    role: str,
    now: datetime,
    tell: Callable[[Wish, Outcome], None],
    progress: Callable[[Wish, int], None] = lambda wish, pages: None,
) -> None:
    """Run strategies, one after the other; `make` gives the client of a service, `tell` gets each complete run.

    A source that fails hinders no other. At the end, Unreachable or SearchError says in one line which failed and why:
    Unreachable if each of them could not be reached.
    """
    clients: dict[str, Service] = {}
    failed: dict[str, SearchError] = {}
    for wish in wishes:
        name = str(wish.search.service)
        if isinstance(failed.get(name), Unreachable):
            continue  # nor is it now
        try:
            client = clients[name] = clients.get(name) or make(name)
            tell(wish, run_strategy(root, wish, client, role=role, now=now, progress=progress))
        except Unreachable as error:
            failed[name] = error
        except SearchError as error:
            failed[wish.label] = type(error)(f"{wish.label}: {error}")
    if failed:
        kind = Unreachable if all(isinstance(error, Unreachable) for error in failed.values()) else SearchError
        raise kind(
            f"{' '.join(map(str, failed.values()))} Nothing of {'it' if len(failed) == 1 else 'them'} was written."
        )


def _trail(root: Path, wish: Wish, now: datetime, tell: Callable[[int], None]) -> Trail:
    search = {
        "log": str(wish.search.log),
        "strategy": wish.strategy,
        "sha256": strategy_sha256(wish.text),
        "service": str(wish.search.service),
        "since": str(wish.since or ""),
    }
    folder = root / WORKPLACE
    return Trail(folder / "runs", Answers(folder / "answers"), search, now=now, tell=tell)


def _untitled(records: Sequence[Reference]) -> str:
    without = [record.identifier for record in records if not record.title]
    return f"without title: {', '.join(without[:5])}{' ...' if len(without) > 5 else ''}" if without else ""
