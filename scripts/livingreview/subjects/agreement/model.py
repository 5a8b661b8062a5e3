"""How often two readers of one publication agree, by kind of datum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ...meta import Agreement, agreement
from ...store import Review
from ...store.comparing import KINDS, Compared, Kind, compared_in


@dataclass(frozen=True)
class KindAgreement:
    """Agreement on the data of one kind that both readers give.

    `measures` has shares and intervals clustered by publication. `first` and `second` count data of paired rows that
    only one of them gives, `publications` the publications with data of both.
    """

    kind: Kind
    measures: Agreement
    first: int
    second: int
    publications: int


@dataclass(frozen=True)
class SecondReadings:
    """All that was read twice. `states` counts rows by what became of them: agrees, differs, first only ..."""

    compared: tuple[Compared, ...]
    kinds: tuple[KindAgreement, ...]
    states: Counter[str]

    @property
    def publications(self) -> int:
        """Publications of which anything was read twice."""
        return len({one.key for one in self.compared})


def second_readings(review: Review) -> SecondReadings:
    """Agreement of the second readings in data/extractions with the first ones."""
    return summed(tuple(compared_in(review)))


def summed(compared: Sequence[Compared]) -> SecondReadings:
    """Agreement over these readings."""
    kinds = [found for kind in KINDS if (found := _of_kind(kind, compared)) is not None]
    states = Counter(row.state for one in compared for row in one.rows)
    return SecondReadings(tuple(compared), tuple(kinds), states)


def _of_kind(kind: Kind, compared: Sequence[Compared]) -> KindAgreement | None:
    """Agreement on data of a kind; None where no paired row has any.

    The categories are the values themselves; one that is the same by the tolerance of its kind counts as the first's.
    """
    fields = [
        (one.key, field)
        for one in compared
        for row in one.rows
        for field in row.fields
        if field.kind == kind and not field.derived
    ]
    if not fields:
        return None
    both = [(key, field) for key, field in fields if field.both]
    measures = agreement(
        [field.first for _, field in both],
        [field.first if field.same else field.second for _, field in both],
        clusters=[key for key, _ in both],
    )
    alone = [field for _, field in fields if not field.both]
    only_first = sum(bool(field.first) for field in alone)
    return KindAgreement(kind, measures, only_first, len(alone) - only_first, len({key for key, _ in both}))
