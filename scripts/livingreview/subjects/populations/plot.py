"""Study-by-study plot: every response value of a population, with its own interval. Nothing is pooled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...evidence import marks_sentence
from ...render import style
from ...render.rows import Column, Interval, Mark, Marker, Panel, Plot, Row, proportions
from ...render.style import Drawing
from ...render.table import plain
from ...schema import GroupRole, When
from ...store import records, split_by
from ...wording import count, interval, level_words, listed, percent, percent_head, sentence, short, timed_words
from .model import COUNT, OPEN, PERCENT, Population

LABEL_SHARE = 0.3  # of the page's width at most for the names of studies and groups
INDENT = 0.16  # inches by which a part of a cohort is set in
# One shape an outcome, in the order of the declared pools; the outcome's id is in each row as well.
SHAPES = ("s", "D", "^", "o")
COLOURS = (style.BLUE, style.GREEN, style.ORANGE, style.SKY)
SHORT_TIMES = {When.BEST: "best", When.FOLLOW_UP: "end", When.ON_TREATMENT: "on", When.AFTER_STOP: "after"}
NOTHING = "no publication gives a value for response"


def by_study(population: Population, name: str, same: Sequence[tuple[str, str, str]] = ()) -> Drawing:
    """Study-by-study plot of a population.

    Filled marks are counts with exact intervals, hollow ones percentages printed without a count, which have no
    interval; values without an accessible denominator have a line but no mark. `same` are pairs of labels that hold the
    same patients, with the extent in words: the caption gives them, as nothing here is added up.
    """
    columns = [
        Column("name", phone="label"),
        Column("time", "Time", phone="label"),
        Column("count", "Events/n", align="right"),
        Column("estimate", percent_head(*population.shown_levels), side="right"),
        Column("marks", "Marks", side="right", phone="label", quiet=True),
    ]
    panel = Panel(
        _rows(population),
        [proportions(title="Proportion of patients")],
        columns,
        head="Study, group",
        phone_head="Outcome, time, marks",
        widest=LABEL_SHARE * style.WIDE,
        apart=True,
    )
    return Drawing(
        name=f"by-study-{name}",
        draw=Plot([panel]),
        caption=_caption(population, same),
        alt=_alt(population),
        data=population.plotted,
    )


def _rows(population: Population) -> list[Row]:
    rows = population.plotted
    if rows.empty:
        return [Row(sentence(population.title).rstrip("."), kind="heading"), Row(NOTHING, kind="gap")]
    made: list[Row] = []
    for block, of_block in split_by(rows, "block"):
        made.append(Row(block, kind="heading"))
        for _, of_study in split_by(of_block, "study"):
            study = of_study["label"].iloc[0]
            if of_study["part"].all():
                made.append(Row(study))
            for _, group in split_by(of_study, "group"):
                first = group.iloc[0]
                alone = first["group_role"] == GroupRole.WHOLE
                label = study if alone else f"{study}: {first['group_label']}"
                look = {"label": f"– {first['group_label']}", "indent": INDENT} if first["part"] else {"label": label}
                for i, row in enumerate(records(group)):
                    made.append(Row(**look | ({"label": "", "joined": True} if i else {}), **_figure(row, population)))
    return made


def _figure(row: Mapping[str, Any], population: Population) -> dict[str, Any]:
    """Cells and marks of one value."""
    shown, at = row["shown"], row["proportion"]
    if shown == COUNT:
        fraction, estimate = f"{row['events']}/{row['n']}", short(at, row["ci_low"], row["ci_high"])
    elif shown == PERCENT:
        fraction, estimate = "no count", row["printed"].rstrip("%")
    else:
        fraction, estimate = f"{row['events']}/?", "–"
    cells = {"name": row["outcome"], "time": _time(row), "count": fraction, "estimate": estimate, "marks": row["marks"]}
    return {"cells": cells, "marks": [] if shown == OPEN else _marks(row, population), "quiet": _quiet(row)}


def _quiet(row: Mapping[str, Any]) -> bool | str:
    """Parts of a cohort have grey names, values without a denominator grey cells."""
    if row["shown"] == OPEN:
        return True if row["part"] else "cells"
    return "label" if row["part"] else False


def _marks(row: Mapping[str, Any], population: Population) -> list[Mark]:
    outcome = list(population.outcomes).index(row["outcome"])
    colour, size = COLOURS[outcome % len(COLOURS)], 4.5 if row["part"] else 6.0
    face = "white" if row["shown"] == PERCENT else colour
    mark = Marker(row["proportion"], SHAPES[outcome % len(SHAPES)], size, face, colour)
    if row["shown"] == PERCENT:
        return [mark]
    return [Interval(row["ci_low"], row["ci_high"], width=0.8 if row["part"] else 1.1), mark]


def _time(row: Mapping[str, Any]) -> str:
    if row["month"] is not None:
        return f"{row['month']:g} mo"
    return SHORT_TIMES.get(When(row["when"]), "–")  # its mark says what the dash means


def _caption(population: Population, same: Sequence[tuple[str, str, str]]) -> str:
    rows = population.plotted
    if rows.empty:
        return f"**Response in {plain(population.title)}**: {NOTHING}."
    shapes = dict(zip(population.outcomes, ("squares", "diamonds", "triangles", "circles") * 3, strict=False))
    names = [
        f"{shapes[key]} are {plain(label)}{'' if key == label else f' ({plain(key)})'}"
        for key, label in population.outcomes.items()
        if key in set(rows["outcome"])
    ]
    parts = [
        f"**Response in {plain(population.title)}, study by study**: {count(len(rows), 'value')} of "
        f"{count(rows['study'].nunique(), 'publication')}. Nothing is pooled.",
        sentence(listed(names)),
    ]
    if (rows["shown"] == COUNT).any():
        parts.append(f"Horizontal lines are {level_words(*population.shown_levels)} exact (Clopper-Pearson) intervals.")
    if (rows["shown"] == PERCENT).any():
        parts.append("Hollow marks are percentages printed without a count: they have no interval.")
    if (rows["shown"] == OPEN).any():
        parts.append("Rows without a mark (?) are counts whose number of patients is not accessible.")
    if rows["part"].any():
        parts.append("Indented, with smaller marks: subgroups of a cohort, or patients outside it, as reported.")
    if same:
        pairs = listed(f"{plain(one)} and {plain(other)} (overlap: {plain(extent)})" for one, other, extent in same)
        parts.append(f"Reports that include, or may include, the same patients: {pairs}.")
    times = {
        "best": "best, best response",
        "end": "end, last follow-up",
        "on": "on, on treatment",
        "after": "after, after treatment ended",
    }
    used_times = [
        meaning for short_time, meaning in times.items() if short_time in {_time(row) for row in records(rows)}
    ]
    if used_times:
        parts.append(f"Times: mo, months; {'; '.join(used_times)}.")
    return " ".join([*parts, marks_sentence(rows["marks"])]).rstrip()


def _alt(population: Population) -> str:
    rows = population.plotted
    if rows.empty:
        return f"Study-by-study plot of response in {population.title}: {NOTHING}."
    blocks = []
    for block, part in split_by(rows, "block"):
        blocks.append(f"{block}: {'; '.join(_in_words(row, population) for row in records(part))}")
    return f"Study-by-study plot of response in {population.title}, not pooled. {'. '.join(blocks)}."


def _in_words(row: Mapping[str, Any], population: Population) -> str:
    who = row["label"] if row["group_role"] == GroupRole.WHOLE else f"{row['label']}, {row['group_label']}"
    what = f"{who}, {timed_words(population.outcomes[row['outcome']], row)}"
    if row["shown"] == COUNT:
        ends = interval(row["ci_low"], row["ci_high"])
        return f"{what}, {row['events']} of {row['n']} ({percent(row['proportion'])}, {ends})"
    if row["shown"] == PERCENT:
        return f"{what}, {row['printed']} without a count"
    return f"{what}, {row['events']} of a number not accessible"
