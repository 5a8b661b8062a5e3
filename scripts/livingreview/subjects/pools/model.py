"""Which rows make which pool, and what they give together. Nothing is pooled that data/review.yaml does not declare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from ...meta import Pooled, pool_proportions, study_interval
from ...render.wording import span_words
from ...schema import ALL_ARMS, ArmRole, GroupRole, Judgement, Pool, SourceKind, Subgroup, When
from ...store import Review, records
from ..bias.model import assessment

# Exact, as a pool of one study has it: a study alone in its subgroup must not show two intervals.
STUDY_INTERVAL: Final = "clopper-pearson"

# Marks of a figure, the same letter everywhere in the book.
MARKS = {
    "A": "seen in an abstract only",
    "S": "seen in a secondary source only",
    "D": "count derived, not printed",
    "T": "time of assessment not stated",
    "C": "sources or figures in conflict",
}
# Letters of the overall risk of bias; in lower case while the judgement is a draft.
BIAS = {Judgement.LOW: "L", Judgement.SOME: "S", Judgement.HIGH: "H", Judgement.NO_INFORMATION: "N"}
NOT_RATED, NO_OVERALL = "?", "–"
MARK_OF_SOURCE = {SourceKind.ABSTRACT: "A", SourceKind.SECONDARY: "S"}


@dataclass(frozen=True)
class SubgroupResult:
    """One declared subgroup: its definition and its own pool (None where no study has a figure)."""

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


def marks(row: Mapping[str, Any]) -> str:
    """Letters of MARKS that apply to a record of `Review.efficacy` or `Review.safety`."""
    letters = [MARK_OF_SOURCE.get(row["source_kind"], "")]
    letters.append("D" if row["derived"] else "")
    letters.append("T" if row.get("when") == When.NOT_STATED else "")
    letters.append("C" if row["conflict"] else "")
    return "".join(letters)


def synthesise(review: Review, pool_id: str) -> Synthesis:
    """Carry out a pool declared in data/review.yaml. Raises KeyError for one that is not declared."""
    if pool_id not in review.config.pools:
        raise KeyError(
            f"pool {pool_id!r} is not declared in data/review.yaml. Declared: {', '.join(review.config.pools)}."
        )
    pool = review.config.pools[pool_id]
    rows, left_out = _choose(review, pool)
    rows = _with_intervals(rows, pool)
    pooled = pool_rows(rows, pool)
    if pooled is not None:
        rows["weight"] = pooled.weights
    parts = tuple(SubgroupResult(part, pool_rows(rows[rows["subgroup"] == part.id], pool)) for part in pool.subgroups)
    return Synthesis(pool_id, pool, rows, left_out, pooled, parts)


def pool_rows(rows: pd.DataFrame, pool: Pool, **changes: str) -> Pooled | None:
    """These rows pooled as declared, or with `changes` of model or test for a comparison; None without rows."""
    if rows.empty:
        return None
    how = {"model": pool.model, "test": pool.test, "level": pool.level, **changes}
    return pool_proportions(rows["events"].to_numpy(int), rows["n"].to_numpy(int), **how)


def _with_intervals(rows: pd.DataFrame, pool: Pool) -> pd.DataFrame:
    rows = rows.copy()
    rows[["proportion", "ci_low", "ci_high", "weight"]] = np.nan
    if len(rows):
        events, n = rows["events"].to_numpy(int), rows["n"].to_numpy(int)
        interval = study_interval(events, n, method=STUDY_INTERVAL, level=pool.level)
        rows["proportion"], rows["ci_low"], rows["ci_high"] = interval.estimate, interval.ci_low, interval.ci_high
    return rows


def candidates(review: Review, pool: Pool) -> pd.DataFrame:
    """Every row of the outcome in arms that had the treatment, or in all arms together, with what choosing needs."""
    rows = review.efficacy
    rows = rows[rows["outcome"] == pool.outcome]
    arms = _arms(review)
    groups = review.groups.set_index(["study", "id"])[["role", "condition", "label"]].add_prefix("group_")
    studies = review.studies.set_index("study")[["label", "year", "age", "cohort", "design", "country"]]
    rows = rows.join(arms, on=["study", "arm"]).join(groups, on=["study", "group"]).join(studies, on="study")
    rows["bias"] = rows["study"].map({key: overall_bias(review, key) for key in rows["study"]})
    rows = rows[(rows["arm_role"] == ArmRole.INTERVENTION) | (rows["arm"] == ALL_ARMS)].copy()
    return rows.assign(marks=pd.Series(list(map(marks, records(rows))), index=rows.index, dtype=object))


def _arms(review: Review) -> pd.DataFrame:
    """Role, dose and trough target (in words, empty where not visible) of every arm, by study and id."""
    arms = review.arms.set_index(["study", "id"])[["role", "dose", "trough_target"]].rename(
        columns={"role": "arm_role"}
    )
    labels = {unit: named.label for unit, named in review.vocabulary.units.items()}
    for column in ("dose", "trough_target"):
        arms[column] = [span_words(span, labels, compact=True) for span in arms[column]]
    return arms


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


def _choose(review: Review, pool: Pool) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = candidates(review, pool)
    subgroup_of = {(c, a): part.id for part in pool.subgroups for c in part.conditions for a in part.ages}
    labels = {name: condition.label for name, condition in review.vocabulary.conditions.items()}
    window = pool.window
    reasons = pd.Series("", index=rows.index, dtype=object)

    def exclude(where: pd.Series, reason: str | pd.Series) -> None:
        where = where & (reasons == "")
        reasons[where] = reason[where] if isinstance(reason, pd.Series) else reason

    exclude(rows["arm"] == ALL_ARMS, "all arms together")
    exclude(rows["group_role"] == GroupRole.SUBGROUP, "part of a cohort")
    exclude(
        ~rows["group_condition"].isin(pool.conditions),
        rows["group_condition"].map(lambda c: f"{labels.get(c, c)}, not a pooled population"),
    )
    exclude(rows["events"].isna() | rows["n"].isna(), "percentage or statement without a count")
    exclude(rows["n"] < pool.min_patients, f"fewer than {pool.min_patients} patients")
    in_window = rows["month"].between(window.first, window.last) | rows["when"].isin([str(w) for w in window.also])
    exclude(~in_window.fillna(False).astype(bool), f"not assessed between {window.first:g} and {window.last:g} months")

    kept = rows[reasons == ""].copy()
    kept["distance"] = (kept["month"] - window.target).abs().fillna(np.inf)
    # Nearest to the target month; a time in words only where no month is given; then the larger denominator.
    kept = kept.sort_values(["study", "distance", "n"], ascending=[True, True, False])
    chosen = kept.drop_duplicates("study")
    reasons[kept.index.difference(chosen.index)] = "another time of the same report is nearer to the target"
    chosen, same_patients = one_report_a_cohort(review, chosen)
    for index, reason in same_patients.items():
        reasons[index] = reason

    if pool.subgroups:
        chosen["subgroup"] = [
            subgroup_of.get(key, "") for key in zip(chosen["group_condition"], chosen["age"], strict=True)
        ]
        order = [part.id for part in pool.subgroups]
        chosen["order"] = [order.index(s) if s in order else len(order) for s in chosen["subgroup"]]
    else:
        chosen["subgroup"], chosen["order"] = "", 0
    chosen = chosen.sort_values(["order", "year", "study"]).reset_index(drop=True)
    left_out = (
        rows[reasons != ""].assign(reason=reasons[reasons != ""]).sort_values(["study", "row"]).reset_index(drop=True)
    )
    return chosen, left_out


def one_report_a_cohort(review: Review, chosen: pd.DataFrame) -> tuple[pd.DataFrame, dict[int, str]]:
    """Of reports that may hold the same patients, the one with the largest denominator (then the earliest) stays."""
    overlaps = {
        key: {o.study: o.extent.definition for o in study.cohort.overlaps} if study.cohort else {}
        for key, study in review.publications.items()
    }
    cohorts = chosen.set_index("study")["cohort"].to_dict()
    labels = chosen.set_index("study")["label"].to_dict()
    kept: list[str] = []
    out: dict[int, str] = {}
    for index, row in chosen.sort_values(["n", "year", "study"], ascending=[False, True, True]).iterrows():
        rival = next((k for k in kept if cohorts[k] == row["cohort"] or k in overlaps[row["study"]]), None)
        if rival is None:
            kept.append(row["study"])
        else:
            out[index] = f"may hold patients of {labels[rival]}, which is larger"
    return chosen.drop(index=list(out)).copy(), out
