"""Tables of the declared pools."""

from __future__ import annotations

from ...evidence import marks_sentence
from ...render.table import Table, plain, study_link
from ...store import records
from ...wording import interval, percent, percent_head, time_words, value_words
from .model import Synthesis


def pooled_rows(synthesis: Synthesis) -> Table:
    """The rows of a pool, each linked to its study."""
    rows = [
        [
            study_link(r["study"], r["label"]),
            plain(time_words(r)),
            f"{r['events']}/{r['n']}",
            f"{percent(r['proportion'])} ({interval(r['ci_low'], r['ci_high'])})",
            percent(r["weight"] / 100),
            plain(r["at"]),
            r["marks"],
        ]
        for r in records(synthesis.rows)
    ]
    return Table(
        f"rows-{synthesis.id}",
        f"{plain(synthesis.pool.label)}: the data in the plot. {marks_sentence(synthesis.rows['marks'])}".rstrip(),
        ["Study", "Time", "Events/n", percent_head(synthesis.pool.level), "Weight", "Source", "Marks"],
        rows,
        [18, 12, 12, 22, 10, 16, 10],
    )


def left_out(synthesis: Synthesis) -> Table:
    """Every value of the outcome that did not enter the pool, with the reason: nothing is dropped silently."""
    rows = [
        [
            study_link(r["study"], r["label"]),
            plain(r["group_label"]),
            plain(time_words(r)),
            plain(value_words(r)),
            plain(r["reason"]),
        ]
        for r in records(synthesis.left_out)
    ]
    return Table(
        f"left-out-{synthesis.id}",
        f"{plain(synthesis.pool.label)}: values for this outcome that were not pooled, and why.",
        ["Study", "Patients", "Time", "Value", "Why it was not pooled"],
        rows,
        [16, 26, 12, 18, 28],
    )
