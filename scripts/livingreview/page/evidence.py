"""What was included?"""

from __future__ import annotations

from IPython.display import Markdown

from ..tables import evidence as tables
from .base import Page


class Evidence(Page):
    """Figures and tables of the evidence base."""

    def publications(self) -> Markdown:
        """Publications with treated patients."""
        return self._table(tables.publications(self.review))

    def trials(self) -> Markdown:
        """Registered trials."""
        return self._table(tables.trials(self.review))

    def library(self) -> Markdown:
        """Every publication and trial, linked to its page."""
        return self._table(tables.library(self.review))
