"""What people have to decide after an update."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..records.duplicates import find
from ..screening.desk import open_desk, settle
from ..screening.session import Session
from ..screening.status import status_lines
from ..wording import count


def to_decide(root: Path) -> Iterator[str]:
    """Pairs of records, then the state of the screening, conflicts, and what each screener is shown first."""
    if uncertain := len(find(root).found.uncertain):
        yield f"{count(uncertain, 'pair')} of records may be one publication: review dedupe"
    settle(root)
    desk = open_desk(root)
    yield from status_lines(desk)
    for role in desk.rule.screeners:
        session = Session(desk, role, full_text=False)
        if session.left:
            order = f"{count(session.left, 'record')} for {role}, {session.basis}"
            yield f'{order}: review screen --role "{role}"'
