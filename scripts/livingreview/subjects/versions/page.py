"""What changed, and does the report meet its standards?"""

from __future__ import annotations

from IPython.display import Markdown

from ...publish.open_data import OPEN_DATA
from ...render.myst import Page, folded, table_text
from ..protocol import table as methods
from ..reporting import table as reporting
from . import table as updates
from .model import released


class Updates(Page):
    """Versions, changes, reporting standards and search strategies."""

    def versions(self) -> Markdown:
        """Versions with what triggered them."""
        return self._table(updates.versions(self.review))

    def records_by_version(self) -> Markdown:
        """The flow of records over versions."""
        return self._table(updates.records_by_version(released(self.review.root), self.results.changes))

    def changed_files(self) -> Markdown:
        """Publications changed since the version before."""
        table = updates.changed_files(self.review, self.results.changes)
        return Markdown(folded("Every publication that changed, and how", table) if table.rows else table_text(table))

    def changed_results(self) -> Markdown:
        """Declared results before and now."""
        return self._table(updates.changed_results(self.results.changes))

    def freshness(self) -> Markdown:
        """How current the version is, in one small table."""
        return self._table(updates.freshness(self.results))

    def downloads(self) -> Markdown:
        """What can be taken away: papers made from the same inputs, the data, the bibliography."""
        return Markdown(updates.downloads(self.review.root / OPEN_DATA))

    def checklist(self, standard: str) -> Markdown:
        """A reporting standard, item by item."""
        return self._table(reporting.checklist(self.review, standard))

    def strategies(self) -> Markdown:
        """Every search string, exactly as it is to be run."""
        return Markdown(methods.strategies(self.review))
