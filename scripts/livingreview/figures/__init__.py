"""The figures of the book: each function returns a `Drawing` with its caption, text alternative and data."""

from .comparison import comparison_plot, readings_plot
from .course import course_plot
from .cumulative import cumulative_plot
from .direction import direction_plot
from .durability import durability_plot, timing_plot
from .forest import forest
from .leave_one_out import leave_one_out_plot
from .sensitivity import sensitivity_plot
from .style import Drawing

__all__ = [
    "Drawing",
    "comparison_plot",
    "course_plot",
    "cumulative_plot",
    "direction_plot",
    "durability_plot",
    "forest",
    "leave_one_out_plot",
    "readings_plot",
    "sensitivity_plot",
    "timing_plot",
]
