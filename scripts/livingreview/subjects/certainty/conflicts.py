"""What contradicts a rated outcome: shown in every summary of it, so that no summary is tidier than its sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ...evidence import efficacy, safety
from ...schema import ArmRole, Evidence, GroupRole, Severity
from ...store import Review, records
from ...wording import value_words, without_source_numbers


@dataclass(frozen=True)
class Contradiction:
    """A value that belongs to an outcome, and conflicts with another source or is missing from the outcome's count.

    `what` names the value, empty where it is of the outcome itself; `says` is what it conflicts with, where it does.
    """

    study: str
    label: str
    what: str
    figure: str
    says: str | None

    @property
    def words(self) -> str:
        """Bleeding, serious: 3/43 (7%) in Li 2013, in conflict: the abstract gives ..."""
        named = f"{self.what}: " if self.what else ""
        conflict = f", in conflict: {without_source_numbers(self.says).rstrip('.')}" if self.says else ""
        return f"{named}{self.figure} in {self.label}{conflict}"


def outcome_of(review: Review, evidence: Evidence) -> str | None:
    """The outcome of the vocabulary that this evidence is on; None for adverse events."""
    config = review.config
    if evidence.pool is not None:
        return config.pools[evidence.pool].outcome
    if evidence.comparison is not None:
        return config.comparisons[evidence.comparison].outcome
    return evidence.outcome


def contradictions(review: Review, evidence: Evidence, rows: pd.DataFrame) -> tuple[Contradiction, ...]:
    """Every contradiction of an outcome, one a study and kind of value.

    A count of patients with an event of any kind includes those with each single event: of single events, those that
    are in conflict are shown, and those counted in a study that gives no count of any kind. `rows` are the studies
    whose values the outcome's result is made of (`Body.rows`).
    """
    found = {(one.study, one.what): one for one in reversed(list(_found(review, evidence, rows)))}
    own = {study for study, what in found if not what}
    return tuple(one for (study, what), one in reversed(found.items()) if not what or study not in own)


def _found(review: Review, evidence: Evidence, rows: pd.DataFrame) -> Iterator[Contradiction]:
    compared, studies = evidence.comparison is not None, set(rows["study"])
    counted = set(rows.dropna(subset=["events", "n"])["study"])
    for row in records(_belonging(review, evidence)):
        what = _single_event(review, evidence, row)
        if row["study"] not in studies if compared else row["arm_role"] == ArmRole.COMPARATOR:
            continue
        uncounted = bool(what) and row["counted"] and row["events"] > 0 and row["study"] not in counted
        if row["conflict"] is not None or uncounted:
            yield Contradiction(row["study"], row["label"], what, value_words(row), row["conflict"])


def _belonging(review: Review, evidence: Evidence) -> pd.DataFrame:
    """Every value on the outcome in whole groups of patients whom a pool may be about; those of its own term first."""
    outcome = outcome_of(review, evidence)
    if outcome is not None:
        rows = efficacy(review)
        rows = rows[rows["outcome"] == outcome].assign(own=True)
    else:
        events, severities = _events(review, evidence)
        rows = safety(review)
        own, single = rows["event"].isin(events), _any_kind(review, events)
        asked = pd.Series(Severity.ANY in severities, rows.index) | rows["severity"].isin(severities)
        same = own & rows["severity"].isin(severities)
        rows = rows.assign(own=same)[same | (asked & ~own & single)].sort_values("own", ascending=False, kind="stable")
    roles = rows["arm_role"].isin([ArmRole.INTERVENTION, ArmRole.COMPARATOR])
    return rows[rows["pooled_population"] & rows["group_role"].ne(GroupRole.SUBGROUP) & roles]


def _events(review: Review, evidence: Evidence) -> tuple[list[str], list[str]]:
    if evidence.comparison is None:
        return evidence.events, list(evidence.severities)
    declared = review.config.comparisons[evidence.comparison]
    return [declared.event or ""], [declared.severity or Severity.ANY]


def _any_kind(review: Review, events: list[str]) -> bool:
    return any(review.vocabulary.events[event].any_kind for event in events)


def _single_event(review: Review, evidence: Evidence, row: dict[str, Any]) -> str:
    """Event and severity of a value that is of a single event where the outcome is any; else empty."""
    if row["own"]:
        return ""
    event = review.vocabulary.events[row["event"]].label
    return event if row["severity"] == Severity.ANY else f"{event}, {row['severity']}"


def elsewhere(review: Review, evidence: Evidence) -> tuple[str, ...]:
    """Labels of the publications that report an outcome only in patients whom no pool is about."""
    outcome = outcome_of(review, evidence)
    if outcome is not None:
        rows = efficacy(review)
        rows = rows[rows["outcome"] == outcome]
    else:
        events, severities = _events(review, evidence)
        rows = safety(review)
        rows = rows[rows["event"].isin(events) & rows["severity"].isin(severities)]
    rows = rows[~rows["pooled_population"] & rows["arm_role"].ne(ArmRole.COMPARATOR)]
    return tuple(dict.fromkeys(rows["label"]))
