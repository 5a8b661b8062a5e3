"""Publications by year and kind."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ...render import style
from ...render.style import Drawing
from ...render.wording import count
from .model import DIRECT, INDIRECT, KINDS, MIXED, TREATED

BAR = 0.5  # inches, height of the tallest bar
MARGIN, SIDE = 0.06, 0.14
EVERY = 5  # years from one tick to the next
# Face, edge and hatching: the rows are apart and named, so nothing depends on colour.
LOOKS = {
    TREATED: (style.BLUE, style.BLUE, None),
    MIXED: ("white", style.BLUE, "////"),
    DIRECT: (style.GREEN, style.GREEN, None),
    INDIRECT: ("white", style.QUIET, "////"),
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
        + " ".join(_told(labels[kind], years) for kind, years in rows.items()),
        data=tally,
    )


def _told(label: str, years: pd.Series) -> str:
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
    dated = pd.concat([years.dropna() for years in rows.values()]) if rows else pd.Series(dtype=int)
    first, last = (int(dated.min()), int(dated.max())) if len(dated) else (0, 0)
    tallest = max((int(years.value_counts().max()) for years in rows.values() if years.notna().any()), default=1)
    heights = [
        BAR * (int(years.value_counts().max()) if years.notna().any() else 0) / tallest + style.ROW * 2.3
        for years in rows.values()
    ]
    bottom = sum(heights)
    figure, axes = style.canvas(width, bottom + style.ROW * 1.6)
    left, right = MARGIN + SIDE, width - MARGIN - SIDE
    pitch = (right - left) / max(last - first + 1, 1)

    def x(year: int) -> float:
        return left + (year - first + 0.5) * pitch

    base = 0.0
    for height, (kind, years) in zip(heights, rows.items(), strict=True):
        base += height
        face, edge, hatch = LOOKS[kind]
        axes.text(MARGIN, base - height + style.ROW * 0.6, _head(labels[kind], years), weight="bold", va="center")
        axes.plot([left, right], [base] * 2, color=style.RULE, lw=0.8)
        for year, n in years.dropna().value_counts().sort_index().items():
            tall = BAR * n / tallest
            bar = Rectangle((x(year) - pitch * 0.4, base - tall), pitch * 0.8, tall)
            bar.set(facecolor=face, edgecolor=edge, hatch=hatch, lw=0.7)
            axes.add_patch(bar)
            size = min(style.FONT_SIZE - 1.5, 72 * pitch * 1.05)
            axes.text(x(year), base - tall - 0.03, str(n), ha="center", va="bottom", size=size, color=style.QUIET)
    if len(dated):
        ticks = [year for year in range(first, last + 1) if year % EVERY == 0] or [first]
        for year in ticks:
            axes.plot([x(year)] * 2, [bottom, bottom + 0.05], color=style.INK, lw=0.8)
            axes.text(x(year), bottom + style.ROW * 0.8, str(year), ha="center", va="center")
    return figure
