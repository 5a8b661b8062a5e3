"""How often two readers agree, in words for prose."""

from __future__ import annotations

from ...render.names import Branch, Names
from ...wording import capital, count, percent
from ..analysis import Analysis
from .model import SecondReadings
from .proof import Proofs
from .table import latest, rate

NOTHING = "Nothing has been read a second time yet."


def read_twice(found: SecondReadings) -> str:
    """How much was read twice."""
    if not found.compared:
        return NOTHING
    states = found.states
    again = states["agrees"] + states["differs"]
    share = f" ({percent(states['agrees'] / again)})" if again else ""
    were = "was" if found.publications == 1 else "were"
    return (
        f"{capital(count(found.publications, 'publication'))} {were} extracted again, in whole or in part, blind to "
        "the first extraction. "
        f"Of {count(again, 'entry', 'entries')} in both, {states['agrees']:,}{share} agree in every item; "
        f"{states['first only']:,} are in the first extraction only, {states['second only']:,} in the second only, and "
        f"{states['not seen again']:,} could not be found again in the source."
    )


def proven(found: Proofs) -> str:
    """How many figures show the text around their number."""
    if not found.figures:
        return "There are no figures."
    rest = f"of {found.figures:,} figures"
    if not found.shown:
        return f"The source text around the number is quoted for none {rest}."
    share = percent(found.shown / found.figures)
    return f"The source text around the number is quoted for {found.shown:,} {rest} ({share})."


def names(analysis: Analysis) -> Names:
    return {
        "agreement": Branch(lambda: _agreement(analysis), "second readings, proof of place, audits: agreement.WHAT")
    }


def _agreement(analysis: Analysis) -> Names:
    found, audit = analysis.second_readings, latest(analysis.review)
    return {
        "read-twice": read_twice(found),
        "publications": f"{found.publications:,}",
        "proof": proven(analysis.proofs),
        "audit": "No audit has been entered."
        if audit is None
        else (
            f"Of {audit.drawn:,} figures drawn at random (seed {audit.seed}, {audit.audited_on:%-d %B %Y}), "
            f"{audit.seen:,} could be compared with their source. "
            f"Wrong number: {rate(audit.wrong_numbers, audit.seen)}; "
            f"wrong label: {rate(audit.wrong_labels, audit.seen)}."
        ),
    }
