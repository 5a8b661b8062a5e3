"""The figures of the book: each function returns a `Drawing` with its caption, text alternative and data."""

from .direction import direction_plot
from .forest import forest
from .map import mechanism_map
from .pathway import pathway
from .style import Drawing
from .values import values_plot

__all__ = ["Drawing", "direction_plot", "forest", "mechanism_map", "pathway", "values_plot"]
