"""What does it mean?"""

from __future__ import annotations

from IPython.display import Markdown

from ..tables import discussion as tables
from .base import Page


class Discussion(Page):
    """Tables of the discussion."""

    def earlier_reviews(self) -> Markdown:
        """This review beside earlier ones."""
        return self._table(tables.earlier_reviews(self.results))

    def scope(self) -> Markdown:
        """Topics of the starting point, and where they stand here."""
        return self._table(tables.scope(self.results))

    def gaps(self) -> Markdown:
        """What no publication seen reports."""
        return self._table(tables.gaps(self.results))
