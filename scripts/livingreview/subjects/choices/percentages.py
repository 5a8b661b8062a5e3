"""Percentages that are printed without a count, as the counts that they may stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, Literal

import pandas as pd

from ...evidence import entered
from ...schema import ALL_ARMS, Derivation, GroupRole, Study, candidate_size, counts_that_fit
from ...store import Review

End = Literal["lowest", "highest"]


def read(review: Review, rows: pd.DataFrame, end: End) -> pd.DataFrame:
    """The rows with a percentage and no count, as counts: of all that the percentage may mean, the lowest or highest.

    rows: as `pools.model.candidates` gives them. Each new row has events, n and counted, and is marked as derived; a
    percentage that fits no count of any known denominator, that is of all arms together, or of a part of a cohort,
    gives no row.
    """
    kept, events, sizes = [], [], []
    for index in rows.index[rows["printed"].notna() & rows["events"].isna()]:
        row = rows.loc[index]
        if row["arm"] == ALL_ARMS or row["group_role"] == GroupRole.SUBGROUP or pd.notna(row["versus"]):
            continue
        found = admissible(review.publications[row["study"]], row)
        if found:
            count, size = found[0] if end == "lowest" else found[-1]
            kept.append(index)
            events.append(count)
            sizes.append(size)
    read = rows.loc[kept].copy()
    read["events"] = pd.array(events, dtype="Int64")
    read["n"] = pd.array(sizes, dtype="Int64")
    return read.assign(counted=True, derived=str(Derivation.PERCENTAGE))


def admissible(study: Study, row: Mapping[str, Any] | pd.Series) -> list[tuple[int, int]]:
    """Every (events, n) that the percentage of a row may stand for, from the lowest proportion to the highest.

    The denominator is that of the row; else that of each candidate of a reading of this percentage; else the patients
    who entered the arm and group.
    """
    fitting = {(count, n) for n in _denominators(study, row) for count in counts_that_fit(row["printed"], n)}
    return sorted(fitting, key=lambda pair: (Fraction(*pair), pair[1]))


def _denominators(study: Study, row: Mapping[str, Any] | pd.Series) -> Iterable[int]:
    if pd.notna(row["n"]):
        return [int(row["n"])]
    arm = next(one for one in study.arms if one.id == row["arm"])
    month = None if pd.isna(row["month"]) else row["month"]
    sizes = {
        candidate_size(study, reading, candidate, arm)
        for reading in study.readings
        if (reading.group, reading.outcome) == (row["group"], row["outcome"])
        and (reading.month == month if month is not None else reading.when == row["when"])
        for candidate in reading.candidates
    }
    known = sizes or {entered(study, row["arm"], row["group"])}
    return [size for size in known if size]
