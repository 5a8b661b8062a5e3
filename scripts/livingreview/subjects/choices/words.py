"""What the choices of a pool do to its result, in words for prose."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...render.names import Branch, Names, each
from ...wording import NOT_ESTIMABLE, capital, count, in_words, listed, percent
from ...wording import sentence as as_sentence
from ..analysis import Analysis
from .flips_words import flips_words, levels_words
from .model import Multiverse

NONE_DECLARED = "no other choices are declared for this pool"


def names(analysis: Analysis) -> Names:
    about = "what the choices of a declared pool do to its result: choices.POOL.WHAT"
    return {"choices": Branch(lambda: each(analysis.review.config.pools, partial(_pool, analysis)), about)}


def _pool(analysis: Analysis, name: str) -> Names:
    found = analysis.choices(name)
    flips: Names = {
        "flips": lambda: flips_words(analysis.flips(name)),
        "levels": lambda: levels_words(analysis.level_flips(name)),
    }
    if found is None:
        return {"sentence": as_sentence(NONE_DECLARED), "why": as_sentence(NONE_DECLARED), **flips}
    return {
        **flips,
        "combinations": f"{found.combinations:,}",
        "possible": f"{found.combinations - sum(found.impossible.values()):,}",
        "analyses": f"{len(found.specifications):,}",
        "impossible": f"{sum(found.impossible.values()):,}",
        "impossible-words": lambda: impossible_words(found),
        "lowest": lambda: _end(found, 0),
        "highest": lambda: _end(found, -1),
        "range": lambda: f"{_end(found, 0)} to {_end(found, -1)}",
        "sentence": lambda: sentence(found),
        "thresholds": lambda: thresholds_words(found),
        "most": lambda: most_words(found),
        "why": found.pool.choices.why if found.pool.choices else as_sentence(NONE_DECLARED),
    }


def _end(found: Multiverse, end: int) -> str:
    return percent(found.specifications[end].pooled.estimate) if found.specifications else NOT_ESTIMABLE


def points_of(difference: float, signed: bool = True) -> str:
    """A difference of proportions in percentage points with one decimal and its sign: +1.8, −5.6, 0."""
    if np.isnan(difference):
        return "–"
    shown = f"{abs(100 * difference):.1f}"
    if shown == "0.0":
        return "0"
    return f"{'−' if difference < 0 else '+'}{shown}" if signed else shown


def impossible_words(found: Multiverse) -> str:
    """How many combinations give no result, and why, in a sentence."""
    total = sum(found.impossible.values())
    if not total:
        return f"Each of the {found.combinations:,} combinations gives a result."
    reasons = listed(f"{n:,} because {reason}" for reason, n in found.impossible.items())
    if total == found.combinations:
        return f"None of the {total:,} combinations gives a result: {reasons}."
    return f"{total:,} of {found.combinations:,} combinations {'gives' if total == 1 else 'give'} no result: {reasons}."


def sentence(found: Multiverse) -> str:
    """The range of the estimates, the shares under and over each threshold, and the choice that moves it most."""
    if not found.specifications:
        return f"None of the {found.combinations:,} combinations of choices gives a result."
    possible = found.combinations - sum(found.impossible.values())
    said = f"{capital(count(possible, 'combination'))} of choices that can be analysed "
    said += "gives " if possible == 1 else "give "
    lowest, highest, marked = _end(found, 0), _end(found, -1), found.declared
    if len(found.specifications) == 1:
        said += f"one analysis, with an estimate of {lowest}"
    else:
        said += f"{in_words(len(found.specifications))} different analyses, with estimates "
        said += f"from {lowest} to {highest}" if lowest != highest else f"that all round to {lowest}"
    if marked is not None and lowest != highest:
        below = float((found.estimates < marked.pooled.estimate - 1e-9).mean())
        said += f"; {percent(below)} of them are below the declared {percent(marked.pooled.estimate)}"
    return " ".join(filter(None, (f"{said}.", thresholds_words(found), most_words(found))))


def thresholds_words(found: Multiverse) -> str:
    """For each threshold, the share of the estimates over and under it, and of the intervals wholly to one side."""
    if not found.specifications:
        return ""
    low = np.array([one.pooled.ci_low for one in found.specifications])
    high = np.array([one.pooled.ci_high for one in found.specifications])
    return " ".join(
        sentence_on_sides(found.estimates - one.at, low - one.at, high - one.at, f"{percent(one.at)} ({one.label})")
        for one in found.thresholds
    )


def sentence_on_sides(estimates: np.ndarray, low: np.ndarray, high: np.ndarray, threshold: str) -> str:
    """How many estimates and intervals, as distances from a threshold, are on each side of it; a side of all alone."""
    above = partial(_on_side, estimates > 0, low > 0, "above")
    below = partial(_on_side, estimates < 0, high < 0, "below")
    if (estimates > 0).all():
        return f"{capital(above(threshold))}."
    if (estimates < 0).all():
        return f"{capital(below(threshold))}."
    return f"{capital(above(threshold))}; {below('it')}."


def _on_side(estimates: np.ndarray, intervals: np.ndarray, side: str, threshold: str) -> str:
    """How many estimates are on one side of a threshold, and how many intervals do not cross it."""
    are, lie = (
        one if where.all() or not where.any() else many
        for where, one, many in ((estimates, "is", "are"), (intervals, "lies", "lie"))
    )
    return (
        f"{_share(estimates, 'estimate')} {are} {side} {threshold}, and "
        f"{_share(intervals, 'interval')} {lie} wholly {side} it"
    )


def _share(where: np.ndarray, noun: str) -> str:
    if where.all():
        return f"every {noun}"
    return f"{percent(float(where.mean()))} of the {noun}s" if where.any() else f"no {noun}"


def most_words(found: Multiverse) -> str:
    """The choice whose options lie furthest apart, all other choices being equal, and those that change nothing."""
    spans = {choice: found.spans[choice.id] for choice in found.choices}
    moving = {choice: span for choice, span in spans.items() if not np.isnan(span) and span >= 0.0005}
    still = [choice.label.lower() for choice in spans if choice not in moving]
    said = []
    if moving:
        most = max(moving, key=lambda choice: moving[choice])
        moved = _moved(found, most.id)
        ends = list(dict.fromkeys(map(points_of, (min(moved), max(moved)))))
        said.append(
            f"The choice that moves the estimate most is {most.label.lower()}: on average its options lie "
            f"{points_of(moving[most], signed=False)} percentage points apart, all other choices being equal "
            f"({f'from {ends[0]} to {ends[1]}' if len(ends) > 1 else ends[0]} against the declared option)."
        )
    if still:
        these = "This choice does" if len(still) == 1 else "These choices do"
        said.append(f"{these} not change any estimate: {listed(still)}.")
    return " ".join(said)


def _moved(found: Multiverse, choice: str) -> list[float]:
    moves = [move for (of, _), move in found.moves.items() if of == choice and move.pairs]
    return [end for move in moves for end in (move.least, move.most)]
