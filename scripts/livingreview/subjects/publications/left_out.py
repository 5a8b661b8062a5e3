"""Values of one publication that some synthesis of their outcome or event does not take, with the reason of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ...evidence import efficacy, safety
from ...schema import ALL_ARMS, ArmRole
from ...store import records
from ...wording import value_words, what_words
from ..analysis import Analysis


@dataclass(frozen=True)
class LeftOut:
    """A row of the file, such as efficacy[2], in words; `reasons` by what does not take it."""

    place: str
    what: str
    reasons: dict[str, str]


def left_out(analysis: Analysis, key: str) -> Iterator[LeftOut]:
    """The rows on effects and harms that are listed and not pooled, in the order of the file."""
    review = analysis.review
    config, vocabulary = review.config, review.vocabulary
    why: dict[tuple[str, int], dict[str, str]] = {}

    def leave(field: str, where: str, frame: Any) -> None:
        for row in records(frame[frame["study"] == key]):
            why.setdefault((field, row["row"]), {})[where] = row["reason"]

    for name, pool in config.pools.items():
        leave("efficacy", f"pool {pool.label}", analysis.pool(name).left_out)
    for name, comparison in config.comparisons.items():
        field = "efficacy" if comparison.outcome is not None else "safety"
        leave(field, f"comparison {comparison.label}", analysis.comparison(name).left_out)
    leave("safety", "harms", analysis.harms.left_out)
    pooled = {pool.outcome for pool in config.pools.values()}
    for field, frame in (("efficacy", efficacy(review)), ("safety", safety(review))):
        for row in records(frame[frame["study"] == key]):
            reasons = dict(why.get((field, row["row"]), {}))
            if field == "efficacy" and row["outcome"] not in pooled:
                reasons.setdefault("pools", f"no pool is declared for {vocabulary.outcomes[row['outcome']].label}")
            elif field == "efficacy" and row["arm_role"] != ArmRole.INTERVENTION and row["arm"] != ALL_ARMS:
                reasons.setdefault("pools", "not an arm with the treatment under review alone")
            if not row["in_scope"]:
                reasons.setdefault(
                    "harms" if field == "safety" else "pools", "patients whom the review does not ask about"
                )
            if reasons:
                what = f"{what_words(row, vocabulary)}: {value_words(row)}"
                yield LeftOut(f"{field}[{row['row']}]", what, reasons)
