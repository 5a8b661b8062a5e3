"""The figures of the book: each function returns a `Drawing` with its caption, text alternative and data."""

from .context import context_plot
from .direction import direction_plot
from .forest import forest
from .harms import harms_plot
from .style import Drawing

__all__ = ["Drawing", "context_plot", "direction_plot", "forest", "harms_plot"]
