"""The thresholds of a pool: those that it declares, and those that its certainty is judged against."""

from __future__ import annotations

from ...schema import Threshold
from ...store import Review
from ...wording import percent


def thresholds_of(review: Review, pool_id: str) -> tuple[Threshold, ...]:
    """Thresholds of a declared pool in rising order, each once.

    To those of data/review.yaml come the shares at which a reader would judge otherwise (`matters` in
    data/certainty.yaml), of every rating that is about the pool.
    """
    found = {one.at: one for one in review.config.pools[pool_id].thresholds}
    outcomes = review.certainty.outcomes.values() if review.certainty is not None else ()
    for outcome in outcomes:
        if outcome.evidence.pool == pool_id and outcome.matters is not None:
            for share in outcome.matters.shares:
                label = f"{percent(share)} of patients"
                found.setdefault(share, Threshold(at=share, label=label, why=outcome.matters.why))
    return tuple(found[at] for at in sorted(found))
