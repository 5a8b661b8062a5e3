"""Forest plot of proportions: readable from 1 to 60 studies, at page width and on a phone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from ...evidence import marks_sentence
from ...meta import Pooled
from ...meta.types import RANDOM_EFFECTS
from ...render.rows import Axis, Column, Diamond, Panel, Plot, Prediction, Row, end_for, estimated, proportions
from ...render.style import Drawing
from ...render.table import plain
from ...schema import Pool
from ...store import records
from ...wording import (
    NOT_ESTIMABLE,
    count,
    in_digits,
    in_words,
    interval,
    level_words,
    listed,
    percent,
    percent_head,
    short,
)
from ..pooling import interval_note
from .model import BIAS, NO_GROUP, NO_OVERALL, NOT_RATED, Synthesis

DOSE_LEGEND = " Dose and target of the trough level are those of the arm; empty where they were not accessible."
NO_STUDY = "no study with a count"
EXTRAS = {"dose": "{}", "trough_target": "trough target {}"}  # and what is set around them


def forest(synthesis: Synthesis, dose: bool = False, marked: str = "") -> Drawing:
    """Forest plot of a synthesis: subgroups, weights, confidence and prediction intervals, marks and risk of bias.

    With `dose`, also the dose and the trough target of each arm, in a line under the study. The table behind the plot
    has the weights. The row of the study `marked` has a coloured band and bold letters.
    """
    given = [name for name in EXTRAS if dose and any(synthesis.rows.get(name, ()))]
    columns = _columns(synthesis, [Column(name, phone="under", pattern=EXTRAS[name], under=True) for name in given])
    plot = Plot([Panel(_rows(synthesis, given, marked), [_axis(synthesis)], columns, head="Study")])
    named = synthesis.rows.loc[synthesis.rows["study"] == marked, "label"]
    band = f" The row on a coloured band is {plain(named.iloc[0])}." if len(named) else ""
    return Drawing(
        name=f"forest-{synthesis.id}" + (f"-{marked}" if band else ""),
        draw=plot,
        caption=_caption(synthesis) + (DOSE_LEGEND if given else "") + band,
        alt=_alt(synthesis),
        data=synthesis.rows,
    )


def small_forest(synthesis: Synthesis) -> Drawing:
    """The plot of a first page: cohorts and pool, without subgroups, times, weights and risk of bias."""
    bare = replace(synthesis, subgroups=())
    columns = [column for column in _columns(synthesis, []) if column.key in ("marks", "count", "estimate")]
    whole = forest(synthesis)
    return replace(
        whole,
        name=f"{whole.name}-small",
        draw=Plot([Panel(_rows(bare, [], ""), [_axis(bare)], columns, head="Study")]),
        caption=_small_caption(synthesis),
    )


def _columns(synthesis: Synthesis, extras: list[Column]) -> list[Column]:
    return [
        Column("marks", "Marks", phone="label", quiet=True),
        Column("time", "Time", phone="none"),
        Column("count", "Events/n", align="right"),
        *extras,
        Column("estimate", percent_head(synthesis.pool.level), side="right"),
        Column("bias", "Bias", side="right", align="right", phone="label", pattern="[{}]"),
    ]


def _axis(synthesis: Synthesis) -> Axis:
    return proportions(
        end_for(_limits(synthesis)),
        title=f"{synthesis.pool.label} (proportion of patients)",
        line=synthesis.pooled.estimate if synthesis.pooled is not None and synthesis.pooled.k > 1 else None,
        dashed=True,
    )


def _limits(synthesis: Synthesis) -> Iterator[float]:
    """Upper limits of all that is drawn."""
    yield from synthesis.rows["ci_high"]
    for pooled in (synthesis.pooled, *(result.pooled for result in synthesis.subgroups)):
        if pooled is not None:
            yield from (pooled.ci_high, pooled.pi_high)


def _rows(synthesis: Synthesis, given: Sequence[str], marked: str) -> list[Row]:
    rows = synthesis.rows
    heaviest = rows["weight"].max() if len(rows) else 1.0
    made: list[Row] = []
    for result in synthesis.subgroups:
        part = rows[rows["subgroup"] == result.subgroup.id]
        made.append(Row(result.subgroup.label, kind="heading"))
        made += [_study(row, heaviest, given, marked) for row in records(part)]
        if result.pooled is None:
            made.append(Row(NO_STUDY, kind="gap"))
        elif len(part) > 1:
            made.append(_pooled(result.pooled, int(part["events"].sum()), subtotal=True))
    others = synthesis.ungrouped
    if synthesis.subgroups and len(others):
        made.append(Row(NO_GROUP, kind="heading"))
    made += [_study(row, heaviest, given, marked) for row in records(others)]
    if (pooled := synthesis.pooled) is not None and pooled.k > 1:  # one cohort is its own row
        made += [Row("All", kind="heading"), _pooled(pooled, int(rows["events"].sum()))]
        if not np.isnan(pooled.pi_low):
            ends = (pooled.pi_low, pooled.pi_high)
            cells = {"estimate": short(pooled.estimate, *ends).split(" ", 1)[1]}
            made.append(Row("prediction interval", cells, [Prediction(*ends, bar=True)], quiet=True))
        elif _too_few(synthesis.pool, pooled):
            made.append(Row("prediction interval", {"estimate": NOT_ESTIMABLE}, quiet=True))
    return made


def _study(row: Mapping[str, Any], heaviest: float, given: Sequence[str], marked: str) -> Row:
    cells = {
        "marks": row["marks"],
        "time": f"{row['month']:g} mo" if row["month"] is not None else "–",  # its mark says what the dash means
        "count": f"{row['events']}/{row['n']}",
        "estimate": short(row["proportion"], row["ci_low"], row["ci_high"]),
        "bias": row.get("bias") or NOT_RATED,
    }
    cells |= {name: row[name] or "" for name in given}
    share = row["weight"] / heaviest
    marks = estimated(row["proportion"], row["ci_low"], row["ci_high"], share=share)
    return Row(row["label"], cells, marks, marked=row["study"] == marked)


def _pooled(pooled: Pooled, events: int, subtotal: bool = False) -> Row:
    values = (pooled.estimate, pooled.ci_low, pooled.ci_high)
    cells = {"count": f"{events}/{pooled.n}", "estimate": short(*values)}
    return Row("pooled", cells, [Diamond(*values, hollow=subtotal)], kind="row" if subtotal else "pooled")


def _caption(synthesis: Synthesis) -> str:
    pool, rows, pooled = synthesis.pool, synthesis.rows, synthesis.pooled
    if pooled is None:
        return f"**{plain(pool.label)}.** No study gives a count that may enter."
    parts = list(_drawn(pool, pooled))
    parts += filter(None, (interval_note(pooled, pool), _parts_note(synthesis)))
    if pooled.k > 1:
        parts.append("Weights are those of the pool of all studies.")
    parts += filter(None, (marks_sentence(rows["marks"]), _bias_legend(rows)))
    return " ".join(parts)


def _small_caption(synthesis: Synthesis) -> str:
    if (pooled := synthesis.pooled) is None:
        return _caption(synthesis)
    notes = filter(None, (interval_note(pooled, synthesis.pool), marks_sentence(synthesis.rows["marks"])))
    return " ".join([*_drawn(synthesis.pool, pooled), *notes])


def _drawn(pool: Pool, pooled: Pooled) -> Iterator[str]:
    """What is drawn: squares, diamonds and, where it is estimated, the prediction interval."""
    level, predicted = level_words(pool.level), not np.isnan(pooled.pi_low)
    yield f"**{plain(pool.label)}**: {count(pooled.k, 'cohort')}, {in_digits(pooled.n, 'patient')}."
    if pooled.k == 1:
        yield f"Nothing is pooled: the square is the one cohort with its {level} exact (Clopper-Pearson) interval."
        return
    yield f"Squares are studies (area by weight) with {level} exact (Clopper-Pearson) intervals;"
    end = ";" if predicted else "."
    yield f"diamonds are pooled proportions (in the median cohort) with {level} confidence intervals, and the"
    yield f"broken line is that of all cohorts{end}"
    if predicted:
        yield f"the bar is the {level} prediction interval for the proportion in a further, similar cohort."


def _too_few(pool: Pool, pooled: Pooled) -> bool:
    """Whether the model has a prediction interval, and the pool too few cohorts or no variance for it."""
    return pooled.model in RANDOM_EFFECTS and (pooled.k < pool.min_studies_for_prediction or pooled.tau2 == 0)


def _parts_note(synthesis: Synthesis) -> str:
    """That diamonds of two cohorts have another interval than the others, where t is declared."""
    drawn = [part.pooled for part in synthesis.subgroups if part.pooled is not None and part.pooled.k > 1]
    few = {pooled.k for pooled in drawn if synthesis.pool.test == "t" and pooled.test == "z"}
    return f"Subgroups of {listed(map(in_words, sorted(few)))} cohorts have z intervals." if few else ""


def _bias_legend(rows: pd.DataFrame) -> str:
    """What the letters of the risk-of-bias column mean, as far as they are used."""
    letters = set(rows["bias"]) if "bias" in rows else {NOT_RATED}
    words = {letter: judgement.label for judgement, letter in BIAS.items()}
    used = [f"{letter}, {word}" for letter, word in words.items() if letters & {letter, letter.lower()}]
    used += [f"{NOT_RATED}, not rated"] if NOT_RATED in letters else []
    used += [f"{NO_OVERALL}, rated by item only"] if NO_OVERALL in letters else []
    drafts = any(letter.islower() for letter in letters)
    return "Risk of bias: " + "; ".join(used) + ("; small letters are drafts." if drafts else ".")


def _alt(synthesis: Synthesis) -> str:
    pool, rows, pooled = synthesis.pool, synthesis.rows, synthesis.pooled
    if pooled is None:
        return f"Forest plot of {pool.label.lower()}: no study gives a count that may enter."
    level = level_words(pool.level)
    text = (
        f"Forest plot of {pool.label.lower()} in {count(pooled.k, 'cohort')} with {in_digits(pooled.n, 'patient')}: "
        f"{'pooled ' if pooled.k > 1 else ''}{percent(pooled.estimate)}, "
        f"{level} confidence interval {interval(pooled.ci_low, pooled.ci_high)}"
    )
    if not np.isnan(pooled.pi_low):
        text += f", {level} prediction interval {interval(pooled.pi_low, pooled.pi_high)}"
    elif pooled.k > 1 and _too_few(pool, pooled):
        text += f", {level} prediction interval {NOT_ESTIMABLE}"
    text += ". " + listed(f"{r['label']} {r['events']} of {r['n']} ({percent(r['proportion'])})" for r in records(rows))
    gaps = [r.subgroup.label for r in synthesis.subgroups if r.pooled is None]
    return text + "." + (f" No study with a count for: {listed(gaps)}." if gaps else "")
