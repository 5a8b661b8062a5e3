"""What was included?"""

from __future__ import annotations

from functools import cached_property

import pandas as pd
from IPython.display import Markdown

from ...evidence import overlaps
from ..page import Page
from ..results import Results
from . import model as evidence
from . import table as tables
from .access_plot import access_plot
from .overlap_plot import overlap_map
from .timeline_plot import timeline

NO_LOG = "*There is no screening log yet.*"


class PublicationsPage(Page):
    """Figures and tables of the evidence base."""

    @cached_property
    def _publications(self) -> pd.DataFrame:
        return evidence.publications(self.review)

    def characteristics(self) -> Markdown:
        """Every publication with treated patients."""
        return self._table(tables.characteristics(self.review, self._publications))

    def mechanistic(self) -> Markdown:
        """Mechanistic publications by design and system."""
        return self._table(tables.mechanistic(self.review, self._publications))

    def countries(self) -> Markdown:
        """Publications by country and kind."""
        return self._table_or_fold("Publications by country", tables.countries(self.review, self._publications))

    def timeline(self) -> Markdown:
        """Publications by year and kind."""
        labels = evidence.kind_labels(self.review)
        drawing = timeline(self._publications, labels)
        return self._figure(drawing, tables.by_year(drawing.data, labels))

    def overlap(self) -> Markdown:
        """Map of publications that may include the same patients."""
        declared, pools = overlaps(self.review), pools_of(self.results)
        if declared.empty:
            return Markdown("*No publication is declared to include patients of another.*")
        labels = {key: self.review.bibliography.label(key) for key in self.review.publications}
        return self._figure(overlap_map(declared, labels, pools), tables.overlaps(self.review, declared, pools))

    def access(self) -> Markdown:
        """How much was read of each kind of publication."""
        counts = tables.access_counts(self.review, self._publications)
        return self._figure(access_plot(counts), tables.access(counts))

    def trials(self) -> Markdown:
        """Registered trials."""
        return self._table(tables.trials(self.review))

    def library(self) -> Markdown:
        """Every publication and trial, linked to its page."""
        return self._table(tables.library(self.review, self._publications))


def pools_of(results: Results) -> dict[str, list[str]]:
    """Labels of the declared pools that each publication enters."""
    entered: dict[str, list[str]] = {}
    for name in results.review.config.pools:
        synthesis = results.analysis.pool(name)
        for study in synthesis.rows["study"]:
            entered.setdefault(study, []).append(synthesis.pool.label)
    return entered
