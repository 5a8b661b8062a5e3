"""Dose and level beside response, a row a cohort. Between cohorts only: it cannot show a dose-response."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ...evidence import marks_sentence
from ...render.rows import Column, Interval, Mark, Marker, Note, Panel, Plot, Row, Span, linear, proportions
from ...render.style import Drawing
from ...render.table import plain
from ...store import records, split_by
from ...wording import capital, count, interval, level_words, percent, sentence, span_words, timed_words
from .model import Exposure, Scale

SMALLEST, LARGEST = 3.0, 12.0  # points: the least a mark is wide, and that of the largest cohort
WARNING = "between cohorts: not a dose-response"
NOTHING = "no cohort reports both a response and a dose or level"
COLUMNS = (
    Column("count", "Events/n", align="right", phone="label"),
    Column("marks", "Marks", phone="label", quiet=True),
)


def exposure_plot(exposure: Exposure) -> Drawing:
    """Ranges of level and dose against the response of each cohort, grouped by population, highest response first."""
    return Drawing(
        name="exposure",
        draw=_plot(exposure),
        caption=_caption(exposure),
        alt=_alt(exposure),
        data=exposure.drawn,
    )


def _plot(exposure: Exposure) -> Plot:
    drawn = exposure.drawn
    fields = {span["field"] for span in drawn["level"] if span is not None}
    level = "Target trough" if fields == {"trough_target"} else "Trough"
    outcome = capital(exposure.outcome)
    axes = [
        *(
            linear(0, end, (0, end / 2, end), "{:g}".format, head=f"{title}, {scale.unit_label}", least=1.2)
            for title, end, scale in zip(
                (level, "Dose"), (_end(drawn["level"]), _end(drawn["dose"])), exposure.scales, strict=True
            )
        ),
        proportions(head=outcome, least=1.2),
    ]
    rows: list[Row] = []
    for block, part in split_by(drawn, "block"):
        rows.append(Row(block, kind="heading"))
        for row in records(part):
            cells = {"count": f"{row['events']}/{row['n']}", "marks": row["marks"] or ""}
            rows.append(Row(row["label"], cells, _marks(row, drawn["n"].max())))
    panel = Panel(rows or [Row(NOTHING, kind="gap")], axes, COLUMNS, head="Cohort")
    return Plot([panel], title=capital(WARNING))


def _marks(row: Mapping[str, Any], largest: int) -> list[Mark]:
    """The ranges of level and dose, and the response: the area of its point is proportional to the patients."""
    spans = [
        Note("not accessible", axis=i) if row[name] is None else Span(row[name]["low"], row[name]["high"], axis=i)
        for i, name in enumerate(("level", "dose"))
    ]
    size = max(LARGEST * (row["n"] / largest) ** 0.5, SMALLEST)
    response = Interval(row["ci_low"], row["ci_high"], axis=2)
    return [*spans, response, Marker(row["proportion"], "o", size, edge="white", line=0.5, axis=2)]


def _end(spans: pd.Series) -> float:
    """The right end of an axis: beyond the largest value, at a step that halves well."""
    values = [value for span in spans if span is not None for value in (span["low"], span["high"]) if value is not None]
    largest = max(values, default=1.0)
    step = 10 if largest > 10 else 2
    return float(step * (largest // step + 1))


def _caption(exposure: Exposure) -> str:
    drawn = exposure.drawn
    if drawn.empty:
        return f"**Dose and level against response**: {NOTHING}."
    parts = [
        f"**Dose and level against {plain(exposure.outcome)}, cohort by cohort** ({WARNING}): "
        f"{count(len(drawn), 'cohort')}, highest response first in each population.",
        "Bars are the ranges of level and dose that the reports give, hatched where one end is not given; "
        "points are the responses nearest to the target month (area by number of patients) with "
        f"{level_words(exposure.confidence)} exact intervals.",
        "Cohorts differ in patients, definitions and times, and reported ranges are mostly plans, not measurements.",
    ]
    if others := len(exposure.left_out):
        parts.append(f"{sentence(count(others, 'further arm')).rstrip('.')} could not be plotted; the table says why.")
    return " ".join([*parts, marks_sentence(drawn["marks"])]).rstrip()


def _alt(exposure: Exposure) -> str:
    if exposure.drawn.empty:
        return f"Plot of dose and level against response: {NOTHING}."
    arms = [
        f"{row['label']} ({row['block']}), level {_span_in_words(row['level'], exposure.scales[0])}, "
        f"dose {_span_in_words(row['dose'], exposure.scales[1])}, {row['events']} of {row['n']} responded "
        f"({timed_words(percent(row['proportion']) + ', ' + interval(row['ci_low'], row['ci_high']), row)})"
        for row in records(exposure.drawn)
    ]
    return sentence(f"Ranges of level and dose against {exposure.outcome}, {WARNING}. " + "; ".join(arms))


def _span_in_words(span: Mapping[str, Any] | None, scale: Scale) -> str:
    return span_words(span, scale.unit_label) or "not accessible"
