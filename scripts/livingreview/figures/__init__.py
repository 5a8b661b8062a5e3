"""The figures of the book: each function returns a `Drawing` with its caption, text alternative and data."""

from .bias import bias_summary, traffic_lights
from .direction import direction_plot
from .forest import forest
from .style import Drawing

__all__ = ["Drawing", "bias_summary", "direction_plot", "forest", "traffic_lights"]
