"""Background plot: values of other treatments, each as reported. Nothing is pooled or ordered by effect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ...evidence import LEVEL, marks_sentence
from ...render import style
from ...render.rows import Column, Interval, Marker, Panel, Plot, Row, proportions
from ...render.style import Drawing
from ...render.table import plain
from ...store import records, split_by
from ...wording import capital, count, level_words, listed, percent, pluralised
from .model import TOGETHER

SMALL = 8.0  # points: what was counted, in the report's words
WIDEST = 2.9  # inches of a publication and what was counted below it, at page width
WARNING = "Context, not a ranking: patients, definitions and times differ from row to row."
NOTHING = "no value found"
READS = ("heading", "study", "as_printed", "time", "short")  # what a row shows of its value
COLUMNS = (
    Column("marks", phone="label", quiet=True, size=SMALL),
    Column("figure", "As reported", side="right"),
)
AXIS = proportions(title="patients, as each report counts them")


def comparators_plot(rows: pd.DataFrame, name: str, title: str) -> Drawing:
    """Values of other treatments on one kind of outcome, grouped by drug in alphabetical order.

    `rows` are those of `context.comparators`, in their order; rows without a proportion are not drawn, and the caption
    says how many. `title` names the outcome.
    """
    drawn = rows[rows["proportion"].notna()]
    panel = Panel(
        _rows(drawn), [AXIS], COLUMNS, head="Publication; what was counted, when", widest=WIDEST, sub_size=SMALL
    )
    return Drawing(
        name=f"context-{name}",
        draw=Plot([panel], title=WARNING),
        caption=_caption(rows, drawn, title),
        alt=_alt(drawn, title),
        data=drawn,
    )


def _rows(drawn: pd.DataFrame) -> list[Row]:
    rows: list[Row] = []
    # Two values of one report that read alike differ in the patients: then these are given in full.
    alike = drawn.fillna({"time": "", "short": ""}).duplicated(list(READS), keep=False)
    for heading, of_drug in split_by(drawn.assign(alike=alike), "heading"):
        rows.append(Row(heading, kind="heading"))
        for row in records(of_drug):
            in_full = row["about"] if row["alike"] or heading == TOGETHER else None
            what = "; ".join(filter(None, (row["short"] or in_full, row["as_printed"], row["time"])))
            cells = {"marks": row["marks"], "figure": _figure(row)}
            rows.append(Row(row["label"], cells, _marks(row), what))
    return rows or [Row(NOTHING, kind="gap")]


def _marks(row: Mapping[str, Any]) -> list[Interval | Marker]:
    """A filled square for a count with its exact interval, an open one for a bare percentage."""
    counted = row["bounds"] == "exact"
    colour = style.BLUE if counted else style.QUIET
    marks: list[Interval | Marker] = []
    if row["ci_low"] is not None and row["ci_high"] is not None:
        marks.append(Interval(row["ci_low"], row["ci_high"], dashed=not counted))
    return [*marks, Marker(row["proportion"], "s", 5, face=colour if counted else "white", edge=colour)]


def _figure(row: Mapping[str, Any]) -> str:
    """A count with its percentage, computed; without a count, the percentage as printed."""
    if row["bounds"] == "exact":
        return f"{row['events']:,}/{row['n']:,} ({percent(row['events'] / row['n'])})"
    return str(row["printed"] or percent(row["proportion"]))


def _caption(rows: pd.DataFrame, drawn: pd.DataFrame, title: str) -> str:
    if drawn.empty:
        return f"**Other treatments, {plain(title)}: context, not a ranking.** No report gives a percentage or a count."
    figures, publications = count(len(drawn), "value"), count(drawn["study"].nunique(), "publication")
    parts = [
        f"**Other treatments, {plain(title)}: context, not a ranking.** {capital(figures)} from "
        f"{publications}, with the definition and the time that each report gives;",
        "patients, earlier treatment, definitions and times differ, so that differences between rows are not "
        "differences between drugs, and values of one report may count the same patients.",
        "Drugs are in alphabetical order.",
    ]
    kinds = set(drawn["bounds"])
    if "exact" in kinds:
        parts.append(f"Filled squares are counts with {level_words(LEVEL)} exact (Clopper-Pearson) intervals.")
    if kinds - {"exact"}:
        parts.append("Open squares are percentages printed without a count.")
    if "printed" in kinds:
        parts.append("Dashed lines are 95% intervals as the report prints them.")
    if apart := len(rows) - len(drawn):
        verb = "is" if apart == 1 else "are"
        noun = "value" if apart == 1 else pluralised("value")
        parts.append(f"{count(apart, 'further ' + noun, 'further ' + noun).capitalize()} without one percentage")
        parts[-1] += f" {verb} in the table only."
    return " ".join([*parts, marks_sentence(drawn["marks"])]).rstrip()


def _alt(drawn: pd.DataFrame, title: str) -> str:
    start = f"Context plot of other treatments, {title}, in alphabetical order; it ranks nothing."
    if drawn.empty:
        return f"{start} No value found."
    phrases = []
    for heading, part in split_by(drawn, "heading"):
        low, high = percent(part["proportion"].min()), percent(part["proportion"].max())
        phrases.append(f"{heading} {count(len(part), 'value')}, {low if low == high else f'{low} to {high}'}")
    return f"{start} {listed(phrases)}. Each value with its report and definition is in the table below."
