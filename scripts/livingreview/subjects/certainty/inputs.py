"""Inputs of a rating: numbers computed from the evidence on an outcome, which its judgements are held against."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ...evidence import exact_interval
from ...meta import Pooled, SmallStudy, small_study
from ...schema import ArmRole, Judgement, SearchStatus, TrialStatus
from ...store import Review
from ..bias.model import assessment
from .body import Body

NAN = float("nan")
RUNNING = frozenset({TrialStatus.PLANNED, TrialStatus.RECRUITING, TrialStatus.ACTIVE})


@dataclass(frozen=True)
class Inputs:
    """What a rating rests on, computed. Shares are of patients (0 to 1); nan where nothing can be computed.

    `one_place` is the share in studies from `place`, the commonest country that is stated; `co_treated` the share in
    arms that were given `further_drugs` with the treatment; `surrogate_of` what the outcome stands for. `trials` counts
    registered trials, and `silent` those of them that are not known to be running and have no accessible report.
    """

    k: int
    without_count: int
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
    assumed: float
    small_study: SmallStudy | None
    searches: int
    searches_waiting: int
    place: str | None = None
    one_place: float = NAN
    further_drugs: tuple[str, ...] = ()
    co_treated: float = NAN
    surrogate_of: str | None = None
    trials: int = 0
    silent: int = 0


def inputs_of(review: Review, body: Body) -> Inputs:
    """Everything that the judgements on one outcome are held against."""
    rows = body.rows
    counted = rows.dropna(subset=["events", "n"])
    if body.ratio and len(rows):
        counted = counted.dropna(subset=["events_2", "n_2"])
    searches = review.config.searches
    low, high = _interval(body, counted)
    further = {key: _further_drugs(review, key) for key in rows["study"]}
    place = _commonest_place(review, rows)
    pooled = body.pooled if isinstance(body.pooled, Pooled) else None  # one trial alone has no heterogeneity
    return Inputs(
        k=len(counted),
        without_count=len(rows) - len(counted),
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
        assumed=_share(rows, rows["assumed"].notna()),
        small_study=_small_study(body, counted),
        searches=len(searches),
        searches_waiting=sum(search.status is SearchStatus.NOT_RUN for search in searches),
        place=place,
        one_place=_share(rows, rows["study"].map(lambda key: review.publications[key].country == place)),
        further_drugs=tuple(dict.fromkeys(drug for drugs in further.values() for drug in drugs)),
        co_treated=_share(rows, rows["study"].map(lambda key: bool(further[key]))),
        surrogate_of=review.vocabulary.outcomes[body.outcome].surrogate_of if body.outcome is not None else None,
        trials=len(review.registered),
        silent=sum(not trial.reports and trial.status not in RUNNING for trial in review.registered.values()),
    )


def _commonest_place(review: Review, rows: pd.DataFrame) -> str | None:
    """The country of most patients; None where no study states one."""
    countries = rows["study"].map(lambda key: review.publications[key].country)
    sizes = rows["size"].astype(float).groupby(countries).sum()
    return str(sizes.idxmax()) if len(sizes) else None


def _further_drugs(review: Review, key: str) -> list[str]:
    """Labels of the drugs that every arm with the treatment had beside it."""
    own = set(review.config.intervention_drugs)
    arms = [set(arm.drugs) for arm in review.publications[key].arms if arm.role is ArmRole.INTERVENTION]
    further = set.intersection(*arms) - own if arms else set()
    return [drug.label for name, drug in review.vocabulary.drugs.items() if name in further]


def _interval(body: Body, counted: pd.DataFrame) -> tuple[float, float]:
    if body.pooled is not None:
        return body.pooled.ci_low, body.pooled.ci_high
    if len(counted) == 1 and not body.ratio:
        return exact_interval(int(counted["events"].iloc[0]), int(counted["n"].iloc[0]), body.level)
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
