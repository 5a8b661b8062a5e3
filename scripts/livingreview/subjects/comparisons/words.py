"""Declared comparisons, and readings of ambiguous percentages, in words for prose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeAlias

from ...render.names import Branch, Names, Node, Result, each, joined
from ...schema import Comparison, ComparisonMeasure
from ...store import Review, records
from ...wording import NOT_ESTIMABLE, count, in_digits, level_words, listed, percent
from ..analysis import Analysis
from . import icons
from .effects import NAMES, NO_EFFECT, Effect, estimate_words, excludes_no_effect, limits_words, with_unit
from .model import Compared, Reconstruction

Record: TypeAlias = dict[str, Any]


def names(analysis: Analysis) -> Names:
    declared = analysis.review.config.comparisons
    return {
        "comparisons": Branch(
            lambda: each(declared, partial(_comparison, analysis)),
            "a declared comparison: comparisons.ID.WHAT; of one trial: comparisons.ID.STUDY.WHAT",
        ),
        "readings": Branch(
            lambda: _readings(analysis),
            "percentages without a denominator, as printed: readings.STUDY.ID.WHAT; "
            "as reconstructed: readings.STUDY.ID.CANDIDATE.WHAT",
        ),
    }


def _comparison(analysis: Analysis, name: str) -> Names:
    """The pool of a declared comparison, or its only trial."""
    compared = analysis.comparison(name)
    rows = records(compared.rows)
    labels = analysis.review.bibliography.label
    whole: dict[str, Node] = {
        "label": compared.comparison.label,
        "why": compared.comparison.why,
        "level": level_words(compared.comparison.level),
        "k": str(len(rows)),
        "needed": "not declared" if compared.needed is None else f"{compared.needed:,}",
        "trials": count(len(rows), "randomised trial"),
        "found": f"we found {count(len(rows), 'randomised trial')} with accessible counts",
        "sentence": lambda: _sentence(compared),
        "names": listed(row["label"] for row in rows),
        "left-out": str(compared.left_out["study"].nunique()),
        "awaited": listed(map(labels, compared.awaited)),
        "awaited-k": str(len(compared.awaited)),
        **icons.names(
            compared, analysis.review.config.intervention, comparator_words(analysis.review, compared.comparison)
        ),
        **_arms(rows),
        **_effects({measure: compared.result(measure) for measure in compared.effects}),
    }
    trials: dict[str, Names] = {}
    for i, row in enumerate(rows):
        own = {measure: effects[i] for measure, effects in compared.effects.items()}
        trials[row["study"]] = {"label": row["label"], **_arms([row]), **_effects(own)}
    return joined(whole, trials)


def comparator_words(review: Review, comparison: Comparison) -> str:
    """What the treatment is compared with: the labels of its drugs."""
    return listed(review.vocabulary.drugs[drug].label for drug in comparison.against)


def _sentence(compared: Compared) -> str:
    """The result of the first measure as a complete sentence, for a table or a list."""
    rows, measure = compared.rows, compared.comparison.measures[0]
    label, found = compared.comparison.label, compared.result(measure)
    if found is None:
        return f"{label}: no randomised trial with counts of both arms."
    size = f"{count(len(rows), 'randomised trial')}, {in_digits(int((rows['n_1'] + rows['n_2']).sum()), 'patient')}"
    result = f"{NAMES[measure].lower()} {with_unit(estimate_words(found, measure), measure)}"
    limits = limits_words(found, measure)
    interval = "" if limits == NOT_ESTIMABLE else f"{level_words(found.level)} CI {limits}; "
    return f"{label}: {result} ({interval}{size})."


def _arms(rows: list[Record]) -> Names:
    """Count and percentage of each arm, patients, and P values as printed."""
    marks = "".join(dict.fromkeys("".join(row["marks"] for row in rows)))
    study = rows[0]["study"] if len(rows) == 1 else None
    return {
        "n": f"{sum(row['n_1'] + row['n_2'] for row in rows):,}",
        "intervention": Result(_arm(rows, 1), marks, study if marks else None),
        "comparator": Result(_arm(rows, 2), marks, study if marks else None),
        "p": listed([row["p"] for row in rows if row["p"]]),
    }


def _readings(analysis: Analysis) -> Names:
    found: dict[str, dict[str, dict[str, Reconstruction]]] = {}
    for one in analysis.readings:
        found.setdefault(one.study, {}).setdefault(one.reading.id, {})[one.candidate] = one
    return {
        study: {key: Branch(partial(_reading, candidates)) for key, candidates in ambiguous.items()}
        for study, ambiguous in found.items()
    }


def _reading(candidates: Mapping[str, Reconstruction]) -> Names:
    first = next(iter(candidates.values()))
    printed: dict[str, Node] = {
        "printed": Result(" against ".join(first.reading.printed.values()), study=first.study),
        "p": first.p or "not printed",
        "how": first.reading.how,
        "fitting": listed(one.of for one in candidates.values() if one.reproduces),
        "not-fitting": listed(one.of for one in candidates.values() if not one.reproduces),
    }
    return joined(printed, {name: Branch(partial(_candidate, one)) for name, one in candidates.items()})


def _candidate(one: Reconstruction) -> Names:
    arms = [f"{events}/{n} ({percent(events / n)})" for events, n in zip(one.events, one.n, strict=True)]
    return {"of": one.of, "intervention": arms[0], "comparator": arms[1], **_effects(one.effects)}


def _effects(effects: Mapping[ComparisonMeasure, Effect] | Mapping[ComparisonMeasure, Effect | None]) -> Names:
    """rr, rr-ci, rr-result, rr-no-effect, rr-direction, and the same for each other measure."""
    texts: dict[str, Node] = {}
    for measure, found in effects.items():
        for name, words in PRINTED.items():
            text = partial(words, found, measure) if found is not None else NOT_ESTIMABLE
            texts[f"{measure.lower()}{name}"] = text
    return texts


def _estimate(found: Effect, measure: ComparisonMeasure) -> str:
    return with_unit(estimate_words(found, measure), measure)


def _limits(found: Effect, measure: ComparisonMeasure) -> str:
    return with_unit(limits_words(found, measure), measure)


def _result(found: Effect, measure: ComparisonMeasure) -> str:
    limits = limits_words(found, measure)
    if limits == NOT_ESTIMABLE:
        return limits
    text = f"{estimate_words(found, measure)} ({level_words(found.level)} confidence interval {limits})"
    return with_unit(text, measure)


def _no_effect(found: Effect, measure: ComparisonMeasure) -> str:
    """Whether the interval contains no effect: "includes" or "excludes"."""
    return "excludes" if excludes_no_effect(found, measure) else "includes"


def direction(found: Effect, measure: ComparisonMeasure) -> str:
    """What the interval is compatible with under the intervention: "fewer", "more", or "fewer or more" events."""
    if limits_words(found, measure) == NOT_ESTIMABLE:
        return NOT_ESTIMABLE
    if not excludes_no_effect(found, measure):
        return "fewer or more"
    return "more" if found.estimate > NO_EFFECT[measure] else "fewer"


PRINTED: dict[str, Callable[[Effect, ComparisonMeasure], str]] = {
    "": _estimate,
    "-ci": _limits,
    "-result": _result,
    "-no-effect": _no_effect,
    "-direction": direction,
}


def _arm(rows: list[Record], arm: int) -> str:
    if not rows:
        return NOT_ESTIMABLE
    events, n = (sum(row[f"{name}_{arm}"] for row in rows) for name in ("events", "n"))
    return f"{events}/{n} ({percent(events / n)})"
