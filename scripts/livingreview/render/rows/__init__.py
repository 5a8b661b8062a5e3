"""Row plots: rows of text and marks over one or more axes, for a page and for a phone.

A plot is a description; the engine finds the widths of its columns, breaks long labels, draws it at any width (below
5 inches each plot follows its label) and can be split across pages:

    axis = proportions(title="Patients with a response", line=0.7, dashed=True)
    columns = [
        Column("marks", "Marks", phone="label", quiet=True),              # left of the plot
        Column("estimate", "% (95% CI)", side="right"),                   # right of it
        Column("weight", "Weight", side="right", align="right", phone="none"),
    ]
    rows = [
        Row("Adults", kind="heading"),
        Row("Li 2013", {"marks": "A", "estimate": "70 (50-86)"}, estimated(0.7, 0.5, 0.86)),
        Row("pooled", {"estimate": "71 (55-83)"}, [Diamond(0.71, 0.55, 0.83)], kind="pooled"),
        Row("no other study", kind="gap"),
    ]
    plot = Plot([Panel(rows, [axis], columns, head="Study")])
    Drawing(name="forest-x", draw=plot, caption=..., alt=..., data=...)

`Drawing(draw=plot)` takes the plot itself, not a lambda around it: so `Drawing.save` can split it for paper.

- Several axes side by side: `Panel(rows, [one, other])`, and `axis=1` in the marks of the second. Panels one below the
  other share their columns: `Plot([first, second])`.
- Axes: `proportions`, `linear`, `logarithmic`, `categories`; fields of `Axis` (title, head, line, sides, labels ...)
  are keyword arguments of each.
- Marks (`marks.py`): `estimated` (a square with its interval, if it has one), `Interval`, `Square`, `Marker` (any shape
  and size), `Diamond`, `Prediction`, `Tick`, `Span`, `Note` (words in place of a mark). A new kind is a dataclass of
  `Mark` with a `draw`.
- Text in place of the plot and of what is right of it: `Row(instead=...)`; under the label: `Row(sub=...)`; several
  rows beside one label: `Row(joined=True)`.
- A title in bold letters above and a key below: `Plot(title=..., key=[Key([Marker(0, "^")], "comparator")])`.
"""

from .axis import Axis, categories, end_for, linear, logarithmic, proportions
from .describe import Column, Key, Panel, Row
from .marks import (
    SHARE,
    Abreast,
    Diamond,
    Interval,
    Mark,
    Marker,
    Note,
    Place,
    Prediction,
    Span,
    Square,
    Tick,
    estimated,
)
from .plot import Plot

__all__ = [
    "SHARE",
    "Abreast",
    "Axis",
    "Column",
    "Diamond",
    "Interval",
    "Key",
    "Mark",
    "Marker",
    "Note",
    "Panel",
    "Place",
    "Plot",
    "Prediction",
    "Row",
    "Span",
    "Square",
    "Tick",
    "categories",
    "end_for",
    "estimated",
    "linear",
    "logarithmic",
    "proportions",
]  # fmt: skip
