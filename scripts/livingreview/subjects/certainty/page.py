"""How sure are we?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from IPython.display import Markdown

from ...render.myst import folded
from ...render.table import Table, plain
from ..page import Page
from . import table as tables
from .model import Rating, Unrated

NOT_RATED = "*The certainty of the evidence is not rated yet.*"
NO_RULES = "*The rules for rating the certainty of the evidence are not declared yet.*"
NO_SIZES = "*No optimal information size is declared.*"


class CertaintyPage(Page):
    """Tables of the certainty of evidence."""

    def summary_of_findings(self) -> Markdown:
        """Summary of findings, with certainty: effects and shares in one table."""
        return self._summary(tables.summary_of_findings)

    def summary_of_comparisons(self) -> Markdown:
        """Summary of findings on effects, with certainty."""
        return self._summary(tables.summary_of_comparisons)

    def summary_of_shares(self) -> Markdown:
        """Summary of findings on shares of treated patients, with certainty."""
        return self._summary(tables.summary_of_shares)

    def _summary(self, made: Callable[[Sequence[Rating], Sequence[Unrated]], Table]) -> Markdown:
        table = made(self.analysis.ratings, self.analysis.unrated)
        return self._table(table) if table.rows else Markdown(NOT_RATED)

    def what_matters(self) -> Markdown:
        """The thresholds that intervals are judged against."""
        judged = self.review.certainty
        if judged is None:
            return Markdown(NO_RULES)
        return self._table_or_fold("What would matter to patients", tables.what_matters(judged))

    def reasons(self) -> Markdown:
        """Every reason for rating down."""
        return Markdown(folded("Reasons for rating down", tables.concerns()))

    def domains(self) -> Markdown:
        """Every domain of every outcome, with its computed input."""
        rated = self.analysis.ratings
        parts = [folded(plain(one.outcome.label), tables.domains(self.review, one)) for one in rated]
        return Markdown("\n\n".join(parts) or NOT_RATED)

    def changed(self) -> Markdown:
        """Every judgement that changed a level, with its reason, in one table."""
        table = tables.changed(self.review, self.analysis.ratings)
        return self._table_or_fold("All reasons in one table", table) if table.rows else Markdown(NOT_RATED)

    def thresholds(self) -> Markdown:
        """Declared thresholds."""
        judged = self.review.certainty
        if judged is None:
            return Markdown(NO_RULES)
        return self._table_or_fold("Thresholds of computed inputs", tables.thresholds(judged.thresholds))

    def information(self) -> Markdown:
        """Optimal information sizes, with the declared numbers behind them."""
        table = tables.information(self.analysis)
        return self._table_or_fold("Optimal information sizes", table) if table.rows else Markdown(NO_SIZES)

    def would_raise(self) -> Markdown:
        """What would raise the certainty, as data/certainty.yaml puts it."""
        judged = self.review.certainty
        texts = judged.raises if judged is not None else []
        return Markdown("\n".join(f"- {plain(text)}" for text in texts) or NOT_RATED)
