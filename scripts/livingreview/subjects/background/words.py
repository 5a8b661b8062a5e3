"""Background figures by name, and how a publication was seen."""

from __future__ import annotations

from ...evidence import access_level, marks
from ...render.result import Result, UnknownResult, pick
from ...schema import Context, SourceKind
from ...store import records
from ..analysis import Analysis
from .model import SEEN_AS, figure_parts

# Parts that stand beside another part of the same figure in a sentence: the marks are printed once.
BESIDE = ("about", "time", "n", "interval", "exact-interval", "as-printed", "p")


def context(analysis: Analysis, rest: str) -> Result:
    """context.ID.NAME: the figure of this `id` in data/context/ID.yaml; context.ID.NAME.PART: one part of it.

    Parts are percent, count, events, n, value, interval (as printed), exact-interval (computed), time, p, about,
    as-printed and says: those that the figure has. The result links to the page of the publication and has the marks
    of the figure.
    """
    asked = f"context.{rest}"
    key, _, path = rest.partition(".")
    item = pick(dict(analysis.review.background), key, asked)
    if not path:
        raise UnknownResult(f"{asked}: write context.ID.NAME. {_names(item)}")
    name, _, part = path.partition(".")
    rows = records(analysis.review.context.query("study == @key"))
    named = {row["id"]: row for row in rows if row["id"] is not None}
    if not named:
        raise UnknownResult(f"{asked}: no figure in data/context/{key}.yaml has an id. Give one to the figure meant.")
    row = pick(named, name, asked)
    text = pick(figure_parts(row), part or "figure", asked)
    return Result(text, "" if part in BESIDE else marks(row), key)


def seen(analysis: Analysis, rest: str) -> Result:
    """seen.ID: the most that was seen of a publication; seen.ID.NAME: how that background point or figure was seen."""
    asked = f"seen.{rest}"
    key, _, name = rest.partition(".")
    review = analysis.review
    item = pick({**review.publications, **review.registered, **review.background}, key, asked)
    if not name:
        return Result(SEEN_AS[access_level(review, key)], study=key)
    blocks = [*item.points, *item.figures] if isinstance(item, Context) else []
    block = pick({block.id: block for block in blocks if block.id is not None}, name, asked)
    kinds: dict[int, SourceKind] = {source.id: source.kind for source in item.sources}
    return Result(SEEN_AS[kinds[block.source]], study=key)


def _names(item: Context) -> str:
    return f"There are: {', '.join(figure.id for figure in item.figures if figure.id) or 'none'}."
