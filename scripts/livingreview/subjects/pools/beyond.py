"""Evidence that a pool leaves out, read as counts as far as it can be: which way does its omission push the pool?

A reading is an assumption and stays one: it is shown beside the pool and never enters it. Only reports that hold no
patients of the pool are read, in conditions that the review asks about. A percentage is read as the count nearest to
it, out of the patients that the report gives; where the data hold `readings` of it, as each of these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ...evidence import exact_interval, in_window, may_share_patients, named_apart, one_report_a_cohort, one_row_a_unit
from ...render.names import Names
from ...schema import ALL_ARMS, Design, GroupRole, Reading, Study, candidate_size, counts_that_fit
from ...store import Review, records
from ...wording import NOT_ESTIMABLE, count, interval, listed, number_word, percent
from .model import Synthesis, pool_rows
from .variants import Variant

SMALL, PERCENT, TOGETHER = "too few patients", "a percentage without a count", "several arms together"
PART, OTHER, TIME = "part of a cohort", "not of the pooled conditions alone", "counted outside the window"
OF_POOLED, ALL = "with reports on the pooled conditions alone", "with all reports that can be read"
LOWEST, HIGHEST = f"{ALL}, at the lowest reading", f"{ALL}, at the highest reading"
OF_ROW = ("study", "label", "year", "row", "arm", "arm_label", "group", "group_label", "group_role", "group_condition")
OF_READING = ("events", "n", "proportion", "ci_low", "ci_high", "kinds", "how", "distance")
READ = ["study", "row"]  # what one row of the data is
HALF = 0.005  # half a percentage point: closer than that is as large as the pool
FAR = 1000.0  # months: a time in words only comes behind every month


@dataclass(frozen=True)
class Beyond:
    """What a pool leaves out, and what it would be with it.

    `readings` has one row a reading: OF_ROW and OF_READING, with `kinds` (why the report is left out, a tuple of the
    words above) and `how` (what was read; empty for a printed count), from the lowest proportion to the highest; of
    reports that may share patients one is in it. `unreadable` has study, label, group_label and why, one row a
    report of which nothing can be read. `variants` are the pool with the readings.
    """

    readings: pd.DataFrame
    unreadable: pd.DataFrame
    variants: tuple[Variant, ...]


def beyond(review: Review, synthesis: Synthesis) -> Beyond:
    """Every admissible reading of what a pool leaves out, and the pool with them."""
    out = _of_other_patients(review, synthesis)
    read = [reading for row in records(out) for reading in _readings(review, synthesis, row)]
    frame = pd.DataFrame(read, columns=[*OF_ROW, *OF_READING])
    frame = _once(review, frame) if len(frame) else frame
    silent = out[~out["study"].isin([row["study"] for row in read])]
    why = silent.apply(_unreadable, axis=1) if len(silent) else pd.Series(dtype=object)
    unreadable = silent.assign(why=why)[["study", "label", "group_label", "why"]].drop_duplicates("study")
    return Beyond(frame, unreadable.reset_index(drop=True), tuple(_variants(synthesis, frame)))


def _of_other_patients(review: Review, synthesis: Synthesis) -> pd.DataFrame:
    """Rows left out that may hold none of the pooled patients, and are about a condition that the review asks about."""
    rows, sharing = synthesis.left_out, may_share_patients(review)
    pooled = list(synthesis.rows["study"].unique())
    apart = [not any(sharing(study, other) for other in pooled) for study in rows["study"]]
    asked = rows["in_scope"] & ~rows["selected_on_response"] & rows["versus"].isna()
    return rows[pd.Series(apart, index=rows.index, dtype=bool) & asked.astype(bool)]


def _kinds(synthesis: Synthesis, row: Mapping[str, Any], n: int, percentage: bool) -> tuple[str, ...]:
    pool = synthesis.pool
    inside = bool(in_window(pd.DataFrame([row]), pool.window).iloc[0])
    found = {
        OTHER: row["group_condition"] not in pool.conditions,
        PART: row["group_role"] == GroupRole.SUBGROUP,
        TOGETHER: row["arm"] == ALL_ARMS,
        PERCENT: percentage,
        SMALL: n < pool.min_patients,
        TIME: not inside,
    }
    return tuple(kind for kind, holds in found.items() if holds)


def _readings(review: Review, synthesis: Synthesis, row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Counts that a row may mean: its own, those of its declared readings, or the nearest to its percentage."""
    study = review.publications[row["study"]]
    assumed = 0  # what is printed or declared goes before what is taken as the nearest
    if row["counted"]:
        counts = [(row["events"], row["n"], "")]
    elif not (counts := list(_declared(study, row))):
        counts, assumed = list(_nearest(study, row)), 1
    far = row["distance"] if row["distance"] is not None and np.isfinite(row["distance"]) else FAR
    for events, n, how in counts:
        kinds = _kinds(synthesis, row, n, percentage=bool(how))
        low, high = exact_interval(events, n, synthesis.pool.level)
        # The reading that assumes least is taken first, then the time nearest to that of the pool.
        read = (events, n, events / n, low, high, kinds, how, (20 * len(kinds) + 10 * assumed) * FAR + far)
        yield {**{name: row[name] for name in OF_ROW}, **dict(zip(OF_READING, read, strict=True))}


