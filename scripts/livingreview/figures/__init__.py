"""The figures of the book: each function returns a `Drawing` with its caption, text alternative and data."""

from .bias import bias_summary, traffic_lights
from .by_study import by_study
from .context import context_plot
from .direction import direction_plot
from .exposure import exposure_plot
from .forest import forest
from .harms import harms_plot
from .style import Drawing

__all__ = [
    "Drawing",
    "bias_summary",
    "by_study",
    "context_plot",
    "direction_plot",
    "exposure_plot",
    "forest",
    "harms_plot",
    "traffic_lights",
]
