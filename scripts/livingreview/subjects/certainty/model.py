"""Certainty of evidence (GRADE): inputs computed from the data, judgements from data/certainty.yaml, levels from both.

A judgement may depart from what its computed input suggests, but only if it says why: `ratings` refuses it otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ...meta import Pooled, SmallStudy, small_study, study_interval
from ...meta.small_study import MIN_STUDIES_FOR_SMALL_STUDY_TEST
from ...render.wording import count, figure_words, interval, listed, number, percent, sentence
from ...schema import (
    ALL_ARMS,
    ArmRole,
    Design,
    Domain,
    DomainJudgement,
    Evidence,
    GroupRole,
    Judgement,
    Level,
    OutcomeCertainty,
    SearchStatus,
    Thresholds,
)
from ...store import DataError, Problem, Review, records
from ...store.documents import Document
from ...store.frames import DEPTH
from ..bias.model import assessment
from ..comparisons.model import combined
from ..pools.model import STUDY_INTERVAL, marks, one_report_a_cohort, synthesise

FILE = "data/certainty.yaml"
LEVELS = tuple(Level)  # from the highest to the lowest
FULL, EMPTY = "\u2295", "\u25ef"
NAN = float("nan")


@dataclass(frozen=True)
class Body:
    """The evidence behind one outcome.

    `rows` has one row a study: study, label, events, n (missing where no count is visible), size (patients given the
    treatment, for shares), marks, concluded (how the group was concluded) and figure (in words). In a comparison,
    events_2, n_2 and figure_2 are those of the other arm, and size counts both. `pooled` is the pool, or the ratio;
    `timed` is whether the data hold times of assessment for such figures.
    """

    rows: pd.DataFrame
    pooled: Pooled | None
    ratio: bool
    effect: str
    timed: bool = True


@dataclass(frozen=True)
class Inputs:
    """What a rating rests on, computed. Shares are of patients (0 to 1); nan where nothing can be computed."""

    k: int
    told: int
    n: int
    events: int
    randomised: int
    low: float
    high: float
    pi_low: float
    pi_high: float
    i2: float
    tau2: float
    abstracts: float
    unclear_bias: float
    high_bias: float
    time_not_stated: float
    concluded: float
    small_study: SmallStudy | None
    searches: int
    searches_waiting: int


@dataclass(frozen=True)
class DomainRating:
    """One domain: the judgement, what was computed in words, and whether that is a concern (None: cannot be told)."""

    domain: Domain
    given: DomainJudgement
    computed: str
    concern: bool | None

    @property
    def departs(self) -> bool:
        """Whether the judgement is not what the computed input suggests."""
        lowered = self.given.judgement < 0
        return not lowered if self.concern else lowered


@dataclass(frozen=True)
class Rating:
    """The certainty of one outcome. `alternative` is the level from the other declared start, where there is one."""

    id: str
    outcome: OutcomeCertainty
    body: Body
    inputs: Inputs
    domains: tuple[DomainRating, ...]
    start: Level
    level: Level
    alternative: Level | None

    @property
    def symbols(self) -> str:
        """The level as filled and empty circles."""
        return level_symbols(self.level)


def level_symbols(level: Level) -> str:
    """High as four filled circles, very low as one."""
    filled = len(LEVELS) - LEVELS.index(level)
    return FULL * filled + EMPTY * (len(LEVELS) - filled)


def level_from(start: Level, down: int, up: int = 0) -> Level:
    """The level `down` steps below and `up` steps above the start; it ends at high and at very low."""
    return LEVELS[min(max(LEVELS.index(start) + down - up, 0), len(LEVELS) - 1)]


def ratings(review: Review) -> tuple[Rating, ...]:
    """Every rated outcome, in the order of data/certainty.yaml; empty where that file is not there.

    Raises DataError where a judgement contradicts its computed input without a reason.
    """
    if review.certainty is None:
        return ()
    rated = tuple(_rating(review, name, outcome) for name, outcome in review.certainty.outcomes.items())
    if problems := list(_contradictions(review, rated)):
        raise DataError(problems)
    return rated


def _rating(review: Review, name: str, outcome: OutcomeCertainty) -> Rating:
    starts = review.certainty.starts
    body = body_of(review, outcome.evidence)
    inputs = inputs_of(review, body)
    domains = tuple(
        DomainRating(domain, outcome.domains[domain], *COMPUTED[domain](inputs, body, review.certainty.thresholds))
        for domain in Domain
    )
    down = -sum(judgement.judgement for judgement in outcome.domains.values())
    up = sum(upgrade.by for upgrade in outcome.upgrades)
    start = starts.randomised if body.ratio else starts.single_group
    other = None if body.ratio or starts.alternative is None else level_from(starts.alternative, down, up)
    return Rating(name, outcome, body, inputs, domains, start, level_from(start, down, up), other)


def _contradictions(review: Review, rated: tuple[Rating, ...]) -> Iterator[Problem]:
    document = Document(review.root / FILE, FILE)
    for rating in rated:
        for one in rating.domains:
            path = ("outcomes", rating.id, "domains", str(one.domain))
            if one.departs and one.given.despite is None:
                suggested = "a concern" if one.concern else "no concern that could be computed"
                yield document.problem(
                    (*path, "judgement"),
                    f"{one.given.judgement} goes against the computed input, which is {suggested}: {one.computed} "
                    "Change it, or say under despite why it departs.",
                )
            elif not one.departs and one.given.despite is not None:
                yield document.problem(
                    (*path, "despite"),
                    f"explains a departure, but {one.given.judgement} does not depart from the computed input: "
                    f"{one.computed} Delete it.",
                )


# --- the evidence behind an outcome


def body_of(review: Review, evidence: Evidence) -> Body:
    """The figures that an outcome's certainty is about."""
    if evidence.pool is not None:
        return _pooled_body(review, evidence.pool)
    if evidence.versus is not None:
        return _compared_body(review, evidence)
    return _told_body(review, evidence)


