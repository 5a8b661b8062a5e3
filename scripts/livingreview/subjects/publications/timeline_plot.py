"""Publications by year and kind."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

import pandas as pd
import seaborn as sns
from matplotlib.container import BarContainer
from matplotlib.figure import Figure

from ...render import style
from ...render.bars import Look
from ...render.style import Drawing
from ...wording import count
from .model import DIRECT, INDIRECT, KINDS, MIXED, TREATED

BAR = 0.5  # inches, height of the tallest bar
MARGIN, SIDE = 0.06, 0.14
EVERY = 5  # years from one tick to the next
# The rows are apart and named, so that nothing depends on colour.
LOOKS = {
    TREATED: Look(style.BLUE, style.BLUE),
    MIXED: Look("white", style.BLUE, "////"),
    DIRECT: Look(style.GREEN, style.GREEN),
    INDIRECT: Look("white", style.QUIET, "////"),
}


def timeline(publications: pd.DataFrame, labels: Mapping[str, str]) -> Drawing:
    """Bars of publications by year, a row a kind, on one scale. `publications` is as `evidence.publications`."""
    rows = {kind: publications.loc[publications["kind"] == kind, "year"] for kind in KINDS}
    tally = (
        publications.groupby(["kind", "year"]).size().rename("publications").reset_index()
        if len(publications)
        else pd.DataFrame(columns=["kind", "year", "publications"])
    )
    return Drawing(
        name="timeline",
        draw=lambda width: _draw(rows, labels, width),
        caption="**Publications by year and kind.** All rows have one scale; numbers over bars are publications.",
        alt="Bar chart of publications by year. "
        + " ".join(_in_words(labels[kind], years) for kind, years in rows.items()),
        data=tally,
    )


def _in_words(label: str, years: pd.Series) -> str:
    dated = years.dropna()
    if dated.empty:
        return f"{label}: {count(len(years), 'publication')}."
    most = dated.value_counts().sort_index()
    top = most[most == most.max()]
    peak = f", most in {' and '.join(map(str, top.index))} ({top.iloc[0]})" if len(top) <= 2 and top.iloc[0] > 1 else ""
    span = f"in {dated.min()}" if dated.min() == dated.max() else f"from {dated.min()} to {dated.max()}"
    return f"{label}: {count(len(years), 'publication')}, {span}{peak}."


def _head(label: str, years: pd.Series) -> str:
    undated = int(years.isna().sum())
    return f"{label}: {len(years):,}" + (f" ({undated} without a year)" if undated else "")


def _draw(rows: Mapping[str, pd.Series], labels: Mapping[str, str], width: float) -> Figure:
    tallies = {kind: years.dropna().astype(int).value_counts().sort_index() for kind, years in rows.items()}
    every = sorted({year for tally in tallies.values() for year in tally.index})
    ends = (every[0] - 0.5, every[-1] + 0.5) if every else (0, 1)
    tallest = max((tally.max() for tally in tallies.values() if len(tally)), default=1)
    heights = {kind: BAR * (tally.max() if len(tally) else 0) / tallest for kind, tally in tallies.items()}
    heads = {
        kind: style.wrapped(_head(labels[kind], years), width - 2 * MARGIN, weight="bold")
        for kind, years in rows.items()
    }
    more = {kind: style.ROW * (len(lines) - 1) for kind, lines in heads.items()}
    total = sum(heights.values()) + style.ROW * (2.3 * len(rows) + 1.6) + sum(more.values())
    figure, axes = style.canvas(width, total)
    left, span = MARGIN + SIDE, width - 2 * (MARGIN + SIDE)
    pitch = span / (ends[1] - ends[0])
    base = 0.0
    for kind, tally in tallies.items():
        for i, line in enumerate(heads[kind]):
            axes.text(MARGIN, base + style.ROW * (0.6 + i), line, weight="bold", va="center")
        top = base + more[kind]
        base = top + heights[kind] + style.ROW * 2.3
        # One inch is as many publications in each row.
        plot = figure.add_axes((left / width, 1 - base / total, span / width, (base - top) / total))
        sns.countplot(x=tally.index.repeat(tally), native_scale=True, width=0.8, ax=plot)
        plot.set(xlim=ends, ylim=(0, (base - top) / BAR * tallest), xlabel="", ylabel="", yticks=[], xticks=[])
        sns.despine(ax=plot, left=True)
        plot.patch.set_visible(False)  # headings are behind it
        plot.spines["bottom"].set_color(style.RULE)
        for bars in plot.containers:
            if not isinstance(bars, BarContainer):
                continue
            for bar in bars:
                LOOKS[kind].dress(bar)
            size = min(style.FONT_SIZE - 1.5, 72 * pitch * 1.05)
            plot.bar_label(bars, padding=2, size=size, color=style.QUIET)
    plot.set_xticks([year for year in range(*map(ceil, ends)) if year % EVERY == 0] or every[:1])
    plot.tick_params(bottom=True, color=style.INK)
    return figure
