"""Response in time: whether it lasts, how fast it comes, and how each cohort's response runs from month to month.

Figures are told as printed, with or without a denominator; nothing here is pooled.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ...meta import study_interval
from ...render.wording import figure_words
from ...schema import ALL_ARMS, ArmRole, Aspect, GroupRole, Pool, When
from ...store import Review, records
from ..pools.model import STUDY_INTERVAL, candidates, marks

AFTER = (When.FOLLOW_UP, When.AFTER_STOP)  # a response then says something of whether it lasts
# Printed times become months by the mean Gregorian year, 365.2425 days.
MONTHS = {"hours": 1 / (24 * 30.436875), "days": 1 / 30.436875, "weeks": 7 / 30.436875, "months": 1.0, "years": 12.0}
YEAR = 12.0


def _described(review: Review, rows: pd.DataFrame) -> pd.DataFrame:
    arms = review.arms.set_index(["study", "id"])[["role", "label"]].add_prefix("arm_")
    groups = review.groups.set_index(["study", "id"])[["condition", "label"]].add_prefix("group_")
    studies = review.studies.set_index("study")[["label", "year", "design"]]
    rows = rows.join(arms, on=["study", "arm"]).join(groups, on=["study", "group"]).join(studies, on="study")
    rows["in_scope"] = [
        review.vocabulary.conditions[c].in_scope if isinstance(c, str) else True for c in rows["group_condition"]
    ]
    rows["pooled_population"] = [
        review.vocabulary.conditions[c].pooled if isinstance(c, str) else False for c in rows["group_condition"]
    ]
    rows["outcome_label"] = rows["outcome"].map({k: o.label for k, o in review.vocabulary.outcomes.items()})
    kept = (rows["arm_role"].isin([ArmRole.INTERVENTION, ArmRole.COMPARATOR]) | (rows["arm"] == ALL_ARMS)) & rows[
        "in_scope"
    ]
    rows = rows[kept].copy()
    own = records(rows)
    return rows.assign(
        marks=pd.Series(list(map(marks, own)), index=rows.index, dtype=object),
        figure=pd.Series(list(map(figure_words, own)), index=rows.index, dtype=object),
    )


def lasting(review: Review) -> pd.DataFrame:
    """Every figure that tells whether a response lasts, by outcome (as in the vocabulary), then year.

    These are the outcomes whose aspect is lasting, and any response at follow-up, after the end of treatment, or from
    a year on. Columns of `Review.efficacy` and: label, year, arm_label, arm_role, group_label, outcome_label,
    pooled_population, aspect, marks, figure (as printed), proportion, ci_low, ci_high (nan without n).
    """
    outcomes = review.vocabulary.outcomes
    rows = review.efficacy
    late = rows["when"].isin([str(w) for w in AFTER]) | (rows["month"] >= YEAR)
    kept = [
        outcomes[outcome].aspect is Aspect.LASTING
        or (is_late and outcomes[outcome].aspect is None and outcomes[outcome].good is not None)
        for outcome, is_late in zip(rows["outcome"], late, strict=True)
    ]
    rows = with_proportions(_described(review, rows[np.array(kept, bool)]))
    lasts_first = [key for key, o in outcomes.items() if o.aspect is Aspect.LASTING]
    order = {key: i for i, key in enumerate([*lasts_first, *(k for k in outcomes if k not in lasts_first)])}
    rows["order"] = rows["outcome"].map(order)
    rows["aspect"] = rows["outcome"].map({key: outcomes[key].aspect for key in outcomes})
    rows["apart"] = ~rows["pooled_population"].astype(bool)
    return rows.sort_values(["order", "apart", "year", "study", "row"], kind="stable").reset_index(drop=True)


def timing(review: Review) -> pd.DataFrame:
    """Every figure of how long something takes or lasts; months, low_months, high_months are nan without a value."""
    outcomes = review.vocabulary.outcomes
    rows = review.efficacy
    rows = rows[[outcomes[outcome].aspect is Aspect.TIMING for outcome in rows["outcome"]]]
    rows = _described(review, rows)
    factor = rows["unit"].map(MONTHS)
    for name, column in (("value", "months"), ("low", "low_months"), ("high", "high_months")):
        rows[column] = rows[name].astype(float) * factor.astype(float)
    rows["marks"] = rows["marks"].astype(str).str.replace("T", "")  # a time has no time of assessment
    return rows.sort_values(["outcome", "year", "study", "row"], kind="stable").reset_index(drop=True)


def with_proportions(rows: pd.DataFrame) -> pd.DataFrame:
    """With the proportion of each figure: from its count, else from its percentage (then without an interval)."""
    rows = rows.copy()
    rows[["proportion", "ci_low", "ci_high"]] = np.nan
    printed = rows["printed"].dropna().str.rstrip("%").astype(float) / 100
    rows.loc[printed.index, "proportion"] = printed
    counted = rows["events"].notna() & rows["n"].notna()
    if counted.any():
        part = rows[counted]
        interval = study_interval(part["events"].to_numpy(int), part["n"].to_numpy(int), method=STUDY_INTERVAL)
        rows.loc[counted, ["proportion", "ci_low", "ci_high"]] = np.column_stack(
            [interval.estimate, interval.ci_low, interval.ci_high]
        )
    return rows


def courses(review: Review, pools: Mapping[str, Pool]) -> dict[str, pd.DataFrame]:
    """For each pool, every proportion of its outcome in its population at every time: one row a figure.

    Columns as of `synthesis.candidates`, and proportion, ci_low, ci_high, counted (whether the denominator is visible)
    and number (of the cohort, the same in every pool). Parts of cohorts and reports below the smallest denominator are
    not among them.
    """
    found = {name: _course(review, pool) for name, pool in pools.items()}
    years = {study: year for rows in found.values() for study, year in zip(rows["study"], rows["year"], strict=True)}
    numbers = {study: i for i, study in enumerate(sorted(years, key=lambda s: (years[s], s)), 1)}
    return {name: rows.assign(number=rows["study"].map(numbers)) for name, rows in found.items()}


def _course(review: Review, pool: Pool) -> pd.DataFrame:
    rows = candidates(review, pool)
    small = (rows["n"] < pool.min_patients).fillna(False).astype(bool)
    rows = rows[
        (rows["arm_role"] == ArmRole.INTERVENTION)
        & (rows["group_role"] != GroupRole.SUBGROUP)
        & rows["group_condition"].isin(pool.conditions)
        & ~small
    ]
    rows = with_proportions(rows)
    rows = rows[rows["proportion"].notna()].copy()
    rows["counted"] = rows["ci_low"].notna()
    return rows.sort_values(["year", "study", "month", "row"], kind="stable").reset_index(drop=True)
