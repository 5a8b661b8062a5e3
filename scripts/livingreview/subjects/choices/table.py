"""Tables of what the choices of a pool do to its result."""

from __future__ import annotations

import numpy as np

from ...render.table import Table, plain
from ...wording import interval, percent
from .model import Multiverse
from .words import points_of


def options(found: Multiverse) -> Table:
    """Each option of each choice: in how many analyses it is, their range, and how it moves the estimate."""
    rows = []
    for place, choice in enumerate(found.choices):
        for option in choice.options:
            own = [
                one.pooled.estimate
                for one in found.specifications
                if any(names[place] == option.id for names in one.combinations)
            ]
            moved = found.moves.get((choice.id, option.id))
            rows.append(
                [
                    plain(choice.label),
                    plain(option.label),
                    f"{len(own):,}",
                    interval(min(own), max(own)) if own else "none",
                    "declared" if moved is None else points_of(moved.mean),
                    "" if moved is None or np.isnan(moved.least) else _ends(moved.least, moved.most),
                ]
            )
    return Table(
        f"choices-{found.id}",
        f"{plain(found.pool.label)}: what each option does. Moves are in percentage points against the declared "
        "option, all other choices being equal.",
        ["Choice", "Option", "Analyses", "Estimates", "Mean move", "From, to"],
        rows,
        [18, 28, 12, 18, 12, 16],
    )


def _ends(least: float, most: float) -> str:
    return f"{points_of(least)} to {points_of(most)}"


def impossible(found: Multiverse) -> Table:
    """The combinations that give no result, by reason."""
    share = found.combinations or 1
    rows = [[plain(reason), f"{n:,}", percent(n / share)] for reason, n in found.impossible.items()]
    return Table(
        f"choices-impossible-{found.id}",
        f"{plain(found.pool.label)}: combinations of choices that give no result, of {found.combinations:,}.",
        ["Because", "Combinations", "Share"],
        rows,
        [60, 20, 20],
    )
