"""Forest plots of two arms: risk ratios on a log axis, risk differences, the line of no effect and what lies beside."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from ...evidence import LEVEL, marks_sentence
from ...render.rows import (
    SHARE,
    Axis,
    Column,
    Diamond,
    Interval,
    Mark,
    Panel,
    Plot,
    Prediction,
    Row,
    estimated,
    linear,
    logarithmic,
)
from ...render.style import Drawing
from ...render.table import plain
from ...schema import RATIOS, ComparisonMeasure
from ...store import records
from ...wording import NOT_ESTIMABLE, count, in_digits, level_words, listed, percent, points
from ..pooling import interval_note
from .effects import (
    NAMES,
    NO_EFFECT,
    OF_READINGS,
    UNITS,
    WORDS,
    Effect,
    estimate_words,
    named_result,
)
from .model import Compared, Reconstruction

SHOWN = 3.0  # times its finite end: how far an interval without another end is followed on the axis
NO_TRIAL = "no randomised trial with counts of both arms"


def comparison_plot(compared: Compared, treatment: str) -> Drawing:
    """Forest plot of a declared comparison, one panel a measure; `treatment` is the review's word for it."""
    panels = [
        _panel(measure, _rows(compared, measure), compared.comparison.level, treatment, compared.higher_is_better)
        for measure in compared.effects
    ]
    return Drawing(
        name=f"comparison-{compared.id}",
        draw=Plot(panels),
        caption=_caption(compared, treatment),
        alt=_alt(compared),
        data=compared.rows,
    )


def small_comparison_plot(compared: Compared, treatment: str) -> Drawing:
    """The plot of a first page: the first measure of a declared comparison."""
    first = compared.comparison.measures[0]
    bare = replace(
        compared,
        effects={first: compared.effects[first]},
        pooled={measure: pooled for measure, pooled in compared.pooled.items() if measure == first},
    )
    return replace(
        comparison_plot(bare, treatment),
        name=f"comparison-{compared.id}-small",
        caption=_small_caption(bare, treatment),
    )


def readings_plot(
    candidates: Sequence[Reconstruction], treatment: str, what: str, higher_is_better: bool | None
) -> Drawing:
    """The readings of one ambiguous pair of percentages, drawn hollow and dashed: reconstructions, never pooled."""
    reading = candidates[0].reading
    panels = [
        _panel(
            measure,
            [_reading(candidate, measure) for candidate in candidates],
            LEVEL,
            treatment,
            higher_is_better,
            "Reading",
        )
        for measure in OF_READINGS
    ]
    sets = listed(
        f"{c.of}, {c.events[0]} of {c.n[0]} against {c.events[1]} of {c.n[1]}, {_results(c.effects)}"
        for c in candidates
    )
    printed = " against ".join(reading.printed.values())
    return Drawing(
        name=f"readings-{candidates[0].study}-{reading.id}",
        draw=Plot(panels),
        caption=f"**{plain(what)}: two readings of one printed pair of percentages** "
        f"({plain(candidates[0].label)}: {plain(printed)}, denominators not printed). "
        "Hollow squares and broken lines: counts reconstructed from the percentages, "
        "not printed in any accessible source; they are not pooled. "
        f"Lines are {level_words(LEVEL)} score intervals.",
        alt=f"Readings of {printed} in {candidates[0].label}, {what.lower()}: reconstructions, if of {sets}.",
        data=_reading_rows(candidates),
    )


def _reading_rows(candidates: Sequence[Reconstruction]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "study": [c.study for c in candidates],
            "of": [c.of for c in candidates],
            "events_1": [c.events[0] for c in candidates],
            "n_1": [c.n[0] for c in candidates],
            "events_2": [c.events[1] for c in candidates],
            "n_2": [c.n[1] for c in candidates],
        }
    )


