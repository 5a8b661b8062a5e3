"""Which rows of the data the chapters show: read from their cells, which are not executed, and from their prose."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from ..evidence import efficacy, of_treated, safety
from ..schema import Background, BackgroundValue, Part, Purpose
from ..store import Review, records
from ..store.chapters import chapter_files
from ..store.markup.cells import Call, NotACall, cell_call
from ..store.markup.reading import items, parser
from ..subjects import mechanisms
from ..subjects.analysis import Analysis
from ..subjects.background.model import besides, comparators
from ..subjects.comparisons.model import by_arm
from ..subjects.course.model import courses, lasting, other_values, timing
from ..subjects.populations.model import select

EFFICACY, SAFETY, FINDINGS, MEASURED, CONTEXT = "efficacy", "safety", "findings", "measured", "figures"
Row = tuple[str, str, int]  # the block of the file, the key of the file, the number of the row in the block
# The lists of a mechanism chapter, with the parts of its findings that each shows.
PARTS: dict[str, tuple[Part, ...]] = {
    "defect": (Part.DEFECT,),
    "drug_effect": (Part.INTERVENTION, Part.COMBINATION, Part.CLASS),
    "genetic": (Part.GENETIC,),
    "within_disease": (Part.WITHIN,),
    "other_agents": (Part.OTHER,),
}


@dataclass(frozen=True)
class Cell:
    """A cell of a chapter: the file, the line on which the cell begins, and the call that it is."""

    file: str
    line: int
    call: Call


@dataclass(frozen=True)
class Chapters:
    """What is read of the chapters: their cells, and the names of the results in their prose."""

    cells: tuple[Cell, ...]
    results: frozenset[str]


def read_chapters(review: Review) -> Chapters:
    """The cells and results of all chapters; what is not one call of a method of the book is left out."""
    cells: list[Cell] = []
    named = {name for topic in review.config.scope for name in topic.results}
    named |= {name for compared in review.config.earlier_reviews for name in compared.results}
    markdown = parser(review.root)
    for file in chapter_files(review.root):
        for item in items(file.read_text("utf-8", errors="replace"), markdown):
            if (item.kind, item.name) == ("role", "result"):
                named.add(item.text)
            elif (item.kind, item.name) == ("directive", "code-cell"):
                try:
                    call = cell_call(item.body)
                except NotACall:  # the cell that opens the book, or one that is allowed by name
                    continue
                cells.append(Cell(file.relative_to(review.root).as_posix(), item.line, call))
    return Chapters(tuple(cells), frozenset(named))


def rows_of_cells(analysis: Analysis, cells: Iterable[Cell]) -> Iterator[tuple[Cell, Row]]:
    """Every row that a cell shows, after the cell. A cell that a build would refuse shows nothing."""
    for cell in cells:
        shows = SHOWS.get(f"{cell.call.subject}.{cell.call.method}")
        if shows is None:
            continue
        try:
            rows = list(shows(analysis, *cell.call.values, **cell.call.named))
        except (KeyError, TypeError, ValueError):
            continue
        yield from ((cell, row) for row in rows)


def rows_of_prose(review: Review, results: Iterable[str]) -> Iterator[Row]:
    """Context figures that prose prints by their names."""
    named = {tuple(name.split(".")[1:3]) for name in results if name.startswith("background.")}
    for row in records(review.context):
        if (row["study"], row["id"]) in named:
            yield CONTEXT, row["study"], row["row"]


def _rows(block: str, frame: pd.DataFrame) -> Iterator[Row]:
    for study, number in zip(frame["study"], frame["row"], strict=True):
        yield block, str(study), int(number)


def _findings(parts: tuple[Part, ...], analysis: Analysis, chapter: str, *axes: str) -> Iterator[Row]:
    return _rows(FINDINGS, mechanisms.evidence(analysis.review, chapter, *axes).part(*parts))


def _means(analysis: Analysis, chapter: str, *axes: str) -> Iterator[Row]:
    found = mechanisms.evidence(analysis.review, chapter, *axes).findings
    return _rows(MEASURED, mechanisms.values(analysis.review, found))


def _pooled(analysis: Analysis, pool: str, dose: bool = False) -> Iterator[Row]:
    return _rows(EFFICACY, analysis.pool(pool).rows)


def _not_pooled(analysis: Analysis, pool: str) -> Iterator[Row]:
    return _rows(EFFICACY, analysis.pool(pool).left_out)


def _course(analysis: Analysis) -> Iterator[Row]:
    for rows in courses(analysis.review, analysis.review.config.pools).values():
        yield from _rows(EFFICACY, rows)


def _lasting(analysis: Analysis) -> Iterator[Row]:
    return _rows(EFFICACY, lasting(analysis.review))


def _timing(analysis: Analysis) -> Iterator[Row]:
    return _rows(EFFICACY, timing(analysis.review))


def _other_values(analysis: Analysis) -> Iterator[Row]:
    return _rows(EFFICACY, other_values(analysis.review))


def _population(analysis: Analysis, name: str, conditions: Any, ages: Any = None) -> Iterator[Row]:
    return _rows(EFFICACY, select(analysis.review, conditions, ages).rows)


def _in_conflict(analysis: Analysis, name: str, conditions: Any, ages: Any = None) -> Iterator[Row]:
    found, rows = select(analysis.review, conditions, ages), efficacy(analysis.review)
    rows = rows[rows["conflict"].notna() & rows["study"].isin(found.studies["study"])]
    return _rows(EFFICACY, rows[rows["group_condition"].isin(found.conditions)])


def _predictors(analysis: Analysis) -> Iterator[Row]:
    rows = efficacy(analysis.review)
    return _rows(EFFICACY, rows[rows["relates"].notna()])


def _compared(analysis: Analysis, name: str) -> Iterator[Row]:
    """The two values of each trial, by what is known of them: the rows of a comparison are pairs of values."""
    found = analysis.comparison(name)
    block, rows = _figures(analysis, found.comparison.outcome)
    rows = rows[rows["counted"]]
    pairs = {
        (row["study"], row[arm], row[f"events_{side}"], row[f"n_{side}"])
        for row in records(found.rows)
        for side, arm in ((1, "arm"), (2, "versus"))
    }
    columns = zip(rows["study"], rows["arm_label"], rows["events"], rows["n"], strict=True)
    return _rows(block, rows[[one in pairs for one in columns]])


def _figures(analysis: Analysis, outcome: str | None) -> tuple[str, pd.DataFrame]:
    """Values of the kind that a comparison is of."""
    if outcome is None:
        return SAFETY, safety(analysis.review)
    rows = efficacy(analysis.review)
    return EFFICACY, rows[rows["outcome"] == outcome]


def _not_compared(analysis: Analysis) -> Iterator[Row]:
    for name in analysis.review.config.comparisons:
        found = analysis.comparison(name)
        yield from _rows(SAFETY if found.comparison.outcome is None else EFFICACY, found.left_out)


def _by_arm(randomised: bool, analysis: Analysis) -> Iterator[Row]:
    for line in by_arm(analysis.review, randomised).to_dict("records"):
        for side in ("one", "two", "both"):
            if line[side]:
                yield str(line["field"]), str(line["study"]), int(line[side]["row"])


def _answers(analysis: Analysis, question: str) -> Iterator[Row]:
    asked = analysis.review.config.practice[question]
    values, events = of_treated(efficacy(analysis.review)), of_treated(safety(analysis.review))
    yield from _rows(EFFICACY, values[values["outcome"].isin(asked.outcomes)])
    yield from _rows(SAFETY, events[events["event"].isin(asked.events)])


def _counted_harms(analysis: Analysis, panel: str) -> Iterator[Row]:
    rows = analysis.harms.panel(panel)
    return _rows(SAFETY, rows[rows["events"].notna()])


def _harms_not_pooled(analysis: Analysis) -> Iterator[Row]:
    return _rows(SAFETY, analysis.harms.left_out)


def _event(
    analysis: Analysis, event: str, severities: Any = (), also_severity: str = "", behind: str | None = None
) -> Iterator[Row]:
    rows = analysis.harms.figures
    wanted = rows["event"].eq(event) & (rows["severity"].isin(severities) if severities else True)
    return _rows(SAFETY, rows[wanted | rows["severity"].eq(also_severity)])


def _stated_harms(analysis: Analysis) -> Iterator[Row]:
    rows = analysis.harms.figures
    return _rows(SAFETY, rows[rows["says"].notna() & rows["events"].isna()])


def _comparators(analysis: Analysis, outcome: str) -> Iterator[Row]:
    return _rows(CONTEXT, comparators(analysis.review, [outcome]))


def _other_outcomes(analysis: Analysis, *plotted: str) -> Iterator[Row]:
    return _rows(CONTEXT, comparators(analysis.review, besides(analysis.review, plotted)))


def _burden(analysis: Analysis) -> Iterator[Row]:
    return _context(analysis, lambda item, figure: item.purpose is Purpose.BURDEN)


def _harms_elsewhere(analysis: Analysis) -> Iterator[Row]:
    return _context(
        analysis,
        lambda item, figure: (
            item.purpose is Purpose.SAFETY or (item.purpose is Purpose.PHARMACOLOGY and figure.event is not None)
        ),
    )


def _context(analysis: Analysis, shown: Callable[[Background, BackgroundValue], bool]) -> Iterator[Row]:
    for key, item in analysis.review.background.items():
        yield from ((CONTEXT, key, number) for number, figure in enumerate(item.figures) if shown(item, figure))


def _earlier_reviews(analysis: Analysis) -> Iterator[Row]:
    for one in analysis.review.config.earlier_reviews:
        for number, figure in enumerate(analysis.review.background[one.study].figures):
            if figure.id is not None and figure.id == one.point:
                yield CONTEXT, one.study, number


# What each method of the book that lists rows of the data shows. The others compute, summarise or draw the same rows
# again; a test asks for every method to be named in one of the two.
SHOWS: dict[str, Callable[..., Iterable[Row]]] = {
    **{f"mechanisms.{method}": partial(_findings, parts) for method, parts in PARTS.items()},
    "mechanisms.values": _means,
    "pools.forest": _pooled,
    "pools.forest_small": _pooled,
    "pools.left_out": _not_pooled,
    "course.plot": _course,
    "course.lasting": _lasting,
    "course.lasting_values": _lasting,
    "course.timing": _timing,
    "course.other_values": _other_values,
    "populations.by_study": _population,
    "populations.conflicts": _in_conflict,
    "populations.predictors": _predictors,
    "comparisons.forest": _compared,
    "comparisons.forest_small": _compared,
    "comparisons.left_out": _not_compared,
    "comparisons.randomised": partial(_by_arm, True),
    "comparisons.not_randomised": partial(_by_arm, False),
    "practice.lines": _answers,
    "harms.plot": _counted_harms,
    "harms.left_out": _harms_not_pooled,
    "harms.event": _event,
    "harms.statements": _stated_harms,
    "harms.elsewhere": _harms_elsewhere,
    "background.comparators": _comparators,
    "background.other_outcomes": _other_outcomes,
    "background.burden": _burden,
    "discussion.earlier_reviews": _earlier_reviews,
}
