"""How does it work?"""

from __future__ import annotations

from collections.abc import Sequence

from IPython.display import Markdown

from ...render.myst import folded, table_text
from ...render.table import plain
from ...schema import Part
from ...wording import count, listed
from .. import mechanisms
from ..page import Page
from . import table as tables
from .direction_plot import direction_plot
from .map_plot import mechanism_map
from .pathway_plot import pathway
from .values_plot import values_plot

DRUG_PARTS = (Part.INTERVENTION, Part.COMBINATION, Part.CLASS)


class MechanismsPage(Page):
    """Figures and tables of the mechanism chapters, the map of them and the synthesis.

    What a chapter shows may be narrowed to some of its axes, as in `defect("other-cells", "nk", "nkt")`.
    """

    def defect(self, chapter: str, *axes: str) -> Markdown:
        """Direction-of-effect plot of the disease against health, with the findings behind it."""
        evidence = mechanisms.evidence(self.review, chapter, *axes)
        return self._directions(evidence, "defect", (Part.DEFECT,), "The disease compared with health")

    def drug_effect(self, chapter: str, *axes: str) -> Markdown:
        """Direction-of-effect plot of the treatment and its class, with the findings behind it."""
        evidence = mechanisms.evidence(self.review, chapter, *axes)
        what = f"What {self.review.config.intervention} and its class do"
        return self._directions(evidence, "drug", DRUG_PARTS, what)

    def genetic(self, chapter: str, *axes: str) -> Markdown:
        """Genetic studies of the drug's target, drawn apart: never a drug effect.

        A sentence where there are none, and a table of a single finding, of which a plot would have one marker.
        """
        evidence = mechanisms.evidence(self.review, chapter, *axes)
        what = f"Genetic studies of the drug's target pathway, which are not drug effects{evidence.scope}"
        shown = evidence.part(Part.GENETIC)
        if shown.empty:
            about = listed(evidence.axis_labels.values(), "or") if axes else "what this chapter is about"
            return _none(f"genetic study of the drug's target pathway that measured {about}")
        behind = tables.findings(self.review, f"genetic-{evidence.name}", f"{plain(what)}: the findings.", shown)
        if len(shown) == 1:
            return self._table_or_fold(plain(what), behind)
        return self._figure(direction_plot(evidence, "genetic", (Part.GENETIC,), what, gaps=False), behind)

    def within_disease(self, chapter: str, *axes: str) -> Markdown:
        """Findings within the disease: course, severity, correlation. A sentence where there are none."""
        evidence = mechanisms.evidence(self.review, chapter, *axes)
        if evidence.part(Part.WITHIN).empty:
            return _none(f"report on course, severity or correlations within the disease{evidence.scope}")
        what = f"Findings within the disease{evidence.scope}"
        caption = f"{plain(what)}: course, severity and correlations, without healthy controls."
        shown = tables.findings(self.review, f"within-{evidence.name}", caption, evidence.part(Part.WITHIN))
        return self._table_or_fold(plain(what), shown)

    def other_agents(self, chapter: str, *axes: str) -> Markdown:
        """Findings on other treatments, stimuli and genes: context only. A sentence where there are none."""
        evidence = mechanisms.evidence(self.review, chapter, *axes)
        if evidence.part(Part.OTHER).empty:
            return _none(f"report on other treatments, stimuli or genes{evidence.scope}")
        what = f"Other treatments, stimuli and genes{evidence.scope}"
        caption = f"{plain(what)}: context, not evidence on the treatment under review."
        shown = tables.findings(self.review, f"other-{evidence.name}", caption, evidence.part(Part.OTHER))
        return self._table_or_fold(plain(what), shown)

    def sign_tests(self, chapter: str) -> Markdown:
        """Directions counted for every comparison of a chapter, with the sign test where there are enough."""
        return self._table_or_fold("Directions counted", tables.sign_tests(mechanisms.evidence(self.review, chapter)))

    def values(self, chapter: str, *axes: str) -> Markdown | None:
        """Means as printed beside their standardised differences; nothing where no report prints means of groups.

        The sentence above it (`axis.CHAPTER.values`) says so. Without any difference there is nothing to draw: a table.
        """
        evidence = mechanisms.evidence(self.review, chapter, *axes)
        shown = mechanisms.values(self.review, evidence.findings)
        table = tables.values(shown, evidence.name)
        if shown.empty:
            return None
        if shown["g"].isna().all():
            return self._table_or_fold("Values as printed", table)
        return self._figure(values_plot(shown, evidence.name), table)

    def conflicts(self, chapter: str, *axes: str) -> Markdown:
        """Findings of a chapter that disagree, with what the data record that differs; one side is on these axes."""
        evidence = mechanisms.evidence(self.review, chapter, *axes)
        found = mechanisms.conflicts_on(self.review, evidence.axis_labels)
        caption = f"Findings in conflict{evidence.scope}."
        shown = tables.conflicts(self.review, found, f"conflicts-{evidence.name}", caption)
        return self._table_or_fold(plain(f"Findings in conflict{evidence.scope}"), shown)

    def conflict_register(self) -> Markdown:
        """Every conflict between mechanistic findings: how many in each chapter, and the pairs of each, folded."""
        by_chapter: dict[str, list[mechanisms.Conflict]] = {}
        for found in mechanisms.conflicts(self.review, mechanisms.all_findings(self.review)):
            by_chapter.setdefault(found.chapter, []).append(found)
        labels = {chapter: mechanisms.evidence(self.review, chapter).label for chapter in by_chapter}
        parts = [table_text(tables.conflict_counts(self.review, labels, by_chapter))]
        for chapter, shown in by_chapter.items():
            caption = (
                f"{plain(labels[chapter])}: findings that disagree, with what differs between them in the data "
                "(possible explanations) and notes made at extraction."
            )
            pairs = tables.conflicts(self.review, shown, f"register-{chapter}", caption)
            parts.append(folded(f"{plain(labels[chapter])} ({count(len(shown), 'conflict')})", pairs))
        return Markdown("\n\n".join(parts))

    def map(self, small: bool = False) -> Markdown:
        """The map of all mechanisms, with links to the chapters and every measure in words, folded.

        The small one has a row a chapter, with the same in words, folded.
        """
        overview = mechanisms.overview(self.review)
        if not overview.chapters:
            return Markdown("*This review has no chapters on mechanisms, so there is no map of them.*")
        drawing = mechanism_map(overview, small=small)
        words = tables.mechanism_map(self.review, overview, drawing.name, chapters=small)
        figure = self._figure(drawing, words, "The map in words, with links to the chapters").data
        if small:
            return Markdown(figure)
        by_chapter = tables.mechanism_map(self.review, overview, "map-chapters", chapters=True)
        return Markdown(figure + "\n" + table_text(by_chapter))

    def pathway(self) -> Markdown:
        """The proposed pathway, drawn from data, with the publications behind every arrow."""
        boxes, arrows = mechanisms.boxes(self.review), mechanisms.arrows(self.review)
        drawing = pathway(boxes, arrows, self.review.config.condition_short)
        return self._figure(drawing, tables.arrows(self.review, arrows), "The publications on each claim")

    def hypotheses(self, concern: str) -> Markdown:
        """Hypotheses of the synthesis, "benefit" or "harm", each with its directness."""
        captions = {
            "benefit": "Mechanisms that could explain a response that lasts, by the most direct evidence for each.",
            "harm": "Mechanisms that could do harm or work against a response, by the most direct evidence for each.",
        }
        shown = mechanisms.hypotheses(self.review, concern)
        return self._table(tables.hypotheses(self.review, shown, f"hypotheses-{concern}", captions[concern]))

    def _directions(self, evidence: mechanisms.Evidence, name: str, parts: Sequence[Part], what: str) -> Markdown:
        what += evidence.scope
        caption = f"{plain(what)}: the findings in the plot."
        behind = tables.findings(self.review, f"{name}-{evidence.name}", caption, evidence.part(*parts))
        return self._figure(direction_plot(evidence, name, parts, what), behind)


def _none(what: str) -> Markdown:
    """In the place of a table without a row."""
    return Markdown(plain(f"We found no {what}."))
