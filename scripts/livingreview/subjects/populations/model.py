"""Who was studied: publications and response values of one population, picked by condition and age, never pooled.

A population is named by terms of the data: conditions of `groups` and ages of `population`. A figure belongs to the
population of its group, so a part of a mixed cohort goes with the patients it is about, and a mixed cohort never
goes among those of one condition.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ...evidence import LEVEL, efficacy, overlaps, printed_proportion
from ...schema import ALL_ARMS, Age, ArmRole, Extent, GroupRole, When, nearest
from ...store import Review, records
from ...wording import capital, listed
from ..pools.model import candidates, subgroup_of

# How a value is shown. Everything is in the table; only what has a place on the scale has a mark in the plot.
COUNT, PERCENT, OPEN, STATED = "count", "percent", "open", "stated"
AGE_WORDS = {
    Age.ADULT: "adults",
    Age.CHILD: "children",
    Age.MIXED: "adults and children",
    Age.NOT_STATED: "age not stated",
    Age.NOT_APPLICABLE: "no people",
}


@dataclass(frozen=True)
class Population:
    """The publications and response values of some conditions at some ages.

    `studies` has one row a publication that gave the treatment to such patients, as `Review.studies`, with `treated`
    (patients in arms with the treatment, of whatever condition, where accessible) and `patients` (the groups in words).
    `rows` has one row a response value of arms that had the treatment, as `Review.efficacy`,
    with what `pools.model.candidates` adds and: `shown` (COUNT, PERCENT, OPEN where events have no accessible
    denominator, STATED), `reason` (why it has no mark in the plot), `proportion`, `ci_low`, `ci_high` (exact, NaN
    without a count), `block` (the population in words) and `part` (whether it is a part of a cohort). `levels` are the
    confidence levels of these intervals: those declared for the outcomes. Both in the order of the blocks,
    then of the year.
    """

    title: str
    conditions: tuple[str, ...]
    ages: tuple[str, ...]
    outcomes: dict[str, str]  # label by outcome, in the order of their declaration
    levels: dict[str, float]  # by outcome
    studies: pd.DataFrame
    rows: pd.DataFrame

    @property
    def shown_levels(self) -> list[float]:
        """Confidence levels of the intervals in the plot; of all outcomes where it has none."""
        counted = self.rows.loc[self.rows["shown"] == COUNT, "outcome"].unique()
        return [level for outcome, level in self.levels.items() if outcome in counted or not len(counted)]

    @property
    def plotted(self) -> pd.DataFrame:
        """Values that have a line in the plot."""
        return self.rows[self.rows["shown"] != STATED]


def select(review: Review, conditions: Iterable[str], ages: Iterable[str] | None = None) -> Population:
    """The population of these conditions and ages (None: any age). Raises ValueError for a term that does not exist."""
    conditions = _known(conditions, review.vocabulary.conditions, "conditions")
    ages = _known([str(age) for age in Age] if ages is None else ages, [str(age) for age in Age], "ages")
    levels = review.config.pooled_outcomes
    outcomes = {outcome: review.vocabulary.outcomes[outcome].label for outcome in levels}
    return Population(
        _title(review, conditions, ages),
        conditions,
        ages,
        outcomes,
        levels,
        _studies(review, conditions, ages),
        _rows(review, conditions, ages, list(outcomes)),
    )


def _known(given: Iterable[str], allowed: Iterable[str], what: str) -> tuple[str, ...]:
    allowed, given = list(allowed), tuple(map(str, given))
    for term in given:
        if term not in allowed:
            raise ValueError(f"{term!r} is not a term of {what}. {nearest(term, allowed, 40)}")
    if not given:
        raise ValueError(f"{what}: name at least one. Allowed: {', '.join(allowed)}.")
    return given


def _title(review: Review, conditions: tuple[str, ...], ages: tuple[str, ...]) -> str:
    names = listed(review.vocabulary.conditions[condition].label for condition in conditions)
    people = [AGE_WORDS[age] for age in Age if age in ages]
    every = {age for age in Age if age is not Age.NOT_APPLICABLE} <= set(ages)
    return names if every else f"{names} ({'; '.join(people)})"


def block_label(review: Review, condition: str, age: str, cause: str | None = None) -> str:
    """A condition at an age in words: as the declared pools call it, where one of their subgroups covers it."""
    for pool in review.config.pools.values():
        if part := subgroup_of(pool, condition, age, cause):
            return part.label
    label = review.vocabulary.conditions[condition].label
    return f"{capital(label)}, {AGE_WORDS[Age(age)]}"


def _studies(review: Review, conditions: tuple[str, ...], ages: tuple[str, ...]) -> pd.DataFrame:
    arms = review.arms
    treated = set(arms.loc[arms["role"].isin([ArmRole.INTERVENTION, ArmRole.MIXED]), "study"])
    groups = review.groups
    groups = groups[groups["condition"].isin(conditions) & (groups["role"] != GroupRole.SUBGROUP)]
    words = {
        key: "; ".join(f"{r['label']} ({'number not accessible' if r['n'] is None else r['n']})" for r in records(part))
        for key, part in groups.groupby("study")
    }
    sizes = arms[arms["role"] == ArmRole.INTERVENTION].groupby("study")["n"].sum(min_count=1)
    studies = review.studies
    chosen = studies[studies["study"].isin(treated & set(groups["study"])) & studies["age"].isin(ages)].copy()
    chosen["treated"] = chosen["study"].map(sizes).astype("Int64")
    chosen["patients"] = chosen["study"].map(words)
    return chosen.sort_values(["year", "study"]).reset_index(drop=True)


def _rows(review: Review, conditions: tuple[str, ...], ages: tuple[str, ...], outcomes: list[str]) -> pd.DataFrame:
    levels = review.config.pooled_outcomes or {"": LEVEL}  # no row has the outcome ""
    rows = pd.concat([candidates(review, outcome, level) for outcome, level in levels.items()], ignore_index=True)
    rows = rows[rows["group_condition"].isin(conditions) & rows["age"].isin(ages)]
    rows["part"] = rows["group_role"] == GroupRole.SUBGROUP
    rows = _with_shown(rows)
    rows["block"] = [
        block_label(review, *key) for key in zip(rows["group_condition"], rows["age"], rows["group_cause"], strict=True)
    ]
    condition = rows["group_condition"].map(list(conditions).index)
    blocks = list(dict.fromkeys(rows.assign(at=condition).sort_values(["at", "age"])["block"]))
    rows["order"] = rows["block"].map(blocks.index)
    rows["outcome_order"] = rows["outcome"].map(outcomes.index)
    whens = [str(when) for when in When]
    rows["time_order"] = rows["month"].fillna(rows["when"].map(whens.index, na_action="ignore") + 1000)
    # The whole cohort before its parts, the parts in the order of the file.
    by = ["order", "year", "study", "part", "group_position", "outcome_order", "time_order", "row"]
    return rows.sort_values(by).reset_index(drop=True)


def _with_shown(rows: pd.DataFrame) -> pd.DataFrame:
    reasons = {
        "all arms together": rows["arm"] == ALL_ARMS,
        "compares two arms": rows["versus"].notna(),
        "a share of patients chosen by their response": rows["selected_on_response"],
        "a statement without a number": rows["events"].isna() & rows["printed"].isna(),
    }
    rows["reason"] = np.select(list(reasons.values()), list(reasons), default="")
    percent = rows["printed"].notna() & ~rows["counted"]
    rows["shown"] = np.select([rows["reason"] != "", rows["counted"], percent], [STATED, COUNT, PERCENT], default=OPEN)
    rows.loc[rows["shown"] == OPEN, "reason"] = "the number of patients is not accessible"
    rows.loc[rows["shown"] != COUNT, ["proportion", "ci_low", "ci_high"]] = np.nan
    bare = rows["shown"] == PERCENT
    rows.loc[bare, "proportion"] = printed_proportion(rows[bare])
    return rows


def drawn_as(row: Mapping[str, Any]) -> str:
    """How the study-by-study plot shows a record of `Population.rows`, in words."""
    ways = {
        COUNT: "mark with interval",
        PERCENT: "hollow mark: percentage without a count",
        OPEN: f"row without a mark: {row['reason']}",
    }
    return ways.get(row["shown"], f"not in the plot: {row['reason']}")


def same_patients(review: Review, keys: Iterable[str]) -> list[tuple[str, str, str]]:
    """Pairs among these publications that hold, or may hold, the same patients: two keys and the extent in words."""
    among, declared = set(keys), overlaps(review)
    pairs = zip(declared["one"], declared["other"], declared["extent"], strict=True)
    return [(one, other, Extent(extent).label) for one, other, extent in pairs if {one, other} <= among]


def predictors(review: Review) -> pd.DataFrame:
    """What reports relate to an outcome, one row a study, group of patients, feature and direction.

    Columns: study, label, group_label, condition, feature, outcomes (labels in words), counted (whether each of these
    is an event that patients have), direction, whole (whether the patients are no part of a group), p (as printed,
    where accessible), says, note, conflict, at. Patients whom the review may pool come first.
    """
    columns = (
        "study label group_label condition feature outcomes counted direction whole p says note conflict at".split()
    )
    rows = efficacy(review).rename(columns={"group_condition": "condition", "pooled_population": "pooled"})
    rows = rows[rows["relates"].notna()]
    rows = rows.assign(
        **{name: [relation[name] for relation in rows["relates"]] for name in ("feature", "of", "direction")},
    )
    of = review.vocabulary.outcomes
    rows["outcomes"] = rows["of"].map({key: outcome.label for key, outcome in of.items()})
    # A measurement, such as a survival, has no declared better end: see `Outcome.higher_is_better`.
    rows["whole"] = rows["group_role"] != GroupRole.SUBGROUP
    rows["counted"] = [of[key].higher_is_better is not None for key in rows["of"]]
    found = []
    for _, same in rows.groupby(["study", "group", "feature", "direction"], sort=False):
        joined = {
            name: joint.join(dict.fromkeys(same[name].dropna())) or None
            for name, joint in (
                ("outcomes", "; "),
                ("p", "; "),
                ("note", "; "),
                ("at", "; "),
                ("says", " "),
                ("conflict", " "),
            )
        }
        found.append(same.iloc[0].to_dict() | joined | {"counted": bool(same["counted"].all())})
    frame = pd.DataFrame.from_records(found, columns=[*columns, "pooled"])
    frame = frame.sort_values(["pooled", "label"], ascending=[False, True], kind="stable")
    return frame[columns].reset_index(drop=True)
