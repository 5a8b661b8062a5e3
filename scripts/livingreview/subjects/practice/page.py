"""What is asked before the treatment is given?"""

from __future__ import annotations

from IPython.display import Markdown

from ...render.myst import SHORT, folded
from ...wording import in_words
from ..page import Page
from . import table as tables
from .model import answers


class PracticePage(Page):
    """Tables of what is reported on dose, monitoring, interactions and whatever else the review declares."""

    def overview(self) -> Markdown:
        """Every declared question and what is reported on it, in short."""
        return self._table(tables.overview(self.review, answers(self.review)))

    def lines(self, question: str) -> Markdown:
        """Every report on one question, with its source; a long list opens on a click."""
        table = tables.lines(self.review, answers(self.review), question)
        if len(table.rows) <= SHORT:
            return self._table(table)
        return Markdown(folded(f"All {in_words(len(table.rows))} reports, each with its source", table))
