"""Tables of mechanistic findings."""

from __future__ import annotations

import pandas as pd

from ..mechanisms import Evidence
from ..store import Review, records
from .base import Table, plain, study_link, told


def findings(evidence: Evidence, name: str, caption: str, shown: pd.DataFrame) -> Table:
    """Findings in words, each linked to its study and with the place where it was seen."""
    rows = [
        [
            study_link(r["study"], r["label"]),
            plain(r["finding"])
            + (f" ({plain(r['value'])})" if r["value"] else "")
            + (f" P {plain(r['p'])}." if r["p"] else ""),
            plain(r["comparison"]),
            plain(str(r["system"]).replace("-", " ")),
            plain(r["at"]),
        ]
        for r in records(shown)
    ]
    return Table(name, caption, ["Study", "Finding", "Comparison", "System", "Seen at"], rows, [15, 40, 22, 13, 10])


def conflicts(review: Review, evidence: Evidence) -> Table:
    """Findings that disagree with others."""
    shown = evidence.findings[evidence.findings["conflict"].notna()]
    rows = [
        [study_link(r["study"], r["label"]), plain(r["finding"]), told(review, r["conflict"])] for r in records(shown)
    ]
    return Table(
        f"conflicts-{evidence.chapter}", "Findings in conflict.", ["Study", "Finding", "Conflict"], rows, [16, 42, 42]
    )
