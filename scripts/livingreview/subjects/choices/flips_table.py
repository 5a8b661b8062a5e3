"""Decision-flip tables: what would move a pooled result across its thresholds, or change an input of its certainty."""

from __future__ import annotations

from collections.abc import Sequence

from ...render.table import Table, plain
from ...wording import count, level_words, percent
from ..pools.model import Synthesis
from .flips import EXACT, Flip
from .flips_words import SIDES, arrival_words, level_after, removal_words, responders_words, result_words
from .levels import LevelFlip

SUBJECTS = {"estimate": "the estimate", "interval": "the interval"}


def flips_table(synthesis: Synthesis, found: Sequence[Flip]) -> Table:
    """One row a result and threshold: where it is, and what would move it."""
    pooled = synthesis.pooled
    rows = [
        [
            plain(f"{percent(flip.threshold.at)}, {flip.threshold.label}"),
            plain(f"{SUBJECTS[flip.what]} {SIDES[flip.what, flip.state]} it: {result_words(pooled, flip.what)}"),
            plain(removal_words(flip)),
            plain(arrival_words(flip)),
            plain(responders_words(flip.at_largest)),
        ]
        for flip in found
        if pooled is not None
    ]
    largest = found[0].at_largest.n if found else 0
    k = 0 if pooled is None else pooled.k
    exact = (
        f"Every set of the {count(k, 'cohort')} was tried."
        if k <= EXACT
        else f"With more than {EXACT} cohorts, a set of three or more is an upper bound: cohorts were left out one "
        "after the other."
    )
    return Table(
        f"flips-{synthesis.id}",
        f"{plain(synthesis.pool.label)}: the smallest changes in the evidence that would move the pooled estimate, "
        f"or its {level_words(synthesis.pool.level)} confidence interval, across a threshold; the result after the "
        f"change follows the colon. {exact} A cohort that differs much from the others widens the interval, "
        "whichever way it differs.",
        ["Threshold", "Now", "Without", "With one further cohort", f"Responders of {largest:,} in a further cohort"],
        rows,
        [18, 24, 24, 20, 14],
        stacked=True,
    )


def levels_table(synthesis: Synthesis, found: Sequence[LevelFlip]) -> Table:
    """One row an input of the certainty that follows from counts: what it is, what would change it, and the level."""
    rows = [
        [
            plain(f"{flip.domain.label}: {'a concern' if flip.concern else 'no concern'}"),
            plain(removal_words(flip)),
            plain(arrival_words(flip)),
            plain(level_after(flip)),
        ]
        for flip in found
    ]
    now = f" It is {found[0].level.label.lower()} now." if found else ""
    return Table(
        f"levels-{synthesis.id}",
        f"{plain(synthesis.pool.label)}: the smallest changes in the evidence that would turn a computed input of its "
        "certainty from a concern into none, or the reverse, with the confidence interval after the colon; and the "
        f"certainty if the judgement of this domain followed its input and no other changed.{now}",
        ["Computed input", "Without", "With one further cohort", "Certainty then"],
        rows,
        [26, 28, 26, 20],
        stacked=True,
    )
