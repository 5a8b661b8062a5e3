"""The treatment against something else: which values of which randomised trials make a declared comparison.

Nothing is compared that data/review.yaml does not declare, and only randomised arms are compared at all. What
non-randomised studies print by arm is listed apart, each arm by itself. Percentages without a denominator are never
compared; where a study file declares readings of them, these are reconstructions, kept apart from the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from ...evidence import (
    Selection,
    disjoint,
    efficacy,
    in_window,
    joined_marks,
    may_share_patients,
    named_apart,
    one_report_a_cohort,
    passed_over,
    safety,
)
from ...meta import Pooled, TwoGroups, pool_two_arm, trial_size
from ...schema import (
    ALL_ARMS,
    Arm,
    ArmRole,
    Comparison,
    ComparisonMeasure,
    Design,
    GroupRole,
    Reading,
    Severity,
    Study,
    TrialArm,
    candidate_size,
    counts_that_fit,
)
from ...store import Review, records, split_by
from ...wording import listed, value_words
from ..pooling import known_interval, pool_options, without_an_equal
from .effects import OF_READINGS, Effect, effect, named_result

AnyArm = TypeVar("AnyArm", Arm, TrialArm)
FEWEST_TO_POOL = 2
NOT_RANDOMISED = "not randomised: shown separately, never compared"
PAIRING = ("study", "group", "month", "when")  # values of two arms belong together where all of these agree


@dataclass(frozen=True)
class Compared:
    """A declared comparison, carried out.

    `rows` has one row a randomised trial: study, label, year, arm and versus (labels of the arms), randomised (patients
    in both arms; missing where not accessible), events_1, n_1 (arm with the treatment), events_2, n_2 (comparator),
    figure_1, figure_2 (both in words), month, when, p, at, marks, group_derived. `effects` holds, for each measure, the
    crude effects in the trials in the order of the rows; `pooled` their pool, if there are at least two. `left_out` has
    every figure that did not enter, with the reason; `uncounted` those of them that answer the question in further
    trials, which give no count for each arm; `awaited` the keys of randomised trials without accessible results.
    """

    id: str
    comparison: Comparison
    higher_is_better: bool | None
    rows: pd.DataFrame
    left_out: pd.DataFrame
    uncounted: pd.DataFrame
    effects: Mapping[ComparisonMeasure, tuple[TwoGroups, ...]]
    pooled: Mapping[ComparisonMeasure, Pooled]
    awaited: tuple[str, ...]

    def result(self, measure: ComparisonMeasure) -> Effect | None:
        """The pool; of a single trial its crude effect; None without a trial."""
        own = self.effects[measure]
        return self.pooled.get(measure) or (own[0] if own else None)

    @property
    def needed(self) -> int | None:
        """The optimal information size, in patients of both arms; None where none is declared."""
        given = self.comparison.information
        if given is None:
            return None
        return trial_size(given.control_risk, given.relative_change, alpha=given.alpha, power=given.power)

    def words_of(self, study: str) -> str:
        """The effects in one of its trials: risk ratio 0.93 (0.66 to 1.31) and risk difference ..."""
        at = list(self.rows["study"]).index(study)
        return listed(named_result(own[at], measure) for measure, own in self.effects.items())


@dataclass(frozen=True)
class Reconstruction:
    """One candidate of a reading: the reconstructed counts over one set of patients.

    `reproduces` says whether these counts, and no others, give the printed percentages of both arms among the
    candidate; where not, the counts are those of the candidate that does. Effects are those of the first arm against
    the second.
    """

    study: str
    label: str
    reading: Reading
    candidate: str
    of: str
    arms: tuple[str, str]
    events: tuple[int, int]
    n: tuple[int, int]
    reproduces: bool
    effects: Mapping[ComparisonMeasure, TwoGroups]
    p: str | None  # as printed with the percentages


def compare(review: Review, comparison_id: str) -> Compared:
    """Carry out a comparison declared in data/review.yaml. Raises KeyError for one that is not declared."""
    declared = review.config.comparisons
    if comparison_id not in declared:
        raise KeyError(
            f"comparison {comparison_id!r} is not declared in data/review.yaml. Declared: {', '.join(declared)}."
        )
    comparison = declared[comparison_id]
    rows, left_out, uncounted = _choose(review, comparison)
    arrays = [rows[name].to_numpy(int) for name in ("events_1", "n_1", "events_2", "n_2")]
    trials, level = list(zip(*arrays, strict=True)), comparison.level
    effects: dict[ComparisonMeasure, tuple[TwoGroups, ...]] = {
        measure: tuple(effect(x_1, n_1, x_2, n_2, measure, level) for x_1, n_1, x_2, n_2 in trials)
        for measure in comparison.measures
    }
    pooled: dict[ComparisonMeasure, Pooled] = {}
    if len(rows) >= FEWEST_TO_POOL:
        pooled = {
            measure: known_interval(
                without_an_equal(
                    pool_two_arm(*arrays, measure=measure, model=comparison.model, **pool_options(comparison))
                )
            )
            for measure in comparison.measures
        }
    outcomes = review.vocabulary.outcomes
    higher_is_better = outcomes[comparison.outcome].higher_is_better if comparison.outcome else False
    return Compared(
        comparison_id,
        comparison,
        higher_is_better,
        rows,
        left_out,
        uncounted,
        effects,
        pooled,
        tuple(awaited(review, comparison)),
    )


def _figures(review: Review, comparison: Comparison) -> pd.DataFrame:
    """Values of what is compared, in studies that have an arm with the treatment and one to compare it with."""
    if comparison.outcome is not None:
        rows = efficacy(review)
        rows = rows[rows["outcome"] == comparison.outcome]
    else:
        rows = safety(review)
        severity = comparison.severity or Severity.ANY
        rows = rows[(rows["event"] == comparison.event) & (rows["severity"] == severity)].copy()
        rows[["month", "when"]] = np.nan, None
    paired = {key: list(pairs(study.arms, comparison.against)) for key, study in review.publications.items()}
    wanted = {
        (key, arm)
        for key, both in paired.items()
        for arm in {ALL_ARMS, *(arm.id for pair in both for arm in pair)}
        if both
    }
    kept = [key in wanted for key in zip(rows["study"], rows["arm"], strict=True)]
    return rows[np.array(kept, bool)].copy()


def pairs(arms: Sequence[AnyArm], against: Iterable[str] | None = None) -> Iterator[tuple[AnyArm, AnyArm]]:
    """Pairs of an arm with the treatment and a comparator arm that has all these drugs (None: any comparator)."""
    for arm in arms:
        for other in arms:
            if (arm.role, other.role) == (ArmRole.INTERVENTION, ArmRole.COMPARATOR):
                if against is None or set(against) <= set(other.drugs):
                    yield arm, other


def _choose(review: Review, comparison: Comparison) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    rows, window = _figures(review, comparison), comparison.window
    inside = in_window(rows, window) if window is not None else pd.Series(True, index=rows.index)
    randomised, part = rows["design"] == Design.RCT, rows["group_role"] == GroupRole.SUBGROUP
    asked = rows["group_condition"].isin(comparison.conditions)
    selection = Selection(rows)
    selection.exclude(~randomised, NOT_RANDOMISED)
    selection.exclude(rows["arm"] == ALL_ARMS, "all arms together")
    selection.exclude(rows["versus"].notna(), "a comparison in words, without counts of the arms")
    selection.exclude(part, "part of the patients")
    selection.exclude(~asked, rows["condition_label"].map(lambda label: f"{label}, not a pooled population"))
    selection.exclude(~rows["counted"], "percentage or statement without a count")
    if window is not None:
        selection.exclude(~inside, f"not assessed between {window.first:g} and {window.last:g} months")
    chosen, unpaired = _paired(review, comparison, selection.chosen)
    selection.exclude_rows(unpaired)
    trials = set(chosen["study"])
    kept, same_patients = one_report_a_cohort(review, chosen)
    both_arms = chosen["indices"]
    for index, reason in same_patients.items():
        selection.exclude_rows(dict.fromkeys(both_arms[index], reason))
    chosen = kept.sort_values(["year", "study"]).reset_index(drop=True).drop(columns="indices")
    further = rows[randomised & ~part & asked & inside & ~rows["study"].isin(trials)]
    left_out = selection.left_out.sort_values(["study", "row"]).reset_index(drop=True)
    return chosen, left_out, _of_other_patients(review, further, chosen["study"])


def _of_other_patients(review: Review, rows: pd.DataFrame, chosen: Iterable[str]) -> pd.DataFrame:
    """The rows of publications that share no patients with these, nor with one another."""
    sharing, known, own = may_share_patients(review), list(chosen), []
    for study in rows.sort_values(["year", "study"])["study"].unique():
        if not any(sharing(study, other) for other in known):
            known.append(study)
            own.append(study)
    return rows[rows["study"].isin(own)].reset_index(drop=True)


COLUMNS = (
    *("study", "label", "year", "cohort", "arm", "versus", "n", "randomised", "events_1", "n_1", "events_2", "n_2"),
    *("figure_1", "figure_2", "month", "when", "p", "at", "marks", "group_derived", "indices"),
)


def _paired(review: Review, comparison: Comparison, rows: pd.DataFrame) -> tuple[pd.DataFrame, dict[int, str]]:
    """Pairs of arms at one time each: nearest to the target month, then the larger; why other rows gave way.

    A trial has several where no two share patients, such as one for each condition.
    """
    target = comparison.window.target if comparison.window else 0.0
    found: list[tuple[float, int, int, dict[str, Any]]] = []
    for key, of_study in split_by(rows, "study"):
        study = review.publications[key]
        for arm, other in pairs(study.arms, comparison.against):
            mine, theirs = of_study[of_study["arm"] == arm.id], of_study[of_study["arm"] == other.id]
            both = [
                (one, two)
                for one in zip(mine.index, records(mine), strict=True)
                for two in zip(theirs.index, records(theirs), strict=True)
                if all(one[1][name] == two[1][name] for name in PAIRING)
            ]
            for (i, one), (j, two) in both:
                distance = abs(one["month"] - target) if one["month"] is not None else np.inf
                row = _row(arm, other, one, two, (i, j)) | {"pair": (one, two)}
                found.append((distance, -(one["n"] + two["n"]), len(found), row))
    best: list[tuple[float, int, dict]] = []
    reasons: dict[int, str] = {}
    for distance, size, _, row in sorted(found, key=lambda item: item[:3]):
        rivals = ((far, n) for far, n, chosen in best if _share_patients(row, chosen))
        if (rival := next(rivals, None)) is None:
            best.append((distance, -size, row))
        else:
            why = passed_over(distance, -size, rival, "pair of arms")
            reasons = dict.fromkeys(row["indices"], why) | reasons
    used = {index for *_, row in best for index in row["indices"]}
    alone = "no count of the other arm at this time"
    out = {index: reasons.get(index, alone) for index in rows.index if index not in used}
    chosen = pd.DataFrame([row for *_, row in best], columns=[*COLUMNS, "arm_label", "group_label"])
    return chosen.assign(label=named_apart(chosen))[list(COLUMNS)], out


def _share_patients(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two pairs of arms of one trial may share patients in either arm."""
    same = one["study"] == other["study"]
    return same and not all(disjoint(mine, theirs) for mine, theirs in zip(one["pair"], other["pair"], strict=True))


