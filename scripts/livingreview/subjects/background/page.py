"""What is the background?"""

from __future__ import annotations

from IPython.display import Markdown

from ...render.myst import folded
from ...render.table import plain
from ...store.citations import cited_in
from ...wording import capital, count
from ..page import Page
from . import table as tables
from .model import besides, comparators
from .plot import comparators_plot


class BackgroundPage(Page):
    """Figures and tables of background publications: context, never evidence on the treatment under review."""

    def comparators(self, outcome: str) -> Markdown:
        """Results of other treatments on one outcome of the vocabulary, with the data table, behind a title."""
        rows = comparators(self.review, [outcome])
        name, title = outcome.lower(), self.review.vocabulary.outcomes[outcome].label
        head = f"{plain(capital(title))} ({count(len(rows), 'result')})"
        data = tables.comparator_rows(rows, name, title)
        return self._folded_figure(head, comparators_plot(rows, name, title), data)

    def other_outcomes(self, *plotted: str) -> Markdown:
        """Results of other treatments on every other outcome of the vocabulary: a table, without a plot."""
        rows = comparators(self.review, besides(self.review, plotted))
        if rows.empty:
            return Markdown("*The data have no result of another treatment on a further outcome.*")
        shown = tables.comparator_rows(rows, "others", "other outcomes", plotted=False)
        return Markdown(folded(f"Other outcomes ({count(len(shown.rows), 'result')})", shown))

    def comparator_reports(self) -> Markdown:
        """Publications on other treatments, with designs and definitions."""
        shown = tables.comparator_reports(self.review)
        return self._table_or_fold("Every publication on other treatments, with its design and definitions", shown)

    def burden(self) -> Markdown:
        """Frequency, course and burden of the disease."""
        return self._table_or_fold("Frequency, course and burden, each with its source", tables.burden(self.review))

    def guidelines(self) -> Markdown:
        """Guideline and consensus positions."""
        shown = tables.guidelines(self.review)
        return self._table_or_fold("Every guideline and consensus document, and how much of it was read", shown)

    def sources(self, chapter: str) -> Markdown:
        """How the publications that a chapter cites were read; `chapter` is its file without .md."""
        file = f"chapters/{chapter}.md"
        every = self.review.publications.keys() | self.review.registered.keys() | self.review.background.keys()
        cited = {key for name, _, key in cited_in(self.review.root) if name == file}
        keys = sorted(cited & every, key=self.review.bibliography.label)
        shown = tables.sources(self.review, keys, chapter.replace("/", "-"))
        return self._table_or_fold("Every source of this page, and how much of it was read", shown)
