"""Tables of response in time: how it runs, whether it lasts, how long things take."""

from __future__ import annotations

import pandas as pd

from ...evidence import marks_sentence
from ...render.table import PLACE_ONCE, Table, linked, plain, study_link
from ...schema import ArmRole
from ...store import Review, records
from ...wording import remarks, time_words, value_words, without_source_numbers

NOT_POOLED = "as printed; nothing here is pooled"


def lasting(review: Review, rows: pd.DataFrame) -> Table:
    """Every value on whether a response lasts, with notes and conflicts."""
    return _figures(review, rows, "durability", f"Whether responses last: every value {NOT_POOLED}.")


def timing(review: Review, rows: pd.DataFrame) -> Table:
    """Every value of how long something takes."""
    return _figures(review, rows, "timing", f"How long things take: every value {NOT_POOLED}.")


def other_values(review: Review, rows: pd.DataFrame) -> Table:
    """Every value that no pool, plot or other list of values has."""
    return _figures(
        review,
        rows,
        "other-outcomes",
        f"Other outcomes, and responses in arms without the treatment: every value {NOT_POOLED}.",
    )


def _figures(review: Review, rows: pd.DataFrame, name: str, caption: str) -> Table:
    lines = [
        [
            study_link(r["study"], r["label"]),
            plain(r["outcome_label"]),
            plain(_whom(r, review.config.condition_short)),
            plain(time_words(r)),
            plain(r["figure"]),
            r["marks"],
            linked(review, without_source_numbers(remarks(r["note"], r["conflict"]))),
        ]
        for r in records(rows)
    ]
    header = ["Study", "Outcome", "Patients", "Time", "Value", "Marks", "Notes and conflicts"]
    return Table(
        name, f"{caption} {marks_sentence(rows['marks'])}".rstrip(), header, lines, [14, 14, 22, 10, 16, 6, 26]
    )


def _whom(row: dict, condition: str) -> str:
    arms = [row["arm_label"]] if row["arm_role"] == ArmRole.COMPARATOR else []
    arms += [f"against {row['versus']}"] if row["versus"] else []
    alone = [] if row["pooled_population"] else [f"not {condition} alone"]
    return "; ".join([*arms, row["group_label"] or "", *alone])


def course(rows: pd.DataFrame, titles: dict[str, str]) -> Table:
    """Every proportion of the course plot; `rows` has the column pool."""
    lines = [
        [
            study_link(r["study"], r["label"]),
            plain(titles[r["pool"]]),
            plain(time_words(r)),
            plain(value_words(r)),
            plain(r["at"]),
            r["marks"],
        ]
        for r in records(rows)
    ]
    return Table(
        "course",
        "Response over time: the data in the plot.",
        ["Study", "Outcome", "Time", "Value", "Source", "Marks"],
        lines,
        [20, 20, 14, 22, 16, 8],
        once=PLACE_ONCE,
    )
