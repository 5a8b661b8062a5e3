"""A declared pool under assumptions on patients whose outcome is missing."""

from __future__ import annotations

import pandas as pd

from ...evidence import entered, missing
from ...meta import missing_outcomes
from ...meta.types import PoolOptions
from ...render.names import Names
from ...store import Review, records
from ...wording import NOT_ESTIMABLE, count, interval, listed, percent, sentence
from ..pooling import pool_options
from .model import Synthesis
from .variants import Variant

REPORTED = "as reported, or missing at random"
UNCERTAIN = "at random on average, with doubt"
WITHOUT = "missing counted without the outcome"
WITH = "missing counted with the outcome"
NOT_KNOWN = "cannot be known"
SD = 1.0  # of the log odds ratio of the outcome between missing and counted, where that is in doubt


def attrition(review: Review, synthesis: Synthesis) -> pd.DataFrame:
    """The rows of a pool with `entered` and `missing` (Int64; missing where the data do not tell)."""
    rows = synthesis.rows
    of = [(review.publications[r["study"]], r["arm"], r["group"], r["n"]) for r in records(rows)]
    return rows.assign(
        entered=pd.array([entered(study, arm, group) for study, arm, group, _ in of], dtype="Int64"),
        missing=pd.array([missing(*row) for row in of], dtype="Int64"),
    )


def assumptions(review: Review, synthesis: Synthesis) -> list[Variant]:
    """The pool under each assumption, from none of the missing to all of them; empty without a row.

    Cohorts of which it is not known how many are missing enter as if nobody were.
    """
    rows = attrition(review, synthesis)
    if rows.empty:
        return []
    known = rows[rows["missing"].fillna(0) > 0]
    options: PoolOptions = {"model": synthesis.pool.model, **pool_options(synthesis.pool), "tau2_interval": False}
    lost = rows["missing"].fillna(0).to_numpy(int)
    found = missing_outcomes(rows["events"].to_numpy(int), rows["n"].to_numpy(int), lost, SD, **options)
    pools = {
        WITHOUT: found.failures,
        REPORTED: found.reported,
        UNCERTAIN: found.uncertain,
        WITH: found.successes,
    }
    return [Variant(name, tuple(known["label"]), pooled) for name, pooled in pools.items()]


def missing_words(review: Review, synthesis: Synthesis) -> str:
    """How many patients are missing, where that cannot be known, and how far they could move the pool, in sentences."""
    rows = attrition(review, synthesis)
    if rows.empty:
        return "No cohort has a count."
    known = rows[rows["missing"].notna()]
    lost, of = int(known["missing"].sum()), int(known["entered"].sum())
    said = []
    if lost:
        cohorts = count(int((known["missing"] > 0).sum()), "cohort")
        found = {variant.name: variant.pooled for variant in assumptions(review, synthesis)}
        low, high = (f"{percent(one.estimate)} ({interval(one.ci_low, one.ci_high)})"
                     for one in (found[WITHOUT], found[WITH]) if one is not None)  # fmt: skip
        said.append(
            f"Of {of:,} patients, {lost:,} ({percent(lost / of)}), in {cohorts}, have no outcome; "
            f"the pool is {low} if none of them had it and {high} if all had."
        )
    elif len(known):
        said.append(f"In the accessible data, none of {of:,} patients is without an outcome.")
    if len(unknown := rows[rows["missing"].isna()]):
        said.append(sentence(f"it cannot be known how many are missing in {listed(unknown['label'])}"))
    return " ".join(said)


def names(review: Review, synthesis: Synthesis) -> Names:
    """missing-words: who is missing, in sentences; missing-*: the pool if none or all of them had the outcome."""

    def under(name: str) -> str:
        pooled = next((one.pooled for one in assumptions(review, synthesis) if one.name == name), None)
        return NOT_ESTIMABLE if pooled is None else percent(pooled.estimate)

    return {
        "missing-words": lambda: missing_words(review, synthesis),
        "missing-lowest": lambda: under(WITHOUT),
        "missing-highest": lambda: under(WITH),
    }


def share_words(lost: int, of: int) -> str:
    """8 of 86 (9%); none."""
    return f"{lost:,} of {of:,} ({percent(lost / of)})" if lost else "none"
