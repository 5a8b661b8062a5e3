"""Against what?"""

from __future__ import annotations

from IPython.display import Markdown

from ...render.myst import folded
from ...render.table import plain
from ...wording import capital
from ..page import Page
from . import model as comparisons
from . import table as tables
from .icons import answer, icon_arrays, of_100_arms
from .plot import comparison_plot, readings_plot, small_comparison_plot
from .words import comparator_words


class ComparisonsPage(Page):
    """Figures and tables of the treatment against something else."""

    def declared(self) -> Markdown:
        """The declared comparisons."""
        return Markdown(folded("The declared comparisons", tables.declared(self.review)))

    def forest(self, name: str) -> Markdown:
        """Forest plot of a declared comparison, with its trials behind it."""
        compared = self.analysis.comparison(name)
        return self._figure(comparison_plot(compared, self.review.config.intervention), tables.compared_rows(compared))

    def forest_small(self, name: str) -> Markdown:
        """Forest plot of a declared comparison for a first page: its first measure only."""
        compared = self.analysis.comparison(name)
        return self._figure(small_comparison_plot(compared, self.review.config.intervention))

    def of_100(self, name: str) -> Markdown:
        """Icon arrays of a declared comparison: of 100 patients of each arm, how many had the outcome."""
        compared = self.analysis.comparison(name)
        words = self.review.config.intervention, comparator_words(self.review, compared.comparison)
        if of_100_arms(compared) is None:
            return Markdown(f"*{plain(answer(compared, *words))}*")
        return self._figure(icon_arrays(compared, *words))

    def left_out(self) -> Markdown:
        """Values that do not enter a declared comparison, and why."""
        shown = tables.left_out(map(self.analysis.comparison, self.review.config.comparisons))
        return self._table_or_fold("Every value that does not enter a comparison, and why", shown)

    def by_method(self) -> Markdown:
        """The effect in each trial of a declared comparison, by the method that is printed and by another."""
        return self._table(tables.by_method(map(self.analysis.comparison, self.review.config.comparisons)))

    def reading(self, study: str, name: str) -> Markdown:
        """The readings of one ambiguous pair of percentages, drawn as reconstructions."""
        candidates = [c for c in self.analysis.readings if (c.study, c.reading.id) == (study, name)]
        if not candidates:
            known = ", ".join(sorted({f"{c.study} {c.reading.id}" for c in self.analysis.readings}))
            raise KeyError(f"{study!r} has no reading {name!r}. There are: {known or 'none'}.")
        outcome = self.review.vocabulary.outcomes[candidates[0].reading.outcome]
        title = capital(outcome.label)
        return self._figure(readings_plot(candidates, self.review.config.intervention, title, outcome.higher_is_better))

    def readings(self) -> Markdown:
        """Every reading of ambiguous percentages."""
        return self._table(tables.readings(self.review, self.analysis.readings))

    def randomised(self) -> Markdown:
        """Everything that randomised trials print by arm."""
        shown = tables.by_arm(self.review, comparisons.by_arm(self.review, randomised=True), True)
        return self._table_or_fold("What the randomised trials report, by arm", shown)

    def not_randomised(self) -> Markdown:
        """What studies that are not randomised print of two treatments: never compared."""
        return self._table(tables.by_arm(self.review, comparisons.by_arm(self.review, randomised=False), False))

    def awaited(self) -> Markdown:
        """Randomised trials without accessible results."""
        return self._table(tables.awaited(self.review, comparisons.awaited(self.review)))
