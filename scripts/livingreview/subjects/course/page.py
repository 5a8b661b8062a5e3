"""Does it last?"""

from __future__ import annotations

from IPython.display import Markdown

from ..page import Page
from . import model as durability
from . import table as tables
from .lasting_plot import durability_plot, timing_plot
from .plot import course_plot

NO_POOL = "*Response over time is shown for declared pools, and none is declared.*"


class CoursePage(Page):
    """Figures and tables of response in time."""

    def plot(self) -> Markdown:
        """Response over time in each cohort, for the outcome and patients of every declared pool."""
        pools = self.review.config.pools
        if not pools:
            return Markdown(NO_POOL)
        # Pools of one outcome at several times share one course: all its times are in it.
        alike = {
            (p.outcome, *sorted(p.conditions), p.min_patients, p.level): name
            for name, p in reversed(list(pools.items()))
        }
        pools = {name: pools[name] for name in pools if name in alike.values()}
        titles = {name: self.review.vocabulary.outcomes[pool.outcome].label for name, pool in pools.items()}
        drawing = course_plot(titles, durability.courses(self.review, pools))
        return self._figure(drawing, tables.course(drawing.data, titles))

    def lasting(self) -> Markdown:
        """Every value on whether responses last, plotted as printed."""
        rows = durability.lasting(self.review)
        return self._figure(durability_plot(rows, self.review.config.condition_short))

    def lasting_values(self) -> Markdown:
        """Every value on whether responses last, with notes and conflicts."""
        shown = tables.lasting(self.review, durability.lasting(self.review))
        return self._table_or_fold("Every value on whether responses last, with notes and conflicts", shown)

    def timing(self) -> Markdown:
        """Times to response and on treatment, with the data table."""
        rows = durability.timing(self.review)
        return self._figure(timing_plot(rows, self.review.config.condition_short), tables.timing(self.review, rows))

    def other_values(self) -> Markdown:
        """Every value of an outcome that is not pooled, compared or timed: as printed, or a sentence without one."""
        rows = durability.other_values(self.review)
        if rows.empty:
            return Markdown("*The data have no value of any other outcome.*")
        shown = tables.other_values(self.review, rows)
        return self._table_or_fold("Every value of other outcomes, as printed", shown)
