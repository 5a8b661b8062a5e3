"""What the evidence base holds: publications by kind, and patients treated."""

from __future__ import annotations

import pandas as pd

from ...schema import ArmRole, GroupRole, Study
from ...store import Review

# Kinds of publication, from the nearest to the question to the farthest; a publication has the first that applies.
TREATED, MIXED, DIRECT, INDIRECT = "treated", "mixed", "direct", "indirect"
KINDS = (TREATED, MIXED, DIRECT, INDIRECT)
CLINICAL = (TREATED, MIXED)


def kind_labels(review: Review) -> dict[str, str]:
    """Words for each kind, with the review's word for its condition."""
    short = review.config.condition_short
    return {
        TREATED: f"{short} patients treated",
        MIXED: "Mixed or other groups treated",
        DIRECT: f"Mechanism, in {short}",
        INDIRECT: "Mechanism, elsewhere",
    }


def kind_meanings(review: Review) -> dict[str, str]:
    """What each kind holds."""
    condition, drug = review.config.condition_short, review.config.intervention
    return {
        TREATED: f"reports of patients given {drug}, all of them with {condition}",
        MIXED: f"reports of patients given {drug} that include, or may include, patients without {condition}",
        DIRECT: f"further publications with a finding in patients with {condition}, their cells or a model of it",
        INDIRECT: "publications on other diseases, healthy people, cells or animals only",
    }


def publications(review: Review) -> pd.DataFrame:
    """One row a publication: the columns of `Review.studies`, with kind, patients (given the treatment) and findings.

    Ordered by kind, year and key.
    """
    frame = review.studies
    findings = review.findings
    direct = set(findings.loc[findings["direct"].astype(bool), "study"])
    frame["kind"] = [
        _clinical_kind(review, review.publications[study]) if clinical else (DIRECT if study in direct else INDIRECT)
        for study, clinical in zip(frame["study"], frame["clinical"], strict=True)
    ]
    frame["patients"] = frame["study"].map(_treated(review)).astype("Int64")
    frame["findings"] = frame["study"].map(findings["study"].value_counts()).fillna(0).astype(int)
    order = frame["kind"].map(KINDS.index)
    return (
        frame.assign(order=order).sort_values(["order", "year", "study"]).drop(columns="order").reset_index(drop=True)
    )


def _clinical_kind(review: Review, study: Study) -> str:
    """Whether everybody treated has the condition; an unstated condition counts as mixed."""
    parts = [group for group in study.groups if group.role is not GroupRole.SUBGROUP] or study.groups
    alone = bool(parts) and all(review.vocabulary.conditions[group.condition].pooled for group in parts)
    return TREATED if alone else MIXED


def _treated(review: Review) -> pd.Series:
    """Patients in arms with the treatment, by study, where a number is printed."""
    arms = review.arms
    return arms[arms["role"] == ArmRole.INTERVENTION].dropna(subset="n").groupby("study")["n"].sum()


def patients(frame: pd.DataFrame) -> int:
    """Patients given the treatment in these publications: of reports of one cohort, the largest number counts."""
    return int(frame.groupby("cohort")["patients"].max().sum())
