"""Every combination of the choices of a pool, pooled: a multiverse, or specification curve, of one result.

After Simonsohn, Simmons and Nelson (Nat Hum Behav 2020;4:1208-1214), Steegen, Tuerlinckx, Gelman and Vanpaemel
(Perspect Psychol Sci 2016;11:702-712) and, for meta-analyses, Voracek, Kossmeier and Tran (Z Psychol 2019;227:64-82).
It describes how far a result depends on choices. It tests nothing, and the middle of it is no better estimate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from ...evidence import once_a_review
from ...meta import Pooled
from ...schema import Pool, Threshold
from ...store import Review
from .datasets import Analysis, DataSets
from .options import LABELS, Choice, choices_of, contradiction
from .thresholds import thresholds_of

NOT_ESTIMATED = "the model gives no estimate"


@dataclass(frozen=True)
class Specification:
    """One analysis: every combination of options that gives it, as option ids in the order of the choices.

    `labels` are the cohorts pooled; `declared` says whether the combination that the pool declares is among them.
    """

    combinations: tuple[tuple[str, ...], ...]
    labels: tuple[str, ...]
    pooled: Pooled
    declared: bool


@dataclass(frozen=True)
class Move:
    """How an option moves the estimate against the declared option of its choice, all other choices being equal.

    mean, least, most: of the differences, as proportions; nan where there is no pair to compare. `pairs`: how many.
    """

    mean: float
    least: float
    most: float
    pairs: int


@dataclass(frozen=True)
class Multiverse:
    """Every combination of the choices of a pool.

    `specifications` are the different analyses, from the lowest estimate to the highest. `impossible` counts, by
    reason, the combinations that give none; they and those of the specifications add up to `combinations`.
    `moves` has the Move of each option but the declared one by (choice, option); `spans` has for each choice the mean,
    over all combinations of the others, of the distance between its lowest and its highest estimate. `table` has one
    row a combination, the declared one first.
    """

    id: str
    pool: Pool
    thresholds: tuple[Threshold, ...]
    choices: tuple[Choice, ...]
    combinations: int
    impossible: dict[str, int]
    specifications: tuple[Specification, ...]
    moves: dict[tuple[str, str], Move]
    spans: dict[str, float]
    table: pd.DataFrame

    @property
    def declared(self) -> Specification | None:
        """The analysis that the pool declares; None where it is impossible, as with fewer than two cohorts."""
        return next((one for one in self.specifications if one.declared), None)

    @property
    def estimates(self) -> np.ndarray:
        """Estimates of the specifications, in their order."""
        return np.array([one.pooled.estimate for one in self.specifications])


@once_a_review
def multiverse(review: Review, pool_id: str) -> Multiverse | None:
    """All combinations of what data/review.yaml declares under `choices` of a pool; None where it declares nothing."""
    pool = review.config.pools[pool_id]
    choices = choices_of(pool)
    if not choices:
        return None
    names = [choice.id for choice in choices]
    combinations = list(product(*([option.id for option in choice.options] for choice in choices)))
    results = _results(review, pool, [dict(zip(names, one, strict=True)) for one in combinations])
    members: dict[Analysis, list[int]] = {}
    for i, (analysis, _, _) in enumerate(results):
        if analysis is not None:
            members.setdefault(analysis, []).append(i)
    pools = {i: pooled for i, (_, pooled, _) in enumerate(results) if pooled is not None}
    ranked = sorted(members.values(), key=lambda of: (pools[of[0]].estimate, of[0]))
    estimates = np.array([pools[i].estimate if i in pools else np.nan for i in range(len(combinations))])
    moves, spans = _moves(choices, estimates.reshape([len(choice.options) for choice in choices]))
    specifications = tuple(
        Specification(tuple(combinations[i] for i in of), results[of[0]][2], pools[of[0]], 0 in of) for of in ranked
    )
    reasons = {i: labels[0] for i, (analysis, _, labels) in enumerate(results) if analysis is None}
    return Multiverse(
        pool_id,
        pool,
        thresholds_of(review, pool_id),
        choices,
        len(combinations),
        dict(Counter(reasons.values()).most_common()),
        specifications,
        moves,
        spans,
        _table(pool_id, names, combinations, reasons, ranked, specifications),
    )


# Of a combination: its analysis, its pool and the labels of its cohorts; or None, None and the reason.
Found = tuple[Analysis | None, Pooled | None, tuple[str, ...]]


def _results(review: Review, pool: Pool, chosen: Sequence[dict[str, str]]) -> list[Found]:
    """What each combination of options gives."""
    data, wanted = DataSets(review, pool), []
    for one in chosen:
        model: Any = one.get("model", pool.model)
        test: Any = one.get("interval", pool.test)
        reason = contradiction(model, test, one)
        number = -1 if reason else data.of(one)
        wanted.append(((number, model, test), reason or data.fault(number, model)))
    pools = data.pooled(analysis for analysis, reason in wanted if reason is None)
    found: list[Found] = []
    for analysis, reason in wanted:
        number, model, _ = analysis
        if reason is None and np.isnan(pools[analysis].estimate):
            reason = NOT_ESTIMATED
        if reason is not None:
            found.append((None, None, (reason,)))
        else:  # the test that was used: t of two cohorts is z
            found.append(((number, model, pools[analysis].test), pools[analysis], data.labels[number]))
    return found


def _moves(choices: Sequence[Choice], estimates: np.ndarray) -> tuple[dict[tuple[str, str], Move], dict[str, float]]:
    """What each option and each choice do to the estimates, which have one axis a choice; nan where impossible."""
    moves: dict[tuple[str, str], Move] = {}
    spans: dict[str, float] = {}
    for axis, choice in enumerate(choices):
        by_option = np.moveaxis(estimates, axis, 0).reshape(len(choice.options), -1)
        for option, found in zip(choice.options[1:], by_option[1:], strict=True):
            difference = found - by_option[0]
            difference = difference[~np.isnan(difference)]
            mean, least, most = (
                (float(of(difference)) for of in (np.mean, np.min, np.max)) if len(difference) else (np.nan,) * 3
            )
            moves[choice.id, option.id] = Move(mean, least, most, len(difference))
        several = by_option[:, (~np.isnan(by_option)).sum(axis=0) > 1]
        widths = np.nanmax(several, axis=0) - np.nanmin(several, axis=0)
        spans[choice.id] = float(widths.mean()) if widths.size else np.nan
    return moves, spans


def _table(
    pool_id: str,
    names: Sequence[str],
    combinations: Sequence[tuple[str, ...]],
    reasons: dict[int, str],
    ranked: Sequence[Sequence[int]],
    specifications: Sequence[Specification],
) -> pd.DataFrame:
    """One row a combination, possible or not, in the order in which they are enumerated: the declared one first."""
    number_of = {i: number for number, of in enumerate(ranked, 1) for i in of}
    found = [specifications[number_of[i] - 1] if i in number_of else None for i in range(len(combinations))]
    pooled = [one.pooled if one is not None else None for one in found]
    options = dict(zip(names, zip(*combinations, strict=True), strict=True))
    columns: dict[str, Any] = {name: options.get(name, "") for name in LABELS}
    columns["declared"] = [i == 0 for i in range(len(combinations))]
    columns["analysis"] = pd.array([number_of.get(i) for i in range(len(combinations))], dtype="Int64")
    for field in ("k", "n"):
        columns[field] = pd.array([getattr(one, field, None) for one in pooled], dtype="Int64")
    for field in ("estimate", "ci_low", "ci_high"):
        columns[field] = [getattr(one, field, np.nan) for one in pooled]
    columns["cohorts"] = ["; ".join(one.labels) if one is not None else "" for one in found]
    columns["impossible"] = [reasons.get(i, "") for i in range(len(combinations))]
    return pd.DataFrame({"pool": pool_id, **columns}, index=range(len(combinations)))
