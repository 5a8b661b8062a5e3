"""How sure are we?"""

from __future__ import annotations

from IPython.display import Markdown

from ...render.myst import Page, folded
from ...render.table import Table, plain
from ...schema import INSTRUMENT_OF_DESIGN, TOOLS, Instrument
from ..bias import model as bias
from ..bias import table as bias_tables
from ..bias.plot import bias_summary, traffic_lights
from . import table as tables

NOT_RATED = "*The certainty of the evidence was not rated: there is no data/certainty.yaml.*"
PATIENTS = (Instrument.ROB2, Instrument.JBI_CASE_SERIES, Instrument.JBI_CASE_REPORT)


class Certainty(Page):
    """Figures and tables of risk of bias and of the certainty of evidence."""

    def traffic_lights(self) -> Markdown:
        """Risk of bias of the studies with treated patients, with every judgement behind it."""
        return self._lights("patients", PATIENTS, "studies with treated patients")

    def animal_lights(self) -> Markdown:
        """Risk of bias of the animal models of the condition, with every judgement behind it."""
        return self._lights("animals", (Instrument.SYRCLE,), f"animal models of {self.review.config.condition_short}")

    def _lights(self, name: str, instruments: tuple[Instrument, ...], what: str) -> Markdown:
        found = bias.assessments(self.review, instruments)
        behind = bias_tables.judgements(self.review, found, name)
        return self._figure(traffic_lights(found, name, what), behind)

    def bias_summary(self) -> Markdown:
        """Judgements by item, over the studies with treated patients."""
        found = bias.assessments(self.review, PATIENTS)
        drawing = bias_summary(found, "patients", "studies with treated patients")
        return self._figure(drawing)

    def instruments(self) -> Markdown:
        """Which design is rated with which instrument."""
        rows = [
            [plain(design.label), plain(design.definition), plain(TOOLS[tool].name if tool else "none")]
            for design, tool in INSTRUMENT_OF_DESIGN.items()
        ]
        table = Table(
            "instruments", "Designs and instruments.", ["Design", "Meaning", "Instrument"], rows, [24, 46, 30]
        )
        return self._table(table)

    def bias_rules(self, instrument: str) -> Markdown:
        """The items of an instrument and the rule for each."""
        tool = TOOLS[Instrument(instrument)]
        return Markdown(folded(f"{tool.name}: items and rules", bias_tables.rules(tool)))

    def summary_of_findings(self) -> Markdown:
        """Summary of findings, with certainty."""
        rated = self.results.ratings()
        return self._table(tables.summary_of_findings(self.review, rated)) if rated else Markdown(NOT_RATED)

    def certainty_domains(self) -> Markdown:
        """Every domain of every outcome, with its computed input."""
        rated = self.results.ratings()
        parts = [folded(plain(one.outcome.label), tables.domains(self.review, one)) for one in rated]
        return Markdown("\n\n".join(parts) or NOT_RATED)

    def certainty_thresholds(self) -> Markdown:
        """Declared thresholds."""
        judged = self.review.certainty
        return self._table(tables.thresholds(judged.thresholds)) if judged is not None else Markdown(NOT_RATED)

    def raises_certainty(self) -> Markdown:
        """What would raise the certainty, as data/certainty.yaml puts it."""
        judged = self.review.certainty
        return Markdown("\n".join(f"- {plain(text)}" for text in judged.raises) if judged is not None else NOT_RATED)
