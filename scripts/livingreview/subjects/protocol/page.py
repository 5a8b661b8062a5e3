"""How was it done?"""

from __future__ import annotations

from IPython.display import Markdown

from ..page import Page
from . import table as tables


class ProtocolPage(Page):
    """Tables of the protocol."""

    def steps(self) -> Markdown:
        """Protocol against what was done."""
        return self._table(tables.protocol_steps(self.review))

    def eligibility(self) -> Markdown:
        """What is included and what is not, as lists."""
        return Markdown(tables.eligibility(self.review))

    def searches(self) -> Markdown:
        """State of the searches."""
        return self._table(tables.searches(self.review))

    def pools(self) -> Markdown:
        """Declared syntheses."""
        return self._table(tables.pools(self.review))

    def outcomes(self) -> Markdown:
        """Outcome definitions."""
        return self._table(tables.outcomes(self.review))

    def strategies(self) -> Markdown:
        """Every search string, exactly as it is to be run."""
        return Markdown(tables.strategies(self.review))
