"""Findings that disagree: who with whom, and what the data record that could explain it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ...schema import STUDY_ID, Age, System
from ...store import Review, records
from .evidence import all_findings

WORD = re.compile(STUDY_ID)


@dataclass(frozen=True)
class Conflict:
    """A finding and the one it disagrees with; `other` is None where the data name no publication for it.

    `differences` are (what, here, there) for every recorded field in which the two are not the same; `same` names the
    fields in which they are. They are candidates for an explanation, not explanations.
    """

    chapter: str
    finding: dict[str, Any]
    other: dict[str, Any] | None
    differences: tuple[tuple[str, str, str], ...]
    same: tuple[str, ...]

    @property
    def sides(self) -> list[dict[str, Any]]:
        """The finding, and the other where there is one."""
        return [self.finding] if self.other is None else [self.finding, self.other]


@dataclass(frozen=True)
class Opposed:
    """Findings of which every one disagrees with every one of the others; `pairs` are all conflicts between them.

    `others` is empty where the data name no other side: then `ones` and `pairs` have one finding.
    """

    ones: tuple[dict[str, Any], ...]
    others: tuple[dict[str, Any], ...]
    pairs: tuple[Conflict, ...]

    @property
    def differences(self) -> dict[tuple[str, int], dict[str, str]]:
        """Of each finding, by study and row, what is recorded of it and differs from a finding on the other side."""
        recorded: dict[tuple[str, int], dict[str, str]] = defaultdict(dict)
        for pair in self.pairs:
            for what, here, there in pair.differences:
                for side, value in zip(pair.sides, (here, there), strict=True):
                    recorded[_identity(side)][what] = value
        return dict(recorded)


def opposed(found: Sequence[Conflict]) -> list[Opposed]:
    """These conflicts with findings that disagree with the same others put together, in order of first appearance.

    No pair is lost, and none is added: a finding that disagrees with one more than its neighbour is not put beside it.
    """
    against: dict[tuple[str, int], set[tuple[str, int]]] = defaultdict(set)
    for pair in found:
        for side in pair.sides:
            against[_identity(side)] |= {_identity(other) for other in pair.sides} - {_identity(side)}
    groups: dict[Any, list[Conflict]] = {}
    for pair in found:
        sides = [frozenset(against[_identity(side)]) for side in pair.sides]
        key = frozenset(sides) if pair.other is not None else _identity(pair.finding)
        groups.setdefault(key, []).append(pair)
    return [_together(pairs, against) for pairs in groups.values()]


def _together(pairs: Sequence[Conflict], against: dict[tuple[str, int], set[tuple[str, int]]]) -> Opposed:
    """Pairs between the same two groups of findings, each finding on the side of those it does not disagree with."""
    left = against[_identity(pairs[0].finding)]
    ones: dict[tuple[str, int], dict[str, Any]] = {}
    others: dict[tuple[str, int], dict[str, Any]] = {}
    for side in (side for pair in pairs for side in pair.sides):
        place = ones if against[_identity(side)] == left else others
        place[_identity(side)] = side
    return Opposed(tuple(ones.values()), tuple(others.values()), tuple(pairs))


def _identity(side: dict[str, Any]) -> tuple[str, int]:
    return side["study"], side["row"]


def conflicts(review: Review, findings: pd.DataFrame) -> list[Conflict]:
    """Every declared conflict among these findings (as from `all_findings`), each pair of findings once.

    Both sides are in one chapter, unless one is on an axis that collects and has no counterpart there; `chapter` is
    then that of the first.
    """
    marked = [row for row in records(findings) if row["conflict"] is not None]
    named = [[w for w in dict.fromkeys(WORD.findall(row["conflict"])) if w in review.publications] for row in marked]
    found, seen = [], set()
    for row, others in zip(marked, named, strict=True):
        others = [other for other in others if other != row["study"]]
        if not others:
            found.append(Conflict(row["chapter"], row, None, (), ()))
        for other in others:
            back = [
                candidate
                for candidate, theirs in zip(marked, named, strict=True)
                if candidate["study"] == other and row["study"] in theirs
            ]
            back = _in_chapter(row, back)
            if not back:
                found.append(Conflict(row["chapter"], row, None, (), ()))
                continue
            against = min(back, key=lambda candidate: _distance(row, candidate))
            pair = frozenset((_identity(row), _identity(against)))
            if pair not in seen:
                seen.add(pair)
                found.append(Conflict(row["chapter"], row, against, *_compared(review, row, against)))
    return found


def _in_chapter(row: dict, back: Sequence[dict]) -> list[dict]:
    """Of the findings that name this one's study, those in its chapter; else those that a collecting axis allows."""
    same = [one for one in back if one["chapter"] == row["chapter"]]
    return same or [one for one in back if row["collects"] or one["collects"]]


def conflicts_on(review: Review, axes: Collection[str]) -> list[Conflict]:
    """Every declared conflict with at least one side on these axes; the other may be in another chapter."""
    found = conflicts(review, all_findings(review))
    return [one for one in found if any(side["axis"] in axes for side in one.sides)]


def _distance(one: dict, other: dict) -> int:
    return sum(one[field] != other[field] for field in ("axis", "part", "system", "directness"))


def _compared(review: Review, one: dict, other: dict) -> tuple[tuple[tuple[str, str, str], ...], tuple[str, ...]]:
    differences, same = [], []
    for what, here, there in _fields(review, one, other):
        if here == there:
            same.append(what)
        else:
            differences.append((what, here, there))
    return tuple(differences), tuple(same)


def _fields(review: Review, one: dict, other: dict):
    """What, here, there: only what both rows or studies record; what one leaves out cannot explain anything."""
    vocabulary = review.vocabulary
    yield "what was measured", one["axis_label"], other["axis_label"]
    yield "where it was measured", System(one["system"]).label, System(other["system"]).label
    yield "disease", *(vocabulary.diseases[row["disease"]].label for row in (one, other))
    yield "what was compared", *(vocabulary.perturbations[row["perturbation"]].label for row in (one, other))
    populations = [review.publications[row["study"]].population for row in (one, other)]
    if all(p.age not in (Age.NOT_STATED, Age.NOT_APPLICABLE) for p in populations):
        yield "age", *(p.age.label for p in populations)
    phases = [vocabulary.lines[p.line].label for p in populations if p.line is not None]
    if len(phases) == len(populations):
        yield "phase of the disease", *phases
    if all(row["patients"] is not None for row in (one, other)):
        yield "number of patients", *(str(row["patients"]) for row in (one, other))