def _row(arm: Arm, other: Arm, one: Mapping[str, Any], two: Mapping[str, Any], indices: tuple[int, int]) -> dict:
    shared = ("study", "label", "year", "cohort", "month", "when", "p", "at", "group_derived")
    return {name: one[name] for name in shared} | {
        "arm": arm.label,
        "arm_label": arm.label,
        "group_label": one["group_label"],
        "versus": other.label,
        "n": one["n"] + two["n"],
        "randomised": None if arm.n is None or other.n is None else arm.n + other.n,
        "events_1": one["events"],
        "n_1": one["n"],
        "events_2": two["events"],
        "n_2": two["n"],
        "figure_1": value_words(one),
        "figure_2": value_words(two),
        "marks": joined_marks(one["marks"], two["marks"]),
        "indices": indices,
    }


def awaited(review: Review, comparison: Comparison | None = None) -> Iterator[str]:
    """Keys of randomised trials without any accessible value: published methods, and registered trials.

    With a comparison, those that would enter it.
    """
    against = comparison.against if comparison else None
    for key, study in review.publications.items():
        figures = [*study.efficacy, *study.safety]
        if study.design is Design.RCT and not figures and any(pairs(study.arms, against)):
            yield key
    for key, trial in review.registered.items():
        if trial.design is Design.RCT and not trial.reports and any(pairs(trial.arms, against)):
            if comparison is None or trial.condition in comparison.conditions:
                yield key


