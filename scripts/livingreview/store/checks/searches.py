"""The runs of searches, the records that they found and the screening log account for each other."""

from __future__ import annotations

from collections.abc import Iterator

from ...schema import SearchStatus, nearest, version_order
from ..loaded import Loaded
from ..problems import Problem
from ..screening import RECORDS, file_of
from ..searches import FOUND, LOOKUPS, PAIRS, RUNS


def runs_are_named_once(data: Loaded) -> Iterator[Problem]:
    """No two runs have one name."""
    names: set[str] = set()
    for line, run in data.searches.runs.lines:
        if run.run in names:
            yield Problem(RUNS, line, f"{run.run}.run", "appears twice. Each run once.")
        names.add(run.run)


def runs_have_their_records(data: Loaded) -> Iterator[Problem]:
    """A run has a file of its records, with as many new ones as it says, and no file is without a run."""
    runs, found = data.searches.runs, data.searches.found
    known = {record.found for record in data.log.rows}
    first: set[str] = set()
    for line, run in runs.lines:
        if run.run not in found:
            if run.new:
                message = f"says {run.new:,} new records, but {FOUND}/{run.run}.csv is missing."
                yield Problem(RUNS, line, f"{run.run}.new", message)
            continue
        records = found[run.run]
        keys = {record.key for record in records.rows}
        if records.complete and not records.unread:
            new = len(keys - first)
            if new != run.new:
                message = f"says {run.new:,}, but {FOUND}/{run.run}.csv has {new:,} that no earlier run has."
                yield Problem(RUNS, line, f"{run.run}.new", message)
        first |= keys
        for number, record in records.lines:
            if data.log.complete and record.key not in known and not data.log.may_name(record.key):
                message = f"is in no line of {RECORDS}, in its column found. Import or search again: it will be added."
                yield Problem(f"{FOUND}/{run.run}.csv", number, record.key, message)
    if not runs.complete or runs.unread:
        return
    named = {run.run for run in runs.rows}
    for name in sorted(found.keys() - named):
        message = f"is the file of no run in {RUNS}: the run was stopped. Run it again, or delete the file."
        yield Problem(f"{FOUND}/{name}.csv", 0, "", message)


def keys_are_unique(data: Loaded) -> Iterator[Problem]:
    """A record appears once in a run, and is the finding of one line of the screening log."""
    for name, table in data.searches.found.items():
        once: set[str] = set()
        for line, record in table.lines:
            if record.key in once:
                yield Problem(f"{FOUND}/{name}.csv", line, record.key, "appears twice. Each record once a run.")
            once.add(record.key)
    holders: dict[str, str] = {}
    every = {record.key for table in data.searches.found.values() for record in table.rows}
    unread = any(not table.complete or table.unread for table in data.searches.found.values())
    for line, row in data.log.lines:
        if row.found is None:
            continue
        if row.found in holders:
            message = f"{row.found!r} is already the finding of {holders[row.found]}. One line a record."
            yield Problem(file_of(row.record), line, f"{row.record}.found", message)
        holders.setdefault(row.found, row.record)
        if row.found not in every and not unread:
            message = f"{row.found!r} is in no file of {FOUND}."
            yield Problem(file_of(row.record), line, f"{row.record}.found", message)


def runs_name_declared_searches(data: Loaded) -> Iterator[Problem]:
    """The log of a run is that of a search in data/review.yaml."""
    if data.config is None:
        return
    logs = sorted(search.log for search in data.config.content.searches if search.log is not None)
    for line, run in data.searches.runs.lines:
        if run.log not in logs:
            known = nearest(run.log, logs) if logs else "None is declared there."
            message = f"{run.log!r} is the `log` of no search in data/review.yaml. {known}"
            yield Problem(RUNS, line, f"{run.run}.log", message)


def pairs_name_records(data: Loaded) -> Iterator[Problem]:
    """An answer is on two records that there are, and each pair is answered once."""
    if not data.log.complete or data.log.unread:
        return
    known = {row.found or f"record:{row.record}" for row in data.log.rows}
    pairs: set[frozenset[str]] = set()
    for line, pair in data.searches.pairs.lines:
        for name in ("one", "other"):
            if (key := getattr(pair, name)) not in known:
                yield Problem(PAIRS, line, f"{key}.{name}", f"{key!r} is no record of {RECORDS}.")
        if (both := frozenset((pair.one, pair.other))) in pairs:
            yield Problem(PAIRS, line, f"{pair.one}.other", f"{pair.one} and {pair.other} are answered twice.")
        pairs.add(both)


def lookups_name_files(data: Loaded) -> Iterator[Problem]:
    """What was looked up is of a file of data/, each of which a service has once."""
    once: set[tuple[str, str]] = set()
    for line, lookup in data.searches.lookups.lines:
        if lookup.study not in data.ids:
            message = f"{lookup.study!r} has no file in data/. Delete the line, or look up again."
            yield Problem(LOOKUPS, line, f"{lookup.study}.study", message)
        if (lookup.study, lookup.service) in once:
            yield Problem(LOOKUPS, line, f"{lookup.study}.study", f"appears twice for {lookup.service}. Each once.")
        once.add((lookup.study, lookup.service))


def the_first_number_waits_for_a_complete_search(data: Loaded) -> Iterator[Problem]:
    """The first number of the version stays 0 until every declared search was run."""
    if data.config is None:
        return
    config = data.config.content
    waiting = [search.database for search in config.searches if search.status is SearchStatus.NOT_RUN]
    if waiting and version_order(config.version)[0] > 0:
        message = (
            f"{config.version!r} needs a complete search; {waiting[0]} was not searched. Allowed: 0 and two numbers."
        )
        yield data.config.problem(("version",), message)


CHECKS = (
    the_first_number_waits_for_a_complete_search,
    runs_are_named_once,
    runs_have_their_records,
    keys_are_unique,
    runs_name_declared_searches,
    pairs_name_records,
    lookups_name_files,
)
