"""Can the statistics be trusted?"""

from __future__ import annotations

from functools import cached_property

from IPython.display import Markdown

from ...validation import Comparison, compare
from ..page import Page
from . import table as tables
from .model import REFERENCE, VERSIONS, Simulated, needed
from .plot import coverage_plot
from .versions import newer_version


class ValidationPage(Page):
    """Agreement with the reference results, and simulated coverage.

    Both belong to the repository in which the engine is tested. Raises NoReference in a review without them.
    """

    @cached_property
    def _comparisons(self) -> list[Comparison]:
        return compare(needed(self.review, REFERENCE))

    def agreement_sentence(self) -> Markdown:
        """How many reference results were compared and agree."""
        compared = [row for row in self._comparisons if row.agrees is not None]
        agree = sum(row.agrees is True for row in compared)
        sets = len({row.dataset for row in self._comparisons})
        apart = len(self._comparisons) - len(compared)
        return Markdown(
            f"Of {len(self._comparisons):,} results in {sets} reference data sets, {len(compared):,} are compared; "
            f"{agree:,} of them agree within their tolerance and {len(compared) - agree:,} do not; "
            f"{apart:,} are not compared, for the reasons given below."
        )

    def newer_versions(self) -> Markdown:
        """In which results newer versions of the reference software differ from the version that is compared."""
        folder = needed(self.review, REFERENCE) / VERSIONS
        return Markdown("\n".join(newer_version(file) for file in sorted(folder.glob("*.json"))))

    def agreement(self) -> Markdown:
        """Agreement with the reference by family."""
        return self._table(tables.agreement(self._comparisons))

    def disagreements(self) -> Markdown:
        """Results that do not agree with the reference."""
        return self._table(tables.disagreements(self._comparisons))

    def not_compared(self) -> Markdown:
        """What of the reference is not compared, and why."""
        return self._table(tables.not_compared(self._comparisons))

    @cached_property
    def _simulated(self) -> Simulated:
        return Simulated.of(self.review)

    def coverage(self, interval: str) -> Markdown:
        """Simulated coverage and width of intervals: "confidence" or "prediction"."""
        return self._table(tables.coverage(self._simulated, interval))

    def coverage_plot(self) -> Markdown:
        """Simulated coverage by number of cohorts."""
        return self._figure(coverage_plot(self._simulated))

    def estimates(self) -> Markdown:
        """Bias in the simulation, and how often intervals exist."""
        return self._table(tables.estimates(self._simulated))
