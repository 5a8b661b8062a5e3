"""How were the sources searched, and what would the strategies find?"""

from __future__ import annotations

from IPython.display import Markdown

from ...render.myst import folded, table_text
from ...search.capture import ASSUMPTIONS
from ..page import Page
from . import table as tables
from .model import gaps
from .words import estimate

GAPS = "Records that at least one string does not certainly find"


class SearchesPage(Page):
    """The account of the searches, and how far they can be trusted to find what is there."""

    def runs(self) -> Markdown:
        """Every run, as PRISMA-S asks to report it."""
        return self._table(tables.runs(self.review))

    def sensitivity(self) -> Markdown:
        """How many of the included records each strategy finds."""
        return self._table(tables.sensitivity(self.analysis.sensitivity))

    def gaps(self) -> Markdown:
        """Included records that the words at hand do not show to be found, and what these lack."""
        missed = tables.gaps(self.review, gaps(self.review, self.analysis.sensitivity))
        return Markdown(folded(GAPS, missed) if missed.rows else table_text(missed))

    def assumptions(self) -> Markdown:
        """What an estimate of missed publications rests on."""
        lead = "Such an estimate" if isinstance(estimate(self.review), str) else "The estimate"
        return Markdown("\n".join([f"{lead} assumes:", "", *(f"- {text}" for text in ASSUMPTIONS), ""]))
