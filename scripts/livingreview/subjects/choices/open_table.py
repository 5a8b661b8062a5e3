"""Every combination of choices of every pool, as a table of the open data."""

from __future__ import annotations

import pandas as pd
from pydantic import BaseModel, Field

from ...store import Review
from .model import multiverse


class Combination(BaseModel):
    """One row of the table: a combination of the choices of a pool, and what it gives."""

    pool: str = Field(description="The declared pool.")
    window: str = Field(description="Time: declared, or the id of another window. Empty: no alternatives are declared.")
    representative: str = Field(description="Which of several reports of one cohort enters.")
    counts: str = Field(description="Which counts enter: any, none worked out, or printed ones only.")
    percentages: str = Field(description="How percentages without a count are read.")
    size: str = Field(description="Smallest denominator that enters.")
    subset: str = Field(description="Subset of the pool whose rows alone enter; all: no subset.")
    model: str = Field(description="Model of the pool.")
    interval: str = Field(description="Kind of the confidence interval.")
    declared: bool = Field(description="Whether it is the combination that the pool declares.")
    analysis: int | None = Field(
        description="Number of the analysis that it leads to, from the lowest estimate; combinations may share one."
    )
    k: int | None = Field(description="Cohorts pooled.")
    n: int | None = Field(description="Patients in them.")
    estimate: float | None = Field(description="Pooled proportion, 0 to 1.")
    ci_low: float | None = Field(description="Lower limit of its confidence interval.")
    ci_high: float | None = Field(description="Upper limit of its confidence interval.")
    cohorts: str = Field(description="The cohorts pooled.")
    impossible: str = Field(description="Why the combination gives no result; empty if it gives one.")


def specifications(review: Review) -> pd.DataFrame:
    """One row a combination, pool after pool; without rows where no pool declares other choices."""
    found = [one for name in review.config.pools if (one := multiverse(review, name)) is not None]
    if not found:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in Combination.model_fields})
    return pd.concat([one.table for one in found], ignore_index=True)
