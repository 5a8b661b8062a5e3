"""What people have to decide after an update."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..screening.desk import open_desk, settle
from ..screening.session import Session
from ..screening.status import status_lines


def to_decide(root: Path) -> Iterator[str]:
    """The state of the screening, conflicts, and how to go on, with what the order of the records rests on."""
    settle(root)
    desk = open_desk(root)
    yield from status_lines(desk)
    session = Session(desk, desk.rule.screeners[0], full_text=False)
    if session.left:
        roles = " and ".join(f'review screen --role "{role}"' for role in desk.rule.screeners)
        yield f"Records are shown in an order {session.basis}: {roles}"
