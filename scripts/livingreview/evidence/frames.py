"""Efficacy and safety rows joined with what is known of their arm, group and study: made once for each review."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ..schema import ALL_ARMS, ArmRole, Window
from ..store import Review
from ..wording import span_words
from .cache import once_a_review
from .intervals import has_count, with_exact_intervals
from .marks import with_marks

STUDY = ["label", "year", "age", "cohort", "design", "country"]
GROUP = {
    "role": "group_role",
    "label": "group_label",
    "condition": "group_condition",
    "cause": "group_cause",
    "derived": "group_derived",
    "selected_on_response": "selected_on_response",
    "row": "group_position",
}
ARM = {
    "role": "arm_role",
    "label": "arm_label",
    "drugs": "arm_drugs",
    "besides": "arm_besides",
    "n": "arm_n",
    "dose": "dose",
    "trough_target": "trough_target",
}


def efficacy(review: Review) -> pd.DataFrame:
    """One row an efficacy value: `Review.efficacy`, the columns of `safety`, and `outcome_label`."""
    return _efficacy(review).copy(deep=False)


def safety(review: Review) -> pd.DataFrame:
    """One row a safety value: `Review.safety` and what is known of its arm, group and study.

    arm_role, arm_label, arm_drugs, arm_besides (terms), arm_n, dose, trough_target (in words; empty where not
    accessible): missing for all arms together. group_role, group_label, group_condition, group_cause, group_derived
    (how its number or condition was assumed), selected_on_response (patients chosen by their response), group_position
    (in its file).
    label, year, age, cohort, design, country of the publication.
    condition_label, in_scope (the review asks about this condition), pooled_population (it may be pooled).
    counted (events and n are given); proportion, ci_low, ci_high (0 to 1; exact, at `intervals.LEVEL`; nan if not
    counted); marks (letters of `MARKS`).

    The rows are shared between callers: add or replace columns freely, but do not change lists and mappings in cells.
    """
    return _safety(review).copy(deep=False)


@once_a_review
def _efficacy(review: Review) -> pd.DataFrame:
    labels = {name: outcome.label for name, outcome in review.vocabulary.outcomes.items()}
    rows = _joined(review, review.efficacy)
    return rows.assign(outcome_label=_looked_up(rows["outcome"], labels, object))


@once_a_review
def _safety(review: Review) -> pd.DataFrame:
    return _joined(review, review.safety)


def _joined(review: Review, rows: pd.DataFrame) -> pd.DataFrame:
    arms = review.arms.set_index(["study", "id"])[list(ARM)].rename(columns=ARM)
    units = {unit: named.label for unit, named in review.vocabulary.units.items()}
    for name in ("dose", "trough_target"):
        arms[name] = pd.Series([span_words(span, units, compact=True) for span in arms[name]], arms.index, dtype=object)
    groups = review.groups.set_index(["study", "id"])[list(GROUP)].rename(columns=GROUP)
    groups["selected_on_response"] = groups["selected_on_response"].eq(True)
    studies = review.studies.set_index("study")[STUDY]
    rows = rows.join(arms, on=["study", "arm"]).join(groups, on=["study", "group"]).join(studies, on="study")
    conditions = review.vocabulary.conditions
    condition = rows["group_condition"]
    rows = rows.assign(
        condition_label=_looked_up(condition, {key: one.label for key, one in conditions.items()}, object),
        in_scope=_looked_up(condition, {key: one.in_scope for key, one in conditions.items()}, bool),
        pooled_population=_looked_up(condition, {key: one.pooled for key, one in conditions.items()}, bool),
        counted=has_count(rows),
    )
    return with_marks(with_exact_intervals(rows))


def _looked_up(keys: pd.Series, values: Mapping[str, Any], dtype: type) -> pd.Series:
    return pd.Series([values[key] for key in keys], index=keys.index, dtype=dtype)


def of_treated(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of arms that had the treatment, or of all arms together."""
    return rows[(rows["arm_role"] == ArmRole.INTERVENTION) | (rows["arm"] == ALL_ARMS)].copy()


def in_window(rows: pd.DataFrame, window: Window) -> pd.Series:
    """Whether each row was assessed in the window, or at a time in words that the window accepts."""
    inside = rows["month"].between(window.first, window.last) | rows["when"].isin([str(when) for when in window.also])
    return inside.fillna(False).astype(bool)
