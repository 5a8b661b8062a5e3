"""How were the publications found?"""

from __future__ import annotations

from functools import cached_property

from IPython.display import Markdown

from ...render.myst import DATA_TABLE, figure_text
from ...render.table import plain
from ..page import Page
from .model import Flow, flow
from .plot import boxes_in_words, flow_diagram
from .table import agreement, reasons

NO_LOG = "*There is no screening log yet.*"


class FlowPage(Page):
    """The flow of records from the searches to the review."""

    @cached_property
    def _flow(self) -> Flow:
        return flow(self.review)

    def plot(self) -> Markdown:
        """PRISMA 2020 flow diagram, with its boxes as a list."""
        if self.review.records.empty:
            return Markdown(NO_LOG)
        drawing = flow_diagram(self._flow)
        self._save(drawing)
        boxes = "\n".join(
            "\n".join([f"- {plain(title)}", *(f"  - {plain(line)}" for line in lines)])
            for title, lines in boxes_in_words(self._flow)
        )
        folded = f"::::{{dropdown}} The boxes as a list\n:name: {DATA_TABLE}{drawing.name}\n\n{boxes}\n::::\n"
        return Markdown(f"{figure_text(drawing)}\n{folded}")

    def reasons(self) -> Markdown:
        """Reasons for exclusion and waiting, by stage."""
        if self.review.records.empty:
            return Markdown(NO_LOG)
        return self._table_or_fold("Records that were not included, by reason", reasons(self._flow))

    def agreement(self) -> Markdown:
        """Agreement of the screeners at each stage."""
        return self._table(agreement(self.review))
