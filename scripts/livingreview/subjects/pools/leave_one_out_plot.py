"""The pool without each report in turn."""

from __future__ import annotations

from ...render.rows import draw
from ...render.style import Drawing
from .model import Synthesis
from .variants import without_each
from .variants_plot import PREDICTION, entry, frame, main_entry, panel, said

TOO_FEW = "Fewer than two cohorts: none can be left out."


def leave_one_out_plot(synthesis: Synthesis) -> Drawing:
    """Leave-one-out analysis of a declared pool, with the declared model throughout."""
    variants = without_each(synthesis)
    entries = [entry(f"without {variant.name}", variant) for variant in variants]
    panels = [panel(synthesis, "Cohorts pooled", [*entries, *main_entry(synthesis)])]
    label = synthesis.pool.label
    each = "; ".join(said(f"without {variant.name}", variant) for variant in variants)
    return Drawing(
        name=f"leave-one-out-{synthesis.id}",
        draw=lambda width: draw(panels, width),
        caption=f"**{label}, without each cohort in turn**, under the declared model. {PREDICTION} "
        "The diamond and the broken line are the result of all cohorts."
        if variants
        else f"**{label}.** {TOO_FEW}",
        alt=f"Leave-one-out analysis of {label.lower()}. {each + '.' if each else TOO_FEW}",
        data=frame(variants),
    )
