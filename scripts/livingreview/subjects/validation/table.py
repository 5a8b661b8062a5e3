"""Tables of the validation of the statistics."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ...render.table import Table, plain
from ...validation import Comparison
from ...wording import interval, listed, percent


def agreement(rows: Sequence[Comparison]) -> Table:
    """The engine against the reference, a line a family."""
    frame = pd.DataFrame(rows)
    compared = frame[frame["agrees"].notna()]
    lines = [
        [
            plain(family),
            f"{len(part):,}",
            f"{int(part['agrees'].sum()):,}",
            plain(f"{part['deviation'].max():.1e}"),
            plain(" to ".join(sorted({f"{t:.0e}" for t in part["tolerance"]}))),
        ]
        for family, part in compared.groupby("family", sort=False)
    ]
    return Table(
        "agreement",
        "Results compared with the reference, by family: how many agree, and the largest relative deviation.",
        ["Family", "Compared", "Agree", "Largest deviation", "Tolerance"],
        lines,
        [40, 13, 13, 17, 17],
    )


def disagreements(rows: Sequence[Comparison]) -> Table:
    """Results that do not agree with the reference within their tolerance."""
    lines = [
        [
            plain(r.family),
            plain(r.dataset),
            plain(r.quantity),
            f"{r.reference:.6g}",
            f"{r.ours:.6g}",
            f"{r.deviation:.1e}",
        ]
        for r in rows
        if r.agrees is not None and not r.agrees
    ]
    header = ["Family", "Data set", "Quantity", "Reference", "Here", "Deviation"]
    return Table("disagreements", "Results that do not agree.", header, lines, [28, 22, 14, 12, 12, 12])


def not_compared(rows: Sequence[Comparison]) -> Table:
    """What of the reference is not compared, and why."""
    frame = pd.DataFrame(rows)
    apart = frame[frame["agrees"].isna()]
    lines = [[plain(reason), f"{len(part):,}"] for reason, part in apart.groupby("reason")]
    return Table("not-compared", "Reference results that are not compared.", ["Reason", "Results"], lines, [85, 15])


def coverage(simulated: pd.DataFrame) -> Table:
    """Simulated coverage and bias of the models, by number of studies."""
    lines = []
    for (method, k), part in simulated.groupby(["method", "k"], sort=False):
        low, high = part["ci_coverage"].min(), part["ci_coverage"].max()
        lines.append(
            [
                plain(method),
                str(k),
                f"{percent(part['ci_coverage'].mean())} ({interval(low, high)})",
                percent(part["pi_coverage"].mean()),
                plain(f"{100 * part['bias'].mean():+.1f}"),
                plain(f"{100 * part['ci_width'].mean():.0f}"),
            ]
        )
    seeds = listed(str(seed) for seed in sorted(simulated["seed"].unique()))
    repeats = int(simulated["repeats"].iloc[0])
    caption = (
        "Simulation: how often the 95% confidence interval contains the true median proportion (mean over designs, "
        "lowest to highest), how often the prediction interval contains the next proportion, mean bias and width in "
        "percentage points. "
        f"Designs: studies of {simulated['n_low'].min()} to {simulated['n_high'].max()} patients, tau² "
        f"{simulated['tau2'].min():g} to {simulated['tau2'].max():g}; {repeats} repeats of each; seed {seeds}."
    )
    header = ["Model", "Studies", "Coverage", "Prediction", "Bias", "Width"]
    return Table("coverage", caption, header, lines, [28, 10, 26, 14, 10, 12])
