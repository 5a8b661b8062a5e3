"""Tables of how far a pool rests on its parts: in time, on single reports, on doubtful values and on the model."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ...render.table import Table, plain
from ...store import Review
from ...wording import interval, level_words, listed, number, percent, percent_head
from .model import Synthesis
from .variants import Variant, by_year, exclusions, in_words, other_models, without_each

WIDTHS = [9, 10, 22, 20, 9]


def leave_one_out(synthesis: Synthesis) -> Table:
    """The pool without each report in turn."""
    rows = [[plain(f"without {variant.name}"), *_cells(variant)] for variant in without_each(synthesis)]
    caption = f"{plain(synthesis.pool.label)}, without each cohort in turn: the results in the plot."
    return Table(f"leave-one-out-{synthesis.id}", caption, ["Pool", *_header(synthesis)], rows, [30, *WIDTHS])


def cumulative(synthesis: Synthesis) -> Table:
    """The pool at the end of each year of publication."""
    rows = [[plain(step.name), plain(listed(step.studies)), *_cells(step)] for step in by_year(synthesis)]
    caption = f"{plain(synthesis.pool.label)}, as the reports were published: the results in the plot."
    return Table(f"cumulative-{synthesis.id}", caption, ["Up to", "New", *_header(synthesis)], rows, [9, 21, *WIDTHS])


def sensitivity(review: Review, synthesis: Synthesis) -> Table:
    """Models and sets of reports, also those that change nothing or leave nothing."""
    models = [[plain(model.name), "the same cohorts", *_cells(model)] for model in other_models(synthesis)]
    sets = [[plain(one.name), plain(in_words(one)), *_cells(one)] for one in exclusions(review, synthesis)]
    rows: Sequence[Sequence[str]] = [*models, *sets] if models else []
    caption = f"{plain(synthesis.pool.label)}, under other models and without doubtful values: the results in the plot."
    header = ["Analysis", "Cohorts left out", *_header(synthesis)]
    return Table(f"sensitivity-{synthesis.id}", caption, header, rows, [24, 24, *WIDTHS])


def _header(synthesis: Synthesis) -> list[str]:
    level = synthesis.pool.level
    return ["Cohorts", "Patients", percent_head(level), f"{level_words(level)} prediction interval", "tau²"]


def _cells(variant: Variant) -> list[str]:
    pooled = variant.pooled
    if pooled is None:
        return ["0", "0", "", "", ""]
    prediction = "none" if math.isnan(pooled.pi_low) else interval(pooled.pi_low, pooled.pi_high)
    return [
        str(pooled.k),
        f"{pooled.n:,}",
        f"{percent(pooled.estimate)} ({interval(pooled.ci_low, pooled.ci_high)})",
        prediction,
        "" if math.isnan(pooled.tau2) else number(pooled.tau2),
    ]
