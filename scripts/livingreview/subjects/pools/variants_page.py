"""How robust is it?"""

from __future__ import annotations

from IPython.display import Markdown

from ...render.myst import Page
from . import variants_table as tables
from .cumulative_plot import cumulative_plot
from .leave_one_out_plot import leave_one_out_plot
from .sensitivity_plot import sensitivity_plot


class Robustness(Page):
    """Figures of a declared pool with something changed, each with its results behind it."""

    def leave_one_out(self, pool: str) -> Markdown:
        """The pool without each cohort in turn."""
        synthesis = self.results.pool(pool)
        return self._figure(leave_one_out_plot(synthesis), tables.leave_one_out(synthesis))

    def cumulative(self, pool: str) -> Markdown:
        """The pool as reports came in."""
        synthesis = self.results.pool(pool)
        return self._figure(cumulative_plot(synthesis), tables.cumulative(synthesis))

    def sensitivity(self, pool: str) -> Markdown:
        """The pool under other models and without doubtful figures."""
        synthesis = self.results.pool(pool)
        drawing = sensitivity_plot(self.review, synthesis)
        return self._figure(drawing, tables.sensitivity(self.review, synthesis))
