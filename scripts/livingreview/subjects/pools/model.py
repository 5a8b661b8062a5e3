"""Which rows make which pool, and what they give together. Nothing is pooled that data/review.yaml does not declare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from ...evidence import (
    Selection,
    efficacy,
    in_window,
    of_treated,
    one_report_a_cohort,
    passed_over,
    with_exact_intervals,
)
from ...meta import Pooled, pool_proportions, precision_size
from ...schema import ALL_ARMS, GroupRole, Judgement, Pool, Representative, Subgroup
from ...store import Review
from ..bias.model import assessment
from ..pooling import pool_options

# Letters of the overall risk of bias; in lower case while the judgement is a draft.
BIAS = {Judgement.LOW: "L", Judgement.SOME: "S", Judgement.HIGH: "H", Judgement.NO_INFORMATION: "N"}
NOT_RATED, NO_OVERALL = "?", "–"


@dataclass(frozen=True)
class SubgroupResult:
    """One declared subgroup: its definition and its own pool (None where no study has a value)."""

    subgroup: Subgroup
    pooled: Pooled | None


@dataclass(frozen=True)
class Synthesis:
    """A declared pool, carried out.

    `rows` has one row a cohort, in the order of the subgroups and then of year: study, label, subgroup, arm, events, n,
    proportion, ci_low, ci_high (exact), weight (percent), month, when, marks, dose, trough_target, bias. `left_out`
    has every row of the outcome that did not enter, with the reason.
    """

    id: str
    pool: Pool
    rows: pd.DataFrame
    left_out: pd.DataFrame
    pooled: Pooled | None
    subgroups: tuple[SubgroupResult, ...]

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
    return Synthesis(pool_id, pool, rows, left_out, pooled, parts)


def pool_rows(rows: pd.DataFrame, pool: Pool) -> Pooled | None:
    """These rows pooled as declared; None without rows."""
    if rows.empty:
        return None
    events, n = rows["events"].to_numpy(int), rows["n"].to_numpy(int)
    return pool_proportions(events, n, model=pool.model, **pool_options(pool))


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

    # Nearest to the target month; a time in words only where no month is given; then the larger denominator.
    kept = selection.chosen.sort_values(["study", "distance", "n"], ascending=[True, True, False])
    first = kept.drop_duplicates("study")
    best = dict(zip(first["study"], zip(first["distance"], first["n"], strict=True), strict=True))
    others = kept.loc[kept.index.difference(first.index)]
    selection.exclude_rows(
        {
            index: passed_over(distance, n, best[study])
            for index, study, distance, n in zip(
                others.index, others["study"], others["distance"], others["n"], strict=True
            )
        }
    )
    selection.exclude_rows(one_report_a_cohort(review, selection.chosen, representative)[1])

    chosen, subgroup_of = selection.chosen, _subgroups(pool)
    chosen["subgroup"] = [
        subgroup_of.get(key, "") for key in zip(chosen["group_condition"], chosen["age"], strict=True)
    ]
    order = [part.id for part in pool.subgroups]
    chosen["order"] = [order.index(s) if s in order else len(order) for s in chosen["subgroup"]]
    chosen = chosen.sort_values(["order", "year", "study"]).reset_index(drop=True)
    return chosen, selection.left_out.sort_values(["study", "row"]).reset_index(drop=True)


def _subgroups(pool: Pool) -> dict[tuple[str, str], str]:
    """The subgroup of each condition and age."""
    return {(c, a): part.id for part in pool.subgroups for c in part.conditions for a in part.ages}
