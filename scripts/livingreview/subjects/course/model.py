"""Response in time: whether it lasts, how fast it comes, and how each cohort's response runs from month to month.

Values are given as printed, with or without a denominator; nothing here is pooled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from ...evidence import efficacy, printed_proportion
from ...schema import ALL_ARMS, ArmRole, Aspect, GroupRole, Pool, When
from ...store import Review, records
from ...wording import value_words
from ..comparisons.model import by_arm
from ..pools.model import candidates

AFTER = (When.FOLLOW_UP, When.AFTER_STOP)  # a response then says something of whether it lasts
# Printed times become months by the mean Gregorian year, 365.2425 days.
MONTHS = {"hours": 1 / (24 * 30.436875), "days": 1 / 30.436875, "weeks": 7 / 30.436875, "months": 1.0, "years": 12.0}
YEAR = 12.0


def _described(review: Review, kept: Callable[[pd.DataFrame], pd.Series]) -> pd.DataFrame:
    """Rows of patients in scope, of one arm or of all together, that `kept` (a condition on rows) accepts."""
    rows = efficacy(review)
    one_arm = rows["arm_role"].isin([ArmRole.INTERVENTION, ArmRole.COMPARATOR])
    rows = rows[kept(rows) & rows["in_scope"] & (one_arm | (rows["arm"] == ALL_ARMS))].copy()
    return rows.assign(figure=pd.Series(list(map(value_words, records(rows))), index=rows.index, dtype=object))


def lasting(review: Review) -> pd.DataFrame:
    """Every value on whether a response lasts, by outcome (as in the vocabulary), then year.

    These are the outcomes whose aspect is lasting, and any response at follow-up, after the end of treatment, or from
    a year on. Columns of `evidence.efficacy` and: aspect, apart (a condition that may not be pooled), figure (as
    printed). The proportion is that of the count, else the printed one, then without ci_low and ci_high.
    """
    outcomes = review.vocabulary.outcomes
    lasts_first = [key for key, o in outcomes.items() if o.aspect is Aspect.LASTING]
    responses = [key for key, o in outcomes.items() if o.aspect is None and o.higher_is_better is not None]

    def lasts(rows: pd.DataFrame) -> pd.Series:
        late = rows["when"].isin([str(w) for w in AFTER]) | (rows["month"] >= YEAR)
        return rows["outcome"].isin(lasts_first) | (late & rows["outcome"].isin(responses))

    rows = with_printed(_described(review, lasts))
    order = {key: i for i, key in enumerate([*lasts_first, *(k for k in outcomes if k not in lasts_first)])}
    rows["order"] = rows["outcome"].map(order)
    rows["aspect"] = rows["outcome"].map({key: outcomes[key].aspect for key in outcomes})
    rows["apart"] = ~rows["pooled_population"]
    return rows.sort_values(["order", "apart", "year", "study", "row"], kind="stable").reset_index(drop=True)


def timing(review: Review) -> pd.DataFrame:
    """Every value of how long something takes or lasts; months, low_months, high_months are nan without a value."""
    timed = [key for key, outcome in review.vocabulary.outcomes.items() if outcome.aspect is Aspect.TIMING]
    rows = _described(review, lambda rows: rows["outcome"].isin(timed))
    factor = rows["unit"].map(MONTHS)
    for name, column in (("value", "months"), ("low", "low_months"), ("high", "high_months")):
        rows[column] = rows[name].astype(float) * factor.astype(float)
    rows["marks"] = rows["marks"].astype(str).str.replace("T", "")  # a time has no time of assessment
    return rows.sort_values(["outcome", "year", "study", "row"], kind="stable").reset_index(drop=True)


def other_values(review: Review) -> pd.DataFrame:
    """Every further value of patients in scope, by outcome (as in the vocabulary), then year.

    That is what is neither of a pooled outcome in treated patients, nor in `lasting` or `timing`, nor beside another
    arm (see `by_arm`), nor relates a feature to an outcome. Columns of `evidence.efficacy`, and figure (as printed).
    """
    elsewhere = {(row["study"], row["row"]) for rows in (lasting(review), timing(review)) for row in records(rows)}
    for randomised in (True, False):
        lines = by_arm(review, randomised)
        for line in records(lines[lines["field"] == "efficacy"]):
            elsewhere |= {(line["study"], line[side]["row"]) for side in ("one", "two", "both") if line[side]}

    def further(rows: pd.DataFrame) -> pd.Series:
        treated = rows["arm_role"].eq(ArmRole.INTERVENTION) | rows["arm"].eq(ALL_ARMS)
        known = pd.Series([one in elsewhere for one in zip(rows["study"], rows["row"], strict=True)], rows.index, bool)
        return rows["relates"].isna() & ~known & ~(treated & rows["outcome"].isin(review.config.pooled_outcomes))

    rows = efficacy(review)
    rows = rows[further(rows) & rows["in_scope"]].copy()
    rows["figure"] = pd.Series(list(map(value_words, records(rows))), index=rows.index, dtype=object)
    rows["order"] = rows["outcome"].map(list(review.vocabulary.outcomes).index)
    return rows.sort_values(["order", "year", "study", "row"], kind="stable").reset_index(drop=True)


def with_printed(rows: pd.DataFrame) -> pd.DataFrame:
    """A copy of joined rows in which those without a count have the proportion that is printed, without an interval."""
    return rows.assign(proportion=rows["proportion"].fillna(printed_proportion(rows)))


def courses(review: Review, pools: Mapping[str, Pool]) -> dict[str, pd.DataFrame]:
    """For each pool, every proportion of its outcome in its population at every time: one row a figure.

    Columns as of `pools.model.candidates`, with printed proportions where there is no count, and number (of the cohort,
    the same in every pool). Parts of cohorts and reports below the smallest denominator are not among them.
    """
    found = {name: _course(review, pool) for name, pool in pools.items()}
    years = {study: year for rows in found.values() for study, year in zip(rows["study"], rows["year"], strict=True)}
    in_order = sorted(
        years, key=lambda study: (pd.isna(years[study]), str(years[study]), study)
    )  # without a year, last
    numbers = {study: i for i, study in enumerate(in_order, 1)}
    return {name: rows.assign(number=rows["study"].map(numbers)) for name, rows in found.items()}


def _course(review: Review, pool: Pool) -> pd.DataFrame:
    rows = candidates(review, pool.outcome, pool.level)
    small = (rows["n"] < pool.min_patients).fillna(False).astype(bool)
    rows = rows[
        (rows["arm_role"] == ArmRole.INTERVENTION)
        & (rows["group_role"] != GroupRole.SUBGROUP)
        & rows["group_condition"].isin(pool.conditions)
        & ~small
    ]
    rows = with_printed(rows)
    rows = rows[rows["proportion"].notna()]
    return rows.sort_values(["year", "study", "month", "row"], kind="stable").reset_index(drop=True)
