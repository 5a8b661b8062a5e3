"""The picture of the primary outcome on the README: kept in the repository, drawn by a command of its own."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from ..render.wording import count
from ..store import DataError, Problem, Review
from ..subjects.pools.model import synthesise
from ..subjects.pools.plot import forest

PICTURE = Path("docs") / "primary-outcome.svg"
WORDS = re.compile(r"<!-- (.*?) -->")  # matplotlib draws text as shapes and names it in a comment


def draw_picture(review: Review) -> str:
    """The forest plot of the primary pool as SVG, at the width of a page."""
    primary = next(name for name, pool in review.config.pools.items() if pool.primary)
    drawing = forest(synthesise(review, primary), dose=True)
    with TemporaryDirectory() as folder:
        drawing.save(Path(folder))
        return (Path(folder) / f"{drawing.name}.svg").read_text("utf-8")


def write_picture(review: Review) -> Path:
    """Draw the picture again. Returns its file."""
    file = review.root / PICTURE
    file.parent.mkdir(exist_ok=True)
    file.write_text(draw_picture(review), "utf-8")
    return file


def check_picture(review: Review) -> None:
    """Raises DataError if a study or a number that the picture shows is not the one that the data give.

    Words are compared, not coordinates: these may differ a little from one machine to the next, and every number that
    is drawn is also printed.
    """
    file = review.root / PICTURE
    if not file.is_file():
        raise DataError([Problem(PICTURE.as_posix(), 0, "", "is missing. Draw it with `review picture`.")])
    kept, now = (WORDS.findall(text) for text in (file.read_text("utf-8"), draw_picture(review)))
    if kept != now:
        changed = [word for word in now if word not in kept] or [word for word in kept if word not in now]
        shown = ", ".join(repr(word) for word in changed[:5]) or "the order of its rows"
        more = f" and {count(len(changed) - 5, 'more', 'more')}" if len(changed) > 5 else ""
        message = f"no longer shows what the data give; changed: {shown}{more}. Draw it again with `review picture`."
        raise DataError([Problem(PICTURE.as_posix(), 0, "", message)])
