"""The figures of the book: each function returns a `Drawing` with its caption, text alternative and data."""

from .bias import bias_summary, traffic_lights
from .context import context_plot
from .direction import direction_plot
from .flow import flow_diagram
from .forest import forest
from .harms import harms_plot
from .overlap import overlap_map
from .seen import seen_plot
from .style import Drawing
from .timeline import timeline

__all__ = [
    "Drawing",
    "bias_summary",
    "context_plot",
    "direction_plot",
    "flow_diagram",
    "forest",
    "harms_plot",
    "overlap_map",
    "seen_plot",
    "timeline",
    "traffic_lights",
]
