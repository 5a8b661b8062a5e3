"""Which rows make which pool, and what they give together. Nothing is pooled that data/review.yaml does not declare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from ...evidence import (
    Selection,
    efficacy,
    in_subset,
    in_window,
    named_apart,
    of_treated,
    one_report_a_cohort,
    one_row_a_unit,
    with_exact_intervals,
)
from ...meta import Pooled, pool_proportions, precision_size
from ...schema import ALL_ARMS, GroupRole, Judgement, Pool, Representative, Subgroup, Subset
from ...store import Review
from ..bias.model import assessment
from ..pooling import pool_options, without_an_equal

# Letters of the overall risk of bias; in lower case while the judgement is a draft.
BIAS = {
    Judgement.LOW: "L",
    Judgement.SOME: "S",
    Judgement.HIGH: "H",
    Judgement.CRITICAL: "C",
    Judgement.NO_INFORMATION: "N",
}
NOT_RATED, NO_OVERALL = "?", "–"
FEWEST_FOR_HETEROGENEITY = 2  # cohorts; of one, the variance between cohorts is not 0 but unknown
NO_GROUP = "In no declared group"  # cohorts of a pool whose subgroups do not cover it


@dataclass(frozen=True)
class SubgroupResult:
    """One declared subgroup: its definition and its own pool (None where no study has a value)."""

    subgroup: Subgroup
    pooled: Pooled | None


@dataclass(frozen=True)
class SubsetResult:
    """One declared subset: its definition, the rows of the pool that it keeps, and their pool (None without rows)."""

    subset: Subset
    rows: pd.DataFrame
    pooled: Pooled | None


@dataclass(frozen=True)
class Synthesis:
    """A declared pool, carried out.

    `rows` has one row a cohort, in the order of the subgroups and then of year: study, label, subgroup, arm, group,
    events, n, proportion, ci_low, ci_high (exact), weight (percent), month, when, marks, dose, trough_target, bias.
    A report has several rows where it counts different patients in each; their labels then say which. `left_out` has
    every row of the outcome that did not enter, with the reason.
    """

    id: str
    pool: Pool
    rows: pd.DataFrame
    left_out: pd.DataFrame
    pooled: Pooled | None
    subgroups: tuple[SubgroupResult, ...]
    subsets: tuple[SubsetResult, ...] = ()

    @property
    def ungrouped(self) -> pd.DataFrame:
        """Cohorts that are pooled and in none of the declared subgroups."""
        return self.rows[~self.rows["subgroup"].isin([part.subgroup.id for part in self.subgroups])]

    @property
    def needed(self) -> int | None:
        """The optimal information size, in patients; None where none is declared."""
        declared = self.pool.information
        if declared is None:
            return None
        return precision_size(declared.half_width, expected=declared.expected, level=self.pool.level)


class Pools(Protocol):
    """The declared pools of a review, each carried out once; `Analysis` has them."""

    review: Review

    def pool(self, name: str) -> Synthesis: ...


def synthesise(review: Review, pool_id: str) -> Synthesis:
    """Carry out a pool declared in data/review.yaml. Raises KeyError for one that is not declared."""
    if pool_id not in review.config.pools:
        raise KeyError(
            f"pool {pool_id!r} is not declared in data/review.yaml. Declared: {', '.join(review.config.pools)}."
        )
    pool = review.config.pools[pool_id]
    rows, left_out = choose(review, pool)
    pooled = pool_rows(rows, pool)
    rows["weight"] = np.nan if pooled is None else pooled.weights
    parts = tuple(SubgroupResult(part, pool_rows(rows[rows["subgroup"] == part.id], pool)) for part in pool.subgroups)
    return Synthesis(pool_id, pool, rows, left_out, pooled, parts, tuple(_subsets(review, pool, rows)))


def _subsets(review: Review, pool: Pool, rows: pd.DataFrame) -> Iterator[SubsetResult]:
    for subset in pool.subsets:
        kept = rows[in_subset(rows, subset, review.config.intervention_drugs)]
        yield SubsetResult(subset, kept, pool_rows(kept, pool))


def pool_rows(rows: pd.DataFrame, pool: Pool) -> Pooled | None:
    """These rows pooled as declared; None without rows."""
    if rows.empty:
        return None
    events, n = rows["events"].to_numpy(int), rows["n"].to_numpy(int)
    return without_an_equal(pool_proportions(events, n, model=pool.model, **pool_options(pool)))


def candidates(review: Review, outcome: str, level: float) -> pd.DataFrame:
    """Every row of the outcome in arms that had the treatment, or in all arms together: `evidence.efficacy` and bias.

    `level` is that of the exact intervals.
    """
    rows = efficacy(review)
    rows = with_exact_intervals(of_treated(rows[rows["outcome"] == outcome]), level)
    rows["bias"] = rows["study"].map({key: overall_bias(review, key) for key in rows["study"].unique()})
    return rows


def overall_bias(review: Review, key: str) -> str:
    """Letter of BIAS for a study's overall judgement, lower case while it is a draft.

    NOT_RATED where nothing was rated, NO_OVERALL where the instrument gives judgements by item only.
    """
    found = assessment(review, key)
    if found is None or not found.rated:
        return NOT_RATED
    if found.overall is None:
        return NO_OVERALL
    letter = BIAS[found.overall]
    return letter.lower() if found.draft else letter


def suitable(rows: pd.DataFrame, pool: Pool) -> Selection:
    """Rows that may enter a pool if their time and their size fit."""
    selection = Selection(rows)
    selection.exclude(rows["arm"] == ALL_ARMS, "all arms together")
    selection.exclude(rows["group_role"] == GroupRole.SUBGROUP, "part of a cohort")
    selection.exclude(
        ~rows["group_condition"].isin(pool.conditions),
        rows["condition_label"].map(lambda label: f"{label}, not a pooled population"),
    )
    selection.exclude(~rows["counted"], "percentage or statement without a count")
    return selection


def choose(
    review: Review, pool: Pool, rows: pd.DataFrame | None = None, representative: Representative = "largest"
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows that enter a pool, and all others with the reason.

    rows: from which to choose, as `candidates` gives them, by default all of the outcome; representative: which of
    several reports of one cohort enters.
    """
    window = pool.window
    if rows is None:
        rows = candidates(review, pool.outcome, pool.level)
    rows = rows.assign(distance=(rows["month"] - window.target).abs().fillna(np.inf))
    selection = suitable(rows, pool)
    selection.exclude(rows["n"] < pool.min_patients, f"fewer than {pool.min_patients} patients")
    selection.exclude(~in_window(rows, window), f"not assessed between {window.first:g} and {window.last:g} months")

    selection.exclude_rows(one_row_a_unit(selection.chosen))
    selection.exclude_rows(one_report_a_cohort(review, selection.chosen, representative)[1])

    chosen = selection.chosen
    chosen["label"] = named_apart(chosen)
    chosen["subgroup"] = [
        _subgroup(pool, *key)
        for key in zip(chosen["group_condition"], chosen["age"], chosen["group_cause"], strict=True)
    ]
    order = [part.id for part in pool.subgroups]
    chosen["order"] = [order.index(s) if s in order else len(order) for s in chosen["subgroup"]]
    chosen = chosen.sort_values(["order", "year", "study", "row"]).reset_index(drop=True)
    return chosen, selection.left_out.sort_values(["study", "row"]).reset_index(drop=True)


def _subgroup(pool: Pool, condition: str, age: str, cause: str | None) -> str:
    """The subgroup of a row: the one that names its cause, else the one without causes; empty where there is none."""
    part = subgroup_of(pool, condition, age, cause)
    return part.id if part is not None else ""


def subgroup_of(pool: Pool, condition: str, age: str, cause: str | None) -> Subgroup | None:
    """The declared subgroup of patients with this condition, age and cause (None: not named)."""
    fitting = [part for part in pool.subgroups if condition in part.conditions and age in part.ages]
    named = [part for part in fitting if cause in part.causes]
    return next(iter(named or (part for part in fitting if not part.causes)), None)
