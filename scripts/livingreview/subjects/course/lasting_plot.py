"""Whether responses last and how long things take: every figure as printed, by outcome, nothing pooled."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ...evidence import MARKS
from ...render.rows import Entry, Panel, draw, linear, proportions
from ...render.style import Drawing
from ...render.wording import percent, sentence, short, time_words
from ...schema import ArmRole
from ...store import records

NAN = float("nan")
LATE = ", at follow-up or from a year on"
NONE = "no figure in the data"


def durability_plot(rows: pd.DataFrame, condition: str) -> Drawing:
    """Figures of `durability.lasting` on an axis of proportions; `condition` is the review's short word for it.

    Open markers have no visible denominator; a count without a denominator is told without a marker.
    """
    rows = rows[rows[["events", "printed"]].notna().any(axis=1)]
    entries: list[Entry] = []
    for label, part in rows.groupby("outcome_label", sort=False):
        late = part["aspect"].isna().all()
        entries.append(Entry("heading", _title(label) + (LATE if late else "")))
        entries += [_entry(row, condition) for row in records(part)]
    panels = [
        Panel(
            "Proportion of the patients named",
            ("Report, patients", "Marks", "Printed", "% (95% CI)"),
            entries or [Entry("gap", NONE)],
            proportions(),
        )
    ]
    caption = (
        "**Does it last? Every figure as printed.** Squares with lines: counts with exact 95% intervals. "
        "Open squares: a percentage whose denominator was not visible, so it has no interval; "
        "rows without a square (?): a count without a denominator. "
        "Outcomes are defined differently from report to report, and nothing here is pooled."
    )
    each = "; ".join(
        f"{row['label']}, {row['outcome_label']}, {_whom(row, condition)}: {row['figure']}" for row in records(rows)
    )
    return Drawing(
        name="durability",
        draw=lambda width: draw(panels, width),
        caption=caption + _legend(rows),
        alt=f"Dot plot of every figure on whether responses last. {sentence(each or NONE)}",
        data=rows,
    )


def timing_plot(rows: pd.DataFrame, condition: str) -> Drawing:
    """Figures of `durability.timing` on an axis of months."""
    rows = rows[rows["months"].notna()]
    longest = max([12.0, *rows["high_months"].dropna(), *rows["months"]])
    step = next(s for s in (3, 6, 12, 24, 60, 120, 600) if longest / s <= 5)
    entries: list[Entry] = []
    for label, part in rows.groupby("outcome_label", sort=False):
        entries.append(Entry("heading", _title(label)))
        entries += [_time_entry(row, condition) for row in records(part)]
    end = step * math.ceil(longest / step)
    panels = [
        Panel(
            "Months",
            ("Report, patients", "Marks", "Months"),
            entries or [Entry("gap", NONE)],
            linear(0, end, range(0, end + 1, step), lambda value: f"{value:g}"),
        )
    ]
    each = "; ".join(
        f"{row['label']}, {row['outcome_label']}, {_whom(row, condition)}: {row['figure']}" for row in records(rows)
    )
    return Drawing(
        name="timing",
        draw=lambda width: draw(panels, width),
        caption="**How long does it take?** Squares are the mean or median, lines the spread that the report gives. "
        "Nothing here is pooled." + _legend(rows),
        alt=f"Dot plot of times in months. {sentence(each or NONE)}",
        data=rows,
    )


def _title(label: str) -> str:
    return label[:1].upper() + label[1:]


def _whom(row: Mapping[str, Any], condition: str) -> str:
    """The patients of a figure, with the arm where it is a comparator's, and whether others are among them."""
    comparator = f"{row['arm_label']}, " if row["arm_role"] == ArmRole.COMPARATOR else ""
    alone = "" if row["pooled_population"] else f"; not {condition} alone"
    when = time_words(row)
    return f"{comparator}{row['group_label']}, {when}{alone}"


def _entry(row: Mapping[str, Any], condition: str) -> Entry:
    values, estimate = None, ""
    counted = not np.isnan(row["ci_low"] if row["ci_low"] is not None else NAN)
    if counted:
        values = (row["proportion"], row["ci_low"], row["ci_high"])
        estimate = short(*values)
    elif row["proportion"] is not None:
        values = (row["proportion"], NAN, NAN)
        estimate = percent(row["proportion"]).rstrip("%")
    events, n = row["events"], row["n"]
    printed = f"{events}/{n}" if counted else row["printed"] or f"{events}/?"
    return Entry(
        "row", row["label"], _whom(row, condition), (row["marks"], printed), estimate, values, None, not counted
    )


def _time_entry(row: Mapping[str, Any], condition: str) -> Entry:
    low, high = (row[name] if row[name] is not None else NAN for name in ("low_months", "high_months"))
    spread = "" if np.isnan(low) else f" ({low:.3g}–{high:.3g})"
    kind = " and ".join(filter(None, (row["stat"], row["spread"])))
    values = (row["months"], low, high)
    sub = f"{kind}; {_whom(row | {'month': None, 'when': 'not-stated'}, condition).replace(', not stated', '')}"
    return Entry("row", row["label"], sub, (row["marks"],), f"{row['months']:.3g}{spread}", values)


def _legend(rows: pd.DataFrame) -> str:
    marks = rows["marks"].astype(str)
    used = [f"{letter}, {meaning}" for letter, meaning in MARKS.items() if marks.str.contains(letter).any()]
    return f" Marks: {'; '.join(used)}." if used else ""
