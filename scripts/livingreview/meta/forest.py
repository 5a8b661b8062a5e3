"""A forest plot of a result, for a notebook or a quick look. The book draws its own from the same numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .optional import needed_for
from .records import PooledNumbers
from .summary import MEASURES, percent
from .types import FloatArray, Measure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.ticker import Formatter

PROPORTIONS: tuple[Measure, ...] = ("PLO", "PFT")
RATIOS: tuple[Measure, ...] = ("HR", "OR", "RR")
DIFFERENCES: tuple[Measure, ...] = ("RD", "MD", "SMD", "ZCOR")
NO_EFFECT: dict[Measure, float] = dict.fromkeys(RATIOS, 1.0) | dict.fromkeys(DIFFERENCES, 0.0)
LARGEST = 90.0  # points squared: area of the square with the largest weight
HALF = 0.25  # of a row: half the height of the diamond
ROW, AROUND, WIDTH = 0.28, 1.0, 7.0  # inches: height of a row, above and below the rows, width of a new figure
INK, COLOUR = "black", "tab:blue"


def forest(pooled: PooledNumbers, axes: Axes | None = None) -> Axes:
    """Draw what `Pooled.plot` describes; returns the axes."""
    studies, level = pooled.studies, percent(pooled.level)
    estimates, lows, highs, labels = studies.estimate, studies.ci_low, studies.ci_high, list(pooled.labels)
    weights = [f"{weight:.1f}%" for weight in pooled.weights]
    if pooled.moderators is None and np.isfinite(pooled.estimate):
        estimates = np.append(estimates, pooled.estimate)
        lows, highs = np.append(lows, pooled.ci_low), np.append(highs, pooled.ci_high)
        labels.append("Pooled")
        weights.append("")
    texts = [
        f"{_ends(estimate, low, high)}  {weight}".rstrip()
        for estimate, low, high, weight in zip(estimates, lows, highs, weights, strict=True)
    ]
    predicts = pooled.moderators is None and bool(np.isfinite(pooled.pi_low))
    if predicts:
        labels.append(f"{level} prediction interval")
        texts.append(f"{pooled.pi_low:.2f} to {pooled.pi_high:.2f}")

    axes = _axes(len(labels)) if axes is None else axes
    every = np.concatenate([estimates, lows, highs, [pooled.pi_low, pooled.pi_high] if predicts else []])
    left, right = _scale(axes, pooled.measure, every)
    if pooled.measure in NO_EFFECT:
        axes.axvline(NO_EFFECT[pooled.measure], color=INK, linewidth=0.8, zorder=0)
    for row in range(pooled.k):
        low, high = (float(np.clip(end, left, right)) for end in (lows[row], highs[row]))
        axes.plot([low, high], [row, row], color=INK, linewidth=1.1, zorder=1)
        for beyond, end, arrow in ((lows[row] < left, low, "<"), (highs[row] > right, high, ">")):
            if beyond:
                axes.plot(end, row, arrow, color=INK, markersize=5, zorder=1)
    areas = LARGEST * pooled.weights / pooled.weights.max()
    axes.scatter(studies.estimate, np.arange(pooled.k), s=areas, marker="s", color=COLOUR, zorder=2)
    if len(estimates) > pooled.k:
        low, high = np.clip([pooled.ci_low, pooled.ci_high], left, right)
        axes.fill([low, pooled.estimate, high, pooled.estimate], pooled.k + HALF * np.array([0, -1, 0, 1]), COLOUR)
    if predicts:
        ends = np.clip([pooled.pi_low, pooled.pi_high], left, right)
        axes.plot(ends, [pooled.k + 1] * 2, "|-", color=COLOUR, linewidth=1.1, markersize=7)

    axes.set(xlabel=f"{MEASURES[pooled.measure].capitalize()} ({level} CI)", ylim=(len(labels) - 0.4, -0.6))
    axes.set_yticks(range(len(labels)), labels)
    axes.secondary_yaxis("right").set_yticks(range(len(labels)), texts)
    return axes


def _axes(rows: int) -> Axes:
    """The axes of a new figure, as high as its rows need."""
    with needed_for("plot"):
        import matplotlib.pyplot as plt

    return plt.subplots(figsize=(WIDTH, ROW * rows + AROUND), layout="constrained")[1]


def _scale(axes: Axes, measure: Measure, values: FloatArray) -> tuple[float, float]:
    """Set scale and ends of the axis: 0 to 1 for proportions, else around what can be drawn of the values."""
    if measure in PROPORTIONS:
        left, right = 0.0, 1.0
    elif measure in RATIOS:
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter(_plain_numbers())
        axes.xaxis.set_minor_formatter(_plain_numbers())
        logs = np.log(np.append(values[np.isfinite(values) & (values > 0)], NO_EFFECT[measure]))
        pad = 0.05 * np.ptp(logs) or 1.0
        left, right = np.exp(logs.min() - pad), np.exp(logs.max() + pad)
    else:
        known = np.append(values[np.isfinite(values)], NO_EFFECT[measure] if measure in NO_EFFECT else [])
        pad = 0.05 * np.ptp(known) or 0.1
        left, right = known.min() - pad, known.max() + pad
    axes.set_xlim(left, right)
    return float(left), float(right)


def _plain_numbers() -> Formatter:
    """Ticks of a log axis as 0.01 or 20, and labels at the ticks that matplotlib chooses."""
    with needed_for("plot"):
        from matplotlib.ticker import LogFormatter

    class Plain(LogFormatter):
        def __call__(self, x: float, pos: int | None = None) -> str:
            return f"{x:g}" if super().__call__(x, pos) else ""

    return Plain()


def _ends(estimate: float, low: float, high: float) -> str:
    return "not estimable" if np.isnan(estimate) else f"{estimate:.2f} ({low:.2f} to {high:.2f})"
