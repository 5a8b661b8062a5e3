"""Who was studied, and who benefits?"""

from __future__ import annotations

from collections.abc import Iterable

from IPython.display import Markdown

from ...render.myst import table_text
from ...render.table import plain
from ..page import Page
from . import table as tables
from .model import Population, same_patients, select
from .plot import by_study

FEWEST = 2  # values in a plot: a single one is as plain in the table


class PopulationsPage(Page):
    """Figures and tables of one population, and of what goes with response.

    A population is named by conditions and ages as the data name them (`primary`, `secondary`, `mixed` ...; `adult`,
    `child`, `mixed`, `not-stated`; no ages means any age). `name` sets apart the figures of a chapter.
    """

    def by_study(self, name: str, conditions: Iterable[str], ages: Iterable[str] | None = None) -> Markdown:
        """Study-by-study plot of a population with its rows behind it; the rows alone where a plot shows no more."""
        population = select(self.review, conditions, ages)
        if len(population.plotted) >= FEWEST:
            return self._figure(
                by_study(population, name, self._same(population)), tables.response_rows(population, name)
            )
        alone = tables.response_rows(population, name, plotted=False)
        title = plain(population.title)
        nothing = f"*No publication in the data gives a value for response in {title} that can be drawn.*"
        lead = [nothing] if population.plotted.empty else []
        return Markdown("\n\n".join([*lead, *([table_text(alone)] if alone.rows else [])]))

    def characteristics(self, name: str, conditions: Iterable[str], ages: Iterable[str] | None = None) -> Markdown:
        """Publications of a population: who, given what, response defined how."""
        return self._table(tables.characteristics(self.review, select(self.review, conditions, ages), name))

    def conflicts(self, name: str, conditions: Iterable[str], ages: Iterable[str] | None = None) -> Markdown:
        """Values of a population in conflict."""
        shown = tables.conflicts(self.review, select(self.review, conditions, ages), name)
        return self._table_or_fold("Every conflict, and what was noted", shown)

    def predictors(self) -> Markdown:
        """What reports relate to response, with and without a difference."""
        return self._table(tables.predictor_rows(self.review))

    def combinations(self) -> Markdown:
        """Arms that had the treatment with another drug."""
        return self._table(tables.combinations(self.review))

    def combination_findings(self) -> Markdown:
        """Mechanistic findings of the treatment with another agent."""
        shown = tables.combination_findings(self.review)
        return self._table_or_fold("Mechanistic findings of the treatment with another agent", shown)

    def interactions(self) -> Markdown:
        """What moves the level of the treatment."""
        return self._table_or_fold(
            "Interactions that change the level, each with its source", tables.interactions(self.review)
        )

    def _same(self, population: Population) -> list[tuple[str, str, str]]:
        label = self.review.bibliography.label
        pairs = same_patients(self.review, population.plotted["study"])
        return [(label(one), label(other), extent) for one, other, extent in pairs]