def _panel(
    measure: ComparisonMeasure,
    rows: Sequence[Row],
    level: float,
    treatment: str,
    higher_is_better: bool | None,
    head: str = "Trial",
) -> Panel:
    ends = [(mark.low, mark.high) for row in rows for mark in row.marks if isinstance(mark, Interval | Diamond)]
    values = [value for low, high in ends for value in _reach(low, high)]
    if higher_is_better is None:
        sides = f"less with {treatment}", f"more with {treatment}"
    elif higher_is_better:
        sides = "favours comparator", f"favours {treatment}"
    else:
        sides = f"favours {treatment}", "favours comparator"
    look: dict[str, Any] = {
        "title": f"{NAMES[measure]} ({level_words(level)} CI){UNITS[measure]}",
        "line": NO_EFFECT[measure],
        "sides": sides,
    }
    columns = [
        *([Column("marks", "Marks", quiet=True)] if head == "Trial" else []),
        Column("treated", treatment.capitalize(), align="right"),
        Column("compared", "Comparator", align="right"),
        Column("effect", f"{measure} ({level_words(level)} CI)", side="right"),
    ]
    axis = logarithmic(values, **look) if measure in RATIOS else _differences([v for one in ends for v in one], **look)
    return Panel(rows, [axis], columns, head=head, joint=" · ")


def _reach(low: float, high: float) -> Sequence[float]:
    """The ends of an interval; of one that goes on to 0 or without end also a value within it, so that it shows."""
    if low > 0 and math.isinf(high):
        return low, low * SHOWN
    return (high, high / SHOWN) if low == 0 and math.isfinite(high) else (low, high)


def _differences(values: Sequence[float], **look: Any) -> Axis:
    """A symmetrical axis of differences that holds the values."""
    reach = max([abs(value) for value in values] + [0.1])
    step = next(s for s in (0.05, 0.1, 0.2, 0.25, 0.5) if 2 * s >= reach or s == 0.5)
    reach = max(reach * 1.03, step)
    ticks = [tick for tick in (-2 * step, -step, 0.0, step, 2 * step) if abs(tick) <= reach]
    return linear(-reach, reach, ticks, points, **look)


def _rows(compared: Compared, measure: ComparisonMeasure) -> list[Row]:
    rows = []
    pooled = compared.pooled.get(measure)
    arms = [""] * len(compared.rows) if _one_pair(compared) else _arms(compared)
    weights = pooled.weights if pooled is not None else np.ones(len(compared.rows))
    for row, own, weight, both in zip(records(compared.rows), compared.effects[measure], weights, arms, strict=True):
        share = float(weight / max(weights)) if pooled is not None else SHARE
        marks = _marks(own, share=share)
        cells = _cells(row, own, measure) | {"marks": row["marks"]}
        rows.append(Row(row["label"], cells, marks, sub=both))
    if pooled is not None:
        sums = {name: compared.rows[name].sum() for name in ("events_1", "n_1", "events_2", "n_2")}
        known = not np.isnan([pooled.estimate, pooled.ci_low, pooled.ci_high]).any()
        marks = [Diamond(pooled.estimate, pooled.ci_low, pooled.ci_high)] if known else []
        if not np.isnan(pooled.pi_low):
            marks.insert(0, Prediction(pooled.pi_low, pooled.pi_high))
        rows.append(Row("pooled", _cells(sums, pooled, measure), marks, kind="pooled"))
    return rows or [Row(NO_TRIAL, kind="gap")]


def _arms(compared: Compared) -> list[str]:
    """Both arms of each trial, as it calls them."""
    return [f"{row['arm']} v {row['versus']}" for row in records(compared.rows)]


def _one_pair(compared: Compared) -> str:
    """The arms of all trials where several have the same: these are in the caption, not in each row. Else empty."""
    pairs = _arms(compared)
    return pairs[0] if len(pairs) > 1 and len(set(pairs)) == 1 else ""


def _cells(counts: Mapping[str, Any], own: Effect, measure: ComparisonMeasure) -> dict[str, str]:
    treated, compared = (f"{counts[f'events_{arm}']}/{counts[f'n_{arm}']}" for arm in (1, 2))
    return {"treated": treated, "compared": compared, "effect": _short(own, measure)}


def _reading(candidate: Reconstruction, measure: ComparisonMeasure) -> Row:
    (e1, e2), (n1, n2) = candidate.events, candidate.n
    fits = "gives the printed percentages" if candidate.reproduces else "does not give them"
    own = candidate.effects[measure]
    cells = _cells({"events_1": e1, "events_2": e2, "n_1": n1, "n_2": n2}, own, measure)
    return Row(f"of {candidate.of}", cells, _marks(own, hollow=True), sub=fits)


