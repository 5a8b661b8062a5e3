"""Directions of findings: counted by publication, never by P value (Synthesis Without Meta-analysis, SWiM)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import pandas as pd
from scipy import stats

from ...schema import Direction, Part
from ...store import split_by
from ...wording import count, in_words, listed

WORDS = {Direction.UP: "up", Direction.DOWN: "down", Direction.NONE: "no change", Direction.MIXED: "mixed"}
# What publications found, in a sentence: on a treatment, and of patients beside healthy people.
CHANGES = {
    Direction.UP: "an increase",
    Direction.DOWN: "a decrease",
    Direction.NONE: "no change",
    Direction.MIXED: "mixed results",
}
DIFFERENCES = {
    Direction.UP: "higher values",
    Direction.DOWN: "lower values",
    Direction.NONE: "no difference",
    Direction.MIXED: "mixed results",
}
# Fewer with a direction: no sign test. The smallest two-sided P of four publications is 0.125.
FEWEST_FOR_SIGN_TEST = 5
# Parts in which every publication asks the same: combinations, genes and other agents differ from one to the next.
COMPARABLE = (Part.DEFECT, Part.INTERVENTION)


class Agreement(StrEnum):
    """Whether the publications of a group point the same way."""

    NONE = "no publication"
    SINGLE = "one publication"
    AGREE = "all agree"
    DIFFER = "differ"  # one direction, and publications with no change or mixed findings
    CONFLICT = "opposite directions"
    NOT_COMPARABLE = "not comparable"  # up and down mean different things


def by_publication(findings: pd.DataFrame) -> pd.Series:
    """Direction by study; a publication whose findings point in different directions counts as mixed."""
    found: dict[str, set[str]] = {}
    for study, direction in zip(findings["study"], findings["direction"], strict=True):
        found.setdefault(study, set()).add(direction)
    each = {
        study: Direction(next(iter(said))) if len(said) == 1 else Direction.MIXED
        for study, said in sorted(found.items())
    }
    return pd.Series(each, dtype=object, name="direction").rename_axis("study")


def tally(findings: pd.DataFrame) -> dict[Direction, int]:
    """Publications by direction, in the order of `Direction`, without those that are zero."""
    counted = Counter(by_publication(findings))
    return {direction: counted[direction] for direction in Direction if direction in counted}


def directions(findings: pd.DataFrame) -> str:
    """two up and one no change; one up; both up: publications by direction."""
    counted = tally(findings)
    said = [count(n, WORDS[direction], WORDS[direction]) for direction, n in counted.items()]
    if len(said) > 1:
        return listed(said)
    ((direction, n),) = counted.items()
    every = {1: "one", 2: "both"}.get(n, f"all {in_words(n)}")
    return f"{every} {WORDS[direction]}"


def found_words(findings: pd.DataFrame, *, change: bool) -> str:
    """What publications found, as a clause: "both found a decrease"; "two found higher values and one mixed results".

    Of one publication a predicate: "found a decrease".

    change: of something given to the same patients, cells or animals; else of patients beside healthy people.
    """
    words, counted = CHANGES if change else DIFFERENCES, tally(findings)
    if len(counted) > 1:
        (first, n), *others = counted.items()
        return listed([f"{in_words(n)} found {words[first]}", *(f"{in_words(n)} {words[one]}" for one, n in others)])
    ((direction, n),) = counted.items()
    who = {1: "", 2: "both "}.get(n, f"all {in_words(n)} ")
    return f"{who}found {words[direction]}"


def by_axis(findings: pd.DataFrame) -> str:
    """Th1: two up; IL-4: one up and one down: publications by direction, an axis at a time.

    Axes whose directions mean different things come last, with the number of publications alone.
    """
    said: list[str] = []
    others: list[str] = []
    for (label, collects), part in findings.groupby(["axis_label", "collects"], sort=False):
        if collects:
            n = part["study"].nunique()
            others.append(f"{label} ({in_words(n) if others else count(n, 'publication')})")
        else:
            said.append(f"{label}: {directions(part)}")
    return "; ".join([*said, f"not comparable: {listed(others)}"] if others else said)


def agreement(findings: pd.DataFrame) -> Agreement:
    """How far publications on one axis agree."""
    if findings.empty:
        return Agreement.NONE
    if findings["collects"].any():
        return Agreement.NOT_COMPARABLE
    counted = tally(findings)
    if sum(counted.values()) == 1:
        return Agreement.SINGLE
    if len(counted) == 1 and Direction.MIXED not in counted:
        return Agreement.AGREE
    return Agreement.CONFLICT if {Direction.UP, Direction.DOWN} <= counted.keys() else Agreement.DIFFER


class Tested(NamedTuple):
    """The exact two-sided binomial P of up against down, the exact 95 % interval of the share that points up, and P had
    every publication without a direction pointed against the majority."""

    p: float
    low: float
    high: float
    worst: float


@dataclass(frozen=True)
class SignTest:
    """Whether publications on one axis, of one comparison and one directness, point one way more often than a coin.

    `up`, `down` and `neither` count independent publications: reports that may share patients count as one. `result` is
    None where fewer than FEWEST_FOR_SIGN_TEST have a direction.
    """

    axis: str
    axis_label: str
    part: Part
    directness: str
    up: int
    down: int
    neither: int
    result: Tested | None


def sign_test(up: int, down: int, neither: int = 0) -> Tested | None:
    """The test of these counts; None where there are too few.

    Exact binomial test against one half (Conover 1999, Practical nonparametric statistics; scipy.stats.binomtest) with
    the Clopper-Pearson interval.
    """
    if up + down < FEWEST_FOR_SIGN_TEST:
        return None
    test = stats.binomtest(up, up + down)
    interval = test.proportion_ci(0.95, method="exact")
    fewer = min(up, down) + neither
    worst = stats.binomtest(fewer, up + down + neither).pvalue if fewer < max(up, down) else 1.0
    return Tested(test.pvalue, interval.low, interval.high, worst)


def sign_tests(findings: pd.DataFrame, clusters: dict[str, str]) -> list[SignTest]:
    """Counts for every axis, comparison and directness, with a sign test where there are enough publications.

    `clusters` gives one name to publications that may report the same patients. Axes whose directions mean different
    things are left out: their findings cannot be counted together.
    """
    tests = []
    comparable = findings[findings["part"].isin(COMPARABLE) & ~findings["collects"].astype(bool)]
    for (axis, label, part, directness), found in split_by(comparable, "axis", "axis_label", "part", "directness"):
        each = by_publication(found.assign(study=found["study"].map(lambda key: clusters.get(key, key))))
        up, down = int((each == Direction.UP).sum()), int((each == Direction.DOWN).sum())
        neither = len(each) - up - down
        result = sign_test(up, down, neither)
        tests.append(SignTest(axis, label, Part(part), directness, up, down, neither, result))
    return tests
