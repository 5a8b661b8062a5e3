"""The simulation of bench/coverage.py: its cells, and what they say together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from ...store import Review

REFERENCE = Path("tests") / "reference"
VERSIONS = "versions"  # folder in it: newer versions of the software, compared with the files beside it
SIMULATED = Path("bench") / "results" / "coverage.csv"
LEVEL = 0.95  # of all simulated intervals
INTERVALS = {"confidence": "Confidence interval", "prediction": "Prediction interval"}
NAN = float("nan")
CELL = ["k", "n_low", "n_high", "tau2", "p"]


class NoReference(ValueError):
    """The review has no reference results, which belong to the tests of the engine."""


def needed(review: Review, name: Path) -> Path:
    """A file on which the validation rests. Raises NoReference in a review without it."""
    if not (found := review.root / name).exists():
        raise NoReference(f"There is no {name.as_posix()}: the statistics are validated where the engine is tested.")
    return found


@dataclass(frozen=True)
class Together:
    """Some cells of one method. Numbers are nan where no cell has an interval.

    Attributes
    ----------
    coverage, lowest, error : float
        Mean and smallest coverage, and the Monte Carlo standard error of the mean.
    width : float
        Mean width, as a proportion.
    given : float
        The smallest share of repeats in which the interval exists.
    bias_low, bias_high : float
        Smallest and largest bias of the estimate, as a proportion.
    """

    coverage: float
    lowest: float
    error: float
    width: float
    given: float
    bias_low: float
    bias_high: float


class Simulated:
    """The cells, a row a cell and method, with the columns that bench/coverage.py writes."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self.rows = rows

    @classmethod
    def of(cls, review: Review) -> Simulated:
        """Raises NoReference in a review without the simulation."""
        return cls(pd.read_csv(needed(review, SIMULATED)))

    def methods(self, interval: str) -> list[str]:
        return list(self.rows.loc[self.rows["interval"] == interval, "method"].unique())

    @cached_property
    def studies(self) -> list[int]:
        return sorted(self.rows["k"].unique().tolist())

    @cached_property
    def spreads(self) -> list[float]:
        return sorted(self.rows["tau2"].unique().tolist())

    @cached_property
    def sizes(self) -> list[str]:
        return [
            f"{low} to {high}" for low, high in sorted({*zip(self.rows["n_low"], self.rows["n_high"], strict=True)})
        ]

    @cached_property
    def cells(self) -> int:
        return len(self.rows[CELL].drop_duplicates())

    @cached_property
    def error(self) -> float:
        """The largest Monte Carlo standard error of the coverage in a cell."""
        return float(self.rows["coverage_se"].max())

    def together(
        self, interval: str, method: str, studies: Collection[int] = (), spreads: Collection[float] = ()
    ) -> Together:
        """Cells with these numbers of cohorts and these values of tau2; all of them where none are named."""
        rows = self.rows[(self.rows["interval"] == interval) & (self.rows["method"] == method)]
        rows = rows[rows["k"].isin(studies or self.studies) & rows["tau2"].isin(spreads or self.spreads)]
        there = rows[rows["coverage"].notna()]
        if there.empty:
            return Together(NAN, NAN, NAN, NAN, 0.0, NAN, NAN)
        return Together(
            coverage=float(there["coverage"].mean()),
            lowest=float(there["coverage"].min()),
            error=float(np.sqrt((there["coverage_se"] ** 2).sum()) / len(there)),
            width=float(there["width"].mean()),
            given=float(rows["given"].min()),
            bias_low=float(there["bias"].min()),
            bias_high=float(there["bias"].max()),
        )
