"""Exact confidence intervals of the proportion in one row, and proportions as printed."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from ..meta import study_interval

# Exact, as a pool of one study has it: a study alone in its subgroup must not get two different intervals.
METHOD: Final = "clopper-pearson"
LEVEL = 0.95  # where data/review.yaml declares none
COLUMNS = ["proportion", "ci_low", "ci_high"]


def exact_interval(events: int, n: int, level: float = LEVEL) -> tuple[float, float]:
    """Lower and upper limit of the exact (Clopper-Pearson) interval of `events` in `n`, between 0 and 1."""
    one = study_interval([events], [n], method=METHOD, level=level)
    return float(one.ci_low[0]), float(one.ci_high[0])


def has_count(rows: pd.DataFrame) -> pd.Series:
    """Whether each row gives both events and the number of patients."""
    return (rows["events"].notna() & rows["n"].notna()).astype(bool)


def with_exact_intervals(rows: pd.DataFrame, level: float = LEVEL) -> pd.DataFrame:
    """A copy with proportion, ci_low and ci_high (0 to 1), exact at this level; nan for rows without events or n."""
    rows = rows.copy()
    rows[COLUMNS] = np.nan
    counted = has_count(rows)
    if counted.any():
        events, n = (rows.loc[counted, name].to_numpy(int) for name in ("events", "n"))
        exact = study_interval(events, n, method=METHOD, level=level)
        rows.loc[counted, COLUMNS] = np.column_stack([exact.estimate, exact.ci_low, exact.ci_high])
    return rows


def printed_proportion(rows: pd.DataFrame) -> pd.Series:
    """The printed percentage of each row as a proportion; nan where none is printed."""
    return pd.Series(
        [np.nan if pd.isna(text) else float(str(text).rstrip("%")) / 100 for text in rows["printed"]],
        index=rows.index,
        dtype=float,
    )
