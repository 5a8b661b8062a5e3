"""Including a record: naming its study file."""

from __future__ import annotations

from pathlib import Path

from ..records.runs import alone
from ..schema import Decision, Record, nearest
from ..store import DataError, Problem
from ..store.screening import change_records, file_of
from .desk import open_desk
from .standing import Outcome

RESOLVE = "`review screen --resolve` decides it first."
FULL_TEXT = "The screeners decide on title and abstract, then on the full text, first."


def include(root: Path, number: str, study: str) -> None:
    """Make a record that the screeners included at full text the holder of a study file.

    Raises DataError unless the decisions on the record are there, the file exists and no other record has it.
    """
    with alone(root):
        desk = open_desk(root)
        standing = next((one for one in desk.standings if one.record.record == number), None)
        if standing is None or standing.outcome is not Outcome.INCLUDED:
            if standing is None:
                record = next((record for record in desk.records if record.record == number), None)
                why = f"its decision is {record.decision}" if record else "there is no such record"
            else:
                following = RESOLVE if standing.outcome is Outcome.CONFLICT else FULL_TEXT
                why = f"{standing.why or standing.outcome.value}. {following}"
            raise DataError([Problem(file_of(number), 0, number, f"cannot be included: {why.removesuffix('.')}.")])
        if study not in desk.ids:
            message = f"{study!r} has no file in data/. Write it first. {nearest(study, sorted(desk.ids), 3)}"
            raise DataError([Problem(file_of(number), 0, f"{number}.study", message)])
        if holder := next((record.record for record in desk.records if record.study == study), None):
            message = f"{study!r} is already the file of {holder}. Make one of them a duplicate."
            raise DataError([Problem(file_of(number), 0, f"{number}.study", message)])
        fields = standing.record.model_dump(exclude_none=True) | {"decision": Decision.INCLUDE, "study": study}
        change_records(root, {number: Record.model_validate(fields)})
