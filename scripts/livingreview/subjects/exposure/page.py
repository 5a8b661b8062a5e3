"""Which dose, which level?"""

from __future__ import annotations

from IPython.display import Markdown

from ..page import Page
from .model import exposures
from .plot import exposure_plot
from .table import exposure_rows


class ExposurePage(Page):
    """Dose and level against response."""

    def plot(self) -> Markdown:
        """Dose and level against response, one row per cohort."""
        exposure = exposures(self.review)
        return self._figure(exposure_plot(exposure), exposure_rows(exposure))
