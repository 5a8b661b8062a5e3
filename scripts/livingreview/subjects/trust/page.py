"""Do the numbers fit, and do the reports hold?"""

from __future__ import annotations

from IPython.display import Markdown

from ...render.myst import folded, table_text
from ...render.table import plain
from ...schema import SCREENS, TrustTool
from ..page import Page
from . import table
from .words import checks_sentence, judged_sentence


class TrustPage(Page):
    """Tables of the trust screen."""

    def kinds(self) -> Markdown:
        """The computed checks, and how they came out."""
        return self._table(table.kinds(self.analysis.trust))

    def computed(self) -> Markdown:
        """Every study of patients: checks of each kind by verdict."""
        return self._table_or_fold("The computed checks of every study", table.computed(self.analysis.trust))

    def failures(self) -> Markdown:
        """Every check that fails; a sentence where none does."""
        made = table.failures(self.analysis.trust)
        return self._table(made) if made.rows else Markdown(f"*{plain(checks_sentence(self.analysis.trust))}*")

    def judged(self) -> Markdown:
        """Judgements by domain; a sentence where none was made."""
        made = table.judged(self.analysis.trust)
        if not made.rows:
            return Markdown(f"*{plain(judged_sentence(self.analysis.trust))}*")
        return self._table_or_fold("The judgements of every study", made)

    def without(self) -> Markdown:
        """Every declared pool without the studies that fail a check."""
        pools = [self.analysis.pool(name) for name in self.review.config.pools]
        return Markdown("\n\n".join(table_text(table.without(pool, self.analysis.trust)) for pool in pools))

    def items(self, tool: str) -> Markdown:
        """The items of a tool."""
        screen = SCREENS[TrustTool(tool)]
        return Markdown(folded(f"{screen.name}: items", table.items(screen)))
