"""What is in the data?"""

from __future__ import annotations

from IPython.display import Markdown

from ..page import Page
from . import table as tables


class DataPage(Page):
    """The open data: its dictionary, and what can be downloaded."""

    def fields(self, table: str) -> Markdown:
        """Columns of a table of the open data."""
        return self._table(tables.fields(self.review, table))

    def terms(self) -> Markdown:
        """Closed vocabularies."""
        return self._table(tables.terms(self.review))
