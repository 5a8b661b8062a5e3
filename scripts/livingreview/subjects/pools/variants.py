"""How far a declared pool rests on one report, on its order in time, on doubtful values and on the choice of model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter

import numpy as np
import pandas as pd

from ...evidence import overlaps
from ...meta import Pooled, alternative_models, cumulative, exclusion_sets, leave_one_out
from ...meta.types import PoolOptions
from ...schema import Age, Derivation
from ...store import Review
from ...wording import listed
from ..pooling import pool_options, without_an_equal
from .model import Synthesis

WORKED_OUT = (Derivation.PERCENTAGE, Derivation.WORDS, Derivation.READING)  # a sum of printed counts is not in doubt
NO_YEAR = "year not stated"
FEW = 10  # patients: the size below which a report counts as small in the sensitivity analysis


@dataclass(frozen=True)
class Variant:
    """A pool with a change: what was changed, which reports it is about, and what is left (None if nothing is)."""

    name: str
    studies: tuple[str, ...]
    pooled: Pooled | None


def _counts(synthesis: Synthesis) -> tuple[np.ndarray, np.ndarray]:
    return synthesis.rows["events"].to_numpy(int), synthesis.rows["n"].to_numpy(int)


def _how(synthesis: Synthesis) -> PoolOptions:
    pool = synthesis.pool
    return {"model": pool.model, **pool_options(pool), "tau2_interval": False}  # nothing shows it


def without_each(synthesis: Synthesis) -> list[Variant]:
    """The pool without each report in turn, in the order of the rows; empty for fewer than two reports."""
    labels = list(synthesis.rows["label"])
    pools = leave_one_out(*_counts(synthesis), **_how(synthesis)) if labels else []
    return [Variant(label, (label,), without_an_equal(one)) for label, one in zip(labels, pools, strict=False)]


def by_year(synthesis: Synthesis) -> list[Variant]:
    """The pool at the end of each year of publication that brought a report, oldest first.

    Reports whose year is not stated make the last step, NO_YEAR.
    """
    rows = synthesis.rows.sort_values(["year", "study"], kind="stable")
    if rows.empty:
        return []
    events, n = rows["events"].to_numpy(int), rows["n"].to_numpy(int)
    steps = cumulative(events, n, **_how(synthesis))
    years = rows["year"].map(lambda year: NO_YEAR if pd.isna(year) else str(year)).to_numpy(str)
    last = [i for i in range(len(years)) if i + 1 == len(years) or years[i + 1] != years[i]]
    return [Variant(str(years[i]), tuple(rows["label"][years == years[i]]), without_an_equal(steps[i])) for i in last]


def other_models(synthesis: Synthesis) -> list[Variant]:
    """The same rows under every model offered, with the kind of interval that the name of each says.

    From how many cohorts on there are t and prediction intervals is as declared.
    """
    if synthesis.rows.empty:
        return []
    how = _how(synthesis)
    how["prediction"] = "as test"
    pools = alternative_models(*_counts(synthesis), **how)
    return [Variant(name, (), without_an_equal(pooled)) for name, pooled in pools.items()]


def exclusions(review: Review, synthesis: Synthesis) -> list[Variant]:
    """The pool without each kind of doubtful report; a kind that none, or all, are of stays in the list."""
    labels = synthesis.rows["label"]
    masks = _masks(review, synthesis)
    usable = {name: mask for name, mask in masks.items() if mask.any() and not mask.all()}
    pools = exclusion_sets(*_counts(synthesis), usable, **_how(synthesis)) if usable else {}
    pools = {name: without_an_equal(pooled) for name, pooled in pools.items()}
    unchanged = {name: synthesis.pooled for name, mask in masks.items() if not mask.any()}
    return [Variant(name, tuple(labels[mask]), (pools | unchanged).get(name)) for name, mask in masks.items()]


def _masks(review: Review, synthesis: Synthesis) -> dict[str, np.ndarray]:
    """Which rows each exclusion set leaves out."""
    rows = synthesis.rows
    declared = overlaps(review)
    shared = {*declared["one"], *declared["other"]}
    marks = rows["marks"].astype(str)
    masks = {
        "without counts worked out from a percentage or words": rows["derived"].isin(WORKED_OUT),
        "without any derived count": marks.str.contains("D"),
        "without values whose time is not stated": marks.str.contains("T"),
        "without values in conflict": marks.str.contains("C"),
        "without values from an abstract or a secondary source only": marks.str.contains("A|S"),
        "without reports that may share patients with another": rows["study"].isin(shared),
        "without denominators other than all of the arm": ~(rows["arm_n"] == rows["n"]).fillna(False),
        f"without reports of fewer than {FEW} patients": rows["n"] < FEW,
        "without reports whose age group is not stated": rows["age"] == Age.NOT_STATED,
    }
    return {name: mask.to_numpy(bool) for name, mask in masks.items()}


def subsets(synthesis: Synthesis) -> list[Variant]:
    """The pool in each declared subset of its cohorts; `studies` are those that it leaves out."""
    labels = synthesis.rows["label"]
    return [
        Variant(one.subset.label, tuple(labels[~labels.index.isin(one.rows.index)]), one.pooled)
        for one in synthesis.subsets
    ]


def in_words(variant: Variant) -> str:
    """What an exclusion set did, in words: which reports it left out."""
    if not variant.studies:
        return "no report is of this kind"
    if variant.pooled is None:
        return "every report is of this kind: none remains"
    return f"left out: {listed(variant.studies)}"


def span(variants: Iterable[Variant]) -> tuple[Variant, Variant] | None:
    """The variants with the lowest and the highest estimate; None where nothing was estimated."""
    estimates = [(v.pooled.estimate, v) for v in variants if v.pooled is not None and not np.isnan(v.pooled.estimate)]
    if not estimates:
        return None
    by_estimate = itemgetter(0)
    return min(estimates, key=by_estimate)[1], max(estimates, key=by_estimate)[1]
