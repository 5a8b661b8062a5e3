"""Declared pools, in words for prose."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd

from ...meta import Pooled
from ...meta.glmm import CLOSE
from ...render.names import Branch, Names, each, joined
from ...schema import Design, Pool
from ...wording import (
    NOT_ESTIMABLE,
    count,
    in_digits,
    in_words,
    interval,
    level_words,
    listed,
    months,
    number,
    part_of,
    percent,
)
from ..analysis import Analysis
from ..pooling import confidence_words, interval_note, prediction_words
from . import bayesian, beyond, estimand, icons, missing
from . import variants_words as robustness
from .model import FEWEST_FOR_HETEROGENEITY, NO_GROUP, Synthesis, pool_rows


def names(analysis: Analysis) -> Names:
    about = "a declared pool: pools.POOL.WHAT; of a declared subgroup or subset: pools.POOL.PART.WHAT"

    return {"pools": Branch(lambda: each(analysis.review.config.pools, partial(_pool, analysis)), about)}


def _pool(analysis: Analysis, name: str) -> Names:
    synthesis = analysis.pool(name)
    pool, rows = synthesis.pool, synthesis.rows
    subgroups: dict[str, Names] = {}
    for part in synthesis.subgroups:
        own = rows[rows["subgroup"] == part.subgroup.id]
        subgroups[part.subgroup.id] = _group(pool, part.subgroup.label, own, part.pooled)
    for one in synthesis.subsets:
        subgroups[one.subset.id] = _group(pool, one.subset.label, one.rows, one.pooled)
    empty = [one.subgroup.label for one in synthesis.subgroups if one.pooled is None]
    declared = {
        "label": pool.label,
        "outcome": pool.outcome,
        "why": pool.why,
        "level": level_words(pool.level),
        "confidence-by": confidence_words(pool),
        "prediction-by": prediction_words(pool),
        "min-for-prediction": count(pool.min_studies_for_prediction, "cohort"),
        "window": f"{pool.window.first:g} to {pool.window.last:g} months",
        "target": months(pool.window.target),
        "min-patients": str(pool.min_patients),
        "needed": "not declared" if synthesis.needed is None else f"{synthesis.needed:,}",
        "left-out": str(synthesis.left_out["study"].nunique()),
        "by-subgroup": _by_subgroup(synthesis),
        "empty-subgroups": listed(empty),
        "empty-sentence": _empty_sentence(empty),
    }
    whole = _pooled(pool, pool.label, rows, synthesis.pooled)
    return joined(
        declared,
        whole,
        robustness.names(synthesis),
        bayesian.names(synthesis),
        icons.names(synthesis),
        missing.names(analysis.review, synthesis),
        estimand.names(analysis.review, synthesis),
        beyond.names(analysis.review, synthesis),
        subgroups,
    )


def _by_subgroup(synthesis: Synthesis) -> str:
    """The results of all declared groups, with the pool named once."""
    rows, level = synthesis.rows, synthesis.pool.level
    if not synthesis.subgroups:
        return "No groups are declared."
    said = [f"{synthesis.pool.label}, by group."]
    for part in synthesis.subgroups:
        own = rows[rows["subgroup"] == part.subgroup.id]
        said.append(_sentence(part.subgroup.label, own, level, part.pooled))
    if len(others := synthesis.ungrouped):
        said.append(f"{NO_GROUP}: {listed(others['label'])}.")
    return " ".join(said)


def _empty_sentence(empty: Sequence[str]) -> str:
    if not empty:
        return "Every declared group has a cohort with a count."
    names = listed((f"“{label}”" for label in empty), "or")
    return f"No cohort with a count was found for the {'groups' if len(empty) > 1 else 'group'} {names}."


def _group(pool: Pool, label: str, rows: pd.DataFrame, pooled: Pooled | None) -> Names:
    """What a subgroup or subset gives; its short sentence is for a list that names the pool once."""
    found = _pooled(pool, f"{pool.label} ({label})", rows, pooled)
    return {"label": label, **found, "short-sentence": lambda: _sentence(label, rows, pool.level, pooled)}


def _pooled(pool: Pool, label: str, rows: pd.DataFrame, pooled: Pooled | None) -> Names:
    """What a pool and each of its subgroups give."""

    def of(field: str) -> float:
        return getattr(pooled, field) if pooled is not None else float("nan")

    return {
        "estimate": lambda: percent(of("estimate")),
        "result": lambda: (
            f"{percent(of('estimate'))} ({interval(of('ci_low'), of('ci_high'))})"
            if len(rows)
            else "no cohort with a count"
        ),
        "sentence": lambda: _sentence(label, rows, pool.level, pooled),
        "z-ci": lambda: _normal(rows, pool, "ci"),
        "z-pi": lambda: _normal(rows, pool, "pi"),
        "interval-note": lambda: _interval_sentence(pooled, pool),
        "ci": lambda: interval(of("ci_low"), of("ci_high")),
        "pi": lambda: interval(of("pi_low"), of("pi_high")),
        "k": lambda: str(len(rows)),
        "cohorts": lambda: count(len(rows), "cohort"),
        "n": lambda: f"{int(rows['n'].sum()):,}",
        "events": lambda: f"{int(rows['events'].sum()):,}",
        "tau2": lambda: number(of("tau2")) if len(rows) >= FEWEST_FOR_HETEROGENEITY else NOT_ESTIMABLE,
        "i2": lambda: (
            percent(of("i2") / 100)
            if len(rows) >= FEWEST_FOR_HETEROGENEITY and not np.isnan(of("i2"))
            else NOT_ESTIMABLE
        ),
        "lowest": lambda: percent(rows["proportion"].min()) if len(rows) else NOT_ESTIMABLE,
        "highest": lambda: percent(rows["proportion"].max()) if len(rows) else NOT_ESTIMABLE,
        "abstract-only": lambda: str(_marked(rows, "A|S")),
        "countries": lambda: _countries(rows),
        "not-randomised": lambda: part_of(int((rows["design"] != Design.RCT).sum()), len(rows), "cohort"),
        "read-in-part": lambda: part_of(_marked(rows, "A|S"), len(rows), "cohort"),
        "derived-in": lambda: part_of(_marked(rows, "D"), len(rows), "cohort"),
        "time-unstated-in": lambda: part_of(_marked(rows, "T"), len(rows), "cohort"),
        "single-arm": lambda: str(int((rows["design"] != Design.RCT).sum())),
        "derived": lambda: str(_marked(rows, "D")),
        "time-unstated": lambda: str(_marked(rows, "T")),
        "other-maximum": lambda: _other_maximum(pooled),
        "notes": lambda: " ".join(pooled.notes) if pooled is not None and pooled.notes else "none.",
    }


def _marked(rows: pd.DataFrame, marks: str) -> int:
    return int(rows["marks"].str.contains(marks, regex=True).sum())


def _other_maximum(pooled: Pooled | None) -> str:
    """What the data support nearly as well as the result: lower maxima of the likelihood within CLOSE log units."""
    near = [one for one in pooled.other_maxima if one.loglik_below < CLOSE] if pooled is not None else []
    if not near:
        return "none."
    return listed(
        f"{percent(one.estimate)} with tau² = {number(one.tau2)} ({number(one.loglik_below)} log units lower)"
        for one in near
    )


def _sentence(label: str, rows: pd.DataFrame, level: float, pooled: Pooled | None) -> str:
    """A pooled result as a complete sentence, for a table or a list."""
    if pooled is None:
        return f"{label}: no cohort with a count."
    return f"{label}: {_result(rows, level, pooled.estimate, pooled.ci_low, pooled.ci_high)}."


def _result(rows: pd.DataFrame, level: float, estimate: float, low: float, high: float) -> str:
    """70% (95% CI 54% to 83%; six cohorts, 188 patients)."""
    size = f"{count(len(rows), 'cohort')}, {in_digits(int(rows['n'].sum()), 'patient')}"
    return f"{percent(estimate)} ({level_words(level)} CI {interval(low, high)}; {size})"


def _countries(rows: pd.DataFrame) -> str:
    """five from China and one whose country could not be determined"""
    known = sorted(rows["country"].dropna().value_counts().items(), key=lambda item: (-item[1], item[0]))
    parts = [f"{in_words(int(n))} from {country}" for country, n in known]
    unknown = int(rows["country"].isna().sum())
    return listed([*parts, *([f"{in_words(unknown)} whose country could not be determined"] if unknown else [])])


def _interval_sentence(pooled: Pooled | None, pool: Pool) -> str:
    """What a reader of the two intervals has to know; where nothing special is, why they differ."""
    if pooled is None:
        return "No cohort with a count."
    if note := interval_note(pooled, pool):
        return note
    if np.isnan(pooled.pi_low):
        return "A single cohort has no prediction interval." if pooled.k == 1 else "There is no prediction interval."
    spread = f"the variance between cohorts was estimated as above zero (tau² {number(pooled.tau2)})"
    return f"The prediction interval is wider than the confidence interval because {spread}."


def _normal(rows: pd.DataFrame, pool: Pool, which: str) -> str:
    """The confidence ("ci") or prediction ("pi") interval by the normal distribution, kept as a comparison."""
    pooled = pool_rows(rows, pool.model_copy(update={"test": "z", "prediction_interval": "z"}))
    return interval(getattr(pooled, f"{which}_low"), getattr(pooled, f"{which}_high")) if pooled else NOT_ESTIMABLE
