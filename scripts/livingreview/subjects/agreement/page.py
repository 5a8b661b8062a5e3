"""How often do two readers agree?"""

from __future__ import annotations

from IPython.display import Markdown

from ...render.myst import folded
from ..analysis import Analysis
from ..page import Page
from ..versions.state import comparisons, harms, pools
from . import table
from .other import with_second
from .words import NOTHING


class AgreementPage(Page):
    """Second readings, their disagreements, proof of place and audits."""

    def kinds(self) -> Markdown:
        """Agreement by kind of datum."""
        found = self.analysis.second_readings
        return self._table(table.kinds(found)) if found.compared else Markdown(NOTHING)

    def rows(self) -> Markdown:
        """What became of the rows that were read again."""
        found = self.analysis.second_readings
        return self._table(table.rows(found)) if found.compared else Markdown(NOTHING)

    def disagreements(self) -> Markdown:
        """Every difference, and how it was settled."""
        found = self.analysis.second_readings
        if not found.compared:
            return Markdown(NOTHING)
        return Markdown(folded("Every difference, and how it was settled", table.disagreements(self.review, found)))

    def shifts(self) -> Markdown:
        """Each declared result, had the second reading been taken."""
        found = self.analysis.second_readings
        if not found.compared:
            return Markdown(NOTHING)
        other = Analysis(with_second(self.review, found.compared))
        before, after = ({**pools(one), **comparisons(one), **harms(one)} for one in (self.analysis, other))
        return self._table(table.shifts([(result, after.get(name)) for name, result in before.items()]))

    def audits(self) -> Markdown:
        """Audits of random samples, with exact intervals."""
        return self._table(table.audits(self.review))