def readings(review: Review, study: str | None = None) -> list[Reconstruction]:
    """Every reading of every study (or of one), one entry a candidate, in the order of the files."""
    found: list[Reconstruction] = []
    for key, publication in review.publications.items():
        if study in (None, key):
            for reading in publication.readings:
                found += _reconstructed(review, key, publication, reading)
    return found


def _reconstructed(review: Review, key: str, study: Study, reading: Reading) -> Iterator[Reconstruction]:
    printed = [
        row.p
        for row in study.efficacy
        if (row.group, row.outcome, row.month, row.when, row.source)
        == (reading.group, reading.outcome, reading.month, reading.when, reading.source)
        and row.p is not None
    ]
    both = [pair for pair in pairs(study.arms) if {pair[0].id, pair[1].id} <= reading.printed.keys()]
    for one, two in both:
        events = reading.events[one.id], reading.events[two.id]
        for candidate in reading.candidates:
            n_1, n_2 = (candidate_size(study, reading, candidate, arm) or 0 for arm in (one, two))
            fit = all(
                counts_that_fit(reading.printed[arm.id], size) == range(count, count + 1)
                for arm, size, count in zip((one, two), (n_1, n_2), events, strict=True)
            )
            yield Reconstruction(
                study=key,
                label=review.bibliography.label(key),
                reading=reading,
                candidate=candidate.id,
                of=candidate.label,
                arms=(one.label, two.label),
                events=events,
                n=(n_1, n_2),
                reproduces=fit,
                effects={m: effect(events[0], n_1, events[1], n_2, m) for m in OF_READINGS},
                p=printed[0] if printed else None,
            )


