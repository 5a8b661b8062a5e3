"""Table of the records that were not included."""

from __future__ import annotations

import pandas as pd

from ...render.table import Table, plain
from ...schema import WAITING, ReasonGroup, Stage
from ...screening.agreeing import STAGES, agreements, shown
from ...store import Review
from .model import Flow


def agreement(review: Review) -> Table:
    """How far every two screeners agreed at each stage."""
    rows = [
        [
            plain(stage),
            plain(f"{one} and {other}"),
            f"{found.both:,}",
            f"{found.only_first + found.only_second:,}",
            *(plain(shown(measure)) for measure in (found.percent, found.kappa, found.ac1)),
        ]
        for full_text, stage in STAGES.items()
        for one, other, found in agreements(review.config.screening, review.decisions, full_text=full_text)
        if found.both
    ]
    return Table(
        "agreement",
        "Agreement of the screeners, from their own decisions, with 95% confidence intervals.",
        ["Stage", "Screeners", "Judged by both", "By one", "Agreement", "Cohen's kappa", "Gwet's AC1"],
        rows,
        [14, 20, 10, 8, 16, 16, 16],
        stacked=True,
        none="No record was judged by two people.",
    )


def reasons(flow: Flow) -> Table:
    """Why records were excluded or wait, by what they were judged on."""
    left = pd.concat([stream.left for stream in flow.streams])
    counts = left.groupby(["category", "stage"])["records"].sum()
    rows = [
        [
            group.label,
            "awaiting" if group in WAITING else "excluded",
            plain(group.definition),
            *(f"{counts.get((str(group), str(stage)), 0):,}" for stage in Stage),
            f"{counts.loc[str(group)].sum():,}",
        ]
        for group in sorted(ReasonGroup, key=lambda g: (g in WAITING, -counts.get(str(g), pd.Series([0])).sum()))
        if str(group) in counts.index.get_level_values("category")
    ]
    return Table(
        "reasons",
        "Records that were not included, by reason and by what they were judged on.",
        ["Reason", "Decision", "Meaning", *(f"On {stage.label}" for stage in Stage), "All"],
        rows,
        [17, 12, 41, 7, 9, 8, 6],
    )
