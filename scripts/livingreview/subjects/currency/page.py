"""How current is it?"""

from __future__ import annotations

from functools import cached_property

from IPython.display import Markdown

from ..page import Page
from . import table
from .model import Currency, currency


class CurrencyPage(Page):
    """The state on the day of the data in this version."""

    @cached_property
    def _current(self) -> Currency:
        return currency(self.review, self.review.config.date)

    def sources(self) -> Markdown:
        """When each source was last searched, and when the next search is due."""
        return self._table(table.sources(self._current))

    def state(self) -> Markdown:
        """Missing publications, notices, trials, retirement."""
        return self._table(table.state(self.review, self._current))
