"""The plot of the primary outcome on the README, which is kept in the repository."""

from __future__ import annotations

import re
from pathlib import Path

from ..store import DataError, Problem, Review
from ..subjects.comparisons.model import compare
from ..subjects.comparisons.plot import comparison_plot
from ..subjects.pools.model import synthesise
from ..subjects.pools.plot import forest
from ..wording import count

PICTURE = Path("docs") / "primary-outcome.svg"
WORDS = re.compile(r"<!-- (.*?) -->")  # matplotlib draws text as shapes and repeats it in a comment


def draw_picture(review: Review) -> str:
    """Draw the forest plot of the primary pool or comparison as SVG, at page width."""
    config = review.config
    pool = next((name for name, one in config.pools.items() if one.primary), None)
    if pool is not None:
        drawing = forest(synthesise(review, pool), dose=True)
    else:
        comparison = next(name for name, one in config.comparisons.items() if one.primary)
        drawing = comparison_plot(compare(review, comparison), config.intervention)
    return drawing.alone()


def write_picture(review: Review) -> Path:
    """Draw the picture again; returns its path."""
    file = review.root / PICTURE
    file.parent.mkdir(exist_ok=True)
    file.write_text(draw_picture(review), "utf-8")
    return file


def check_picture(review: Review) -> None:
    """Raise DataError if a study or number in the picture disagrees with the data.

    Texts are compared rather than coordinates, which may differ slightly between machines; every number that is drawn
    is also printed.
    """
    file = review.root / PICTURE
    if not file.is_file():
        raise DataError([Problem(PICTURE.as_posix(), 0, "", "is missing. Draw it with `review picture`.")])
    kept, now = (WORDS.findall(text) for text in (file.read_text("utf-8"), draw_picture(review)))
    if kept != now:
        changed = [word for word in now if word not in kept] or [word for word in kept if word not in now]
        shown = ", ".join(repr(word) for word in changed[:5]) or "the order of its rows"
        more = f" and {count(len(changed) - 5, 'more', 'more')}" if len(changed) > 5 else ""
        message = f"no longer agrees with the data; changed: {shown}{more}. Draw it again with `review picture`."
        raise DataError([Problem(PICTURE.as_posix(), 0, "", message)])
