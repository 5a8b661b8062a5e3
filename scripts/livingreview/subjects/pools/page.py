"""Does it work?"""

from __future__ import annotations

from IPython.display import Markdown

from ...render.table import plain
from ..page import Page
from . import table, variants_table
from .bayesian import bayesian
from .beyond import beyond, direction
from .estimand import estimand
from .icons import icon_array
from .missing import attrition, missing_words
from .plot import forest, small_forest
from .variants_plot import (
    beyond_plot,
    cumulative_plot,
    leave_one_out_plot,
    missing_plot,
    sensitivity_plot,
    subsets_plot,
)


class PoolsPage(Page):
    """Figures and tables of the declared pools, and of each with something changed."""

    def forest(self, pool: str, dose: bool = False) -> Markdown:
        """Forest plot of a declared pool, with its rows behind it; with `dose`, dose and trough target of each arm."""
        synthesis = self.analysis.pool(pool)
        return self._figure(forest(synthesis, dose), table.pooled_rows(synthesis))

    def forest_small(self, pool: str) -> Markdown:
        """Forest plot of a declared pool for a first page: cohorts and pool only."""
        return self._figure(small_forest(self.analysis.pool(pool)))

    def of_100(self, pool: str) -> Markdown:
        """Icon array of a declared pool: of 100 such patients, how many had the outcome."""
        synthesis = self.analysis.pool(pool)
        if synthesis.pooled is None:
            return Markdown(f"*{plain(synthesis.pool.label)}: no study gives a count that may enter.*")
        return self._figure(icon_array(synthesis))

    def left_out(self, pool: str) -> Markdown:
        """What did not enter a declared pool, and why."""
        shown = table.left_out(self.analysis.pool(pool))
        return self._table_or_fold("Every value that was not pooled, and why", shown)

    def leave_one_out(self, pool: str) -> Markdown:
        """The pool without each cohort in turn."""
        synthesis = self.analysis.pool(pool)
        return self._figure(leave_one_out_plot(synthesis), variants_table.leave_one_out(synthesis))

    def cumulative(self, pool: str) -> Markdown:
        """The pool as reports came in."""
        synthesis = self.analysis.pool(pool)
        return self._figure(cumulative_plot(synthesis), variants_table.cumulative(synthesis))

    def sensitivity(self, pool: str) -> Markdown:
        """The pool under other models and without doubtful values."""
        synthesis = self.analysis.pool(pool)
        drawing = sensitivity_plot(self.review, synthesis)
        return self._figure(drawing, variants_table.sensitivity(self.review, synthesis))

    def estimand(self, pool: str) -> Markdown:
        """What a pool is to estimate, and what its cohorts are."""
        return self._table(estimand(self.review, self.analysis.pool(pool)))

    def subsets(self, pool: str) -> Markdown:
        """The pool in its declared subsets."""
        synthesis = self.analysis.pool(pool)
        if not synthesis.subsets:
            return Markdown(f"*{plain(synthesis.pool.label)}: no subset is declared.*")
        return self._figure(subsets_plot(synthesis), variants_table.subsets(synthesis))

    def beyond(self, pool: str) -> Markdown:
        """What a pool leaves out, read as counts, and which way leaving it out pushes the pool."""
        synthesis = self.analysis.pool(pool)
        found = beyond(self.review, synthesis)
        if found.readings.empty:
            return Markdown(f"*{plain(direction(synthesis, found))}*")
        return self._figure(beyond_plot(synthesis, found), variants_table.beyond(synthesis, found))

    def attrition(self, pool: str) -> Markdown:
        """Who entered each cohort of a pool, and who has an outcome."""
        return self._table(variants_table.attrition(self.review, self.analysis.pool(pool)))

    def missing(self, pool: str) -> Markdown:
        """The pool under assumptions on patients without an outcome; a sentence where nobody is known to be missing."""
        synthesis = self.analysis.pool(pool)
        if not attrition(self.review, synthesis)["missing"].fillna(0).any():
            return Markdown(f"*{plain(synthesis.pool.label)}.* {plain(missing_words(self.review, synthesis))}")
        drawing = missing_plot(self.review, synthesis)
        return self._figure(drawing, variants_table.missing(self.review, synthesis))

    def bayesian(self) -> Markdown:
        """Every declared pool under a Bayesian model, with several priors."""
        shown = bayesian([self.analysis.pool(name) for name in self.review.config.pools])
        return self._table_or_fold("The declared pools under a Bayesian model", shown)