def by_arm(review: Review, randomised: bool) -> pd.DataFrame:
    """Everything that studies with a comparator print by arm: one row a value, arms side by side.

    Columns: study, label, field ("efficacy" or "safety"), group_label, one and two (records of the values, None where
    there is none), both (a figure of all arms, or a statement that compares them). Of studies that are not randomised
    only figures that exist for two arms: the rest are figures of one arm.
    """
    found: list[dict] = []
    for key, study in review.publications.items():
        if (study.design is Design.RCT) != randomised:
            continue
        for arm, other in pairs(study.arms):
            found += _side_by_side(review, key, study, arm, other, complete=randomised)
    return pd.DataFrame(found, columns=["study", "label", "field", "group_label", "arms", "one", "two", "both"])


def _side_by_side(review: Review, key: str, study: Study, arm: Arm, other: Arm, complete: bool) -> Iterator[dict]:
    groups = {group.id: group.label for group in study.groups}
    for field in ("efficacy", "safety"):
        frame = getattr(review, field)
        lines: dict[tuple, dict] = {}
        for row in records(frame[frame["study"] == key]):
            what = (
                (row["outcome"], row["month"], row["when"]) if field == "efficacy" else (row["event"], row["severity"])
            )
            place = (*what, row.get("as_printed"), row["group"], row["source"], row["at"])
            statement = all(row[name] is None for name in ("events", "printed", "value"))
            compared = {row["arm"], row["versus"]} == {arm.id, other.id}
            if row["arm"] == ALL_ARMS or (compared and statement):
                lines.setdefault((*place, row["arm"], row["versus"]), {})["both"] = row
            elif row["arm"] in (arm.id, other.id) and (row["versus"] is None or compared):
                lines.setdefault(place, {})["one" if row["arm"] == arm.id else "two"] = row
        for line in lines.values():
            if complete or "both" in line or len(line) == 2:
                first = next(iter(line.values()))
                yield {
                    "study": key,
                    "label": review.bibliography.label(key),
                    "field": field,
                    "group_label": groups[first["group"]],
                    "arms": (arm.label, other.label),
                    **{side: line.get(side) for side in ("one", "two", "both")},
                }
