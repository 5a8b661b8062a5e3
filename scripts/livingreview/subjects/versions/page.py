"""What changed?"""

from __future__ import annotations

from IPython.display import Markdown

from ...render.myst import folded, table_or_fold, table_text
from ...render.table import plain
from ...wording import count
from ..page import Page
from . import table
from .model import released


class VersionsPage(Page):
    """Versions and what changed between them."""

    def history(self) -> Markdown:
        """Versions with what triggered them, and the changes of method of each, folded."""
        parts = [table_text(table.versions(self.review))]
        for one in self.review.config.versions:
            if one.methods:
                listed = "\n".join(f"- {plain(text)}" for text in one.methods)
                parts.append(f"::::{{dropdown}} Changes of method in version {one.version}\n\n{listed}\n::::\n")
        return Markdown("\n\n".join(parts))

    def records(self) -> Markdown:
        """The flow of records over versions."""
        return self._table(table.records_by_version(released(self.review.root), self.analysis.changes))

    def changed_publications(self) -> Markdown:
        """Publications changed since the version before."""
        changed = table.changed_files(self.review, self.analysis.changes)
        title = "Every publication that changed, and how"
        return Markdown(folded(title, changed) if changed.rows else table_text(changed))

    def changed_results(self) -> Markdown:
        """Declared results before and now; those that are the same in a table of their own, folded."""
        changed = self.analysis.changes
        levels = [pool.level for pool in self.review.config.pools.values()]
        every = table.changed_results(changed, levels, self.review.bibliography.label)
        different, same = table.split_results(every, changed)
        parts = [table_or_fold("Every declared result before and now", different)]
        if same.rows:
            parts.append(folded(f"Results that did not change ({count(len(same.rows), 'row')})", same))
        return Markdown("\n\n".join(parts))

    def changed_certainty(self) -> Markdown:
        """Certainty of evidence before and now."""
        return self._table(table.changed_certainty(self.analysis.changes))

    def freshness(self) -> Markdown:
        """How current the version is, in one small table."""
        return self._table(table.freshness(self.results))
