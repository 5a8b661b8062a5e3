"""Does the report meet its standards?"""

from __future__ import annotations

from IPython.display import Markdown

from ..page import Page
from . import table


class ReportingPage(Page):
    """Reporting standards."""

    def checklist(self, standard: str) -> Markdown:
        """A reporting standard, item by item."""
        return self._table(table.checklist(self.review, standard))
