"""What a risk-of-bias instrument is: its items, and the rule by which each is judged here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .terms import Instrument, Judgement


@dataclass(frozen=True)
class Item:
    """One item: what it asks, and what makes it low, some concerns, high, or (where the tool has it) critical here."""

    id: str
    label: str
    asks: str
    low: str
    some: str
    high: str
    critical: str = ""


@dataclass(frozen=True)
class Tool:
    """An instrument: name, address where its items were read, and its items in order.

    `rated` says what one rating is about, `names` what the instrument itself calls a judgement. `overall` is whether
    the instrument derives one judgement from its items; where it does not, none is derived here either.
    """

    instrument: Instrument
    name: str
    seen_at: str
    rated: str
    overall: bool
    items: tuple[Item, ...]
    names: Mapping[Judgement, str] = field(default_factory=dict)

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        """The judgements that the instrument has."""
        critical = any(item.critical for item in self.items)
        return tuple(one for one in Judgement if critical or one is not Judgement.CRITICAL)

    def name_of(self, judgement: Judgement) -> str:
        """What the instrument calls a judgement: serious for high in ROBINS-I."""
        return self.names.get(judgement, judgement.label)

    def item(self, name: str) -> Item:
        """The item of this id. Raises KeyError for one that the instrument does not have."""
        return {item.id: item for item in self.items}[name]
