"""How does one contribute?"""

from __future__ import annotations

from IPython.display import Markdown

from ...render.myst import folded
from ...schema import Domain, Level
from ...wording import listed
from ..bias.plot import traffic_lights
from ..page import Page
from ..pools.plot import forest
from . import example, fields, table


class ContributingPage(Page):
    """What the pages for contributors show: fields and terms of the schema, and one publication as an example."""

    def fields(self, block: str) -> Markdown:
        """Every field of a block of a file, and what goes into it."""
        return self._table(fields.fields(block))

    def terms(self, *names: str) -> Markdown:
        """Fields that take a term, such as "group.role", with their terms, folded."""
        return Markdown(folded(f"Terms of {listed(names)}", fields.terms(self.review, *names)))

    def grades(self) -> Markdown:
        """Domains and levels of GRADE."""
        return self._table(fields.defined("grades", "GRADE: its five domains, and its four levels.", Domain, Level))

    def to_rate(self) -> Markdown:
        """Studies that wait for a rater."""
        return self._table(table.to_rate(self.review))

    def logs(self) -> Markdown:
        """Names of logs."""
        return self._table(table.logs(self.review))

    def links(self) -> Markdown:
        """Where to report and to propose."""
        return Markdown(table.links(self.review))

    def read(self, key: str) -> Markdown:
        """What was read of a publication."""
        return self._table(example.read(self.review, key))

    def printed(self, key: str) -> Markdown:
        """What its sources print."""
        return self._table(example.printed(self.review, key))

    def excerpt(self, key: str, block: str) -> Markdown:
        """The lines of its file that hold a block."""
        return Markdown(example.excerpt(self.review, key, block))

    def chosen(self, key: str, pool: str) -> Markdown:
        """How the fields on the way to a pool were chosen."""
        return self._table(example.chosen(self.analysis.pool(pool), self.review, key))

    def judged(self, key: str) -> Markdown:
        """Its risk of bias, with the rule behind each judgement."""
        return self._table(example.judged(self.review, key))

    def lights(self, key: str) -> Markdown:
        """Its risk of bias as it is drawn."""
        found = example.rated(self.review, key)
        return self._figure(traffic_lights([found], f"example-{key}", f"{found.label} alone, as an example"))

    def route(self, key: str, pool: str) -> Markdown:
        """Which of its values enters a pool, and why the others do not."""
        return self._table(example.route(self.analysis.pool(pool), self.review, key))

    def forest(self, key: str, pool: str) -> Markdown:
        """The forest plot of a pool with the row of a publication marked."""
        synthesis = self.analysis.pool(pool)
        example.entered(synthesis, key)
        return self._figure(forest(synthesis, marked=key))
