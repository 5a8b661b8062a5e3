"""Does it work?"""

from __future__ import annotations

from IPython.display import Markdown

from ...render.myst import Page
from . import table as tables
from .plot import forest


class Efficacy(Page):
    """Figures and tables of response."""

    def forest(self, pool: str, dose: bool = False) -> Markdown:
        """Forest plot of a declared pool, with its rows behind it; with `dose`, dose and trough target of each arm."""
        synthesis = self.results.pool(pool)
        return self._figure(forest(synthesis, dose), tables.pooled_rows(synthesis))

    def left_out(self, pool: str) -> Markdown:
        """What did not enter a declared pool, and why."""
        return self._table(tables.left_out(self.results.pool(pool)))
