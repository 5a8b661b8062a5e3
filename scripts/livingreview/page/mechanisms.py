"""How does it work?"""

from __future__ import annotations

from collections.abc import Sequence

from IPython.display import Markdown

from .. import mechanisms
from ..figures import direction_plot
from ..schema import Part
from ..tables import mechanisms as tables
from .base import Page

DRUG_PARTS = (Part.INTERVENTION, Part.COMBINATION, Part.CLASS)


class Mechanisms(Page):
    """Figures and tables of one mechanism chapter."""

    def defect(self, chapter: str) -> Markdown:
        """Direction-of-effect plot of the disease against health, with the findings behind it."""
        return self._directions(chapter, "defect", (Part.DEFECT,), "The disease compared with health")

    def drug_effect(self, chapter: str) -> Markdown:
        """Direction-of-effect plot of the treatment and its class, with the findings behind it."""
        what = f"What {self.review.config.intervention} and its class do"
        return self._directions(chapter, "drug", DRUG_PARTS, what)

    def genetic(self, chapter: str) -> Markdown:
        """Findings of genetic studies of the drug's target: never a drug effect."""
        evidence = mechanisms.evidence(self.review, chapter)
        caption = "Genetic studies of the drug's target pathway: they are not drug effects."
        return self._table(tables.findings(evidence, f"genetic-{chapter}", caption, evidence.part(Part.GENETIC)))

    def within_disease(self, chapter: str) -> Markdown:
        """Findings inside the disease: course, severity, correlation."""
        evidence = mechanisms.evidence(self.review, chapter)
        caption = "Findings inside the disease: course, severity and correlations, without healthy controls."
        return self._table(tables.findings(evidence, f"within-{chapter}", caption, evidence.part(Part.WITHIN)))

    def other_agents(self, chapter: str) -> Markdown:
        """Findings on other treatments, stimuli and genes: context only."""
        evidence = mechanisms.evidence(self.review, chapter)
        caption = "Other treatments, stimuli and genes: context, not evidence on the treatment under review."
        return self._table(tables.findings(evidence, f"other-{chapter}", caption, evidence.part(Part.OTHER)))

    def conflicts(self, chapter: str) -> Markdown:
        """Findings of a chapter that disagree."""
        return self._table(tables.conflicts(self.review, mechanisms.evidence(self.review, chapter)))

    def _directions(self, chapter: str, name: str, parts: Sequence[Part], what: str) -> Markdown:
        evidence = mechanisms.evidence(self.review, chapter)
        behind = tables.findings(
            evidence, f"{name}-{chapter}", f"{what}: the findings behind the plot.", evidence.part(*parts)
        )
        return self._figure(direction_plot(evidence, name, parts, what), behind)
