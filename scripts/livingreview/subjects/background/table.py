"""Tables of background publications: other treatments, burden, guidelines, and how much of each was read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from ...evidence import access_level, joined_marks, marks, marks_sentence
from ...render.table import Table, linked, plain, study_link
from ...schema import Background, Purpose, Sourced
from ...store import Review, records
from ...store.bibliography import Entry
from ...wording import remarks, sentence
from .model import ACCESS_LABELS, access_label, by_year, figure_parts


def comparator_rows(rows: pd.DataFrame, name: str, title: str, *, plotted: bool = True) -> Table:
    """The rows of a context plot, or of outcomes without one.

    Drug, publication, value, what was counted and when, patients, place, marks.
    """
    which = "the data in the plot" if plotted else "every value"
    cells = [
        [
            plain(row["heading"]),
            study_link(row["study"], row["label"]),
            plain(figure_parts(row)["figure"]),
            plain("; ".join((row["as_printed"], row["time"] or "time not stated"))),
            plain(row["about"]),
            plain(row["at"]),
            row["marks"],
        ]
        for row in records(rows)
    ]
    return Table(
        f"context-{name}",
        f"Other treatments, {plain(title)}: {which}. They are context, not a ranking; the table of publications has "
        f"their designs and definitions. {marks_sentence(rows['marks'])}",
        ["Treatment", "Publication", "Value", "What, when", "Patients", "Source", "Marks"],
        cells,
        [14, 15, 14, 21, 21, 8, 7],
    )


def comparator_reports(review: Review) -> Table:
    """Publications on other treatments: design with the report's definitions, patients, points, access, limits."""
    rows = []
    for key, link, item in _of(review, Purpose.COMPARATOR):
        points = (f"*{plain(point.topic)}*: {plain(sentence(point.point))}" for point in item.points)
        rows.append(
            [
                link,
                " ".join([plain(sentence(remarks(item.design, item.country))), *points]),
                plain(item.population),
                ACCESS_LABELS[access_level(review, key)],
                linked(review, item.limits),
            ]
        )
    return Table(
        "comparators",
        "Publications on other treatments: designs with their definitions of response, other points, and what was "
        "not accessible. They are context, not a ranking.",
        ["Publication", "Design, definitions and points", "Patients", "Access", "Limits"],
        rows,
        [14, 37, 17, 10, 22],
    )


def burden(review: Review) -> Table:
    """Every value and point of the publications on burden, a row a publication, with its source."""
    rows = []
    for key, link, item in _of(review, Purpose.BURDEN):
        said = _said(review, key, item)
        rows.append(
            [
                link,
                plain(remarks(item.design, item.country, item.population)),
                " ".join(text for text, _, _ in said),
                plain(", ".join(dict.fromkeys(_place(item, block) for _, block, _ in said))),
                joined_marks(*(letters for _, _, letters in said)),
            ]
        )
    return Table(
        "burden",
        "Frequency, course and burden: what each publication says, and how much of it was read. "
        + marks_sentence(row[-1] for row in rows),
        ["Publication", "Design and people", "What it says", "Access", "Marks"],
        rows,
        [14, 24, 43, 11, 8],
    )


def guidelines(review: Review) -> Table:
    """Guidelines and consensus documents: who, when, what was accessible of them, and what was not."""
    rows = []
    for key, link, item in _of(review, Purpose.GUIDELINE):
        rows.append(
            [
                link,
                plain(_issued_by(review.bibliography[key])),
                plain(remarks(item.design, item.country, item.population)),
                " ".join(
                    f"*{plain(point.topic)}* ({access_label(item, point)}): {plain(sentence(point.point))}"
                    for point in item.points
                ),
                linked(review, item.limits),
            ]
        )
    return Table(
        "guidelines",
        "Guidelines and consensus documents: how much of each was read, and where. "
        "The silence of an abstract is not the silence of the document.",
        ["Document", "By", "Kind and people", "What it says, and how much was read", "What was not accessible"],
        rows,
        [13, 14, 16, 37, 20],
    )


def sources(review: Review, keys: Sequence[str], name: str) -> Table:
    """How much was read of the publications that a chapter cites, and what was not accessible."""
    every = review.files
    rows = [
        [
            study_link(key, review.bibliography.label(key)),
            ACCESS_LABELS[access_level(review, key)],
            linked(review, every[key].limits) if every[key].limits else "none recorded",
        ]
        for key in keys
    ]
    checked = sum(every[key].extraction.checked_by is not None for key in keys)
    return Table(
        f"sources-{name}",
        "How the sources of this chapter were read: the most that was read of each, and what was not accessible. "
        f"Values checked by a second reader: {checked} of {len(keys)}.",
        ["Publication", "Access", "Limits"],
        rows,
        [18, 16, 66],
    )


def _of(review: Review, purpose: Purpose) -> Iterator[tuple[str, str, Background]]:
    """Key, link and file of the publications of one purpose, by year and then label; without a year they come last."""
    for key in by_year(review, purpose):
        yield key, study_link(key, review.bibliography.label(key)), review.background[key]


def _said(review: Review, key: str, item: Background) -> list[tuple[str, Sourced, str]]:
    """What a background file holds, its values and then its points: MyST text, the block itself, its marks."""
    said: list[tuple[str, Sourced, str]] = []
    of_file = records(review.context[review.context["study"] == key])
    for row, block in zip(of_file, item.figures, strict=True):
        what = plain(remarks(row["as_printed"], row["time"]))
        said.append((f"*{what}*: {plain(figure_parts(row)['figure'])} ({plain(row['about'])}).", block, marks(row)))
    of_points = records(review.points[review.points["study"] == key])
    for row, point in zip(of_points, item.points, strict=True):
        letters = marks({**row, "derived": None, "conflict": None})
        said.append((f"*{plain(row['topic'])}*: {plain(sentence(row['point']))}", point, letters))
    return said


def _place(item: Background, block: Sourced) -> str:
    kind = access_label(item, block)
    return block.at if block.at.lower() == kind else f"{block.at} ({kind})"


def _issued_by(entry: Entry) -> str:
    if not entry.authors:
        return "authors not accessible"
    first, *others = entry.authors
    return first + (" and others" if others or entry.names["author"].others else "")
