"""How much was read of each kind of publication."""

from __future__ import annotations

import pandas as pd

from ...render import style
from ...render.bars import Look, shares
from ...render.style import Drawing
from ...schema import SourceKind
from ...store.frames import ACCESS_ORDER
from ...wording import listed

# From the whole article to a mention elsewhere: dark to light, distinct without colour.
LOOKS = {
    level.label: look
    for level, look in zip(
        ACCESS_ORDER,
        (
            Look(style.BLUE, "white", ink="white"),
            Look("white", style.BLUE, "////"),
            Look(style.RULE, style.INK),
            Look("white", style.INK, "...."),
            Look("white"),
        ),
        strict=True,
    )
}


def access_plot(counts: pd.DataFrame) -> Drawing:
    """Bars of how much was read. `counts` has one row a kind, the index in words, and a column a level with counts."""
    return Drawing(
        name="access",
        draw=lambda width: shares({"": _labelled(counts)}, LOOKS, width, key=True),
        caption="**How much was read of each publication**, by its nearest source. "
        "Each bar is all publications of a kind; the numbers in it are publications.",
        alt="Bars of how much was read. " + " ".join(_in_words(kind, row) for kind, row in counts.iterrows()),
        data=counts,
    )


def _in_words(kind: object, row: pd.Series) -> str:
    some = row[row > 0]
    return f"{kind}: {listed(f'{n:,} {str(level).replace(chr(45), chr(32))}' for level, n in some.items())}."


def _labelled(counts: pd.DataFrame) -> pd.DataFrame:
    """The counts by level in words, each kind with its sum."""
    table = counts.rename(columns=lambda level: SourceKind(level).label)
    table.index = [f"{kind} ({int(row.sum()):,})" for kind, row in counts.iterrows()]
    return table
