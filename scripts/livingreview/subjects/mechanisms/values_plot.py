"""Means of two groups as printed, beside their standardised difference: the only axis that units do not share."""

from __future__ import annotations

import pandas as pd

from ...render import style
from ...render.rows import Column, Interval, Mark, Marker, Note, Panel, Plot, Row, linear
from ...render.style import Drawing
from ...schema import PlusMinus
from ...store import records, split_by
from ...wording import count, in_words, listed, sentence
from . import NOT_STANDARDISED, difference_words, group_words

FARTHEST = 4.0  # beyond it an arrow: a difference of more than four standard deviations is not read off a plot
SMALL = 7.5  # points
WIDEST = 4.2  # inches of the texts at page width
AXIS = linear(
    -FARTHEST, FARTHEST, (-FARTHEST, -2, 0, 2, FARTHEST), lambda tick: f"{tick:g}".replace("-", "−"),
    title="Hedges' g", line=0,
)  # fmt: skip


def values_plot(values: pd.DataFrame, chapter: str) -> Drawing:
    """Raw means in words and standardised differences with intervals, grouped by unit; `values` as from `values()`."""
    return Drawing(
        name=f"values-{chapter}",
        draw=_plot(values),
        caption=f"**Values as printed, and standardised**: {count(len(values), 'comparison')} from "
        f"{count(values['study'].nunique(), 'publication')}, by unit. "
        + _squares(values)
        + ("†: questionable as printed. " if values["odd"].fillna("").ne("").any() else "")
        + "Nothing is pooled.",
        alt=_alt(values),
        data=values,
    )


def _squares(values: pd.DataFrame) -> str:
    """What squares and arrows mean, without those that are not in the plot."""
    known = values[values["g"].notna()]
    if known.empty:
        return f"{NOT_STANDARDISED} "
    text = "Squares are standardised mean differences (Hedges' g) with 95% intervals, group minus reference"
    if len(known) < len(values):
        text += f", computed for {in_words(len(known))} where both group sizes are printed"
    text += ". "
    if known["plus_minus_is"].eq(PlusMinus.NOT_STATED).any():
        text += (
            "Hollow squares: the report does not say whether ± is a standard deviation; if it is a standard error, the "
            "true difference is much smaller. "
        )
    if known["low"].lt(-FARTHEST).any() or known["high"].gt(FARTHEST).any():
        text += "Arrows: beyond the axis. "
    return text


def _alt(values: pd.DataFrame) -> str:
    each = [
        f"{r['label']}, {r['what']}, {r['group']} {group_words(r)} v {r['reference']} {group_words(r, 'reference')} "
        f"{r['unit_label']}, standardised difference {difference_words(r)}"
        for r in records(values)
    ]
    return sentence(f"Printed means and standardised differences: {listed(each)}")


def _plot(values: pd.DataFrame) -> Plot:
    rows: list[Row] = []
    for unit, part in split_by(values, "unit_label"):
        rows.append(Row(f"Unit: {unit}", kind="heading"))
        rows += [_row(row) for row in records(part)]
    columns = [Column("difference", "g (95% interval)", side="right", align="right")]
    head = "Study: group v reference, as printed"
    return Plot([Panel(rows, [AXIS], columns, head=head, widest=WIDEST, size=SMALL + 0.5, sub_size=SMALL)])


def _row(row: dict) -> Row:
    odd = " †" if row["odd"] else ""
    printed = f"{row['group']}: {group_words(row)} v {row['reference']}: {group_words(row, 'reference')}{odd}"
    known = row["g"] is not None
    cells = {"difference": difference_words(row)} if known else {}
    return Row(f"{row['label']}: {row['what']}", cells, _marks(row) if known else [Note("n not printed")], sub=printed)


def _marks(row: dict) -> list[Mark]:
    face = style.BLUE if row["plus_minus_is"] != PlusMinus.NOT_STATED else "white"
    return [
        Interval(row["low"], row["high"], width=1.0),
        Marker(row["g"], "s", 5.5, face=face, edge=style.BLUE, line=1.3),
    ]
