"""The figures of the book: each function returns a `Drawing` with its caption, text alternative and data."""

from .bias import bias_summary, traffic_lights
from .by_study import by_study
from .comparison import comparison_plot, readings_plot
from .context import context_plot
from .course import course_plot
from .cumulative import cumulative_plot
from .direction import direction_plot
from .durability import durability_plot, timing_plot
from .exposure import exposure_plot
from .flow import flow_diagram
from .forest import forest
from .harms import harms_plot
from .leave_one_out import leave_one_out_plot
from .map import mechanism_map
from .overlap import overlap_map
from .pathway import pathway
from .seen import seen_plot
from .sensitivity import sensitivity_plot
from .style import Drawing
from .timeline import timeline
from .values import values_plot

__all__ = [
    "Drawing",
    "bias_summary",
    "by_study",
    "comparison_plot",
    "context_plot",
    "course_plot",
    "cumulative_plot",
    "direction_plot",
    "durability_plot",
    "exposure_plot",
    "flow_diagram",
    "forest",
    "harms_plot",
    "leave_one_out_plot",
    "mechanism_map",
    "overlap_map",
    "pathway",
    "readings_plot",
    "seen_plot",
    "sensitivity_plot",
    "timeline",
    "timing_plot",
    "traffic_lights",
    "values_plot",
]
