"""Which rows belong to a declared part of a pool: by what was given besides, and by the cause of the condition."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from ..schema import Besides, Given, Subset


def in_subset(rows: pd.DataFrame, subset: Subset, treatment: Collection[str]) -> pd.Series:
    """Whether each row of `evidence.efficacy` belongs to a subset.

    treatment: the drugs under review (`intervention_drugs` in data/review.yaml). Returns booleans on the index of the
    rows. A group without a named cause has none of the causes that a subset asks for or forbids.
    """
    inside = given_as(rows, subset.given, treatment)
    if subset.causes:
        inside &= rows["group_cause"].isin(subset.causes)
    return inside & ~rows["group_cause"].isin(subset.without_causes)


def given_as(rows: pd.DataFrame, given: Given, treatment: Collection[str]) -> pd.Series:
    """Whether the patients of each row were given the treatment in this way; not for all arms together, unless any."""
    if given is Given.ANY:
        return pd.Series(True, index=rows.index)
    own = set(treatment)
    single = pd.Series([bool(drugs) and set(drugs) <= own for drugs in _drugs(rows)], index=rows.index, dtype=bool)
    return single if given is Given.NOT_COMBINED else single & rows["arm_besides"].eq(Besides.NOTHING)


def _drugs(rows: pd.DataFrame) -> list[tuple[str, ...]]:
    return [drugs if isinstance(drugs, tuple) else () for drugs in rows["arm_drugs"]]
