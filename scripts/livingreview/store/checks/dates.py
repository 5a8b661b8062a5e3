"""Dates: they run forward, and none is after the date of the data."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ...schema import version_order
from ..bibliography import BIB_FILE
from ..loaded import Loaded
from ..problems import Problem


def recruitment_runs_forward(data: Loaded) -> Iterator[Problem]:
    """Recruitment ends after it begins, and before publication."""
    for key, file in data.studies.items():
        start, end = file.content.recruited_from, file.content.recruited_to
        if start and end and start[: len(end)] > end[: len(start)]:
            yield file.problem(("recruited_to",), f"{end} is before recruited_from = {start}.")
        year = data.bibliography[key].year if key in data.bibliography else ""
        for field, value in (("recruited_from", start), ("recruited_to", end)):
            if value and year and value[:4] > year:
                yield file.problem((field,), f"{value} is after the publication year {year} in {BIB_FILE}.")


def nothing_is_later_than_the_data(data: Loaded) -> Iterator[Problem]:
    """Recruitment, states of trials, searches and publication are not after the date in data/review.yaml."""
    if data.config is None:
        return
    date = data.config.content.date
    today = date.isoformat()

    def late(value: str | None) -> bool:
        return value is not None and value > today[: len(value)]

    after = f"is after the date of the data, {today}"
    for file in data.studies.values():
        for field in ("recruited_from", "recruited_to"):
            if late(value := getattr(file.content, field)):
                yield file.problem((field,), f"{value} {after} (data/review.yaml).")
        for i, registration in enumerate(file.content.registrations):
            for field in ("registered", "status_date"):
                if late(value := getattr(registration, field)):
                    yield file.problem(("registrations", i, field), f"{value} {after} (data/review.yaml).")
    for trial in data.trials.values():
        if late(trial.content.status_date):
            yield trial.problem(("status_date",), f"{trial.content.status_date} {after} (data/review.yaml).")
    runs = {(run.log, run.date) for run in data.searches.runs.rows}  # new records wait for the next version
    for i, search in enumerate(data.config.content.searches):
        if search.last_run is not None and search.last_run > date and (search.log, search.last_run) not in runs:
            yield data.config.problem(("searches", i, "last_run"), f"{search.last_run} {after}.")
    for key, entry in data.bibliography.items():
        if entry.year.isdigit() and int(entry.year) > date.year + 1:  # issues are printed up to a year ahead
            yield Problem(BIB_FILE, entry.line, f"{key}.year", f"{entry.year} {after}.")


def versions_run_back(data: Loaded) -> Iterator[Problem]:
    """The first version listed is the current one, and each is older than the one before it."""
    if data.config is None:
        return
    current, listed = data.config.content.version, data.config.content.versions
    if listed and listed[0].version != current:
        message = f"{listed[0].version} is not the current version. Allowed: {current}."
        yield data.config.problem(("versions", 0, "version"), message)
    for i, (newer, older) in enumerate(pairwise(listed), 1):
        if version_order(older.version) >= version_order(newer.version) or older.date > newer.date:
            message = f"{older.version} of {older.date} comes after {newer.version} of {newer.date}. Newest first."
            yield data.config.problem(("versions", i), message)


CHECKS = (recruitment_runs_forward, nothing_is_later_than_the_data, versions_run_back)
