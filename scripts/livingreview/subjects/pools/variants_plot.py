"""A declared pool with a change in each row: cumulative, leave-one-out and sensitivity analyses."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ...meta import Pooled
from ...render.rows import Column, Diamond, Mark, Panel, Plot, Prediction, Row, end_for, estimated, proportions
from ...render.style import Drawing
from ...render.table import plain
from ...store import Review, records
from ...wording import count, interval, level_words, listed, percent, percent_head, short
from .beyond import Beyond
from .missing import SD, assumptions, missing_words
from .model import Synthesis
from .variants import NO_YEAR, Variant, by_year, exclusions, in_words, other_models, subsets, without_each

FEWEST_POOLED = 2  # cohorts; a single one is not pooled
NOTHING = "no cohort with a count"
MODEL_INTERVALS = (
    "Intervals of the models are z intervals, unless the name says t, Hartung-Knapp or Bartlett (the likelihood ratio "
    "with Bartlett's correction). The beta-binomial model estimates the mean of the cohorts, the GLMM the median."
)
DEGREES_DIFFER = (
    "Among the models, prediction intervals by t and Hartung-Knapp have k − 1 degrees of freedom; those of the "
    "declared pool and of the sets of cohorts have k − 2."
)
TOO_FEW = "Fewer than two cohorts: none can be left out."


def leave_one_out_plot(synthesis: Synthesis) -> Drawing:
    """Leave-one-out analysis of a declared pool, with the declared model throughout."""
    variants = without_each(synthesis)
    rows = [_row(f"without {variant.name}", variant) for variant in variants]
    label = synthesis.pool.label
    each = "; ".join(_words(f"without {variant.name}", variant) for variant in variants)
    return Drawing(
        name=f"leave-one-out-{synthesis.id}",
        draw=_plot(synthesis, "Cohorts pooled", [*rows, _declared(synthesis)]),
        caption=f"**{plain(label)}, without each cohort in turn**, under the declared model. {_key(synthesis)} "
        "The diamond and the broken line are the result of all cohorts."
        if variants
        else f"**{plain(label)}.** {TOO_FEW}",
        alt=f"Leave-one-out analysis of {label.lower()}. {each + '.' if each else TOO_FEW}",
        data=_frame(variants),
    )


def cumulative_plot(synthesis: Synthesis) -> Drawing:
    """Cumulative meta-analysis of a declared pool by year of publication, with the declared model throughout."""
    steps = by_year(synthesis)
    labels = [f"{step.name}, with {listed(step.studies)}" for step in steps]
    rows = [_row(label, step) for label, step in zip(labels, steps, strict=True)]
    label = synthesis.pool.label
    last = "; reports whose year is not stated come last" if steps and steps[-1].name == NO_YEAR else ""
    each = "; ".join(_words(name, step) for name, step in zip(labels, steps, strict=True))
    return Drawing(
        name=f"cumulative-{synthesis.id}",
        draw=_plot(synthesis, "Up to", rows or [_declared(synthesis)]),
        caption=f"**{plain(label)}, as the reports came in**: "
        f"each row pools what had been published by the end of that year, under the declared model{last}. "
        f"{_key(synthesis)} The broken line is the result of all cohorts. "
        "Intervals are not adjusted for repeated analyses."
        if steps
        else f"**{plain(label)}.** {NOTHING.capitalize()}.",
        alt=f"Cumulative meta-analysis of {label.lower()} by year of publication. {each or NOTHING.capitalize()}.",
        data=_frame(steps),
    )


def sensitivity_plot(review: Review, synthesis: Synthesis) -> Drawing:
    """Sensitivity analysis of a declared pool; kinds of report that change nothing are named in the caption."""
    models, sets = other_models(synthesis), exclusions(review, synthesis)
    drawn = [variant for variant in sets if variant.studies]
    same = [variant.name.removeprefix("without ") for variant in sets if not variant.studies]
    rows = [Row("As declared", kind="heading"), _declared(synthesis)]
    for heading, variants in (("Models", models), ("Sets of cohorts", drawn)):
        if variants:
            rows += [Row(heading, kind="heading"), *(_row(variant.name, variant) for variant in variants)]
    label = synthesis.pool.label
    caption = f"**{plain(label)}, under other models and without doubtful values.** {_key(synthesis)} {MODEL_INTERVALS}"
    if synthesis.pool.prediction_interval == "t(k-2)":
        caption += f" {DEGREES_DIFFER}"
    if same and models:
        caption += f" No cohort of the pool has {listed(same, 'or')}."
    each = "; ".join([_words(v.name, v) for v in models] + [f"{_words(v.name, v)} ({in_words(v)})" for v in drawn])
    return Drawing(
        name=f"sensitivity-{synthesis.id}",
        draw=_plot(synthesis, "Analysis", rows),
        caption=caption if models else f"**{plain(label)}.** {NOTHING.capitalize()}.",
        alt=f"Sensitivity analysis of {label.lower()}. {each or NOTHING.capitalize()}.",
        data=_frame([*models, *sets]),
    )


def missing_plot(review: Review, synthesis: Synthesis) -> Drawing:
    """The range of a declared pool under assumptions on patients whose outcome is missing."""
    variants = assumptions(review, synthesis)
    label, each = synthesis.pool.label, "; ".join(_words(variant.name, variant) for variant in variants)
    who = missing_words(review, synthesis)
    return Drawing(
        name=f"missing-{synthesis.id}",
        draw=_plot(synthesis, "Patients without an outcome", [_row(variant.name, variant) for variant in variants]),
        caption=f"**{plain(label)}, under assumptions on patients without an outcome.** {plain(who)} "
        "In the row with doubt, the odds of the outcome among the missing differ from those of the others by an "
        f"unknown factor (its logarithm has mean 0 and standard deviation {SD:g}). {_key(synthesis)}",
        alt=f"Assumptions on missing outcomes, {label.lower()}. {each or NOTHING.capitalize()}.",
        data=_frame(variants),
    )


def subsets_plot(synthesis: Synthesis) -> Drawing:
    """The declared subsets of a pool, under the declared model, below the whole."""
    variants = subsets(synthesis)
    label, each = synthesis.pool.label, "; ".join(_words(variant.name, variant) for variant in variants)
    return Drawing(
        name=f"subsets-{synthesis.id}",
        draw=_plot(synthesis, "Cohorts pooled", [_declared(synthesis), *(_row(one.name, one) for one in variants)]),
        caption=f"**{plain(label)}, in declared subsets of its cohorts**, under the declared model. {_key(synthesis)} "
        "The diamond and the broken line are the result of all cohorts.",
        alt=f"Declared subsets of {label.lower()}. {each or 'None is declared'}.",
        data=_frame(variants),
    )


def beyond_plot(synthesis: Synthesis, found: Beyond) -> Drawing:
    """What a pool leaves out and can be read as a count, and the pool with it."""
    label, readings = synthesis.pool.label, records(found.readings)
    rows = [Row("Left out, converted to a count", kind="heading")]
    for r in readings:
        cells = {"k": "1", "n": f"{r['n']:,}", "estimate": short(r["proportion"], r["ci_low"], r["ci_high"])}
        marks = estimated(r["proportion"], r["ci_low"], r["ci_high"], hollow=bool(r["how"]))
        rows.append(Row(r["label"], cells, marks))
    rows += [Row("The pool", kind="heading"), _declared(synthesis), *(_row(one.name, one) for one in found.variants)]
    each = [f"{r['label']}: {r['events']} of {r['n']}" for r in readings]
    return Drawing(
        name=f"beyond-{synthesis.id}",
        draw=_plot(synthesis, "Report", rows),
        caption=f"**{plain(label)}: reports that are left out, and the pool with them.** "
        "Hollow squares with broken lines are counts worked out from a percentage; the table says why each is left "
        "out. "
        f"{_key(synthesis)} The broken line is the pool as declared.",
        alt=f"Reports left out of {label.lower()}. {'; '.join([*each, *(_words(v.name, v) for v in found.variants)])}.",
        data=found.readings.assign(kinds=found.readings["kinds"].map("; ".join)),
    )


def _plot(synthesis: Synthesis, head: str, rows: Sequence[Row]) -> Plot:
    """These rows over an axis of proportions, with the declared result as a broken line."""
    limits = (getattr(mark, "high", 0.0) for row in rows for mark in row.marks)
    axis = proportions(
        end_for(limits),
        title=f"{synthesis.pool.label} (proportion of patients)",
        line=synthesis.pooled.estimate if synthesis.pooled is not None else None,
        dashed=True,
    )
    columns = [
        Column("k", "Cohorts", align="right"),
        Column("n", "Patients", align="right"),
        Column("estimate", percent_head(synthesis.pool.level), side="right"),
    ]
    return Plot([Panel(rows, [axis], columns, head=head, joint=" · ")])


def _key(synthesis: Synthesis) -> str:
    pool = synthesis.pool
    key = f"Thin lines with end marks are {level_words(pool.level)} prediction intervals, where the model gives one."
    fewest = pool.min_studies_for_prediction
    return f"{key} None is given for fewer than {count(fewest, 'cohort')}." if fewest > FEWEST_POOLED else key


def _row(label: str, variant: Variant) -> Row:
    """Cohorts, patients, estimate with confidence and prediction interval."""
    pooled = variant.pooled
    if pooled is None:
        return Row(f"{label}: no cohort remains", kind="gap")
    marks = estimated(pooled.estimate, pooled.ci_low, pooled.ci_high)
    return Row(label, _cells(pooled), [*_prediction(pooled), *marks])


def _declared(synthesis: Synthesis) -> Row:
    """The pool as declared, drawn as a diamond."""
    pooled = synthesis.pooled
    if pooled is None:
        return Row(NOTHING, kind="gap")
    diamond = Diamond(pooled.estimate, pooled.ci_low, pooled.ci_high)
    return Row("all cohorts", _cells(pooled), [*_prediction(pooled), diamond], kind="pooled")


def _cells(pooled: Pooled) -> dict[str, str]:
    estimate = short(pooled.estimate, pooled.ci_low, pooled.ci_high)
    return {"k": str(pooled.k), "n": f"{pooled.n:,}", "estimate": estimate}


def _prediction(pooled: Pooled) -> list[Mark]:
    return [] if np.isnan(pooled.pi_low) else [Prediction(pooled.pi_low, pooled.pi_high)]


def _words(label: str, variant: Variant) -> str:
    """A row in words, for the text alternative."""
    pooled = variant.pooled
    if pooled is None:
        return f"{label}: no cohort remains"
    text = f"{label}: {percent(pooled.estimate)} ({interval(pooled.ci_low, pooled.ci_high)})"
    if not np.isnan(pooled.pi_low):
        text += f", prediction {interval(pooled.pi_low, pooled.pi_high)}"
    return text


def _frame(variants: Sequence[Variant]) -> pd.DataFrame:
    """The rows as data."""
    fields = ("k", "n", "estimate", "ci_low", "ci_high", "pi_low", "pi_high")
    rows = [{"name": v.name, **{f: getattr(v.pooled, f, None) for f in fields}} for v in variants]
    return pd.DataFrame(rows, columns=["name", *fields])
