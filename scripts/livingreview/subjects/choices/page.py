"""Would other choices change it, and what would?"""

from __future__ import annotations

from IPython.display import Markdown

from ...render.table import plain
from ...wording import sentence, sentence_end
from ..page import Page
from . import table
from .flips_table import flips_table, levels_table
from .flips_words import NO_THRESHOLD
from .plot import curve
from .words import NONE_DECLARED


class ChoicesPage(Page):
    """Figures and tables of what else could have been chosen for the declared pools."""

    def curve(self, pool: str) -> Markdown:
        """Specification curve of a declared pool, with what each option does behind it."""
        found = self.analysis.choices(pool)
        if found is None:
            return Markdown(f"*{plain(self.review.config.pools[pool].label)}: {plain(sentence(NONE_DECLARED))}*")
        return self._figure(curve(found), table.options(found), "What each option does")

    def impossible(self, pool: str) -> Markdown:
        """Combinations of choices that give no result, and why."""
        found = self.analysis.choices(pool)
        if found is None:
            return Markdown(f"*{plain(self.review.config.pools[pool].label)}: {plain(sentence(NONE_DECLARED))}*")
        return self._table(table.impossible(found))

    def flips(self, pool: str) -> Markdown:
        """What would move the result of a declared pool across its thresholds."""
        synthesis, found = self.analysis.pool(pool), self.analysis.flips(pool)
        if not found:
            return Markdown(f"*{plain(synthesis.pool.label)}: {plain(sentence_end(NO_THRESHOLD))}*")
        return self._table(flips_table(synthesis, found))

    def levels(self, pool: str) -> Markdown:
        """What would change a computed input of the certainty on a declared pool."""
        return self._table(levels_table(self.analysis.pool(pool), self.analysis.level_flips(pool)))
