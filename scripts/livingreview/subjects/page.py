"""What every part of the book is made from: one review, its analysis, and how figures and tables become MyST."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from IPython.display import Markdown

from ..render.myst import FIGURES, ROWS_TITLE, figure_text, folded_text, table_or_fold, table_text
from ..render.style import Drawing
from ..render.table import Table
from ..render.uses import asked
from .results import Results

NOTHING = Markdown("% nothing to show")  # a comment of MyST: Jupyter gives an empty text no type that a page could show
_DRAWN = ContextVar("drawn", default=True)
_FOLDER = ContextVar[Path | None]("folder", default=None)


@contextmanager
def words_only() -> Iterator[None]:
    """Figures have their captions and alternative texts, and are not drawn: most of the time of a cell is drawing."""
    before = _DRAWN.set(False)
    try:
        yield
    finally:
        _DRAWN.reset(before)


@contextmanager
def drawn_into(folder: Path) -> Iterator[None]:
    """Figures are drawn into this folder, and those of the last build remain."""
    before = _FOLDER.set(folder)
    try:
        yield
    finally:
        _FOLDER.reset(before)


class Page:
    """The figures and tables of one subject. Each method returns MyST: a numbered figure or table with its data."""

    def __init__(self, results: Results) -> None:
        self.results = results
        self.analysis = results.analysis
        self.review = results.review

    def _figure(self, drawing: Drawing, rows: Table | None = None, title: str = ROWS_TITLE) -> Markdown:
        self._save(drawing)
        return Markdown(figure_text(drawing, rows, title))

    def _folded_figure(self, title: str, drawing: Drawing, rows: Table) -> Markdown:
        """A figure that is not the matter of its page: behind a title that says what it holds."""
        return Markdown(folded_text(title, str(self._figure(drawing, rows).data)))

    def _save(self, drawing: Drawing) -> None:
        if _DRAWN.get():
            drawing.save(_FOLDER.get() or self.review.root / FIGURES, *asked())

    def _table_or_fold(self, title: str, table: Table) -> Markdown:
        """A table that is not the matter of its page: behind its title if it is long."""
        return Markdown(table_or_fold(title, table))

    def _table(self, table: Table) -> Markdown:
        return Markdown(table_text(table))
