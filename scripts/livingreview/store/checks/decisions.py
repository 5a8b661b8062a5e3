"""The decisions of screeners: files of declared roles, on records of the log, once each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ...schema import Choice, nearest
from ..decisions import DECISIONS, decisions_file
from ..loaded import Loaded
from ..problems import Problem


def files_belong_to_declared_roles(data: Loaded) -> Iterator[Problem]:
    """Every file of decisions is that of a screener, or of whoever decides conflicts."""
    if data.config is None:
        return
    allowed = [Path(decisions_file(role)).stem for role in data.config.content.screening.roles]
    for name in data.decisions.files:
        if name not in allowed:
            message = f"{name!r} is no role under `screening` in data/review.yaml. {nearest(name, allowed)}"
            yield Problem(f"{DECISIONS}/{name}.csv", 0, "", message)


def decisions_are_on_records(data: Loaded) -> Iterator[Problem]:
    """Every decision is on a record of the log, and no one decides twice on it at a stage."""
    numbers = {record.record for record in data.log.rows}
    for name, file in data.decisions.files.items():
        seen: set[tuple[str, bool]] = set()
        for line, judged in file.lines:
            where = f"{judged.record}.record"
            if judged.record not in numbers and not data.log.may_name(judged.record):
                message = f"{judged.record!r} is no record of data/screening/records.csv."
                yield Problem(f"{DECISIONS}/{name}.csv", line, where, message)
            if (key := (judged.record, judged.full_text)) in seen:
                stage = "full text" if judged.full_text else "title and abstract"
                message = f"is decided on twice at {stage}. One decision each; keep the one that holds."
                yield Problem(f"{DECISIONS}/{name}.csv", line, where, message)
            seen.add(key)


def conflicts_are_decided_with_a_reason(data: Loaded) -> Iterator[Problem]:
    """Whoever decides conflicts says why, and decides."""
    if data.config is None:
        return
    name = Path(decisions_file(data.config.content.screening.conflicts)).stem
    for line, judged in data.decisions.files[name].lines if name in data.decisions.files else ():
        file = f"{DECISIONS}/{name}.csv"
        if judged.reason is None:
            yield Problem(file, line, f"{judged.record}.reason", "is missing. Say why the conflict was decided so.")
        if judged.decision is Choice.UNSURE and judged.category is None:
            message = "a conflict is decided by include or exclude, or by unsure with what the record waits for."
            yield Problem(file, line, f"{judged.record}.category", message)


CHECKS = (files_belong_to_declared_roles, decisions_are_on_records, conflicts_are_decided_with_a_reason)