def _pooled_body(review: Review, pool: str) -> Body:
    synthesis = synthesise(review, pool)
    pooled = synthesis.pooled
    rows = _with_groups(review, synthesis.rows.assign(size=synthesis.rows["n"]))
    rows["figure"] = [figure_words(row) for row in records(rows)]
    if pooled is None:
        return Body(rows, None, False, "No study gives a count.")
    words = f"{percent(pooled.estimate)} (95% CI {interval(pooled.ci_low, pooled.ci_high)})"
    return Body(rows, pooled, False, words)


def _told_body(review: Review, evidence: Evidence) -> Body:
    """Groups that had the treatment, side by side: not pooled, as no pool is declared for them."""
    if evidence.outcome is not None:
        rows = review.efficacy[review.efficacy["outcome"] == evidence.outcome]
    else:
        safety = review.safety
        rows = safety[safety["event"].isin(evidence.events) & safety["grade"].isin([str(g) for g in evidence.grades])]
    treated = review.arms[review.arms["role"] == ArmRole.INTERVENTION].set_index(["study", "id"])["n"].rename("arm_n")
    rows = _with_groups(review, rows.join(treated, on=["study", "arm"], how="inner"))
    rows = rows[rows["group_role"].ne(GroupRole.SUBGROUP) & rows["condition"].map(_poolable(review)).astype(bool)]
    rows = _one_a_study(rows).join(review.studies.set_index("study")[["year", "cohort"]], on="study")
    rows, _ = one_report_a_cohort(review, rows)  # the same patients never count twice
    rows = rows.assign(marks=list(map(marks, records(rows))))
    rows["size"] = rows["n"].fillna(rows["arm_n"]).fillna(1)
    rows["figure"] = [figure_words(row) for row in records(rows)]
    return Body(rows, None, False, _side_by_side(rows), timed=evidence.outcome is not None)