def _declared(study: Study, row: Mapping[str, Any]) -> Iterator[tuple[int, int, str]]:
    """The counts of a declared reading of the row, out of each of its candidates."""
    arms = {arm.id: arm for arm in study.arms}
    about = (row["outcome"], row["group"], row["month"], row["when"], row["source"])
    for reading in study.readings:
        events = reading.events.get(row["arm"])
        if events is not None and about == _about(reading):
            sizes = [(one, candidate_size(study, reading, one, arms[row["arm"]])) for one in reading.candidates]
            yield from ((events, n, f"{row['printed']} of {one.label}") for one, n in sizes if n and n >= events)


def _about(reading: Reading) -> tuple[object, ...]:
    return reading.outcome, reading.group, reading.month, reading.when, reading.source


def _nearest(study: Study, row: Mapping[str, Any]) -> Iterator[tuple[int, int, str]]:
    """The count nearest to a printed percentage, out of the patients that the report gives."""
    if not row["printed"]:
        return
    n, of = _size(study, row)
    if n:
        events = int(float(row["printed"].rstrip("%")) * n / 100 + 0.5)
        fits = events in counts_that_fit(row["printed"], n)
        yield events, n, f"{row['printed']} of {of}" + ("" if fits else ", which no count gives: the nearest was taken")


def _size(study: Study, row: Mapping[str, Any]) -> tuple[int | None, str]:
    """The patients that a percentage without a denominator may be of, and what they are."""
    if row["n"]:
        return row["n"], f"{row['n']}"
    group = next(group for group in study.groups if group.id == row["group"])
    arms = len(study.arms)
    if row["arm"] != ALL_ARMS and group.role is GroupRole.WHOLE and row["arm_n"]:
        return row["arm_n"], f"the {row['arm_n']} patients of the arm"
    if group.n and arms == 1:
        return group.n, f"the {group.n} patients of the group"
    if group.n and study.design is Design.RCT:
        return group.n // arms, f"{group.n // arms} patients ({group.n} shared equally between {count(arms, 'arm')})"
    return None, ""


def _unreadable(row: pd.Series) -> str:
    if pd.notna(row["events"]) or pd.notna(row["printed"]):
        return "the report does not say of how many patients"
    return "neither a count nor a percentage"


def _once(review: Review, readings: pd.DataFrame) -> pd.DataFrame:
    """Of rows that may share patients, all readings of the one that assumes least."""
    rows = readings.drop_duplicates(READ)
    kept, _ = one_report_a_cohort(review, rows.drop(index=list(one_row_a_unit(rows))))
    labels = kept.assign(label=named_apart(kept))[[*READ, "label"]]
    found = readings.drop(columns="label").merge(labels, on=READ)
    return found.sort_values(["proportion", "study"], kind="stable").reset_index(drop=True)


