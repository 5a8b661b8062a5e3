"""Declared pools."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...render.result import Result, UnknownResult, pick
from ...render.wording import NOT_ESTIMABLE, count, in_words, interval, listed, number, percent
from ...schema import Design, Pool
from ..analysis import Analysis
from . import variants_words as robustness
from .model import Synthesis, pool_rows

FEWEST_FOR_HETEROGENEITY = 2


def pool(analysis: Analysis, rest: str) -> Result:
    name, *path = rest.split(".")
    if name not in analysis.review.config.pools:
        declared = ", ".join(analysis.review.config.pools)
        raise UnknownResult(f"pool.{rest}: {name!r} is not a pool. Declared: {declared}.")
    return Result(of_pool(analysis.pool(name), path, f"pool.{rest}"))


def of_pool(synthesis: Synthesis, path: list[str], name: str) -> str:
    rows, pooled = synthesis.rows, synthesis.pooled
    parts = {result.subgroup.id: result for result in synthesis.subgroups}
    if len(path) == 2:
        part = pick(parts, path[0], name)
        rows, pooled = rows[rows["subgroup"] == part.subgroup.id], part.pooled
    label = synthesis.pool.label + (f" ({part.subgroup.label})" if len(path) == 2 else "")
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
        "told": lambda: _told(label, rows, of("estimate"), of("ci_low"), of("ci_high")),
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
        "countries": lambda: _countries(rows),
        "single-arm": lambda: str(int((rows["design"] != Design.RCT).sum())),
        "derived": lambda: str(int(rows["marks"].str.contains("D").sum())),
        "time-unstated": lambda: str(int(rows["marks"].str.contains("T").sum())),
        "window": lambda: f"{synthesis.pool.window.first:g} to {synthesis.pool.window.last:g} months",
        "target": lambda: f"{synthesis.pool.window.target:g} months",
        "min-patients": lambda: str(synthesis.pool.min_patients),
        "notes": lambda: " ".join(pooled.notes) if pooled is not None and pooled.notes else "none.",
        "empty-subgroups": lambda: listed(r.subgroup.label for r in synthesis.subgroups if r.pooled is None),
    }
    if len(path) == 1:
        texts |= robustness.texts(synthesis)
    return pick(texts, what, name)()


def _told(label: str, rows: pd.DataFrame, estimate: float, low: float, high: float) -> str:
    """A pooled result as a sentence that stands by itself, in a table or a list."""
    if rows.empty:
        return f"{label}: no cohort with a count."
    size = f"{count(len(rows), 'cohort')}, {int(rows['n'].sum()):,} patients"
    return f"{label}: {percent(estimate)} (95% CI {interval(low, high)}; {size})."


def _countries(rows: pd.DataFrame) -> str:
    """five from China and one whose country was not visible"""
    known = sorted(rows["country"].dropna().value_counts().items(), key=lambda item: (-item[1], item[0]))
    said = [f"{in_words(int(n))} from {country}" for country, n in known]
    unknown = int(rows["country"].isna().sum())
    return listed([*said, *([f"{in_words(unknown)} whose country was not visible"] if unknown else [])])


def _cautious(rows: pd.DataFrame, pool: Pool) -> str:
    """The interval with a t distribution, which is on the safe side where studies are few."""
    pooled = pool_rows(rows, pool, test="t")
    return interval(pooled.ci_low, pooled.ci_high) if pooled is not None else NOT_ESTIMABLE
