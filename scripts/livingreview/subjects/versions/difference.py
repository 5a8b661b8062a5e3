"""What is different in what two versions say: estimates, certainty, directions, rules. Everything from two snapshots.

A snapshot holds results and no data, so that this works for versions whose data are gone. A snapshot made before a
part existed does not hold it: what either side lacks is not compared, and is named in `not_compared`.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ...schema import RATIOS
from .state import NUMBERS, State

KINDS = ("results", "comparisons", "harms")
PARTS = {
    "comparisons": "comparisons",
    "harms": "pooled harms",
    "certainty": "certainty",
    "directions": "directions of findings",
    "claims": "arrows and hypotheses",
    "rules": "rules",
}
DESCRIBE = {
    "choices",
    "estimand",
    "information",
    "label",
    "primary",
    "subsets",
    "thresholds",
    "why",
}  # move no estimate
LEAST_WEIGHT = 0.5  # percentage points; smaller changes of weight follow from others and are not listed
Values = dict[str, Any]


@dataclass(frozen=True)
class Numbers:
    """An estimate: proportions and ratios on their natural scale; None where it does not exist.

    A ratio and its upper limit may be infinite, which their JSON writes as text.
    """

    __pydantic_config__: ClassVar = {"ser_json_inf_nan": "strings"}

    k: int
    n: int
    events: int
    estimate: float | None
    ci_low: float | None
    ci_high: float | None
    pi_low: float | None
    pi_high: float | None


@dataclass(frozen=True)
class Weight:
    """A study of an estimate whose weight (percent) or counts changed; None where it is not in it."""

    study: str
    old: float | None
    new: float | None
    old_counts: tuple[int, ...]
    new_counts: tuple[int, ...]


@dataclass(frozen=True)
class Left:
    """A study that left an estimate: why, and the studies now in it that hold the same patients, with the link."""

    study: str
    why: str
    replaced_by: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class EstimateChange:
    """A declared estimate before and after; None where it is not declared.

    `kind` is one of KINDS, `measure` "proportion", "RR", "RD" or "OR". `shift` is new minus old (of a ratio: new
    divided by old, None where one is 0 or infinite). `overlap` is the share of the new confidence interval that lies in
    the old one. `because` are the changed publications behind the change, `rules` the changed declarations;
    `unexplained` where no changed publication is behind it. `notes` are remarks of the new pooling that the old one had
    not.
    """

    kind: str
    id: str
    label: str
    measure: str
    level: float
    old: Numbers | None
    new: Numbers | None
    changed: bool
    shift: float | None
    overlap: float | None
    weights: tuple[Weight, ...]
    left: tuple[Left, ...]
    because: tuple[str, ...]
    rules: tuple[str, ...]
    unexplained: bool
    notes: tuple[str, ...]


@dataclass(frozen=True)
class LevelChange:
    """The certainty of a rated outcome before and after; None where it is not rated. `domains` are those that changed:
    the domain, and the steps by which it lowers the level, before and after."""

    id: str
    label: str
    old: str | None
    new: str | None
    domains: tuple[tuple[str, int | None, int | None], ...]


@dataclass(frozen=True)
class DirectionChange:
    """Publications by direction on one axis, before and after."""

    id: str
    label: str
    old: dict[str, int]
    new: dict[str, int]

    @property
    def newly_opposite(self) -> bool:
        """Whether publications point both ways now and did not before."""
        return opposite(self.new) and not opposite(self.old)


@dataclass(frozen=True)
class ClaimChange:
    """The evidence behind an arrow of the pathway or a hypothesis, before and after."""

    id: str
    label: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class Difference:
    """All that is different. `estimates` and `certainty` list unchanged ones too."""

    estimates: tuple[EstimateChange, ...]
    certainty: tuple[LevelChange, ...]
    directions: tuple[DirectionChange, ...]
    claims: tuple[ClaimChange, ...]
    not_compared: tuple[str, ...]

    @property
    def conclusions_changed(self) -> bool:
        """Whether an estimate or a level of certainty is not what it was."""
        return any(one.changed for one in self.estimates) or any(one.old != one.new for one in self.certainty)


def opposite(tally: Mapping[str, int]) -> bool:
    """Whether publications point both ways."""
    return {"up", "down"} <= tally.keys()


def difference(old: State, new: State, changed: Collection[str]) -> Difference:
    """The snapshot `new` against `old`. `changed`: keys of publications whose reported content changed."""
    missing = tuple(words for part, words in PARTS.items() if (part in old) != (part in new))
    estimates: list[EstimateChange] = []
    for kind in KINDS:
        if kind in old and kind in new:
            rules = _rules_by_name(old, new, kind)
            estimates += [
                _estimate(kind, name, one, other, changed, rules) for name, one, other in _pairs(old[kind], new[kind])
            ]
    return Difference(
        tuple(estimates),
        tuple(_levels(*_both("certainty", old, new))),
        tuple(
            DirectionChange(key, (b or a)["label"], a.get("tally", {}), b.get("tally", {}))
            for key, a, b in _pairs(*_both("directions", old, new))
            if a.get("tally") != b.get("tally")
        ),
        tuple(
            ClaimChange(key, (b or a)["label"], a.get("standing"), b.get("standing"))
            for key, a, b in _pairs(*_both("claims", old, new))
            if a.get("standing") != b.get("standing")
        ),
        missing,
    )


def _both(part: str, old: State, new: State) -> tuple[Mapping[str, Values], Mapping[str, Values]]:
    return (old[part], new[part]) if part in old and part in new else ({}, {})


def _pairs(old: Mapping[str, Values], new: Mapping[str, Values]) -> Iterator[tuple[str, Values, Values]]:
    """Each key with what it is before and after; nothing where it is not there."""
    for key in [*new, *(key for key in old if key not in new)]:
        yield key, old.get(key, {}), new.get(key, {})


def _estimate(
    kind: str, name: str, old: Values, new: Values, changed: Collection[str], rules: Mapping[str, tuple[str, ...]]
) -> EstimateChange:
    one = new or old
    before, after = _numbers(old), _numbers(new)
    different = before != after
    measure = one.get("measure", "proportion")
    was, now = _rows(old), _rows(new)
    moved = _moved(was, now)
    gone = [_left(study, new) for study in was if study not in now] if new else []
    behind = {*moved, *(rival for each in gone for rival, _ in each.replaced_by)} & set(changed)
    declared = rules.get(name, rules.get(name.partition(".")[0], rules.get("", ())))
    if kind == "results" and "." not in name:
        declared = tuple(field for field in declared if not field.endswith(".subgroups"))
    return EstimateChange(
        kind,
        name,
        one["label"],
        measure,
        one.get("level", 0.95),
        before,
        after,
        different,
        _shift(measure, before, after),
        _overlap(before, after),
        tuple(_weights(was, now, moved)) if different else (),
        tuple(gone),
        tuple(sorted(behind)) if different else (),
        declared if different else (),
        different and not behind,
        tuple(note for note in new.get("notes", ()) if "notes" in old and note not in map(_spelled, old["notes"])),
    )


def _spelled(note: str) -> str:
    """A remark as it is written now: engines up to version 0.4.3 wrote tau2."""
    return note.replace("tau2", "tau²")


def _numbers(found: Values) -> Numbers | None:
    if not found:
        return None
    values = (None if found[name] is None else float(found[name]) for name in NUMBERS)
    return Numbers(found["k"], found["n"], found["events"], *values)


def _rows(found: Values) -> dict[str, Values]:
    """Counts and weight by study; an older snapshot knows the studies only."""
    return found.get("rows") or {study: {} for study in found.get("studies", ())}


def _moved(old: Mapping[str, Values], new: Mapping[str, Values]) -> list[str]:
    """Studies that entered or left, or that count something else, as far as both snapshots know the counts."""
    both = [*old, *(study for study in new if study not in old)]
    return [
        study
        for study in both
        if (study in old) != (study in new)
        or not (old[study] and new[study])
        or old[study]["counts"] != new[study]["counts"]
    ]


def _left(study: str, new: Values) -> Left:
    out = new.get("left_out", {}).get(study)
    return Left(study, out["why"] if out else "", tuple(sorted(out["shared"].items())) if out else ())


def _weights(old: Mapping[str, Values], new: Mapping[str, Values], moved: list[str]) -> Iterator[Weight]:
    for study in [*old, *(one for one in new if one not in old)]:
        if study in old and study in new and not (old[study] and new[study]):
            continue  # one of the snapshots holds no weights
        before, after = old.get(study, {}), new.get(study, {})
        one, two = before.get("weight"), after.get("weight")
        shifted = one is not None and two is not None and abs(two - one) >= LEAST_WEIGHT
        if study in moved or shifted:
            yield Weight(study, one, two, tuple(before.get("counts", ())), tuple(after.get("counts", ())))


def _shift(measure: str, old: Numbers | None, new: Numbers | None) -> float | None:
    if old is None or new is None or old.estimate is None or new.estimate is None:
        return None
    if measure not in RATIOS:
        return new.estimate - old.estimate
    finite = 0 < old.estimate < math.inf and 0 < new.estimate < math.inf
    return new.estimate / old.estimate if finite else None


def _overlap(old: Numbers | None, new: Numbers | None) -> float | None:
    """The share of the new confidence interval that lies in the old one; of an infinite one all of it, or unknown."""
    if old is None or new is None:
        return None
    ends = (old.ci_low, old.ci_high, new.ci_low, new.ci_high)
    if any(end is None for end in ends):
        return None
    a, b, c, d = (float(end or 0.0) for end in ends)
    if math.isinf(d):
        return 1.0 if a <= c and math.isinf(b) else None
    if d == c:
        return float(a <= c <= b)
    return max(0.0, min(b, d) - max(a, c)) / (d - c)


def _levels(old: Mapping[str, Values], new: Mapping[str, Values]) -> Iterator[LevelChange]:
    for key, a, b in _pairs(old, new):
        before, after = ({**one.get("domains", {}), "rated up": one.get("raised", 0)} for one in (a, b))
        domains = tuple(
            (name, before.get(name), after.get(name))
            for name in {**after, **before}
            if before.get(name) != after.get(name)
        )
        yield LevelChange(key, (b or a)["label"], a.get("level"), b.get("level"), domains if a and b else ())


def _rules_by_name(old: State, new: State, kind: str) -> dict[str, tuple[str, ...]]:
    """Changed declarations in data/review.yaml that can move an estimate, by the name of what they are about.

    "" stands for all of a kind.
    """
    part = {"results": "pools", "comparisons": "comparisons", "harms": "safety"}[kind]
    before, after = ((one.get("rules") or {}).get(part) or {} for one in (old, new))
    if part == "safety":
        changed = tuple(
            f"safety.{name}" for name in sorted(before.keys() | after) if before.get(name) != after.get(name)
        )
        return {"": changed}
    found = {}
    for name in before.keys() & after.keys():
        one, two = before[name], after[name]
        fields = tuple(f"{part}.{name}.{key}" for key in sorted(one.keys() | two) if one.get(key) != two.get(key))
        found[name] = tuple(field for field in fields if field.rpartition(".")[2] not in DESCRIBE)
    return found
