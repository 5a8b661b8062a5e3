"""The PRISMA 2020 numbers, counted from the screening log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from ...schema import Decision, SearchStatus, Stage
from ...store import Review
from ..publications.model import CLINICAL, publications


@dataclass(frozen=True)
class Stream:
    """Records that came one way: through the searches of the protocol, or otherwise.

    `judged` counts records by the stage they were decided at. `left` has one row a decision (exclude or awaiting),
    stage and category, with the number of `records` that left there. Nobody has decided on `unscreened` records yet;
    of `unread` ones, which passed the screening of titles and abstracts, the full text has not been assessed.
    """

    identified: int
    duplicates: int
    judged: pd.Series
    left: pd.DataFrame
    included: int
    unscreened: int = 0
    unread: int = 0

    def __post_init__(self) -> None:
        """Every box is the one above it less what left it; anything else is an error, never a number."""
        if self.identified - self.duplicates - self.unscreened != self.screened:
            raise ValueError("identified records less duplicates and unscreened ones are not the screened ones.")
        if self.screened - int(self.left["records"].sum()) - self.unread != self.included:
            raise ValueError("screened records less excluded, awaiting and unread ones are not the included ones.")
        out = self.left.groupby("stage")["records"].sum()
        if (out > self.judged.reindex(out.index, fill_value=0)).any():
            raise ValueError("more records left at a stage than were judged there.")

    @property
    def screened(self) -> int:
        """Records screened: decided on at any stage, or passed on to the full text."""
        return int(self.judged.sum()) + self.unread

    @property
    def excluded(self) -> pd.Series:
        """Excluded records by category, most frequent first."""
        return self._by_category(Decision.EXCLUDE)

    @property
    def awaiting(self) -> pd.Series:
        """Awaiting records by category, most frequent first."""
        return self._by_category(Decision.AWAITING)

    def _by_category(self, decision: Decision) -> pd.Series:
        part = self.left[self.left["decision"] == decision].groupby("category")["records"].sum()
        return part.sort_values(ascending=False, kind="stable")


@dataclass(frozen=True)
class Flow:
    """Boxes of the PRISMA 2020 flow, in its two columns.

    `found` gives the records of each search of the protocol, None for one that has not been run, and `found_otherwise`
    those of each other method that no search found; a record found by two sources counts in both. Included are reports
    of each kind; `cohorts` counts the clinical studies behind them, reports of one cohort being one study, and
    `without_data` has the keys of the clinical reports of which no value was accessible. `trials` have no accessible
    results; `entries` are register entries of trials whose reports are included too.
    """

    found: Mapping[str, int | None]
    found_otherwise: Mapping[str, int]
    by_search: Stream
    otherwise: Stream
    clinical: int
    cohorts: int
    mechanistic: int
    trials: int
    background: int
    entries: int = 0
    without_data: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.studies + self.trials + self.entries + self.background != self.included:
            raise ValueError("included records are not the files of data/.")
        ran = [n for n in self.found.values() if n is not None]
        for found, stream in ((ran, self.by_search), (list(self.found_otherwise.values()), self.otherwise)):
            if not max(found, default=0) <= stream.identified <= sum(found):
                raise ValueError("the records of a column are not those found by each of its sources.")

    @property
    def streams(self) -> tuple[Stream, Stream]:
        """Both columns: searches, other methods."""
        return self.by_search, self.otherwise

    @property
    def studies(self) -> int:
        """Included publications with evidence, clinical or mechanistic."""
        return self.clinical + self.mechanistic

    @property
    def identified(self) -> int:
        return sum(stream.identified for stream in self.streams)

    @property
    def duplicates(self) -> int:
        return sum(stream.duplicates for stream in self.streams)

    @property
    def screened(self) -> int:
        return sum(stream.screened for stream in self.streams)

    @property
    def included(self) -> int:
        return sum(stream.included for stream in self.streams)

    @property
    def reports(self) -> int:
        """Reports in the review: what was included and is not background only."""
        return self.included - self.background

    @property
    def pending(self) -> int:
        """Records on which no decision, or none on the full text, has been taken yet."""
        return sum(stream.unscreened + stream.unread for stream in self.streams)

    @property
    def excluded(self) -> pd.Series:
        """Excluded records of both columns by category."""
        return _both(*(stream.excluded for stream in self.streams))

    @property
    def awaiting(self) -> pd.Series:
        """Awaiting records of both columns by category."""
        return _both(*(stream.awaiting for stream in self.streams))


def _both(one: pd.Series, other: pd.Series) -> pd.Series:
    return one.add(other, fill_value=0).astype(int).sort_values(ascending=False, kind="stable")


def flow(review: Review) -> Flow:
    """The flow of records through this version. Raises ValueError where the boxes do not reconcile."""
    records = review.records
    logs = records["log"].map(lambda names: set(names.split(";")))

    def hits(log: str | None) -> pd.Series:
        return logs.map(lambda names: log in names).astype(bool)

    found: dict[str, int | None] = {}
    searched = pd.Series(False, index=records.index)
    for search in review.config.searches:
        run = search.status is SearchStatus.RUN
        found[search.database] = int(hits(search.log).sum()) if run else None
        searched |= hits(search.log)
    kinds = publications(review)
    clinical = kinds[kinds["kind"].isin(CLINICAL)]
    return Flow(
        found=found,
        found_otherwise={
            method.label: int((hits(method.log) & ~searched).sum()) for method in review.config.other_methods
        },
        by_search=_stream(records[searched]),
        otherwise=_stream(records[~searched]),
        clinical=len(clinical),
        cohorts=clinical["cohort"].nunique(),
        mechanistic=len(kinds) - len(clinical),
        trials=sum(not trial.reports for trial in review.registered.values()),
        background=len(review.background),
        entries=sum(bool(trial.reports) for trial in review.registered.values()),
        without_data=tuple(without_data(review, clinical["study"])),
    )


def without_data(review: Review, keys: Iterable[str]) -> list[str]:
    """Those of these publications of which no number on an outcome or harm was accessible, in their order."""
    numbers = ["events", "printed", "value", "p"]
    rows = (frame[frame[numbers].notna().any(axis=1)] for frame in (review.efficacy, review.safety))
    valued = {key for frame in rows for key in frame["study"]}
    return [key for key in keys if key not in valued]


def _stream(records: pd.DataFrame) -> Stream:
    duplicate = records["decision"] == Decision.DUPLICATE
    pending = records["decision"] == Decision.PENDING
    read = records["stage"] == Stage.FULL_TEXT
    kept = records[~duplicate & ~pending]
    left = kept[kept["decision"].isin([Decision.EXCLUDE, Decision.AWAITING])]
    return Stream(
        identified=len(records),
        duplicates=int(duplicate.sum()),
        judged=kept["stage"].value_counts().reindex([str(stage) for stage in Stage], fill_value=0),
        left=left.groupby(["decision", "stage", "category"]).size().rename("records").reset_index(),
        included=int((records["decision"] == Decision.INCLUDE).sum()),
        unscreened=int((pending & ~read).sum()),
        unread=int((pending & read).sum()),
    )
