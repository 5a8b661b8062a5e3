"""A declared pool with a change in each row: what cumulative, leave-one-out and sensitivity plots share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ...render.rows import Entry, Panel, proportions
from ...render.wording import interval, percent, short
from .model import Synthesis
from .variants import Variant

PREDICTION = "Thin lines with end marks are 95% prediction intervals, where the model gives one."
NOTHING = "no cohort with a count"


def entry(label: str, variant: Variant, kind: str = "row") -> Entry:
    """One row: cohorts, patients, estimate with confidence and prediction interval."""
    pooled = variant.pooled
    if pooled is None:
        return Entry("gap", f"{label}: nothing is left")
    return Entry(
        kind,
        label,
        cells=(str(pooled.k), f"{pooled.n:,}"),
        estimate=short(pooled.estimate, pooled.ci_low, pooled.ci_high),
        values=(pooled.estimate, pooled.ci_low, pooled.ci_high),
        prediction=(pooled.pi_low, pooled.pi_high),
    )


def main_entry(synthesis: Synthesis, label: str = "all cohorts") -> list[Entry]:
    """The pool as declared, drawn as a diamond; nothing where it is empty."""
    if synthesis.pooled is None:
        return [Entry("gap", NOTHING)]
    return [entry(label, Variant(label, (), synthesis.pooled), "pooled")]


def panel(synthesis: Synthesis, head: str, entries: Sequence[Entry]) -> Panel:
    """These rows over an axis of proportions, with the declared result as a broken line."""
    return Panel(
        title=f"{synthesis.pool.label} (proportion of patients)",
        heads=(head, "Cohorts", "Patients", "% (95% CI)"),
        entries=entries,
        scale=proportions(),
        line=synthesis.pooled.estimate if synthesis.pooled is not None else None,
        dashed=True,
    )


def said(label: str, variant: Variant) -> str:
    """A row in words, for the text alternative."""
    pooled = variant.pooled
    if pooled is None:
        return f"{label}: nothing is left"
    text = f"{label}: {percent(pooled.estimate)} ({interval(pooled.ci_low, pooled.ci_high)})"
    if not np.isnan(pooled.pi_low):
        text += f", prediction {interval(pooled.pi_low, pooled.pi_high)}"
    return text


def frame(variants: Sequence[Variant]) -> pd.DataFrame:
    """The rows as data."""
    fields = ("k", "n", "estimate", "ci_low", "ci_high", "pi_low", "pi_high")
    rows = [{"name": v.name, **{f: getattr(v.pooled, f, None) for f in fields}} for v in variants]
    return pd.DataFrame(rows, columns=["name", *fields])
