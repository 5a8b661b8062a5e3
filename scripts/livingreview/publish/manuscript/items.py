"""The figures and tables of an article and its supplement, and their numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import panflute as pf

NO_BREAK = "\u00a0"
KINDS = {"fig": "Figure", "tbl": "Table"}


class ConversionError(Exception):
    """A chapter has content that an article cannot hold; the message names chapter and item."""


@dataclass(frozen=True)
class Item:
    """A figure or table, and the chapter it is from."""

    block: pf.Figure | pf.Table
    chapter: str


@dataclass
class Numbers:
    """Figures and tables of the article and of its supplement, numbered in the order in which they are first mentioned.

    `main` holds those of the article, `data_tables` the figures whose data tables are in the supplement. Names are
    written as in references (fig-forest, tbl-pools); those in `data_tables` and `with_data` have no prefix.
    """

    main: frozenset[str] = frozenset()
    data_tables: frozenset[str] = frozenset()
    numbers: dict[str, str] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    folded: dict[str, Callable[[], Item]] = field(default_factory=dict)  # data tables of figures, converted on demand
    with_data: set[str] = field(default_factory=set)  # figures that have a data table
    sections: set[tuple[str, str]] = field(default_factory=set)  # sections already taken: chapter and heading
    referred: dict[str, str] = field(default_factory=dict)  # item, and the chapter that refers to it first

    def number(self, name: str) -> str:
        """Number of an item, such as Figure 1 or Table S1; the next free one if it has none yet."""
        if name not in self.numbers:
            kind = f"{KINDS[name.partition('-')[0]]}{NO_BREAK}{'' if name in self.main else 'S'}"
            taken = sum(one.rstrip("0123456789") == kind for one in self.numbers.values())
            self.numbers[name] = f"{kind}{taken + 1}"
        return self.numbers[name]

    def missing(self) -> set[str]:
        """Names that the text refers to and that are not converted yet, nor folded below a figure."""
        return {name for name in self.referred if name not in self.items and name not in self.folded}


def resolve(numbers: Numbers) -> None:
    """Add the data tables that the text refers to. Raises ConversionError for an item in neither document."""
    waiting = list(numbers.referred)
    for name in waiting:
        if name not in numbers.items and name in numbers.folded:
            numbers.items[name] = numbers.folded[name]()
            waiting += [one for one in numbers.referred if one not in waiting]  # a table may refer to another
    for name, chapter in numbers.referred.items():
        if name not in numbers.items:
            raise ConversionError(f"{chapter} refers to {name}, which is neither in the article nor in its supplement.")
