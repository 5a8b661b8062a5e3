"""The PRISMA 2020 numbers, counted from the screening log."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from .schema import Decision
from .store import Review


@dataclass(frozen=True)
class Flow:
    """Boxes of the PRISMA 2020 flow. `excluded` and `awaiting` count records by reason, largest first."""

    identified: int
    duplicates: int
    screened: int
    excluded: pd.Series
    awaiting: pd.Series
    included: int
    studies: int
    trials: int
    background: int

    def __post_init__(self) -> None:
        """Every box is the one above it less what left it; anything else is an error, never a figure."""
        if self.identified - self.duplicates != self.screened:
            raise ValueError("identified records less duplicates are not the screened ones.")
        if self.screened - int(self.excluded.sum()) - int(self.awaiting.sum()) != self.included:
            raise ValueError("screened records less excluded and awaiting ones are not the included ones.")
        if self.studies + self.trials + self.background != self.included:
            raise ValueError("included records are not the files of data/.")


def flow(review: Review) -> Flow:
    """The flow of records through this version. Raises ValueError where the boxes do not reconcile."""
    records = review.records
    by = {decision: records[records["decision"] == decision] for decision in Decision}
    return Flow(
        identified=len(records),
        duplicates=len(by[Decision.DUPLICATE]),
        screened=len(records) - len(by[Decision.DUPLICATE]),
        excluded=by[Decision.EXCLUDE]["reason"].value_counts(),
        awaiting=by[Decision.AWAITING]["reason"].value_counts(),
        included=len(by[Decision.INCLUDE]),
        studies=len(review.publications),
        trials=len(review.registered),
        background=len(review.background),
    )
