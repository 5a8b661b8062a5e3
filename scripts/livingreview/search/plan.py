"""What is to be searched: each strategy of data/review.yaml whose source has an open interface, since which day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ..records.runs import strategy_sha256
from ..schema import Run, Search
from ..schema.screening import log_name
from .faults import SearchError

OVERLAP = timedelta(days=30)  # databases date some records back, and index them late


@dataclass(frozen=True)
class Wish:
    """One strategy of one source, exactly as data/review.yaml has it, and since which day of entry it is run."""

    search: Search
    strategy: str
    since: date | None = None
    note: str = ""

    @property
    def text(self) -> str:
        """The strategy's text."""
        return self.search.strategies[self.strategy]

    @property
    def label(self) -> str:
        """What messages call it."""
        return f"{self.search.database}, {self.strategy}"


def wishes(
    searches: Iterable[Search],
    runs: Collection[Run],
    *,
    source: str | None = None,
    since: date | None = None,
    full: bool = False,
    undated: Collection[str] = (),
) -> list[Wish]:
    """The strategies to run, of all sources or of one (by its database, log or service).

    Without `since` or `full`, a strategy is run for what was entered since it was last run, minus an overlap, if its
    text is the same; a new or changed strategy is run for everything. Services in `undated` cannot be asked by date.
    Raises SearchError if no source has that name and an interface.
    """
    known = [search for search in searches if search.service]
    wanted = [search for search in known if source is None or log_name(source) in _names(search)]
    if not wanted:
        allowed = ", ".join(search.database for search in known)
        named = f"{source!r} has" if source is not None else "No search has"
        hint = f"Allowed: {allowed}." if allowed else "Give one a `service`."
        raise SearchError(f"data/review.yaml searches: {named} no open interface (`service`). {hint}")
    return [
        _dated(Wish(search, strategy), runs, since, full, search.service in undated)
        for search in wanted
        for strategy in search.strategies
    ]


def _names(search: Search) -> set[str]:
    return {log_name(name) for name in (search.database, search.log, search.service) if name}


def _dated(wish: Wish, runs: Iterable[Run], since: date | None, full: bool, undated: bool) -> Wish:
    if undated:
        note = "the service cannot be asked by date of entry: everything was searched" if since else ""
        return replace(wish, note=note)
    if full:
        return wish
    earlier = [run for run in runs if run.log == wish.search.log and run.strategy == wish.strategy]
    same = [run for run in earlier if run.strategy_sha256 == strategy_sha256(wish.text)]
    covered = covered_until(same)
    if since is not None:
        gap = f"what was entered {f'between {covered} and' if covered else 'before'} {since} is not searched"
        return replace(wish, since=since, note=gap if covered is None or since > covered else "")
    if covered is not None:
        return replace(wish, since=covered - OVERLAP)
    return replace(wish, note="the strategy changed since its last run: everything was searched" if earlier else "")


def covered_until(runs: Iterable[Run]) -> date | None:
    """The day until which runs of one strategy have seen everything: a whole run, and later ones without a gap."""
    until: date | None = None
    for run in sorted(runs, key=lambda run: run.date):
        if run.since is None or (until is not None and run.since <= until):
            until = run.date
    return until
