"""The screening log and the files of data/ account for each other."""

from __future__ import annotations

from collections.abc import Iterator

from ...schema import Decision, ReasonGroup, Record, SearchStatus, nearest
from ..loaded import Loaded
from ..problems import Problem
from ..screening import ADDED, RECORDS, file_of


def record_numbers_are_unique(data: Loaded) -> Iterator[Problem]:
    """No two records have one number."""
    numbers: set[str] = set()
    for line, record in data.log.lines:
        if record.record in numbers:
            yield _problem(line, record, "record", "appears twice. Each record number once.")
        numbers.add(record.record)


def included_records_have_files(data: Loaded) -> Iterator[Problem]:
    """Every included record has its file, and no file two records."""
    holders: dict[str, str] = {}
    for line, record in data.log.lines:
        if (study := record.study) is None:
            continue
        if study not in data.ids:
            message = f"{study!r} has no file in data/. {nearest(study, sorted(data.ids), 3)}"
            yield _problem(line, record, "study", message)
        if study in holders:
            message = f"{study!r} is already the file of {holders[study]}. Make one of them a duplicate."
            yield _problem(line, record, "study", message)
        holders.setdefault(study, record.record)


def files_have_records(data: Loaded) -> Iterator[Problem]:
    """Every file has an included record, once there is a log with records."""
    if not data.log.lines:
        return
    named = {record.study for record in data.log.rows}
    for key in sorted(data.ids):
        if key not in named and not data.log.may_name(key):
            message = f"no included record names {key}. Add {ADDED}/{key}.csv, with where it was found."
            yield Problem(RECORDS, 0, "study", message)


def duplicates_lead_to_a_decision(data: Loaded) -> Iterator[Problem]:
    """A duplicate names the record that holds the decision."""
    by_number: dict[str, Record] = {}
    for record in data.log.rows:
        by_number.setdefault(record.record, record)
    for line, record in data.log.lines:
        if (number := record.duplicate_of) is None:
            continue
        if (other := by_number.get(number)) is None:
            wrong = None if data.log.may_name(number) else "is not a record"
        else:
            wrong = "is itself a duplicate" if other.decision is Decision.DUPLICATE else None
        if wrong is not None:
            message = f"{number!r} {wrong}. Name the record that holds the decision."
            yield _problem(line, record, "duplicate_of", message)


def records_come_from_declared_logs(data: Loaded) -> Iterator[Problem]:
    """Every log that a record names is that of a search that was run, or of another method."""
    if data.config is None:
        return
    config = data.config.content
    waiting = {search.log: search.database for search in config.searches if search.status is SearchStatus.NOT_RUN}
    run = [search.log for search in config.searches if search.log and search.status is SearchStatus.RUN]
    allowed = [*run, *(method.log for method in config.other_methods)]
    named: dict[str, list[tuple[int, Record]]] = {}
    for line, record in data.log.lines:
        for name in record.log.split(";"):
            named.setdefault(name, []).append((line, record))
    for name, records in named.items():
        if name in waiting:
            message = f"{name!r} is the log of {waiting[name]}, which is recorded as not searched in data/review.yaml."
        elif name not in allowed:
            known = nearest(name, allowed) if allowed else "None is declared there."
            message = f"{name!r} is the `log` of no search and no other method in data/review.yaml. {known}"
        else:
            continue
        more = f" So in {len(records) - 1:,} more." if records[1:] else ""
        yield _problem(*records[0], "log", message + more)


def eligibility_does_not_depend_on_results(data: Loaded) -> Iterator[Problem]:
    """Where the review declares it, no record is excluded because it shows no result."""
    if data.config is None:
        return
    config = data.config.content
    known = [*(one.log for one in config.searches if one.log), *(one.log for one in config.other_methods)]
    for i, name in enumerate(config.eligible_without_results):
        if name not in known:
            message = f"{name!r} is the `log` of no search and no other method. {nearest(name, known)}"
            yield data.config.problem(("eligible_without_results", i), message)
    for line, record in data.log.lines:
        logs = sorted({*record.log.split(";")} & {*config.eligible_without_results})
        if record.category is ReasonGroup.NO_RESULT and logs:
            yield _problem(
                line,
                record,
                "category",
                f"{str(ReasonGroup.NO_RESULT)!r} is no ground to exclude a record of the log {logs[0]} "
                "(eligible_without_results in data/review.yaml): patients and treatment decide. Include it with a file "
                "without values; or name what does not fit (other-condition, other-treatment, other-question); or let "
                "it wait (awaiting, not-accessible) if patients or treatment cannot be seen.",
            )


def logs_are_declared_once(data: Loaded) -> Iterator[Problem]:
    """No two searches or other methods share a log."""
    if data.config is None:
        return
    holders: dict[str, str] = {}
    for field in ("searches", "other_methods"):
        for number, source in enumerate(getattr(data.config.content, field)):
            if source.log is None:
                continue
            if source.log in holders:
                message = f"{source.log!r} is already the log of {holders[source.log]}. One log, one source."
                yield data.config.problem((field, number, "log"), message)
            holders.setdefault(source.log, source.database if field == "searches" else source.label)


def searches_that_were_run_have_a_log(data: Loaded) -> Iterator[Problem]:
    """Once there are records, a search that was run says which of them it found."""
    if data.config is None or not data.log.lines:
        return
    for number, search in enumerate(data.config.content.searches):
        if search.status is SearchStatus.RUN and search.log is None:
            message = f"is missing. Give the name in the column `log` of {RECORDS}, also if nothing was found."
            yield data.config.problem(("searches", number, "log"), message)


def _problem(line: int, record: Record, field: str, message: str) -> Problem:
    return Problem(file_of(record.record), line, f"{record.record}.{field}", message)


CHECKS = (
    record_numbers_are_unique,
    included_records_have_files,
    files_have_records,
    duplicates_lead_to_a_decision,
    records_come_from_declared_logs,
    eligibility_does_not_depend_on_results,
    logs_are_declared_once,
    searches_that_were_run_have_a_log,
)
