"""What a version says, as plain JSON: every declared estimate, certainty, directions of findings, and the rules.

A snapshot holds it, so that a later version can be compared with this one after its data are gone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

import pandas as pd

from ...evidence import may_share_patients
from ...meta import Pooled
from ...schema import Part
from ...store import Review, split_by
from ..certainty.body import Declared
from ..certainty.model import Rating
from ..comparisons.effects import Effect
from ..mechanisms.claims import arrows, hypotheses
from ..mechanisms.directions import COMPARABLE, tally
from ..mechanisms.evidence import all_findings

DIGITS = 6  # of an estimate: enough to see any change, too few for noise between machines
NUMBERS = ("estimate", "ci_low", "ci_high", "pi_low", "pi_high")
INFINITE = "inf"  # only a ratio or its upper limit can be
PLACES = {"patients": "in patients", "cells": "in patients' cells", "models": "in models", "elsewhere": "elsewhere"}
PARTS = {Part.DEFECT: "the disease against health", Part.INTERVENTION: "the treatment"}
SAME_COHORT, OVERLAP = "same cohort", "declared overlap"


class Computed(Declared, Protocol):
    """All that a version says; `Analysis` has it."""

    @property
    def ratings(self) -> tuple[Rating, ...]: ...


def result(found: Effect | None, rows: pd.DataFrame, label: str) -> dict[str, Any]:
    """A declared result: counts, studies and numbers. `rows` has study, events and n.

    A number that does not exist is None; an infinite one is INFINITE, as JSON has no word for it.
    """
    values = {name: getattr(found, name, math.nan) for name in NUMBERS}
    return {
        "label": label,
        "k": len(rows),
        "n": int(rows["n"].sum()),
        "events": int(rows["events"].sum()),
        "studies": sorted(set(rows["study"])),
        **{name: _number(value) for name, value in values.items()},
    }


def _number(value: float) -> float | str | None:
    if math.isinf(value):
        return INFINITE
    return None if math.isnan(value) else round(value, DIGITS)


def pools(computed: Computed) -> dict[str, dict[str, Any]]:
    """Every declared pool and its subgroups, with what each study counts and why others do not."""
    found = {}
    for name in computed.review.config.pools:
        one = computed.pool(name)
        label, level = one.pool.label, one.pool.level
        found[name] = _estimate(computed.review, one.pooled, one.rows, one.left_out, label, level)
        for part in one.subgroups:
            rows = one.rows[one.rows["subgroup"] == part.subgroup.id]
            words = f"{label}: {part.subgroup.label}"
            found[f"{name}.{part.subgroup.id}"] = _estimate(computed.review, part.pooled, rows, None, words, level)
    return found


def comparisons(computed: Computed) -> dict[str, dict[str, Any]]:
    """Every declared comparison by each of its measures: `ID.RR`, `ID.RD`."""
    found = {}
    for name, declared in computed.review.config.comparisons.items():
        one = computed.comparison(name)
        rows = one.rows.assign(events=one.rows["events_1"] + one.rows["events_2"])
        for measure in declared.measures:
            about = _estimate(
                computed.review, one.result(measure), rows, one.left_out, declared.label, declared.level, both=True
            )
            found[f"{name}.{measure}"] = {**about, "measure": measure}
    return found


def harms(computed: Computed) -> dict[str, dict[str, Any]]:
    """Every pooled adverse event: `EVENT.SEVERITY`."""
    every = computed.harms
    return {
        f"{one.event}.{one.severity}": _estimate(
            computed.review,
            one.pooled,
            one.rows,
            every.figures[(every.figures["event"] == one.event) & (every.figures["severity"] == one.severity)],
            one.label,
            every.level,
        )
        for one in every.pools
    }


def certainty(computed: Computed) -> dict[str, dict[str, Any]]:
    """The certainty of each rated outcome, with the judgement on each domain."""
    return {
        one.id: {
            "label": one.outcome.label,
            "level": str(one.level),
            "start": str(one.start),
            "domains": {str(domain.domain): domain.given.judgement for domain in one.domains},
            "raised": sum(upgrade.by for upgrade in one.outcome.upgrades),
        }
        for one in computed.ratings
    }


def directions(review: Review) -> dict[str, dict[str, Any]]:
    """Publications by direction, for each axis, comparison and place whose directions can be counted together."""
    findings = all_findings(review)
    counted = findings[findings["part"].isin(COMPARABLE) & ~findings["collects"].astype(bool)]
    return {
        f"{axis}.{part}.{place}": {
            "label": f"{label}, {PARTS[Part(part)]}, {PLACES[place]}",
            "tally": {str(direction): n for direction, n in tally(rows).items()},
        }
        for (axis, label, part, place), rows in split_by(counted, "axis", "axis_label", "part", "directness")
    }


def claims(review: Review) -> dict[str, dict[str, Any]]:
    """The evidence behind every arrow of the pathway and every hypothesis."""
    found: dict[str, dict[str, Any]] = {}
    for arrow in arrows(review):
        between = f"{arrow.edge.start}>{arrow.edge.end}"
        earlier = sum(key.partition("#")[0] == between for key in found)  # two claims may join the same boxes
        key = f"{between}#{earlier + 1}" if earlier else between
        found[key] = {"label": arrow.edge.claim, "standing": str(arrow.claim.standing)}
    for weighed in hypotheses(review):
        found[weighed.hypothesis.id] = {
            "label": weighed.hypothesis.claim,
            "standing": str(weighed.claim.standing),
        }
    return found


def rules(review: Review) -> dict[str, Any]:
    """What data/review.yaml declares about pools, comparisons and harms."""
    return review.config.model_dump(mode="json", exclude_defaults=True, include={"pools", "comparisons", "safety"})


def _estimate(
    review: Review,
    found: Effect | None,
    rows: pd.DataFrame,
    left_out: pd.DataFrame | None,
    label: str,
    level: float,
    both: bool = False,
) -> dict[str, Any]:
    """A result with the counts and weight of each study, and of each other study why it does not count."""
    names = ("events_1", "n_1", "events_2", "n_2") if both else ("events", "n")
    counts = zip(*(rows[name].astype(int).tolist() for name in names), strict=True)
    pooled = found if isinstance(found, Pooled) else None
    weights: Iterable[float] = pooled.weights if pooled else [math.nan if found is None else 100.0] * len(rows)
    return {
        **result(found, rows, label),
        "level": level,
        "rows": _rows(rows["study"], counts, weights),
        "left_out": {} if left_out is None else _reasons(review, list(rows["study"]), left_out),
        "notes": list(pooled.notes) if pooled else [],
    }


def _rows(
    studies: Iterable[str], counts: Iterable[tuple[int, ...]], weights: Iterable[float]
) -> dict[str, dict[str, Any]]:
    """Counts and weight of each study; of several rows of a study, which are of different patients, the sums."""
    found: dict[str, tuple[list[int], float]] = {}
    for study, count, weight in zip(studies, counts, weights, strict=True):
        before, heavy = found.get(study, ([0] * len(count), 0.0))
        found[study] = [a + b for a, b in zip(before, count, strict=True)], heavy + float(weight)
    return {
        study: {"counts": count, "weight": None if math.isnan(weight) else round(weight, 3)}
        for study, (count, weight) in found.items()
    }


def _reasons(review: Review, kept: Sequence[str], left_out: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Why each other study has no row: its reasons, and the studies kept that may hold the same patients."""
    sharing = may_share_patients(review)
    others = left_out[~left_out["study"].isin(kept) & left_out["reason"].ne("")]
    return {
        study: {
            "why": "; ".join(dict.fromkeys(rows["reason"])),
            "shared": {rival: _link(review, study, rival) for rival in kept if sharing(study, rival)},
        }
        for study, rows in split_by(others, "study")
    }


def _link(review: Review, one: str, other: str) -> str:
    cohorts = [cohort.id if (cohort := review.publications[key].cohort) else key for key in (one, other)]
    return SAME_COHORT if cohorts[0] == cohorts[1] else OVERLAP


State = Mapping[str, Any]
PARTS_OF_STATE: dict[str, Callable[[Computed], dict[str, Any]]] = {
    "results": pools,
    "comparisons": comparisons,
    "harms": harms,
    "certainty": certainty,
    "directions": lambda computed: directions(computed.review),
    "claims": lambda computed: claims(computed.review),
    "rules": lambda computed: rules(computed.review),
}


def state(computed: Computed) -> dict[str, Any]:
    """All of it."""
    return {name: make(computed) for name, make in PARTS_OF_STATE.items()}