def _variants(synthesis: Synthesis, readings: pd.DataFrame) -> Iterator[Variant]:
    """The pool with all readings, and where it is not the same with those on the pooled conditions alone."""
    if readings.empty:
        return
    inside = readings[[OTHER not in kinds for kinds in readings["kinds"]]]
    lowest, highest = (readings.drop_duplicates(READ, keep=end) for end in ("first", "last"))
    if 0 < len(inside) < len(readings):
        yield _with(synthesis, OF_POOLED, inside.drop_duplicates(READ))
    if len(lowest) == len(readings):
        yield _with(synthesis, ALL, readings)
    else:
        yield _with(synthesis, LOWEST, lowest)
        yield _with(synthesis, HIGHEST, highest)


def _with(synthesis: Synthesis, name: str, added: pd.DataFrame) -> Variant:
    both = pd.concat([synthesis.rows[["events", "n"]], added[["events", "n"]]], ignore_index=True)
    return Variant(name, tuple(added["label"]), pool_rows(both, synthesis.pool))


def direction(synthesis: Synthesis, found: Beyond) -> str:
    """Which way the omission pushes the pool, in one sentence."""
    reports = found.readings.drop_duplicates(READ)
    if reports.empty:
        return (
            "No report that was left out can be converted to a count, so that the direction of the omission is not "
            "known."
        )
    if synthesis.pooled is None:
        one = "a count" if len(reports) == 1 else "counts"
        return f"Nothing is pooled, and {count(len(reports), 'report')} left out can be converted to {one}."
    estimate = synthesis.pooled.estimate
    below, above = (int((side * (reports["proportion"] - estimate) >= HALF).sum()) for side in (-1, 1))
    if len(reports) == 1:
        (row,) = records(reports)
        where = "below" if below else "above" if above else "at"
        value = f"{row['label']} ({row['events']}/{row['n']})"
        lead = f"The one report left out that can be converted to a count, {value}, lies {where} the pool"
    else:
        sides = [f"{number_word(below)} {'lies' if below < 2 else 'lie'} below the pool", f"{number_word(above)} above"]
        lies = listed([*sides, *([f"{number_word(at)} at it"] if (at := len(reports) - below - above) else [])])
        lead = f"Of {count(len(reports), 'report')} left out that can be converted to counts, {lies}"
    inside = [
        f"; {one.name} it would be {_result(one)}, so {LEFT_OUT[_way(estimate, one.pooled.estimate)]}"
        for one in found.variants
        if one.name == OF_POOLED and one.pooled is not None
    ]
    return f"{lead}; {_pushed(estimate, found, len(reports))}{''.join(inside)}."


def _pushed(estimate: float, found: Beyond, reports: int) -> str:
    """Where all that was left out would take the pool, and so which way leaving it out pushes it."""
    ends = [one for one in found.variants if one.name != OF_POOLED and one.pooled is not None]
    ways = {_way(estimate, one.pooled.estimate) for one in ends if one.pooled is not None}
    verdict = LEFT_OUT[ways.pop()] if len(ways) == 1 else "the direction of the omission depends on the reading"
    to = listed(map(_result, ends), "to")
    same = {percent(one.pooled.estimate) for one in ends if one.pooled is not None} == {percent(estimate)}
    would = f"remain at {to}" if same else f"be {to} instead of {percent(estimate)}"
    return f"with {'it' if reports == 1 else 'them'} the pool would {would}, so {verdict}"


LEFT_OUT = {
    1: "the omission lowers the pooled estimate",
    -1: "the omission raises the pooled estimate",
    0: "the omission hardly changes the pooled estimate (by less than a percentage point before rounding)",
}


def _way(before: float, after: float) -> int:
    return 0 if abs(after - before) < 0.01 else 1 if after > before else -1


def _result(variant: Variant) -> str:
    pooled = variant.pooled
    return f"{percent(pooled.estimate)} ({interval(pooled.ci_low, pooled.ci_high)})" if pooled else NOT_ESTIMABLE


def names(review: Review, synthesis: Synthesis) -> Names:
    """beyond-sentence: which way leaving out pushes the pool."""
    return {"beyond-sentence": lambda: direction(synthesis, beyond(review, synthesis))}