def _compared_body(review: Review, evidence: Evidence) -> Body:
    """Randomised arms with the treatment against arms with the drug, each trial at one time."""
    pairs = _pairs(review, evidence)
    counted = pairs.dropna(subset=["events", "n", "events_2", "n_2"]) if len(pairs) else pairs
    arrays = [counted[name].to_numpy(int) for name in ("events", "n", "events_2", "n_2")]
    ratio = combined(*arrays, measure="RR")
    told = [f"{row['figure']} v {row['figure_2']}" for row in records(pairs) if row["figure_2"]]
    words = "; ".join(told) or "No figure for each arm."
    if ratio is not None:
        words += f"; risk ratio {number(ratio.estimate)} (95% CI {number(ratio.ci_low)} to {number(ratio.ci_high)})"
    return Body(pairs, ratio, True, words)


def _pairs(review: Review, evidence: Evidence) -> pd.DataFrame:
    rows = review.efficacy[review.efficacy["outcome"] == evidence.outcome]
    rows = rows.assign(marks=list(map(marks, records(rows))), figure=[figure_words(row) for row in records(rows)])
    rows = _with_groups(review, rows)
    found = []
    for key, study in review.publications.items():
        treated = [arm for arm in study.arms if arm.role is ArmRole.INTERVENTION]
        other = [arm for arm in study.arms if arm.role is ArmRole.COMPARATOR and evidence.versus in arm.drugs]
        own = rows[(rows["study"] == key) & rows["group_role"].ne(GroupRole.SUBGROUP)]
        if study.design is not Design.RCT or not treated or not other or own.empty:
            continue
        size = sum(arm.n or 0 for arm in (*treated[:1], *other[:1])) or study.population.enrolled or 1
        found.append({**_pair(own, treated[0].id, other[0].id), "size": size})
    columns = [*rows.columns, "events_2", "n_2", "figure_2", "size"]
    frame = pd.DataFrame.from_records(found, columns=columns)
    return frame.astype({name: "Int64" for name in ("events", "n", "events_2", "n_2", "size")})


def _pair(own: pd.DataFrame, treated: str, other: str) -> dict[str, Any]:
    """Figures of the same patients at the same time in both arms: with counts, then from the nearest source."""
    sides = []
    for arm in (treated, other):
        side = own[own["arm"] == arm].assign(time=lambda part: part["when"].fillna(part["month"].astype(str)))
        sides.append(side)
    both = sides[0].merge(sides[1], on=["group", "time", "source"], suffixes=("", "_2"))
    if both.empty:
        rest = own[own["arm"].eq(ALL_ARMS) | own["versus"].notna()]
        row = records(rest if len(rest) else own)[0]
        return {**row, "events": None, "n": None, "events_2": None, "n_2": None, "figure_2": None}
    both["missing"] = both[["events", "n", "events_2", "n_2"]].isna().sum(axis=1)
    both["depth"] = both["source_kind"].map(lambda kind: [str(k) for k in DEPTH].index(kind))
    row = records(both.sort_values(["missing", "depth"], kind="stable"))[0]
    row["marks"] = "".join(sorted(set(row["marks"] + row["marks_2"]), key="ASDTC".index))
    return row


def _poolable(review: Review) -> dict[str, bool]:
    return {name: condition.pooled for name, condition in review.vocabulary.conditions.items()}


