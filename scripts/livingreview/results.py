"""Every number that prose may use, by name: `{result}`pool.overall-response.estimate`` in a chapter.

| name | gives |
| --- | --- |
| review.FIELD | a field of data/review.yaml, such as version or date |
| count.WHAT | a count over the data set, see `_count` |
| pool.POOL.WHAT | a pooled result, see `_of_pool` |
| pool.POOL.SUBGROUP.WHAT | the same for a declared subgroup |
| study.ID.WHAT | a fact about one publication, see `_study` |
| figure.ID.ARM.GROUP.OUTCOME.TIME | one efficacy figure with its marks; TIME is a month or a word such as best |
| axis.CHAPTER.WHAT | a mechanism chapter's evidence in words or numbers, see `_axis` |
| search.WHAT | the state of the searches |
| flow.BOX | a box of the PRISMA flow: identified, duplicates, screened, excluded, awaiting, included ... |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from . import mechanisms
from .schema import Design, Pool, SearchStatus, SourceKind, nearest
from .screening import flow
from .store import Review, records
from .synthesis import Synthesis, marks, pool_rows, synthesise
from .wording import NOT_ESTIMABLE, count, interval, listed, number, percent

FEWEST_FOR_HETEROGENEITY = 2
T = TypeVar("T")


@dataclass(frozen=True)
class Result:
    """A number ready to print. `marks` are letters of MARKS; `study` is the publication it is from, if one."""

    text: str
    marks: str = ""
    study: str | None = None


class UnknownResult(KeyError):
    """A chapter asked for a result that does not exist; the message says which there are."""

    def __str__(self) -> str:
        return str(self.args[0])


class Results:
    """Resolves result names on one review."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self.pool = lru_cache(maxsize=None)(lambda name: synthesise(review, name))

    def __getitem__(self, name: str) -> Result:
        kind, _, rest = name.partition(".")
        resolvers: dict[str, Callable[[str], Result]] = {
            "review": self._review,
            "count": self._count,
            "pool": self._pool,
            "study": self._study,
            "figure": self._figure,
            "axis": self._axis,
            "search": self._search,
            "flow": self._flow,
        }
        return _pick(resolvers, kind, name)(rest)

    def _review(self, field: str) -> Result:
        config = self.review.config
        texts = {
            "version": config.version,
            "date": f"{config.date:%-d %B %Y}",
            "status": config.status,
            "title": config.title,
            "search-interval": count(config.living.search_every_months, "month"),
            "retirement": config.living.retirement,
            "triggers": listed(config.living.triggers, "or"),
            **{f"question-{name}": text for name, text in config.question.model_dump().items()},
        }
        return Result(_pick(texts, field, f"review.{field}"))

    def _count(self, what: str) -> Result:
        review = self.review
        studies = review.studies
        seen = studies.set_index("study")["seen"]
        full = {str(SourceKind.FULL_TEXT)}
        counts = {
            "publications": lambda: len(studies),
            "clinical": lambda: int(studies["clinical"].sum()),
            "mechanistic": lambda: review.findings["study"].nunique(),
            "registered": lambda: len(review.registered),
            "clinical-figures": lambda: len(review.efficacy) + len(review.safety),
            "findings": lambda: len(review.findings),
            "full-text": lambda: int(seen.isin(full).sum()),
            "not-full-text": lambda: int((~seen.isin(full)).sum()),
            "checked": lambda: int(studies["checked_by"].notna().sum()),
            "randomised": lambda: int((studies["clinical"] & studies["design"].eq(Design.RCT)).sum()),
            "derived": lambda: int(review.efficacy["derived"].notna().sum() + review.safety["derived"].notna().sum()),
            "conflicts": lambda: sum(
                int(f["conflict"].notna().sum()) for f in (review.efficacy, review.safety, review.findings)
            ),
            "searches": lambda: len(review.config.searches),
        }
        return Result(f"{_pick(counts, what, f'count.{what}')():,}")

    def _pool(self, rest: str) -> Result:
        name, *path = rest.split(".")
        if name not in self.review.config.pools:
            raise UnknownResult(
                f"pool.{rest}: {name!r} is not a pool. Declared: {', '.join(self.review.config.pools)}."
            )
        return Result(_of_pool(self.pool(name), path, f"pool.{rest}"))

    def _study(self, rest: str) -> Result:
        key, _, what = rest.partition(".")
        if key not in self.review.publications:
            raise UnknownResult(f"study.{rest}: {key!r} is not a study.")
        study = self.review.publications[key]
        texts = {
            "label": self.review.bibliography.label(key),
            "enrolled": str(study.population.enrolled) if study.population.enrolled is not None else "not visible",
            "country": study.country or "not stated",
        }
        return Result(_pick(texts, what, f"study.{rest}"), study=key)

    def _figure(self, rest: str) -> Result:
        path = rest.split(".")
        rows = self.review.efficacy
        names = ("study", "arm", "group", "outcome")
        if len(path) != len(names) + 1:
            raise UnknownResult(f"figure.{rest}: write figure.STUDY.ARM.GROUP.OUTCOME.TIME.")
        for name, wanted in zip(names, path[:-1], strict=True):
            allowed = sorted(rows[name].unique())
            rows = rows[rows[name] == wanted]
            if rows.empty:
                raise UnknownResult(f"figure.{rest}: no row has {name} {wanted!r}. There are: {', '.join(allowed)}.")
        times = rows["when"].fillna(rows["month"].map(lambda m: f"{m:g}", na_action="ignore"))
        rows = rows[(times == path[-1]).to_numpy()]
        if rows.empty:
            raise UnknownResult(f"figure.{rest}: no row at that time. There are: {', '.join(sorted(set(times)))}.")
        row = records(rows)[0]
        return Result(figure_text(row), marks(row), row["study"])

    def _axis(self, rest: str) -> Result:
        chapter, _, what = rest.partition(".")
        evidence = mechanisms.evidence(self.review, chapter)
        texts = {
            "first-sentence": lambda: evidence.first_sentence,
            "defect": lambda: evidence.defect_sentence,
            "intervention": lambda: evidence.intervention_sentence,
            "elsewhere": lambda: evidence.elsewhere_sentence,
            "publications": lambda: str(evidence.findings["study"].nunique()),
            "conflicts": lambda: str(int(evidence.findings["conflict"].notna().sum())),
        }
        return Result(_pick(texts, what, f"axis.{rest}")())

    def _flow(self, what: str) -> Result:
        boxes = flow(self.review)
        counts = {
            "identified": boxes.identified,
            "duplicates": boxes.duplicates,
            "screened": boxes.screened,
            "excluded": int(boxes.excluded.sum()),
            "awaiting": int(boxes.awaiting.sum()),
            "included": boxes.included,
            "studies": boxes.studies,
            "trials": boxes.trials,
            "background": boxes.background,
        }
        return Result(f"{_pick(counts, what, f'flow.{what}'):,}")

    def _search(self, what: str) -> Result:
        searches = self.review.config.searches
        waiting = [s.database for s in searches if s.status is SearchStatus.NOT_RUN]
        dates = [s.last_run for s in searches if s.last_run is not None]
        texts = {
            "last": f"{max(dates):%-d %B %Y}" if dates else "not run yet",
            "waiting": listed(waiting),
            "databases": listed(s.database for s in searches),
        }
        return Result(_pick(texts, what, f"search.{what}"))


