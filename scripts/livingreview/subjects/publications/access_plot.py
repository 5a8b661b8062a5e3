"""How much was seen of each kind of publication."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ...render import style
from ...render.style import Drawing, text_width
from ...render.wording import listed
from ...store.frames import DEPTH

BAR, MARGIN, GAP = 0.26, 0.06, 0.14
# Face, edge and hatching, from the whole article to a mention elsewhere: dark to light, told apart without colour.
LOOKS = {
    level: look
    for level, look in zip(
        DEPTH,
        (
            (style.BLUE, "white", None),
            ("white", style.BLUE, "////"),
            (style.RULE, style.INK, None),
            ("white", style.INK, "...."),
            ("white", style.QUIET, None),
        ),
        strict=True,
    )
}


def seen_plot(seen: pd.DataFrame) -> Drawing:
    """Bars of how much was seen. `seen` has one row a kind, the index in words, and a column a level with counts."""
    return Drawing(
        name="seen",
        draw=lambda width: _draw(seen, width),
        caption="**How much was seen of each publication**, by its nearest source. "
        "Each bar is all publications of a kind; the numbers in it are publications.",
        alt="Bars of how much was seen. " + " ".join(_told(kind, row) for kind, row in seen.iterrows()),
        data=seen,
    )


def _told(kind: object, row: pd.Series) -> str:
    some = row[row > 0]
    return f"{kind}: {listed(f'{n:,} {str(level).replace(chr(45), chr(32))}' for level, n in some.items())}."


def _draw(seen: pd.DataFrame, width: float) -> Figure:
    narrow = width < 5
    used = [level for level in DEPTH if level in seen and seen[level].sum()]
    names = {kind: f"{kind} ({int(row.sum()):,})" for kind, row in seen.iterrows()}
    left = MARGIN if narrow else MARGIN + max(map(text_width, names.values()), default=0.5) + GAP
    step = BAR + style.ROW * (1.25 if narrow else 0.45)
    legend = _legend_rows(used, width)
    top = style.ROW * 1.15 * len(legend) + style.ROW * 0.4
    figure, axes = style.canvas(width, top + step * len(seen) + MARGIN)
    for i, row in enumerate(legend):
        for level, x in row:
            y = style.ROW * (0.75 + 1.15 * i)
            _patch(axes, level, x, y - 0.065, 0.2, 0.13)
            axes.text(x + 0.27, y, _label(level), va="center")
    span = width - MARGIN - left
    for i, (kind, row) in enumerate(seen.iterrows()):
        y = top + step * i + (style.ROW if narrow else 0)
        if narrow:
            axes.text(MARGIN, y - style.ROW * 0.5, names[kind], va="center")
        else:
            axes.text(left - GAP, y + BAR / 2, names[kind], ha="right", va="center")
        x, total = left, row.sum()
        for level in used:
            if not row[level]:
                continue
            part = span * row[level] / total
            _patch(axes, level, x, y, part, BAR)
            if part > text_width(f"{row[level]}", weight="bold") + 0.1:
                box = {"facecolor": "white", "edgecolor": "none", "pad": 1.2}
                axes.text(x + part / 2, y + BAR / 2, f"{row[level]}", ha="center", va="center", weight="bold", bbox=box)
            x += part
    return figure


def _patch(axes, level: str, x: float, y: float, width: float, height: float) -> None:
    face, edge, hatch = LOOKS[level]
    axes.add_patch(Rectangle((x, y), width, height, facecolor=face, edgecolor=edge, hatch=hatch, lw=0.8))


def _label(level: str) -> str:
    return level.label


def _legend_rows(used: list, width: float) -> list[list[tuple[str, float]]]:
    rows: list[list[tuple[str, float]]] = [[]]
    x = MARGIN
    for level in used:
        need = 0.27 + text_width(_label(level)) + 2 * GAP
        if rows[-1] and x + need > width:
            rows.append([])
            x = MARGIN
        rows[-1].append((level, x))
        x += need
    return rows
