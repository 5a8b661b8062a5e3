"""How far can each study be trusted?"""

from __future__ import annotations

from IPython.display import Markdown

from ...render.myst import folded
from ...render.table import Table, plain
from ...schema import INSTRUMENT_OF_DESIGN, TOOLS, Instrument
from ..page import Page
from . import table
from .model import assessments
from .plot import bias_summary, traffic_lights

PATIENTS = (Instrument.ROB2, Instrument.JBI_CASE_SERIES, Instrument.JBI_CASE_REPORT)


class BiasPage(Page):
    """Figures and tables of risk of bias."""

    def traffic_lights(self) -> Markdown:
        """Risk of bias of the studies with treated patients, with every judgement behind it."""
        return self._lights("patients", PATIENTS, "studies with treated patients")

    def animal_traffic_lights(self) -> Markdown:
        """Risk of bias of the animal models of the condition, with every judgement behind it."""
        return self._lights("animals", (Instrument.SYRCLE,), f"animal models of {self.review.config.condition_short}")

    def comparison_traffic_lights(self) -> Markdown:
        """Risk of bias of comparisons that were not randomised, with every judgement behind it."""
        return self._lights("comparisons", (Instrument.ROBINS_I,), "comparisons of arms that were not randomised")

    def _lights(self, name: str, instruments: tuple[Instrument, ...], what: str) -> Markdown:
        found = assessments(self.review, instruments)
        behind = table.judgements(self.review, found, name)
        return self._figure(traffic_lights(found, name, what), behind)

    def summary(self) -> Markdown:
        """Judgements by item, over the studies with treated patients."""
        found = assessments(self.review, PATIENTS)
        drawing = bias_summary(found, "patients", "studies with treated patients")
        return self._figure(drawing)

    def instruments(self) -> Markdown:
        """Which design is rated with which instrument."""
        rows = [
            [plain(design.label), plain(design.definition), plain(TOOLS[tool].name if tool else "none")]
            for design, tool in INSTRUMENT_OF_DESIGN.items()
        ]
        made = Table("instruments", "Designs and instruments.", ["Design", "Meaning", "Instrument"], rows, [24, 46, 30])
        return self._table(made)

    def rules(self, instrument: str) -> Markdown:
        """The items of an instrument and the rule for each."""
        tool = TOOLS[Instrument(instrument)]
        return Markdown(folded(f"{tool.name}: items and rules", table.rules(tool)))
