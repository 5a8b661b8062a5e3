"""Every combination of choices of every pool, and every analysis that they lead to, as tables of the open data."""

from __future__ import annotations

import pandas as pd
from pydantic import BaseModel, Field

from ...store import Review
from .model import Multiverse, multiverse


class DifferentAnalysis(BaseModel):
    """One row of the short table: an analysis that at least one combination of choices leads to."""

    pool: str = Field(description="The declared pool.")
    analysis: int = Field(description="Its number in specifications.csv, from the lowest estimate to the highest.")
    declared: bool = Field(description="Whether it is the analysis that the pool declares.")
    combinations: int = Field(description="Combinations of choices that lead to it.")
    model: str = Field(description="Model of the pool.")
    interval: str = Field(description="Kind of the confidence interval.")
    k: int = Field(description="Cohorts pooled.")
    n: int = Field(description="Patients in them.")
    estimate: float = Field(description="Pooled proportion, 0 to 1.")
    ci_low: float = Field(description="Lower limit of its confidence interval.")
    ci_high: float = Field(description="Upper limit of its confidence interval.")
    cohorts: str = Field(description="The cohorts pooled.")


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
    return _joined([one.table for one in _declared(review)], Combination)


def analyses(review: Review) -> pd.DataFrame:
    """One row an analysis, pool after pool, each from the lowest estimate to the highest."""
    tables = [
        pd.DataFrame(
            {
                "pool": found.id,
                "analysis": number,
                "declared": one.declared,
                "combinations": len(one.combinations),
                "model": one.pooled.model,
                "interval": one.pooled.test,
                "k": one.pooled.k,
                "n": one.pooled.n,
                "estimate": one.pooled.estimate,
                "ci_low": one.pooled.ci_low,
                "ci_high": one.pooled.ci_high,
                "cohorts": "; ".join(one.labels),
            }
            for number, one in enumerate(found.specifications, 1)
        )
        for found in _declared(review)
        if found.specifications
    ]
    return _joined(tables, DifferentAnalysis)


def _declared(review: Review) -> list[Multiverse]:
    return [one for name in review.config.pools if (one := multiverse(review, name)) is not None]


def _joined(tables: list[pd.DataFrame], model: type[BaseModel]) -> pd.DataFrame:
    if not tables:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in model.model_fields})
    return pd.concat(tables, ignore_index=True)
