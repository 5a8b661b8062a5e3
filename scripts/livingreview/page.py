"""What a chapter cell may call. Each method returns MyST that the book sets: a numbered figure or table with its data.

A chapter begins with a hidden cell::

    from livingreview import page
    book = page.open_book()
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

import pandas as pd
from IPython.display import Markdown

from . import mechanisms, tables
from .figures import Drawing, direction_plot, forest
from .meta.validation import Comparison, compare
from .results import Results
from .schema import Part
from .store import Review, load
from .tables import Table

FIGURES = Path("_build") / "figures"
REFERENCE = Path("tests") / "reference"
SIMULATED = Path("bench") / "results" / "coverage.csv"
DRUG_PARTS = (Part.INTERVENTION, Part.COMBINATION, Part.CLASS)


def open_book(path: str | Path = ".") -> Book:
    """The book on the review in this folder or the nearest above."""
    return Book(load(path))


class Book:
    """The figures and tables of one review."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self.results = Results(review)

    # Does it work?
    def forest(self, pool: str) -> Markdown:
        """Forest plot of a declared pool, with its rows behind it."""
        synthesis = self.results.pool(pool)
        return self._figure(forest(synthesis), tables.pooled_rows(synthesis))

    def left_out(self, pool: str) -> Markdown:
        """What did not enter a declared pool, and why."""
        return self._table(tables.left_out(self.results.pool(pool)))

    # How does it work?
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

    def conflicts(self, chapter: str) -> Markdown:
        """Findings of a chapter that disagree."""
        return self._table(tables.conflicts(self.review, mechanisms.evidence(self.review, chapter)))

    def _directions(self, chapter: str, name: str, parts: Sequence[Part], what: str) -> Markdown:
        evidence = mechanisms.evidence(self.review, chapter)
        behind = tables.findings(
            evidence, f"{name}-{chapter}", f"{what}: the findings behind the plot.", evidence.part(*parts)
        )
        return self._figure(direction_plot(evidence, name, parts, what), behind)

    # How was it done?
    def protocol_steps(self) -> Markdown:
        """Protocol against what was done."""
        return self._table(tables.protocol_steps(self.review))

    def searches(self) -> Markdown:
        """State of the searches."""
        return self._table(tables.searches(self.review))

    def pools(self) -> Markdown:
        """Declared syntheses."""
        return self._table(tables.pools(self.review))

    def outcomes(self) -> Markdown:
        """Outcome definitions."""
        return self._table(tables.outcomes(self.review))

    def publications(self) -> Markdown:
        """Publications with treated patients."""
        return self._table(tables.publications(self.review))

    def trials(self) -> Markdown:
        """Registered trials."""
        return self._table(tables.trials(self.review))

    # What is in the data?
    def library(self) -> Markdown:
        """Every publication and trial, linked to its page."""
        return self._table(tables.library(self.review))

    def fields(self, table: str) -> Markdown:
        """Columns of a table of the open data."""
        return self._table(tables.fields(self.review, table))

    def terms(self) -> Markdown:
        """Closed vocabularies."""
        return self._table(tables.terms(self.review))

    # Can the statistics be trusted?
    @cached_property
    def _comparisons(self) -> list[Comparison]:
        return compare(self.review.root / REFERENCE)

    def agreement_sentence(self) -> Markdown:
        """How many reference results were compared and agree."""
        compared = [row for row in self._comparisons if row.agrees is not None]
        agree = sum(row.agrees for row in compared)
        sets = len({row.dataset for row in self._comparisons})
        apart = len(self._comparisons) - len(compared)
        return Markdown(
            f"Of {len(self._comparisons):,} results in {sets} reference data sets, {len(compared):,} are compared; "
            f"{agree:,} of them agree within their tolerance and {len(compared) - agree:,} do not; "
            f"{apart:,} are not compared, for the reasons given below."
        )

    def agreement(self) -> Markdown:
        """Agreement with the reference by family."""
        return self._table(tables.agreement(self._comparisons))

    def disagreements(self) -> Markdown:
        """Results that do not agree with the reference."""
        return self._table(tables.disagreements(self._comparisons))

    def not_compared(self) -> Markdown:
        """What of the reference is not compared, and why."""
        return self._table(tables.not_compared(self._comparisons))

    def coverage(self) -> Markdown:
        """Simulated coverage and bias."""
        return self._table(tables.coverage(pd.read_csv(self.review.root / SIMULATED)))

    def _figure(self, drawing: Drawing, behind: Table) -> Markdown:
        drawing.save(self.review.root / FIGURES)
        return Markdown(figure_text(drawing, behind))

    def _table(self, table: Table) -> Markdown:
        return Markdown(table_text(table))


def figure_text(drawing: Drawing, behind: Table | None = None) -> str:
    """MyST of a numbered figure: page-width image, phone-width image (HTML only), and the rows behind it, folded."""
    place = f"/{FIGURES.as_posix()}/{drawing.name}"
    alt = drawing.alt.replace("\n", " ")
    options = f":name: fig-{drawing.name}\n:alt: {alt}\n:class: page-width"
    narrow = f":::{{only}} html\n```{{image}} {place}-narrow.svg\n:alt: {alt}\n:class: phone-width\n```\n:::"
    text = f"::::{{figure}} {place}.*\n{options}\n\n{drawing.caption}\n\n{narrow}\n::::\n"
    if behind is not None and behind.rows:
        title = "The figures behind this plot"
        text += f"\n::::{{dropdown}} {title}\n:name: behind-{drawing.name}\n\n{table_text(behind)}\n::::\n"
    return text


def table_text(table: Table) -> str:
    """MyST of a numbered table; a sentence where it would be empty."""
    if not table.rows:
        return f"*{table.caption} There are none in the data.*"
    return list_table(table.header, table.rows, table.widths, table.caption, f":name: tbl-{table.name}\n")


def list_table(
    header: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int], title: str = "", options: str = ""
) -> str:
    """MyST of a table of MyST cells; numbered if it has a title."""
    lines = [
        f":::{{list-table}} {title}",
        f"{options}:header-rows: 1",
        ":class: longtable",
        f":widths: {' '.join(map(str, widths))}",
        "",
    ]
    for row in (header, *rows):
        lines += [("* - " if i == 0 else "  - ") + (cell or " ") for i, cell in enumerate(row)]
    return "\n".join([*lines, ":::"])