def figure_text(row: Mapping[str, Any]) -> str:
    """A record of figures as 25/43 (58%); a bare percentage, value or statement where there is no count."""
    events, n = row["events"], row["n"]
    if events is not None and n is not None:
        return f"{events}/{n} ({row['printed'] or percent(events / n)})"
    if events is not None:
        return f"{events} (denominator not visible)"
    if row["printed"]:
        return f"{row['printed']} (no count visible)"
    if row["value"] is not None:
        spread = f" ({row['spread']} {row['low']:g} to {row['high']:g})" if row["low"] is not None else ""
        return f"{row['stat']} {row['value']:g} {row['unit_label']}{spread}"
    return row["says"] or f"P {row['p']}"


def _cautious(rows: pd.DataFrame, pool: Pool) -> str:
    """The interval with a t distribution, which is on the safe side where studies are few."""
    pooled = pool_rows(rows, pool, test="t")
    return interval(pooled.ci_low, pooled.ci_high) if pooled is not None else NOT_ESTIMABLE


def _of_pool(synthesis: Synthesis, path: list[str], name: str) -> str:
    rows, pooled = synthesis.rows, synthesis.pooled
    parts = {result.subgroup.id: result for result in synthesis.subgroups}
    if len(path) == 2:
        part = _pick(parts, path[0], name)
        rows, pooled = rows[rows["subgroup"] == part.subgroup.id], part.pooled
    what = path[-1]
    nan = float("nan")

    def of(field: str) -> float:
        return getattr(pooled, field) if pooled is not None else nan

    abstracts = rows["marks"].str.contains("A|S", regex=True)
    texts = {
        "label": lambda: synthesis.pool.label,
        "outcome": lambda: synthesis.pool.outcome,
        "why": lambda: synthesis.pool.why,
        "estimate": lambda: percent(of("estimate")),
        "result": lambda: (
            f"{percent(of('estimate'))} ({interval(of('ci_low'), of('ci_high'))})"
            if len(rows)
            else "no cohort with a count"
        ),
        "cautious-ci": lambda: _cautious(rows, synthesis.pool),
        "ci": lambda: interval(of("ci_low"), of("ci_high")),
        "pi": lambda: interval(of("pi_low"), of("pi_high")),
        "k": lambda: str(len(rows)),
        "cohorts": lambda: count(len(rows), "cohort"),
        "n": lambda: f"{int(rows['n'].sum()):,}",
        "events": lambda: f"{int(rows['events'].sum()):,}",
        "tau2": lambda: number(of("tau2")) if len(rows) >= FEWEST_FOR_HETEROGENEITY else NOT_ESTIMABLE,
        "i2": lambda: (
            f"{of('i2'):.0f}%" if len(rows) >= FEWEST_FOR_HETEROGENEITY and not np.isnan(of("i2")) else NOT_ESTIMABLE
        ),
        "lowest": lambda: percent(rows["proportion"].min()) if len(rows) else NOT_ESTIMABLE,
        "highest": lambda: percent(rows["proportion"].max()) if len(rows) else NOT_ESTIMABLE,
        "left-out": lambda: str(synthesis.left_out["study"].nunique()),
        "abstract-only": lambda: str(int(abstracts.sum())),
        "single-arm": lambda: str(int((rows["design"] != Design.RCT).sum())),
        "derived": lambda: str(int(rows["marks"].str.contains("D").sum())),
        "time-unstated": lambda: str(int(rows["marks"].str.contains("T").sum())),
        "window": lambda: f"{synthesis.pool.window.first:g} to {synthesis.pool.window.last:g} months",
        "target": lambda: f"{synthesis.pool.window.target:g} months",
        "min-patients": lambda: str(synthesis.pool.min_patients),
        "notes": lambda: " ".join(pooled.notes) if pooled is not None and pooled.notes else "none.",
        "empty-subgroups": lambda: listed(r.subgroup.label for r in synthesis.subgroups if r.pooled is None),
    }
    return _pick(texts, what, name)()


def _pick(choices: dict[str, T], name: str, asked: str) -> T:
    if name not in choices:
        raise UnknownResult(f"{asked}: there is no {name!r}. {nearest(name, list(choices), 40)}")
    return choices[name]
