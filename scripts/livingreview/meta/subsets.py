"""Pools of parts of the same studies: what sensitivity analyses, subgroups and influence measures are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from . import glmm
from .inference import Intervals
from .inputs import check_indexes, counts, design, moderator_columns, rows_of, study_labels
from .intervals import own_proportions
from .pool import pool_checked, pool_proportions
from .pool_arms import pool_two_arm
from .result import Pooled
from .search import search_subsets
from .types import FloatArray, PoolOptions, Rows


def pool_subsets(arrays: list[FloatArray], keep: Sequence[Rows], options: PoolOptions) -> list[Pooled]:
    """The pools of the studies of each mask (or list of positions), with their moderators and labels.

    Studies keep their numbers as labels. GLMMs without moderators are searched all at once.
    """
    k, columns = len(arrays[0]), options.get("moderators")
    if len(arrays) == 2 and options.get("model", "glmm") == "glmm" and columns is None and not options.get("nodes"):
        return _subsets_at_once(arrays[0], arrays[1], keep, options)
    labels, moderators = np.array(study_labels(options.get("labels"), k)), moderator_columns(columns, k)
    pool: Any = pool_proportions if len(arrays) == 2 else pool_two_arm
    pools = []
    for rows in keep:
        parts: dict[str, Any] = {"moderators": rows_of(moderators, rows), "labels": labels[rows]}
        pools.append(pool(*(values[rows] for values in arrays), **{**options, **parts}))
    return pools


def pool_subset(arrays: list[FloatArray], keep: Rows, options: PoolOptions) -> Pooled:
    """The pool of the studies in `keep`, as `pool_subsets` gives it."""
    return pool_subsets(arrays, [keep], options)[0]


def _subsets_at_once(x: FloatArray, n: FloatArray, keep: Sequence[Rows], options: PoolOptions) -> list[Pooled]:
    choices: dict[str, Any] = {**options, "labels": None}
    pool_proportions(x[:1], n[:1], **choices)  # checks the options
    named = {one.name: choices[one.name] for one in fields(Intervals) if one.name in choices}
    intervals, tau2_interval = Intervals(**named), bool(options.get("tau2_interval", True))
    level = intervals.level
    labels, studies = np.array(study_labels(options.get("labels"), len(n))), own_proportions(x, n, level)
    regular = [i for i, rows in enumerate(keep) if _searchable(x[rows], n[rows])]
    searched = search_subsets(x, n, [keep[i] for i in regular], level if tau2_interval else None)
    found = dict(zip(regular, searched, strict=True))
    return [
        pool_checked(
            x[rows],
            n[rows],
            design(None, len(n[rows])),
            tuple(labels[rows].tolist()),
            studies.take(rows),
            model="glmm",
            intervals=intervals,
            nodes=None,
            tau2_interval=tau2_interval,
            found=found.get(i),
        )
        for i, rows in enumerate(keep)
    ]


def _searchable(x: FloatArray, n: FloatArray) -> bool:
    """Whether a pool without moderators has a likelihood with a finite maximum in tau² to search for."""
    return bool(len(n) > 1 and 0 < x.sum() < n.sum() and (n > 1).any() and not glmm.tau2_diverges(x, n))


def as_arrays(
    events: ArrayLike, n: ArrayLike, events_2: ArrayLike | None, n_2: ArrayLike | None, **paired: Any
) -> list[FloatArray]:
    """The counts, checked: two arrays for proportions, four for two arms.

    paired: other arguments with an entry for each study, whose indexes (of pandas) must be the same.
    """
    if (events_2 is None) != (n_2 is None):
        raise ValueError("The second arm needs both its events and its sizes: events_2 and n_2.")
    check_indexes(events=events, n=n, events_2=events_2, n_2=n_2, **paired)
    arms = [counts(events, n)]
    if events_2 is not None and n_2 is not None:
        arms.append(counts(events_2, n_2, "events_2", "n_2"))
    if len({len(arm[0]) for arm in arms}) > 1:
        lengths = ", ".join(str(len(values)) for arm in arms for values in arm)
        raise ValueError(f"All counts must have the same length, not {lengths}.")
    return [values for arm in arms for values in arm]
