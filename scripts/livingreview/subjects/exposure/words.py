"""Dose and level against response, in numbers for prose."""

from __future__ import annotations

from ...render.names import Branch, Names
from ...wording import count, listed, number_word, span_words
from ..analysis import Analysis
from .model import Exposure, exposures

LEVELS = {  # by whether some, all or none of them were measured
    frozenset(): "levels",
    frozenset({False}): "target levels",
    frozenset({True}): "measured levels",
    frozenset({False, True}): "target or measured levels",
}


def names(analysis: Analysis) -> Names:
    return {"exposure": Branch(lambda: _exposure(analysis), "dose and level against response: exposure.WHAT")}


def _exposure(analysis: Analysis) -> Names:
    found = exposures(analysis.review)
    level, dose = found.scales
    spans = {name: [span for span in found.drawn[name] if span is not None] for name in ("level", "dose")}

    def shared(name: str, unit: str) -> str:
        both = found.shared(name)
        return span_words({"low": both[0], "high": both[1]}, unit) if both else "no common range"

    return {
        "cohorts": lambda: count(found.drawn["study"].nunique(), "cohort"),
        "arms": lambda: count(len(found.rows), "arm"),
        "level-cohorts": lambda: count(len(spans["level"]), "cohort"),
        "dose-cohorts": lambda: count(len(spans["dose"]), "cohort"),
        "measured": lambda: number_word(sum(span["field"] == "trough_measured" for span in spans["level"])),
        "level-overlap": lambda: overlap_sentence(found),
        "level-shared": lambda: shared("level", level.unit_label),
        "dose-shared": lambda: shared("dose", dose.unit_label),
        "not-drawn": lambda: count(len(found.left_out), "arm"),
        "not-drawn-labels": lambda: listed(dict.fromkeys(found.left_out["label"])),
    }


def overlap_sentence(found: Exposure) -> str:
    """Whether the levels of the cohorts with a response overlap, and of all arms whose level is known."""
    unit = found.scales[0].unit_label

    def said(drawn: bool) -> tuple[int, str, str]:
        rows = found.drawn if drawn else found.rows
        both = found.shared("level", drawn=drawn)
        words = f"overlap at {span_words({'low': both[0], 'high': both[1]}, unit)}" if both else "do not overlap"
        measured = {span["field"] == "trough_measured" for span in rows["level"] if span is not None}
        return sum(span is not None for span in rows["level"]), words, LEVELS[frozenset(measured)]

    (drawn, shared, of_drawn), (every, all_share, of_every) = said(True), said(False)
    if drawn < 2:
        return f"A level and a response are reported for {count(drawn, 'cohort')}: there is nothing to compare."
    text = f"The {of_drawn} of the {count(drawn, 'cohort')} with a level and a response {shared}"
    if every > drawn:
        text += f"; the {of_every} of all {count(every, 'arm')} with a level, with or without a response, {all_share}"
    return text + "."