def _with_groups(review: Review, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with role, condition and derivation of their group, and the label of their study."""
    groups = review.groups.set_index(["study", "id"])
    rows = rows.drop(columns=[name for name in ("group_role", "condition", "concluded", "label") if name in rows])
    extra = groups[["role", "condition", "derived"]]
    extra = extra.rename(columns={"role": "group_role", "derived": "concluded"})
    labels = review.studies.set_index("study")["label"]
    return rows.join(extra, on=["study", "group"]).join(labels, on="study")


def _one_a_study(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a study: with a count where there is one, then of the most patients."""
    rows = rows.assign(missing=rows["events"].isna() | rows["n"].isna())
    rows = rows.sort_values(["missing", "n"], ascending=[True, False], kind="stable").drop_duplicates("study")
    return rows.sort_values("study").reset_index(drop=True)


def _side_by_side(rows: pd.DataFrame) -> str:
    """Counts study by study; what is only stated, as a number of reports."""
    counted = rows[~rows["missing"]]
    said = []
    if len(counted) == 1:
        row = records(counted)[0]
        one = study_interval([row["events"]], [row["n"]], method=STUDY_INTERVAL)
        said.append(f"{row['events']}/{row['n']} (95% CI {interval(one.ci_low[0], one.ci_high[0])})")
    elif len(counted):
        said.append(listed(f"{row['events']}/{row['n']} in {row['label']}" for row in records(counted)))
    elif len(rows):
        said.append(f"No count; {count(len(rows), 'report')} without one")
    return "; ".join(said) or "No figure."


# --- inputs


def inputs_of(review: Review, body: Body) -> Inputs:
    """Everything that the judgements on one outcome are held against."""
    rows, pooled = body.rows, body.pooled
    counted = rows.dropna(subset=["events", "n"])
    if body.ratio and len(rows):
        counted = counted.dropna(subset=["events_2", "n_2"])
    searches = review.config.searches
    low, high = _interval(body, counted)
    return Inputs(
        k=len(counted),
        told=len(rows) - len(counted),
        n=int(counted["n"].sum() + (counted["n_2"].sum() if body.ratio else 0)),
        events=int(counted["events"].sum() + (counted["events_2"].sum() if body.ratio else 0)),
        randomised=int(rows["size"].sum()) if body.ratio else 0,
        low=low,
        high=high,
        pi_low=pooled.pi_low if pooled is not None else NAN,
        pi_high=pooled.pi_high if pooled is not None else NAN,
        i2=pooled.i2 if pooled is not None and len(counted) > 1 else NAN,
        tau2=pooled.tau2 if pooled is not None and len(counted) > 1 else NAN,
        abstracts=_share(rows, rows["marks"].str.contains("A|S", regex=True)),
        unclear_bias=_share(rows, rows["study"].map(lambda key: _unclear(review, key))),
        high_bias=_share(rows, rows["study"].map(lambda key: _judged(review, key, Judgement.HIGH))),
        time_not_stated=_share(rows, rows["marks"].str.contains("T")) if body.timed else NAN,
        concluded=_share(rows, rows["concluded"].notna()),
        small_study=_small_study(body, counted),
        searches=len(searches),
        searches_waiting=sum(search.status is SearchStatus.NOT_RUN for search in searches),
    )


def _interval(body: Body, counted: pd.DataFrame) -> tuple[float, float]:
    if body.pooled is not None:
        return body.pooled.ci_low, body.pooled.ci_high
    if len(counted) == 1 and not body.ratio:
        one = study_interval(counted["events"].to_numpy(int), counted["n"].to_numpy(int), method=STUDY_INTERVAL)
        return float(one.ci_low[0]), float(one.ci_high[0])
    return NAN, NAN


def _share(rows: pd.DataFrame, where: pd.Series) -> float:
    """Share of the patients in these rows."""
    sizes = rows["size"].astype(float)
    return float(sizes[where.astype(bool)].sum() / sizes.sum()) if sizes.sum() else NAN


def _judged(review: Review, key: str, judgement: Judgement) -> bool:
    one = assessment(review, key)
    return one is not None and one.has(judgement)


def _unclear(review: Review, key: str) -> bool:
    """Whether any item of the study is high or without information, or the study is not rated at all."""
    one = assessment(review, key)
    return one is None or not one.rated or one.has(Judgement.HIGH) or one.has(Judgement.NO_INFORMATION)


def _small_study(body: Body, counted: pd.DataFrame) -> SmallStudy | None:
    if counted.empty:
        return None
    names = ("events", "n", "events_2", "n_2") if body.ratio else ("events", "n")
    return small_study(*(counted[name].to_numpy(int) for name in names))


# --- what the inputs suggest, domain by domain: words printed beside the judgement, and whether it is a concern

Computed = tuple[str, bool | None]


def _risk_of_bias(inputs: Inputs, body: Body, limits: Thresholds) -> Computed:
    if np.isnan(inputs.unclear_bias):
        return "No study gives a figure.", None
    words = (
        f"{percent(inputs.unclear_bias)} of patients are in studies with an item that is high, without information "
        f"or not rated ({percent(inputs.high_bias)} with one that is high); "
        f"{percent(inputs.abstracts)} in figures seen in an abstract or a secondary source only."
    )
    return words, inputs.unclear_bias > limits.unclear_bias


def _inconsistency(inputs: Inputs, body: Body, limits: Thresholds) -> Computed:
    if inputs.k < 2:
        return sentence(f"{count(inputs.k, 'study')} with a count: consistency cannot be judged"), None
    if np.isnan(inputs.i2):
        proportions = (body.rows["events"] / body.rows["n"]).dropna().astype(float)
        return f"Not pooled; proportions run from {interval(proportions.min(), proportions.max())}.", None
    words = f"I² {inputs.i2:.0f}%, tau² {number(inputs.tau2)}"
    wide = False
    if not np.isnan(inputs.pi_low) and not body.ratio:
        words += f", 95% prediction interval {interval(inputs.pi_low, inputs.pi_high)}"
        wide = inputs.pi_high - inputs.pi_low > limits.prediction_width
    return words + ".", bool(inputs.i2 > limits.i2 or wide)


def _indirectness(inputs: Inputs, body: Body, limits: Thresholds) -> Computed:
    if np.isnan(inputs.concluded):
        return "No study gives a figure.", None
    time = (
        f"The time of assessment is not stated for {percent(inputs.time_not_stated)} of patients"
        if body.timed
        else "The data hold no times for adverse events"
    )
    words = (
        f"{time}; for {percent(inputs.concluded)} of patients, the number or the condition of the group was concluded, "
        "not printed."
    )
    return words, bool(inputs.time_not_stated > limits.time_not_stated or inputs.concluded > limits.concluded)


def _imprecision(inputs: Inputs, body: Body, limits: Thresholds) -> Computed:
    if not inputs.k:
        return "No count is visible, so there is no interval.", True
    words = f"{count(inputs.n, 'patient')} with a count"
    small, wide = inputs.n <= limits.information, False
    if np.isnan(inputs.low):
        words += "; not pooled, so no common interval"
    elif body.ratio:
        words += f"; 95% CI of the ratio {number(inputs.low)} to {number(inputs.high)}"
        wide = inputs.low < limits.ratio_low or inputs.high > limits.ratio_high
    else:
        words += f"; 95% CI {interval(inputs.low, inputs.high)}"
        wide = inputs.high - inputs.low > limits.width
    return sentence(words), bool(small or wide)


def _publication_bias(inputs: Inputs, body: Body, limits: Thresholds) -> Computed:
    words = f"{inputs.searches_waiting} of {inputs.searches} specified searches not run."
    found = inputs.searches_waiting > 0
    p = inputs.small_study.p if inputs.small_study is not None else NAN
    if inputs.k < MIN_STUDIES_FOR_SMALL_STUDY_TEST:
        words += f" Small-study test not done: fewer than {MIN_STUDIES_FOR_SMALL_STUDY_TEST} studies with a count."
    elif np.isnan(p):
        words += " Small-study test not possible."
    else:
        words += f" Small-study test: P {number(p)}."
        found = found or p < limits.small_study_p
    return words, found if inputs.searches or inputs.k else None


COMPUTED: Mapping[Domain, Callable[[Inputs, Body, Thresholds], Computed]] = {
    Domain.RISK_OF_BIAS: _risk_of_bias,
    Domain.INCONSISTENCY: _inconsistency,
    Domain.INDIRECTNESS: _indirectness,
    Domain.IMPRECISION: _imprecision,
    Domain.PUBLICATION_BIAS: _publication_bias,
}
