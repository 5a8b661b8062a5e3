"""Dose and level against response, cohort by cohort: a comparison between cohorts, never a dose-response curve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ...evidence import with_exact_intervals
from ...schema import ArmRole, Comparison, GroupRole, Pool
from ...store import Review, records
from ...wording import span_words
from ..pools.model import candidates
from ..populations.model import block_label
from ..treatment import DOSE, LEVEL, missing

# Fields of an arm that say how much of the treatment it had, measured levels before planned ones.
LEVELS, DOSES = ("trough_measured", "trough_target"), ("dose",)


@dataclass(frozen=True)
class Scale:
    """An axis of exposure: the fields it is read from, and the one unit it is drawn in (the commonest)."""

    label: str
    fields: tuple[str, ...]
    unit: str
    unit_label: str


@dataclass(frozen=True)
class Exposure:
    """Arms that had the treatment, with what is accessible of their dose, level and response.

    `rows` has one row an arm of a publication: study, label, arm, regimen, block (the population in words), the
    response of the whole cohort nearest to the target month of the primary result (events, n, proportion, ci_low,
    ci_high, month, when, marks; None without a count), `level` and `dose` (spans on `scales`, or None), `missing`
    (which of dose and level are given neither as numbers nor in words), and `reason` (why the arm is not drawn; empty
    if it is).
    """

    outcome: str
    scales: tuple[Scale, Scale]
    rows: pd.DataFrame
    confidence: float  # level of the intervals: that of the primary result

    @property
    def drawn(self) -> pd.DataFrame:
        return self.rows[self.rows["reason"] == ""]

    @property
    def left_out(self) -> pd.DataFrame:
        return self.rows[self.rows["reason"] != ""]

    def shared(self, name: str, *, drawn: bool = True) -> tuple[float, float] | None:
        """The part of the scale that every span of `level` or `dose` covers, drawn or any; None if there is none."""
        spans = [span for span in (self.drawn if drawn else self.rows)[name] if span is not None]
        low = max((span["low"] or 0.0 for span in spans), default=np.inf)
        high = min((np.inf if span["high"] is None else span["high"] for span in spans), default=-np.inf)
        return (low, high) if low <= high else None


def exposures(review: Review) -> Exposure:
    """Every arm of treated patients with its exposure and its response on the primary outcome.

    Where the primary result is a comparison of an adverse event, there is no such outcome, and no arm has a response.
    """
    primary = review.config.primary
    scales = (_scale(review, "level", LEVELS), _scale(review, "dose", DOSES))
    response = _responses(review, primary)
    clinical = review.studies.set_index("study")
    clinical = clinical[clinical["clinical"]]
    whole = review.groups.sort_values("role", key=lambda role: role != GroupRole.WHOLE, kind="stable")
    first = whole.drop_duplicates("study").set_index("study")
    condition_of, cause_of = first["condition"].to_dict(), first["cause"].to_dict()
    age_of = clinical["age"].to_dict()
    found = []
    arms = review.arms
    for arm in records(arms[(arms["role"] == ArmRole.INTERVENTION) & arms["study"].isin(clinical.index)]):
        key = arm["study"]
        row = response.get((key, arm["id"]), {})
        condition = row.get("group_condition") or condition_of.get(key)
        cause = row["group_cause"] if row else cause_of.get(key)
        level, dose = (_span(arm, scale) for scale in scales)
        without = missing(review, arm, DOSE, LEVEL)
        found.append(
            {
                "study": key,
                "label": clinical.at[key, "label"],
                "year": clinical.at[key, "year"],
                "arm": arm["label"],
                "regimen": arm["regimen"],
                "at": arm["at"],
                "condition": condition,
                "block": block_label(review, condition, age_of[key], cause) if condition else "",
                "level": level,
                "dose": dose,
                "other_unit": _other_units(review, arm, scales),
                "missing": without,
                **{name: row.get(name) for name in ("group_label", "events", "n", "month", "when", "marks")},
                "reason": _reason(row, level, dose, _other_units(review, arm, scales), without),
            }
        )
    rows = _ordered(review, found, primary.level)
    label = review.vocabulary.outcomes[primary.outcome].label if primary.outcome is not None else "response"
    return Exposure(label, scales, rows, primary.level)


def _scale(review: Review, label: str, fields: tuple[str, ...]) -> Scale:
    units = [span["unit"] for field in fields for span in review.arms[field].dropna()]
    unit = max(sorted(set(units)), key=units.count, default="")
    return Scale(label, fields, unit, review.vocabulary.units[unit].label if unit else "")


def _span(arm: Mapping[str, Any], scale: Scale) -> dict | None:
    for field in scale.fields:
        if arm[field] is not None and arm[field]["unit"] == scale.unit:
            return {**arm[field], "field": field}
    return None


def _other_units(review: Review, arm: Mapping[str, Any], scales: tuple[Scale, ...]) -> str:
    """Spans in units that no scale is drawn in, in words."""
    units = review.vocabulary.units
    spans = [arm[field] for scale in scales for field in scale.fields if arm[field] is not None]
    return "; ".join(
        span_words(span, units[span["unit"]].label)
        for span in spans
        if span["unit"] not in [scale.unit for scale in scales]
    )


def _reason(row: Mapping[str, Any], level: dict | None, dose: dict | None, other: str, without: Sequence[str]) -> str:
    accessible = level is not None or dose is not None
    if row and accessible:
        return ""
    lacking = [] if row else ["no count of the outcome in the whole cohort"]
    if not accessible:
        nothing = "neither dose nor level accessible" if len(without) == 2 else "dose or level only in words"
        lacking.append(f"dose only as {other}" if other else nothing)
    return "; ".join(lacking)


def _responses(review: Review, primary: Pool | Comparison) -> dict[tuple[str, str], dict[str, Any]]:
    """The count of the outcome in a whole cohort, or in all its patients of one condition, nearest to the target."""
    if primary.outcome is None or primary.window is None:
        return {}
    rows = candidates(review, primary.outcome, primary.level)
    rows = rows[(rows["group_role"] != GroupRole.SUBGROUP) & rows["counted"]].copy()
    rows["whole"] = rows["group_role"] != GroupRole.WHOLE  # everybody first
    rows["condition_order"] = rows["group_condition"].map(list(review.vocabulary.conditions).index)
    rows["distance"] = (rows["month"] - primary.window.target).abs().fillna(np.inf)
    rows = rows.sort_values(["study", "arm", "whole", "condition_order", "distance", "row"]).drop_duplicates(
        ["study", "arm"]
    )
    return {(row["study"], row["arm"]): row for row in records(rows)}


def _ordered(review: Review, found: list[dict[str, Any]], level: float) -> pd.DataFrame:
    columns = ["study", "label", "year", "arm", "regimen", "at", "condition", "block", "level", "dose", "other_unit"]
    columns += ["missing", "group_label", "events", "n", "month", "when", "marks", "reason"]
    frame = pd.DataFrame.from_records(found, columns=columns).astype(object)
    frame = frame.where(frame.notna(), None)
    frame = with_exact_intervals(frame, level)
    conditions = list(review.vocabulary.conditions)
    frame["order"] = [conditions.index(c) if c else len(conditions) for c in frame["condition"]]
    frame = frame.sort_values(["order", "block", "proportion", "study"], ascending=[True, True, False, True])
    return frame.drop(columns="order").astype({"events": "Int64", "n": "Int64"}).reset_index(drop=True)
