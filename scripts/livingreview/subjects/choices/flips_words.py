"""What would move a pooled result across a threshold, or change an input of its certainty, in words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from ...meta import Pooled
from ...wording import count, in_words, interval, listed, percent, sentence
from .flips import FEWEST, AtLargest, Flip, State, What
from .levels import LevelFlip

NO_THRESHOLD = "no thresholds are declared for this pool, or fewer than two cohorts are in it"
SIDES: dict[tuple[What, State], str] = {
    ("estimate", "above"): "is above",
    ("estimate", "below"): "is not above",
    ("interval", "above"): "is wholly above",
    ("interval", "below"): "is wholly below",
    ("interval", "holds"): "includes",
}


def result_words(pooled: Pooled, what: What) -> str:
    """The estimate, or the interval."""
    return percent(pooled.estimate) if what == "estimate" else interval(pooled.ci_low, pooled.ci_high)


def removal_words(flip: Flip | LevelFlip) -> str:
    """The smallest set of cohorts to leave out, how many others there are, and the result without it."""
    found, what = flip.removal, _shown(flip)
    if found is None:
        return f"none that leaves {count(FEWEST, 'cohort')}"
    bound = "" if found.exact else "at most "
    others = f"; also {count(found.others, 'other set')} of this size" if found.others else ""
    return f"{bound}{listed(found.labels)}: {result_words(found.pooled, what)}{others}"


def _shown(flip: Flip | LevelFlip) -> What:
    """Which result is printed after a change."""
    return flip.what if isinstance(flip, Flip) else "interval"


def arrival_words(flip: Flip | LevelFlip) -> str:
    """The smallest future cohort, and the result with it."""
    found, what = flip.arrival, _shown(flip)
    if found is None:
        return f"none of up to {flip.largest_tried:,} patients"
    return f"{found.events:,} of {found.n:,}: {result_words(found.pooled, what)}"


def responders_words(found: AtLargest) -> str:
    """Numbers of responders as ranges: 20 or fewer, 30 to 34, 78 or more."""
    if not found.events:
        return "no number"
    runs = [
        [events for _, events in group]
        for _, group in groupby(enumerate(found.events), key=lambda pair: pair[1] - pair[0])
    ]
    return listed((_run(run[0], run[-1], found.n) for run in runs), "or")


def _run(first: int, last: int, n: int) -> str:
    if first == 0 and last == n:
        return "any number"
    if first == 0:
        return f"{last:,} or fewer"
    if last == n:
        return f"{first:,} or more"
    return f"{first:,}" if first == last else f"{first:,} to {last:,}"


def flips_words(found: Sequence[Flip]) -> str:
    """For each threshold, how the estimate and the interval could come to lie elsewhere, in sentences."""
    if not found:
        return sentence(NO_THRESHOLD)
    return " ".join(_flip_words(flip) for flip in found)


def _flip_words(flip: Flip) -> str:
    subject = "The pooled estimate" if flip.what == "estimate" else "Its confidence interval"
    at = f"{percent(flip.threshold.at)} ({flip.threshold.label})"
    return f"{subject} {SIDES[flip.what, flip.state]} {at}; {_changes(flip)}."


def _changes(flip: Flip | LevelFlip) -> str:
    """What would change it: "leaving out A would change that, and so would a further cohort with ..."."""
    removal, arrival = flip.removal, flip.arrival
    larger = f"further cohort of up to {flip.largest_tried:,} patients"
    remaining = f"leaving out cohorts, as long as {in_words(FEWEST)} remain"
    if removal is None and arrival is None:
        return f"neither {remaining}, nor a {larger} would change that"
    further = "" if arrival is None else f"a further cohort with the outcome in {arrival.events:,} of {arrival.n:,}"
    if removal is None:
        return f"{further}, and no smaller one, would change that; {remaining}, would not"
    bound = "" if removal.exact else "at most "
    others = " or another such set" if removal.others else ""
    left_out = f"leaving out {bound}{listed(removal.labels)}{others} would change that"
    return f"{left_out}, and {f'so would {further}, and no smaller one' if further else f'no {larger} would'}"


def levels_words(found: Sequence[LevelFlip]) -> str:
    """For each computed input of the certainty, how it could change, and the level then, in sentences."""
    if not found:
        return "No rating is about this pool, or fewer than two cohorts are in it."
    return " ".join(_level_words(flip) for flip in found)


def _level_words(flip: LevelFlip) -> str:
    now = "a concern" if flip.concern else "no concern"
    said = f"The computed input on {flip.domain.label.lower()} is {now}; {_changes(flip)}."
    if flip.removal is None and flip.arrival is None:
        return said  # nothing that was tried changes it: there is no level after
    then = f"still be {flip.level.label.lower()}" if flip.after is flip.level else f"be {flip.after.label.lower()}"
    return f"{said} After such a change the certainty would {then}."


def level_after(flip: LevelFlip) -> str:
    """The level that would follow, or that it stays; a dash where nothing that was tried changes the input."""
    if flip.removal is None and flip.arrival is None:
        return "–"
    return f"{flip.after.label.lower()}, as now" if flip.after is flip.level else flip.after.label.lower()
