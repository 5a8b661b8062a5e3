"""The pool under other models, and without doubtful reports."""

from __future__ import annotations

from ...render.rows import Entry, draw
from ...render.style import Drawing
from ...render.wording import listed
from ...store import Review
from .model import Synthesis
from .variants import exclusions, other_models, told
from .variants_plot import NOTHING, PREDICTION, entry, frame, main_entry, panel, said


def sensitivity_plot(review: Review, synthesis: Synthesis) -> Drawing:
    """Sensitivity analysis of a declared pool; kinds of report that change nothing are named in the caption."""
    models, sets = other_models(synthesis), exclusions(review, synthesis)
    drawn = [variant for variant in sets if variant.studies]
    same = [variant.name.removeprefix("without ") for variant in sets if not variant.studies]
    entries = [Entry("heading", "As declared"), *main_entry(synthesis)]
    if models:
        entries += [Entry("heading", "Models"), *(entry(variant.name, variant) for variant in models)]
    if drawn:
        entries += [Entry("heading", "Sets of cohorts"), *(entry(variant.name, variant) for variant in drawn)]
    panels = [panel(synthesis, "Analysis", entries)]
    label = synthesis.pool.label
    caption = f"**{label}, under other models and without doubtful figures.** {PREDICTION}"
    if same and models:
        caption += f" No cohort of the pool has {listed(same, 'or')}."
    each = "; ".join([said(v.name, v) for v in models] + [f"{said(v.name, v)} ({told(v)})" for v in drawn])
    return Drawing(
        name=f"sensitivity-{synthesis.id}",
        draw=lambda width: draw(panels, width),
        caption=caption if models else f"**{label}.** {NOTHING.capitalize()}.",
        alt=f"Sensitivity analysis of {label.lower()}. {each or NOTHING.capitalize()}.",
        data=frame([*models, *sets]),
    )
