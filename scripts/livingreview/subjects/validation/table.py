"""Tables of the validation of the statistics."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from ...render.table import Table, plain
from ...validation import Comparison
from ...wording import percent
from .model import INTERVALS, LEVEL, Simulated, Together

# Whether cohorts differ; on one line.
APART, SAME = "tau²\N{NO-BREAK SPACE}>\N{NO-BREAK SPACE}0", "tau²\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}0"

COVERED = {
    "confidence": "how often the interval contains the proportion of the median cohort",
    "prediction": "the share of further cohorts whose true proportion lies in the interval",
}

# The measurements of one result in a reason, without which reasons that are the same read the same.
NUMBERS_OF_ONE = r": max \|beta - exact\|.*?\(exact tau2 [\d.e-]+\)"


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
    return Table(
        "disagreements",
        "Results that do not agree.",
        header,
        lines,
        [28, 22, 14, 12, 12, 12],
        none="Every result that is compared agrees.",
    )


def not_compared(rows: Sequence[Comparison]) -> Table:
    """What of the reference is not compared, and why."""
    frame = pd.DataFrame(rows)
    apart = frame[frame["agrees"].isna()]
    alike = apart["reason"].str.replace(NUMBERS_OF_ONE, "", regex=True).str.replace("`", "")
    lines = [[plain(reason), f"{len(part):,}"] for reason, part in apart.groupby(alike)]
    return Table("not-compared", "Reference results that are not compared.", ["Reason", "Results"], lines, [85, 15])


def coverage(simulated: Simulated, interval: str) -> Table:
    """Coverage of one kind of interval by number of cohorts, with and without spread between them, and its width."""
    same, apart = [one for one in simulated.spreads if one == 0], [one for one in simulated.spreads if one > 0]
    blocks = (
        (f"coverage, {APART}", apart, _covered),
        (f"coverage, {SAME}", same, _covered),
    )
    lines = [
        [plain(method), plain(what), *(say(simulated.together(interval, method, [k], of)) for k in simulated.studies)]
        for what, of, say in (*blocks, (f"width, {APART}", apart, _width))
        if of
        for method in simulated.methods(interval)
    ]
    caption = (
        f"{INTERVALS[interval]}s of {100 * LEVEL:g}% in the simulation, by number of cohorts (k). Coverage is "
        f"{COVERED[interval]}, in percent: the mean over cells, in brackets the lowest cell. Width is the mean in "
        f"percentage points. The Monte Carlo standard error of coverage is at most {in_points(simulated.error)} "
        "percentage points in a cell, and less in a mean. HN is the half-normal prior of tau with its scale."
    )
    header = ["Method", "What", *(f"k = {k}" for k in simulated.studies)]
    return Table(f"coverage-{interval}", caption, header, lines, [24, 19, *[9] * len(simulated.studies)])


def _covered(one: Together) -> str:
    return "none" if math.isnan(one.coverage) else f"{100 * one.coverage:.0f} ({100 * one.lowest:.0f})"


def _width(one: Together) -> str:
    return "" if math.isnan(one.width) else f"{100 * one.width:.0f}"


def estimates(simulated: Simulated) -> Table:
    """Bias of the estimates, and in how many repeats the intervals exist."""
    apart = [one for one in simulated.spreads if one > 0]
    lines = []
    for interval in INTERVALS:
        for method in simulated.methods(interval):
            same, spread = (simulated.together(interval, method, (), of) for of in ([0.0], apart))
            least = [simulated.together(interval, method, [k]).given for k in simulated.studies]
            shown = [biases(one) if interval == "confidence" else "" for one in (same, spread)]
            lines.append([plain(INTERVALS[interval]), plain(method), *shown, percent(min(least))])
    caption = (
        "Bias of the estimates in percentage points, from the smallest to the largest of all cells, and the share of "
        "repeats in which the interval exists, in the cell where it is smallest."
    )
    header = [
        "Interval",
        "Method",
        f"Bias, {SAME}",
        f"Bias, {APART}",
        "Exists",
    ]
    return Table("simulated-estimates", caption, header, lines, [24, 26, 18, 18, 14])


def biases(one: Together) -> str:
    """From the smallest to the largest bias, in percentage points."""
    return " to ".join(dict.fromkeys(_signed(bias) for bias in (one.bias_low, one.bias_high)))


def in_points(proportion: float) -> str:
    """Percentage points to a tenth, without a sign."""
    return f"{100 * proportion:.1f}"


def _signed(proportion: float) -> str:
    return f"{round(100 * proportion, 1) + 0.0:+.1f}".replace("-", "−")  # the sum makes -0.0 a 0.0
