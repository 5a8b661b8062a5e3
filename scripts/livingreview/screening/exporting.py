"""One screener's records and decisions as a file for a spreadsheet or for ASReview."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from ..records import Reference
from ..records.runs import references
from ..schema import Choice, Judged, Stage
from ..store import DataError, Problem
from ..store.tables import write_whole
from .desk import Desk
from .session import Session
from .standing import is_pending

COLUMNS = (
    *("record", "title", "authors", "year", "journal", "doi", "pmid", "url", "abstract", "keywords"),
    *("included", "decision", "category", "reason"),
)
LABEL = {Choice.INCLUDE: "1", Choice.EXCLUDE: "0"}
NOTE = {Choice.INCLUDE: "ASReview_relevant", Choice.EXCLUDE: "ASReview_irrelevant"}
NOT_SEEN = "ASReview_not_seen"
FORMULA = ("=", "+", "-", "@")  # a spreadsheet runs what begins with these


def export(desk: Desk, role: str, file: Path, *, full_text: bool) -> int:
    """Write the undecided records of a stage with the role's own decisions; returns their number.

    Records without a decision come first, in the order in which they are to be screened. `.csv` is UTF-8 with a byte
    order mark, as spreadsheets expect it; `.ris` carries decisions as notes, as ASReview does.
    """
    session = Session(desk, desk.screener(role), full_text=full_text)
    by_number = dict(zip((record.record for record in desk.records), references(desk.root), strict=True))
    own = {one.record: one for one in desk.decisions.of(role) if one.full_text == full_text}
    mine = [r.record for r in desk.records if is_pending(r) and (r.stage is Stage.FULL_TEXT) == full_text]
    numbers = [*session.queue, *(number for number in mine if number in own)]
    rows = [(number, by_number[number], own.get(number)) for number in numbers]
    match file.suffix.lower():
        case ".csv":
            write_whole(file, "\ufeff" + _csv(rows))
        case ".ris":
            write_whole(file, _ris(rows))
        case other:
            message = f"{other or 'no ending'!r} is not a format. Allowed: .csv, .ris."
            raise DataError([Problem(str(file), 0, "", message)])
    return len(rows)


def guarded(text: str) -> str:
    """Text that a spreadsheet shows as it is: with a quote mark before what it would run."""
    return f"'{text}" if text.startswith((*FORMULA, "'")) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith((*FORMULA, "'")) else text


def _csv(rows: list[tuple[str, Reference, Judged | None]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for number, one, own in rows:
        described = (number, one.title, "; ".join(one.authors), one.year, one.journal, one.doi, one.pmid, one.url)
        label = LABEL.get(own.decision, "") if own else ""
        decision = (label, own.decision, own.category or "", own.reason or "") if own else ("", "", "", "")
        writer.writerow(map(guarded, (*described, one.abstract, "; ".join(one.keywords), *decision)))
    return out.getvalue()


def _ris(rows: list[tuple[str, Reference, Judged | None]]) -> str:
    import rispy

    entries = []
    for number, one, own in rows:
        notes = [NOTE.get(own.decision, NOT_SEEN) if own else NOT_SEEN]
        if own:
            given = (("decision", own.decision), ("category", own.category), ("reason", own.reason))
            notes += [f"{name}: {value}" for name, value in given if value]
        entry = {
            "type_of_reference": "JOUR",
            "id": number,
            "title": one.title,
            "authors": list(one.authors),
            "year": one.year,
            "journal_name": one.journal,
            "doi": one.doi,
            "urls": [one.url] if one.url else [],
            "abstract": one.abstract,
            "keywords": list(one.keywords),
            "notes": notes,
        }
        entries.append({name: value for name, value in entry.items() if value})
    text: str = rispy.dumps(entries)
    return text
