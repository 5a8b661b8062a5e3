"""Whether responses last and how long things take: every value as printed, by outcome, nothing pooled."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ...evidence import LEVEL, joined_marks, marks_sentence
from ...render.rows import Axis, Column, Panel, Plot, Row, estimated, linear, proportions
from ...render.style import Drawing
from ...render.table import plain
from ...schema import GroupRole
from ...store import records, split_by
from ...wording import (
    SPREADS,
    capital,
    count,
    level_words,
    listed,
    percent,
    percent_head,
    rounded,
    sentence,
    short,
    stat_words,
    time_words,
)

WIDEST = 2.7  # inches of a report and its patients at page width: the axis has about a third of it
SMALL = 8.0  # points: the patients of a report
LATE = ", at follow-up or from a year on"
NONE = "no value in the data"
NO_VALUE = "No publication has a value that could be drawn."
ARM_AND_TIME = ("study", "arm", "outcome", "month", "when")
MARKS_COLUMN = Column("marks", "Marks", quiet=True)
TIME_COLUMNS = (MARKS_COLUMN, Column("value", "Months", side="right"))


def durability_plot(rows: pd.DataFrame, condition: str) -> Drawing:
    """Values of `durability.lasting` on an axis of proportions; `condition` is the review's short word for it.

    One row an arm and time of a publication: values that several sources give for it are together, and parts of its
    patients are left to the table. Open markers have no accessible denominator; a count without a denominator is
    listed without a marker.
    """
    numbered = rows[rows[["events", "printed"]].notna().any(axis=1)]
    rows = without_parts(numbered)
    shown: list[Row] = []
    for label, part in split_by(rows, "outcome_label"):
        late = part["aspect"].isna().all()
        shown.append(Row(capital(label) + (LATE if late else ""), kind="heading"))
        shown += [_row(records(values), condition) for _, values in split_by(part, "one_row")]
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
        f"{_notes(rows, len(numbered) - len(rows))}"
    )
    return Drawing(
        name="durability",
        draw=_plot(shown, proportions(title="Proportion of the patients named"), columns),
        caption=f"{caption} {marks_sentence(rows['marks'])}".rstrip() if len(rows) else f"**Does it last?** {NO_VALUE}",
        alt=f"Dot plot of every value on whether responses last. {_each(rows, condition)}",
        data=rows,
    )


def without_parts(rows: pd.DataFrame) -> pd.DataFrame:
    """The values without those of parts of patients, where the same arm has the outcome at that time for all.

    The column `one_row` is the same text for values of the same patients, arm, outcome and time.
    """
    arm_and_time = _texts(rows, *ARM_AND_TIME)
    part = rows["group_role"] == GroupRole.SUBGROUP
    of_all = set(arm_and_time[~part])
    kept = ~(part & arm_and_time.isin(of_all))
    return rows.assign(one_row=_texts(rows, *ARM_AND_TIME, "group"))[kept]


def _texts(rows: pd.DataFrame, *columns: str) -> pd.Series:
    """What each row has in these columns, as one text."""
    each = rows[list(columns)].astype(object).itertuples(index=False)
    return pd.Series([repr(tuple(row)) for row in each], index=rows.index, dtype=object)


def _notes(rows: pd.DataFrame, left: int) -> str:
    """What the figure leaves to the table, and where several sources give one value."""
    notes = []
    for _, values in split_by(rows, "one_row"):
        each = records(values)
        if len(each) > 1:
            who = ", ".join(filter(None, (each[0]["label"], each[0]["arm_label"])))
            sources = listed(f"{_printed(row)} in source {row['source']}" for row in each)
            notes.append(f"{who}, {each[0]['outcome_label']}: {sources}.")
    if notes:
        notes.insert(0, "Several sources of one publication give a value.")
    if left:
        verb = "is" if left == 1 else "are"
        notes.append(f"{capital(count(left, 'value'))} of parts of these patients {verb} in the table only.")
    return "".join(f" {plain(note)}" for note in notes)


def timing_plot(rows: pd.DataFrame, condition: str) -> Drawing:
    """Values of `durability.timing`, a panel an outcome: weeks to a response would vanish beside years of treatment."""
    rows = rows[rows["months"].notna()]
    panels = [_times(label, part, condition) for label, part in split_by(rows, "outcome_label")]
    drawn = (
        "Squares are the mean or median, or a value that the report does not call either, as their labels say; lines "
        "are the spread that the report gives. Each outcome has an axis of its own. Nothing here is pooled. "
        f"{marks_sentence(rows['marks'])}"
    ).rstrip()
    return Drawing(
        name="timing",
        draw=Plot(panels or [_panel([], _month_axis(0, ""), TIME_COLUMNS)]),
        caption=f"**{plain(_named(rows))}.** {drawn if len(rows) else NO_VALUE}",
        alt=f"Dot plot of times in months. {_each(rows, condition)}",
        data=rows,
    )


def _named(rows: pd.DataFrame) -> str:
    """The outcomes of a figure of times: Time to response and duration of treatment."""
    return capital(listed(dict.fromkeys(rows["outcome_label"]))) if len(rows) else "How long things take"


def _times(label: str, rows: pd.DataFrame, condition: str) -> Panel:
    alike = rows.duplicated(["study", "arm", "group"], keep=False)
    shown = [_time_row(row, condition, noted) for row, noted in zip(records(rows), alike, strict=True)]
    longest = max([*rows["high_months"].dropna(), *rows["months"]])
    return _panel([Row(capital(label), kind="heading"), *shown], _month_axis(longest, f"{label}, "), TIME_COLUMNS)


def _month_axis(longest: float, what: str) -> Axis:
    """An axis from 0 to at least `longest` and three months, with at most six ticks."""
    longest = max(3.0, longest)
    step = next(s for s in (1, 2, 3, 6, 12, 24, 60, 120, 600) if longest / s <= 5)
    end = step * math.ceil(longest / step)
    return linear(0, end, range(0, end + 1, step), lambda value: f"{value:g}", title=f"{capital(what)}months")


def _plot(rows: Sequence[Row], axis: Axis, columns: Sequence[Column]) -> Plot:
    return Plot([_panel(rows, axis, columns)])


def _panel(rows: Sequence[Row], axis: Axis, columns: Sequence[Column]) -> Panel:
    rows = rows or [Row(NONE, kind="gap")]
    return Panel(rows, [axis], columns, head="Report, patients", widest=WIDEST, sub_size=SMALL, joint=" · ")


def _each(rows: pd.DataFrame, condition: str) -> str:
    """Every value in words."""
    each = [f"{r['label']}, {r['outcome_label']}, {_whom(r, condition)}: {r['figure']}" for r in records(rows)]
    return sentence("; ".join(each) or NONE)


def _whom(row: Mapping[str, Any], condition: str) -> str:
    """The patients of a value, with the arm, and whether others are among them."""
    arm = f"{row['arm_label']}, " if row["arm_label"] else ""
    alone = "" if row["pooled_population"] else f"; not {condition} alone"
    when = time_words(row)
    return f"{arm}{row['group_label']}, {when}{alone}"


def _row(values: list[dict[str, Any]], condition: str) -> Row:
    """A row of one arm and time; sources that agree are shown once."""
    row = values[0]
    at, low, high = row["proportion"], row["ci_low"], row["ci_high"]
    printed = " / ".join(dict.fromkeys(map(_printed, values)))
    if low is not None and not np.isnan(low):
        value, marks = short(at, low, high), estimated(at, low, high)
    else:
        shares = list(dict.fromkeys(one["proportion"] for one in values if one["proportion"] is not None))
        value = " / ".join(percent(share).rstrip("%") for share in shares)
        marks = [mark for share in shares for mark in estimated(share, hollow=True)]
    letters = joined_marks(*(one["marks"] for one in values))
    return Row(row["label"], {"marks": letters, "printed": printed, "value": value}, marks, _whom(row, condition))


def _printed(row: Mapping[str, Any]) -> str:
    if row["events"] is not None and row["n"] is not None:
        return f"{row['events']}/{row['n']}"
    return row["printed"] or f"{row['events']}/?"


def _time_row(row: Mapping[str, Any], condition: str, noted: bool) -> Row:
    """A row of one time; `noted`: with its note, where another row is of the same patients and outcome."""
    low, high = row["low_months"], row["high_months"]
    spread = "" if low is None or np.isnan(low) else f" ({_months(low)}–{_months(high)})"
    stat = stat_words(row["stat"]) if row["stat"] else None
    kind = " and ".join(filter(None, (stat, SPREADS.get(row["spread"], row["spread"]))))
    whom = _whom({**row, "month": None, "when": "not-stated"}, condition).replace(", not stated", "")
    sub = "; ".join(filter(None, (kind, whom, row["note"] if noted else None)))
    cells = {"marks": row["marks"], "value": f"{_months(row['months'])}{spread}"}
    return Row(row["label"], cells, estimated(row["months"], low, high), sub)


def _months(value: float) -> str:
    """Months as printed, or what days come to: with one decimal, below a month with two."""
    text = rounded(value, 1 if value >= 1 else 2)
    return text.rstrip("0").rstrip(".") if "." in text else text
