"""Declared comparisons, and readings of ambiguous percentages."""

from __future__ import annotations

from collections.abc import Callable

from ...meta import Pooled
from ...render.result import Result, UnknownResult, pick
from ...render.wording import NOT_ESTIMABLE, count, ends, listed, percent, points, ratio
from ...store import records
from ..analysis import Analysis
from .model import Reconstruction

POINTS = " percentage points"


def comparison(analysis: Analysis, rest: str) -> Result:
    """comparison.ID.WHAT: the pool of a declared comparison, or its only trial; comparison.ID.STUDY.WHAT: one trial.

    WHAT: rr, rr-ci, rr-result, rr-no-effect (includes, excludes), the same with rd; intervention and comparator (count
    and percentage of the arm), p (as printed), label, why, k, trials, names, n, left-out, awaited, awaited-k.
    """
    name, *path = rest.split(".")
    declared = analysis.review.config.comparisons
    if name not in declared:
        raise UnknownResult(f"comparison.{rest}: {name!r} is not a comparison. Declared: {', '.join(declared)}.")
    compared = analysis.comparison(name)
    rows = records(compared.rows)
    labels = analysis.review.bibliography.label
    study = None
    if len(path) == 2:
        positions = {row["study"]: i for i, row in enumerate(rows)}
        i = pick(positions, path[0], f"comparison.{rest}")
        rows, study = [rows[i]], path[0]
        effects = {measure: own[i] for measure, own in compared.effects.items()}
    else:
        effects = {measure: compared.result(measure) for measure in compared.effects}
        study = rows[0]["study"] if len(rows) == 1 else None
    texts = {
        "label": lambda: compared.comparison.label,
        "why": lambda: compared.comparison.why,
        "k": lambda: str(len(rows)),
        "trials": lambda: count(len(rows), "randomised trial"),
        "names": lambda: listed(row["label"] for row in rows),
        "n": lambda: f"{sum(row['n_1'] + row['n_2'] for row in rows):,}",
        "intervention": lambda: _arm(rows, 1),
        "comparator": lambda: _arm(rows, 2),
        "p": lambda: listed([row["p"] for row in rows if row["p"]]),
        "left-out": lambda: str(compared.left_out["study"].nunique()),
        "awaited": lambda: listed(map(labels, compared.awaited)),
        "awaited-k": lambda: str(len(compared.awaited)),
        **effect_texts(effects),
    }
    marks = "".join(dict.fromkeys("".join(row["marks"] for row in rows)))
    what = path[-1] if path else ""
    shown = marks if what in ("intervention", "comparator") else ""
    text = pick(texts, what, f"comparison.{rest}")()
    return Result(text, shown, study if shown else None)


def reading(analysis: Analysis, rest: str) -> Result:
    """reading.STUDY.ID.WHAT: the printed percentages; reading.STUDY.ID.CANDIDATE.WHAT: one candidate, reconstructed."""
    path = rest.split(".")
    found: dict[str, dict[str, Reconstruction]] = {}
    for one in analysis.readings:
        found.setdefault(f"{one.study}.{one.reading.id}", {})[one.candidate] = one
    if len(path) not in (3, 4):
        raise UnknownResult(f"reading.{rest}: write reading.STUDY.ID.WHAT or reading.STUDY.ID.CANDIDATE.WHAT.")
    candidates = pick(found, ".".join(path[:2]), f"reading.{rest}")
    first = next(iter(candidates.values()))
    if len(path) == 3:
        fitting = [one.of for one in candidates.values() if one.reproduces]
        texts = {
            "printed": lambda: " against ".join(first.reading.printed.values()),
            "p": lambda: first.p or "not printed",
            "how": lambda: first.reading.how,
            "fitting": lambda: listed(fitting),
            "not-fitting": lambda: listed(one.of for one in candidates.values() if not one.reproduces),
        }
        return Result(pick(texts, path[2], f"reading.{rest}")(), study=path[0] if path[2] == "printed" else None)
    one = pick(candidates, path[2], f"reading.{rest}")
    texts = {
        "of": lambda: one.of,
        "intervention": lambda: f"{one.events[0]}/{one.n[0]} ({percent(one.events[0] / one.n[0])})",
        "comparator": lambda: f"{one.events[1]}/{one.n[1]} ({percent(one.events[1] / one.n[1])})",
        **effect_texts(one.effects),
    }
    return Result(pick(texts, path[3], f"reading.{rest}")())


def effect_texts(effects: dict[str, Pooled | None]) -> dict[str, Callable[[], str]]:
    """rr, rr-ci, rr-result, rd ... for each measure."""
    texts: dict[str, Callable[[], str]] = {}
    for measure, pooled in effects.items():
        words, unit = (ratio, "") if measure == "RR" else (points, POINTS)
        name = measure.lower()
        texts[name] = lambda p=pooled, w=words, u=unit: _told(p, lambda q: w(q.estimate) + u)
        texts[f"{name}-ci"] = lambda p=pooled, w=words, u=unit: _told(p, lambda q: ends(q.ci_low, q.ci_high, w) + u)
        texts[f"{name}-result"] = lambda p=pooled, w=words, u=unit: _told(
            p, lambda q: f"{w(q.estimate)} (95% confidence interval {ends(q.ci_low, q.ci_high, w)}){u}"
        )
        texts[f"{name}-no-effect"] = lambda p=pooled, m=measure: _told(p, lambda q: _includes(q, m))
    return texts


def _told(pooled: Pooled | None, words: Callable[[Pooled], str]) -> str:
    return NOT_ESTIMABLE if pooled is None else words(pooled)


def _includes(pooled: Pooled, measure: str) -> str:
    """Whether the interval holds no effect: "includes" or "excludes"."""
    none = 1.0 if measure == "RR" else 0.0
    return "includes" if pooled.ci_low <= none <= pooled.ci_high else "excludes"


def _arm(rows: list[dict], arm: int) -> str:
    if not rows:
        return NOT_ESTIMABLE
    events, n = (sum(row[f"{name}_{arm}"] for row in rows) for name in ("events", "n"))
    return f"{events}/{n} ({percent(events / n)})"
