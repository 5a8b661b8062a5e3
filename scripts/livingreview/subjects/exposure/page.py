"""Which dose, which level?"""

from __future__ import annotations

from IPython.display import Markdown

from ..page import Page
from .model import exposures
from .plot import exposure_plot
from .table import exposure_rows


class ExposurePage(Page):
    """Dose and level beside response."""

    def plot(self) -> Markdown:
        """Dose and level beside response, a row a cohort."""
        exposure = exposures(self.review)
        return self._figure(exposure_plot(exposure), exposure_rows(exposure))
