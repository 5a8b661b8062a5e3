"""What does it mean?"""

from __future__ import annotations

from dataclasses import replace

from IPython.display import Markdown

from ..page import Page
from ..publications import table as evidence
from . import table as tables


class DiscussionPage(Page):
    """Tables of the discussion."""

    def earlier_reviews(self) -> Markdown:
        """This review compared with earlier ones."""
        shown = tables.earlier_reviews(self.results)
        return self._table_or_fold("What each earlier review says, beside this one", shown)

    def scope(self) -> Markdown:
        """Topics of the starting point, and where this review covers them."""
        return self._table(tables.scope(self.results))

    def gaps(self) -> Markdown:
        """What no publication found reports."""
        return self._table(tables.gaps(self.results))

    def ongoing(self) -> Markdown:
        """Registered trials; under a name of its own, as the chapter on efficacy has the same table."""
        return self._table(replace(evidence.trials(self.review), name="ongoing"))
