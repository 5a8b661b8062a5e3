"""Table of dose, level and response."""

from __future__ import annotations

from ...render.table import Table, plain, study_link
from ...store import records
from ...wording import span_words, timed_words
from ..treatment import DOSE, LEVEL, missing_words, named_words
from .model import Exposure


def exposure_rows(exposure: Exposure) -> Table:
    """Every treated arm with its dose, level and response, and why it is not drawn where it is not."""
    level, dose = exposure.scales
    rows = []
    for r in records(exposure.rows):
        response = timed_words(f"{r['events']}/{r['n']}", r) if r["events"] is not None else "not accessible"
        who = ", ".join(filter(None, (r["block"] or "population not stated", r["group_label"])))
        spans = {DOSE: span_words(r["dose"], dose.unit_label) or r["other_unit"]}
        spans[LEVEL] = span_words(r["level"], level.unit_label)
        parts = [
            named_words(r["arm"], r["regimen"]),
            *(f"{what} {words}" for what, words in spans.items() if words),
            missing_words(what for what in r["missing"] if not spans[what]),
        ]
        rows.append(
            [
                study_link(r["study"], r["label"]),
                plain(who),
                plain("; ".join(filter(None, parts)) + (f" ({r['at']})" if r["at"] else "")),
                plain(response),
                plain(r["reason"] or "yes"),
            ]
        )
    return Table(
        "exposure",
        f"Dose, level and {plain(exposure.outcome)} of every treated arm.",
        ["Study", "Patients", "Treatment, dose, level (source)", "Response", "In the plot"],
        rows,
        [14, 22, 32, 15, 17],
    )
