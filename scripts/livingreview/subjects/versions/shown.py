"""Declared results of a snapshot in words."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from ...schema import Comparison, Domain, Pool, SafetyRule
from ...schema.base import Model
from ...wording import NOT_ESTIMABLE, count, ends, in_digits, interval, listed, percent
from ..comparisons.effects import NAMES, WORDS
from .difference import EstimateChange

UNCHANGED = "none"  # the verdict on a result that is the same in both versions
RULE = "rules"  # begins the declarations that are behind a change


def result_words(result: Mapping[str, Any] | None) -> str:
    """A declared result of a snapshot in words: estimate, intervals, cohorts or trials, patients."""
    if result is None:
        return "not declared"
    if "measure" in result:
        return _effect(result)
    if result["estimate"] is None:
        return "no cohort with a count" if result["k"] == 0 else NOT_ESTIMABLE
    limits = interval(result["ci_low"], result["ci_high"])
    if result["pi_low"] is not None:
        limits += f"; prediction {interval(result['pi_low'], result['pi_high'])}"
    elif result["k"] > 1:
        limits += "; no prediction interval"
    return (
        f"{percent(result['estimate'])} ({limits}); {count(result['k'], 'cohort')}, {in_digits(result['n'], 'patient')}"
    )


def _effect(result: Mapping[str, Any]) -> str:
    """Of a comparison; infinite numbers are texts in it."""
    if result["estimate"] is None:
        return "no trial with counts of both arms" if result["k"] == 0 else NOT_ESTIMABLE
    words, estimate = WORDS[result["measure"]], float(result["estimate"])
    limits = ends(float(result["ci_low"]), float(result["ci_high"]), words)
    shown = words(estimate) if math.isfinite(estimate) else NOT_ESTIMABLE
    return f"{shown} ({limits}); {count(result['k'], 'trial')}, {in_digits(result['n'], 'patient')}"


def named(label: str, result: Mapping[str, Any] | None) -> str:
    """The label of a result; of a comparison with its measure."""
    measure = (result or {}).get("measure")
    return f"{label}: {NAMES[measure].lower()}" if measure else label


def verdict(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> str:
    """Whether a declared result differs between two snapshots."""
    if old is None or new is None:
        return "new" if old is None else "no longer declared"
    kept = ("k", "n", "events", "estimate", "ci_low", "ci_high", "pi_low", "pi_high", "studies")
    return UNCHANGED if all(old[name] == new[name] for name in kept) else "changed"


def reason_words(change: EstimateChange, label: Callable[[str], str]) -> str:
    """What is behind a changed estimate: publications of which something changed, rules, or nothing that is known."""
    if not change.changed:
        return ""
    if change.old is None:
        return "a new declaration"
    if change.new is None:
        return "no longer declared"
    parts = [listed([label(key) for key in change.because])] if change.because else []
    if change.rules:
        parts.append(f"{RULE}: {listed([rule_words(rule) for rule in change.rules])}")
    return "; ".join(parts) or "the engine, or a rule that the earlier version does not hold"


def rule_words(rule: str) -> str:
    """A declaration of data/review.yaml in words: `pools.relief.min_patients` is fewest patients."""
    part, _, rest = rule.partition(".")
    name = rest.rpartition(".")[2]
    models: dict[str, type[Model]] = {"pools": Pool, "comparisons": Comparison, "safety": SafetyRule}
    field = models[part].model_fields.get(name)
    return (field.title if field and field.title else name.replace("_", " ")).lower()


def domain_words(name: str, old: int | None, new: int | None) -> str:
    """A domain of certainty that is rated otherwise: imprecision (−1, now 0)."""
    label = Domain(name).label if name in set(Domain) else name
    steps = ["not rated" if one is None else f"−{-one}" if one < 0 else str(one) for one in (old, new)]
    return f"{label.lower()} ({steps[0]}, now {steps[1]})"
