"""What is in the data?"""

from __future__ import annotations

from IPython.display import Markdown

from ..page import Page
from . import table as tables
from .model import OPEN_DATA


class DataPage(Page):
    """The open data: its dictionary, and what can be downloaded."""

    def fields(self, table: str) -> Markdown:
        """Columns of a table of the open data."""
        return self._table(tables.fields(self.review, table))

    def terms(self) -> Markdown:
        """Closed vocabularies."""
        return self._table(tables.terms(self.review))

    def downloads(self) -> Markdown:
        """What can be downloaded: papers made from the same inputs, the data, the bibliography."""
        return Markdown(tables.downloads(self.review.root / OPEN_DATA))
