"""Whether responses last and how long things take: every value as printed, by outcome, nothing pooled."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ...evidence import LEVEL, marks_sentence
from ...render.rows import Axis, Column, Panel, Plot, Row, estimated, linear, proportions
from ...render.style import Drawing
from ...schema import ArmRole
from ...store import records, split_by
from ...wording import capital, level_words, percent, percent_head, sentence, short, time_words

LATE = ", at follow-up or from a year on"
NONE = "no value in the data"
MARKS_COLUMN = Column("marks", "Marks", quiet=True)


def durability_plot(rows: pd.DataFrame, condition: str) -> Drawing:
    """Values of `durability.lasting` on an axis of proportions; `condition` is the review's short word for it.

    Open markers have no accessible denominator; a count without a denominator is listed without a marker.
    """
    rows = rows[rows[["events", "printed"]].notna().any(axis=1)]
    shown: list[Row] = []
    for label, part in split_by(rows, "outcome_label"):
        late = part["aspect"].isna().all()
        shown.append(Row(capital(label) + (LATE if late else ""), kind="heading"))
        shown += [_row(row, condition) for row in records(part)]
    columns = [
        MARKS_COLUMN,
        Column("printed", "Printed", align="right"),
        Column("value", percent_head(LEVEL), side="right"),
    ]
    caption = (
        "**Does it last? Every value as printed.** Squares with lines: counts with exact "
        f"{level_words(LEVEL)} intervals. "
        "Open squares: a percentage whose denominator was not accessible, so it has no interval; "
        "rows without a square (?): a count without a denominator. "
        "Outcomes are defined differently from report to report, and nothing here is pooled."
    )
    return Drawing(
        name="durability",
        draw=_plot(shown, proportions(title="Proportion of the patients named"), columns),
        caption=f"{caption} {marks_sentence(rows['marks'])}".rstrip(),
        alt=f"Dot plot of every value on whether responses last. {_each(rows, condition)}",
        data=rows,
    )


def timing_plot(rows: pd.DataFrame, condition: str) -> Drawing:
    """Values of `durability.timing` on an axis of months."""
    rows = rows[rows["months"].notna()]
    longest = max([12.0, *rows["high_months"].dropna(), *rows["months"]])
    step = next(s for s in (3, 6, 12, 24, 60, 120, 600) if longest / s <= 5)
    shown: list[Row] = []
    for label, part in split_by(rows, "outcome_label"):
        shown.append(Row(capital(label), kind="heading"))
        shown += [_time_row(row, condition) for row in records(part)]
    end = step * math.ceil(longest / step)
    columns = [MARKS_COLUMN, Column("value", "Months", side="right")]
    axis = linear(0, end, range(0, end + 1, step), lambda value: f"{value:g}", title="Months")
    return Drawing(
        name="timing",
        draw=_plot(shown, axis, columns),
        caption="**How long does it take?** Squares are the mean or median, lines the spread that the report gives. "
        f"Nothing here is pooled. {marks_sentence(rows['marks'])}".rstrip(),
        alt=f"Dot plot of times in months. {_each(rows, condition)}",
        data=rows,
    )


def _plot(rows: Sequence[Row], axis: Axis, columns: Sequence[Column]) -> Plot:
    rows = rows or [Row(NONE, kind="gap")]
    return Plot([Panel(rows, [axis], columns, head="Report, patients", joint=" · ")])


def _each(rows: pd.DataFrame, condition: str) -> str:
    """Every value in words."""
    each = [f"{r['label']}, {r['outcome_label']}, {_whom(r, condition)}: {r['figure']}" for r in records(rows)]
    return sentence("; ".join(each) or NONE)


def _whom(row: Mapping[str, Any], condition: str) -> str:
    """The patients of a value, with the arm where it is a comparator's, and whether others are among them."""
    comparator = f"{row['arm_label']}, " if row["arm_role"] == ArmRole.COMPARATOR else ""
    alone = "" if row["pooled_population"] else f"; not {condition} alone"
    when = time_words(row)
    return f"{comparator}{row['group_label']}, {when}{alone}"


def _row(row: Mapping[str, Any], condition: str) -> Row:
    at, low, high = row["proportion"], row["ci_low"], row["ci_high"]
    events, n = row["events"], row["n"]
    if low is not None and not np.isnan(low):
        printed, value, marks = f"{events}/{n}", short(at, low, high), estimated(at, low, high)
    else:
        printed = row["printed"] or f"{events}/?"
        value = "" if at is None else percent(at).rstrip("%")
        marks = [] if at is None else estimated(at, hollow=True)
    return Row(row["label"], {"marks": row["marks"], "printed": printed, "value": value}, marks, _whom(row, condition))


def _time_row(row: Mapping[str, Any], condition: str) -> Row:
    low, high = row["low_months"], row["high_months"]
    spread = "" if low is None or np.isnan(low) else f" ({low:.3g}–{high:.3g})"
    kind = " and ".join(filter(None, (row["stat"], row["spread"])))
    sub = f"{kind}; {_whom({**row, 'month': None, 'when': 'not-stated'}, condition).replace(', not stated', '')}"
    cells = {"marks": row["marks"], "value": f"{row['months']:.3g}{spread}"}
    return Row(row["label"], cells, estimated(row["months"], low, high), sub)
