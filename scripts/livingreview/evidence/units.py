"""One row for each set of patients of a report, and every set of patients that shares none with another.

A report may count several sets of patients: arms, and groups of one condition each. All of them enter a pool if they
are of different patients, and none of them twice. Arms are of different patients. Within an arm, two groups with the
role `condition` are too, as each is everybody with one condition; any other two may share patients.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..schema import GroupRole
from ..store import records, split_by
from .selection import passed_over


def disjoint(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two rows of a report are of different patients, as the arms and the roles of the groups say."""
    if one["arm"] != other["arm"]:
        return True
    roles = {one["group_role"], other["group_role"]}
    return roles == {GroupRole.CONDITION} and one["group_condition"] != other["group_condition"]


def one_row_a_unit(rows: pd.DataFrame) -> dict[int, str]:
    """Why rows give way to others of the same report; rows that are not named stay.

    rows: study, arm, group, group_role, group_condition, group_label, n, and distance (months from the target, inf
    where only words are given). The nearest to the target is taken first, then the one with more patients, then the
    first in the file; a row stays if it shares patients with none that was taken before. Returns reasons by index.
    """
    out: dict[int, str] = {}
    for _, of_study in split_by(rows.sort_values("row", kind="stable"), "study"):
        ordered = of_study.sort_values(["distance", "n"], ascending=[True, False], kind="stable")
        taken: list[dict[str, Any]] = []
        for index, row in zip(ordered.index, records(ordered), strict=True):
            rival = next((other for other in taken if not disjoint(row, other)), None)
            if rival is None:
                taken.append(row)
            else:
                out[index] = _reason(row, rival)
    return out


def _reason(row: Mapping[str, Any], rival: Mapping[str, Any]) -> str:
    """Which rule decided between two rows that may share patients."""
    own, its = (one["distance"] if one["distance"] is not None else np.inf for one in (row, rival))
    why = passed_over(own, row["n"] or 0, (its, rival["n"] or 0))
    return why if row["group"] == rival["group"] else f"shares patients with {rival['group_label']}: {why}"


def named_apart(rows: pd.DataFrame) -> pd.Series:
    """Labels of rows; where a report has several, each with its arm in brackets, else its group, else both."""
    labels = rows["label"].astype(object).copy()
    for _, same in split_by(rows, "study"):
        if len(same) > 1:
            apart = [name for name in ("arm_label", "group_label") if same[name].nunique() == len(same)]
            added = same[apart[0]] if apart else same["arm_label"] + ", " + same["group_label"]
            labels[same.index] = [f"{label} ({more})" for label, more in zip(same["label"], added, strict=True)]
    return labels
