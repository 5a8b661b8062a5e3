"""The evidence on a rated outcome: which studies give a value, and the declared result on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isnan
from typing import Any, Final, Protocol

import pandas as pd

from ...evidence import (
    LEVEL,
    efficacy,
    exact_interval,
    joined_marks,
    named_apart,
    one_report_a_cohort,
    one_row_a_unit,
    safety,
)
from ...meta import Pooled
from ...schema import ALL_ARMS, ArmRole, Evidence, GroupRole, Matters, Study
from ...store import Review, records, split_by
from ...store.frames import ACCESS_ORDER
from ...wording import NOT_ESTIMABLE, count, interval, level_words, listed, percent, value_words
from ..comparisons.effects import Effect, estimate_words, limits_words, with_unit
from ..comparisons.model import Compared, pairs
from ..harms.model import Harms
from ..pools.model import Pools
from .conflicts import Contradiction, contradictions, outcome_of

MEASURE: Final = "RR"  # thresholds of imprecision are those of a ratio


class Declared(Pools, Protocol):
    """The results on a review that a rating may be about; `Analysis` has them."""

    def comparison(self, name: str) -> Compared: ...

    @property
    def harms(self) -> Harms: ...


@dataclass(frozen=True)
class Body:
    """The evidence behind one outcome.

    `rows` has one row a study: study, label, events, n (missing where no count is accessible), size (patients given the
    treatment, for shares), marks, assumed (how the group was assumed) and figure (in words). In a comparison,
    events_2, n_2 and figure_2 are those of the other arm, and size counts both. `pooled` is the pool as declared, or
    the ratio, pooled or of a single trial; `level` the confidence level of its intervals; `timed` is whether the data
    hold times of assessment for such values; `needed` the optimal information size, where one is declared.
    `difference` is the absolute difference of a comparison, `outcome` the term of the vocabulary (None for adverse
    events), `contradictions` what conflicts with the result, and `matters` the thresholds of the rating.
    """

    rows: pd.DataFrame
    pooled: Effect | None
    ratio: bool
    effect: str
    level: float
    timed: bool = True
    needed: int | None = None
    difference: Effect | None = None
    outcome: str | None = None
    contradictions: tuple[Contradiction, ...] = ()
    matters: Matters | None = None

    @property
    def unit(self) -> str:
        """What a row is: a publication may report several cohorts, and a comparison has one row a trial."""
        return "trial" if self.ratio else "cohort"


def body_of(declared: Declared, evidence: Evidence, matters: Matters | None = None) -> Body:
    """The values that an outcome's certainty is about, and what contradicts them."""
    body = _body(declared, evidence)
    return replace(
        body,
        outcome=outcome_of(declared.review, evidence),
        contradictions=contradictions(declared.review, evidence, body.rows),
        matters=matters,
    )


def _body(declared: Declared, evidence: Evidence) -> Body:
    if evidence.pool is not None:
        synthesis = declared.pool(evidence.pool)
        body = _pooled_body(synthesis.rows, synthesis.pooled, synthesis.pool.level)
        return replace(body, needed=synthesis.needed)
    if evidence.comparison is not None:
        return _compared_body(declared.review, declared.comparison(evidence.comparison))
    if evidence.outcome is not None:
        rows = efficacy(declared.review)
        return _unpooled_body(declared.review, rows[rows["outcome"] == evidence.outcome], LEVEL, timed=True)
    harms, severities = declared.harms, [str(severity) for severity in evidence.severities]
    for pool in harms.pools:
        if [pool.event] == evidence.events and [pool.severity] == severities:
            return _pooled_body(pool.rows, pool.pooled, harms.level, timed=False)
    rows = safety(declared.review)
    rows = rows[rows["event"].isin(evidence.events) & rows["severity"].isin(severities)]
    return _unpooled_body(declared.review, rows, harms.level, timed=False)


def _described(rows: pd.DataFrame) -> pd.DataFrame:
    """With how each group was assumed, and each value in words."""
    return rows.assign(assumed=rows["group_derived"], figure=[value_words(row) for row in records(rows)])


def _pooled_body(rows: pd.DataFrame, pooled: Pooled | None, level: float, timed: bool = True) -> Body:
    rows = _described(rows.assign(size=rows["n"]))
    if pooled is None:
        return Body(rows, None, False, "No cohort gives a count.", level, timed)
    words = f"{percent(pooled.estimate)} ({level_words(level)} CI {interval(pooled.ci_low, pooled.ci_high)})"
    return Body(rows, pooled, False, words, level, timed)


