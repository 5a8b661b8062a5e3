"""What follows from decisions on two readings: sums of changed parts, and names of results that chapters print."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ...render.names import UnknownResult
from ...schema import Derivation, EfficacyRow, Settlement, Vocabulary
from ...store.chapters import RESULT, chapter_files
from ...store.comparing import Compared
from ...store.documents import Document
from ...store.review import Review
from ...subjects.results import Results
from ...wording import listed
from .editing import changed, renamed

TIME = ("month", "when")


def sums_follow(text: str, compared: Compared, settlement: Settlement, vocabulary: Vocabulary) -> tuple[str, list[str]]:
    """The text of a file in which sums have the time and the counts of their parts; and what was done to them.

    `text` has the places of the first reading still. A sum on which there was a decision is left as it was decided.
    """
    notices: list[str] = []
    own = ("time", "events", "n")
    decided = {
        one.first
        for one in settlement.differences
        if one.field in own or (one.field is None and one.second is None and one.take == "second")
    }
    for i, row in enumerate(compared.first.efficacy):
        parts = _parts(row, compared.first.efficacy, vocabulary)
        if not parts or f"efficacy[{i}]" in decided:
            continue
        held = Document(Path("data"), "data", text).data["efficacy"]
        now = [held[j] for j in parts]
        times = [{name: one.get(name) for name in TIME} for one in now]
        counts = [(one.get("events"), one.get("n")) for one in now]
        was = [(compared.first.efficacy[j].events, compared.first.efficacy[j].n) for j in parts]
        same_time = all(time == times[0] for time in times)
        if not same_time or len({n for _, n in counts}) > 1:
            notices.append(
                f"efficacy[{i}] ({row.outcome}) is the sum of rows that now differ in their time or in n. Correct it."
            )
            continue
        new: dict[str, Any] = {}
        if times[0] != {name: held[i].get(name) for name in TIME}:
            new |= times[0]
        if counts != was and None not in [events for events, _ in counts]:
            new |= {"events": sum(events for events, _ in counts), "n": counts[0][1]}
            new["how"] = _how(str(row.how), [events for events, _ in was], [events for events, _ in counts])
        for name, value in new.items():
            other = "when" if name == "month" else "month"
            if name in TIME and value is not None:
                text = renamed(text, ("efficacy", i, other), name)
            if value is not None:
                text = changed(text, ("efficacy", i, name), value)
        if new:
            notices.append(f"efficacy[{i}] ({row.outcome}) is a sum and has followed its parts.")
    return text, notices


def _parts(row: EfficacyRow, rows: Sequence[EfficacyRow], vocabulary: Vocabulary) -> list[int]:
    """Places of the rows that a sum was worked out from; none for a row that is no such sum."""
    outcome = vocabulary.outcomes.get(row.outcome)
    if row.derived is not Derivation.SUM or outcome is None or not outcome.sum_of:
        return []

    def cell(one: EfficacyRow) -> tuple[object, ...]:
        return one.arm, one.versus, one.group, one.month, one.when, one.n

    found = {one.outcome: j for j, one in enumerate(rows) if cell(one) == cell(row)}
    parts = [found.get(part) for part in outcome.sum_of]
    return [j for j in parts if j is not None] if None not in parts else []


def _how(text: str, old: Sequence[int | None], new: Sequence[int]) -> str:
    """How a sum was worked out, with the new numbers for the old ones."""
    before = r"\s*\+\s*".join(rf"(?<!\d){number}(?!\d)" for number in old)
    after = " + ".join(map(str, new))
    made, count = re.subn(before, after, text, count=1)
    return made if count else f"{after}: {text}"


def names_used(review: Review, key: str) -> dict[str, list[str]]:
    """Names of results of a publication that chapters print, each with the places; those that exist."""
    found: dict[str, list[str]] = {}
    for file in chapter_files(review.root):
        text = file.read_text("utf-8", errors="replace")
        for one in RESULT.finditer(text):
            if key in re.split(r"[.+]", one[1]):
                line = text.count("\n", 0, one.start()) + 1
                found.setdefault(one[1], []).append(f"{file.relative_to(review.root).as_posix()}:{line}")
    results = Results(review)
    return {name: places for name, places in found.items() if not _unknown(results, name)}


def names_lost(review: Review, named: dict[str, list[str]]) -> list[str]:
    """Names that existed before the data changed and exist no more, with the nearest that do."""
    results = Results(review) if named else None
    return [
        f"{listed(places)}: {{result}}`{name}` is no result any more. {fault}"
        for name, places in named.items()
        if results is not None and (fault := _unknown(results, name))
    ]


def _unknown(results: Results, name: str) -> str:
    """Why there is no result of this name; empty if there is one."""
    try:
        results[name]
    except UnknownResult as error:
        return str(error)
    except Exception:  # it is one that cannot be computed, which the chapter's own check reports
        return ""
    return ""
