"""The pool as reports came in, year by year."""

from __future__ import annotations

from ...render.rows import draw
from ...render.style import Drawing
from ...render.wording import listed
from .model import Synthesis
from .variants import by_year
from .variants_plot import NOTHING, PREDICTION, entry, frame, main_entry, panel, said


def cumulative_plot(synthesis: Synthesis) -> Drawing:
    """Cumulative meta-analysis of a declared pool by year of publication, with the declared model throughout."""
    steps = by_year(synthesis)
    labels = [f"{step.name}, with {listed(step.studies)}" for step in steps]
    entries = [entry(label, step) for label, step in zip(labels, steps, strict=True)]
    panels = [panel(synthesis, "Up to", entries or main_entry(synthesis))]
    label = synthesis.pool.label
    each = "; ".join(said(name, step) for name, step in zip(labels, steps, strict=True))
    return Drawing(
        name=f"cumulative-{synthesis.id}",
        draw=lambda width: draw(panels, width),
        caption=f"**{label}, as the reports came in**: each row pools what had been published by the end of that year, "
        f"under the declared model. {PREDICTION} The broken line is the result of all cohorts. "
        "Intervals are not adjusted for looking again and again."
        if steps
        else f"**{label}.** {NOTHING.capitalize()}.",
        alt=f"Cumulative meta-analysis of {label.lower()} by year of publication. {each or NOTHING.capitalize()}.",
        data=frame(steps),
    )
