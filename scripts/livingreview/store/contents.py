"""What the files of a review hold, as typed models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..schema import (
    Audit,
    Authors,
    Background,
    Certainty,
    Extract,
    Pathway,
    Record,
    ReportedItem,
    Reporting,
    ReviewConfig,
    Settlement,
    Study,
    Trial,
    TrustScreen,
    Vocabulary,
)
from .bibliography import Bibliography
from .decisions import Decisions
from .searches import Searches


@dataclass(frozen=True)
class Contents:
    """The content of data/ and references.bib; None where an optional file is not there."""

    root: Path
    config: ReviewConfig
    vocabulary: Vocabulary
    publications: Mapping[str, Study]
    registered: Mapping[str, Trial]
    background: Mapping[str, Background]
    bibliography: Bibliography
    log: tuple[Record, ...] = ()
    authors: Authors | None = None
    reporting: Reporting | None = None
    certainty: Certainty | None = None
    pathway: Pathway | None = None
    searches: Searches = field(default_factory=Searches)
    decisions: Decisions = field(default_factory=Decisions)
    trust: TrustScreen | None = None
    readings: Mapping[str, Mapping[str, Extract]] = field(default_factory=dict)  # by role, then key
    settled: Mapping[str, Settlement] = field(default_factory=dict)  # differences of readings, by key
    audits: Mapping[str, Audit] = field(default_factory=dict)

    @property
    def files(self) -> Mapping[str, Study | Trial | Background]:
        """Every publication, registered trial and background publication, by its key."""
        return {**self.publications, **self.registered, **self.background}

    @property
    def followed(self) -> Mapping[str, Mapping[str, ReportedItem]]:
        """Reporting standards in data/reporting.yaml: how each item is reported; empty where that file is not there.

        Items on authors have the answer that holds while data/authors.yaml is, or is not, complete.
        """
        if self.reporting is None:
            return {}
        signed = self.authors is not None and self.authors.signed
        return {
            name: {number: item.answer(signed) for number, item in items.items()}
            for name, items in self.reporting.standards.items()
        }
