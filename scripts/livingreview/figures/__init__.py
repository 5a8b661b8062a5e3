"""The figures of the book: each function returns a `Drawing` with its caption, text alternative and data."""

from .direction import direction_plot
from .flow import flow_diagram
from .forest import forest
from .overlap import overlap_map
from .seen import seen_plot
from .style import Drawing
from .timeline import timeline

__all__ = ["Drawing", "direction_plot", "flow_diagram", "forest", "overlap_map", "seen_plot", "timeline"]