def _unpooled_body(review: Review, rows: pd.DataFrame, level: float, timed: bool) -> Body:
    """Groups that had the treatment, side by side: not pooled, as no pool is declared for them."""
    treated = rows["arm_role"].eq(ArmRole.INTERVENTION) & rows["group_role"].ne(GroupRole.SUBGROUP)
    rows = _once(rows[treated & rows["pooled_population"]])
    rows, _ = one_report_a_cohort(review, rows)  # the same patients never count twice
    rows = _described(rows.assign(size=rows["n"].fillna(rows["arm_n"]).fillna(1)))
    return Body(rows, None, False, _side_by_side(rows, level), level, timed)


def _once(rows: pd.DataFrame) -> pd.DataFrame:
    """Of rows of a study that may share patients: one with a count, then of the most patients, then the first."""
    rows = rows.reset_index(drop=True)
    rows = rows.drop(index=list(one_row_a_unit(rows.assign(distance=(~rows["counted"]).astype(float)))))
    return rows.assign(label=named_apart(rows)).sort_values(["study", "row"]).reset_index(drop=True)


def _side_by_side(rows: pd.DataFrame, level: float) -> str:
    """Counts study by study; what is only stated, as a number of reports."""
    counted = records(rows[rows["counted"]])
    if len(counted) == 1:
        events, n = counted[0]["events"], counted[0]["n"]
        return f"{events}/{n} ({level_words(level)} CI {interval(*exact_interval(events, n, level))})"
    if counted:
        return listed(f"{row['events']}/{row['n']} in {row['label']}" for row in counted)
    return f"No count; {count(rows['study'].nunique(), 'report')} without one" if len(rows) else "No value."


COLUMNS = ("study", "label", "events", "n", "events_2", "n_2", "figure", "figure_2", "size", "marks", "assumed")


def _compared_body(review: Review, compared: Compared) -> Body:
    """The trials of a declared comparison, and further trials that answer its question without counts of each arm."""
    declared = compared.comparison
    found = [
        {
            **{name: row[name] for name in ("study", "label", "marks", "events_2", "n_2", "figure_2")},
            **{name: row[f"{name}_1"] for name in ("events", "n", "figure")},
            "size": row["randomised"] or review.publications[row["study"]].population.enrolled or row["n"],
            "assumed": row["group_derived"],
        }
        for row in records(compared.rows)
    ]
    for study, rows in split_by(compared.uncounted, "study"):
        found.append(_without_counts(review.publications[study], declared.against, records(rows)))
    frame = pd.DataFrame(found, columns=list(COLUMNS)).sort_values("study", ignore_index=True)
    frame = frame.astype({name: "Int64" for name in ("events", "n", "events_2", "n_2", "size")})
    results = [f"{row['figure']} v {row['figure_2']}" for row in records(frame) if row["figure_2"]]
    words, ratio, level = "; ".join(results) or "No value for each arm.", compared.result(MEASURE), declared.level
    difference = compared.result("RD") if "RD" in declared.measures else None
    if difference is not None and not isnan(difference.ci_low):
        shown = with_unit(estimate_words(difference, "RD"), "RD")
        words += f"; difference {shown} ({level_words(level)} CI {limits_words(difference, 'RD')})"
    if ratio is not None:
        limits = limits_words(ratio, MEASURE)
        words += f"; risk ratio {estimate_words(ratio, MEASURE)}"
        words += "" if limits == NOT_ESTIMABLE else f" ({level_words(level)} CI {limits})"
    timed = declared.outcome is not None
    return Body(frame, ratio, True, words, level, timed, compared.needed, difference)


SAME = ("group", "month", "when", "source")  # values of two arms are set side by side where all of these agree


def _without_counts(study: Study, against: Sequence[str], rows: list[dict[str, Any]]) -> dict[str, Any]:
    """One trial without a count for each arm: values of both arms, with most counts, then from the deepest source."""
    both = list(pairs(study.arms, against))
    known = [arm.n + other.n for arm, other in both[:1] if arm.n is not None and other.n is not None]
    size = (*known, study.population.enrolled or 1)[0]
    counts = ("events", "n")
    found = [
        (
            sum(row[name] is None for row in (one, two) for name in counts),
            ACCESS_ORDER.index(one["source_kind"]),
            one,
            two,
        )
        for arm, other in both
        for one in rows
        for two in rows
        if (one["arm"], two["arm"], one["versus"], two["versus"]) == (arm.id, other.id, None, None)
        and all(one[name] == two[name] for name in SAME)
    ]
    if found:
        *_, one, two = min(found, key=lambda pair: pair[:2])
    else:  # a value of both arms together, or in words
        one, two = next((r for r in rows if r["arm"] == ALL_ARMS or r["versus"] is not None), rows[0]), {}
    return {
        "study": one["study"],
        "label": one["label"],
        **{name: one[name] if two else None for name in counts},
        **{f"{name}_2": two.get(name) for name in counts},
        "figure": value_words(one),
        "figure_2": value_words(two) if two else None,
        "size": size,
        "marks": joined_marks(one["marks"], two.get("marks", "")),
        "assumed": one["group_derived"],
    }