def _marks(own: Effect, share: float = SHARE, hollow: bool = False) -> list[Mark]:
    """A square with its interval, with arrows where they are 0 or infinite; nothing where nothing is known."""
    if np.isnan(own.estimate):
        return []
    return estimated(own.estimate, own.ci_low, own.ci_high, share=share, hollow=hollow)


def _short(own: Effect, measure: ComparisonMeasure) -> str:
    if np.isnan(own.estimate):
        return NOT_ESTIMABLE
    low, high = (WORDS[measure](limit).replace("infinity", "∞") for limit in (own.ci_low, own.ci_high))
    joint = "–" if measure in RATIOS else " to "
    return f"{estimate_words(own, measure)} ({low}{joint}{high})"


def _caption(compared: Compared, treatment: str) -> str:
    rows = compared.rows
    label = compared.comparison.label
    if rows.empty:
        return f"**{plain(label)}.** No randomised trial gives counts of both arms."
    level = level_words(compared.comparison.level)
    parts = [
        f"**{plain(label)}**: {count(len(rows), 'randomised trial')}, "
        f"{in_digits(int((rows['n_1'] + rows['n_2']).sum()), 'patient')}.",
        f"Counts are patients with the outcome of those in the arm, {plain(treatment)} first.",
        *([f"Arms of every trial: {plain(one_pair)}."] if (one_pair := _one_pair(compared)) else []),
        f"Squares are trials with crude effects and {level} score intervals; the upright line is no effect.",
    ]
    if compared.pooled:
        predicted = not all(np.isnan(one.pi_low) for one in compared.pooled.values())
        thin = f"; thin lines with end marks are {level} prediction intervals" if predicted else ""
        parts.append(f"Diamonds are pooled results{thin}.")
        notes = {measure: interval_note(one, compared.comparison, "trial") for measure, one in compared.pooled.items()}
        parts += [f"{NAMES[measure]}: {note}" for measure, note in notes.items() if note]
    else:
        parts.append("One trial: nothing is pooled.")
    return " ".join([*parts, marks_sentence(rows["marks"])]).rstrip()


def _small_caption(compared: Compared, treatment: str) -> str:
    if compared.rows.empty:
        return _caption(compared, treatment)
    size = f"{count(len(compared.rows), 'randomised trial')}, {(compared.rows['n_1'] + compared.rows['n_2']).sum():,}"
    drawn = f"Squares: trials, with {level_words(compared.comparison.level)} confidence intervals"
    pooled = next(iter(compared.pooled.values()), None)
    if pooled is not None:
        drawn += "; diamond: the pooled result" + ("" if np.isnan(pooled.pi_low) else ", with its prediction interval")
    return (
        f"**{plain(compared.comparison.label)}**: {size} patients. "
        f"{drawn}; upright line: no effect. {marks_sentence(compared.rows['marks'])}"
    ).rstrip()


def _alt(compared: Compared) -> str:
    rows = compared.rows
    label = compared.comparison.label.lower()
    if rows.empty:
        return f"Forest plot of {label}: no randomised trial gives counts of both arms."
    trials = []
    for i, row in enumerate(records(rows)):
        arms = (
            f"{row[arm]} {row[f'events_{j}']} of {row[f'n_{j}']} ({percent(row[f'events_{j}'] / row[f'n_{j}'])})"
            for j, arm in enumerate(("arm", "versus"), 1)
        )
        results = _results({measure: own[i] for measure, own in compared.effects.items()})
        trials.append(f"{row['label']}, {', '.join(arms)}, {results}")
    level = level_words(compared.comparison.level)
    text = f"Forest plot of {label}, {level} confidence intervals: {'; '.join(trials)}."
    return text + (f" Pooled {_results(compared.pooled)}." if compared.pooled else "")


def _results(effects: Mapping[ComparisonMeasure, Effect]) -> str:
    return listed(named_result(found, measure) for measure, found in effects.items())
