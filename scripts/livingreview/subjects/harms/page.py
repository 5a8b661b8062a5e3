"""Is it safe?"""

from __future__ import annotations

from collections.abc import Sequence

from IPython.display import Markdown

from ...render.myst import folded
from ..page import NOTHING, Page
from . import table as tables
from .plot import harms_plot


class HarmsPage(Page):
    """Figures and tables of adverse events."""

    def plot(self, panel: str) -> Markdown:
        """Dot plot of adverse events ("direct": the condition only; "apart": mixed cohorts), counts behind it."""
        found = self.analysis.harms
        return self._figure(harms_plot(found, panel), tables.counted(found, panel, self.review))

    def pooled(self) -> Markdown:
        """Adverse events that were pooled; nothing where `harms.pooling` says that none was."""
        table = tables.pooled_events(self.analysis.harms)
        return self._table(table) if table.rows else NOTHING

    def left_out(self) -> Markdown:
        """What is not pooled, and why; folded."""
        return Markdown(
            folded("Every value for harms that is not pooled, and why", tables.left_out(self.analysis.harms))
        )

    def event(
        self, event: str, severities: Sequence[str] = (), also_severity: str = "", behind: str | None = None
    ) -> Markdown:
        """Every value on one event; behind the title `behind` if the table is long."""
        table = tables.event_rows(self.analysis.harms, self.review, event, severities, also_severity)
        return Markdown(folded(behind, table)) if behind else self._table(table)

    def statements(self) -> Markdown:
        """Statements on harms without a count."""
        shown = tables.statements(self.analysis.harms, self.review)
        return self._table_or_fold("Every statement on harms without a count", shown)

    def reporting(self) -> Markdown:
        """What each publication shows on harms."""
        return self._table_or_fold("What each publication reports on harms", tables.reporting(self.analysis.harms))

    def elsewhere(self) -> Markdown:
        """Harms in other diseases, populations and doses."""
        shown = tables.other_diseases(self.review)
        return self._table_or_fold("Harms in other diseases, populations and doses", shown)

    def background(self, name: str) -> Markdown:
        """A declared table of background points."""
        shown = tables.background(self.review, name)
        return self._table_or_fold(shown.caption.partition(".")[0], shown)
