"""What a pool estimates as declared, and what its cohorts are in fact: patients, treatment, time, missing outcomes."""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from ...evidence import given_as
from ...render.names import Names
from ...render.table import Table, plain
from ...schema import Given
from ...store import Review, records
from ...wording import capital, count, in_digits, in_words, listed, sentence, time_words
from .missing import missing_words
from .model import NO_GROUP, Synthesis

NO_COHORT = "No cohort has a count."
NOT_DECLARED = "not declared"
WITHOUT_TIME = {"not stated": "without a stated time", "best": "at the best time"}


def estimand(review: Review, synthesis: Synthesis) -> Table:
    """Each part of the estimand: as declared, and as the pooled cohorts have it."""
    declared = synthesis.pool.estimand
    found = {
        "who": ("Patients", sentence(who_words(synthesis))),
        "treatment": ("Treatment", treatment_words(review, synthesis)),
        "time": ("Time", sentence(times_words(synthesis.rows))),
        "missing": ("Missing outcomes", missing_words(review, synthesis)),
    }
    rows = [
        [head, plain(getattr(declared, part) if declared is not None else NOT_DECLARED), plain(words)]
        for part, (head, words) in found.items()
    ]
    return Table(
        f"estimand-{synthesis.id}",
        f"{plain(synthesis.pool.label)}: what is to be estimated, and what the pooled cohorts are.",
        ["Part", "To be estimated", "In the pooled cohorts"],
        rows,
        [14, 40, 46],
        stacked=True,
    )


def who_words(synthesis: Synthesis) -> str:
    """Cohorts and patients by subgroup, as far as these have any."""
    if synthesis.rows.empty:
        return NO_COHORT
    rows = synthesis.rows
    groups = {part.subgroup.label: rows[rows["subgroup"] == part.subgroup.id] for part in synthesis.subgroups}
    if not groups:
        return _size(rows)
    groups[NO_GROUP[0].lower() + NO_GROUP[1:]] = synthesis.ungrouped
    return "; ".join(f"{label} ({_size(own)})" for label, own in groups.items() if len(own))


def _size(rows: pd.DataFrame) -> str:
    return f"{count(len(rows), 'cohort')}, {in_digits(int(rows['n'].sum()), 'patient')}"


def treatment_words(review: Review, synthesis: Synthesis) -> str:
    """Which cohorts had a planned second drug, which nothing else as reported, and of which that is not known."""
    rows, own = synthesis.rows, review.config.intervention_drugs
    if rows.empty:
        return NO_COHORT
    single, alone = given_as(rows, Given.NOT_COMBINED, own), given_as(rows, Given.ALONE, own)
    drugs = review.vocabulary.drugs
    combined = [
        f"{row['label']} ({listed(drugs[drug].label for drug in row['arm_drugs'] if drug not in own)})"
        for row in records(rows[~single])
    ]
    allowed = single & rows["arm_besides"].notna() & ~alone
    said = [f"planned second drug: {listed(combined)}"]
    said += [f"other drugs allowed: {listed(rows.loc[allowed, 'label'])}"] if allowed.any() else []
    said += [f"no other treatment for the condition, as reported: {listed(rows.loc[alone, 'label'])}"]
    unknown = int((single & rows["arm_besides"].isna()).sum())
    said += [f"other treatment not stated: {count(unknown, 'cohort')}"] if unknown else []
    return sentence("; ".join(said))


def _time(row: dict) -> str:
    words = time_words(row)
    return f"at {words}" if row["month"] is not None else WITHOUT_TIME.get(words, words)


def _times(rows: pd.DataFrame) -> list[str]:
    """The times of rows in words, each as often as it occurs: months in order, then words."""
    return [_time(row) for row in records(rows.sort_values(["month", "when"], kind="stable", na_position="last"))]


def times_words(rows: pd.DataFrame) -> str:
    """When the rows were counted: two cohorts at 3 months, three at 6 months and one without a stated time."""
    if rows.empty:
        return NO_COHORT
    times = _times(rows)
    counts = {time: times.count(time) for time in times}
    return listed(
        f"{count(n, 'cohort') if i == 0 else in_words(n)} {time}" for i, (time, n) in enumerate(counts.items())
    )


def confounding_words(synthesis: Synthesis) -> str:
    """Whether conditions (of one condition: subgroups) differ in time too, so that they cannot be compared."""
    rows = synthesis.rows
    parts = {part.subgroup.id: part.subgroup.label for part in synthesis.subgroups}
    by = rows["condition_label"] if rows["group_condition"].nunique() > 1 else rows["subgroup"].map(parts)
    times = {label: list(dict.fromkeys(_times(rows[by == label]))) for label in by.dropna().unique()}
    if len(times) < 2:
        return "There are no two kinds of patients to compare."
    each = "; ".join(f"{label}: {listed(words)}" for label, words in times.items())
    sets = [frozenset(words) for words in times.values()]
    if len(set(sets)) == 1:
        same = f"All were counted {listed(next(iter(times.values())))}"
        return f"{same}; yet they differ in other ways too, so that a difference cannot be attributed to the disease."
    apart = all(not one & other for one, other in combinations(sets, 2))
    together = "The disease and the time of assessment cannot be separated"
    lead = together if apart else "The groups differ in the time of assessment"
    return f"{lead} ({each}), so that a difference between them cannot be attributed to the disease."


def names(review: Review, synthesis: Synthesis) -> Names:
    """times, given: of the pooled cohorts, in words; time-by-disease: why their subgroups cannot be compared."""
    return {
        "times": lambda: times_words(synthesis.rows),
        "given": lambda: capital(treatment_words(review, synthesis)),
        "time-by-disease": lambda: confounding_words(synthesis),
    }
