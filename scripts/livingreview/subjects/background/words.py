"""Background values by name, and how much of a publication could be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from ...evidence import access_level, marks
from ...render.names import OWN, Branch, Names, Node, Result, Terms
from ...schema import Background, BackgroundValue, Point
from ...store import records
from ...wording import listed, number_word
from ..analysis import Analysis
from .model import ACCESS_LABELS, access_label, figure_parts

# Parts printed next to another part of the same value in a sentence: the marks are printed once.
BESIDE = ("about", "time", "n", "interval", "exact-interval", "as-printed", "p")


def names(analysis: Analysis) -> Names:
    return {
        "background": Branch(
            lambda: _background(analysis),
            "a background value by its `id` in data/context/FILE.yaml: background.FILE.ID, or background.FILE.ID.PART",
        ),
        "access": Branch(
            lambda: _access(analysis),
            "how much of a publication could be read: access.STUDY; of several: access.STUDY+STUDY; of a background "
            "point or value: access.STUDY.ID",
        ),
    }


def _background(analysis: Analysis) -> Names:
    named: dict[str, dict[str, Node]] = {key: {} for key in analysis.review.background}
    for row in records(analysis.review.context):
        if row["id"] is not None:
            named[row["study"]][row["id"]] = Branch(partial(_parts, row))
    none = "no value in data/context/{}.yaml has an id; give one to the value meant"
    if others := [key for key, values in named.items() if values]:
        none += f". Values with an id: background.{others[0]}.{next(iter(named[others[0]]))} and others"
    return {key: values if values else Branch(dict, none.format(key)) for key, values in named.items()}


def _parts(row: Mapping[str, Any]) -> Names:
    """percent, count, events, n, value, interval (as printed), exact-interval (computed), time, p, about, as-printed
    and says: those that the value has."""
    parts = figure_parts(row)
    parts[OWN] = parts.pop("figure")
    own = marks(row)
    return {part: Result(text, "" if part in BESIDE else own, row["study"]) for part, text in parts.items()}


def _access(analysis: Analysis) -> Names:
    review = analysis.review
    every = review.files

    def of(keys: tuple[str, ...]) -> Node:
        if len(keys) > 1:
            return together_words([ACCESS_LABELS[access_level(review, key)] for key in keys])
        (key,) = keys
        item = every[key]
        parts: dict[str, Node] = {}
        if isinstance(item, Background):
            blocks: list[Point | BackgroundValue] = [*item.points, *item.figures]
            for block in blocks:
                if block.id is not None:
                    parts[block.id] = Result(access_label(item, block), study=key)
        return {OWN: Result(ACCESS_LABELS[access_level(review, key)], study=key), **parts}

    return Terms(every, None, of, "")


def together_words(levels: Sequence[str]) -> str:
    """How much of several publications could be read, each kind of reading once.

    Where they differ, publications are counted: citations are printed in an order of their own.
    """
    counts = Counter(levels)
    if len(counts) == 1:
        return f"{levels[0]} of each"
    return listed(f"{level} of {number_word(n)}" for level, n in counts.items())
