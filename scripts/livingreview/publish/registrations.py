"""What was read of a study's entries in registers."""

from __future__ import annotations

from ..schema import Registration, Study
from ..wording import capital, count, listed

# What two copies of an entry in a register may say differently, and how that is called.
OF_AN_ENTRY = {
    "registered": "date of registration",
    "started": "start",
    "planned": "planned number",
    "phase": "phase",
    "status": "status",
}


def registration_words(study: Study) -> list[str]:
    """Registration numbers, each followed by what was read of its entry, a line for each copy of it.

    Of several copies, it is said in what they differ: "NCT1: two copies were read; they differ in status."
    """
    lines = []
    for number in study.registry:
        read = [entry for entry in study.registrations if entry.number == number]
        if len(read) < 2:
            lines.append(": ".join((number, *map(_entry_words, read))))
            continue
        apart = [
            name
            for field, name in OF_AN_ENTRY.items()
            if len({value for entry in read if (value := getattr(entry, field)) is not None}) > 1
        ]
        lines.append(
            f"{number}: {count(len(read), 'copy')} were read" + (f"; they differ in {listed(apart)}." if apart else ".")
        )
        lines += [capital(_entry_words(entry)) for entry in read]
    return lines


def _entry_words(entry: Registration) -> str:
    """What one copy of an entry says, with the date of the status first."""
    dated = f"as of {entry.status_date}" if entry.status_date else "no date of the copy"
    state = f"{dated}: {entry.status.label}" if entry.status else dated
    facts = {"registered": entry.registered, "started": entry.started, "planned": entry.planned}
    said = [f"{name} {value}" for name, value in facts.items() if value is not None]
    place = f"source {entry.source}, {entry.at}"
    return "; ".join(filter(None, (state, *said, entry.phase, place, entry.note)))
